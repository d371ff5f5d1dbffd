//! The field GF(2^m) in a polynomial basis (DSTU 4145-2002, section 5): elements are polynomials over GF(2) of a degree less
//! than m, kept as 64-bit words, the lowest powers first.

/// The words of an element: as many as the largest field needs.
pub const WORDS: usize = 7;
/// The largest degree of a field: of the named curves m = 431 is the greatest.
pub const DEGREE: usize = WORDS * 64 - 1;

/// An element; words above the field's are nought.
pub type Element = [u64; WORDS];

/// Nought.
pub const ZERO: Element = [0; WORDS];
/// One.
pub const ONE: Element = [1, 0, 0, 0, 0, 0, 0];

/// The words of a product.
type Product = [u64; 2 * WORDS];

/// A field, by its reducing polynomial x^m + x^k3 + x^k2 + x^k1 + 1; a trinomial has one middle power alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    degree: usize,
    /// The middle powers and nought, the greatest first.
    powers: Vec<usize>,
    /// Where a word of a product goes for each of the powers.
    folds: [Fold; 4],
    words: usize,
}

/// A word at an index is added so many words further down, turned left by so many bits, and what overflows one word up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Fold {
    down: usize,
    left: u32,
}

impl Fold {
    /// Down by a number of bits.
    fn by(bits: usize) -> Fold {
        Fold { down: bits.div_ceil(64), left: (bits.next_multiple_of(64) - bits) as u32 }
    }
}

/// Why there is no such field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// The degree is even, or none of 129 to [`DEGREE`].
    #[error("the degree of the field is not supported")]
    Degree,
    /// The middle powers are not 1 or 3 in number, not different, or not below m - 64.
    #[error("the reducing polynomial is not supported")]
    Polynomial,
}

impl Field {
    /// The field of a degree and the middle powers of its polynomial. That the polynomial is irreducible is not proved here:
    /// a curve over it is checked by its base point and order.
    pub fn new(degree: usize, middle: &[usize]) -> Result<Field, FieldError> {
        // Of an even degree the half-trace solves nothing; the standard has odd ones alone.
        if !(129..=DEGREE).contains(&degree) || degree.is_multiple_of(2) {
            return Err(FieldError::Degree);
        }
        let mut powers = middle.to_vec();
        powers.sort_unstable_by(|one, other| other.cmp(one));
        powers.dedup();
        // A fold of a word must not reach into the word that is folded.
        let fits = powers.iter().all(|power| (1..=degree - 64).contains(power));
        if !matches!(powers.len(), 1 | 3) || powers.len() != middle.len() || !fits {
            return Err(FieldError::Polynomial);
        }
        powers.push(0);
        let mut folds = [Fold::default(); 4];
        for (fold, power) in folds.iter_mut().zip(&powers) {
            *fold = Fold::by(degree - power);
        }
        Ok(Field { degree, powers, folds, words: degree.div_ceil(64) })
    }

    /// The degree m.
    pub fn degree(&self) -> usize {
        self.degree
    }

    /// How many bytes an element takes.
    pub fn bytes(&self) -> usize {
        self.degree.div_ceil(8)
    }

    /// The element of little-endian bytes; nothing where they are longer than the field's elements or of a higher degree.
    pub fn from_le(&self, bytes: &[u8]) -> Option<Element> {
        if bytes.len() > self.bytes() {
            return None;
        }
        let element = words_of(bytes);
        (bit_length(&element) <= self.degree).then_some(element)
    }

    /// Little-endian bytes of an element, [`Field::bytes`] of them.
    pub fn to_le(&self, element: &Element) -> Vec<u8> {
        element.iter().flat_map(|word| word.to_le_bytes()).take(self.bytes()).collect()
    }

    /// The lowest m bits of little-endian bytes of any length.
    pub fn truncated(&self, bytes: &[u8]) -> Element {
        let mut element = words_of(&bytes[..bytes.len().min(self.bytes())]);
        let last = self.degree % 64;
        if last > 0 {
            element[self.words - 1] &= (1 << last) - 1;
        }
        element
    }

    /// The product. Its time does not depend on the factors.
    pub fn mul_ct(&self, one: &Element, other: &Element) -> Element {
        let mut product: Product = [0; 2 * WORDS];
        for i in 0..self.words {
            for j in 0..self.words {
                let (low, high) = carryless(one[i], other[j]);
                product[i + j] ^= low;
                product[i + j + 1] ^= high;
            }
        }
        self.reduce(&mut product)
    }

    /// The product, faster; its time may depend on the factors: for what everybody may know.
    pub fn mul(&self, one: &Element, other: &Element) -> Element {
        let mut product = match self.words {
            // Of the most used field the fifth word is one bit: four words are multiplied, and the bit is added.
            5 if self.degree == 257 => comb_257(one, other),
            3 => comb::<3, 4>(one, other),
            4 => comb::<4, 5>(one, other),
            5 => comb::<5, 6>(one, other),
            6 => comb::<6, 7>(one, other),
            _ => comb::<7, 8>(one, other),
        };
        self.reduce(&mut product)
    }

    /// The square; its time does not depend on the element.
    pub fn square(&self, element: &Element) -> Element {
        let mut product: Product = [0; 2 * WORDS];
        for (index, word) in element.iter().enumerate().take(self.words) {
            product[2 * index] = spread(*word as u32);
            product[2 * index + 1] = spread((*word >> 32) as u32);
        }
        self.reduce(&mut product)
    }

    /// The element squared so many times.
    fn squared(&self, element: &Element, times: usize) -> Element {
        (0..times).fold(*element, |element, _| self.square(&element))
    }

    /// The inverse; of nought, nought. Its time does not depend on the element.
    pub fn invert_ct(&self, element: &Element) -> Element {
        self.inverted(element, Field::mul_ct)
    }

    /// The inverse, faster; of nought, nought. For what everybody may know.
    pub fn invert(&self, element: &Element) -> Element {
        self.inverted(element, Field::mul)
    }

    /// The inverse a^(2^m - 2) (Itoh and Tsujii) by a way to multiply.
    fn inverted(&self, element: &Element, mul: impl Fn(&Field, &Element, &Element) -> Element) -> Element {
        // a^(2^k - 1) for k = 1, then doubled and raised along the bits of m - 1.
        let exponent = self.degree - 1;
        let (mut power, mut length) = (*element, 1);
        for bit in (0..usize::BITS - exponent.leading_zeros() - 1).rev() {
            power = mul(self, &self.squared(&power, length), &power);
            length *= 2;
            if exponent >> bit & 1 == 1 {
                power = mul(self, &self.square(&power), element);
                length += 1;
            }
        }
        self.square(&power)
    }

    /// The square root: a^(2^(m-1)).
    pub fn sqrt(&self, element: &Element) -> Element {
        self.squared(element, self.degree - 1)
    }

    /// The trace, 0 or 1: the sum of a^(2^i) over i from 0 to m - 1 (section 5.6).
    pub fn trace(&self, element: &Element) -> u64 {
        let (mut sum, mut power) = (*element, *element);
        for _ in 1..self.degree {
            power = self.square(&power);
            sum = add(&sum, &power);
        }
        sum[0] & 1
    }

    /// The bits of an element whose sum is its trace, which is linear: computed once, a trace is a matter of counting.
    pub(crate) fn trace_mask(&self) -> Element {
        let mut mask = ZERO;
        for power in 0..self.degree {
            let mut element = ZERO;
            element[power / 64] = 1 << (power % 64);
            mask[power / 64] |= self.trace(&element) << (power % 64);
        }
        mask
    }

    /// A solution z of z^2 + z = a, where there is one: the half-trace, as m is odd (section 5.7).
    pub fn solve_quadratic(&self, element: &Element) -> Option<Element> {
        let (mut sum, mut power) = (*element, *element);
        for _ in 0..(self.degree - 1) / 2 {
            power = self.squared(&power, 2);
            sum = add(&sum, &power);
        }
        (add(&self.square(&sum), &sum) == *element).then_some(sum)
    }

    /// The remainder of a product by the reducing polynomial.
    fn reduce(&self, product: &mut Product) -> Element {
        match self.folds {
            [first, second, third, fourth] if self.powers.len() == 4 => {
                self.reduce_by(product, [first, second, third, fourth])
            }
            [first, second, ..] => self.reduce_by(product, [first, second]),
        }
    }

    /// Word by word from the top, then what is above m in the word that holds m; the degree is odd, so no word ends there.
    fn reduce_by<const N: usize>(&self, product: &mut Product, folds: [Fold; N]) -> Element {
        let (last, shift) = (self.degree / 64, self.degree % 64);
        for index in (last + 1..2 * self.words).rev() {
            let word = std::mem::take(&mut product[index]);
            for fold in folds {
                let target = index - fold.down;
                product[target] ^= word << fold.left;
                // In two steps: by 64 at once nothing is turned.
                product[target + 1] ^= word >> 1 >> (63 - fold.left);
            }
        }
        let word = product[last] >> shift;
        product[last] &= (1 << shift) - 1;
        for power in &self.powers {
            let (index, left) = (power / 64, power % 64);
            product[index] ^= word << left;
            product[index + 1] ^= word >> 1 >> (63 - left);
        }
        let mut element = ZERO;
        element[..self.words].copy_from_slice(&product[..self.words]);
        element
    }
}

/// The sum, which is the difference too.
pub fn add(one: &Element, other: &Element) -> Element {
    std::array::from_fn(|index| one[index] ^ other[index])
}

/// Is it nought?
pub fn is_zero(element: &Element) -> bool {
    element.iter().fold(0, |all, word| all | word) == 0
}

/// How many bits an element has up to its highest one.
pub fn bit_length(element: &Element) -> usize {
    let highest = element.iter().rposition(|word| *word != 0);
    highest.map_or(0, |index| index * 64 + 64 - element[index].leading_zeros() as usize)
}

/// Words of little-endian bytes, at most [`WORDS`] of them.
fn words_of(bytes: &[u8]) -> Element {
    let mut element = ZERO;
    for (word, chunk) in element.iter_mut().zip(bytes.chunks(8)) {
        let mut whole = [0; 8];
        whole[..chunk.len()].copy_from_slice(chunk);
        *word = u64::from_le_bytes(whole);
    }
    element
}

/// The bits of half a word with noughts between them: its square as a polynomial.
fn spread(half: u32) -> u64 {
    let mut word = u64::from(half);
    word = (word | word << 16) & 0x0000_ffff_0000_ffff;
    word = (word | word << 8) & 0x00ff_00ff_00ff_00ff;
    word = (word | word << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    word = (word | word << 2) & 0x3333_3333_3333_3333;
    (word | word << 1) & 0x5555_5555_5555_5555
}

/// The low half of a product without carries: integer products of bits that lie four apart, so that no carry reaches the next
/// bit that counts (Pornin, BearSSL). No table, no branch: its time does not depend on the factors.
fn carryless_low(one: u64, other: u64) -> u64 {
    const LANES: [u64; 4] =
        [0x1111_1111_1111_1111, 0x2222_2222_2222_2222, 0x4444_4444_4444_4444, 0x8888_8888_8888_8888];
    let (x, y) = (LANES.map(|lane| one & lane), LANES.map(|lane| other & lane));
    let mut all = 0;
    for lane in 0..4 {
        let mut sum = 0;
        for i in 0..4 {
            sum ^= x[i].wrapping_mul(y[(lane + 4 - i) % 4]);
        }
        all |= sum & LANES[lane];
    }
    all
}

/// A product of words without carries: low and high half.
fn carryless(one: u64, other: u64) -> (u64, u64) {
    let high = carryless_low(one.reverse_bits(), other.reverse_bits()).reverse_bits() >> 1;
    (carryless_low(one, other), high)
}

/// A product of N words by a comb of four bits (Hankerson, Menezes, Vanstone, algorithm 2.36); M is one more than N.
fn comb<const N: usize, const M: usize>(one: &Element, other: &Element) -> Product {
    let mut table = [[0_u64; M]; 16];
    table[1][..N].copy_from_slice(&other[..N]);
    for index in 1..8 {
        let (mut carry, half) = (0, table[index]);
        for (word, half) in table[2 * index].iter_mut().zip(half) {
            *word = half << 1 | carry;
            carry = half >> 63;
        }
        let double = table[2 * index];
        for word in 0..M {
            table[2 * index + 1][word] = double[word] ^ table[1][word];
        }
    }
    let mut product: Product = [0; 2 * WORDS];
    for nibble in (0..16).rev() {
        for index in 0..N {
            let row = &table[(one[index] >> (4 * nibble) & 15) as usize];
            for word in 0..M {
                product[index + word] ^= row[word];
            }
        }
        if nibble > 0 {
            let mut carry = 0;
            for word in product.iter_mut().take(2 * N) {
                (*word, carry) = (*word << 4 | carry, *word >> 60);
            }
        }
    }
    product
}

/// The product of two elements of 257 bits: 256 bits by the comb, the highest bit of each by what is added for it.
fn comb_257(one: &Element, other: &Element) -> Product {
    let mut product = comb::<4, 5>(one, other);
    let (first, second) = (one[4].wrapping_neg(), other[4].wrapping_neg());
    for word in 0..4 {
        product[4 + word] ^= (other[word] & first) ^ (one[word] & second);
    }
    product[8] ^= one[4] & other[4];
    product
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn field() -> Field {
        Field::new(257, &[12]).unwrap()
    }

    fn element(field: &Field) -> impl Strategy<Value = Element> + use<> {
        let field = field.clone();
        any::<[u64; WORDS]>().prop_map(move |words| {
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            field.truncated(&bytes)
        })
    }

    #[test]
    fn fields_that_are_none_are_refused() {
        assert_eq!(Field::new(64, &[1]), Err(FieldError::Degree));
        assert_eq!(Field::new(100_000, &[1]), Err(FieldError::Degree));
        assert_eq!(Field::new(257, &[]), Err(FieldError::Polynomial));
        assert_eq!(Field::new(257, &[12, 12, 12]), Err(FieldError::Polynomial));
        assert_eq!(Field::new(257, &[250]), Err(FieldError::Polynomial));
        assert_eq!(Field::new(257, &[0]), Err(FieldError::Polynomial));
    }

    #[test]
    fn a_product_of_words_is_one_of_polynomials() {
        let slow = |one: u64, other: u64| {
            (0..64).filter(|bit| other >> bit & 1 == 1).fold(0_u128, |sum, bit| sum ^ u128::from(one) << bit)
        };
        for (one, other) in
            [(0, 0), (1, u64::MAX), (u64::MAX, u64::MAX), (0x8000_0000_0000_0001, 0xdead_beef_0bad_f00d)]
        {
            let (low, high) = carryless(one, other);
            assert_eq!(u128::from(high) << 64 | u128::from(low), slow(one, other));
        }
    }

    proptest! {
        #[test]
        fn a_field_is_one(a in element(&field()), b in element(&field()), c in element(&field())) {
            let field = field();
            prop_assert_eq!(field.mul(&a, &b), field.mul_ct(&a, &b));
            prop_assert_eq!(field.mul(&a, &b), field.mul(&b, &a));
            prop_assert_eq!(field.mul(&a, &add(&b, &c)), add(&field.mul(&a, &b), &field.mul(&a, &c)));
            prop_assert_eq!(field.square(&a), field.mul(&a, &a));
            prop_assert_eq!(field.square(&field.sqrt(&a)), a);
            prop_assert_eq!(field.mul(&a, &ONE), a);
            if !is_zero(&a) {
                prop_assert_eq!(field.mul(&a, &field.invert(&a)), ONE);
                prop_assert_eq!(field.invert_ct(&a), field.invert(&a));
            }
            let sum = add(&field.square(&a), &a);
            prop_assert_eq!(field.trace(&sum), 0);
            let solution = field.solve_quadratic(&sum).unwrap();
            prop_assert!(solution == a || solution == add(&a, &ONE));
            prop_assert_eq!(field.from_le(&field.to_le(&a)), Some(a));
        }

        #[test]
        fn every_field_of_the_named_curves_multiplies_alike_both_ways(words in any::<[u64; WORDS]>(), other in any::<[u64; WORDS]>()) {
            for (degree, middle) in [(163, &[7, 6, 3][..]), (167, &[6]), (173, &[10, 2, 1]), (179, &[4, 2, 1]), (191, &[9]), (233, &[9, 4, 1]),
                (257, &[12]), (307, &[8, 4, 2]), (367, &[21]), (431, &[5, 3, 1])]
            {
                let field = Field::new(degree, middle).unwrap();
                let bytes = |words: &Element| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
                let (a, b) = (field.truncated(&bytes(&words)), field.truncated(&bytes(&other)));
                let product = field.mul(&a, &b);
                prop_assert_eq!(product, field.mul_ct(&a, &b));
                prop_assert!(bit_length(&product) <= degree);
                if !is_zero(&a) {
                    prop_assert_eq!(field.mul(&product, &field.invert(&a)), b);
                }
            }
        }
    }
}
