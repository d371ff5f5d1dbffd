//! Messages for one recipient (EnvelopedData, RFC 5652, section 6; order 1236/5/453): a key agreed upon with the sender's by the cofactor
//! and a hash, by which the key of the content is wrapped. The state's integrated identification answers so.

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode as _, Reader as _, Tag, Tagged as _};
use zeroize::Zeroizing;

use crate::certificate::Certificate;
use crate::cms::LARGEST;
use crate::gost28147::Cipher;
use crate::gost34311::Gost34311;
use crate::ids::{COFACTOR_AGREEMENT, DATA, ENVELOPED_DATA, GOST_28147_CFB, GOST_28147_WRAP};
use crate::key::{PrivateKey, PublicKey};
use crate::parameters::packed;
use crate::read::{definite, elements, first_id, inside, tagged, trimmed, unarmoured};
use crate::write::{OCTETS, SEQUENCE, SET, context, element, identifier, integer};

/// Why a message was not opened, or not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Not an enveloped message.
    #[error("this is no message for a recipient: {0}")]
    Shape(String),
    /// An algorithm that is not supported: its identifier.
    #[error("the algorithm {0} is not supported here")]
    Algorithm(String),
    /// The certificate of the sender is neither in the message nor among those that are known.
    #[error("the certificate of the sender is not known")]
    Sender,
    /// It is for somebody else, or was altered.
    #[error("the message is not for this key, or was altered")]
    Recipient,
    /// Keys of different curves agree on nothing.
    #[error("the keys of sender and recipient are of different curves")]
    Curves,
}

impl From<der::Error> for EnvelopeError {
    fn from(error: der::Error) -> Self {
        EnvelopeError::Shape(error.to_string())
    }
}

/// Opens a message by the key of its recipient. `known` are certificates among which that of the sender may be.
pub fn open(
    bytes: &[u8],
    key: &PrivateKey,
    known: &[Certificate],
) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    if bytes.len() > LARGEST {
        return Err(EnvelopeError::Shape(format!("more than {LARGEST} bytes")));
    }
    let bytes = unarmoured(bytes);
    let bytes = definite(&bytes)?;
    let mut outer = inside(&bytes)?;
    let kind = ObjectIdentifier::decode(&mut outer)?;
    if kind != ENVELOPED_DATA {
        return Err(EnvelopeError::Shape(format!("its kind is {kind}")));
    }
    let mut data = inside(AnyRef::decode(&mut outer)?.value())?;
    UintRef::decode(&mut data)?;
    let mut certificates = known.to_vec();
    if let Some(own) = tagged(&mut data, 0)? {
        // Certificates of the sender, under a number of their own.
        for part in elements(own.value())?.iter().filter(|part| part.first() == Some(&0xa0)) {
            let all = elements(AnyRef::from_der(part)?.value())?.into_iter().take(64);
            certificates.extend(all.filter_map(|own| Certificate::parse(own).ok()));
        }
    }
    let recipients = elements(AnyRef::decode(&mut data)?.value())?;
    let mut info = inside(data.tlv_bytes()?)?;
    ObjectIdentifier::decode(&mut info)?;
    let start = starting_value(info.tlv_bytes()?)?;
    let encrypted = AnyRef::decode(&mut info)?.value();
    let mut told = EnvelopeError::Recipient;
    for recipient in recipients.into_iter().take(64) {
        match content_key(recipient, key, &certificates) {
            Ok(own) => {
                let mut plain = Zeroizing::new(encrypted.to_vec());
                Cipher::new(&own).decrypt_feedback(&start, &mut plain);
                return Ok(plain);
            }
            Err(error) => told = error,
        }
    }
    Err(told)
}

/// The starting value of the cipher of the content.
fn starting_value(algorithm: &[u8]) -> Result<[u8; 8], EnvelopeError> {
    let mut own = inside(algorithm)?;
    let id = ObjectIdentifier::decode(&mut own)?;
    if id != GOST_28147_CFB {
        return Err(EnvelopeError::Algorithm(id.to_string()));
    }
    let mut parameters = inside(own.tlv_bytes()?)?;
    let start = OctetStringRef::decode(&mut parameters)?;
    if !parameters.is_finished() && OctetStringRef::decode(&mut parameters)?.as_bytes() != packed() {
        return Err(EnvelopeError::Shape("S-boxes other than DKE No 1".into()));
    }
    start.as_bytes().try_into().map_err(|_| EnvelopeError::Shape("the starting value".into()))
}

/// The key of the content, as one recipient can unwrap it.
fn content_key(
    recipient: &[u8],
    key: &PrivateKey,
    certificates: &[Certificate],
) -> Result<Zeroizing<[u8; 32]>, EnvelopeError> {
    let own = AnyRef::from_der(recipient)?;
    if !own.tag().is_context_specific() || own.tag().number().value() != 1 {
        return Err(EnvelopeError::Shape("another way to agree on a key".into()));
    }
    let mut own = der::SliceReader::new(own.value())?;
    UintRef::decode(&mut own)?;
    let sender = tagged(&mut own, 0)?.ok_or(EnvelopeError::Sender)?;
    let sender = sender_key(sender.value(), certificates)?;
    let material = match tagged(&mut own, 1)? {
        Some(own) => Some(OctetStringRef::from_der(own.value())?.as_bytes().to_vec()),
        None => None,
    };
    let mut algorithm = inside(own.tlv_bytes()?)?;
    let id = ObjectIdentifier::decode(&mut algorithm)?;
    let wrap = algorithm.tlv_bytes()?;
    if id != COFACTOR_AGREEMENT || first_id(wrap)? != GOST_28147_WRAP {
        return Err(EnvelopeError::Algorithm(id.to_string()));
    }
    let secret = agreed(key, &sender)?;
    for wrapped in elements(AnyRef::decode(&mut own)?.value())?.into_iter().take(64) {
        let last = elements(AnyRef::from_der(wrapped)?.value())?.pop().unwrap_or_default();
        let wrapped = OctetStringRef::from_der(last)?;
        // Some hash the agreed number without noughts in front: whose way it was shows in the check value.
        for number in [secret.as_slice(), trimmed(&secret)] {
            let own = wrapping_key(number, wrap, material.as_deref());
            if let Some(content) = Cipher::new(&own).unwrap(wrapped.as_bytes()) {
                return Ok(content);
            }
        }
    }
    Err(EnvelopeError::Recipient)
}

/// The key of the sender: given in the message, or that of a certificate that it names.
fn sender_key(value: &[u8], certificates: &[Certificate]) -> Result<PublicKey, EnvelopeError> {
    let own = AnyRef::from_der(value)?;
    let found = match own.tag() {
        Tag::Sequence => {
            let mut reader = der::SliceReader::new(own.value())?;
            let issuer = reader.tlv_bytes()?;
            let serial = trimmed(AnyRef::decode(&mut reader)?.value());
            certificates.iter().find(|own| own.issuer_der() == issuer && trimmed(own.serial()) == serial)
        }
        _ => certificates.iter().find(|certificate| certificate.key_id().as_deref() == Some(own.value())),
    };
    let key = found.and_then(|own| own.key().ok());
    key.and_then(|own| own.dstu().cloned()).ok_or(EnvelopeError::Sender)
}

/// The agreed number: the x of the cofactor times d times the other's point, big-endian, as long as the field's elements.
fn agreed(key: &PrivateKey, other: &PublicKey) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    key.agree(other).ok_or(EnvelopeError::Curves)
}

/// The key that wraps (order 1236/5/453): a hash of the agreed number, a counter, and what both know.
fn wrapping_key(agreed: &[u8], wrap: &[u8], material: Option<&[u8]>) -> Zeroizing<[u8; 32]> {
    let material = material.map(|own| context(0, &[&element(OCTETS, &[own])])).unwrap_or_default();
    let length = context(2, &[&element(OCTETS, &[&[0, 0, 1, 0]])]);
    let shared = element(SEQUENCE, &[wrap, &material, &length]);
    let mut hash = Gost34311::new();
    [agreed, &[0, 0, 0, 1], &shared].iter().for_each(|own| hash.update(own));
    Zeroizing::new(hash.finish())
}

/// Makes a message for the holder of a certificate. The sender's certificate goes along where `is_beside`; some readers take no message
/// with it. `random` comes from a source that is fit for
/// keys.
pub fn seal(
    content: &[u8],
    recipient: &Certificate,
    (key, certificate): (&PrivateKey, &Certificate),
    is_beside: bool,
    random: &[u8; 112],
) -> Result<Vec<u8>, EnvelopeError> {
    let (material, rest) = random.split_at(64);
    let (own, rest) = rest.split_at(32);
    let own: Zeroizing<[u8; 32]> = Zeroizing::new(std::array::from_fn(|index| own[index]));
    let eight = |begin: usize| -> [u8; 8] { std::array::from_fn(|index| rest[begin + index]) };
    let other = recipient.key().ok().and_then(|key| key.dstu().cloned()).ok_or(EnvelopeError::Recipient)?;
    let wrap = element(SEQUENCE, &[&identifier(&GOST_28147_WRAP), &[5, 0]]);
    let secret = agreed(key, &other)?;
    // As providers' programs do: without a nought in front.
    let number = secret.strip_prefix(&[0]).unwrap_or(&secret);
    let wrapped = Cipher::new(&wrapping_key(number, &wrap, Some(material))).wrap(&own, &eight(0));
    let named = |of: &Certificate| element(SEQUENCE, &[of.issuer_der(), &integer(of.serial())]);
    let for_one = element(SEQUENCE, &[&named(recipient), &element(OCTETS, &[&wrapped])]);
    let agreement = context(
        1,
        &[
            &integer(&[3]),
            &context(0, &[&named(certificate)]),
            &context(1, &[&element(OCTETS, &[material])]),
            &element(SEQUENCE, &[&identifier(&COFACTOR_AGREEMENT), &wrap]),
            &element(SEQUENCE, &[&for_one]),
        ],
    );
    let start = eight(8);
    let mut encrypted = content.to_vec();
    Cipher::new(&own).encrypt_feedback(&start, &mut encrypted);
    let parameters = element(SEQUENCE, &[&element(OCTETS, &[&start]), &element(OCTETS, &[&packed()])]);
    let cipher = element(SEQUENCE, &[&identifier(&GOST_28147_CFB), &parameters]);
    let info = element(SEQUENCE, &[&identifier(&DATA), &cipher, &element(0x80, &[&encrypted])]);
    let sender = match is_beside {
        true => context(0, &[&context(0, &[certificate.der()])]),
        false => Vec::new(),
    };
    let data = element(SEQUENCE, &[&integer(&[2]), &sender, &element(SET, &[&agreement]), &info]);
    Ok(element(SEQUENCE, &[&identifier(&ENVELOPED_DATA), &context(0, &[&data])]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::algorithm::SigningKey;
    use crate::issue::Purpose;
    use crate::issue::tests::{authority, holder, key};

    fn of(key: &SigningKey) -> &PrivateKey {
        match key {
            SigningKey::Dstu(key) => key,
            _ => unreachable!(),
        }
    }

    #[test]
    fn a_message_is_opened_by_its_recipient_alone() {
        let root = authority(257);
        for degree in [163, 257, 431] {
            let sender = holder(&root, key(degree, 4), Purpose::Agreement, 2);
            let recipient = holder(&root, key(degree, 5), Purpose::Agreement, 3);
            let made = seal(
                "{\"lastname\":\"Ткач\"}".as_bytes(),
                &recipient.0,
                (of(&sender.1), &sender.0),
                true,
                &[7; 112],
            )
            .unwrap();
            let plain = open(&made, of(&recipient.1), &[]).unwrap();
            assert_eq!(plain.as_slice(), "{\"lastname\":\"Ткач\"}".as_bytes());
            let alone = seal(b"x", &recipient.0, (of(&sender.1), &sender.0), false, &[7; 112]).unwrap();
            assert_eq!(open(&alone, of(&recipient.1), &[]).err(), Some(EnvelopeError::Sender));
            assert!(open(&alone, of(&recipient.1), std::slice::from_ref(&sender.0)).is_ok());
            let stranger = key(degree, 6);
            assert_eq!(open(&made, of(&stranger), &[]).err(), Some(EnvelopeError::Recipient));
            let elsewhere = key(if degree == 163 { 167 } else { 163 }, 6);
            assert_eq!(open(&made, of(&elsewhere), &[]).err(), Some(EnvelopeError::Curves));
            let place = made.windows(WRAPPED_TAG.len()).position(|part| part == WRAPPED_TAG).unwrap();
            let mut altered = made.clone();
            altered[place + 5] ^= 1;
            assert_eq!(open(&altered, of(&recipient.1), &[]).err(), Some(EnvelopeError::Recipient));
        }
    }

    /// An octet string of 44 bytes: the wrapped key.
    const WRAPPED_TAG: [u8; 2] = [4, 44];

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let own = key(163, 5);
            let _ = open(&bytes, of(&own), &[]);
            let _ = content_key(&bytes, of(&own), &[]);
        }
    }
}
