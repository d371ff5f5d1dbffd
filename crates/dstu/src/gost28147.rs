//! The block cipher GOST 28147 (DSTU GOST 28147:2009): 64-bit blocks, a key of 256 bits, 32 rounds. What replaces what is set by
//! its S-boxes; those of the Ukrainian standard are DKE No 1.

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
