//! Signed messages that are made here: CAdES BES over DSTU 4145 and GOST 34.311, attached or detached.

use der::asn1::ObjectIdentifier;

use crate::certificate::Certificate;
use crate::gost34311::Gost34311;
use crate::ids::{
    CONTENT_TYPE, DATA, DSTU_GOST, GOST_34311, MESSAGE_DIGEST, SIGNED_DATA, SIGNING_CERTIFICATE_V2,
    SIGNING_TIME,
};
use crate::key::PrivateKey;
use crate::signature;
use crate::write::{OCTETS, SEQUENCE, SET, context, element, identifier, integer, set, time};

/// Why nothing was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
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
}

/// Signs a content by a key and its certificate, which goes with it. `now` is in seconds since the Unix epoch; `random` comes from a
/// source that is fit for keys. The content goes along where `is_attached`.
pub fn sign(
    content: &[u8],
    is_attached: bool,
    key: &PrivateKey,
    certificate: &Certificate,
    now: i64,
    random: &[u8; 32],
) -> Result<Vec<u8>, CreateError> {
    if certificate.key().ok().is_none_or(|own| own != key.public()) {
        return Err(CreateError::OtherKey);
    }
    if !certificate.signs_documents() {
        return Err(CreateError::Purpose);
    }
    let now = time(now).ok_or(CreateError::Time)?;
    let hash = element(SEQUENCE, &[&identifier(&GOST_34311)]);
    let attribute = |id: ObjectIdentifier, value: Vec<u8>| {
        element(SEQUENCE, &[&identifier(&id), &element(SET, &[&value])])
    };
    let bound = element(SEQUENCE, &[&hash, &element(OCTETS, &[&Gost34311::digest(certificate.der())])]);
    let attributes = vec![
        attribute(CONTENT_TYPE, identifier(&DATA)),
        attribute(MESSAGE_DIGEST, element(OCTETS, &[&Gost34311::digest(content)])),
        attribute(SIGNING_TIME, now),
        attribute(SIGNING_CERTIFICATE_V2, element(SEQUENCE, &[&element(SEQUENCE, &[&bound])])),
    ];
    let mut attributes = set(SET, attributes);
    let signature = signature::sign(key, &Gost34311::digest(&attributes), random);
    // Stored under the tag of its place.
    attributes[0] = 0xa0;
    let serial = integer(certificate.serial());
    let signer = element(
        SEQUENCE,
        &[
            &integer(&[1]),
            &element(SEQUENCE, &[certificate.issuer_der(), &serial]),
            &hash,
            &attributes,
            &element(SEQUENCE, &[&identifier(&DSTU_GOST)]),
            &element(OCTETS, &[&signature]),
        ],
    );
    let attached = context(0, &[&element(OCTETS, &[content])]);
    let encapsulated = match is_attached {
        true => element(SEQUENCE, &[&identifier(&DATA), &attached]),
        false => element(SEQUENCE, &[&identifier(&DATA)]),
    };
    let data = element(
        SEQUENCE,
        &[
            &integer(&[1]),
            &element(SET, &[&hash]),
            &encapsulated,
            &context(0, &[certificate.der()]),
            &element(SET, &[&signer]),
        ],
    );
    Ok(element(SEQUENCE, &[&identifier(&SIGNED_DATA), &context(0, &[&data])]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cms::{SignedError, SignedMessage};
    use crate::issue::tests::{VALID, pair};
    use crate::verdict::{Policy, Reason, Verdict, assess};

    const NOW: i64 = VALID.0 + 1000;

    #[test]
    fn what_is_signed_here_is_valid_under_its_authority_alone() {
        let ((root, _), (own, key)) = pair(257);
        let content = "Рішення № 5".as_bytes();
        for is_attached in [true, false] {
            let bytes = sign(content, is_attached, &key, &own, NOW, &[9; 32]).unwrap();
            let message = SignedMessage::parse(&bytes).unwrap();
            assert_eq!(message.content.is_some(), is_attached);
            let signer = &message.signers[0];
            let beside = (!is_attached).then_some(content);
            let told = assess(&message, signer, beside, std::slice::from_ref(&root), NOW, Policy::Lenient);
            assert_eq!(
                (told.verdict, told.reasons.as_slice()),
                (Verdict::Valid, &[Reason::RevocationUnknown][..])
            );
            assert_eq!((told.claimed_time, told.chain.len()), (Some(NOW), 2));
            let told = assess(&message, signer, beside, &[], NOW, Policy::Lenient);
            assert_eq!(told.verdict, Verdict::Indeterminate);
            let late =
                assess(&message, signer, beside, std::slice::from_ref(&root), VALID.1 + 1, Policy::Lenient);
            assert_eq!(late.verdict, Verdict::Indeterminate);
        }
    }

    #[test]
    fn another_key_another_purpose_another_content() {
        let ((root, authority), (own, key)) = pair(257);
        assert_eq!(sign(b"a", true, &authority, &own, NOW, &[0; 32]), Err(CreateError::OtherKey));
        assert_eq!(sign(b"a", true, &authority, &root, NOW, &[0; 32]), Err(CreateError::Purpose));
        assert_eq!(sign(b"a", true, &key, &own, -1, &[0; 32]), Err(CreateError::Time));
        let detached = SignedMessage::parse(&sign(b"a", false, &key, &own, NOW, &[0; 32]).unwrap()).unwrap();
        assert_eq!(detached.verify(&detached.signers[0], Some(b"b")), Err(SignedError::Content));
        assert_eq!(detached.verify(&detached.signers[0], None), Err(SignedError::NoContent));
    }

    #[test]
    fn a_certificate_put_in_the_place_of_another_is_seen() {
        let ((root, authority), (own, key)) = pair(257);
        let bytes = sign(b"a", true, &key, &own, NOW, &[0; 32]).unwrap();
        // The same key, issuer and number under another name: everything else fits.
        let subject = crate::issue::Subject { name: "Хтось Інший", ..Default::default() };
        let other = crate::issue::issue(
            &subject,
            &key.public(),
            Some(&root),
            &authority,
            &[0x80, 2],
            VALID,
            &[7; 32],
        )
        .unwrap();
        let mut message = SignedMessage::parse(&bytes).unwrap();
        message.certificates = vec![other];
        assert_eq!(message.verify(&message.signers[0], None), Err(SignedError::OtherCertificate));
        message.certificates.clear();
        assert_eq!(message.verify(&message.signers[0], None), Err(SignedError::NoCertificate));
    }

    #[test]
    fn a_forged_issuer_is_told_from_one_that_is_missing() {
        let ((root, _), _) = pair(257);
        let curve = crate::curve::Curve::of_degree(257).unwrap();
        let (forger, key) =
            (PrivateKey::generate(curve.clone(), &[8; 64]), PrivateKey::generate(curve, &[9; 64]));
        // Signed by somebody else's key in the authority's name.
        let subject = crate::issue::Subject { name: "Самозванець", ..Default::default() };
        let own = crate::issue::issue(&subject, &key.public(), Some(&root), &forger, &[5], VALID, &[7; 32])
            .unwrap();
        let bytes = sign(b"a", true, &key, &own, NOW, &[0; 32]).unwrap();
        let message = SignedMessage::parse(&bytes).unwrap();
        let told =
            assess(&message, &message.signers[0], None, std::slice::from_ref(&root), NOW, Policy::Lenient);
        assert_eq!(
            (told.verdict, told.reasons[0].clone()),
            (Verdict::Invalid, Reason::Forged("Самозванець".into()))
        );
    }

    #[test]
    fn a_person_is_no_authority() {
        let ((root, _), (own, key)) = pair(257);
        let curve = crate::curve::Curve::of_degree(257).unwrap();
        let friend = PrivateKey::generate(curve, &[11; 64]);
        let subject = crate::issue::Subject { name: "Друг", ..Default::default() };
        let issued =
            crate::issue::issue(&subject, &friend.public(), Some(&own), &key, &[6], VALID, &[7; 32]).unwrap();
        let bytes = sign(b"a", true, &friend, &issued, NOW, &[0; 32]).unwrap();
        let mut message = SignedMessage::parse(&bytes).unwrap();
        message.certificates.push(own);
        let told =
            assess(&message, &message.signers[0], None, std::slice::from_ref(&root), NOW, Policy::Lenient);
        assert_eq!(told.verdict, Verdict::Invalid);
        assert!(
            told.reasons.contains(&Reason::NoAuthority("Ткач Олена Іванівна".into())),
            "{:?}",
            told.reasons
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn any_flipped_bit_of_what_was_signed_fails(content in prop::collection::vec(any::<u8>(), 1..40), bit in any::<prop::sample::Index>()) {
            let (_, (own, key)) = pair(257);
            let bytes = sign(&content, true, &key, &own, NOW, &[1; 32]).unwrap();
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
