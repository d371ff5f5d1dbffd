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
pub const SHA_1: ObjectIdentifier = oid("1.3.14.3.2.26");
pub const SHA_256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
pub const SHA_384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
pub const SHA_512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");

/// A key of an elliptic curve (RFC 5480), and the curves.
pub const EC_KEY: ObjectIdentifier = oid("1.2.840.10045.2.1");
pub const P_256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
pub const P_384: ObjectIdentifier = oid("1.3.132.0.34");
/// ECDSA over SHA-256, SHA-384, SHA-512 (RFC 5758).
pub const ECDSA: [ObjectIdentifier; 3] =
    [oid("1.2.840.10045.4.3.2"), oid("1.2.840.10045.4.3.3"), oid("1.2.840.10045.4.3.4")];
/// RSA (RFC 8017): the key, PSS and its mask, PKCS #1 v1.5 over SHA-256, SHA-384, SHA-512.
pub const RSA_KEY: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
pub const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
pub const MGF_1: ObjectIdentifier = oid("1.2.840.113549.1.1.8");
pub const RSA: [ObjectIdentifier; 3] =
    [oid("1.2.840.113549.1.1.11"), oid("1.2.840.113549.1.1.12"), oid("1.2.840.113549.1.1.13")];

/// The cipher GOST 28147 with feedback, and as a wrap of keys; the check value of a hash under a key.
pub const GOST_28147_CFB: ObjectIdentifier = oid("1.2.804.2.1.1.1.1.1.1.3");
pub const GOST_28147_WRAP: ObjectIdentifier = oid("1.2.804.2.1.1.1.1.1.1.5");
pub const HMAC_GOST_34311: ObjectIdentifier = oid("1.2.804.2.1.1.1.1.1.2");
/// Agreement of keys by the cofactor, with the hash as what derives.
pub const COFACTOR_AGREEMENT: ObjectIdentifier = oid("1.2.804.2.1.1.1.1.3.4");

/// Key files: by a password (RFC 8018), of the company IIT with its attributes of a second key, of Java, PKCS #12 (RFC 7292).
pub const PBES_2: ObjectIdentifier = oid("1.2.840.113549.1.5.13");
pub const PBKDF_2: ObjectIdentifier = oid("1.2.840.113549.1.5.12");
pub const IIT_STORE: ObjectIdentifier = oid("1.3.6.1.4.1.19398.1.1.1.2");
pub const IIT_SECOND_CURVE: ObjectIdentifier = oid("1.3.6.1.4.1.19398.1.1.2.2");
pub const IIT_SECOND_KEY: ObjectIdentifier = oid("1.3.6.1.4.1.19398.1.1.2.3");
pub const JAVA_KEY: ObjectIdentifier = oid("1.3.6.1.4.1.42.2.17.1.1");
pub const KEY_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.1");
pub const SHROUDED_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.2");
pub const CERTIFICATE_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.3");
pub const X509_IN_BAG: ObjectIdentifier = oid("1.2.840.113549.1.9.22.1");

pub const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
pub const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
pub const ENVELOPED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.3");
pub const ENCRYPTED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.6");
pub const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
pub const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
pub const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
pub const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");

/// Time stamps (RFC 3161), and where they stand in a signature: over its value, over its content.
pub const TIME_STAMP_INFO: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");
pub const SIGNATURE_TIME_STAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.14");
pub const CONTENT_TIME_STAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.20");
/// What is kept for later verification (CAdES, A.1.1).
pub const REVOCATION_VALUES: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.24");
/// Answers about certificates (RFC 6960).
pub const OCSP_BASIC: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.1");
pub const OCSP_NONCE: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.2");

pub const COMMON_NAME: ObjectIdentifier = oid("2.5.4.3");
pub const ORGANISATION: ObjectIdentifier = oid("2.5.4.10");

pub const SERIAL_NUMBER: ObjectIdentifier = oid("2.5.4.5");
pub const ORGANISATION_ID: ObjectIdentifier = oid("2.5.4.97");
pub const TITLE: ObjectIdentifier = oid("2.5.4.12");

pub const DIRECTORY_ATTRIBUTES: ObjectIdentifier = oid("2.5.29.9");
pub const SUBJECT_KEY_ID: ObjectIdentifier = oid("2.5.29.14");
pub const KEY_USAGE: ObjectIdentifier = oid("2.5.29.15");
pub const BASIC_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.19");
pub const AUTHORITY_KEY_ID: ObjectIdentifier = oid("2.5.29.35");
pub const CRL_NUMBER: ObjectIdentifier = oid("2.5.29.20");
pub const DELTA_CRL: ObjectIdentifier = oid("2.5.29.27");
pub const CRL_REASON: ObjectIdentifier = oid("2.5.29.21");
pub const EXTENDED_KEY_USAGE: ObjectIdentifier = oid("2.5.29.37");
pub const FOR_TIME_STAMPS: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.8");
pub const FOR_OCSP: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.9");
pub const QC_STATEMENTS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.3");
pub const QC_COMPLIANCE: ObjectIdentifier = oid("0.4.0.1862.1.1");
pub const QC_UKRAINIAN: ObjectIdentifier = oid("1.2.804.2.1.1.1.2.1");
pub const QC_DEVICE: ObjectIdentifier = oid("0.4.0.1862.1.4");

pub const RNOKPP: ObjectIdentifier = oid("1.2.804.2.1.1.1.11.1.4.1.1");
pub const EDRPOU: ObjectIdentifier = oid("1.2.804.2.1.1.1.11.1.4.2.1");
pub const UNZR: ObjectIdentifier = oid("1.2.804.2.1.1.1.11.1.4.11.1");
