use proptest::prelude::*;

use super::*;

fn small(value: u64) -> Number {
    Number::from_u64(value)
}

#[test]
fn the_ten_named_curves_are_sound() {
    for (number, degree) in [163, 167, 173, 179, 191, 233, 257, 307, 367, 431].into_iter().enumerate() {
        let curve = Curve::named(number).unwrap_or_else(|| panic!("m = {degree}"));
        assert_eq!(curve.field().degree(), degree);
        assert_eq!(curve.mul(curve.order(), curve.base()), Point::Infinity);
        let compressed = curve.compress(curve.base()).unwrap();
        assert_eq!(curve.decompress(&compressed).as_ref(), Ok(curve.base()), "m = {degree}");
        assert!(Curve::of_degree(degree).is_some());
    }
    assert!(Curve::named(10).is_none() && Curve::of_degree(256).is_none());
}

#[test]
fn the_first_and_the_last_multiples_are_right_too() {
    for number in 0..10 {
        let curve = Curve::named(number).unwrap();
        let last = curve.order().wrapping_sub(&Number::ONE);
        for factor in [Number::ONE, small(2), small(3), last, last.wrapping_sub(&Number::ONE)] {
            let (x, y) = curve.base_ct(&factor);
            assert_eq!(Point::Affine { x, y }, curve.mul(&factor, curve.base()), "curve {number}");
        }
    }
}

#[test]
fn curves_that_are_none_are_refused() {
    let Named(degree, middle, a, b, order, x, y) = &NAMED[6];
    let with = |a: bool, b: &str, order: &str, x: &str| {
        Curve::explicit(*degree, middle, a, &le_bytes(b), &le_bytes(order), (&le_bytes(x), &le_bytes(y)))
            .err()
    };
    assert_eq!(with(*a, b, order, x), None);
    assert_eq!(with(!a, b, order, x), Some(CurveError::NotOnCurve));
    assert_eq!(with(*a, "0", order, x), Some(CurveError::B));
    assert_eq!(with(*a, b, "7", x), Some(CurveError::Order));
    assert_eq!(with(*a, b, &order.replace("470D", "470F"), x), Some(CurveError::WrongOrder));
    assert_eq!(with(*a, b, &order.replace("470D", "470C"), x), Some(CurveError::Order));
    assert_eq!(with(*a, b, order, "2"), Some(CurveError::NotOnCurve));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn multiples_agree_however_they_are_made(index in 0..10_usize, words in any::<[u64; WORDS]>(), other in 1..1000_u64) {
        let curve = Curve::named(index).unwrap();
        let order = crypto_bigint::NonZero::new(*curve.order()).unwrap();
        let factor = number_of(&words).rem_vartime(&order);
        prop_assume!(factor != Number::ZERO);
        let point = curve.mul(&factor, curve.base());
        let (x, y) = curve.base_ct(&factor);
        prop_assert_eq!(Point::Affine { x, y }, point);
        prop_assert_eq!(curve.mul_both(&factor, &Number::ZERO, curve.base()), point);
        // sP + rP = (s + r)P
        let sum = factor.add_mod(&small(other), &order);
        prop_assert_eq!(curve.mul_both(&factor, &small(other), curve.base()), curve.mul(&sum, curve.base()));
        let compressed = curve.compress(&point).unwrap();
        prop_assert_eq!(curve.decompress(&compressed), Ok(point));
        let mut negative = compressed.clone();
        negative[0] ^= 1;
        prop_assert_eq!(curve.decompress(&negative), Ok(curve.negate(&point)));
    }

    #[test]
    fn traces_tell_the_order_of_any_point_of_a_curve(index in 0..10_usize, words in any::<[u64; WORDS]>(), which in any::<bool>()) {
        let curve = Curve::named(index).unwrap();
        let field = curve.field();
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let x = field.truncated(&bytes);
        prop_assume!(!is_zero(&x));
        prop_assert_eq!(curve.trace(&x), field.trace(&x));
        // y^2 + xy = x^3 + ax^2 + b, divided by x^2.
        let inverse = field.invert(&x);
        let mut sum = add(&x, &field.mul(&curve.b, &field.square(&inverse)));
        if curve.a {
            sum = add(&sum, &ONE);
        }
        let Some(z) = field.solve_quadratic(&sum) else { return Ok(()) };
        let y = field.mul(&x, &if which { z } else { add(&z, &ONE) });
        let is_of_order = curve.mul(&curve.order, &Point::Affine { x, y }) == Point::Infinity;
        prop_assert_eq!(curve.is_of_order(&x, &y), is_of_order);
        prop_assert_eq!(curve.check(&Point::Affine { x, y }).is_ok(), is_of_order);
    }

    #[test]
    fn no_bytes_make_it_panic(index in 0..10_usize, bytes in prop::collection::vec(any::<u8>(), 0..70)) {
        let curve = Curve::named(index).unwrap();
        if let Ok(point) = curve.decompress(&bytes) {
            prop_assert_eq!(curve.check(&point), Ok(()));
        }
    }
}
