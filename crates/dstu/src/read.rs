//! DER as it is read: elements within elements, each as it stands, within bounds. What comes with indefinite lengths (BER, X.690,
//! 8.1.3.6), as some writers of large messages leave them, is brought into definite ones first; what is definite stays untouched.

use std::borrow::Cow;

use der::asn1::{AnyRef, GeneralizedTime, ObjectIdentifier};
use der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _};

use crate::write::element;

/// How many elements a set or sequence has at most.
pub(crate) const MOST: usize = 10_000;
/// How deep elements lie at most.
const DEEPEST: usize = 32;

/// A reader of what lies within an element.
pub(crate) fn inside(bytes: &[u8]) -> Result<SliceReader<'_>, der::Error> {
    SliceReader::new(AnyRef::from_der(bytes)?.value())
}

/// The elements of a set or sequence, each in DER.
pub(crate) fn elements(value: &[u8]) -> Result<Vec<&[u8]>, der::Error> {
    let mut reader = SliceReader::new(value)?;
    let mut all = Vec::new();
    while !reader.is_finished() {
        if all.len() == MOST {
            return Err(der::ErrorKind::Overflow.into());
        }
        all.push(reader.tlv_bytes()?);
    }
    Ok(all)
}

/// The identifier that stands first within an element: that of an algorithm, of an attribute.
pub(crate) fn first_id(bytes: &[u8]) -> Result<ObjectIdentifier, der::Error> {
    ObjectIdentifier::decode(&mut inside(bytes)?)
}

/// The next element, if it has this number of the context.
pub(crate) fn tagged<'a>(reader: &mut SliceReader<'a>, number: u8) -> Result<Option<AnyRef<'a>>, der::Error> {
    if reader.is_finished() {
        return Ok(None);
    }
    let tag = reader.peek_tag()?;
    match tag.is_context_specific() && tag.number().value() == number {
        true => AnyRef::decode(reader).map(Some),
        false => Ok(None),
    }
}

/// A time in either form, in seconds since the Unix epoch. Fractions of a second, which time stamps may have, are left off.
pub(crate) fn time(bytes: &[u8]) -> Result<i64, der::Error> {
    let any = AnyRef::from_der(bytes)?;
    if any.tag() == Tag::GeneralizedTime
        && let Some(dot) = any.value().iter().position(|byte| *byte == b'.')
        && any.value().ends_with(b"Z")
    {
        let whole = element(0x18, &[&any.value()[..dot], b"Z"]);
        return Ok(GeneralizedTime::from_der(&whole)?.to_unix_duration().as_secs() as i64);
    }
    Ok(x509_cert::time::Time::from_der(bytes)?.to_unix_duration().as_secs() as i64)
}

/// A number without noughts in front.
pub(crate) fn trimmed(number: &[u8]) -> &[u8] {
    let first = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    &number[first..]
}

/// Bytes of PEM without their armour; others as they are.
pub(crate) fn unarmoured(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.trim_ascii_start().starts_with(b"-----BEGIN ") {
        return Cow::Borrowed(bytes);
    }
    // Lines may end anyhow and be as long as they like: only letters count.
    let text = String::from_utf8_lossy(bytes);
    let body: String = text
        .lines()
        .skip_while(|line| !line.starts_with("-----BEGIN "))
        .skip(1)
        .take_while(|line| !line.starts_with("-----END "))
        .flat_map(|line| line.chars().filter(|letter| !letter.is_whitespace()))
        .collect();
    let folded: Vec<&str> =
        body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap_or_default()).collect();
    let armoured = format!("-----BEGIN DATA-----\n{}\n-----END DATA-----\n", folded.join("\n"));
    match der::pem::decode_vec(armoured.as_bytes()) {
        Ok((_, bytes)) => Cow::Owned(bytes),
        Err(_) => Cow::Borrowed(bytes),
    }
}

/// Bytes with definite lengths alone. What had them is borrowed; otherwise elements of indefinite length are written anew, and strings
/// of bytes in parts are put together.
pub(crate) fn definite(bytes: &[u8]) -> Result<Cow<'_, [u8]>, der::Error> {
    if !has_indefinite(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let (own, rest) = rebuilt(bytes, 0)?;
    match rest.is_empty() {
        true => Ok(Cow::Owned(own)),
        false => {
            Err(der::ErrorKind::TrailingData { decoded: der::Length::ZERO, remaining: der::Length::ZERO }
                .into())
        }
    }
}

/// Does the outermost element, or one that begins it, have no length? Writers who leave one out leave out the outermost.
fn has_indefinite(bytes: &[u8]) -> bool {
    bytes.get(1) == Some(&0x80)
}

/// The next element with definite lengths, and what stands after it.
fn rebuilt(bytes: &[u8], depth: usize) -> Result<(Vec<u8>, &[u8]), der::Error> {
    let wrong = || der::Error::from(der::ErrorKind::Failed);
    let (tag, after) = bytes.split_first().ok_or_else(wrong)?;
    let (first, after) = after.split_first().ok_or_else(wrong)?;
    if depth > DEEPEST || tag & 0x1f == 0x1f {
        return Err(wrong());
    }
    let is_constructed = tag & 0x20 != 0;
    if *first != 0x80 {
        let (length, after) = definite_length(*first, after).ok_or_else(wrong)?;
        let (value, rest) = after.split_at_checked(length).ok_or_else(wrong)?;
        let whole = &bytes[..bytes.len() - rest.len()];
        // Within a definite element indefinite ones may lie all the same: only where it is constructed, and only if they do.
        if !is_constructed || !may_hold_indefinite(value, depth) {
            return Ok((whole.to_vec(), rest));
        }
        let mut parts = Vec::new();
        let mut left = value;
        while !left.is_empty() {
            let (part, rest) = rebuilt(left, depth + 1)?;
            parts.push(part);
            left = rest;
        }
        return Ok((joined(*tag, parts)?, rest));
    }
    if !is_constructed {
        return Err(wrong());
    }
    let (mut parts, mut left) = (Vec::new(), after);
    loop {
        if let Some(rest) = left.strip_prefix(&[0, 0]) {
            return Ok((joined(*tag, parts)?, rest));
        }
        if parts.len() == MOST {
            return Err(wrong());
        }
        let (part, rest) = rebuilt(left, depth + 1)?;
        parts.push(part);
        left = rest;
    }
}

/// An element of its parts; a string of bytes in parts becomes one.
fn joined(tag: u8, parts: Vec<Vec<u8>>) -> Result<Vec<u8>, der::Error> {
    if tag != 0x24 {
        return Ok(element(tag, &parts.iter().map(Vec::as_slice).collect::<Vec<_>>()));
    }
    let values: Vec<&[u8]> =
        parts.iter().map(|part| Ok(AnyRef::from_der(part)?.value())).collect::<Result<_, der::Error>>()?;
    Ok(element(0x04, &values))
}

fn definite_length(first: u8, after: &[u8]) -> Option<(usize, &[u8])> {
    if first < 0x80 {
        return Some((first.into(), after));
    }
    let (digits, after) =
        after.split_at_checked(usize::from(first & 0x7f)).filter(|(own, _)| own.len() <= 4)?;
    Some((digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit)), after))
}

/// Do elements lie here one after another, one of them of indefinite length or a string in parts, itself or within?
fn may_hold_indefinite(mut value: &[u8], depth: usize) -> bool {
    while let [tag, first, after @ ..] = value {
        if *first == 0x80 || *tag == 0x24 {
            return true;
        }
        let Some((length, after)) = definite_length(*first, after) else { return false };
        let Some((own, rest)) = after.split_at_checked(length) else { return false };
        if tag & 0x20 != 0 && depth < DEEPEST && may_hold_indefinite(own, depth + 1) {
            return true;
        }
        value = rest;
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn indefinite_lengths_become_definite_and_nothing_else_changes() {
        // A sequence of indefinite length with a string in two parts, and a definite one with an odd inside.
        let own = [0x30, 0x80, 0x24, 0x80, 4, 1, 7, 4, 2, 8, 9, 0, 0, 0x31, 3, 2, 1, 5, 0, 0];
        assert_eq!(*definite(&own).unwrap(), [0x30, 10, 4, 3, 7, 8, 9, 0x31, 3, 2, 1, 5]);
        let fine = [0x30, 3, 2, 1, 5];
        assert!(matches!(definite(&fine), Ok(Cow::Borrowed(_))));
        assert!(definite(&own[..own.len() - 1]).is_err(), "no end");
        assert!(definite(&[&own[..], &[5, 0]].concat()).is_err(), "something after it");
        assert!(definite(&[0x04, 0x80, 0, 0]).is_err(), "a primitive one has a length");
        let deep = [0x30, 0x80].repeat(100_000);
        assert!(definite(&deep).is_err(), "nested without end");
    }

    #[test]
    fn times_of_both_forms_and_with_fractions() {
        assert_eq!(time(&[&[0x17, 13][..], b"230919181718Z"].concat()), Ok(1_695_147_438));
        assert_eq!(time(&[&[0x18, 15][..], b"20230919181718Z"].concat()), Ok(1_695_147_438));
        assert_eq!(time(&[&[0x18, 19][..], b"20230919181718.123Z"].concat()), Ok(1_695_147_438));
        assert!(time(&[&[0x18, 15][..], b"20231319181718Z"].concat()).is_err());
    }

    #[test]
    fn armour_is_taken_off_however_its_lines_are() {
        let der = [0x30, 3, 2, 1, 5];
        assert_eq!(
            *unarmoured(b"-----BEGIN CERTIFICATE-----\r\nMAMC\r\nAQU=\r\n-----END CERTIFICATE-----\r\n"),
            der
        );
        assert_eq!(*unarmoured(&der), der);
        assert_eq!(*unarmoured(b"-----BEGIN X-----\n!\n"), *b"-----BEGIN X-----\n!\n");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = definite(&bytes);
            let _ = unarmoured(&bytes);
            bytes.splice(0..0, [0x30, 0x80]);
            let _ = definite(&bytes);
        }
    }
}
