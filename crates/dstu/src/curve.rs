//! Curves y^2 + xy = x^3 + ax^2 + b over GF(2^m) (DSTU 4145-2002, sections 5.3 and 6.1): the ten named ones of the standard's
//! appendix G, and explicit ones within bounds.

use std::sync::{Arc, OnceLock};

use crypto_bigint::{NonZero, Odd, U448, U512};

use crate::field::{Element, Field, FieldError, ONE, WORDS, ZERO, add, is_zero};
use crate::named::{NAMED, Named, le_bytes};

/// A whole number below the order of a curve, and the order itself.
pub type Number = U448;

/// The 64-bit words of a number, the lowest first: its own words are as wide as the machine's.
pub(crate) fn words_of(number: &Number) -> [u64; WORDS] {
    let bytes = number.to_le_bytes();
    let (words, _) = bytes.as_chunks::<8>();
    std::array::from_fn(|index| u64::from_le_bytes(words[index]))
}

/// The number of 64-bit words, the lowest first.
pub(crate) fn number_of(words: &[u64; WORDS]) -> Number {
    let mut bytes = [0; 8 * WORDS];
    for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    Number::from_le_slice(&bytes)
}

/// Two elements: coordinates, or x as a fraction.
type Pair = (Element, Element);

/// A point of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// The neutral one.
    Infinity,
    /// A pair of coordinates.
    Affine {
        /// x.
        x: Element,
        /// y.
        y: Element,
    },
}

/// A curve with its base point.
#[derive(Clone, Debug)]
pub struct Curve {
    field: Field,
    /// Is a one? Else it is nought.
    a: bool,
    b: Element,
    base: Point,
    order: Odd<Number>,
    /// Odd multiples of the base point.
    multiples: Vec<Pair>,
    /// The bits whose sum is a trace: of named curves, whose points are many.
    trace_mask: Option<Element>,
}

/// Why there is no such curve or point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CurveError {
    /// The field.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// b is nought, or no element.
    #[error("b is not an element of the field other than nought")]
    B,
    /// The order is even, small, or larger than Hasse's bound lets it be.
    #[error("the order of the base point is not supported")]
    Order,
    /// A point is not on the curve.
    #[error("the point is not on the curve")]
    NotOnCurve,
    /// A point is not of the order of the curve.
    #[error("the point is not of the order of the curve")]
    WrongOrder,
}

/// How many bits a digit of the base point's multiples has: 2^(8-2) of them are kept.
const BASE_WIDTH: usize = 8;
/// The same of another point.
const OTHER_WIDTH: usize = 5;

/// A number of little-endian bytes; nothing where it is too large.
pub(crate) fn number(bytes: &[u8]) -> Option<Number> {
    let significant = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    if significant > WORDS * 8 {
        return None;
    }
    let mut whole = [0; WORDS * 8];
    whole[..significant].copy_from_slice(&bytes[..significant]);
    Some(Number::from_le_slice(&whole))
}

impl Curve {
    /// The named curve of a number, in the order of the object identifiers 1.2.804.2.1.1.1.1.3.1.1.2.0 to .9: m = 163, 167, 173,
    /// 179, 191, 233, 257, 307, 367, 431.
    pub fn named(number: usize) -> Option<Arc<Curve>> {
        static CURVES: [OnceLock<Option<Arc<Curve>>>; 10] = [const { OnceLock::new() }; 10];
        let make = || {
            let Named(degree, middle, a, b, order, x, y) = &NAMED[number];
            let curve = Curve::explicit(
                *degree,
                middle,
                *a,
                &le_bytes(b),
                &le_bytes(order),
                (&le_bytes(x), &le_bytes(y)),
            );
            curve.ok().map(|mut curve| {
                curve.trace_mask = Some(curve.field.trace_mask());
                Arc::new(curve)
            })
        };
        CURVES.get(number)?.get_or_init(make).clone()
    }

    /// The named curve of a degree m.
    pub fn of_degree(degree: usize) -> Option<Arc<Curve>> {
        Curve::named(NAMED.iter().position(|own| own.0 == degree)?)
    }

    /// The number of a named curve, as [`Curve::named`] takes it; nothing where it has no name.
    pub fn number(&self) -> Option<usize> {
        let place = NAMED.iter().position(|own| own.0 == self.field.degree())?;
        Curve::named(place).filter(|own| own.is_same(self)).map(|_| place)
    }

    /// A curve of explicit parameters; bytes are little-endian. The base point must lie on it and be of the order, which must
    /// be odd and within Hasse's bound for a cofactor of at most 4.
    pub fn explicit(
        degree: usize,
        middle: &[usize],
        a: bool,
        b: &[u8],
        order: &[u8],
        base: (&[u8], &[u8]),
    ) -> Result<Curve, CurveError> {
        let curve = Curve::unbased(degree, middle, a, b, order)?;
        let base = curve.point(base.0, base.1)?;
        Ok(curve.based(base))
    }

    /// The same with the base point compressed, as the parameters of a certificate have it. Parameters that are those of a named
    /// curve give that one.
    pub fn explicit_compressed(
        degree: usize,
        middle: &[usize],
        a: bool,
        b: &[u8],
        order: &[u8],
        base: &[u8],
    ) -> Result<Arc<Curve>, CurveError> {
        let curve = Curve::unbased(degree, middle, a, b, order)?;
        if let Some(named) = Curve::of_degree(degree)
            && (&named.field, named.a, &named.b, &named.order) == (&curve.field, a, &curve.b, &curve.order)
            && named.compress(&named.base).is_some_and(|own| own == base)
        {
            return Ok(named);
        }
        let base = curve.decompress(base)?;
        Ok(Arc::new(curve.based(base)))
    }

    /// A curve without its base point yet.
    fn unbased(
        degree: usize,
        middle: &[usize],
        a: bool,
        b: &[u8],
        order: &[u8],
    ) -> Result<Curve, CurveError> {
        let field = Field::new(degree, middle)?;
        let b = field.from_le(b).filter(|b| !is_zero(b)).ok_or(CurveError::B)?;
        let order = number(order).ok_or(CurveError::Order)?;
        let order = Option::<Odd<Number>>::from(order.to_odd()).ok_or(CurveError::Order)?;
        // 2^m / n is the cofactor, at most 4: then no other multiple of n lies within Hasse's bound.
        if !(degree as u32 - 2..=degree as u32 + 1).contains(&order.bits()) {
            return Err(CurveError::Order);
        }
        Ok(Curve { field, a, b, base: Point::Infinity, order, multiples: Vec::new(), trace_mask: None })
    }

    fn based(mut self, base: Point) -> Curve {
        self.base = base;
        self.multiples = self.odd_multiples(&base, BASE_WIDTH);
        self
    }

    /// The field.
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// The order n of the base point.
    pub fn order(&self) -> &Number {
        &self.order
    }

    pub(crate) fn odd_order(&self) -> &Odd<Number> {
        &self.order
    }

    /// How many bytes a number below the order takes.
    pub fn order_bytes(&self) -> usize {
        self.order.bits().div_ceil(8) as usize
    }

    /// A number of 64 random bytes, from 1 to n - 1, each about as likely. Its time does not depend on them.
    pub(crate) fn reduced(&self, wide: &[u8; 64]) -> Number {
        let wide = U512::from_le_slice(wide);
        let order = self.order.resize::<{ U512::LIMBS }>();
        let below = NonZero::new(order.wrapping_sub(&U512::ONE)).unwrap_or(NonZero::MAX);
        wide.rem(&below).wrapping_add(&U512::ONE).resize()
    }

    /// Has another curve the same field, coefficients and base point?
    pub fn is_same(&self, other: &Curve) -> bool {
        (&self.field, self.a, &self.b, &self.base) == (&other.field, other.a, &other.b, &other.base)
    }

    /// The point of two little-endian coordinates, if it is one of this curve and its order.
    pub fn point(&self, x: &[u8], y: &[u8]) -> Result<Point, CurveError> {
        let coordinate = |bytes: &[u8]| self.field.from_le(bytes).ok_or(CurveError::NotOnCurve);
        let point = Point::Affine { x: coordinate(x)?, y: coordinate(y)? };
        self.check(&point)?;
        Ok(point)
    }

    /// The base point P.
    pub fn base(&self) -> &Point {
        &self.base
    }

    /// Is a point one of this curve, of its order, and not the neutral one?
    pub fn check(&self, point: &Point) -> Result<(), CurveError> {
        let Point::Affine { x, y } = point else { return Err(CurveError::WrongOrder) };
        let field = &self.field;
        let left = add(&field.square(y), &field.mul(x, y));
        let square = field.square(x);
        let cubic = if self.a { add(x, &ONE) } else { *x };
        if left != add(&field.mul(&square, &cubic), &self.b) {
            return Err(CurveError::NotOnCurve);
        }
        match self.is_of_order(x, y) {
            true => Ok(()),
            false => Err(CurveError::WrongOrder),
        }
    }

    /// Is a point of this curve of the order of its base point? Of a named curve, whose points are 2n or 4n, it is where the point can
    /// be halved once or twice, which traces tell (Knudsen, 1999); of others it is multiplied by the order.
    fn is_of_order(&self, x: &Element, y: &Element) -> bool {
        if self.trace_mask.is_none() {
            return self.mul(&self.order, &Point::Affine { x: *x, y: *y }) == Point::Infinity;
        }
        if is_zero(x) || self.trace(x) != u64::from(self.a) {
            return false;
        }
        if self.a {
            return true;
        }
        // Its half has a λ with λ^2 + λ = x, and u^2 = y + x(λ + 1); that half can be halved again where the trace of u is nought.
        let field = &self.field;
        let Some(lambda) = field.solve_quadratic(x) else { return false };
        self.trace(&add(y, &field.mul(x, &add(&lambda, &ONE)))) == 0
    }

    fn trace(&self, element: &Element) -> u64 {
        match &self.trace_mask {
            Some(mask) => {
                let counted = element.iter().zip(mask).fold(0, |sum, (word, mask)| sum ^ (word & mask));
                u64::from(counted.count_ones() & 1)
            }
            None => self.field.trace(element),
        }
    }

    /// A point in its compressed form (section 6.9): x, little-endian, whose lowest bit is the trace of y / x.
    pub fn compress(&self, point: &Point) -> Option<Vec<u8>> {
        let Point::Affine { x, y } = point else { return None };
        let mut compressed = *x;
        if !is_zero(x) {
            compressed[0] &= !1;
            compressed[0] |= self.trace(&self.field.mul(y, &self.field.invert(x)));
        }
        Some(self.field.to_le(&compressed))
    }

    /// The point of a compressed form (section 6.10), checked as [`Curve::check`] does.
    pub fn decompress(&self, bytes: &[u8]) -> Result<Point, CurveError> {
        let field = &self.field;
        let mut x = field.from_le(bytes).ok_or(CurveError::NotOnCurve)?;
        let bit = x[0] & 1;
        let point = if is_zero(&x) {
            Point::Affine { x, y: field.sqrt(&self.b) }
        } else {
            x[0] &= !1;
            if self.trace(&x) != u64::from(self.a) {
                x[0] |= 1;
            }
            let inverse = field.invert(&x);
            let mut sum = add(&x, &field.mul(&self.b, &field.square(&inverse)));
            if self.a {
                sum = add(&sum, &ONE);
            }
            let mut z = field.solve_quadratic(&sum).ok_or(CurveError::NotOnCurve)?;
            if self.trace(&z) != bit {
                z = add(&z, &ONE);
            }
            Point::Affine { x, y: field.mul(&x, &z) }
        };
        self.check(&point)?;
        Ok(point)
    }

    /// The negative of a point.
    pub fn negate(&self, point: &Point) -> Point {
        match point {
            Point::Infinity => Point::Infinity,
            Point::Affine { x, y } => Point::Affine { x: *x, y: add(x, y) },
        }
    }

    /// k times a point; its time depends on both: for what everybody may know.
    pub fn mul(&self, factor: &Number, point: &Point) -> Point {
        match point {
            Point::Infinity => Point::Infinity,
            Point::Affine { .. } => {
                let multiples = self.odd_multiples(point, OTHER_WIDTH);
                self.affine(&self.interleaved(&[(digits(factor, OTHER_WIDTH), multiples.as_slice())]))
            }
        }
    }

    /// s times the base point plus r times another; its time depends on all of them.
    pub fn mul_both(&self, s: &Number, r: &Number, other: &Point) -> Point {
        let multiples = self.odd_multiples(other, OTHER_WIDTH);
        let parts = [
            (digits(s, BASE_WIDTH), self.multiples.as_slice()),
            (digits(r, OTHER_WIDTH), multiples.as_slice()),
        ];
        self.affine(&self.interleaved(&parts))
    }

    /// The cofactor: 2 where a is one, 4 where it is nought, as the base point's order is all that is odd of the curve's.
    pub fn cofactor(&self) -> u64 {
        if self.a { 2 } else { 4 }
    }

    /// k times the base point, for 0 < k < n: x and y. Its time does not depend on k.
    pub fn base_ct(&self, factor: &Number) -> Pair {
        self.mul_ct(factor, &self.base).unwrap_or((ZERO, ZERO))
    }

    /// k times a point of order n, for 0 < k < n: x and y; nothing of the neutral one. Its time does not depend on k: a ladder of
    /// Montgomery's with the formulas of López and Dahab over a number of bits that is always the same.
    pub fn mul_ct(&self, factor: &Number, point: &Point) -> Option<Pair> {
        let &Point::Affine { x, y } = point else { return None };
        let field = &self.field;
        // k + n or k + 2n, whichever has one bit more than n: the same multiple, and the same number of steps.
        let bits = self.order.bits();
        let once = factor.wrapping_add(&self.order);
        let twice = once.wrapping_add(&self.order);
        let (once, twice) = (words_of(&once), words_of(&twice));
        let is_short = word_mask((once[bits as usize / 64] >> (bits % 64) & 1) ^ 1);
        let factor: [u64; WORDS] =
            std::array::from_fn(|index| once[index] ^ (is_short & (once[index] ^ twice[index])));
        let b = &self.b;
        let (mut low, mut high) = ((x, ONE), self.double_x(&(x, ONE), b));
        for bit in (0..bits as usize).rev() {
            let swap = word_mask(factor[bit / 64] >> (bit % 64) & 1);
            exchange(swap, &mut low, &mut high);
            let (first, second) = (field.mul_ct(&low.0, &high.1), field.mul_ct(&high.0, &low.1));
            let z = field.square(&add(&first, &second));
            high = (add(&field.mul_ct(&x, &z), &field.mul_ct(&first, &second)), z);
            low = self.double_x(&low, b);
            exchange(swap, &mut low, &mut high);
        }
        Some(self.recovered(&(x, y), &low, &high))
    }

    /// x and y of kP, from the x of kP and of (k + 1)P (López and Dahab).
    fn recovered(&self, (x, y): &Pair, low: &Pair, high: &Pair) -> Pair {
        let field = &self.field;
        let x1 = field.mul_ct(&low.0, &field.invert_ct(&low.1));
        if is_zero(&high.1) {
            // (k + 1)P is neutral: kP is the negative of P.
            return (x1, add(x, y));
        }
        let both = field.mul_ct(&low.1, &high.1);
        let inner =
            field.mul_ct(&add(&low.0, &field.mul_ct(x, &low.1)), &add(&high.0, &field.mul_ct(x, &high.1)));
        let inner = add(&inner, &field.mul_ct(&add(&field.square(x), y), &both));
        let divided =
            field.mul_ct(&field.mul_ct(&add(&x1, x), &inner), &field.invert_ct(&field.mul_ct(x, &both)));
        (x1, add(&divided, y))
    }

    fn double_x(&self, point: &Pair, b: &Element) -> Pair {
        let field = &self.field;
        let (x, z) = (field.square(&point.0), field.square(&point.1));
        let fourth = field.mul_ct(b, &field.square(&z));
        (add(&field.square(&x), &fourth), field.mul_ct(&x, &z))
    }

    /// P, 3P, 5P and so on: as many as digits of a width need.
    fn odd_multiples(&self, point: &Point, width: usize) -> Vec<Pair> {
        // Of a point of a tiny order, which no key has, nothing: then all digits meet the neutral one.
        let Point::Affine { x, y } = self.affine(&self.double(&Projective::of(point))) else {
            return Vec::new();
        };
        let mut all = vec![Projective::of(point)];
        for index in 1..1 << (width - 2) {
            all.push(self.add_mixed(&all[index - 1], &x, &y));
        }
        self.all_affine(&all)
    }

    /// Points in affine coordinates by one inversion for all (Montgomery); nothing where one of them is the neutral one.
    fn all_affine(&self, points: &[Projective]) -> Vec<Pair> {
        let field = &self.field;
        let mut products = Vec::with_capacity(points.len());
        let mut product = ONE;
        for point in points {
            products.push(product);
            product = field.mul(&product, &point.z);
        }
        if is_zero(&product) {
            return Vec::new();
        }
        let mut inverse = field.invert(&product);
        let mut all = vec![(ZERO, ZERO); points.len()];
        for (index, point) in points.iter().enumerate().rev() {
            let own = field.mul(&inverse, &products[index]);
            inverse = field.mul(&inverse, &point.z);
            all[index] = (field.mul(&point.x, &own), field.mul(&point.y, &field.square(&own)));
        }
        all
    }

    /// The sum of multiples, by signed digits from the highest down.
    fn interleaved(&self, parts: &[(Vec<i8>, &[Pair])]) -> Projective {
        let longest = parts.iter().map(|(digits, _)| digits.len()).max().unwrap_or(0);
        let mut sum = Projective::INFINITY;
        for place in (0..longest).rev() {
            sum = self.double(&sum);
            for (digits, multiples) in parts {
                let digit = digits.get(place).copied().unwrap_or(0);
                let Some((x, y)) =
                    multiples.get(usize::from(digit.unsigned_abs() >> 1)).filter(|_| digit != 0)
                else {
                    continue;
                };
                sum =
                    if digit > 0 { self.add_mixed(&sum, x, y) } else { self.add_mixed(&sum, x, &add(x, y)) };
            }
        }
        sum
    }

    /// Twice a point (López and Dahab).
    fn double(&self, point: &Projective) -> Projective {
        let field = &self.field;
        let (x, z) = (field.square(&point.x), field.square(&point.z));
        let fourth = field.mul(&self.b, &field.square(&z));
        let z3 = field.mul(&x, &z);
        let x3 = add(&field.square(&x), &fourth);
        let mut inner = add(&field.square(&point.y), &fourth);
        if self.a {
            inner = add(&inner, &z3);
        }
        Projective { x: x3, y: add(&field.mul(&fourth, &z3), &field.mul(&x3, &inner)), z: z3 }
    }

    /// The sum of a point and another in affine coordinates (Al-Daoud and others).
    fn add_mixed(&self, point: &Projective, x2: &Element, y2: &Element) -> Projective {
        if is_zero(&point.z) {
            return Projective { x: *x2, y: *y2, z: ONE };
        }
        let field = &self.field;
        let a = add(&point.y, &field.mul(y2, &field.square(&point.z)));
        let b = add(&point.x, &field.mul(x2, &point.z));
        if is_zero(&b) {
            return if is_zero(&a) { self.double(point) } else { Projective::INFINITY };
        }
        let c = field.mul(&b, &point.z);
        let z3 = field.square(&c);
        let d = field.mul(x2, &z3);
        let mut inner = add(&a, &field.square(&b));
        if self.a {
            inner = add(&inner, &c);
        }
        let x3 = add(&field.square(&a), &field.mul(&c, &inner));
        let left = field.mul(&add(&d, &x3), &add(&field.mul(&a, &c), &z3));
        let right = field.mul(&add(y2, x2), &field.square(&z3));
        Projective { x: x3, y: add(&left, &right), z: z3 }
    }

    fn affine(&self, point: &Projective) -> Point {
        if is_zero(&point.z) {
            return Point::Infinity;
        }
        let field = &self.field;
        let inverse = field.invert(&point.z);
        Point::Affine { x: field.mul(&point.x, &inverse), y: field.mul(&point.y, &field.square(&inverse)) }
    }
}

/// x = X/Z, y = Y/Z^2; the neutral point has Z = 0.
#[derive(Clone, Copy)]
struct Projective {
    x: Element,
    y: Element,
    z: Element,
}

impl Projective {
    const INFINITY: Projective = Projective { x: ONE, y: ZERO, z: ZERO };

    fn of(point: &Point) -> Projective {
        match point {
            Point::Infinity => Projective::INFINITY,
            Point::Affine { x, y } => Projective { x: *x, y: *y, z: ONE },
        }
    }
}

/// All ones of 1, all noughts of 0.
fn word_mask(bit: u64) -> u64 {
    0_u64.wrapping_sub(bit)
}

/// Exchanges two pairs where the mask is all ones.
fn exchange(mask: u64, one: &mut Pair, other: &mut Pair) {
    for index in 0..WORDS {
        for (one, other) in [(&mut one.0, &mut other.0), (&mut one.1, &mut other.1)] {
            let changed = mask & (one[index] ^ other[index]);
            one[index] ^= changed;
            other[index] ^= changed;
        }
    }
}

/// The signed digits of a number, the lowest first: odd or nought, at most one in `width` places is not nought.
fn digits(number: &Number, width: usize) -> Vec<i8> {
    let mut words = words_of(number);
    let mut all = Vec::with_capacity(WORDS * 64 + 1);
    let modulus = 1_i64 << width;
    while words.iter().any(|word| *word != 0) {
        let mut digit = 0;
        if words[0] & 1 == 1 {
            digit = (words[0] & (modulus as u64 - 1)) as i64;
            if digit >= modulus / 2 {
                digit -= modulus;
            }
            change(&mut words, -digit);
        }
        all.push(digit as i8);
        for index in 0..WORDS {
            let above = words.get(index + 1).copied().unwrap_or(0);
            words[index] = words[index] >> 1 | above << 63;
        }
    }
    all
}

/// Adds a small number to words.
fn change(words: &mut [u64; WORDS], by: i64) {
    let mut carry = i128::from(by);
    for word in words {
        let sum = i128::from(*word) + carry;
        *word = sum as u64;
        carry = sum >> 64;
    }
}

#[cfg(test)]
mod tests;
