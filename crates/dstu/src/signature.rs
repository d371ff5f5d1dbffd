//! The signature (DSTU 4145-2002, sections 10 to 13) over the bytes of a hash.
//!
//! A signature is r and s, each little-endian, in equal halves. The hash is read as a little-endian number of which the lowest m
//! bits count; nought is taken as one.

use crypto_bigint::modular::{MontyForm, MontyParams};
use kupyna::{Digest as _, Kupyna512};
use zeroize::{Zeroize as _, Zeroizing};

use crate::curve::{Curve, Number, Point, number, number_of};
use crate::field::{Element, ONE, is_zero};
use crate::key::{PrivateKey, PublicKey};

/// Why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// It has no two equal halves, or they are longer than any curve's.
    #[error("the signature has no two equal halves")]
    Shape,
    /// r or s is nought or not below the order.
    #[error("r or s lies outside of its bounds")]
    Range,
    /// The key, the algorithm and the hash do not go together.
    #[error("the key, the algorithm and the hash do not go together")]
    Scheme,
    /// It is not the signature of this hash by this key.
    #[error("the signature does not hold")]
    Wrong,
}

/// Does a signature of a hash hold under a key?
pub fn verify(key: &PublicKey, hash: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
    let curve = key.curve();
    if signature.is_empty() || !signature.len().is_multiple_of(2) {
        return Err(SignatureError::Shape);
    }
    let (r, s) = signature.split_at(signature.len() / 2);
    let (r, s) = (number(r).ok_or(SignatureError::Shape)?, number(s).ok_or(SignatureError::Shape)?);
    let is_within = |own: &Number| *own != Number::ZERO && own < curve.order();
    if !is_within(&r) || !is_within(&s) {
        return Err(SignatureError::Range);
    }
    match curve.mul_both(&s, &r, key.point()) {
        Point::Affine { x, .. } if low_bits(curve, &curve.field().mul(&x, &message(curve, hash))) == r => {
            Ok(())
        }
        _ => Err(SignatureError::Wrong),
    }
}

/// Signs a hash. The secret number of the signature is made of the key, the hash and 32 random bytes by Kupyna-512: it stays
/// secret where the random bytes are bad, and differs each time where they are good. The time does not depend on the key.
pub fn sign(key: &PrivateKey, hash: &[u8], random: &[u8; 32]) -> Vec<u8> {
    let mut attempt = 0;
    loop {
        let mut secret = nonce(key, hash, random, attempt);
        let signature = sign_by(key, hash, &secret);
        secret.zeroize();
        if let Some(signature) = signature {
            return signature;
        }
        attempt += 1;
    }
}

/// The signature by a given secret number; nothing where r or s would be nought.
fn sign_by(key: &PrivateKey, hash: &[u8], secret: &Number) -> Option<Vec<u8>> {
    let curve = key.curve();
    if *secret == Number::ZERO {
        return None;
    }
    let (x, _) = curve.base_ct(secret);
    let r = low_bits(curve, &curve.field().mul_ct(&x, &message(curve, hash)));
    let order = MontyParams::new(*curve.odd_order());
    let form = |own: &Number| MontyForm::new(own, order);
    let s = (form(key.d()) * form(&r) + form(secret)).retrieve();
    if r == Number::ZERO || s == Number::ZERO {
        return None;
    }
    let length = curve.order_bytes();
    let halves = [r, s].map(|own| own.to_le_bytes());
    Some(halves.iter().flat_map(|half| half[..length].iter().copied()).collect())
}

fn nonce(key: &PrivateKey, hash: &[u8], random: &[u8; 32], attempt: u32) -> Number {
    let d = key.to_le();
    let part = |which: u8| {
        let mut hasher = Kupyna512::new();
        hasher.update(b"DSTU 4145 nonce");
        hasher.update([which]);
        hasher.update(attempt.to_le_bytes());
        hasher.update(&*d);
        hasher.update(random);
        hasher.update(hash);
        Zeroizing::new(<[u8; 64]>::from(hasher.finalize()))
    };
    let mut wide = Zeroizing::new([0; 64]);
    wide.copy_from_slice(&*part(0));
    key.curve().reduced(&wide)
}

/// The hash as an element.
fn message(curve: &Curve, hash: &[u8]) -> Element {
    let element = curve.field().truncated(hash);
    if is_zero(&element) { ONE } else { element }
}

/// An element's lowest bits, one fewer than the order has, as a number.
fn low_bits(curve: &Curve, element: &Element) -> Number {
    let bits = curve.order().bits() - 1;
    let mask = Number::ONE.shl_vartime(bits).wrapping_sub(&Number::ONE);
    number_of(element) & mask
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use serde_json::Value as Json;

    use super::*;
    use crate::samples;

    fn le(hex: &Json) -> Vec<u8> {
        let hex = hex.as_str().unwrap();
        let digits: Vec<u8> =
            hex.bytes().rev().map(|digit| char::from(digit).to_digit(16).unwrap() as u8).collect();
        digits.chunks(2).map(|pair| pair[0] | pair.get(1).copied().unwrap_or(0) << 4).collect()
    }

    fn bytes(hex: &Json) -> Vec<u8> {
        let mut bytes = le(hex);
        bytes.reverse();
        bytes
    }

    fn curve(own: &Json) -> Arc<Curve> {
        if let Some(name) = own["curve"].as_str() {
            return Curve::named(name.rsplit('.').next().unwrap().parse().unwrap()).unwrap();
        }
        let poly: Vec<usize> =
            own["poly"].as_array().unwrap().iter().map(|power| power.as_u64().unwrap() as usize).collect();
        let middle: Vec<usize> =
            poly.iter().copied().filter(|power| *power != 0 && *power != poly[0]).collect();
        let base = (le(&own["gx"]), le(&own["gy"]));
        let a = own["a"].as_u64() == Some(1);
        Arc::new(
            Curve::explicit(poly[0], &middle, a, &le(&own["b"]), &le(&own["n"]), (&base.0, &base.1)).unwrap(),
        )
    }

    #[test]
    fn published_signatures_are_made_and_verified() {
        let Some(folder) = samples::folder() else { return };
        let folder = folder.join("vectors");
        let text = samples::text(&folder, "dstu4145-published-vectors.json");
        let all: Vec<Json> = serde_json::from_str(&text).unwrap();
        let mut tried = 0;
        for own in &all {
            let name = own["name"].as_str().unwrap();
            let curve = curve(own);
            // One of them gives a message instead of its hash.
            if !own["hash_bytes"].is_string() {
                continue;
            }
            let hash = bytes(&own["hash_bytes"]);
            let length = curve.order_bytes();
            let padded = |part: &Json| {
                let mut part = le(part);
                part.resize(length, 0);
                part
            };
            // As an octet string, after its tag and length, or as two numbers.
            let signature = match own["sig_octet_string"].is_string() {
                true => bytes(&own["sig_octet_string"])[2..].to_vec(),
                false => [padded(&own["r"]), padded(&own["s"])].concat(),
            };
            let key = PrivateKey::from_le(Arc::clone(&curve), &le(&own["d"])).unwrap();
            if own["k"].is_string() {
                let secret = number(&le(&own["k"])).unwrap();
                assert_eq!(sign_by(&key, &hash, &secret).unwrap(), signature, "{name}");
            }
            if own["qx"].is_string() {
                let point = curve.point(&le(&own["qx"]), &le(&own["qy"])).unwrap();
                assert_eq!(*key.public().point(), point, "{name}");
            }
            assert_eq!(verify(&key.public(), &hash, &signature), Ok(()), "{name}");
            let altered = [&[hash[0] ^ 1][..], &hash[1..]].concat();
            assert!(verify(&key.public(), &altered, &signature).is_err(), "{name}");
            tried += 1;
        }
        assert_eq!(tried, 7);
    }

    #[test]
    fn published_points_are_compressed_and_multiplied() {
        let Some(folder) = samples::folder() else { return };
        let folder = folder.join("vectors");
        let text = samples::text(&folder, "gf2m257-field-point-vectors.json");
        let all: Json = serde_json::from_str(&text).unwrap();
        let curve = Curve::of_degree(257).unwrap();
        let field = curve.field();
        for own in all["compress"].as_array().unwrap() {
            let point = curve.point(&le(&own["x"]), &le(&own["y"])).unwrap();
            let mut compressed = le(&own["compressed_be"]);
            compressed.resize(field.bytes(), 0);
            assert_eq!(curve.compress(&point).unwrap(), compressed);
            assert_eq!(curve.decompress(&compressed), Ok(point));
        }
        for own in all["point"].as_array().unwrap() {
            let point = curve.point(&le(&own["x"]), &le(&own["y"])).unwrap();
            let factor =
                if own["op"] == "double" { Number::from_u64(2) } else { number(&le(&own["k"])).unwrap() };
            let expected = curve.point(&le(&own["rx"]), &le(&own["ry"])).unwrap();
            assert_eq!(curve.mul(&factor, &point), expected);
        }
    }

    fn key(index: usize, seed: u8) -> PrivateKey {
        PrivateKey::generate(Curve::named(index).unwrap(), &[seed.max(1); 64])
    }

    #[test]
    fn what_is_no_signature_is_refused() {
        let key = key(6, 3);
        let public = key.public();
        let signature = sign(&key, b"hash", &[0; 32]);
        assert_eq!(signature.len(), 64);
        assert_eq!(verify(&public, b"hash", &[]), Err(SignatureError::Shape));
        assert_eq!(verify(&public, b"hash", &signature[..63]), Err(SignatureError::Shape));
        assert_eq!(verify(&public, b"hash", &[1; 400]), Err(SignatureError::Shape));
        let with = |place: usize, part: &[u8]| {
            let mut own = signature.clone();
            own[place..place + part.len()].copy_from_slice(part);
            verify(&public, b"hash", &own)
        };
        assert_eq!(with(0, &[0; 32]), Err(SignatureError::Range), "r = 0");
        assert_eq!(with(32, &[0; 32]), Err(SignatureError::Range), "s = 0");
        let order = &public.curve().order().to_le_bytes()[..32];
        assert_eq!(with(32, order), Err(SignatureError::Range), "s = n");
        assert_eq!(with(0, &[0xff; 32]), Err(SignatureError::Range));
        assert_eq!(verify(&public, b"another", &signature), Err(SignatureError::Wrong));
        assert_eq!(verify(&self::key(6, 4).public(), b"hash", &signature), Err(SignatureError::Wrong));
    }

    #[test]
    fn a_signature_is_another_each_time_and_a_bad_source_of_random_bytes_does_not_repeat_the_secret() {
        let key = key(6, 5);
        assert_ne!(sign(&key, b"hash", &[1; 32]), sign(&key, b"hash", &[2; 32]));
        let (one, other) = (sign(&key, b"one", &[0; 32]), sign(&key, b"other", &[0; 32]));
        assert_ne!(one[..32], other[..32]);
        assert!(format!("{key:?}").len() < 30, "a key is not shown");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn what_is_signed_verifies_and_any_flipped_bit_fails(
            index in 0..10_usize, seed in any::<[u8; 32]>(), hash in prop::collection::vec(any::<u8>(), 1..65), bit in any::<prop::sample::Index>(),
        ) {
            let mut wide = [0; 64];
            wide[..32].copy_from_slice(&seed);
            wide[32..].copy_from_slice(&seed);
            let key = PrivateKey::generate(Curve::named(index).unwrap(), &wide);
            let public = key.public();
            prop_assert_eq!(public.curve().check(public.point()), Ok(()));
            let again = PublicKey::from_compressed(Arc::clone(key.curve()), &public.to_compressed()).unwrap();
            prop_assert!(again == public);
            let mut signature = sign(&key, &hash, &seed);
            prop_assert_eq!(verify(&public, &hash, &signature), Ok(()));
            let bit = bit.index(signature.len() * 8);
            signature[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(verify(&public, &hash, &signature).is_err());
        }
    }
}
