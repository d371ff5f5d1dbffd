//! Signed messages that are made here: CAdES BES by DSTU 4145 over GOST 34.311 or by ECDSA over SHA-2, attached or detached; further
//! signers, and the time stamps that make of it CAdES T.

use der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use der::{Decode as _, Reader as _};

use crate::algorithm::{Hash, SigningKey};
use crate::certificate::Certificate;
use crate::ids::{
    CONTENT_TYPE, DATA, MESSAGE_DIGEST, SIGNATURE_TIME_STAMP, SIGNED_DATA, SIGNING_CERTIFICATE_V2,
    SIGNING_TIME,
};
use crate::read::{definite, elements, first_id, inside, tagged, unarmoured};
use crate::write::{OCTETS, SEQUENCE, SET, context, element, identifier, integer, set, time};

/// Why nothing was signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateError {
    /// The certificate is another key's.
    #[error("the certificate is of another key")]
    OtherKey,
    /// The certificate is not for signing documents.
    #[error("the certificate is not for signatures")]
    Purpose,
    /// A time that cannot be written.
    #[error("the time of signing cannot be written")]
    Time,
    /// What is to be added to is no signed message.
    #[error("this is no signed message: {0}")]
    Shape(String),
    /// The message has no signer at that place.
    #[error("there is no such signer")]
    NoSigner,
}

impl From<der::Error> for CreateError {
    fn from(error: der::Error) -> Self {
        CreateError::Shape(error.to_string())
    }
}

/// Who signs, and when.
#[derive(Clone, Copy, Debug)]
pub struct By<'s> {
    /// The key.
    pub key: &'s SigningKey,
    /// Its certificate, which goes with the signature.
    pub certificate: &'s Certificate,
    /// Further certificates that go with it: those of the authorities above.
    pub beside: &'s [Certificate],
    /// The time of signing that is said, in seconds since the Unix epoch.
    pub now: i64,
    /// Bytes from a source that is fit for keys.
    pub random: &'s [u8; 32],
}

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub enum Content<'c> {
    /// Bytes that go along.
    Attached(&'c [u8]),
    /// Bytes that stay beside.
    Detached(&'c [u8]),
    /// The hash of bytes that stay beside, by the hash function of the key: [`SigningKey::hash`].
    Hashed(&'c [u8]),
}

/// Signs a content.
pub fn sign(content: Content<'_>, by: By<'_>) -> Result<Vec<u8>, CreateError> {
    sign_kind(DATA, content, by)
}

/// Signs a content of a kind: data, or what a time stamp says.
pub(crate) fn sign_kind(
    kind: ObjectIdentifier,
    content: Content<'_>,
    by: By<'_>,
) -> Result<Vec<u8>, CreateError> {
    let attached = match content {
        Content::Attached(bytes) => context(0, &[&element(OCTETS, &[bytes])]),
        Content::Detached(_) | Content::Hashed(_) => Vec::new(),
    };
    let encapsulated = element(SEQUENCE, &[&identifier(&kind), &attached]);
    let mut parts = Parts { encapsulated, ..Parts::default() };
    parts.add(content, by)?;
    Ok(parts.message())
}

/// Adds a signer beside those that a message has; their signatures stay as they are. Of an attached message its own content is
/// signed, whatever is given.
pub fn add_signer(message: &[u8], content: Content<'_>, by: By<'_>) -> Result<Vec<u8>, CreateError> {
    let mut parts = Parts::read(message)?;
    let own = parts.content()?;
    parts.add(own.as_deref().map_or(content, Content::Detached), by)?;
    Ok(parts.message())
}

/// Adds a time stamp over the signature of a signer (CAdES T): its token, in DER.
pub fn add_time_stamp(message: &[u8], signer: usize, token: &[u8]) -> Result<Vec<u8>, CreateError> {
    let mut parts = Parts::read(message)?;
    let own = parts.signers.get_mut(signer).ok_or(CreateError::NoSigner)?;
    let mut fields = elements(AnyRef::from_der(own)?.value())?;
    let attribute = element(SEQUENCE, &[&identifier(&SIGNATURE_TIME_STAMP), &element(SET, &[token])]);
    let mut unsigned = vec![attribute];
    if let Some(last) = fields.pop_if(|last| last.first() == Some(&0xa1)) {
        unsigned.extend(elements(AnyRef::from_der(last)?.value())?.into_iter().map(<[u8]>::to_vec));
    }
    let unsigned = set(0xa1, unsigned);
    fields.push(&unsigned);
    *own = element(SEQUENCE, &fields);
    Ok(parts.message())
}

/// Puts the signers of two messages over one content into one; certificates that both have stand once. Each signature stays as it is.
pub fn merge(one: &[u8], other: &[u8]) -> Result<Vec<u8>, CreateError> {
    let (mut parts, other) = (Parts::read(one)?, Parts::read(other)?);
    if parts.encapsulated != other.encapsulated {
        return Err(CreateError::Shape("the messages have different contents".into()));
    }
    let add = |own: &mut Vec<Vec<u8>>, all: Vec<Vec<u8>>| {
        for one in all {
            if !own.contains(&one) {
                own.push(one);
            }
        }
    };
    add(&mut parts.digests, other.digests);
    add(&mut parts.certificates, other.certificates);
    add(&mut parts.signers, other.signers);
    if let Some(lists) = other.lists {
        parts.lists.get_or_insert_default().extend(lists);
    }
    Ok(parts.message())
}

/// Adds what a later verification needs without asking anybody: certificates of the chain, lists of revoked certificates, each in DER.
pub fn add_values(
    message: &[u8],
    certificates: &[Certificate],
    lists: &[&[u8]],
) -> Result<Vec<u8>, CreateError> {
    let mut parts = Parts::read(message)?;
    for own in certificates {
        if !parts.certificates.iter().any(|der| der == own.der()) {
            parts.certificates.push(own.der().to_vec());
        }
    }
    for list in lists {
        parts.lists.get_or_insert_default().extend_from_slice(list);
    }
    Ok(parts.message())
}

/// A signed message in its parts, each as it stands.
#[derive(Default)]
struct Parts {
    encapsulated: Vec<u8>,
    digests: Vec<Vec<u8>>,
    certificates: Vec<Vec<u8>>,
    lists: Option<Vec<u8>>,
    signers: Vec<Vec<u8>>,
}

impl Parts {
    fn read(message: &[u8]) -> Result<Parts, CreateError> {
        let message = unarmoured(message);
        let message = definite(&message)?;
        if first_id(&message)? != SIGNED_DATA {
            return Err(CreateError::Shape("another kind of message".into()));
        }
        let whole = elements(AnyRef::from_der(&message)?.value())?;
        let explicit = AnyRef::from_der(whole.last().copied().unwrap_or_default())?;
        let mut data = inside(explicit.value())?;
        UintRef::decode(&mut data)?;
        let all = |own: AnyRef<'_>| -> Result<Vec<Vec<u8>>, der::Error> {
            Ok(elements(own.value())?.into_iter().map(<[u8]>::to_vec).collect())
        };
        let digests = all(AnyRef::decode(&mut data)?)?;
        let encapsulated = data.tlv_bytes()?.to_vec();
        let certificates = tagged(&mut data, 0)?.map_or_else(|| Ok(Vec::new()), all)?;
        let lists = tagged(&mut data, 1)?.map(|own| own.value().to_vec());
        let signers = all(AnyRef::decode(&mut data)?)?;
        Ok(Parts { encapsulated, digests, certificates, lists, signers })
    }

    /// The content, where it is attached.
    fn content(&self) -> Result<Option<Vec<u8>>, CreateError> {
        let mut own = inside(&self.encapsulated)?;
        ObjectIdentifier::decode(&mut own)?;
        let Some(explicit) = tagged(&mut own, 0)? else { return Ok(None) };
        Ok(Some(AnyRef::from_der(explicit.value())?.value().to_vec()))
    }

    fn add(&mut self, content: Content<'_>, by: By<'_>) -> Result<(), CreateError> {
        if by.certificate.key().ok().is_none_or(|own| own != by.key.public()) {
            return Err(CreateError::OtherKey);
        }
        if !by.certificate.signs_documents() {
            return Err(CreateError::Purpose);
        }
        let hash = by.key.hash();
        let digest = match content {
            Content::Attached(bytes) | Content::Detached(bytes) => hash.of(bytes),
            Content::Hashed(digest) => digest.to_vec(),
        };
        let kind = ObjectIdentifier::decode(&mut inside(&self.encapsulated)?)?;
        let mut attributes = signed_attributes(&kind, &digest, hash, by)?;
        let signature = by.key.sign(&hash.of(&attributes), by.random);
        // Stored under the tag of its place.
        attributes[0] = 0xa0;
        let named = algorithm_of(hash);
        let serial = integer(by.certificate.serial());
        self.signers.push(element(
            SEQUENCE,
            &[
                &integer(&[1]),
                &element(SEQUENCE, &[by.certificate.issuer_der(), &serial]),
                &named,
                &attributes,
                &by.key.algorithm(),
                &element(OCTETS, &[&signature]),
            ],
        ));
        if !self.digests.iter().any(|own| first_id(own) == Ok(hash.id())) {
            self.digests.push(named);
        }
        for own in std::iter::once(by.certificate).chain(by.beside) {
            if !self.certificates.iter().any(|der| der == own.der()) {
                self.certificates.push(own.der().to_vec());
            }
        }
        Ok(())
    }

    fn message(self) -> Vec<u8> {
        let kind = ObjectIdentifier::decode(&mut match inside(&self.encapsulated) {
            Ok(own) => own,
            Err(_) => return Vec::new(),
        });
        // Another content than data asks for version 3 (RFC 5652, 5.1).
        let version = if kind == Ok(DATA) { 1 } else { 3 };
        let data = element(
            SEQUENCE,
            &[
                &integer(&[version]),
                &set(SET, self.digests),
                &self.encapsulated,
                // The signer's first, as some readers take the first one for it; the standard has no order here that readers keep to.
                &element(0xa0, &self.certificates.iter().map(Vec::as_slice).collect::<Vec<_>>()),
                &self.lists.map(|lists| context(1, &[&lists])).unwrap_or_default(),
                &set(SET, self.signers),
            ],
        );
        element(SEQUENCE, &[&identifier(&SIGNED_DATA), &context(0, &[&data])])
    }
}

fn algorithm_of(hash: Hash) -> Vec<u8> {
    element(SEQUENCE, &[&identifier(&hash.id())])
}

/// The signed attributes of CAdES BES (ETSI EN 319 122-1, 6.3): kind and hash of the content, the certificate, the time that is said.
fn signed_attributes(
    kind: &ObjectIdentifier,
    digest: &[u8],
    hash: Hash,
    by: By<'_>,
) -> Result<Vec<u8>, CreateError> {
    let attribute = |id: ObjectIdentifier, value: Vec<u8>| {
        element(SEQUENCE, &[&identifier(&id), &element(SET, &[&value])])
    };
    let own = element(OCTETS, &[&hash.of(by.certificate.der())]);
    // SHA-256 is what is meant where no hash is named (RFC 5035), and DER leaves out what is meant anyway.
    let bound = match hash {
        Hash::Sha256 => element(SEQUENCE, &[&own]),
        _ => element(SEQUENCE, &[&algorithm_of(hash), &own]),
    };
    let attributes = vec![
        attribute(CONTENT_TYPE, identifier(kind)),
        attribute(MESSAGE_DIGEST, element(OCTETS, &[digest])),
        attribute(SIGNING_TIME, time(by.now).ok_or(CreateError::Time)?),
        attribute(SIGNING_CERTIFICATE_V2, element(SEQUENCE, &[&element(SEQUENCE, &[&bound])])),
    ];
    Ok(set(SET, attributes))
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cms::{SignedError, SignedMessage};
    use crate::issue::tests::{Holder, VALID, authority, holder, issued, key, pair};
    use crate::issue::{Purpose, Subject};
    use crate::verdict::{Evidence, Policy, Reason, Reservation, Trust, Verdict, assess};

    pub const NOW: i64 = VALID.0 + 1000;

    pub fn by(own: &Holder) -> By<'_> {
        By { key: &own.1, certificate: &own.0, beside: &[], now: NOW, random: &[9; 32] }
    }

    fn told(bytes: &[u8], beside: Option<&[u8]>, root: &Certificate, at: i64) -> (Verdict, Vec<Reason>) {
        let message = SignedMessage::parse(bytes).unwrap();
        let evidence = Evidence { trust: &Trust::of(vec![root.clone()]), at, ..Evidence::default() };
        let own = assess(&message, &message.signers[0], beside, &evidence);
        (own.verdict, own.reasons)
    }

    #[test]
    fn what_is_signed_here_is_valid_under_its_authority_alone() {
        let content = "Рішення № 5".as_bytes();
        let (root, own) = pair(257);
        let ecdsa = holder(&root, SigningKey::generate_p256(&[5; 64]).unwrap(), Purpose::Documents, 3);
        for own in [own, ecdsa] {
            for (is_attached, signed) in
                [(true, Content::Attached(content)), (false, Content::Detached(content))]
            {
                let bytes = sign(signed, by(&own)).unwrap();
                let message = SignedMessage::parse(&bytes).unwrap();
                assert_eq!(message.content.is_some(), is_attached);
                let beside = (!is_attached).then_some(content);
                let trust = Trust::of(vec![root.0.clone()]);
                let evidence = Evidence { trust: &trust, at: NOW, ..Evidence::default() };
                let full = assess(&message, &message.signers[0], beside, &evidence);
                assert_eq!((full.verdict, full.reasons.as_slice()), (Verdict::Valid, &[][..]));
                assert!(full.reservations.contains(&Reservation::RevocationUnknown));
                assert_eq!((full.claimed_time, full.chain.len()), (Some(NOW), 2));
                let strict = Evidence { policy: Policy::Strict, ..evidence };
                assert_eq!(
                    assess(&message, &message.signers[0], beside, &strict).verdict,
                    Verdict::Indeterminate
                );
                let none = Trust::default();
                let nobody = Evidence { trust: &none, ..evidence };
                assert_eq!(
                    assess(&message, &message.signers[0], beside, &nobody).verdict,
                    Verdict::Indeterminate
                );
                assert_eq!(told(&bytes, beside, &root.0, VALID.1 + 1).0, Verdict::Indeterminate);
            }
        }
    }

    #[test]
    fn a_hash_that_was_computed_elsewhere_is_signed_alike() {
        let (root, own) = pair(257);
        let hash = own.1.hash().of(b"abc");
        let bytes = sign(Content::Hashed(&hash), by(&own)).unwrap();
        assert_eq!(bytes, sign(Content::Detached(b"abc"), by(&own)).unwrap());
        assert_eq!(told(&bytes, Some(b"abc"), &root.0, NOW).0, Verdict::Valid);
    }

    #[test]
    fn a_second_signer_leaves_the_first_one_as_it_was_and_each_is_judged() {
        let (root, own) = pair(257);
        let other = holder(&root, SigningKey::generate_p256(&[6; 64]).unwrap(), Purpose::Documents, 4);
        for attached in [true, false] {
            let content = if attached { Content::Attached(b"abc") } else { Content::Detached(b"abc") };
            let one = sign(content, by(&own)).unwrap();
            let two = add_signer(&one, Content::Detached(b"abc"), by(&other)).unwrap();
            let message = SignedMessage::parse(&two).unwrap();
            assert_eq!((message.signers.len(), message.certificates.len()), (2, 2));
            let beside = (!attached).then_some(&b"abc"[..]);
            for signer in &message.signers {
                assert!(message.verify(signer, beside).is_ok());
            }
            let first = &SignedMessage::parse(&one).unwrap().signers[0];
            assert!(message.signers.iter().any(|signer| signer.value() == first.value()));
        }
        // A second one that signs something else is told apart from the first.
        let one = sign(Content::Detached(b"abc"), by(&own)).unwrap();
        let two = add_signer(&one, Content::Detached(b"abd"), by(&other)).unwrap();
        let message = SignedMessage::parse(&two).unwrap();
        let holding =
            message.signers.iter().filter(|signer| message.verify(signer, Some(b"abc")).is_ok()).count();
        assert_eq!(holding, 1);
    }

    #[test]
    fn two_messages_over_one_content_become_one() {
        let (root, own) = pair(257);
        let other = holder(&root, SigningKey::generate_p256(&[6; 64]).unwrap(), Purpose::Documents, 4);
        let (one, two) = (
            sign(Content::Detached(b"abc"), by(&own)).unwrap(),
            sign(Content::Detached(b"abc"), by(&other)).unwrap(),
        );
        let both = merge(&one, &two).unwrap();
        let message = SignedMessage::parse(&both).unwrap();
        assert_eq!((message.signers.len(), message.certificates.len()), (2, 2));
        assert!(message.signers.iter().all(|signer| message.verify(signer, Some(b"abc")).is_ok()));
        assert_eq!(merge(&both, &one), Ok(both.clone()), "what is there already is not there twice");
        let attached = sign(Content::Attached(b"abc"), by(&own)).unwrap();
        assert!(merge(&one, &attached).is_err());
        let whole = add_values(&both, std::slice::from_ref(&root.0), &[]).unwrap();
        assert_eq!(SignedMessage::parse(&whole).unwrap().certificates.len(), 3);
    }

    #[test]
    fn another_key_another_purpose_another_content() {
        let (root, own) = pair(257);
        let wrong = By { key: &root.1, ..by(&own) };
        assert_eq!(sign(Content::Attached(b"a"), wrong), Err(CreateError::OtherKey));
        assert_eq!(sign(Content::Attached(b"a"), by(&root)), Err(CreateError::Purpose));
        let agreement = holder(&root, key(257, 8), Purpose::Agreement, 5);
        assert_eq!(sign(Content::Attached(b"a"), by(&agreement)), Err(CreateError::Purpose));
        assert_eq!(sign(Content::Attached(b"a"), By { now: -1, ..by(&own) }), Err(CreateError::Time));
        let bytes = sign(Content::Detached(b"a"), by(&own)).unwrap();
        let detached = SignedMessage::parse(&bytes).unwrap();
        assert_eq!(detached.verify(&detached.signers[0], Some(b"b")), Err(SignedError::Content));
        assert_eq!(detached.verify(&detached.signers[0], None), Err(SignedError::NoContent));
        assert!(matches!(
            add_signer(b"nothing", Content::Detached(b"a"), by(&own)),
            Err(CreateError::Shape(_))
        ));
        assert_eq!(add_time_stamp(&bytes, 1, &[0x30, 0]), Err(CreateError::NoSigner));
    }

    #[test]
    fn a_certificate_put_in_the_place_of_another_is_seen() {
        let (root, own) = pair(257);
        let bytes = sign(Content::Attached(b"a"), by(&own)).unwrap();
        // The same key, issuer and number under another name: everything else fits.
        let subject = Subject { name: "Хтось Інший", ..Default::default() };
        let other = issued(&subject, &own.1, Some(&root), 0x82);
        let mut message = SignedMessage::parse(&bytes).unwrap();
        message.certificates = vec![other];
        assert_eq!(message.verify(&message.signers[0], None), Err(SignedError::OtherCertificate));
        message.certificates.clear();
        assert_eq!(message.verify(&message.signers[0], None), Err(SignedError::NoCertificate));
    }

    #[test]
    fn the_signers_certificate_is_found_by_its_name_not_by_its_place() {
        let (root, own) = pair(257);
        let other = holder(&root, key(257, 12), Purpose::Documents, 9);
        let beside = [other.0.clone()];
        let bytes = sign(Content::Attached(b"a"), By { beside: &beside, ..by(&own) }).unwrap();
        let mut message = SignedMessage::parse(&bytes).unwrap();
        message.certificates.reverse();
        assert_eq!(message.certificates[0], other.0, "another one stands first");
        assert_eq!(message.place_of(&message.signers[0]), Some(1));
        assert!(message.verify(&message.signers[0], None).is_ok());
        // One of agreement under the same number, name and key.
        let subject =
            Subject {
                name: "Ткач Олена Іванівна", purpose: Purpose::Agreement, ..Default::default()
            };
        message.certificates = vec![issued(&subject, &own.1, Some(&root), 0x82)];
        assert_eq!(message.verify(&message.signers[0], None), Err(SignedError::Purpose));
    }

    #[test]
    fn attributes_that_stand_twice_and_lengths_without_end_are_refused() {
        let (_, own) = pair(257);
        let bytes = sign(Content::Attached(b"a"), by(&own)).unwrap();
        let message = SignedMessage::parse(&bytes).unwrap();
        for place in 0..message.signers[0].signed.len() {
            let mut twice = message.clone();
            let attribute = twice.signers[0].signed[place].clone();
            twice.signers[0].signed.push(attribute);
            let told = twice.verify(&twice.signers[0], None);
            assert!(matches!(told, Err(SignedError::Attribute(_))), "{place}: {told:?}");
        }
        for huge in [
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..],
            &[0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0x30, 0x80, 0x04, 0x84, 0xff, 0xff, 0xff, 0xff],
        ] {
            assert!(SignedMessage::parse(huge).is_err());
        }
    }

    #[test]
    fn a_forged_issuer_is_told_from_one_that_is_missing() {
        let root = authority(257);
        let forger = (root.0.clone(), key(257, 8));
        // Signed by somebody else's key in the authority's name.
        let own = key(257, 9);
        let subject = Subject { name: "Самозванець", ..Default::default() };
        let certificate = issued(&subject, &own, Some(&forger), 5);
        let bytes = sign(Content::Attached(b"a"), by(&(certificate, own))).unwrap();
        let (verdict, reasons) = told(&bytes, None, &root.0, NOW);
        assert_eq!((verdict, reasons[0].clone()), (Verdict::Invalid, Reason::Forged("Самозванець".into())));
    }

    #[test]
    fn a_person_is_no_authority() {
        let (root, own) = pair(257);
        let friend = key(257, 11);
        let subject = Subject { name: "Друг", ..Default::default() };
        let certificate = issued(&subject, &friend, Some(&own), 6);
        let beside = [own.0.clone()];
        let friend = (certificate, friend);
        let bytes = sign(Content::Attached(b"a"), By { beside: &beside, ..by(&friend) }).unwrap();
        let (verdict, reasons) = told(&bytes, None, &root.0, NOW);
        assert_eq!(verdict, Verdict::Invalid);
        assert!(reasons.contains(&Reason::NoAuthority("Ткач Олена Іванівна".into())), "{reasons:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn any_flipped_bit_of_what_was_signed_fails(content in prop::collection::vec(any::<u8>(), 1..40), bit in any::<prop::sample::Index>()) {
            let (_, own) = pair(257);
            let bytes = sign(Content::Attached(&content), by(&own)).unwrap();
            let message = SignedMessage::parse(&bytes).unwrap();
            prop_assert!(message.verify(&message.signers[0], None).is_ok());
            // From the digest of the content on: attributes, algorithm, signature.
            let begin = bytes.windows(9).rposition(|part| part == MESSAGE_DIGEST.as_bytes()).unwrap();
            let bit = begin * 8 + bit.index((bytes.len() - begin) * 8);
            let mut altered = bytes;
            altered[bit / 8] ^= 1 << (bit % 8);
            let holds = SignedMessage::parse(&altered).is_ok_and(|own| !own.signers.is_empty() && own.signers.iter().all(|signer| own.verify(signer, None).is_ok()));
            prop_assert!(!holds, "bit {bit} of {}", altered.len() * 8);
        }
    }
}
