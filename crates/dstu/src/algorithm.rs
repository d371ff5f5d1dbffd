//! The algorithms of signatures that certificates name: DSTU 4145 over its hashes, ECDSA (RFC 5758) over P-256 and P-384, RSA
//! (RFC 8017) to verify. One kind of key to verify with, one to sign with, one hash, whatever the algorithm.

use std::fmt;

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef};
use der::{Decode as _, Reader as _, SliceReader, Tagged as _};
use kupyna::{Digest as _, Kupyna256, Kupyna384, Kupyna512};
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use crate::curve::Curve;
use crate::gost34311::Gost34311;
use crate::ids::{
    DSTU_GOST, DSTU_KUPYNA, EC_KEY, ECDSA, GOST_34311, KUPYNA_256, KUPYNA_384, KUPYNA_512, MGF_1,
    NAMED_CURVES, P_256, P_384, RSA, RSA_KEY, RSA_PSS, SHA_256, SHA_384, SHA_512,
};
use crate::key::{PrivateKey, PublicKey};
use crate::signature::{self, SignatureError};
use crate::write::{OCTETS, SEQUENCE, bits, element, identifier, integer};

/// The longest modulus of an RSA key, in bits: what is longer only takes time.
const LONGEST_MODULUS: usize = 8192;
/// The shortest one: what is shorter is broken.
const SHORTEST_MODULUS: usize = 2048;

/// A hash function.
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
    /// SHA-2 (FIPS 180-4), 256 bits.
    Sha256,
    /// The same, 384 bits.
    Sha384,
    /// The same, 512 bits.
    Sha512,
}

const HASHES: [(ObjectIdentifier, Hash); 7] = [
    (GOST_34311, Hash::Gost34311),
    (KUPYNA_256, Hash::Kupyna256),
    (KUPYNA_384, Hash::Kupyna384),
    (KUPYNA_512, Hash::Kupyna512),
    (SHA_256, Hash::Sha256),
    (SHA_384, Hash::Sha384),
    (SHA_512, Hash::Sha512),
];

impl Hash {
    /// The hash of bytes.
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        let mut hashing = Hashing::new(self);
        hashing.update(bytes);
        hashing.finish()
    }

    /// The hash of an identifier.
    pub fn of_id(id: &ObjectIdentifier) -> Option<Hash> {
        HASHES.iter().find(|(own, _)| own == id).map(|(_, hash)| *hash)
    }

    /// Its identifier.
    pub fn id(self) -> ObjectIdentifier {
        HASHES.iter().find(|(_, own)| *own == self).map_or(GOST_34311, |(id, _)| *id)
    }
}

/// A hash that is being computed, of bytes that come in parts.
#[derive(Clone)]
pub struct Hashing(Inner);

#[derive(Clone)]
enum Inner {
    Gost34311(Box<Gost34311>),
    Kupyna256(Box<Kupyna256>),
    Kupyna384(Box<Kupyna384>),
    Kupyna512(Box<Kupyna512>),
    Sha256(Box<Sha256>),
    Sha384(Box<Sha384>),
    Sha512(Box<Sha512>),
}

impl Hashing {
    /// A hash of nothing yet.
    pub fn new(hash: Hash) -> Hashing {
        Hashing(match hash {
            Hash::Gost34311 => Inner::Gost34311(Box::default()),
            Hash::Kupyna256 => Inner::Kupyna256(Box::default()),
            Hash::Kupyna384 => Inner::Kupyna384(Box::default()),
            Hash::Kupyna512 => Inner::Kupyna512(Box::default()),
            Hash::Sha256 => Inner::Sha256(Box::default()),
            Hash::Sha384 => Inner::Sha384(Box::default()),
            Hash::Sha512 => Inner::Sha512(Box::default()),
        })
    }

    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Inner::Gost34311(own) => own.update(bytes),
            Inner::Kupyna256(own) => own.update(bytes),
            Inner::Kupyna384(own) => own.update(bytes),
            Inner::Kupyna512(own) => own.update(bytes),
            Inner::Sha256(own) => own.update(bytes),
            Inner::Sha384(own) => own.update(bytes),
            Inner::Sha512(own) => own.update(bytes),
        }
    }

    /// The hash.
    pub fn finish(self) -> Vec<u8> {
        match self.0 {
            Inner::Gost34311(own) => own.finish().to_vec(),
            Inner::Kupyna256(own) => own.finalize().to_vec(),
            Inner::Kupyna384(own) => own.finalize().to_vec(),
            Inner::Kupyna512(own) => own.finalize().to_vec(),
            Inner::Sha256(own) => own.finalize().to_vec(),
            Inner::Sha384(own) => own.finalize().to_vec(),
            Inner::Sha512(own) => own.finalize().to_vec(),
        }
    }
}

/// How a signature was made, as an algorithm identifier says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// DSTU 4145, little-endian.
    Dstu,
    /// ECDSA: a sequence of two numbers.
    Ecdsa,
    /// RSA, PKCS #1 v1.5.
    Rsa,
    /// RSA, PSS with a salt of so many bytes.
    RsaPss(usize),
}

/// A signature algorithm: its scheme, and its hash where the identifier says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Algorithm {
    /// The scheme.
    pub scheme: Scheme,
    /// The hash; some identifiers of RSA name none.
    pub hash: Option<Hash>,
}

impl Algorithm {
    /// Reads an algorithm identifier in DER; the error is the identifier of what is not supported.
    pub fn parse(bytes: &[u8]) -> Result<Algorithm, der::Error> {
        let outer = AnyRef::from_der(bytes)?;
        outer.tag().assert_eq(der::Tag::Sequence)?;
        let mut reader = SliceReader::new(outer.value())?;
        let id = ObjectIdentifier::decode(&mut reader)?;
        let unknown = || der::ErrorKind::OidUnknown { oid: id };
        let algorithm = |scheme, hash| Ok(Algorithm { scheme, hash });
        if id == DSTU_GOST {
            return algorithm(Scheme::Dstu, Some(Hash::Gost34311));
        }
        if let Some(place) = DSTU_KUPYNA.iter().position(|own| *own == id) {
            let hash = [Hash::Kupyna256, Hash::Kupyna384, Hash::Kupyna512][place / 2];
            return algorithm(Scheme::Dstu, Some(hash));
        }
        const SHA_2: [Hash; 3] = [Hash::Sha256, Hash::Sha384, Hash::Sha512];
        if let Some(place) = ECDSA.iter().position(|own| *own == id) {
            return algorithm(Scheme::Ecdsa, Some(SHA_2[place]));
        }
        if let Some(place) = RSA.iter().position(|own| *own == id) {
            return algorithm(Scheme::Rsa, Some(SHA_2[place]));
        }
        match id {
            RSA_KEY => algorithm(Scheme::Rsa, None),
            RSA_PSS => {
                let (hash, salt) = pss(&mut reader)?;
                algorithm(Scheme::RsaPss(salt), Some(hash))
            }
            _ => Err(unknown().into()),
        }
    }
}

/// The parameters of PSS (RFC 4055, 3.1): a hash that is named, the mask of the same hash, the length of the salt. SHA-1, which is
/// meant where no hash is named, is not taken.
fn pss(reader: &mut SliceReader<'_>) -> Result<(Hash, usize), der::Error> {
    let unknown = |oid| der::Error::from(der::ErrorKind::OidUnknown { oid });
    let parameters = AnyRef::decode(reader)?;
    let mut inner = SliceReader::new(parameters.value())?;
    let (mut hash, mut mask, mut salt) = (None, None, 20);
    while !inner.is_finished() {
        let part = AnyRef::decode(&mut inner)?;
        match part.tag().number().value() {
            0 => hash = Hash::of_id(&first_id(part.value())?),
            1 => {
                let mut own = SliceReader::new(AnyRef::from_der(part.value())?.value())?;
                let id = ObjectIdentifier::decode(&mut own)?;
                if id != MGF_1 {
                    return Err(unknown(id));
                }
                mask = Hash::of_id(&first_id(own.tlv_bytes()?)?);
            }
            2 => salt = u16::from_der(part.value())?.into(),
            _ => {}
        }
    }
    match hash {
        Some(hash) if mask == Some(hash) => Ok((hash, salt)),
        _ => Err(unknown(RSA_PSS)),
    }
}

fn first_id(sequence: &[u8]) -> Result<ObjectIdentifier, der::Error> {
    let mut reader = SliceReader::new(AnyRef::from_der(sequence)?.value())?;
    ObjectIdentifier::decode(&mut reader)
}

/// A key to verify with.
#[derive(Clone, Debug, PartialEq)]
pub enum VerifyingKey {
    /// DSTU 4145.
    Dstu(PublicKey),
    /// ECDSA over P-256.
    P256(p256::ecdsa::VerifyingKey),
    /// ECDSA over P-384.
    P384(p384::ecdsa::VerifyingKey),
    /// RSA.
    Rsa(Box<RsaPublicKey>),
}

impl From<PublicKey> for VerifyingKey {
    fn from(key: PublicKey) -> VerifyingKey {
        VerifyingKey::Dstu(key)
    }
}

impl VerifyingKey {
    /// The key of ECDSA: the named curve and the point (SEC 1).
    pub(crate) fn ecdsa(curve: &ObjectIdentifier, point: &[u8]) -> Option<VerifyingKey> {
        match *curve {
            P_256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok().map(VerifyingKey::P256),
            P_384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(point).ok().map(VerifyingKey::P384),
            _ => None,
        }
    }

    /// The key of RSA: a sequence of modulus and exponent (RFC 8017, A.1.1).
    pub(crate) fn rsa(bytes: &[u8]) -> Option<VerifyingKey> {
        let mut reader = SliceReader::new(AnyRef::from_der(bytes).ok()?.value()).ok()?;
        let modulus = der::asn1::UintRef::decode(&mut reader).ok()?;
        let exponent = der::asn1::UintRef::decode(&mut reader).ok()?;
        let number = |own: &der::asn1::UintRef<'_>| rsa::BigUint::from_bytes_be(own.as_bytes());
        let key =
            RsaPublicKey::new_with_max_size(number(&modulus), number(&exponent), LONGEST_MODULUS).ok()?;
        (key.n().bits() >= SHORTEST_MODULUS).then(|| VerifyingKey::Rsa(Box::new(key)))
    }

    /// The key of DSTU 4145, if it is one.
    pub fn dstu(&self) -> Option<&PublicKey> {
        match self {
            VerifyingKey::Dstu(key) => Some(key),
            _ => None,
        }
    }

    /// The name of the algorithm, for people.
    pub fn name(&self) -> String {
        match self {
            VerifyingKey::Dstu(key) => format!("ДСТУ 4145, m = {}", key.curve().field().degree()),
            VerifyingKey::P256(_) => "ECDSA P-256".into(),
            VerifyingKey::P384(_) => "ECDSA P-384".into(),
            VerifyingKey::Rsa(key) => format!("RSA {}", key.n().bits()),
        }
    }

    /// Does a signature of a hash hold? That of DSTU 4145 is two little-endian halves, that of ECDSA a sequence in DER.
    pub fn verify(
        &self,
        scheme: Scheme,
        hash: Hash,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let wrong = |_| SignatureError::Wrong;
        match (self, scheme) {
            (VerifyingKey::Dstu(key), Scheme::Dstu) => signature::verify(key, digest, signature),
            (VerifyingKey::P256(key), Scheme::Ecdsa) => {
                let own = p256::ecdsa::Signature::from_der(signature).map_err(|_| SignatureError::Shape)?;
                key.verify_prehash(digest, &own).map_err(wrong)
            }
            (VerifyingKey::P384(key), Scheme::Ecdsa) => {
                let own = p384::ecdsa::Signature::from_der(signature).map_err(|_| SignatureError::Shape)?;
                key.verify_prehash(digest, &own).map_err(wrong)
            }
            (VerifyingKey::Rsa(key), Scheme::Rsa) => {
                key.verify(pkcs1(hash)?, digest, signature).map_err(|_| SignatureError::Wrong)
            }
            (VerifyingKey::Rsa(key), Scheme::RsaPss(salt)) => {
                let padding = match hash {
                    Hash::Sha256 => Pss::new_with_salt::<Sha256>(salt),
                    Hash::Sha384 => Pss::new_with_salt::<Sha384>(salt),
                    Hash::Sha512 => Pss::new_with_salt::<Sha512>(salt),
                    _ => return Err(SignatureError::Scheme),
                };
                key.verify(padding, digest, signature).map_err(|_| SignatureError::Wrong)
            }
            _ => Err(SignatureError::Scheme),
        }
    }
}

/// The padding of PKCS #1 v1.5: the identifier of the hash stands before the hash (RFC 8017, 9.2).
fn pkcs1(hash: Hash) -> Result<Pkcs1v15Sign, SignatureError> {
    Ok(match hash {
        Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        _ => return Err(SignatureError::Scheme),
    })
}

/// A key to sign with. It is wiped from memory when it is dropped, and is never shown.
#[derive(Clone)]
pub enum SigningKey {
    /// DSTU 4145 over GOST 34.311.
    Dstu(PrivateKey),
    /// ECDSA over P-256 and SHA-256.
    P256(p256::ecdsa::SigningKey),
    /// ECDSA over P-384 and SHA-384.
    P384(p384::ecdsa::SigningKey),
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SigningKey::Dstu(key) => key.fmt(out),
            SigningKey::P256(_) => out.write_str("SigningKey(P-256)"),
            SigningKey::P384(_) => out.write_str("SigningKey(P-384)"),
        }
    }
}

impl From<PrivateKey> for SigningKey {
    fn from(key: PrivateKey) -> SigningKey {
        SigningKey::Dstu(key)
    }
}

impl SigningKey {
    /// The key of ECDSA: the named curve and the number, big-endian.
    pub(crate) fn ecdsa(curve: &ObjectIdentifier, number: &[u8]) -> Option<SigningKey> {
        match *curve {
            P_256 => p256::ecdsa::SigningKey::from_slice(number).ok().map(SigningKey::P256),
            P_384 => p384::ecdsa::SigningKey::from_slice(number).ok().map(SigningKey::P384),
            _ => None,
        }
    }

    /// A new key of ECDSA over P-256, of bytes from a source that is fit for keys.
    pub fn generate_p256(random: &[u8; 64]) -> Option<SigningKey> {
        // Almost every 32 bytes are a number below the order; of two tries one is.
        random.as_chunks::<32>().0.iter().find_map(|own| SigningKey::ecdsa(&P_256, own))
    }

    /// The key to verify with.
    pub fn public(&self) -> VerifyingKey {
        match self {
            SigningKey::Dstu(key) => VerifyingKey::Dstu(key.public()),
            SigningKey::P256(key) => VerifyingKey::P256(*key.verifying_key()),
            SigningKey::P384(key) => VerifyingKey::P384(*key.verifying_key()),
        }
    }

    /// The hash that goes with it.
    pub fn hash(&self) -> Hash {
        match self {
            SigningKey::Dstu(_) => Hash::Gost34311,
            SigningKey::P256(_) => Hash::Sha256,
            SigningKey::P384(_) => Hash::Sha384,
        }
    }

    /// The identifier of its algorithm in DER.
    pub(crate) fn algorithm(&self) -> Vec<u8> {
        let id = match self {
            SigningKey::Dstu(_) => DSTU_GOST,
            SigningKey::P256(_) => ECDSA[0],
            SigningKey::P384(_) => ECDSA[1],
        };
        element(SEQUENCE, &[&identifier(&id)])
    }

    /// Signs a hash; `random` comes from a source that is fit for keys, and bad bytes give no key away.
    pub fn sign(&self, digest: &[u8], random: &[u8; 32]) -> Vec<u8> {
        use ecdsa_hedged::{of_p256, of_p384};
        match self {
            SigningKey::Dstu(key) => signature::sign(key, digest, random),
            SigningKey::P256(key) => of_p256(key, digest, random),
            SigningKey::P384(key) => of_p384(key, digest, random),
        }
    }

    /// The key as PKCS #8 (RFC 5958): of DSTU 4145 the number is little-endian, of ECDSA it lies in a structure of SEC 1. Nothing
    /// of a curve without a name.
    pub(crate) fn to_pkcs8(&self) -> Option<Zeroizing<Vec<u8>>> {
        let (algorithm, own) = match self {
            SigningKey::Dstu(key) => (dstu_key_info(key.curve())?, key.to_le()),
            SigningKey::P256(key) => (ec_key_info(&P_256), sec1(&key.to_bytes())),
            SigningKey::P384(key) => (ec_key_info(&P_384), sec1(&key.to_bytes())),
        };
        let octets = Zeroizing::new(element(OCTETS, &[&own]));
        Some(Zeroizing::new(element(SEQUENCE, &[&integer(&[]), &algorithm, &octets])))
    }
}

/// A private key of an elliptic curve (RFC 5915): version and number.
fn sec1(number: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(element(SEQUENCE, &[&integer(&[1]), &element(OCTETS, &[number])]))
}

fn ec_key_info(curve: &ObjectIdentifier) -> Vec<u8> {
    element(SEQUENCE, &[&identifier(&EC_KEY), &identifier(curve)])
}

/// The algorithm of a key of DSTU 4145 over a named curve.
fn dstu_key_info(curve: &Curve) -> Option<Vec<u8>> {
    let number = u32::try_from(curve.number()?).ok()?;
    let parameters = element(SEQUENCE, &[&identifier(&NAMED_CURVES.push_arc(number).ok()?)]);
    Some(element(SEQUENCE, &[&identifier(&DSTU_GOST), &parameters]))
}

/// ECDSA with a nonce of RFC 6979 into which random bytes go (section 3.6): what is random protects against faults, what is
/// computed against bad random bytes.
mod ecdsa_hedged {
    use p256::ecdsa::signature::hazmat::RandomizedPrehashSigner as _;

    /// Gives the bytes that it was given, once.
    struct Given<'b>(&'b [u8]);

    impl rsa::rand_core::RngCore for Given<'_> {
        fn next_u32(&mut self) -> u32 {
            let mut bytes = [0; 4];
            self.fill_bytes(&mut bytes);
            u32::from_le_bytes(bytes)
        }

        fn next_u64(&mut self) -> u64 {
            let mut bytes = [0; 8];
            self.fill_bytes(&mut bytes);
            u64::from_le_bytes(bytes)
        }

        fn fill_bytes(&mut self, out: &mut [u8]) {
            for (place, byte) in out.iter_mut().zip(self.0.iter().cycle()) {
                *place = *byte;
            }
        }

        fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
            self.fill_bytes(out);
            Ok(())
        }
    }

    impl rsa::rand_core::CryptoRng for Given<'_> {}

    pub fn of_p256(key: &p256::ecdsa::SigningKey, digest: &[u8], random: &[u8]) -> Vec<u8> {
        let made: Result<p256::ecdsa::Signature, _> = key.sign_prehash_with_rng(&mut Given(random), digest);
        made.map(|own| own.to_der().as_bytes().to_vec()).unwrap_or_default()
    }

    pub fn of_p384(key: &p384::ecdsa::SigningKey, digest: &[u8], random: &[u8]) -> Vec<u8> {
        let made: Result<p384::ecdsa::Signature, _> = key.sign_prehash_with_rng(&mut Given(random), digest);
        made.map(|own| own.to_der().as_bytes().to_vec()).unwrap_or_default()
    }
}

/// The bytes of a signature within a bit string: of DSTU 4145 they lie in an octet string.
pub(crate) fn from_bits(scheme: Scheme, bits: &BitStringRef<'_>) -> Result<Vec<u8>, der::Error> {
    let raw = bits.raw_bytes();
    match scheme {
        Scheme::Dstu => Ok(OctetStringRef::from_der(raw)?.as_bytes().to_vec()),
        _ => Ok(raw.to_vec()),
    }
}

/// Bits of a signature, as certificates hold them.
pub(crate) fn to_bits(key: &SigningKey, signature: &[u8]) -> Vec<u8> {
    match key {
        SigningKey::Dstu(_) => bits(&element(OCTETS, &[signature])),
        _ => bits(signature),
    }
}

/// The public key info of a key in DER; nothing for RSA, which signs nothing here, and for an explicit curve.
pub(crate) fn public_info(key: &VerifyingKey) -> Option<Vec<u8>> {
    let (info, own) = match key {
        VerifyingKey::Dstu(key) => (dstu_key_info(key.curve())?, element(OCTETS, &[&key.to_compressed()])),
        VerifyingKey::P256(key) => (ec_key_info(&P_256), key.to_encoded_point(false).as_bytes().to_vec()),
        VerifyingKey::P384(key) => (ec_key_info(&P_384), key.to_encoded_point(false).as_bytes().to_vec()),
        VerifyingKey::Rsa(_) => return None,
    };
    Some(element(SEQUENCE, &[&info, &bits(&own)]))
}
