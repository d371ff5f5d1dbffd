//! Certificates of public keys (X.509, RFC 5280; for DSTU 4145 the formats of the Ministry of Justice's and the State Service's order
//! 1236/5/453): parsed by `x509-cert`, hashed over the bytes as they were issued.

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef};
use der::{Decode as _, Encode as _, Reader as _, SliceReader, Tag, Tagged as _};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};

use crate::algorithm::{Algorithm, Hash, Scheme, VerifyingKey, from_bits};
use crate::curve::CurveError;
use crate::gost34311::Gost34311;
use crate::ids::{
    AUTHORITY_KEY_ID, BASIC_CONSTRAINTS, COMMON_NAME, DIRECTORY_ATTRIBUTES, DSTU_GOST, DSTU_KUPYNA, EC_KEY,
    EDRPOU, EXTENDED_KEY_USAGE, FOR_OCSP, FOR_TIME_STAMPS, KEY_USAGE, ORGANISATION, ORGANISATION_ID,
    QC_COMPLIANCE, QC_DEVICE, QC_STATEMENTS, QC_UKRAINIAN, RNOKPP, RSA_KEY, SERIAL_NUMBER, SUBJECT_KEY_ID,
    TITLE, UNZR,
};
use crate::key::PublicKey;
use crate::parameters::curve_of;
use crate::read::{elements, first_id, inside};
use crate::signature::SignatureError;

/// The largest certificate that is read, in bytes.
pub const LARGEST: usize = 64 * 1024;

/// Why bytes are no certificate, or it cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not a certificate in DER, or too large a one.
    #[error("this is no certificate: {0}")]
    Shape(String),
    /// A key or a signature of an algorithm that is not supported: its identifier.
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

/// Who a certificate is of, as far as it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The name: the common name, else the organisation.
    pub name: String,
    /// The organisation.
    pub organisation: String,
    /// The position in it.
    pub title: String,
    /// The registration number of the taxpayer, or a passport where there is none.
    pub rnokpp: Option<String>,
    /// The code of the organisation.
    pub edrpou: Option<String>,
    /// The number of the record in the demographic register.
    pub unzr: Option<String>,
}

impl Identity {
    /// Is it a seal: of an organisation, and of nobody in it?
    pub fn is_seal(&self) -> bool {
        self.edrpou.is_some() && self.rnokpp.is_none()
    }
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
        signed.and_then(|own| elements(own.value())).unwrap_or_default()
    }

    /// Does the version stand first? It may be left out of the oldest form.
    fn has_version(&self) -> bool {
        self.fields().first().is_some_and(|first| first.first() == Some(&0xa0))
    }

    /// Is it issued by the subject of another one, by their names?
    pub fn names_issuer(&self, issuer: &Certificate) -> bool {
        self.inner.tbs_certificate.issuer == issuer.inner.tbs_certificate.subject
    }

    /// The public key: of DSTU 4145, of ECDSA over P-256 and P-384, of RSA.
    pub fn key(&self) -> Result<VerifyingKey, CertificateError> {
        let info = &self.inner.tbs_certificate.subject_public_key_info;
        let algorithm = info.algorithm.oid;
        let unknown = || CertificateError::Algorithm(algorithm.to_string());
        let raw = info.subject_public_key.raw_bytes();
        let parameters = info.algorithm.parameters.as_ref();
        let parameters =
            || parameters.ok_or_else(|| CertificateError::Shape("the key has no parameters".into()));
        match algorithm {
            id if id == DSTU_GOST || DSTU_KUPYNA.contains(&id) => {
                let curve = curve_of(&parameters()?.to_der()?)?;
                let compressed = OctetStringRef::from_der(raw)?;
                Ok(PublicKey::from_compressed(curve, compressed.as_bytes())?.into())
            }
            EC_KEY => {
                let curve: ObjectIdentifier = parameters()?.decode_as()?;
                VerifyingKey::ecdsa(&curve, raw).ok_or_else(|| CertificateError::Algorithm(curve.to_string()))
            }
            RSA_KEY => VerifyingKey::rsa(raw).ok_or_else(|| CertificateError::Shape("the key of RSA".into())),
            _ => Err(unknown()),
        }
    }

    /// The bytes of the public key within its bit string.
    pub fn key_bytes(&self) -> &[u8] {
        self.inner.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes()
    }

    /// The identifier of the key as it is computed: the hash of its octet string (kept in the extension of that name too).
    pub fn computed_key_id(&self) -> [u8; 32] {
        Gost34311::digest(self.key_bytes())
    }

    /// Does the signature on it hold under the key of its issuer? Names, times and purposes are not looked at here.
    pub fn verify(&self, issuer: &VerifyingKey) -> Result<(), CertificateError> {
        let algorithm = self.inner.signature_algorithm.to_der()?;
        let bits = BitStringRef::from(&self.inner.signature);
        verify_signed(issuer, &algorithm, &self.der[self.signed.clone()], &bits)
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

    /// May the key agree on others, so that something can be encrypted for its holder?
    pub fn agrees_on_keys(&self) -> bool {
        self.key_usage().is_some_and(|usage| usage.0.contains(KeyUsages::KeyAgreement))
    }

    /// May the key sign certificates?
    pub fn signs_certificates(&self) -> bool {
        let constraints: Option<BasicConstraints> = self.extension(&BASIC_CONSTRAINTS);
        let may = self.key_usage().is_none_or(|usage| usage.0.contains(KeyUsages::KeyCertSign));
        constraints.is_some_and(|own| own.ca) && may
    }

    /// May the key answer for an authority: time stamps, or the state of certificates (RFC 5280, 4.2.1.12)?
    fn is_for(&self, purpose: &ObjectIdentifier) -> bool {
        let all: Option<ExtendedKeyUsage> = self.extension(&EXTENDED_KEY_USAGE);
        all.is_some_and(|own| own.0.contains(purpose))
    }

    /// May the key make time stamps?
    pub fn makes_time_stamps(&self) -> bool {
        self.is_for(&FOR_TIME_STAMPS)
    }

    /// May the key answer whether certificates are revoked?
    pub fn answers_for_issuer(&self) -> bool {
        self.is_for(&FOR_OCSP)
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
        let all = elements(statements.value()).unwrap_or_default();
        let ids: Vec<ObjectIdentifier> = all.into_iter().filter_map(|own| first_id(own).ok()).collect();
        let is_qualified = ids.contains(&QC_COMPLIANCE) || ids.contains(&QC_UKRAINIAN);
        (is_qualified, ids.contains(&QC_DEVICE))
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
            title: part(TITLE).unwrap_or_default(),
            ..Identity::default()
        };
        // Certificates of the European form say the codes in the name: TINUA-…, NTRUA-… (ETSI EN 319 412-1, 5.1.3 and 5.1.4).
        let after = |words: Option<String>, mark: &str| {
            words.and_then(|own| own.strip_prefix(mark).map(str::to_owned))
        };
        identity.rnokpp = after(part(SERIAL_NUMBER), "TINUA-");
        identity.edrpou = after(part(ORGANISATION_ID), "NTRUA-");
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

/// The scheme and the hash of an algorithm identifier in DER.
pub(crate) fn scheme_of(algorithm: &[u8]) -> Result<(Scheme, Hash), CertificateError> {
    let named = Algorithm::parse(algorithm).map_err(|_| {
        let id = first_id(algorithm).map_or_else(|_| "?".into(), |id| id.to_string());
        CertificateError::Algorithm(id)
    })?;
    let hash = named.hash.ok_or(CertificateError::Signature(SignatureError::Scheme))?;
    Ok((named.scheme, hash))
}

/// Does a signature over DER hold: that of a certificate, of an answer about one? `algorithm` is its identifier in DER.
pub(crate) fn verify_signed(
    issuer: &VerifyingKey,
    algorithm: &[u8],
    signed: &[u8],
    bits: &BitStringRef<'_>,
) -> Result<(), CertificateError> {
    let (scheme, hash) = scheme_of(algorithm)?;
    let signature = from_bits(scheme, bits)?;
    Ok(issuer.verify(scheme, hash, &hash.of(signed), &signature)?)
}

/// Attributes with the first of their values as words.
fn directory_attributes(value: &[u8]) -> Result<Vec<(ObjectIdentifier, String)>, der::Error> {
    let one = |own| {
        let mut reader = inside(own)?;
        let id = ObjectIdentifier::decode(&mut reader)?;
        let values = AnyRef::decode(&mut reader)?;
        let first = AnyRef::from_der(SliceReader::new(values.value())?.tlv_bytes()?)?;
        Ok((id, words(first.tag(), first.value())))
    };
    let all = elements(value)?.into_iter().map(one).collect::<Result<Vec<_>, der::Error>>()?;
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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::crl::RevocationList;
    use crate::curve::Curve;
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
        assert_eq!(root.key().unwrap().dstu().unwrap().curve().field().degree(), 431);
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
        let agreement = read("diia-test-kep");
        assert!(
            agreement.agrees_on_keys() && !agreement.signs_documents(),
            "a key for agreement is none for signatures"
        );
        let identity = signer.identity();
        assert_eq!(
            (identity.name.as_str(), identity.edrpou.as_deref()),
            ("ДП ДІЯ (Тестування)", Some("43395033"))
        );
        assert!(
            Arc::ptr_eq(
                &Curve::of_degree(257).unwrap(),
                signer.key().unwrap().dstu().unwrap().shared_curve()
            ),
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
        let other = read("CA-Justice-ECDSA");
        assert!(matches!(other.key(), Ok(VerifyingKey::P256(_))), "ECDSA is another algorithm than DSTU");
        assert!(other.verify(&old.key().unwrap()).is_err());
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
        }
    }
}
