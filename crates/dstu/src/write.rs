//! DER as it is written: definite lengths, sets in the order of their bytes (X.690).

use der::asn1::ObjectIdentifier;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTETS: u8 = 0x04;
pub(crate) const IDENTIFIER: u8 = 0x06;
pub(crate) const UTF8: u8 = 0x0c;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
pub(crate) const PRINTABLE: u8 = 0x13;

/// An element of a tag and its parts, one after another.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut bytes = vec![tag];
    match length {
        0..=127 => bytes.push(length as u8),
        _ => {
            let all = length.to_be_bytes();
            let significant = &all[all.iter().position(|byte| *byte != 0).unwrap_or(0)..];
            bytes.push(0x80 | significant.len() as u8);
            bytes.extend_from_slice(significant);
        }
    }
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}

/// The element of a context, constructed.
pub(crate) fn context(number: u8, parts: &[&[u8]]) -> Vec<u8> {
    element(0xa0 | number, parts)
}

pub(crate) fn identifier(id: &ObjectIdentifier) -> Vec<u8> {
    element(IDENTIFIER, &[id.as_bytes()])
}

/// A number that is not below nought, of big-endian bytes.
pub(crate) fn integer(bytes: &[u8]) -> Vec<u8> {
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let significant = &bytes[first..];
    match significant.first() {
        Some(byte) if *byte < 0x80 => element(INTEGER, &[significant]),
        _ => element(INTEGER, &[&[0], significant]),
    }
}

/// A bit string of whole bytes.
pub(crate) fn bits(bytes: &[u8]) -> Vec<u8> {
    element(BIT_STRING, &[&[0], bytes])
}

/// A set: its elements in the order of their bytes.
pub(crate) fn set(tag: u8, mut elements: Vec<Vec<u8>>) -> Vec<u8> {
    elements.sort();
    element(tag, &elements.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// A time as certificates and attributes have it: of two digits of the year up to 2049, then of four (RFC 5280, 4.1.2.5). Seconds
/// since the Unix epoch; a time before 1970 or after 9999 is none.
pub(crate) fn time(seconds: i64) -> Option<Vec<u8>> {
    let (year, rest) = year_and_rest(seconds)?;
    match year {
        ..2050 => Some(element(0x17, &[format!("{:02}{rest}", year % 100).as_bytes()])),
        _ => Some(element(0x18, &[format!("{year:04}{rest}").as_bytes()])),
    }
}

/// A time of four digits of the year, as answers and time stamps have it.
pub(crate) fn long_time(seconds: i64) -> Option<Vec<u8>> {
    let (year, rest) = year_and_rest(seconds)?;
    Some(element(0x18, &[format!("{year:04}{rest}").as_bytes()]))
}

fn year_and_rest(seconds: i64) -> Option<(u16, String)> {
    let seconds = u64::try_from(seconds).ok()?;
    let moment = der::DateTime::from_unix_duration(std::time::Duration::from_secs(seconds)).ok()?;
    let rest = format!(
        "{:02}{:02}{:02}{:02}{:02}Z",
        moment.month(),
        moment.day(),
        moment.hour(),
        moment.minutes(),
        moment.seconds()
    );
    Some((moment.year(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_numbers_and_times_are_written_as_the_standard_wants() {
        assert_eq!(element(OCTETS, &[&[7; 127]])[..2], [4, 127]);
        assert_eq!(element(OCTETS, &[&[7; 128]])[..3], [4, 0x81, 128]);
        assert_eq!(element(OCTETS, &[&[7; 65_536]])[..5], [4, 0x83, 1, 0, 0]);
        assert_eq!(integer(&[0, 0, 5]), [2, 1, 5]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(integer(&[]), [2, 1, 0]);
        assert_eq!(set(SET, vec![vec![5, 0], vec![1, 1, 0]]), [0x31, 5, 1, 1, 0, 5, 0]);
        assert_eq!(time(1_695_147_438).unwrap(), [&[0x17, 13][..], b"230919181718Z"].concat());
        assert_eq!(time(2_524_608_000).unwrap(), [&[0x18, 15][..], b"20500101000000Z"].concat());
        assert_eq!(time(-1), None);
    }
}
