//! Keys (DSTU 4145-2002, section 9): a private key d, 0 < d < n, and its public key Q = -dP.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroize as _;

use crate::curve::{Curve, CurveError, Number, Point, number};

/// A public key: a point of its curve that was checked.
#[derive(Clone, Debug)]
pub struct PublicKey {
    curve: Arc<Curve>,
    point: Point,
}

impl PublicKey {
    /// The key of a point; refused where it is not on the curve or not of its order.
    pub fn new(curve: Arc<Curve>, point: Point) -> Result<PublicKey, CurveError> {
        curve.check(&point)?;
        Ok(PublicKey { curve, point })
    }

    /// The key of a compressed point, little-endian, as certificates hold it.
    pub fn from_compressed(curve: Arc<Curve>, bytes: &[u8]) -> Result<PublicKey, CurveError> {
        let point = curve.decompress(bytes)?;
        Ok(PublicKey { curve, point })
    }

    /// The compressed point, little-endian.
    pub fn to_compressed(&self) -> Vec<u8> {
        self.curve.compress(&self.point).unwrap_or_default()
    }

    /// The curve.
    pub fn curve(&self) -> &Curve {
        &self.curve
    }

    /// The curve, to be kept.
    pub fn shared_curve(&self) -> &Arc<Curve> {
        &self.curve
    }

    /// The point Q.
    pub fn point(&self) -> &Point {
        &self.point
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &PublicKey) -> bool {
        self.point == other.point && self.curve.is_same(&other.curve)
    }
}

/// Why bytes are no private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a private key lies between nought and the order of the curve")]
pub struct KeyError;

/// A private key. It is wiped from memory when it is dropped, and is never shown.
#[derive(Clone)]
pub struct PrivateKey {
    curve: Arc<Curve>,
    d: Number,
}

impl PrivateKey {
    /// The key of a little-endian number d.
    pub fn from_le(curve: Arc<Curve>, bytes: &[u8]) -> Result<PrivateKey, KeyError> {
        let d = number(bytes).ok_or(KeyError)?;
        let is_key = d != Number::ZERO && d < *curve.order();
        if is_key { Ok(PrivateKey { curve, d }) } else { Err(KeyError) }
    }

    /// A new key of 64 random bytes, which must come from a source that is fit for keys: more of them than the order has, so
    /// that no key is likelier than another.
    pub fn generate(curve: Arc<Curve>, random: &[u8; 64]) -> PrivateKey {
        let d = curve.reduced(random);
        PrivateKey { curve, d }
    }

    /// The number d, little-endian, in as many bytes as the order has.
    pub fn to_le(&self) -> zeroize::Zeroizing<Vec<u8>> {
        let mut bytes = zeroize::Zeroizing::new(self.d.to_le_bytes().to_vec());
        bytes.truncate(self.curve.order_bytes());
        bytes
    }

    /// The public key Q = -dP.
    pub fn public(&self) -> PublicKey {
        let (x, y) = self.curve.base_ct(&self.d);
        let point = self.curve.negate(&Point::Affine { x, y });
        PublicKey { curve: Arc::clone(&self.curve), point }
    }

    /// The number on which this key and another one agree: the x of h·d·Q, where h is the cofactor, big-endian, in as many bytes as
    /// elements of the field take. Nothing where the curves differ. Its time does not depend on the key.
    pub(crate) fn agree(&self, other: &PublicKey) -> Option<zeroize::Zeroizing<Vec<u8>>> {
        let Point::Affine { .. } = other.point() else { return None };
        if !self.curve.is_same(other.curve()) {
            return None;
        }
        // The cofactor times the point first: it is no secret. Of the order that was checked it leaves the order as it is.
        let point = self.curve.mul(&Number::from_u64(self.curve.cofactor()), other.point());
        let (x, _) = self.curve.mul_ct(&self.d, &point)?;
        let mut bytes = zeroize::Zeroizing::new(self.curve.field().to_le(&x));
        bytes.reverse();
        Some(bytes)
    }

    /// The curve.
    pub fn curve(&self) -> &Arc<Curve> {
        &self.curve
    }

    pub(crate) fn d(&self) -> &Number {
        &self.d
    }
}

impl Drop for PrivateKey {
    fn drop(&mut self) {
        self.d.zeroize();
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PrivateKey(m = {})", self.curve.field().degree())
    }
}
