//! The block cipher GOST 28147 (DSTU GOST 28147:2009): 64-bit blocks, a key of 256 bits, 32 rounds. What replaces what is set by
//! its S-boxes; those of the Ukrainian standard are DKE No 1.
//!
//! The tables are looked up by secrets: what is opened here – a key file, an answer for one recipient – is opened where its owner is,
//! not where strangers can measure it.

use zeroize::{Zeroize as _, Zeroizing};

/// Eight rows of sixteen numbers of four bits; the first row is of the lowest bits.
pub type SBoxes = [[u8; 16]; 8];

/// The long-term key element DKE No 1 (DSTU GOST 28147:2009, appendix A), the one that is meant where none is named.
pub const DKE_1: SBoxes = [
    [10, 9, 13, 6, 14, 11, 4, 5, 15, 1, 3, 12, 7, 0, 8, 2],
    [8, 0, 12, 4, 9, 6, 7, 11, 2, 3, 1, 15, 5, 14, 10, 13],
    [15, 6, 5, 8, 14, 11, 10, 4, 12, 0, 3, 7, 2, 9, 1, 13],
    [3, 8, 13, 9, 6, 11, 15, 0, 2, 5, 12, 10, 4, 14, 1, 7],
    [15, 8, 14, 9, 7, 2, 0, 13, 12, 6, 1, 5, 11, 4, 3, 10],
    [2, 8, 9, 7, 5, 15, 0, 11, 12, 1, 13, 14, 10, 3, 6, 4],
    [3, 8, 11, 5, 6, 4, 14, 10, 2, 12, 1, 7, 9, 15, 13, 0],
    [1, 2, 3, 14, 6, 13, 11, 8, 15, 10, 12, 5, 7, 9, 0, 4],
];

/// What each byte of a half becomes, already turned left by eleven bits.
#[derive(Clone)]
pub struct Tables([[u32; 256]; 4]);

/// The tables of DKE No 1.
pub static DKE_1_TABLES: Tables = Tables::new(&DKE_1);

impl Tables {
    /// The tables of S-boxes.
    pub const fn new(boxes: &SBoxes) -> Tables {
        let mut tables = [[0; 256]; 4];
        let mut byte = 0;
        while byte < 4 {
            let mut value = 0;
            while value < 256 {
                let pair = boxes[2 * byte + 1][value >> 4] << 4 | boxes[2 * byte][value & 15];
                tables[byte][value] = ((pair as u32) << (8 * byte)).rotate_left(11);
                value += 1;
            }
            byte += 1;
        }
        Tables(tables)
    }

    fn round(&self, half: u32, key: u32) -> u32 {
        let [a, b, c, d] = half.wrapping_add(key).to_le_bytes();
        let [first, second, third, fourth] = &self.0;
        first[usize::from(a)] ^ second[usize::from(b)] ^ third[usize::from(c)] ^ fourth[usize::from(d)]
    }

    /// Encrypts four blocks, each under a key of its own: what a hash needs, and four at once keep a processor busy. The halves
    /// of a block are its lower and its higher 32 bits.
    pub(crate) fn encrypt_four(&self, keys: &[[u32; 8]; 4], blocks: &[(u32, u32); 4]) -> [(u32, u32); 4] {
        let (mut low, mut high) = (blocks.map(|block| block.0), blocks.map(|block| block.1));
        let mut pair = |first: usize, second: usize| {
            for lane in 0..4 {
                high[lane] ^= self.round(low[lane], keys[lane][first]);
            }
            for lane in 0..4 {
                low[lane] ^= self.round(high[lane], keys[lane][second]);
            }
        };
        for _ in 0..3 {
            for place in [0, 2, 4, 6] {
                pair(place, place + 1);
            }
        }
        for place in [7, 5, 3, 1] {
            pair(place, place - 1);
        }
        std::array::from_fn(|lane| (high[lane], low[lane]))
    }
}

/// A block.
pub type Block = [u8; 8];

/// How many bytes a wrapped key takes: starting value, key, check value.
pub const WRAPPED: usize = 44;

/// The starting value of the second pass of a key wrap (the same as that of RFC 3217).
const WRAP: Block = [0x4a, 0xdd, 0xa2, 0x2c, 0x79, 0xe8, 0x21, 0x05];

/// The cipher under a key, with the S-boxes DKE No 1.
pub struct Cipher {
    key: [u32; 8],
}

impl Drop for Cipher {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

fn halves(block: &Block) -> (u32, u32) {
    let whole = u64::from_le_bytes(*block);
    (whole as u32, (whole >> 32) as u32)
}

fn block(low: u32, high: u32) -> Block {
    (u64::from(high) << 32 | u64::from(low)).to_le_bytes()
}

impl Cipher {
    /// The cipher under a key of 32 bytes, little-endian words.
    pub fn new(key: &[u8; 32]) -> Cipher {
        let (words, _) = key.as_chunks::<4>();
        Cipher { key: std::array::from_fn(|index| u32::from_le_bytes(words[index])) }
    }

    fn rounds(&self, own: &Block, keys: impl Iterator<Item = usize>) -> (u32, u32) {
        let (mut low, mut high) = halves(own);
        for place in keys {
            (low, high) = (high ^ DKE_1_TABLES.round(low, self.key[place]), low);
        }
        (low, high)
    }

    /// Encrypts a block.
    pub fn encrypt(&self, own: &Block) -> Block {
        let (low, high) = self.rounds(own, (0..24).map(|round| round % 8).chain((0..8).rev()));
        block(high, low)
    }

    /// Decrypts a block.
    pub fn decrypt(&self, own: &Block) -> Block {
        let (low, high) = self.rounds(own, (0..8).chain((0..24).rev().map(|round| round % 8)));
        block(high, low)
    }

    /// Encrypts whole blocks, each on its own (ECB); what is left of the last one stays as it is.
    pub fn encrypt_blocks(&self, bytes: &mut [u8]) {
        bytes.as_chunks_mut::<8>().0.iter_mut().for_each(|own| *own = self.encrypt(own));
    }

    /// Decrypts whole blocks, each on its own (ECB); what is left of the last one stays as it is.
    pub fn decrypt_blocks(&self, bytes: &mut [u8]) {
        bytes.as_chunks_mut::<8>().0.iter_mut().for_each(|own| *own = self.decrypt(own));
    }

    /// Encrypts bytes of any length with feedback of the ciphertext (CFB).
    pub fn encrypt_feedback(&self, start: &Block, bytes: &mut [u8]) {
        let mut last = *start;
        for part in bytes.chunks_mut(8) {
            let gamma = self.encrypt(&last);
            part.iter_mut().zip(gamma).for_each(|(byte, own)| *byte ^= own);
            last[..part.len()].copy_from_slice(part);
        }
    }

    /// Decrypts bytes of any length with feedback of the ciphertext (CFB).
    pub fn decrypt_feedback(&self, start: &Block, bytes: &mut [u8]) {
        let mut last = *start;
        for part in bytes.chunks_mut(8) {
            let gamma = self.encrypt(&last);
            last[..part.len()].copy_from_slice(part);
            part.iter_mut().zip(gamma).for_each(|(byte, own)| *byte ^= own);
        }
    }

    /// The check value of bytes (MAC, section 5 of the standard): 16 rounds a block, of the last state 32 bits. A last block that
    /// is not whole is filled with noughts; one block alone is followed by a block of noughts.
    pub fn check_value(&self, bytes: &[u8]) -> [u8; 4] {
        let mut state = [0; 8];
        let mut take = |part: &[u8]| {
            state.iter_mut().zip(part).for_each(|(byte, own)| *byte ^= own);
            let (low, high) = self.rounds(&state, (0..16).map(|round| round % 8));
            state = block(low, high);
        };
        bytes.chunks(8).for_each(&mut take);
        if bytes.len() <= 8 {
            take(&[]);
        }
        [state[0], state[1], state[2], state[3]]
    }

    /// Wraps a key of 32 bytes (GOST28147-wrap, 1.2.804.2.1.1.1.1.1.1.5); `start` is eight random bytes.
    pub fn wrap(&self, own: &[u8; 32], start: &Block) -> [u8; WRAPPED] {
        let mut inner = Zeroizing::new([0; 36]);
        inner[..32].copy_from_slice(own);
        inner[32..].copy_from_slice(&self.check_value(own));
        self.encrypt_feedback(start, &mut *inner);
        let mut whole = [0; WRAPPED];
        whole[..8].copy_from_slice(start);
        whole[8..].copy_from_slice(&*inner);
        whole.reverse();
        self.encrypt_feedback(&WRAP, &mut whole);
        whole
    }

    /// Unwraps a key; nothing where its check value is another.
    pub fn unwrap(&self, wrapped: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
        let mut whole = Zeroizing::new(<[u8; WRAPPED]>::try_from(wrapped).ok()?);
        self.decrypt_feedback(&WRAP, &mut *whole);
        whole.reverse();
        let (start, inner) = whole.split_first_chunk_mut::<8>()?;
        self.decrypt_feedback(start, inner);
        let (own, said) = inner.split_first_chunk::<32>()?;
        (self.check_value(own) == *said).then(|| Zeroizing::new(*own))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Made by npm gost89 0.1.11 with the same key, starting value and bytes.
    #[test]
    fn another_implementation_makes_the_same() {
        let key: [u8; 32] = std::array::from_fn(|index| index as u8);
        let cipher = Cipher::new(&key);
        let mut bytes: Vec<u8> = (0..20).map(|index| 200 - index).collect();
        cipher.encrypt_feedback(&[1, 2, 3, 4, 5, 6, 7, 8], &mut bytes);
        assert_eq!(hex(&bytes), "cacb8503112e5944fbd8adcf4f543a87392045b4");
        let mut bytes: Vec<u8> = (0..16).map(|index| 200 - index).collect();
        cipher.encrypt_blocks(&mut bytes);
        assert_eq!(hex(&bytes), "ca19e86fcb8609c5b6223c0092e11294");
        let plain: Vec<u8> = (0..20).map(|index| 200 - index).collect();
        assert_eq!(hex(&cipher.check_value(&plain)), "5ecc2c33");
        assert_eq!(hex(&cipher.check_value(&plain[..8])), "f7569e4b");
        let own: [u8; 32] = std::array::from_fn(|index| 100 + index as u8);
        assert_eq!(
            hex(&cipher.wrap(&own, &[8, 7, 6, 5, 4, 3, 2, 1])),
            "0531932e9e52719ecf7e9e346c7b79fc6df0d17fc350148337ed4903811510c38a443666a5672d7395e38591"
        );
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    proptest! {
        #[test]
        fn what_is_encrypted_is_decrypted(key in any::<[u8; 32]>(), start in any::<Block>(), bytes in prop::collection::vec(any::<u8>(), 0..60), own in any::<[u8; 32]>(), bit in 0..8 * WRAPPED) {
            let cipher = Cipher::new(&key);
            let mut all = bytes.clone();
            cipher.encrypt_feedback(&start, &mut all);
            cipher.decrypt_feedback(&start, &mut all);
            prop_assert_eq!(&all, &bytes);
            cipher.encrypt_blocks(&mut all);
            cipher.decrypt_blocks(&mut all);
            prop_assert_eq!(&all, &bytes);
            let mut wrapped = cipher.wrap(&own, &start);
            prop_assert!(cipher.unwrap(&wrapped).is_some_and(|key| *key == own));
            wrapped[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(cipher.unwrap(&wrapped).is_none_or(|key| *key != own));
        }
    }
}
