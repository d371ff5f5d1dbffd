//! Time stamps (RFC 3161; ETSI EN 319 422): requests and responses as bytes, tokens that say when bytes were known. A token is a
//! signed message whose content names their hash and a time.

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode as _, Reader as _, Tag, Tagged as _};

use crate::algorithm::Hash;
use crate::certificate::Certificate;
use crate::cms::{SignedError, SignedMessage};
use crate::create::{By, Content, CreateError, sign_kind};
use crate::ids::TIME_STAMP_INFO;
use crate::read::{elements, first_id, inside, time, trimmed};
use crate::write::{BOOLEAN, OCTETS, SEQUENCE, element, identifier, integer, long_time};

/// Under which policy time stamps of a test authority are made: none of a real one.
const TEST_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.804.2.1.1.1.2.3.1");

/// Why a time stamp is none, or does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StampError {
    /// Not a token, a request or a response.
    #[error("this is no time stamp: {0}")]
    Shape(String),
    /// The authority refused: its status and its words.
    #[error("the authority of time stamps refused (status {0}): {1}")]
    Refused(u8, String),
    /// It stamps something else.
    #[error("the time stamp is of something else")]
    Other,
    /// It answers another request.
    #[error("the time stamp answers another request")]
    Nonce,
    /// Its certificate is not for time stamps.
    #[error("the certificate of the time stamp is not for time stamps")]
    Purpose,
    /// The signature of the authority on it.
    #[error(transparent)]
    Signed(#[from] SignedError),
}

impl From<der::Error> for StampError {
    fn from(error: der::Error) -> Self {
        StampError::Shape(error.to_string())
    }
}

/// A time stamp.
#[derive(Clone, Debug)]
pub struct TimeStamp {
    message: SignedMessage,
    hash: Hash,
    imprint: Vec<u8>,
    /// Its number, big-endian without noughts in front.
    pub serial: Vec<u8>,
    /// The time, in seconds since the Unix epoch.
    pub time: i64,
    nonce: Option<Vec<u8>>,
}

/// The hash and the bytes of an imprint.
fn imprint(bytes: &[u8]) -> Result<(Hash, Vec<u8>), StampError> {
    let mut own = inside(bytes)?;
    let id = first_id(own.tlv_bytes()?)?;
    let hash = Hash::of_id(&id).ok_or_else(|| SignedError::Algorithm(id.to_string()))?;
    Ok((hash, OctetStringRef::decode(&mut own)?.as_bytes().to_vec()))
}

fn written(hash: Hash, digest: &[u8]) -> Vec<u8> {
    let algorithm = element(SEQUENCE, &[&identifier(&hash.id())]);
    element(SEQUENCE, &[&algorithm, &element(OCTETS, &[digest])])
}

impl TimeStamp {
    /// Reads a token in DER.
    pub fn parse(bytes: &[u8]) -> Result<TimeStamp, StampError> {
        let message = SignedMessage::parse(bytes)?;
        let content = message.content.as_deref().filter(|_| message.content_type == TIME_STAMP_INFO);
        let content = content.ok_or_else(|| StampError::Shape("another kind of content".into()))?;
        let mut info = inside(content)?;
        UintRef::decode(&mut info)?;
        ObjectIdentifier::decode(&mut info)?;
        let (hash, imprint) = imprint(info.tlv_bytes()?)?;
        let serial = trimmed(AnyRef::decode(&mut info)?.value()).to_vec();
        let time = time(info.tlv_bytes()?)?;
        let mut nonce = None;
        while !info.is_finished() {
            let own = AnyRef::decode(&mut info)?;
            if own.tag() == Tag::Integer {
                nonce = Some(trimmed(own.value()).to_vec());
            }
        }
        Ok(TimeStamp { message, hash, imprint, serial, time, nonce })
    }

    /// The certificates that came with it; that of the authority may be missing.
    pub fn certificates(&self) -> &[Certificate] {
        &self.message.certificates
    }

    /// The certificate of the authority, among those of the token and others that are known.
    pub fn authority<'c>(&self, known: impl IntoIterator<Item = &'c Certificate>) -> Option<Certificate> {
        let [signer] = self.message.signers.as_slice() else { return None };
        let own = self.message.certificates.iter().find(|own| signer.names(own));
        own.or_else(|| known.into_iter().find(|own| signer.names(own))).cloned()
    }

    /// Does it hold under the certificate of the authority, and stamp these bytes? That the certificate is trusted is another question.
    pub fn verify(&self, bytes: &[u8], authority: &Certificate) -> Result<(), StampError> {
        if self.hash.of(bytes) != self.imprint {
            return Err(StampError::Other);
        }
        if !authority.makes_time_stamps() {
            return Err(StampError::Purpose);
        }
        let [signer] = self.message.signers.as_slice() else {
            return Err(StampError::Shape("not one signer".into()));
        };
        let content = self.message.content.as_deref().unwrap_or_default();
        self.message.verify_by(signer, authority, &|hash| hash.of(content))?;
        Ok(())
    }
}

/// A request for a time stamp over a hash; `nonce` ties the answer to it; the certificate of the authority is asked for.
pub fn request(hash: Hash, digest: &[u8], nonce: u64) -> Vec<u8> {
    let own =
        [integer(&[1]), written(hash, digest), integer(&nonce.to_be_bytes()), element(BOOLEAN, &[&[0xff]])];
    element(SEQUENCE, &own.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// The token of a response to a request, in DER; its signature is not looked at here.
pub fn token(response: &[u8], hash: Hash, digest: &[u8], nonce: u64) -> Result<Vec<u8>, StampError> {
    let mut own = inside(response)?;
    let status = elements(AnyRef::decode(&mut own)?.value())?;
    let code = status.first().and_then(|own| AnyRef::from_der(own).ok()?.value().last().copied());
    if !matches!(code, Some(0 | 1)) {
        let words = status.get(1).and_then(|own| elements(AnyRef::from_der(own).ok()?.value()).ok());
        let words = words.and_then(|all| Some(AnyRef::from_der(all.first()?).ok()?.value().to_vec()));
        let words = String::from_utf8_lossy(&words.unwrap_or_default()).into_owned();
        return Err(StampError::Refused(code.unwrap_or(2), words));
    }
    let token = own.tlv_bytes()?.to_vec();
    own.finish(())?;
    let stamp = TimeStamp::parse(&token)?;
    if (stamp.hash, stamp.imprint.as_slice()) != (hash, digest) {
        return Err(StampError::Other);
    }
    match stamp.nonce.as_deref() == Some(trimmed(&nonce.to_be_bytes())) {
        true => Ok(token),
        false => Err(StampError::Nonce),
    }
}

/// Answers a request: what an authority for tests does. `serial` is the number of the stamp.
pub fn respond(request: &[u8], by: By<'_>, serial: u64) -> Result<Vec<u8>, StampError> {
    let mut own = inside(request)?;
    UintRef::decode(&mut own)?;
    let asked = own.tlv_bytes()?;
    let (hash, digest) = imprint(asked)?;
    let mut nonce = Vec::new();
    while !own.is_finished() {
        let part = own.tlv_bytes()?;
        if AnyRef::from_der(part)?.tag() == Tag::Integer {
            nonce = part.to_vec();
        }
    }
    let refused = |_| StampError::Refused(2, String::new());
    let at = long_time(by.now).ok_or_else(|| StampError::Shape("the time cannot be written".into()))?;
    let info = element(
        SEQUENCE,
        &[
            &integer(&[1]),
            &identifier(&TEST_POLICY),
            &written(hash, &digest),
            &integer(&serial.to_be_bytes()),
            &at,
            &nonce,
        ],
    );
    let token = sign_kind(TIME_STAMP_INFO, Content::Attached(&info), by)
        .map_err(|error: CreateError| refused(error))?;
    let status = element(SEQUENCE, &[&integer(&[])]);
    Ok(element(SEQUENCE, &[&status, &token]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::create::tests::{NOW, by};
    use crate::issue::Purpose;
    use crate::issue::tests::{authority, holder, key, pair};

    #[test]
    fn a_request_is_answered_and_the_answer_holds() {
        let root = authority(257);
        let own = holder(&root, key(257, 7), Purpose::TimeStamps, 9);
        let digest = Hash::Gost34311.of(b"signature");
        let asked = request(Hash::Gost34311, &digest, 0x8123);
        let answer = respond(&asked, by(&own), 5).unwrap();
        let got = token(&answer, Hash::Gost34311, &digest, 0x8123).unwrap();
        let stamp = TimeStamp::parse(&got).unwrap();
        assert_eq!((stamp.time, stamp.serial.as_slice()), (NOW, &[5][..]));
        assert_eq!(stamp.authority([]), Some(own.0.clone()));
        assert_eq!(stamp.verify(b"signature", &own.0), Ok(()));
        assert_eq!(stamp.verify(b"another", &own.0), Err(StampError::Other));
        assert_eq!(token(&answer, Hash::Gost34311, &digest, 1), Err(StampError::Nonce));
        assert_eq!(token(&answer, Hash::Gost34311, &[0; 32], 0x8123), Err(StampError::Other));
        // An altered time.
        let mut altered = got;
        let place = altered.windows(2).position(|part| part == [0x18, 15]).unwrap() + 5;
        altered[place] ^= 1;
        let stamp = TimeStamp::parse(&altered).unwrap();
        assert!(
            stamp.time != NOW && matches!(stamp.verify(b"signature", &own.0), Err(StampError::Signed(_)))
        );
    }

    #[test]
    fn a_person_makes_no_time_stamps_and_a_refusal_is_told() {
        let (_, person) = pair(257);
        let digest = Hash::Gost34311.of(b"a");
        let answer = respond(&request(Hash::Gost34311, &digest, 3), by(&person), 5).unwrap();
        let stamp = TimeStamp::parse(&token(&answer, Hash::Gost34311, &digest, 3).unwrap()).unwrap();
        assert_eq!(stamp.verify(b"a", &person.0), Err(StampError::Purpose));
        let words = element(SEQUENCE, &[&element(0x0c, &["ні".as_bytes()])]);
        let refusal = element(SEQUENCE, &[&element(SEQUENCE, &[&integer(&[2]), &words])]);
        assert_eq!(token(&refusal, Hash::Gost34311, &digest, 3), Err(StampError::Refused(2, "ні".into())));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = TimeStamp::parse(&bytes);
            let _ = token(&bytes, Hash::Sha256, &[0; 32], 0);
            let _ = imprint(&bytes);
        }
    }
}
