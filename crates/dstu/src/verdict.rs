//! What is to be thought of a signature (after ETSI EN 319 102-1): integrity, the binding to its certificate, what the certificate
//! is for, time stamps, the chain to a trusted service, validity and revocation at the time that is proved. Every reason is kept; the
//! worst of them decides. What stays open without deciding is a reservation.

use std::cell::RefCell;
use std::collections::HashMap;

use der::asn1::AnyRef;
use der::{Decode as _, Tagged as _};

use crate::algorithm::Hash;
use crate::certificate::Certificate;
use crate::cms::{SignedError, SignedMessage, Signer};
use crate::crl::{REINSTATED, RevocationList, Status};
use crate::ids::{CONTENT_TIME_STAMP, REVOCATION_VALUES, SIGNATURE_TIME_STAMP};
use crate::ocsp;
use crate::read::elements;
use crate::time_stamp::TimeStamp;
pub use crate::trust::{Kind, Service, Trust};

/// The longest chain.
const DEPTH: usize = 8;
/// How many certificates of one name are tried as issuer of another: each costs a verification.
const TRIED: usize = 8;
/// How long an answer without an end is taken as one of now, in seconds.
const FRESH: i64 = 3600;

/// The verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It holds.
    Valid,
    /// It is not known whether it holds: something that would prove it is not there.
    Indeterminate,
    /// It does not hold.
    Invalid,
}

impl Verdict {
    /// The word: `VALID`, `INDETERMINATE`, `INVALID`.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Valid => "VALID",
            Verdict::Indeterminate => "INDETERMINATE",
            Verdict::Invalid => "INVALID",
        }
    }
}

/// What is said where there is no word of whether certificates were revoked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Valid, with that reservation.
    #[default]
    Lenient,
    /// Not known.
    Strict,
}

/// What a signature is in law (Law 2155-VIII, articles 1 and 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// An advanced signature, by a certificate that does not say to be qualified.
    Advanced,
    /// An advanced signature by a qualified certificate: the key lies in no device that is said to be secure.
    AdvancedQualified,
    /// A qualified signature: a qualified certificate, a key in a secure device.
    Qualified,
}

impl Level {
    /// The level of a certificate.
    pub fn of(certificate: &Certificate) -> Level {
        match certificate.qualified() {
            (true, true) => Level::Qualified,
            (true, false) => Level::AdvancedQualified,
            (false, _) => Level::Advanced,
        }
    }

    /// The word in data: `qualified`, `advanced-qualified-certificate`, `advanced`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Qualified => "qualified",
            Level::AdvancedQualified => "advanced-qualified-certificate",
            Level::Advanced => "advanced",
        }
    }

    /// The level of a word.
    pub fn named(name: &str) -> Option<Level> {
        [Level::Qualified, Level::AdvancedQualified, Level::Advanced]
            .into_iter()
            .find(|own| own.name() == name)
    }
}

/// A reason for a verdict that is not valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The signature or its content.
    Signed(SignedError),
    /// A time stamp that does not hold: what is wrong with it.
    TimeStamp(String),
    /// No chain leads to a trusted service.
    Untrusted,
    /// The service was not granted at the time: whose.
    NotGranted(String),
    /// A certificate of the chain is not signed by the one that it names: whose.
    Forged(String),
    /// A certificate of the chain may sign no certificates: whose.
    NoAuthority(String),
    /// A certificate is out of its time: whose.
    OutOfTime(String),
    /// A certificate was revoked before it was signed: whose, when.
    Revoked(String, i64),
    /// A certificate is revoked, and it is not proved that it was signed before: whose, when.
    RevokedSince(String, i64),
    /// No word of revocation, which a strict policy wants.
    RevocationUnknown,
}

/// What stays open of a signature without deciding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// Whether certificates were revoked was not looked at, or what is there is too old.
    RevocationUnknown,
    /// When it was signed is the word of the signer.
    TimeNotProved,
    /// There is a time stamp, of an authority that is not trusted here.
    StampUntrusted,
    /// The certificate is not named by a signed attribute (not CAdES BES).
    NotBound,
}

impl Reason {
    /// What follows from it.
    fn verdict(&self) -> Verdict {
        use crate::certificate::CertificateError;
        match self {
            Reason::Signed(
                SignedError::NoContent
                | SignedError::NoCertificate
                | SignedError::Algorithm(_)
                | SignedError::Certificate(CertificateError::Algorithm(_)),
            )
            | Reason::Untrusted
            | Reason::NotGranted(_)
            | Reason::OutOfTime(_)
            | Reason::RevokedSince(..)
            | Reason::RevocationUnknown => Verdict::Indeterminate,
            Reason::Signed(_)
            | Reason::TimeStamp(_)
            | Reason::Forged(_)
            | Reason::NoAuthority(_)
            | Reason::Revoked(..) => Verdict::Invalid,
        }
    }
}

/// By what signatures are judged.
#[derive(Clone, Copy)]
pub struct Evidence<'e> {
    /// Whom to trust.
    pub trust: &'e Trust,
    /// Lists of revoked certificates, besides those of the message.
    pub lists: &'e [RevocationList],
    /// Answers about certificates, besides those of the message.
    pub answers: &'e [ocsp::Response],
    /// The time of the verdict, in seconds since the Unix epoch.
    pub at: i64,
    /// What is said without word of revocation.
    pub policy: Policy,
}

static NOBODY: Trust = Trust { services: Vec::new() };

impl Default for Evidence<'_> {
    fn default() -> Self {
        Evidence { trust: &NOBODY, lists: &[], answers: &[], at: 0, policy: Policy::Lenient }
    }
}

/// What is thought of one signer.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is not valid.
    pub reasons: Vec<Reason>,
    /// What stays open.
    pub reservations: Vec<Reservation>,
    /// The certificates from the signer's to the trusted one, as far as they were found.
    pub chain: Vec<Certificate>,
    /// What the signature is in law, by its certificate.
    pub level: Option<Level>,
    /// When the signer says that it was signed, in seconds since the Unix epoch.
    pub claimed_time: Option<i64>,
    /// When it was there, by a time stamp.
    pub proved_time: Option<i64>,
}

/// Assesses all signers of a message; `beside` is the content of a detached one.
pub fn assess_all(
    message: &SignedMessage,
    beside: Option<&[u8]>,
    evidence: &Evidence<'_>,
) -> Vec<Assessment> {
    let judge = Judge::new(message, beside, evidence);
    message.signers.iter().map(|signer| judge.assess(signer)).collect()
}

/// Assesses one signer of a message.
pub fn assess(
    message: &SignedMessage,
    signer: &Signer,
    beside: Option<&[u8]>,
    evidence: &Evidence<'_>,
) -> Assessment {
    Judge::new(message, beside, evidence).assess(signer)
}

/// The word on a whole message: of several signers the worst; without any it is not known.
pub fn worst(all: &[Assessment]) -> Verdict {
    all.iter().map(|own| own.verdict).max().unwrap_or(Verdict::Indeterminate)
}

/// A certificate and its issuer in DER, and a time.
type Asked = (Vec<u8>, Vec<u8>, i64);

struct Judge<'j> {
    message: &'j SignedMessage,
    content: Option<&'j [u8]>,
    evidence: &'j Evidence<'j>,
    lists: Vec<RevocationList>,
    answers: Vec<ocsp::Response>,
    /// Hashes of the content that were computed: several signers share them.
    hashes: RefCell<Vec<(Hash, Vec<u8>)>>,
    /// What was found of certificates at a time: long lists are looked through once for each.
    states: RefCell<HashMap<Asked, Option<Status>>>,
}

/// What is found out about one signer.
#[derive(Default)]
struct Findings {
    reasons: Vec<Reason>,
    reservations: Vec<Reservation>,
    claimed_time: Option<i64>,
    proved_time: Option<i64>,
}

impl<'j> Judge<'j> {
    fn new(message: &'j SignedMessage, beside: Option<&'j [u8]>, evidence: &'j Evidence<'j>) -> Judge<'j> {
        let content = message.content.as_deref().or(beside);
        let mut judge = Judge {
            message,
            content,
            evidence,
            lists: Vec::new(),
            answers: Vec::new(),
            hashes: RefCell::default(),
            states: RefCell::default(),
        };
        judge.take_values(&message.revocations);
        for signer in &message.signers {
            for value in
                signer.unsigned.iter().filter(|(id, _)| *id == REVOCATION_VALUES).flat_map(|(_, all)| all)
            {
                // Lists under the first number, answers under the second; each is a sequence of them.
                let parts = AnyRef::from_der(value).and_then(|own| elements(own.value())).unwrap_or_default();
                for part in parts {
                    let all = AnyRef::from_der(part).and_then(|own| AnyRef::from_der(own.value()));
                    let all = all.and_then(|own| elements(own.value())).unwrap_or_default();
                    judge.take_values(&all.into_iter().map(<[u8]>::to_vec).collect::<Vec<_>>());
                }
            }
        }
        judge
    }

    /// Takes lists and answers that came with the message.
    fn take_values(&mut self, values: &[Vec<u8>]) {
        for bytes in values.iter().take(64) {
            // An answer stands after its identifier under a number of the context (RFC 5940), or alone.
            let own = AnyRef::from_der(bytes).ok().filter(|own| own.tag().is_context_specific());
            let inner = own.and_then(|own| elements(own.value()).ok()?.pop().map(<[u8]>::to_vec));
            let bytes = inner.as_deref().unwrap_or(bytes);
            if let Ok(list) = RevocationList::parse(bytes) {
                self.lists.push(list);
            } else if let Ok(answer) = ocsp::Response::parse(bytes) {
                self.answers.push(answer);
            }
        }
    }

    fn hash(&self, hash: Hash) -> Vec<u8> {
        let known =
            self.hashes.borrow().iter().find(|(own, _)| *own == hash).map(|(_, digest)| digest.clone());
        known.unwrap_or_else(|| {
            let digest = hash.of(self.content.unwrap_or_default());
            self.hashes.borrow_mut().push((hash, digest.clone()));
            digest
        })
    }

    fn assess(&self, signer: &Signer) -> Assessment {
        let mut found = Findings::default();
        let all = self.message.certificates.iter().chain(self.evidence.trust.certificates());
        let own = all.into_iter().find(|own| signer.names(own));
        self.look_at_signature(signer, own, &mut found);
        self.look_at_stamps(signer, &mut found);
        let reference = found.proved_time.unwrap_or(self.evidence.at);
        let mut chain = Vec::new();
        if let Some(own) = own {
            chain = self.chain_of(own, &mut found.reasons);
            self.look_at_time(&chain, reference, &mut found);
            self.look_at_revocation(&chain, reference, &mut found);
        }
        let verdict = found.reasons.iter().map(Reason::verdict).max().unwrap_or(Verdict::Valid);
        let Findings { reasons, reservations, claimed_time, proved_time } = found;
        let level = own.map(Level::of);
        Assessment { verdict, reasons, reservations, chain, level, claimed_time, proved_time }
    }

    fn look_at_signature(&self, signer: &Signer, own: Option<&Certificate>, found: &mut Findings) {
        let told = match (self.content, own) {
            (None, _) => Err(SignedError::NoContent),
            (_, None) => Err(SignedError::NoCertificate),
            (Some(_), Some(own)) => self.message.verify_by(signer, own, &|hash| self.hash(hash)),
        };
        match told {
            Ok(holds) => {
                found.claimed_time = holds.claimed_time;
                if !holds.is_bound {
                    found.reservations.push(Reservation::NotBound);
                }
            }
            Err(error) => found.reasons.push(Reason::Signed(error)),
        }
    }

    /// The time stamps over the signature prove when it was there at the latest; one over the content must hold too.
    fn look_at_stamps(&self, signer: &Signer, found: &mut Findings) {
        let stamps = |all: &'_ [crate::cms::Attribute], id| -> Vec<Vec<u8>> {
            all.iter().filter(|(own, _)| *own == id).flat_map(|(_, values)| values.clone()).take(16).collect()
        };
        for token in stamps(&signer.unsigned, SIGNATURE_TIME_STAMP) {
            if let Some(time) = self.stamped(&token, signer.value(), found) {
                found.proved_time = Some(found.proved_time.map_or(time, |earlier| earlier.min(time)));
            }
        }
        for token in stamps(&signer.signed, CONTENT_TIME_STAMP) {
            if let Some(content) = self.content {
                self.stamped(&token, content, found);
            }
        }
        if found.proved_time.is_none() && !found.reservations.contains(&Reservation::StampUntrusted) {
            found.reservations.push(Reservation::TimeNotProved);
        }
    }

    /// The time of a stamp over bytes, where it holds and its authority is trusted.
    fn stamped(&self, token: &[u8], bytes: &[u8], found: &mut Findings) -> Option<i64> {
        let known = || self.evidence.trust.certificates().chain(&self.message.certificates);
        let told = TimeStamp::parse(token).map_err(|error| error.to_string()).and_then(|stamp| {
            let Some(authority) = stamp.authority(known()) else { return Ok((stamp, None)) };
            stamp.verify(bytes, &authority).map_err(|error| error.to_string())?;
            Ok((stamp, Some(authority)))
        });
        let (stamp, authority) = match told {
            Ok(told) => told,
            Err(words) => {
                found.reasons.push(Reason::TimeStamp(words));
                return None;
            }
        };
        let is_trusted = authority.is_some_and(|authority| self.trusts_stamps_of(&authority, &stamp));
        if !is_trusted && !found.reservations.contains(&Reservation::StampUntrusted) {
            found.reservations.push(Reservation::StampUntrusted);
        }
        is_trusted.then_some(stamp.time)
    }

    fn trusts_stamps_of(&self, authority: &Certificate, stamp: &TimeStamp) -> bool {
        let (from, until) = authority.validity();
        if !(from..=until).contains(&stamp.time) {
            return false;
        }
        if let Some(granted) = self.evidence.trust.granted(authority, Kind::TimeStamps, stamp.time) {
            return granted;
        }
        let mut reasons = Vec::new();
        let beside: Vec<&Certificate> =
            stamp.certificates().iter().chain(&self.message.certificates).collect();
        let chain = chain_of(authority, &beside, self.evidence.trust, &mut reasons);
        let mut found = Findings::default();
        self.look_at_time(&chain, stamp.time, &mut found);
        self.look_at_revocation(&chain, stamp.time, &mut found);
        let is_revoked =
            found.reasons.iter().any(|own| matches!(own, Reason::Revoked(..) | Reason::RevokedSince(..)));
        let is_out =
            found.reasons.iter().any(|own| matches!(own, Reason::OutOfTime(_) | Reason::NotGranted(_)));
        reasons.is_empty() && !is_revoked && !is_out
    }

    fn chain_of(&self, own: &Certificate, reasons: &mut Vec<Reason>) -> Vec<Certificate> {
        let beside: Vec<&Certificate> = self.message.certificates.iter().collect();
        chain_of(own, &beside, self.evidence.trust, reasons)
    }

    /// Were all certificates of a chain in force, and the service at its end granted?
    fn look_at_time(&self, chain: &[Certificate], at: i64, found: &mut Findings) {
        for own in chain {
            let (from, until) = own.validity();
            if !(from..=until).contains(&at) {
                found.reasons.push(Reason::OutOfTime(own.identity().name));
            }
        }
        let granted = chain.last().and_then(|last| self.evidence.trust.granted(last, Kind::Authority, at));
        if granted == Some(false) {
            let name = chain.last().map(|last| last.identity().name).unwrap_or_default();
            found.reasons.push(Reason::NotGranted(name));
        }
    }

    /// Was a certificate of the chain revoked? The last one is trusted by name: nobody above it could say.
    fn look_at_revocation(&self, chain: &[Certificate], at: i64, found: &mut Findings) {
        // Of somebody who is trusted by name, and by nobody above, nobody says whether they still are.
        let mut is_known = chain.len() > 1 || chain.first().is_some_and(Certificate::signs_certificates);
        for pair in chain.windows(2) {
            let [own, issuer] = pair else { continue };
            match self.status(own, issuer, at) {
                Some(Status::Good) => {}
                Some(Status::Revoked(since, _)) => {
                    let name = own.identity().name;
                    let is_before = found.proved_time.is_some_and(|proved| proved < since);
                    let is_after = found.proved_time.or(found.claimed_time).is_some_and(|time| time >= since);
                    match (is_before, is_after) {
                        (true, _) => {}
                        (_, true) => found.reasons.push(Reason::Revoked(name, since)),
                        _ => found.reasons.push(Reason::RevokedSince(name, since)),
                    }
                }
                Some(Status::Unknown) | None => is_known = false,
            }
        }
        if !chain.is_empty() && !is_known {
            match self.evidence.policy {
                Policy::Lenient => found.reservations.push(Reservation::RevocationUnknown),
                Policy::Strict => found.reasons.push(Reason::RevocationUnknown),
            }
        }
    }

    /// What is known of a certificate at a time, looked up once.
    fn status(&self, own: &Certificate, issuer: &Certificate, at: i64) -> Option<Status> {
        let key = (own.der().to_vec(), issuer.der().to_vec(), at);
        if let Some(known) = self.states.borrow().get(&key) {
            return *known;
        }
        let status = self.look_up(own, issuer, at);
        self.states.borrow_mut().insert(key, status);
        status
    }

    /// What is known of a certificate at a time: by answers first, then by lists. What says that it is revoked counts however old it
    /// is; what says that it is good must be of that time or later.
    fn look_up(&self, own: &Certificate, issuer: &Certificate, at: i64) -> Option<Status> {
        let answers = self.answers.iter().chain(self.evidence.answers);
        let answers: Vec<ocsp::Answer> = answers
            .filter_map(|answer| answer.about(own, issuer).filter(|_| answer.verify(issuer).is_ok()))
            .filter(|answer| answer.this_update <= self.evidence.at)
            .collect();
        if let Some(revoked) = answers.iter().find(|own| matches!(own.status, Status::Revoked(..))) {
            return Some(revoked.status);
        }
        let is_current = |this: i64, next: Option<i64>| this >= at || at <= next.unwrap_or(this + FRESH);
        let mut good = answers
            .iter()
            .any(|own| own.status == Status::Good && is_current(own.this_update, own.next_update));
        let Ok(key) = issuer.key() else { return good.then_some(Status::Good) };
        let lists = self.lists.iter().chain(self.evidence.lists);
        let lists: Vec<&RevocationList> = lists
            .filter(|list| {
                list.is_of(issuer) && list.this_update() <= self.evidence.at && list.verify(&key).is_ok()
            })
            .collect();
        for whole in lists.iter().filter(|list| list.base().is_none()) {
            let newest =
                lists.iter().filter(|list| list.changes(whole)).max_by_key(|list| list.this_update());
            let changed = newest.and_then(|delta| Some((delta.status(own.serial()).ok()?, *delta)));
            let said = match changed {
                Some((Status::Revoked(_, Some(REINSTATED)), _)) => Status::Good,
                Some((Status::Revoked(since, reason), _)) => Status::Revoked(since, reason),
                _ => whole.status(own.serial()).ok()?,
            };
            match said {
                Status::Revoked(..) => return Some(said),
                _ => {
                    let freshest = changed.map_or(*whole, |(_, delta)| delta);
                    good |= is_current(freshest.this_update(), freshest.next_update());
                }
            }
        }
        good.then_some(Status::Good)
    }
}

/// The chain from a certificate to a trusted one. Each link is proved; a certificate stands once in it.
fn chain_of(
    first: &Certificate,
    beside: &[&Certificate],
    trust: &Trust,
    reasons: &mut Vec<Reason>,
) -> Vec<Certificate> {
    let mut chain = vec![first.clone()];
    // A person who is trusted by name has an authority above all the same, where it is known.
    let is_end = |own: &Certificate| trust.has_authority(own) && own.signs_certificates();
    while let Some(last) = chain.last().filter(|last| !is_end(last)).cloned() {
        let fresh = |own: &&Certificate| last.names_issuer(own) && !chain.contains(own);
        let all = trust.certificates().chain(beside.iter().copied()).filter(fresh);
        // Who has the very key that the certificate names comes first.
        let is_named =
            |own: &&Certificate| last.issuer_key_id().is_some() && own.key_id() == last.issuer_key_id();
        let (named, others): (Vec<&Certificate>, Vec<&Certificate>) = all.partition(is_named);
        let issues = |own: &&&Certificate| own.key().is_ok_and(|key| last.verify(&key).is_ok());
        let issuer = named.iter().chain(&others).take(TRIED).find(issues).filter(|_| chain.len() < DEPTH);
        let Some(issuer) = issuer else {
            if trust.has_authority(&last) {
                break;
            }
            // Who has the key that it names and did not sign it: that is no missing link.
            reasons.push(match named.is_empty() {
                false if chain.len() < DEPTH => Reason::Forged(last.identity().name),
                _ => Reason::Untrusted,
            });
            break;
        };
        if !issuer.signs_certificates() {
            reasons.push(Reason::NoAuthority(issuer.identity().name));
        }
        chain.push((*issuer).clone());
    }
    chain
}

#[cfg(test)]
mod tests;
