//! Answers about certificates (OCSP, RFC 6960): requests and responses as bytes. An answer is the issuer's own, or that of a responder
//! to whom the issuer gave a certificate for it.

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef};
use der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _};
use sha1::{Digest as _, Sha1};

use crate::algorithm::{Hash, to_bits};
use crate::certificate::{Certificate, CertificateError, verify_signed};
use crate::create::By;
use crate::crl::Status;
use crate::ids::{OCSP_BASIC, OCSP_NONCE, SHA_1};
use crate::read::{elements, first_id, inside, tagged, time, trimmed};
use crate::write::{OCTETS, SEQUENCE, context, element, identifier, integer, long_time};

/// The largest response that is read, in bytes.
pub const LARGEST: usize = 1024 * 1024;

/// Why a response is none, or does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OcspError {
    /// The responder refused: the number of its reason (RFC 6960, 4.2.1).
    #[error("the responder gave no answer (status {0})")]
    Refused(u8),
    /// No response, or a signature on it that does not hold.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// It was made by somebody whom the issuer gave no right to.
    #[error("the responder has no right to answer for the issuer")]
    Responder,
}

impl From<der::Error> for OcspError {
    fn from(error: der::Error) -> Self {
        OcspError::Certificate(error.into())
    }
}

/// What is said of one certificate.
#[derive(Clone, Debug)]
struct Single {
    hash: ObjectIdentifier,
    name_hash: Vec<u8>,
    key_hash: Vec<u8>,
    serial: Vec<u8>,
    status: Status,
    this_update: i64,
    next_update: Option<i64>,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    der: Vec<u8>,
    signed: Vec<u8>,
    algorithm: Vec<u8>,
    bits: Vec<u8>,
    certificates: Vec<Certificate>,
    all: Vec<Single>,
    nonce: Option<Vec<u8>>,
    /// When it was made, in seconds since the Unix epoch.
    pub produced_at: i64,
}

/// An answer about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What is said.
    pub status: Status,
    /// As of when.
    pub this_update: i64,
    /// Until when.
    pub next_update: Option<i64>,
}

impl Response {
    /// Reads a response, or the basic response within one, as signatures keep them.
    pub fn parse(bytes: &[u8]) -> Result<Response, OcspError> {
        if bytes.len() > LARGEST {
            return Err(CertificateError::Shape(format!("more than {LARGEST} bytes")).into());
        }
        let mut outer = inside(bytes)?;
        if outer.peek_tag()? != Tag::Enumerated {
            return Response::basic(bytes);
        }
        let code = AnyRef::decode(&mut outer)?.value().last().copied().unwrap_or(2);
        if code != 0 {
            return Err(OcspError::Refused(code));
        }
        let mut own = inside(AnyRef::decode(&mut outer)?.value())?;
        outer.finish(())?;
        let kind = ObjectIdentifier::decode(&mut own)?;
        if kind != OCSP_BASIC {
            return Err(CertificateError::Algorithm(kind.to_string()).into());
        }
        Response::basic(OctetStringRef::decode(&mut own)?.as_bytes())
    }

    fn basic(bytes: &[u8]) -> Result<Response, OcspError> {
        let mut outer = inside(bytes)?;
        let signed = outer.tlv_bytes()?.to_vec();
        let algorithm = outer.tlv_bytes()?.to_vec();
        let bits = BitStringRef::decode(&mut outer)?.raw_bytes().to_vec();
        let mut certificates = Vec::new();
        if let Some(all) = tagged(&mut outer, 0)? {
            let all = elements(AnyRef::from_der(all.value())?.value())?.into_iter().take(16);
            certificates = all.filter_map(|own| Certificate::parse(own).ok()).collect();
        }
        outer.finish(())?;
        let mut own = inside(&signed)?;
        tagged(&mut own, 0)?;
        own.tlv_bytes()?;
        let produced_at = time(own.tlv_bytes()?)?;
        let all = elements(AnyRef::decode(&mut own)?.value())?;
        let all = all.into_iter().map(single).collect::<Result<_, _>>()?;
        let mut nonce = None;
        if let Some(extensions) = tagged(&mut own, 1)? {
            for bytes in elements(AnyRef::from_der(extensions.value())?.value())? {
                if first_id(bytes)? == OCSP_NONCE {
                    let last = elements(AnyRef::from_der(bytes)?.value())?.pop().unwrap_or_default();
                    nonce = Some(OctetStringRef::from_der(last)?.as_bytes().to_vec());
                }
            }
        }
        own.finish(())?;
        let der = bytes.to_vec();
        Ok(Response { der, signed, algorithm, bits, certificates, all, nonce, produced_at })
    }

    /// The basic response in DER: what is kept with a signature.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Does it answer the request with this nonce? A responder may leave the nonce out.
    pub fn is_answer_to(&self, nonce: &[u8]) -> bool {
        let own = element(OCTETS, &[nonce]);
        self.nonce.as_deref().is_none_or(|said| said == nonce || said == own)
    }

    /// Is it signed by the issuer, or by a responder that the issuer gave a certificate in force when it answered?
    pub fn verify(&self, issuer: &Certificate) -> Result<(), OcspError> {
        let bits = BitStringRef::from_bytes(&self.bits)?;
        let by = |own: &Certificate| -> Result<(), CertificateError> {
            verify_signed(&own.key()?, &self.algorithm, &self.signed, &bits)
        };
        let responder = self.certificates.iter().find(|own| {
            let (from, until) = own.validity();
            own.answers_for_issuer()
                && own.names_issuer(issuer)
                && (from..=until).contains(&self.produced_at)
                && issuer.key().is_ok_and(|key| own.verify(&key).is_ok())
        });
        match responder {
            Some(responder) => Ok(by(responder)?),
            None => by(issuer).map_err(|_| OcspError::Responder),
        }
    }

    /// What it says of a certificate of an issuer.
    pub fn about(&self, certificate: &Certificate, issuer: &Certificate) -> Option<Answer> {
        let own = self.all.iter().find(|own| own.is_about(certificate, issuer))?;
        Some(Answer { status: own.status, this_update: own.this_update, next_update: own.next_update })
    }
}

impl Single {
    fn is_about(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let Some((name, key)) = names(&self.hash, issuer) else { return false };
        self.name_hash == name && self.key_hash == key && self.serial == trimmed(certificate.serial())
    }
}

/// The hashes by which an issuer is named: of its name, of its key.
fn names(hash: &ObjectIdentifier, issuer: &Certificate) -> Option<(Vec<u8>, Vec<u8>)> {
    let of = |bytes: &[u8]| match *hash {
        SHA_1 => Some(Sha1::digest(bytes).to_vec()),
        _ => Some(Hash::of_id(hash)?.of(bytes)),
    };
    Some((of(issuer.subject_der())?, of(issuer.key_bytes())?))
}

fn single(bytes: &[u8]) -> Result<Single, der::Error> {
    let mut own = inside(bytes)?;
    let mut id = inside(own.tlv_bytes()?)?;
    let hash = first_id(id.tlv_bytes()?)?;
    let name_hash = OctetStringRef::decode(&mut id)?.as_bytes().to_vec();
    let key_hash = OctetStringRef::decode(&mut id)?.as_bytes().to_vec();
    let serial = trimmed(AnyRef::decode(&mut id)?.value()).to_vec();
    let said = AnyRef::decode(&mut own)?;
    let status = match said.tag().number().value() {
        0 => Status::Good,
        1 => {
            let mut revoked = SliceReader::new(said.value())?;
            let at = time(revoked.tlv_bytes()?)?;
            let reason = tagged(&mut revoked, 0)?;
            Status::Revoked(at, reason.and_then(|own| own.value().last().copied()))
        }
        _ => Status::Unknown,
    };
    let this_update = time(own.tlv_bytes()?)?;
    let next_update = tagged(&mut own, 0)?.map(|own| time(own.value())).transpose()?;
    Ok(Single { hash, name_hash, key_hash, serial, status, this_update, next_update })
}

/// A request about a certificate of an issuer, named by SHA-1 as every responder understands it; `nonce` ties the answer to it.
pub fn request(certificate: &Certificate, issuer: &Certificate, nonce: &[u8]) -> Vec<u8> {
    let one = element(SEQUENCE, &[&certificate_id(certificate, issuer)]);
    let value = element(OCTETS, &[&element(OCTETS, &[nonce])]);
    let extension = element(SEQUENCE, &[&identifier(&OCSP_NONCE), &value]);
    let own =
        element(SEQUENCE, &[&element(SEQUENCE, &[&one]), &context(2, &[&element(SEQUENCE, &[&extension])])]);
    element(SEQUENCE, &[&own])
}

fn certificate_id(certificate: &Certificate, issuer: &Certificate) -> Vec<u8> {
    let (name, key) = names(&SHA_1, issuer).unwrap_or_default();
    element(
        SEQUENCE,
        &[
            &element(SEQUENCE, &[&identifier(&SHA_1), &[5, 0]]),
            &element(OCTETS, &[&name]),
            &element(OCTETS, &[&key]),
            &integer(certificate.serial()),
        ],
    )
}

/// A response about one certificate: what an authority for tests answers. `by` is the issuer or a responder of it.
pub fn respond(
    certificate: &Certificate,
    issuer: &Certificate,
    status: Status,
    next_update: Option<i64>,
    by: By<'_>,
) -> Option<Vec<u8>> {
    let said = match status {
        Status::Good => element(0x80, &[]),
        Status::Revoked(at, reason) => {
            let reason = reason.map(|own| context(0, &[&element(0x0a, &[&[own]])])).unwrap_or_default();
            context(1, &[&long_time(at)?, &reason])
        }
        Status::Unknown => element(0x82, &[]),
    };
    let now = long_time(by.now)?;
    let next = match next_update {
        Some(next) => context(0, &[&long_time(next)?]),
        None => Vec::new(),
    };
    let one = element(SEQUENCE, &[&certificate_id(certificate, issuer), &said, &now, &next]);
    let responder = context(2, &[&element(OCTETS, &[&Sha1::digest(by.certificate.key_bytes())])]);
    let own = element(SEQUENCE, &[&responder, &now, &element(SEQUENCE, &[&one])]);
    let signature = by.key.sign(&by.key.hash().of(&own), by.random);
    let certificates = context(0, &[&element(SEQUENCE, &[by.certificate.der()])]);
    let basic = element(SEQUENCE, &[&own, &by.key.algorithm(), &to_bits(by.key, &signature), &certificates]);
    let response = element(SEQUENCE, &[&identifier(&OCSP_BASIC), &element(OCTETS, &[&basic])]);
    Some(element(SEQUENCE, &[&element(0x0a, &[&[0]]), &context(0, &[&response])]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::create::tests::{NOW, by};
    use crate::issue::Purpose;
    use crate::issue::tests::{holder, key, pair};

    #[test]
    fn the_issuer_or_its_responder_answers_and_nobody_else() {
        let (root, own) = pair(257);
        let responder = holder(&root, key(257, 7), Purpose::Answers, 9);
        let revoked = Status::Revoked(NOW - 5, Some(1));
        for (by_whom, status, next) in [
            (&responder, Status::Good, Some(NOW + 60)),
            (&root, revoked, None),
            (&responder, Status::Unknown, None),
        ] {
            let bytes = respond(&own.0, &root.0, status, next, by(by_whom)).unwrap();
            let response = Response::parse(&bytes).unwrap();
            assert_eq!(response.verify(&root.0), Ok(()));
            let answer = Answer { status, this_update: NOW, next_update: next };
            assert_eq!(response.about(&own.0, &root.0), Some(answer));
            assert_eq!(response.about(&responder.0, &root.0), None);
            assert!(Response::parse(response.der()).unwrap().verify(&root.0).is_ok(), "the basic one alone");
            let mut altered = bytes;
            let place = altered.windows(2).position(|part| part == [0x18, 15]).unwrap() + 9;
            altered[place] ^= 1;
            assert!(Response::parse(&altered).unwrap().verify(&root.0).is_err());
        }
        let bytes = respond(&own.0, &root.0, Status::Good, None, by(&own)).unwrap();
        assert_eq!(Response::parse(&bytes).unwrap().verify(&root.0), Err(OcspError::Responder));
        assert!(matches!(Response::parse(&[0x30, 3, 0x0a, 1, 3]), Err(OcspError::Refused(3))));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Response::parse(&bytes);
            let _ = single(&bytes);
        }
    }
}
