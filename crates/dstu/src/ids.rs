//! The object identifiers that are read and written here: of X.509 (RFC 5280), signed messages (RFC 5652, RFC 5035), qualified
//! certificates (ETSI EN 319 412-5), and the Ukrainian ones of order 1236/5/453.

use der::asn1::ObjectIdentifier;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

/// DSTU 4145 over the hash GOST 34.311, little-endian.
pub const DSTU_GOST: ObjectIdentifier = oid("1.2.804.2.1.1.1.1.3.1.1");
/// DSTU 4145 over Kupyna: two identifiers each for 256, 384 and 512 bits.
pub const DSTU_KUPYNA: [ObjectIdentifier; 6] = [
    oid("1.2.804.2.1.1.1.1.3.6.1"),
    oid("1.2.804.2.1.1.1.1.3.6.1.1"),
    oid("1.2.804.2.1.1.1.1.3.6.2"),
    oid("1.2.804.2.1.1.1.1.3.6.2.1"),
    oid("1.2.804.2.1.1.1.1.3.6.3"),
    oid("1.2.804.2.1.1.1.1.3.6.3.1"),
];
/// The named curves have the numbers 0 to 9 under it.
pub const NAMED_CURVES: ObjectIdentifier = oid("1.2.804.2.1.1.1.1.3.1.1.2");

pub const GOST_34311: ObjectIdentifier = oid("1.2.804.2.1.1.1.1.2.1");
pub const KUPYNA_256: ObjectIdentifier = oid("1.2.804.2.1.1.1.1.2.2.1");
pub const KUPYNA_384: ObjectIdentifier = oid("1.2.804.2.1.1.1.1.2.2.2");
pub const KUPYNA_512: ObjectIdentifier = oid("1.2.804.2.1.1.1.1.2.2.3");
pub const SHA_256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");

pub const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
pub const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
pub const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
pub const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
pub const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
pub const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");

pub const COMMON_NAME: ObjectIdentifier = oid("2.5.4.3");
pub const ORGANISATION: ObjectIdentifier = oid("2.5.4.10");

pub const DIRECTORY_ATTRIBUTES: ObjectIdentifier = oid("2.5.29.9");
pub const SUBJECT_KEY_ID: ObjectIdentifier = oid("2.5.29.14");
pub const KEY_USAGE: ObjectIdentifier = oid("2.5.29.15");
pub const BASIC_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.19");
pub const AUTHORITY_KEY_ID: ObjectIdentifier = oid("2.5.29.35");
pub const QC_STATEMENTS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.3");
pub const QC_COMPLIANCE: ObjectIdentifier = oid("0.4.0.1862.1.1");
pub const QC_DEVICE: ObjectIdentifier = oid("0.4.0.1862.1.4");

pub const RNOKPP: ObjectIdentifier = oid("1.2.804.2.1.1.1.11.1.4.1.1");
pub const EDRPOU: ObjectIdentifier = oid("1.2.804.2.1.1.1.11.1.4.2.1");
pub const UNZR: ObjectIdentifier = oid("1.2.804.2.1.1.1.11.1.4.11.1");
