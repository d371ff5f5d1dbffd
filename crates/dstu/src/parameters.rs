//! The parameters of keys of DSTU 4145 (order 1236/5/453): a named curve or an explicit one, and the S-boxes of the hash.

use std::sync::Arc;

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _};

use crate::certificate::CertificateError;
use crate::curve::Curve;
use crate::gost28147::DKE_1;
use crate::ids::NAMED_CURVES;
use crate::read::elements;

/// The curve of the parameters of a key in DER: named, or explicit within bounds.
pub(crate) fn curve_of(parameters: &[u8]) -> Result<Arc<Curve>, CertificateError> {
    let outer = AnyRef::from_der(parameters)?;
    let mut reader = SliceReader::new(outer.value())?;
    let choice = AnyRef::decode(&mut reader)?;
    if !reader.is_finished() {
        let boxes = OctetStringRef::decode(&mut reader)?;
        if boxes.as_bytes() != packed() {
            return Err(CertificateError::SBoxes);
        }
    }
    reader.finish(())?;
    match choice.tag() {
        Tag::ObjectIdentifier => {
            let id: ObjectIdentifier = choice.decode_as()?;
            let number = id.arcs().last().filter(|_| id.parent() == Some(NAMED_CURVES));
            let curve = number.and_then(|number| Curve::named(number as usize));
            curve.ok_or_else(|| CertificateError::Algorithm(id.to_string()))
        }
        _ => explicit(choice.value()),
    }
}

fn explicit(value: &[u8]) -> Result<Arc<Curve>, CertificateError> {
    let mut reader = SliceReader::new(value)?;
    if reader.peek_tag()?.is_context_specific() {
        AnyRef::decode(&mut reader)?;
    }
    let field = AnyRef::decode(&mut reader)?;
    let a = number(&UintRef::decode(&mut reader)?)?;
    let b = OctetStringRef::decode(&mut reader)?;
    let order = UintRef::decode(&mut reader)?;
    let base = OctetStringRef::decode(&mut reader)?;
    reader.finish(())?;
    let mut of_field = SliceReader::new(field.value())?;
    let degree = number(&UintRef::decode(&mut of_field)?)?;
    let middle = AnyRef::decode(&mut of_field)?;
    let middle = match middle.tag() {
        Tag::Integer => vec![number(&middle.decode_as()?)?],
        _ => {
            let powers = elements(middle.value())?.into_iter().take(4);
            powers.map(|own| number(&UintRef::from_der(own)?)).collect::<Result<_, _>>()?
        }
    };
    if a > 1 {
        return Err(CertificateError::Shape("a is neither 0 nor 1".into()));
    }
    let mut order = order.as_bytes().to_vec();
    order.reverse();
    Ok(Curve::explicit_compressed(degree, &middle, a == 1, b.as_bytes(), &order, base.as_bytes())?)
}

/// A small number.
fn number(own: &UintRef<'_>) -> Result<usize, CertificateError> {
    let bytes = own.as_bytes();
    match bytes.len() {
        0..=2 => Ok(bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))),
        _ => Err(CertificateError::Shape("a number is too large".into())),
    }
}

/// DKE No 1 in 64 bytes: row by row, two numbers a byte, the first one higher.
pub(crate) fn packed() -> Vec<u8> {
    DKE_1.iter().flat_map(|row| row.chunks(2).map(|pair| pair[0] << 4 | pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_s_boxes_are_packed_as_certificates_have_them() {
        let packed = packed();
        assert_eq!((packed.len(), &packed[..8]), (64, &[0xa9, 0xd6, 0xeb, 0x45, 0xf1, 0x3c, 0x70, 0x82][..]));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = curve_of(&bytes);
        }
    }
}
