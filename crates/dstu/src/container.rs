//! Key files as Ukrainian providers give them out, opened by their password: PKCS #8 plain and under PBES2 (RFC 8018; with HMAC over
//! GOST 34.311 and the cipher GOST 28147, or with what OpenSSL writes), Key-6.dat of the company IIT, JKS of Java, PKCS #12 (RFC 7292).
//! JKS and PKCS #12 were built from descriptions, without a provider's own file at hand: experimental.
//!
//! Whether a password is right shows in what it opens: the check value of Key-6.dat and of JKS, elsewhere that a key comes out.

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _};
use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

use crate::algorithm::SigningKey;
use crate::certificate::Certificate;
use crate::gost28147::Cipher;
use crate::gost34311::Gost34311;
use crate::ids::{
    CERTIFICATE_BAG, DATA, DSTU_GOST, DSTU_KUPYNA, EC_KEY, ENCRYPTED_DATA, GOST_28147_CFB, HMAC_GOST_34311,
    IIT_SECOND_CURVE, IIT_SECOND_KEY, IIT_STORE, JAVA_KEY, KEY_BAG, PBES_2, PBKDF_2, SHROUDED_BAG,
    X509_IN_BAG,
};
use crate::key::PrivateKey;
use crate::parameters::{curve_of, packed};
use crate::read::{definite, elements, first_id, inside, tagged, unarmoured};
use crate::write::{OCTETS, SEQUENCE, context, element, identifier, integer};

/// The largest key file that is read, in bytes.
pub const LARGEST: usize = 1024 * 1024;
/// How often a password is hashed at most: what asks for more only takes time.
const MOST_ROUNDS: u64 = 2_000_000;
/// How often providers hash it, and how often it is hashed here.
const ROUNDS: u32 = 10_000;
/// The first bytes of a key file of Java.
const JAVA: [u8; 8] = [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2];

/// Why a key file was not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContainerError {
    /// It is none of the kinds that are known.
    #[error("this is no key file of a known kind: {0}")]
    Format(String),
    /// The password is another, or the file is damaged.
    #[error("the password does not open the key file")]
    Password,
    /// It has no key that could be used here.
    #[error("the key file holds no key for signatures")]
    NoKey,
    /// An algorithm that is not supported: its identifier.
    #[error("the key file uses the algorithm {0}, which is not supported here")]
    Algorithm(String),
}

impl From<der::Error> for ContainerError {
    fn from(error: der::Error) -> Self {
        ContainerError::Format(error.to_string())
    }
}

/// What a key file holds.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// The keys, as they stand; files of providers have one for signatures and one for agreement.
    pub keys: Vec<SigningKey>,
    /// The certificates.
    pub certificates: Vec<Certificate>,
}

impl Opened {
    /// The key for signatures with its certificate, among those of the file and others that are given.
    pub fn signer<'o>(&'o self, others: &'o [Certificate]) -> Option<(&'o SigningKey, &'o Certificate)> {
        self.keys.iter().find_map(|key| {
            let public = key.public();
            let is_its =
                |own: &&Certificate| own.signs_documents() && own.key().is_ok_and(|own| own == public);
            let own =
                self.certificates.iter().chain(others).filter(is_its).max_by_key(|own| own.validity().1)?;
            Some((key, own))
        })
    }
}

/// Opens a key file by its password. The password is tried as UTF-8, then as windows-1251, as older programs wrote it.
pub fn open(bytes: &[u8], password: &str) -> Result<Opened, ContainerError> {
    if bytes.len() > LARGEST {
        return Err(ContainerError::Format(format!("more than {LARGEST} bytes")));
    }
    let bytes = unarmoured(bytes);
    if bytes.starts_with(&JAVA) {
        return java(&bytes, password);
    }
    let bytes = definite(&bytes)?;
    let mut told = opened_by(&bytes, password.as_bytes());
    if let (Err(ContainerError::Password), Some(other)) = (&told, windows_1251(password)) {
        told = opened_by(&bytes, &other);
    }
    let opened = told?;
    match opened.keys.is_empty() {
        true => Err(ContainerError::NoKey),
        false => Ok(opened),
    }
}

/// A password in windows-1251, if it has letters that are written otherwise there and all can be written.
fn windows_1251(password: &str) -> Option<Zeroizing<Vec<u8>>> {
    if password.is_ascii() {
        return None;
    }
    let letter = |letter: char| match letter {
        '\u{0}'..='\u{7f}' => Some(letter as u8),
        'А'..='я' => Some((u32::from(letter) - 0x410 + 0xc0) as u8),
        'Ґ' => Some(0xa5),
        'ґ' => Some(0xb4),
        'Є' => Some(0xaa),
        'є' => Some(0xba),
        'І' => Some(0xb2),
        'і' => Some(0xb3),
        'Ї' => Some(0xaf),
        'ї' => Some(0xbf),
        'Ё' => Some(0xa8),
        'ё' => Some(0xb8),
        '№' => Some(0xb9),
        _ => None,
    };
    password.chars().map(letter).collect::<Option<Vec<u8>>>().map(Zeroizing::new)
}

fn opened_by(bytes: &[u8], password: &[u8]) -> Result<Opened, ContainerError> {
    let mut outer = inside(bytes)?;
    if outer.peek_tag()? == Tag::Integer {
        let version = UintRef::decode(&mut outer)?;
        return match version.as_bytes() {
            [3] => pkcs12(&mut outer, password),
            _ => Ok(Opened { keys: private_keys(bytes)?, certificates: Vec::new() }),
        };
    }
    Ok(Opened { keys: private_keys(&decrypted(bytes, password)?)?, certificates: Vec::new() })
}

/// The bytes of an element that is encrypted by a password: its algorithm, then its bytes.
fn decrypted(bytes: &[u8], password: &[u8]) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
    let mut outer = inside(bytes)?;
    let algorithm = outer.tlv_bytes()?;
    let encrypted = AnyRef::decode(&mut outer)?;
    outer.finish(())?;
    decrypted_by(algorithm, encrypted.value(), password)
}

fn decrypted_by(
    algorithm: &[u8],
    encrypted: &[u8],
    password: &[u8],
) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
    let mut own = inside(algorithm)?;
    let id = ObjectIdentifier::decode(&mut own)?;
    match id {
        IIT_STORE => iit(AnyRef::decode(&mut own)?.value(), encrypted, password),
        PBES_2 => pbes2(algorithm, own.tlv_bytes()?, encrypted, password),
        _ => Err(ContainerError::Algorithm(id.to_string())),
    }
}

/// Key-6.dat: the key is the hash of the password, hashed again and again; the check value is that of what comes out.
fn iit(parameters: &[u8], encrypted: &[u8], password: &[u8]) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
    let mut own = SliceReader::new(parameters)?;
    let said = OctetStringRef::decode(&mut own)?;
    // What fills the last block stands apart.
    let rest = if own.is_finished() { &[][..] } else { OctetStringRef::decode(&mut own)?.as_bytes() };
    let mut key = Zeroizing::new(Gost34311::digest(password));
    for _ in 1..ROUNDS {
        *key = Gost34311::digest(&*key);
    }
    let cipher = Cipher::new(&key);
    let mut plain = Zeroizing::new([encrypted, rest].concat());
    if !plain.len().is_multiple_of(8) {
        return Err(ContainerError::Format("the last block is not whole".into()));
    }
    cipher.decrypt_blocks(&mut plain);
    let is_right = [plain.as_slice(), &plain[..encrypted.len()]]
        .iter()
        .any(|own| cipher.check_value(own)[..] == *said.as_bytes());
    plain.truncate(encrypted.len());
    if is_right { Ok(plain) } else { Err(ContainerError::Password) }
}

/// PBES2: with the Ukrainian algorithms here, with others by `pkcs5`.
fn pbes2(
    algorithm: &[u8],
    parameters: &[u8],
    encrypted: &[u8],
    password: &[u8],
) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
    let mut own = inside(parameters)?;
    let (derivation, scheme) = (own.tlv_bytes()?, own.tlv_bytes()?);
    let mut of_derivation = inside(derivation)?;
    let kind = ObjectIdentifier::decode(&mut of_derivation)?;
    if kind != PBKDF_2 {
        return Err(ContainerError::Algorithm(kind.to_string()));
    }
    let mut of_derivation = inside(of_derivation.tlv_bytes()?)?;
    let salt = OctetStringRef::decode(&mut of_derivation)?;
    let rounds = UintRef::decode(&mut of_derivation)?;
    let rounds = rounds.as_bytes().iter().try_fold(0_u64, |sum, byte| {
        let sum = sum.checked_mul(256)?.checked_add(u64::from(*byte))?;
        (sum <= MOST_ROUNDS).then_some(sum)
    });
    let Some(rounds @ 1..) = rounds else {
        return Err(ContainerError::Format("the password is hashed too often".into()));
    };
    let cipher = first_id(scheme)?;
    if cipher != GOST_28147_CFB {
        let scheme = pkcs5::EncryptionScheme::from_der(algorithm)?;
        return scheme.decrypt(password, encrypted).map(Zeroizing::new).map_err(|_| ContainerError::Password);
    }
    // The length of the key may stand before the function.
    let mut function = None;
    while !of_derivation.is_finished() {
        let part = of_derivation.tlv_bytes()?;
        if AnyRef::from_der(part)?.tag() == Tag::Sequence {
            function = Some(first_id(part)?);
        }
    }
    if function != Some(HMAC_GOST_34311) {
        return Err(ContainerError::Algorithm(
            function.map_or_else(|| "PBKDF2".into(), |own| own.to_string()),
        ));
    }
    let mut of_scheme = inside(scheme)?;
    ObjectIdentifier::decode(&mut of_scheme)?;
    let mut of_scheme = inside(of_scheme.tlv_bytes()?)?;
    let start = OctetStringRef::decode(&mut of_scheme)?;
    let start =
        start.as_bytes().try_into().map_err(|_| ContainerError::Format("the starting value".into()))?;
    if !of_scheme.is_finished() && OctetStringRef::decode(&mut of_scheme)?.as_bytes() != packed() {
        return Err(ContainerError::Format("S-boxes other than DKE No 1".into()));
    }
    let key = derived(password, salt.as_bytes(), rounds);
    let mut plain = Zeroizing::new(encrypted.to_vec());
    Cipher::new(&key).decrypt_feedback(&start, &mut plain);
    // Another password gives anything: what is a key or a bag begins with a sequence over all of it.
    let is_whole = AnyRef::from_der(&plain).is_ok_and(|own| own.tag() == Tag::Sequence);
    if is_whole { Ok(plain) } else { Err(ContainerError::Password) }
}

/// A key of a password (PBKDF2, RFC 8018, with HMAC over GOST 34.311): its first block.
fn derived(password: &[u8], salt: &[u8], rounds: u64) -> Zeroizing<[u8; 32]> {
    let mut pad = Zeroizing::new([0; 32]);
    match password.len() {
        0..=32 => pad[..password.len()].copy_from_slice(password),
        _ => *pad = Gost34311::digest(password),
    }
    // Both begin with a whole block that stays the same: what was computed of it is kept.
    let keyed = |with: u8| {
        let mut hash = Gost34311::new();
        hash.update(&*Zeroizing::new(pad.map(|byte| byte ^ with)));
        hash
    };
    let (inner, outer) = (keyed(0x36), keyed(0x5c));
    let hmac = |bytes: &[&[u8]]| {
        let mut hash = inner.clone();
        bytes.iter().for_each(|own| hash.update(own));
        let mut whole = outer.clone();
        whole.update(&hash.finish());
        whole.finish()
    };
    let mut last = hmac(&[salt, &[0, 0, 0, 1]]);
    let mut key = Zeroizing::new(last);
    for _ in 1..rounds {
        last = hmac(&[&last]);
        key.iter_mut().zip(last).for_each(|(byte, own)| *byte ^= own);
    }
    key
}

/// The keys of PKCS #8: one, and in files of IIT a second one among the attributes.
fn private_keys(bytes: &[u8]) -> Result<Vec<SigningKey>, ContainerError> {
    let mut own = inside(bytes).map_err(|_| ContainerError::Password)?;
    UintRef::decode(&mut own)?;
    let mut algorithm = inside(own.tlv_bytes()?)?;
    let id = ObjectIdentifier::decode(&mut algorithm)?;
    let parameters = algorithm.tlv_bytes()?;
    let secret = OctetStringRef::decode(&mut own)?;
    let mut keys = Vec::new();
    if id == DSTU_GOST || DSTU_KUPYNA.contains(&id) {
        keys.push(dstu_key(parameters, secret.as_bytes())?);
    } else if id == EC_KEY {
        let curve = ObjectIdentifier::from_der(parameters)?;
        let mut inner = inside(secret.as_bytes())?;
        UintRef::decode(&mut inner)?;
        let number = OctetStringRef::decode(&mut inner)?;
        let key = SigningKey::ecdsa(&curve, number.as_bytes());
        keys.push(key.ok_or_else(|| ContainerError::Algorithm(curve.to_string()))?);
    } else {
        return Err(ContainerError::Algorithm(id.to_string()));
    }
    if let Some(attributes) = tagged(&mut own, 0)? {
        keys.extend(second_key(attributes.value())?);
    }
    Ok(keys)
}

fn dstu_key(parameters: &[u8], little_endian: &[u8]) -> Result<SigningKey, ContainerError> {
    let curve = curve_of(parameters).map_err(|error| ContainerError::Format(error.to_string()))?;
    let key = PrivateKey::from_le(curve, little_endian);
    key.map(SigningKey::Dstu).map_err(|error| ContainerError::Format(error.to_string()))
}

/// The second key of a file of IIT: its curve in one attribute, its bits, the lowest first, in another.
fn second_key(attributes: &[u8]) -> Result<Option<SigningKey>, ContainerError> {
    let (mut parameters, mut secret) = (None, None);
    for bytes in elements(attributes)? {
        let mut own = inside(bytes)?;
        let id = ObjectIdentifier::decode(&mut own)?;
        let value = SliceReader::new(AnyRef::decode(&mut own)?.value())?.tlv_bytes()?;
        match id {
            IIT_SECOND_CURVE => parameters = Some(value),
            IIT_SECOND_KEY => {
                let bits = BitStringRef::from_der(value)?;
                secret = Some(Zeroizing::new(
                    bits.raw_bytes().iter().map(|byte| byte.reverse_bits()).collect::<Vec<u8>>(),
                ));
            }
            _ => {}
        }
    }
    match (parameters, secret) {
        (Some(parameters), Some(secret)) => dstu_key(parameters, &secret).map(Some),
        _ => Ok(None),
    }
}

/// PKCS #12. Its own check value is not looked at: a key that its certificate does not fit signs nothing here.
fn pkcs12(outer: &mut SliceReader<'_>, password: &[u8]) -> Result<Opened, ContainerError> {
    let safe = content_of(outer.tlv_bytes()?, password)?;
    let mut opened = Opened::default();
    for part in elements(AnyRef::from_der(&safe)?.value())?.into_iter().take(64) {
        let bags = content_of(part, password)?;
        for bag in elements(AnyRef::from_der(&bags)?.value())?.into_iter().take(64) {
            let mut own = inside(bag)?;
            let kind = ObjectIdentifier::decode(&mut own)?;
            let value = AnyRef::decode(&mut own)?.value();
            match kind {
                KEY_BAG => opened.keys.extend(private_keys(value)?),
                SHROUDED_BAG => opened.keys.extend(private_keys(&decrypted(value, password)?)?),
                CERTIFICATE_BAG => opened.certificates.extend(bagged(value)?),
                _ => {}
            }
        }
    }
    Ok(opened)
}

/// What a part of PKCS #12 holds: as it stands, or encrypted by the password.
fn content_of(part: &[u8], password: &[u8]) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
    let mut own = inside(part)?;
    let kind = ObjectIdentifier::decode(&mut own)?;
    let explicit = AnyRef::decode(&mut own)?;
    match kind {
        DATA => Ok(Zeroizing::new(OctetStringRef::from_der(explicit.value())?.as_bytes().to_vec())),
        ENCRYPTED_DATA => {
            let mut data = inside(explicit.value())?;
            UintRef::decode(&mut data)?;
            let mut info = inside(data.tlv_bytes()?)?;
            ObjectIdentifier::decode(&mut info)?;
            let algorithm = info.tlv_bytes()?;
            let encrypted = AnyRef::decode(&mut info)?;
            decrypted_by(algorithm, encrypted.value(), password)
        }
        _ => Err(ContainerError::Algorithm(kind.to_string())),
    }
}

fn bagged(value: &[u8]) -> Result<Option<Certificate>, der::Error> {
    let mut own = inside(value)?;
    if ObjectIdentifier::decode(&mut own)? != X509_IN_BAG {
        return Ok(None);
    }
    let octets = AnyRef::decode(&mut own)?;
    Ok(Certificate::parse(OctetStringRef::from_der(octets.value())?.as_bytes()).ok())
}

/// A reader of numbers and parts of JKS, big-endian.
struct Java<'j>(&'j [u8]);

impl<'j> Java<'j> {
    fn part(&mut self, length: usize) -> Result<&'j [u8], ContainerError> {
        let cut = || ContainerError::Format("the file ends too early".into());
        let (part, rest) = self.0.split_at_checked(length).ok_or_else(cut)?;
        self.0 = rest;
        Ok(part)
    }

    fn number(&mut self, bytes: usize) -> Result<usize, ContainerError> {
        Ok(self.part(bytes)?.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
    }

    fn word(&mut self) -> Result<&'j [u8], ContainerError> {
        let length = self.number(2)?;
        self.part(length)
    }

    fn certificate(&mut self) -> Result<Option<Certificate>, ContainerError> {
        self.word()?;
        let length = self.number(4)?;
        Ok(Certificate::parse(self.part(length)?).ok())
    }
}

/// JKS: keys under a cipher of SHA-1 and the password, the file under a hash of both.
fn java(bytes: &[u8], password: &str) -> Result<Opened, ContainerError> {
    let password: Zeroizing<Vec<u8>> =
        Zeroizing::new(password.encode_utf16().flat_map(u16::to_be_bytes).collect());
    let (body, said) = bytes.split_last_chunk::<20>().ok_or(ContainerError::Password)?;
    let mut hash = Sha1::new();
    hash.update(&*password);
    hash.update(b"Mighty Aphrodite");
    hash.update(body);
    if hash.finalize()[..] != *said {
        return Err(ContainerError::Password);
    }
    let mut own = Java(body.get(JAVA.len()..).unwrap_or_default());
    let mut opened = Opened::default();
    for _ in 0..own.number(4)?.min(64) {
        let kind = own.number(4)?;
        own.word()?;
        own.part(8)?;
        if kind == 2 {
            opened.certificates.extend(own.certificate()?);
            continue;
        }
        let length = own.number(4)?;
        let mut key = inside(own.part(length)?)?;
        let id = first_id(key.tlv_bytes()?)?;
        if id != JAVA_KEY {
            return Err(ContainerError::Algorithm(id.to_string()));
        }
        let plain = of_java(OctetStringRef::decode(&mut key)?.as_bytes(), &password)?;
        opened.keys.extend(private_keys(&plain)?);
        for _ in 0..own.number(4)?.min(16) {
            opened.certificates.extend(own.certificate()?);
        }
    }
    match opened.keys.is_empty() {
        true => Err(ContainerError::NoKey),
        false => Ok(opened),
    }
}

/// A key of JKS: a starting value, what is encrypted by a row of hashes, the hash of password and key.
fn of_java(own: &[u8], password: &[u8]) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
    let parts =
        own.split_first_chunk::<20>().and_then(|(start, rest)| Some((start, rest.split_last_chunk::<20>()?)));
    let (start, (encrypted, said)) = parts.ok_or_else(|| ContainerError::Format("a key is cut".into()))?;
    let of = |bytes: &[u8]| -> [u8; 20] {
        let mut hash = Sha1::new();
        hash.update(password);
        hash.update(bytes);
        hash.finalize().into()
    };
    let mut plain = Zeroizing::new(encrypted.to_vec());
    let mut last = *start;
    for part in plain.chunks_mut(20) {
        last = of(&last);
        part.iter_mut().zip(last).for_each(|(byte, own)| *byte ^= own);
    }
    if of(&plain) == *said { Ok(plain) } else { Err(ContainerError::Password) }
}

/// Writes a key under a password (PKCS #8 under PBES2 with HMAC over GOST 34.311, 10 000 rounds, and GOST 28147), as other programs of the
/// country read it. `random` comes from a source that is fit for keys. Nothing of a key over a curve without a name.
pub fn write(key: &SigningKey, password: &str, random: &[u8; 40]) -> Option<Vec<u8>> {
    Some(encrypted(&key.to_pkcs8()?, password, random, |algorithm, bytes| {
        element(SEQUENCE, &[algorithm, &element(OCTETS, &[bytes])])
    }))
}

/// Writes a key and certificates under a password as PKCS #12, key and certificates both encrypted. `random` comes from a source that is
/// fit for keys. Nothing of a key over a curve without a name.
pub fn write_pkcs12(
    key: &SigningKey,
    certificates: &[Certificate],
    password: &str,
    random: &[u8; 80],
) -> Option<Vec<u8>> {
    let (of_key, of_certificates) = random.split_first_chunk::<40>()?;
    let of_certificates = of_certificates.first_chunk::<40>()?;
    let shrouded = write(key, password, of_key)?;
    let bag = |kind: &ObjectIdentifier, value: &[u8]| {
        element(SEQUENCE, &[&identifier(kind), &context(0, &[value])])
    };
    let data =
        |bytes: &[u8]| element(SEQUENCE, &[&identifier(&DATA), &context(0, &[&element(OCTETS, &[bytes])])]);
    let keys = data(&element(SEQUENCE, &[&bag(&SHROUDED_BAG, &shrouded)]));
    let bags: Vec<Vec<u8>> = certificates
        .iter()
        .map(|own| {
            let octets = context(0, &[&element(OCTETS, &[own.der()])]);
            bag(&CERTIFICATE_BAG, &element(SEQUENCE, &[&identifier(&X509_IN_BAG), &octets]))
        })
        .collect();
    let bags = element(SEQUENCE, &bags.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let hidden = encrypted(&bags, password, of_certificates, |algorithm, bytes| {
        let info = element(SEQUENCE, &[&identifier(&DATA), algorithm, &element(0x80, &[bytes])]);
        let own = element(SEQUENCE, &[&integer(&[]), &info]);
        element(SEQUENCE, &[&identifier(&ENCRYPTED_DATA), &context(0, &[&own])])
    });
    Some(element(SEQUENCE, &[&integer(&[3]), &data(&element(SEQUENCE, &[&keys, &hidden]))]))
}

/// Encrypts bytes by a password and hands algorithm and result to what makes an element of them.
fn encrypted(
    bytes: &[u8],
    password: &str,
    random: &[u8; 40],
    made: impl FnOnce(&[u8], &[u8]) -> Vec<u8>,
) -> Vec<u8> {
    let (salt, start) = random.split_at(32);
    let start: [u8; 8] = std::array::from_fn(|index| start[index]);
    let key = derived(password.as_bytes(), salt, ROUNDS.into());
    let mut own = bytes.to_vec();
    Cipher::new(&key).encrypt_feedback(&start, &mut own);
    let function = element(SEQUENCE, &[&identifier(&HMAC_GOST_34311), &[5, 0]]);
    let derivation =
        element(SEQUENCE, &[&element(OCTETS, &[salt]), &integer(&ROUNDS.to_be_bytes()), &function]);
    let scheme = element(SEQUENCE, &[&element(OCTETS, &[&start]), &element(OCTETS, &[&packed()])]);
    let parameters = element(
        SEQUENCE,
        &[
            &element(SEQUENCE, &[&identifier(&PBKDF_2), &derivation]),
            &element(SEQUENCE, &[&identifier(&GOST_28147_CFB), &scheme]),
        ],
    );
    made(&element(SEQUENCE, &[&identifier(&PBES_2), &parameters]), &own)
}

#[cfg(test)]
mod tests;
