//! Certificates of public keys (X.509, RFC 5280; for DSTU 4145 the formats of the Ministry of Justice's and the State Service's order
//! 1236/5/453): parsed by `x509-cert`, hashed over the bytes as they were issued.

use std::sync::Arc;

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode as _, Encode as _, Reader as _, SliceReader, Tag, Tagged as _};
use kupyna::{Digest as _, Kupyna256, Kupyna384, Kupyna512};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};

use crate::curve::{Curve, CurveError};
use crate::gost28147::DKE_1;
use crate::gost34311::Gost34311;
use crate::ids::{
    AUTHORITY_KEY_ID, BASIC_CONSTRAINTS, COMMON_NAME, DIRECTORY_ATTRIBUTES, DSTU_GOST, DSTU_KUPYNA, EDRPOU,
    KEY_USAGE, NAMED_CURVES, ORGANISATION, QC_COMPLIANCE, QC_DEVICE, QC_STATEMENTS, RNOKPP, SUBJECT_KEY_ID,
    UNZR,
};
use crate::key::PublicKey;
use crate::signature::{self, SignatureError};

/// The largest certificate that is read, in bytes.
pub const LARGEST: usize = 64 * 1024;

/// Why bytes are no certificate, or it cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not a certificate in DER, or too large a one.
    #[error("this is no certificate: {0}")]
    Shape(String),
    /// A key of another algorithm than DSTU 4145: its identifier.
    #[error("the key is of the algorithm {0}, which is not supported here")]
    Algorithm(String),
    /// S-boxes other than DKE No 1.
    #[error("the key names S-boxes other than DKE No 1")]
    SBoxes,
    /// The curve or the key.
    #[error(transparent)]
    Curve(#[from] CurveError),
    /// The signature on it.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

impl From<der::Error> for CertificateError {
    fn from(error: der::Error) -> Self {
        CertificateError::Shape(error.to_string())
    }
}

/// The hash functions that go with DSTU 4145.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// GOST 34.311-95 with DKE No 1.
    Gost34311,
    /// Kupyna (DSTU 7564:2014), 256 bits.
    Kupyna256,
    /// The same, 384 bits.
    Kupyna384,
    /// The same, 512 bits.
    Kupyna512,
}

impl Hash {
    /// The hash of bytes.
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Hash::Gost34311 => Gost34311::digest(bytes).to_vec(),
            Hash::Kupyna256 => Kupyna256::digest(bytes).to_vec(),
            Hash::Kupyna384 => Kupyna384::digest(bytes).to_vec(),
            Hash::Kupyna512 => Kupyna512::digest(bytes).to_vec(),
        }
    }

    /// The hash of a signature algorithm.
    pub(crate) fn of_algorithm(algorithm: &ObjectIdentifier) -> Option<Hash> {
        if *algorithm == DSTU_GOST {
            return Some(Hash::Gost34311);
        }
        let place = DSTU_KUPYNA.iter().position(|own| own == algorithm)?;
        Some([Hash::Kupyna256, Hash::Kupyna384, Hash::Kupyna512][place / 2])
    }
}

/// Who a certificate is of, as far as it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The name: the common name, else the organisation.
    pub name: String,
    /// The organisation.
    pub organisation: String,
    /// The registration number of the taxpayer, or a passport where there is none.
    pub rnokpp: Option<String>,
    /// The code of the organisation.
    pub edrpou: Option<String>,
    /// The number of the record in the demographic register.
    pub unzr: Option<String>,
}

/// A certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    der: Vec<u8>,
    /// Where the part that was signed lies.
    signed: std::ops::Range<usize>,
    inner: x509_cert::Certificate,
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Certificate) -> bool {
        self.der == other.der
    }
}

impl Certificate {
    /// Reads a certificate in DER; nothing may stand after it.
    pub fn parse(bytes: &[u8]) -> Result<Certificate, CertificateError> {
        if bytes.len() > LARGEST {
            return Err(CertificateError::Shape(format!("more than {LARGEST} bytes")));
        }
        let inner = x509_cert::Certificate::from_der(bytes)?;
        // The first element of the outer sequence, as it stands: encoded anew it might differ.
        let outer = AnyRef::from_der(bytes)?;
        let mut reader = SliceReader::new(outer.value())?;
        let signed = reader.tlv_bytes()?;
        let begin = bytes.len() - outer.value().len();
        Ok(Certificate { der: bytes.to_vec(), signed: begin..begin + signed.len(), inner })
    }

    /// The certificate in DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The serial number, big-endian.
    pub fn serial(&self) -> &[u8] {
        self.inner.tbs_certificate.serial_number.as_bytes()
    }

    /// From and until when it is valid, in seconds since the Unix epoch.
    pub fn validity(&self) -> (i64, i64) {
        let validity = &self.inner.tbs_certificate.validity;
        let seconds = |time: &x509_cert::time::Time| time.to_unix_duration().as_secs() as i64;
        (seconds(&validity.not_before), seconds(&validity.not_after))
    }

    /// The name of the issuer in DER, as it stands.
    pub fn issuer_der(&self) -> &[u8] {
        self.fields().get(usize::from(self.has_version()) + 2).copied().unwrap_or_default()
    }

    /// The name of the subject in DER, as it stands.
    pub fn subject_der(&self) -> &[u8] {
        self.fields().get(usize::from(self.has_version()) + 4).copied().unwrap_or_default()
    }

    /// The elements of the part that was signed.
    fn fields(&self) -> Vec<&[u8]> {
        let signed = AnyRef::from_der(&self.der[self.signed.clone()]);
        signed.and_then(|own| sequence_of(own.value(), Ok)).unwrap_or_default()
    }

    /// Does the version stand first? It may be left out of the oldest form.
    fn has_version(&self) -> bool {
        self.fields().first().is_some_and(|first| first.first() == Some(&0xa0))
    }

    /// Is it issued by the subject of another one, by their names?
    pub fn names_issuer(&self, issuer: &Certificate) -> bool {
        self.inner.tbs_certificate.issuer == issuer.inner.tbs_certificate.subject
    }

    /// The public key, if it is one of DSTU 4145.
    pub fn key(&self) -> Result<PublicKey, CertificateError> {
        let info = &self.inner.tbs_certificate.subject_public_key_info;
        let algorithm = info.algorithm.oid;
        if Hash::of_algorithm(&algorithm).is_none() {
            return Err(CertificateError::Algorithm(algorithm.to_string()));
        }
        let parameters = info.algorithm.parameters.as_ref();
        let parameters =
            parameters.ok_or_else(|| CertificateError::Shape("the key has no parameters".into()))?;
        let curve = curve_of(&parameters.to_der()?)?;
        let wrapped = info.subject_public_key.raw_bytes();
        let compressed = OctetStringRef::from_der(wrapped)?;
        Ok(PublicKey::from_compressed(curve, compressed.as_bytes())?)
    }

    /// The identifier of the key as it is computed: the hash of its octet string (kept in the extension of that name too).
    pub fn computed_key_id(&self) -> [u8; 32] {
        Gost34311::digest(self.inner.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes())
    }

    /// Does the signature on it hold under the key of its issuer? Names, times and purposes are not looked at here.
    pub fn verify(&self, issuer: &PublicKey) -> Result<(), CertificateError> {
        verify_signed(
            issuer,
            &self.inner.signature_algorithm.oid,
            &self.der[self.signed.clone()],
            self.inner.signature.raw_bytes(),
        )
    }

    fn extension<'a, E: der::Decode<'a>>(&'a self, id: &ObjectIdentifier) -> Option<E> {
        let all = self.inner.tbs_certificate.extensions.as_ref()?;
        let own = all.iter().find(|extension| extension.extn_id == *id)?;
        E::from_der(own.extn_value.as_bytes()).ok()
    }

    /// What the key may be used for; nothing where it is not said.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.extension(&KEY_USAGE)
    }

    /// May the key sign documents: digital signature or non-repudiation?
    pub fn signs_documents(&self) -> bool {
        let signs = |usage: KeyUsage| {
            usage.0.contains(KeyUsages::DigitalSignature) || usage.0.contains(KeyUsages::NonRepudiation)
        };
        self.key_usage().is_some_and(signs)
    }

    /// May the key sign certificates?
    pub fn signs_certificates(&self) -> bool {
        let constraints: Option<BasicConstraints> = self.extension(&BASIC_CONSTRAINTS);
        let may = self.key_usage().is_none_or(|usage| usage.0.contains(KeyUsages::KeyCertSign));
        constraints.is_some_and(|own| own.ca) && may
    }

    /// The identifier of the key, as the certificate says it.
    pub fn key_id(&self) -> Option<Vec<u8>> {
        let own: SubjectKeyIdentifier = self.extension(&SUBJECT_KEY_ID)?;
        Some(own.0.as_bytes().to_vec())
    }

    /// The identifier of the issuer's key.
    pub fn issuer_key_id(&self) -> Option<Vec<u8>> {
        let own: AuthorityKeyIdentifier = self.extension(&AUTHORITY_KEY_ID)?;
        own.key_identifier.map(|id| id.as_bytes().to_vec())
    }

    /// Which statements on qualified certificates it makes (ETSI EN 319 412-5): that it is one, and that its key lies in a device.
    pub fn qualified(&self) -> (bool, bool) {
        let Some(statements) = self.extension::<AnyRef<'_>>(&QC_STATEMENTS) else { return (false, false) };
        let ids = sequence_of(statements.value(), |own| ObjectIdentifier::from_der(first_of(own)?));
        let ids = ids.unwrap_or_default();
        (ids.contains(&QC_COMPLIANCE), ids.contains(&QC_DEVICE))
    }

    /// Who it is of.
    pub fn identity(&self) -> Identity {
        let part = |id: ObjectIdentifier| {
            let names = self.inner.tbs_certificate.subject.0.iter().flat_map(|own| own.0.iter());
            let own = names.into_iter().find(|own| own.oid == id)?;
            words_of(&own.value)
        };
        let organisation = part(ORGANISATION).unwrap_or_default();
        let mut identity = Identity {
            name: part(COMMON_NAME).unwrap_or_else(|| organisation.clone()),
            organisation,
            ..Identity::default()
        };
        let attributes = self.extension::<AnyRef<'_>>(&DIRECTORY_ATTRIBUTES);
        for (id, words) in
            attributes.and_then(|own| directory_attributes(own.value()).ok()).unwrap_or_default()
        {
            let place = match id {
                id if id == RNOKPP => &mut identity.rnokpp,
                id if id == EDRPOU => &mut identity.edrpou,
                id if id == UNZR => &mut identity.unzr,
                _ => continue,
            };
            *place = Some(words);
        }
        identity
    }
}

/// Does a signature over DER hold: that of a certificate, or of a list of revoked ones? It lies within the bit string as an
/// octet string.
fn verify_signed(
    issuer: &PublicKey,
    algorithm: &ObjectIdentifier,
    signed: &[u8],
    bits: &[u8],
) -> Result<(), CertificateError> {
    let hash =
        Hash::of_algorithm(algorithm).ok_or_else(|| CertificateError::Algorithm(algorithm.to_string()))?;
    let signature = OctetStringRef::from_der(bits)?;
    Ok(signature::verify(issuer, &hash.of(signed), signature.as_bytes())?)
}

/// The curve of the parameters of a key: named, or explicit within bounds.
fn curve_of(parameters: &[u8]) -> Result<Arc<Curve>, CertificateError> {
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
        _ => sequence_of(middle.value(), UintRef::from_der)?.iter().map(number).collect::<Result<_, _>>()?,
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
fn packed() -> Vec<u8> {
    DKE_1.iter().flat_map(|row| row.chunks(2).map(|pair| pair[0] << 4 | pair[1])).collect()
}

/// The elements of a sequence, each read as one thing; at most a thousand.
fn sequence_of<'a, T>(
    value: &'a [u8],
    read: impl Fn(&'a [u8]) -> Result<T, der::Error>,
) -> Result<Vec<T>, der::Error> {
    let mut reader = SliceReader::new(value)?;
    let mut all = Vec::new();
    while !reader.is_finished() && all.len() < 1000 {
        all.push(read(reader.tlv_bytes()?)?);
    }
    Ok(all)
}

/// The first element within another.
fn first_of(own: &[u8]) -> Result<&[u8], der::Error> {
    SliceReader::new(AnyRef::from_der(own)?.value())?.tlv_bytes()
}

/// Attributes with the first of their values as words.
fn directory_attributes(value: &[u8]) -> Result<Vec<(ObjectIdentifier, String)>, der::Error> {
    let all = sequence_of(value, |own| {
        let mut reader = SliceReader::new(AnyRef::from_der(own)?.value())?;
        let id = ObjectIdentifier::decode(&mut reader)?;
        let values = AnyRef::decode(&mut reader)?;
        let first = AnyRef::from_der(SliceReader::new(values.value())?.tlv_bytes()?)?;
        Ok((id, words(first.tag(), first.value())))
    })?;
    Ok(all.into_iter().filter_map(|(id, words)| Some((id, words?))).collect())
}

fn words_of(value: &der::Any) -> Option<String> {
    words(value.tag(), value.value())
}

/// A text of one of the kinds that names have.
fn words(tag: Tag, bytes: &[u8]) -> Option<String> {
    match tag {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString => {
            std::str::from_utf8(bytes).ok().map(str::to_owned)
        }
        Tag::BmpString => {
            let (units, _) = bytes.as_chunks::<2>();
            String::from_utf16(&units.iter().map(|unit| u16::from_be_bytes(*unit)).collect::<Vec<_>>()).ok()
        }
        _ => None,
    }
}

/// A list of revoked certificates: only what is needed to know that it is its issuer's.
#[derive(Clone, Debug)]
pub struct RevocationList {
    der: Vec<u8>,
    signed: std::ops::Range<usize>,
    algorithm: ObjectIdentifier,
    bits: Vec<u8>,
}

impl RevocationList {
    /// Reads a list in DER.
    pub fn parse(bytes: &[u8]) -> Result<RevocationList, CertificateError> {
        let outer = AnyRef::from_der(bytes)?;
        let mut reader = SliceReader::new(outer.value())?;
        let signed = reader.tlv_bytes()?;
        let algorithm = ObjectIdentifier::from_der(first_of(reader.tlv_bytes()?)?)?;
        let bits = BitStringRef::decode(&mut reader)?.raw_bytes().to_vec();
        reader.finish(())?;
        let begin = bytes.len() - outer.value().len();
        Ok(RevocationList { der: bytes.to_vec(), signed: begin..begin + signed.len(), algorithm, bits })
    }

    /// Does the signature on it hold?
    pub fn verify(&self, issuer: &PublicKey) -> Result<(), CertificateError> {
        verify_signed(issuer, &self.algorithm, &self.der[self.signed.clone()], &self.bits)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::samples;

    fn find(folder: &Path, words: &str) -> Vec<u8> {
        let words: Vec<&str> = words.split('*').collect();
        samples::all(folder, &words).into_iter().next().unwrap_or_else(|| panic!("{words:?}"))
    }

    #[test]
    fn real_certificates_are_read_and_their_chains_hold() {
        let Some(folder) = samples::folder() else { return };
        let folder = folder.join("certificates");
        let read = |name: &str| {
            Certificate::parse(&find(&folder, name)).unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        let (root, authority) = (read("CAO-"), read("diia-CA"));
        assert_eq!(root.key().unwrap().curve().field().degree(), 431);
        assert_eq!(root.verify(&root.key().unwrap()), Ok(()), "self-signed");
        assert!(root.names_issuer(&root) && authority.names_issuer(&root) && authority.signs_certificates());
        assert_eq!(authority.verify(&root.key().unwrap()), Ok(()));
        assert_eq!(read("diia-2023-tsp").verify(&root.key().unwrap()), Ok(()));
        let key = authority.key().unwrap();
        for name in ["diia-ocsp", "diia-test-sign", "diia-test-kep"] {
            let own = read(name);
            assert_eq!(own.verify(&key), Ok(()), "{name}");
            assert!(own.verify(&root.key().unwrap()).is_err(), "{name} is not the root's");
            assert_eq!(own.issuer_key_id(), authority.key_id(), "{name}");
        }
        let signer = read("diia-test-sign");
        assert!(signer.signs_documents() && !signer.signs_certificates());
        assert!(!read("diia-test-kep").signs_documents(), "a key for agreement is none for signatures");
        let identity = signer.identity();
        assert_eq!(
            (identity.name.as_str(), identity.edrpou.as_deref()),
            ("ДП ДІЯ (Тестування)", Some("43395033"))
        );
        assert!(
            Arc::ptr_eq(&Curve::of_degree(257).unwrap(), signer.key().unwrap().shared_curve()),
            "explicit, and the known one"
        );
        let id = signer.computed_key_id();
        assert_eq!((&id[..4], &id[30..]), (&[0x5b, 0xc6, 0xc0, 0x6e][..], &[0x31, 0x5c][..]));
        assert_eq!(signer.key_id(), Some(id.to_vec()));
        let list = RevocationList::parse(&find(&folder, "delta*.crl")).unwrap();
        assert_eq!(list.verify(&key), Ok(()));
        assert!(list.verify(&root.key().unwrap()).is_err());
        let old = read("CZOROOT");
        assert_eq!(old.verify(&old.key().unwrap()), Ok(()));
        assert_eq!(read("CA-Justice.cer").verify(&old.key().unwrap()), Ok(()));
        assert_eq!(read("SFS_1").identity().edrpou.as_deref(), Some("39292197"));
        assert!(matches!(read("CA-Justice-ECDSA").key(), Err(CertificateError::Algorithm(_))));
        assert!(Certificate::parse(&find(&folder, "CAList")).is_err(), "a bundle is no certificate");
    }

    #[test]
    fn a_named_curve_and_a_certificate_without_a_common_name() {
        let Some(folder) = samples::folder() else { return };
        for name in ["SELF_SIGNED1", "SELF_SIGNED_ENC_40A0"] {
            let own = Certificate::parse(&find(&folder.join("jkurwa"), name)).unwrap();
            assert_eq!(own.verify(&own.key().unwrap()), Ok(()), "{name}");
            assert_eq!(own.identity().name, "Very Much CA");
        }
    }

    #[test]
    fn any_altered_byte_of_a_certificate_is_seen() {
        let Some(folder) = samples::folder() else { return };
        let bytes = find(&folder.join("certificates"), "diia-test-sign");
        let issuer =
            Certificate::parse(&find(&folder.join("certificates"), "diia-CA")).unwrap().key().unwrap();
        for place in (0..bytes.len()).step_by(7) {
            let mut altered = bytes.clone();
            altered[place] ^= 0x10;
            let holds = Certificate::parse(&altered).is_ok_and(|own| own.verify(&issuer).is_ok());
            assert!(!holds, "byte {place}");
        }
        let mut trailing = bytes.clone();
        trailing.push(0);
        assert!(Certificate::parse(&trailing).is_err());
        assert!(Certificate::parse(&bytes[..bytes.len() - 1]).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Certificate::parse(&bytes);
            let _ = RevocationList::parse(&bytes);
            let _ = curve_of(&bytes);
        }
    }
}
