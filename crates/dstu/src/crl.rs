//! Lists of revoked certificates (RFC 5280, section 5), whole and delta ones. A list is kept as it came, and looked through when it is
//! asked: lists of a provider have many thousands of numbers.

use std::ops::Range;
use std::sync::OnceLock;

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode as _, Reader as _, SliceReader, Tag};

use crate::algorithm::{VerifyingKey, from_bits};
use crate::certificate::{Certificate, CertificateError, scheme_of};
use crate::ids::{AUTHORITY_KEY_ID, CRL_NUMBER, CRL_REASON, DELTA_CRL};
use crate::read::{elements, first_id, inside, tagged, time, trimmed};

/// The largest list that is read, in bytes.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// Why a certificate was revoked (RFC 5280, 5.3.1): the number of a reason.
pub type ReasonCode = u8;
/// The reason of what was only suspended.
pub const SUSPENDED: ReasonCode = 6;
/// The reason of what a delta list takes off the list again.
pub const REINSTATED: ReasonCode = 8;

/// What an authority says of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It was not revoked.
    Good,
    /// It was revoked, or suspended: when, in seconds since the Unix epoch, and why.
    Revoked(i64, Option<ReasonCode>),
    /// The authority does not know it.
    Unknown,
}

/// A list of revoked certificates.
#[derive(Clone, Debug)]
pub struct RevocationList {
    der: Vec<u8>,
    signed: Range<usize>,
    algorithm: Vec<u8>,
    bits: Vec<u8>,
    issuer: Vec<u8>,
    issuer_key_id: Option<Vec<u8>>,
    this_update: i64,
    next_update: Option<i64>,
    number: Vec<u8>,
    base: Option<Vec<u8>>,
    revoked: Range<usize>,
    /// The hash of what was signed: lists are long, and asked often.
    digest: OnceLock<Vec<u8>>,
}

impl RevocationList {
    /// Reads a list in DER; nothing may stand after it.
    pub fn parse(bytes: &[u8]) -> Result<RevocationList, CertificateError> {
        if bytes.len() > LARGEST {
            return Err(CertificateError::Shape(format!("more than {LARGEST} bytes")));
        }
        let mut outer = inside(bytes)?;
        let signed = outer.tlv_bytes()?;
        let algorithm = outer.tlv_bytes()?.to_vec();
        let bits = BitStringRef::decode(&mut outer)?.raw_bytes().to_vec();
        outer.finish(())?;
        let place = |part: &[u8]| {
            let begin = part.as_ptr() as usize - bytes.as_ptr() as usize;
            begin..begin + part.len()
        };
        let mut own = inside(signed)?;
        if own.peek_tag()? == Tag::Integer {
            UintRef::decode(&mut own)?;
        }
        own.tlv_bytes()?;
        let issuer = own.tlv_bytes()?.to_vec();
        let this_update = time(own.tlv_bytes()?)?;
        let is_time = |tag| matches!(tag, Tag::UtcTime | Tag::GeneralizedTime);
        let next_update = match !own.is_finished() && is_time(own.peek_tag()?) {
            true => Some(time(own.tlv_bytes()?)?),
            false => None,
        };
        let revoked = match !own.is_finished() && own.peek_tag()? == Tag::Sequence {
            true => place(AnyRef::decode(&mut own)?.value()),
            false => 0..0,
        };
        let mut list = RevocationList {
            der: bytes.to_vec(),
            signed: place(signed),
            algorithm,
            bits,
            issuer,
            issuer_key_id: None,
            this_update,
            next_update,
            number: Vec::new(),
            base: None,
            revoked,
            digest: OnceLock::new(),
        };
        if let Some(all) = tagged(&mut own, 0)? {
            for extension in elements(AnyRef::from_der(all.value())?.value())? {
                list.take_extension(extension)?;
            }
        }
        own.finish(())?;
        Ok(list)
    }

    fn take_extension(&mut self, bytes: &[u8]) -> Result<(), der::Error> {
        let (id, value) = extension(bytes)?;
        match id {
            CRL_NUMBER => self.number = trimmed(UintRef::from_der(value)?.as_bytes()).to_vec(),
            DELTA_CRL => self.base = Some(trimmed(UintRef::from_der(value)?.as_bytes()).to_vec()),
            AUTHORITY_KEY_ID => {
                let mut own = inside(value)?;
                self.issuer_key_id = tagged(&mut own, 0)?.map(|own| own.value().to_vec());
            }
            _ => {}
        }
        Ok(())
    }

    /// The list in DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// When it was made, in seconds since the Unix epoch.
    pub fn this_update(&self) -> i64 {
        self.this_update
    }

    /// When the next one comes at the latest.
    pub fn next_update(&self) -> Option<i64> {
        self.next_update
    }

    /// The number of the whole list that it changes, if it is a delta list.
    pub fn base(&self) -> Option<&[u8]> {
        self.base.as_deref()
    }

    /// Its number, big-endian without noughts in front.
    pub fn number(&self) -> &[u8] {
        &self.number
    }

    /// Is it of the authority with this certificate, by its name and the identifier of its key?
    pub fn is_of(&self, issuer: &Certificate) -> bool {
        self.issuer == issuer.subject_der()
            && (self.issuer_key_id.is_none() || self.issuer_key_id == issuer.key_id())
    }

    /// Does it change that whole list: it begins no later than it, and is made after it?
    pub fn changes(&self, whole: &RevocationList) -> bool {
        let key = |own: &[u8]| (own.len(), own.to_vec());
        self.base.as_deref().is_some_and(|base| key(base) <= key(&whole.number))
            && key(&whole.number) <= key(&self.number)
            && whole.base.is_none()
    }

    /// Does the signature on it hold?
    pub fn verify(&self, issuer: &VerifyingKey) -> Result<(), CertificateError> {
        let bits = BitStringRef::from_bytes(&self.bits)?;
        let (scheme, hash) = scheme_of(&self.algorithm)?;
        let digest = self.digest.get_or_init(|| hash.of(&self.der[self.signed.clone()]));
        Ok(issuer.verify(scheme, hash, digest, &from_bits(scheme, &bits)?)?)
    }

    /// What it says of a serial number, big-endian: good stands for not on it.
    pub fn status(&self, serial: &[u8]) -> Result<Status, CertificateError> {
        let serial = trimmed(serial);
        let mut reader = SliceReader::new(&self.der[self.revoked.clone()])?;
        while !reader.is_finished() {
            let mut own = inside(reader.tlv_bytes()?)?;
            // A serial number may be written as one below nought: its bytes count.
            if trimmed(AnyRef::decode(&mut own)?.value()) != serial {
                continue;
            }
            let at = time(own.tlv_bytes()?)?;
            let mut reason = None;
            if !own.is_finished() {
                for bytes in elements(AnyRef::decode(&mut own)?.value())? {
                    let (id, value) = extension(bytes)?;
                    if id == CRL_REASON {
                        reason = AnyRef::from_der(value)?.value().first().copied();
                    }
                }
            }
            return Ok(Status::Revoked(at, reason));
        }
        Ok(Status::Good)
    }
}

/// An extension: its identifier, its value in DER.
fn extension(bytes: &[u8]) -> Result<(ObjectIdentifier, &[u8]), der::Error> {
    let id = first_id(bytes)?;
    let last = elements(AnyRef::from_der(bytes)?.value())?.pop().unwrap_or_default();
    Ok((id, OctetStringRef::from_der(last)?.as_bytes()))
}
