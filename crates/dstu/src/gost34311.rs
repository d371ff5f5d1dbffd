//! The hash function GOST 34.311-95: 256 bits over the cipher GOST 28147, with a starting value of nought and, unless said
//! otherwise, the S-boxes DKE No 1. The bytes of the result are in the order in which implementations give them, the lowest first.

use crate::gost28147::{DKE_1_TABLES, Tables};

/// A block, and a hash, as four words, the lowest first.
type Block = [u64; 4];

/// A hash being computed.
#[derive(Clone)]
pub struct Gost34311 {
    tables: &'static Tables,
    hash: Block,
    sum: Block,
    length: u64,
    waiting: [u8; 32],
    filled: usize,
}

impl Default for Gost34311 {
    fn default() -> Self {
        Gost34311::new()
    }
}

impl Gost34311 {
    /// A hash of nothing yet.
    pub fn new() -> Self {
        Gost34311::with(&DKE_1_TABLES)
    }

    /// The same with other S-boxes.
    pub fn with(tables: &'static Tables) -> Self {
        Gost34311 { tables, hash: [0; 4], sum: [0; 4], length: 0, waiting: [0; 32], filled: 0 }
    }

    /// The hash of some bytes.
    pub fn digest(bytes: &[u8]) -> [u8; 32] {
        let mut hash = Gost34311::new();
        hash.update(bytes);
        hash.finish()
    }

    /// Takes more bytes.
    pub fn update(&mut self, mut bytes: &[u8]) {
        self.length = self.length.wrapping_add(bytes.len() as u64);
        if self.filled > 0 {
            let taken = bytes.len().min(32 - self.filled);
            self.waiting[self.filled..self.filled + taken].copy_from_slice(&bytes[..taken]);
            self.filled += taken;
            bytes = &bytes[taken..];
            if self.filled < 32 {
                return;
            }
            self.filled = 0;
            let block = words(&self.waiting);
            self.take(&block);
        }
        let (whole, rest) = bytes.as_chunks::<32>();
        for block in whole {
            self.take(&words(block));
        }
        self.waiting[..rest.len()].copy_from_slice(rest);
        self.filled = rest.len();
    }

    /// The hash: its 32 bytes.
    pub fn finish(mut self) -> [u8; 32] {
        if self.filled > 0 {
            self.waiting[self.filled..].fill(0);
            let block = words(&self.waiting);
            self.take(&block);
        }
        // The length in bits, then the sum of the blocks.
        let (low, high) = (self.length << 3, self.length >> 61);
        self.step(&[low, high, 0, 0]);
        let sum = self.sum;
        self.step(&sum);
        let mut bytes = [0; 32];
        for (place, word) in bytes.chunks_exact_mut(8).zip(self.hash) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    fn take(&mut self, block: &Block) {
        let mut carry = false;
        for (sum, word) in self.sum.iter_mut().zip(block) {
            let (once, first) = sum.overflowing_add(*word);
            let (twice, second) = once.overflowing_add(u64::from(carry));
            (*sum, carry) = (twice, first || second);
        }
        self.step(block);
    }

    /// The step function.
    fn step(&mut self, block: &Block) {
        const THIRD: Block =
            [0xff00_ff00_ff00_ff00, 0x00ff_00ff_00ff_00ff, 0xff00_00ff_00ff_ff00, 0xff00_ffff_0000_00ff];
        let (mut u, mut v) = (self.hash, *block);
        let mut keys = [[0; 8]; 4];
        for (index, key) in keys.iter_mut().enumerate() {
            if index > 0 {
                u = mixed(&u);
                if index == 2 {
                    u = xor(&u, &THIRD);
                }
                v = mixed(&mixed(&v));
            }
            *key = permuted(&xor(&u, &v));
        }
        let blocks = self.hash.map(|word| (word as u32, (word >> 32) as u32));
        let encrypted = self.tables.encrypt_four(&keys, &blocks);
        let mut shifted = Shifting::of(&encrypted.map(|(low, high)| u64::from(high) << 32 | u64::from(low)));
        shifted.turn(12);
        shifted.add(block);
        shifted.turn(1);
        shifted.add(&self.hash);
        shifted.turn(61);
        self.hash = shifted.block();
    }
}

fn words(bytes: &[u8; 32]) -> Block {
    let (chunks, _) = bytes.as_chunks::<8>();
    std::array::from_fn(|index| u64::from_le_bytes(chunks[index]))
}

fn xor(one: &Block, other: &Block) -> Block {
    std::array::from_fn(|index| one[index] ^ other[index])
}

/// The transformation A: (y1 + y2, y4, y3, y2), the highest first.
fn mixed(block: &Block) -> Block {
    [block[1], block[2], block[3], block[0] ^ block[1]]
}

/// The transformation P: byte i + 4k of the result is byte 8i + k, for i below four and k below eight; as words of a key.
fn permuted(block: &Block) -> [u32; 8] {
    let bytes = block.map(u64::to_le_bytes);
    std::array::from_fn(|k| u32::from_le_bytes(std::array::from_fn(|i| bytes[i][k])))
}

/// The transformation psi, many times over: sixteen words of sixteen bits in a window that moves up a longer row.
struct Shifting {
    row: [u16; 16 + 74],
    at: usize,
}

impl Shifting {
    fn of(block: &Block) -> Shifting {
        let mut row = [0; 16 + 74];
        for (index, word) in row.iter_mut().enumerate().take(16) {
            *word = (block[index / 4] >> (16 * (index % 4))) as u16;
        }
        Shifting { row, at: 0 }
    }

    fn turn(&mut self, times: usize) {
        for at in self.at..self.at + times {
            let row = &self.row[at..at + 16];
            self.row[at + 16] = row[0] ^ row[1] ^ row[2] ^ row[3] ^ row[12] ^ row[15];
        }
        self.at += times;
    }

    fn add(&mut self, block: &Block) {
        for (index, word) in self.row[self.at..self.at + 16].iter_mut().enumerate() {
            *word ^= (block[index / 4] >> (16 * (index % 4))) as u16;
        }
    }

    fn block(&self) -> Block {
        let window = &self.row[self.at..self.at + 16];
        std::array::from_fn(|index| {
            (0..4).fold(0, |word, part| word | u64::from(window[4 * index + part]) << (16 * part))
        })
    }
}

#[cfg(test)]
mod tests {
    use gost94::{Digest as _, Gost94Test, Gost94UA};
    use proptest::prelude::*;

    use super::*;
    use crate::gost28147::SBoxes;

    /// The S-boxes of the standard's own example.
    const EXAMPLE: SBoxes = [
        [4, 10, 9, 2, 13, 8, 0, 14, 6, 11, 1, 12, 7, 15, 5, 3],
        [14, 11, 4, 12, 6, 13, 15, 10, 2, 3, 8, 1, 0, 7, 5, 9],
        [5, 8, 1, 13, 10, 3, 4, 2, 14, 15, 12, 7, 6, 0, 9, 11],
        [7, 13, 10, 1, 0, 8, 9, 15, 14, 4, 6, 12, 11, 2, 5, 3],
        [6, 12, 7, 1, 5, 15, 13, 8, 4, 10, 9, 14, 0, 3, 11, 2],
        [4, 11, 10, 0, 7, 2, 1, 13, 3, 6, 8, 5, 9, 12, 15, 14],
        [13, 11, 4, 1, 3, 15, 5, 9, 0, 10, 14, 7, 6, 8, 2, 12],
        [1, 15, 13, 0, 5, 7, 10, 4, 9, 2, 3, 14, 6, 11, 8, 12],
    ];
    static EXAMPLE_TABLES: Tables = Tables::new(&EXAMPLE);

    #[test]
    fn the_example_of_the_standard() {
        let of = |message: &str| {
            let mut hash = Gost34311::with(&EXAMPLE_TABLES);
            hash.update(message.as_bytes());
            hash.finish().iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        assert_eq!(
            of("This is message, length=32 bytes"),
            "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa"
        );
        assert_eq!(
            of("Suppose the original message has length = 50 bytes"),
            "471aba57a60a770d3a76130635c1fbea4ef14de51f78b4ae57dd893b62f55208"
        );
    }

    proptest! {
        #[test]
        fn it_is_what_another_implementation_makes(bytes in prop::collection::vec(any::<u8>(), 0..300), cut in any::<prop::sample::Index>()) {
            let mut hash = Gost34311::new();
            let cut = cut.index(bytes.len() + 1);
            hash.update(&bytes[..cut]);
            hash.update(&bytes[cut..]);
            prop_assert_eq!(hash.finish(), <[u8; 32]>::from(Gost94UA::digest(&bytes)));
            let mut hash = Gost34311::with(&EXAMPLE_TABLES);
            hash.update(&bytes);
            prop_assert_eq!(hash.finish(), <[u8; 32]>::from(Gost94Test::digest(&bytes)));
        }
    }
}
