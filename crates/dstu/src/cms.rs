//! Signed messages (CMS SignedData, RFC 5652; CAdES, ETSI EN 319 122-1), attached and detached, with several signers. What was
//! signed is hashed as it is stored: some writers leave the signed attributes unsorted, and encoded anew they would be sorted.

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _};

use crate::algorithm::{Algorithm, Hash};
use crate::certificate::{Certificate, CertificateError};
use crate::ids::{CONTENT_TYPE, MESSAGE_DIGEST, SHA_256, SIGNED_DATA, SIGNING_CERTIFICATE_V2, SIGNING_TIME};
use crate::read::{definite, elements, first_id, inside, time, trimmed, unarmoured};
use crate::signature::SignatureError;

/// The largest message that is read, in bytes: content and signatures.
pub const LARGEST: usize = 256 * 1024 * 1024;
/// How many signers a message has at most: each costs a verification.
pub const SIGNERS: usize = 1000;

/// Bytes of PEM without their armour; others as they are.
pub fn without_armour(bytes: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    unarmoured(bytes)
}

/// Why bytes are no signed message, or a signature in one does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    /// Not a signed message in DER, or too large a one.
    #[error("this is no signed message: {0}")]
    Shape(String),
    /// There is no content: neither within the message nor beside it.
    #[error("the content is neither in the message nor beside it")]
    NoContent,
    /// The message holds no certificate of the signer.
    #[error("the certificate of the signer is not there")]
    NoCertificate,
    /// An algorithm that is not supported: its identifier.
    #[error("the algorithm {0} is not supported here")]
    Algorithm(String),
    /// An attribute is missing or stands twice; which.
    #[error("the signed attribute {0} is missing, or stands twice")]
    Attribute(&'static str),
    /// The content is not what was signed.
    #[error("the content is not what was signed")]
    Content,
    /// The signed attributes name another certificate.
    #[error("the signature was made for another certificate")]
    OtherCertificate,
    /// The certificate is not for signing documents.
    #[error("the certificate is not for signatures")]
    Purpose,
    /// The certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The signature.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

impl From<der::Error> for SignedError {
    fn from(error: der::Error) -> Self {
        SignedError::Shape(error.to_string())
    }
}

/// A signed message.
#[derive(Clone, Debug)]
pub struct SignedMessage {
    /// What kind of content it is.
    pub content_type: ObjectIdentifier,
    /// The content, where it is attached.
    pub content: Option<Vec<u8>>,
    /// The certificates that came with it; what among them was none is left out.
    pub certificates: Vec<Certificate>,
    /// The lists and answers about revocation that came with it, each in DER.
    pub revocations: Vec<Vec<u8>>,
    /// The signers.
    pub signers: Vec<Signer>,
}

/// By what a signer names their certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerId {
    /// The serial number, big-endian, and the name of the issuer in DER.
    Serial(Vec<u8>, Vec<u8>),
    /// The identifier of the key.
    Key(Vec<u8>),
}

/// An attribute: its identifier and its values, each in DER.
pub type Attribute = (ObjectIdentifier, Vec<Vec<u8>>);

/// A signer of a message.
#[derive(Clone, Debug)]
pub struct Signer {
    /// Whose certificate it is.
    pub id: SignerId,
    digest: ObjectIdentifier,
    /// The signed attributes as they were signed: a set.
    stored: Option<Vec<u8>>,
    /// The signed attributes.
    pub signed: Vec<Attribute>,
    /// The attributes that are not signed: time stamps, revocation data.
    pub unsigned: Vec<Attribute>,
    /// The algorithm of the signature, in DER.
    algorithm: Vec<u8>,
    signature: Vec<u8>,
}

/// What was found true of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holds {
    /// When the signer says it was signed, in seconds since the Unix epoch: their word, not a proof.
    pub claimed_time: Option<i64>,
    /// Is it bound to the certificate by a signed attribute (CAdES BES)?
    pub is_bound: bool,
}

impl SignedMessage {
    /// Reads a message in DER, or in BER with indefinite lengths, or either in PEM; nothing may stand after it.
    pub fn parse(bytes: &[u8]) -> Result<SignedMessage, SignedError> {
        if bytes.len() > LARGEST {
            return Err(SignedError::Shape(format!("more than {LARGEST} bytes")));
        }
        let bytes = unarmoured(bytes);
        let bytes = definite(&bytes)?;
        let mut outer = inside(&bytes)?;
        let kind = ObjectIdentifier::decode(&mut outer)?;
        if kind != SIGNED_DATA {
            return Err(SignedError::Shape(format!("its kind is {kind}")));
        }
        let explicit = AnyRef::decode(&mut outer)?;
        outer.finish(())?;
        let mut data = inside(explicit.value())?;
        UintRef::decode(&mut data)?;
        AnyRef::decode(&mut data)?;
        let (content_type, content) = encapsulated(data.tlv_bytes()?)?;
        let (mut certificates, mut revocations) = (Vec::new(), Vec::new());
        while data.peek_tag()?.is_context_specific() {
            let part = AnyRef::decode(&mut data)?;
            let all = elements(part.value())?.into_iter();
            match part.tag().number().value() {
                0 => certificates = all.filter_map(|own| Certificate::parse(own).ok()).collect(),
                _ => revocations = all.map(<[u8]>::to_vec).collect(),
            }
        }
        let signers = AnyRef::decode(&mut data)?;
        data.finish(())?;
        let signers = elements(signers.value())?;
        if signers.len() > SIGNERS {
            return Err(SignedError::Shape(format!("more than {SIGNERS} signers")));
        }
        let signers = signers.into_iter().map(Signer::read).collect::<Result<_, _>>()?;
        Ok(SignedMessage { content_type, content, certificates, revocations, signers })
    }

    /// The place of a signer's certificate among those of the message.
    pub fn place_of(&self, signer: &Signer) -> Option<usize> {
        self.certificates.iter().position(|own| signer.names(own))
    }

    /// Does a signature hold? `beside` is the content of a detached one. That the certificate is trusted, in force and not
    /// revoked is another question.
    pub fn verify(&self, signer: &Signer, beside: Option<&[u8]>) -> Result<Holds, SignedError> {
        let content = self.content.as_deref().or(beside).ok_or(SignedError::NoContent)?;
        let certificate = self.place_of(signer).map(|place| &self.certificates[place]);
        let certificate = certificate.ok_or(SignedError::NoCertificate)?;
        self.verify_by(signer, certificate, &|hash| hash.of(content))
    }

    /// The same by a certificate that is known otherwise – one that stands in a trust list need not come along – and by the hash of
    /// the content, however it is computed.
    pub fn verify_by(
        &self,
        signer: &Signer,
        certificate: &Certificate,
        hash_of_content: &dyn Fn(Hash) -> Vec<u8>,
    ) -> Result<Holds, SignedError> {
        if !certificate.signs_documents() {
            return Err(SignedError::Purpose);
        }
        let key = certificate.key()?;
        let (scheme, hash) = signer.scheme()?;
        let digest = hash_of_content(hash);
        let Some(stored) = &signer.stored else {
            key.verify(scheme, hash, &digest, &signer.signature)?;
            return Ok(Holds { claimed_time: None, is_bound: false });
        };
        let kind = ObjectIdentifier::from_der(signer.needed(CONTENT_TYPE, "contentType")?)?;
        let said = OctetStringRef::from_der(signer.needed(MESSAGE_DIGEST, "messageDigest")?)?;
        if kind != self.content_type || said.as_bytes() != digest {
            return Err(SignedError::Content);
        }
        let bound = signer.only(SIGNING_CERTIFICATE_V2, "signingCertificateV2")?;
        if let Some(bound) = bound
            && !is_bound_to(bound, certificate)?
        {
            return Err(SignedError::OtherCertificate);
        }
        key.verify(scheme, hash, &hash.of(stored), &signer.signature)?;
        let claimed_time = signer.only(SIGNING_TIME, "signingTime")?.map(time).transpose()?;
        Ok(Holds { claimed_time, is_bound: bound.is_some() })
    }
}

impl Signer {
    fn read(bytes: &[u8]) -> Result<Signer, SignedError> {
        let mut own = inside(bytes)?;
        UintRef::decode(&mut own)?;
        let id = signer_id(&AnyRef::decode(&mut own)?)?;
        let digest = ObjectIdentifier::decode(&mut inside(own.tlv_bytes()?)?)?;
        let (mut stored, mut signed) = (None, Vec::new());
        if own.peek_tag()?.is_context_specific() {
            let mut raw = own.tlv_bytes()?.to_vec();
            signed = attributes(AnyRef::from_der(&raw)?.value())?;
            // What is stored under a tag of its place was signed as a set (RFC 5652, 5.4).
            raw[0] = 0x31;
            stored = Some(raw);
        }
        let algorithm = own.tlv_bytes()?.to_vec();
        if AnyRef::from_der(&algorithm)?.tag() != Tag::Sequence {
            return Err(SignedError::Shape("the algorithm of the signature is no sequence".into()));
        }
        let signature = OctetStringRef::decode(&mut own)?.as_bytes().to_vec();
        let unsigned = match own.is_finished() {
            true => Vec::new(),
            false => attributes(AnyRef::decode(&mut own)?.value())?,
        };
        own.finish(())?;
        Ok(Signer { id, digest, stored, signed, unsigned, algorithm, signature })
    }

    /// Is it this certificate that they name?
    pub fn names(&self, certificate: &Certificate) -> bool {
        match &self.id {
            SignerId::Serial(serial, issuer) => {
                trimmed(certificate.serial()) == trimmed(serial) && certificate.issuer_der() == *issuer
            }
            SignerId::Key(id) => certificate.key_id().as_ref() == Some(id),
        }
    }

    /// How it was signed: the scheme, and the hash of the content, which must be that of the signature.
    fn scheme(&self) -> Result<(crate::algorithm::Scheme, Hash), SignedError> {
        let unknown = || {
            SignedError::Algorithm(first_id(&self.algorithm).map_or_else(|_| "?".into(), |id| id.to_string()))
        };
        let algorithm = Algorithm::parse(&self.algorithm).map_err(|_| unknown())?;
        let hash =
            Hash::of_id(&self.digest).ok_or_else(|| SignedError::Algorithm(self.digest.to_string()))?;
        match algorithm.hash {
            Some(own) if own != hash => Err(unknown()),
            _ => Ok((algorithm.scheme, hash)),
        }
    }

    /// The value of the signature.
    pub fn value(&self) -> &[u8] {
        &self.signature
    }

    /// The only value of a signed attribute, where it is there.
    pub(crate) fn only(
        &self,
        id: ObjectIdentifier,
        name: &'static str,
    ) -> Result<Option<&[u8]>, SignedError> {
        let mut all = self.signed.iter().filter(|(own, _)| *own == id);
        match (all.next(), all.next()) {
            (None, _) => Ok(None),
            (Some((_, values)), None) if values.len() == 1 => Ok(Some(&values[0])),
            _ => Err(SignedError::Attribute(name)),
        }
    }

    fn needed(&self, id: ObjectIdentifier, name: &'static str) -> Result<&[u8], SignedError> {
        self.only(id, name)?.ok_or(SignedError::Attribute(name))
    }

    /// The hash of the signed attributes, as they were signed.
    pub fn hash_of_attributes(&self) -> Result<Option<Vec<u8>>, SignedError> {
        let (_, hash) = self.scheme()?;
        Ok(self.stored.as_ref().map(|stored| hash.of(stored)))
    }
}

fn encapsulated(bytes: &[u8]) -> Result<(ObjectIdentifier, Option<Vec<u8>>), SignedError> {
    let mut own = inside(bytes)?;
    let kind = ObjectIdentifier::decode(&mut own)?;
    if own.is_finished() {
        return Ok((kind, None));
    }
    let explicit = AnyRef::decode(&mut own)?;
    own.finish(())?;
    let content = OctetStringRef::from_der(explicit.value())?;
    Ok((kind, Some(content.as_bytes().to_vec())))
}

fn signer_id(own: &AnyRef<'_>) -> Result<SignerId, SignedError> {
    if own.tag() != Tag::Sequence {
        return Ok(SignerId::Key(own.value().to_vec()));
    }
    let mut reader = SliceReader::new(own.value())?;
    let issuer = reader.tlv_bytes()?.to_vec();
    let serial = AnyRef::decode(&mut reader)?.value().to_vec();
    Ok(SignerId::Serial(serial, issuer))
}

fn attributes(value: &[u8]) -> Result<Vec<Attribute>, SignedError> {
    let one = |bytes: &[u8]| -> Result<Attribute, SignedError> {
        let mut own = inside(bytes)?;
        let id = ObjectIdentifier::decode(&mut own)?;
        let values = AnyRef::decode(&mut own)?;
        own.finish(())?;
        Ok((id, elements(values.value())?.into_iter().map(<[u8]>::to_vec).collect()))
    };
    elements(value)?.into_iter().map(one).collect()
}

/// Does the first identifier of a signing certificate (RFC 5035) stand for this certificate?
fn is_bound_to(value: &[u8], certificate: &Certificate) -> Result<bool, SignedError> {
    let mut outer = inside(value)?;
    let mut list = inside(outer.tlv_bytes()?)?;
    let mut first = inside(list.tlv_bytes()?)?;
    // The hash function may be left out where it is SHA-256.
    let algorithm = match first.peek_tag()? {
        Tag::Sequence => ObjectIdentifier::decode(&mut inside(first.tlv_bytes()?)?)?,
        _ => SHA_256,
    };
    let said = OctetStringRef::decode(&mut first)?;
    let hash = Hash::of_id(&algorithm).ok_or_else(|| SignedError::Algorithm(algorithm.to_string()))?;
    Ok(hash.of(certificate.der()) == said.as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::samples;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_real_signature_of_diia_holds_and_an_altered_content_does_not() {
        let Some(folder) = samples::folder() else { return };
        let read = |name: &str| samples::read(&folder.join("diia"), name);
        let attached = SignedMessage::parse(&read("verify-dstu-1.p7s")).unwrap();
        assert_eq!(attached.content.as_ref().map(Vec::len), Some(43));
        let holds = attached.verify(&attached.signers[0], None).unwrap();
        assert!(holds.is_bound);
        assert_eq!(holds.claimed_time, Some(1_695_147_438), "2023-09-19T18:17:18Z");
        let place = attached.place_of(&attached.signers[0]).unwrap();
        assert_eq!(attached.certificates[place].identity().edrpou.as_deref(), Some("43395033"));

        let detached = SignedMessage::parse(&read("verify-dstu-4.p7s")).unwrap();
        let signer = &detached.signers[0];
        let hash = signer.hash_of_attributes().unwrap().unwrap();
        assert_eq!(hex(&hash), "5e1d64183c71ba54e140d80c059b849c7f19f77702a237fbf92ec96d8ea2eaae");
        assert_eq!(detached.verify(signer, None), Err(SignedError::NoContent));
        assert!(detached.verify(signer, Some(&read("verify-dstu-4.content"))).is_ok());
        let altered = SignedMessage::parse(&read("verify-dstu-5.p7s")).unwrap();
        let told = altered.verify(&altered.signers[0], Some(&read("verify-dstu-5.content")));
        assert_eq!(told, Err(SignedError::Content));
    }

    #[test]
    fn attributes_that_were_not_sorted_are_hashed_as_they_are_stored() {
        let Some(folder) = samples::folder() else { return };
        let read = |name: &str| samples::read(&folder.join("jkurwa"), name);
        let attached = SignedMessage::parse(&read("message.p7")).unwrap();
        assert_eq!(attached.content.as_deref(), Some(&b"123"[..]));
        let holds = attached.verify(&attached.signers[0], None).unwrap();
        assert_eq!(holds.claimed_time, Some(1_540_236_305), "2018-10-22T19:25:05Z");
        let detached = SignedMessage::parse(&read("message_detached.p7")).unwrap();
        assert!(detached.verify(&detached.signers[0], Some(b"123")).is_ok());
        assert_eq!(detached.verify(&detached.signers[0], Some(b"124")), Err(SignedError::Content));
    }

    #[test]
    fn any_altered_byte_of_a_signer_is_seen_and_none_panics() {
        let Some(folder) = samples::folder() else { return };
        let bytes = samples::read(&folder.join("diia"), "verify-dstu-1.p7s");
        let untouched = SignedMessage::parse(&bytes).unwrap();
        let signer = &untouched.signers[0];
        let begin = bytes.windows(64).position(|part| part == &signer.signature[..64]).unwrap();
        let stored = signer.stored.as_ref().unwrap();
        let attributes = bytes.windows(stored.len() - 1).position(|part| part == &stored[1..]).unwrap();
        for place in (attributes..attributes + stored.len() - 1).step_by(3).chain(begin..begin + 64) {
            let mut altered = bytes.clone();
            altered[place] ^= 1;
            let holds = SignedMessage::parse(&altered)
                .is_ok_and(|own| own.signers.iter().all(|signer| own.verify(signer, None).is_ok()));
            assert!(!holds, "byte {place}");
        }
        assert!(SignedMessage::parse(&bytes[..bytes.len() - 1]).is_err());
        assert!(SignedMessage::parse(&[bytes.as_slice(), &[0]].concat()).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = SignedMessage::parse(&bytes);
        }
    }
}
