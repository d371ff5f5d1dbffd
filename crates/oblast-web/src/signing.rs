//! How this installation judges signatures, and what it signs itself: whom it trusts, its time stamps, its seal.

use std::sync::Arc;

use dstu::algorithm::{Hash, SigningKey};
use dstu::certificate::Certificate;
use dstu::cms::SignedMessage;
use dstu::create::{By, Content, add_time_stamp, add_values, sign};
use dstu::crl::RevocationList;
use dstu::time_stamp;
use dstu::trust::Trust;
use dstu::verdict::{Assessment, Evidence, Level, Policy, Verdict, assess_all};
use oblast_kernel::journal::{hex, sha256};
use oblast_store::signatures::NewSignature;

use crate::visitor::Visitor;

/// The largest signature that is taken, in bytes: without its content.
pub const LARGEST: usize = 1024 * 1024;
/// The longest list of revoked certificates that is kept with a signature, in bytes.
const LONGEST_LIST: usize = 512 * 1024;

/// Asks an authority of time stamps: a request, its answer, both in DER.
pub type Stamper = Arc<dyn Fn(&[u8]) -> Result<Vec<u8>, String> + Send + Sync>;

/// How signatures are judged and made here.
#[derive(Clone, Default)]
pub struct Signing {
    /// Whom to trust.
    pub trust: Trust,
    /// Lists of revoked certificates.
    pub lists: Vec<RevocationList>,
    /// What is said without word of revocation.
    pub policy: Policy,
    /// Is an authority for tests trusted? Then every page about signatures says so.
    pub is_test: bool,
    /// Who makes time stamps.
    pub stamper: Option<Stamper>,
    /// The seal of the installation: its key and certificate.
    pub seal: Option<(SigningKey, Certificate)>,
}

impl std::fmt::Debug for Signing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Signing({} services, seal: {})", self.trust.services.len(), self.seal.is_some())
    }
}

/// Whose signature is asked for.
#[derive(Clone, Debug, Default)]
pub struct Whose {
    /// The tax number of the person.
    pub rnokpp: Option<String>,
    /// The code of an organisation, whose seal it is: of nobody in it.
    pub edrpou: Option<String>,
    /// The least level.
    pub level: String,
}

/// Why a signature was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignProblem {
    /// No file, or one that is no signature.
    NotSignature,
    /// A signature of several people, where one is asked for.
    Several,
    /// The document is within the signature, where it is to stand beside it.
    Attached,
    /// It does not hold, or is not confirmed: why, in the language of the visitor.
    Verdict(Vec<String>),
    /// It is of too low a level: its own.
    Level(Level),
    /// Somebody else's: the name on it.
    OtherPerson(String),
    /// The account has no tax number to compare with.
    NoCode,
}

impl SignProblem {
    /// What is wrong and what to do.
    pub fn words(&self, visitor: &Visitor) -> String {
        match self {
            SignProblem::NotSignature => visitor.t("sign-not-signature"),
            SignProblem::Several => visitor.t("sign-several"),
            SignProblem::Attached => visitor.t("sign-attached"),
            SignProblem::Verdict(reasons) => {
                visitor.tf("sign-refused", &[("reasons", reasons.join("; ").into())])
            }
            SignProblem::Level(level) => {
                visitor.tf("sign-level", &[("level", level_words(visitor, *level).into())])
            }
            SignProblem::OtherPerson(name) => visitor.tf("sign-other", &[("name", name.as_str().into())]),
            SignProblem::NoCode => visitor.t("sign-no-code"),
        }
    }
}

/// A level in the language of the visitor.
pub fn level_words(visitor: &Visitor, level: Level) -> &'static str {
    if visitor.lang == oblast_kernel::Lang::Uk { level.uk() } else { level.en() }
}

/// Reasons and reservations of an assessment in the language of the visitor.
pub fn reasons(visitor: &Visitor, own: &Assessment) -> (Vec<String>, Vec<String>) {
    let is_uk = visitor.lang == oblast_kernel::Lang::Uk;
    let reasons = own.reasons.iter().map(|one| if is_uk { one.uk() } else { one.en() }).collect();
    let open =
        own.reservations.iter().map(|one| if is_uk { one.uk() } else { one.en() }.to_owned()).collect();
    (reasons, open)
}

impl Signing {
    /// By what signatures are judged at a time, in seconds since the Unix epoch.
    pub fn evidence(&self, at: i64) -> Evidence<'_> {
        Evidence { trust: &self.trust, lists: &self.lists, answers: &[], at, policy: self.policy }
    }

    /// Judges a signature of one person over a content; what is taken is stamped, and kept with what a later verification needs.
    pub fn accept(
        &self,
        visitor: &Visitor,
        message: &[u8],
        content: &[u8],
        whose: &Whose,
    ) -> Result<NewSignature, SignProblem> {
        let own = self.recognise(visitor, message, content, whose)?;
        self.kept(message, content, &own, visitor.now.as_second()).ok_or(SignProblem::NotSignature)
    }

    /// Judges a signature of one person over a content: it holds, it is theirs, its level is taken.
    pub fn recognise(
        &self,
        visitor: &Visitor,
        message: &[u8],
        content: &[u8],
        whose: &Whose,
    ) -> Result<Assessment, SignProblem> {
        let parsed = SignedMessage::parse(message).map_err(|_| SignProblem::NotSignature)?;
        match parsed.signers.len() {
            0 => return Err(SignProblem::NotSignature),
            1 => {}
            _ => return Err(SignProblem::Several),
        }
        if parsed.content.is_some() {
            return Err(SignProblem::Attached);
        }
        let evidence = self.evidence(visitor.now.as_second());
        let own = assess_all(&parsed, Some(content), &evidence).remove(0);
        if own.verdict != Verdict::Valid {
            return Err(SignProblem::Verdict(reasons(visitor, &own).0));
        }
        let certificate = own.chain.first().ok_or(SignProblem::NotSignature)?;
        let identity = certificate.identity();
        let is_theirs = match (&whose.rnokpp, &whose.edrpou) {
            (Some(_), _) => identity.rnokpp == whose.rnokpp,
            (None, Some(_)) => identity.is_seal() && identity.edrpou == whose.edrpou,
            (None, None) => return Err(SignProblem::NoCode),
        };
        if !is_theirs {
            return Err(SignProblem::OtherPerson(identity.name));
        }
        let level = own.level.unwrap_or(Level::Advanced);
        match Level::named(&whose.level) {
            Some(least) if level < least => Err(SignProblem::Level(level)),
            _ => Ok(own),
        }
    }

    /// What is kept of a signature that holds: stamped, with the chain and the lists that say so today.
    fn kept(&self, message: &[u8], content: &[u8], own: &Assessment, now: i64) -> Option<NewSignature> {
        let mut message = message.to_vec();
        let (mut proved, mut reservations) = (own.proved_time, own.reservations.clone());
        if proved.is_none()
            && let Some(stamped) = self.stamped(&message)
        {
            let parsed = SignedMessage::parse(&stamped).ok()?;
            let again = assess_all(&parsed, Some(content), &self.evidence(now)).remove(0);
            if again.verdict == Verdict::Valid && again.proved_time.is_some() {
                (message, proved, reservations) = (stamped, again.proved_time, again.reservations);
            }
        }
        let issuers = own.chain.get(1..).unwrap_or_default();
        let is_near = |list: &&RevocationList| {
            list.der().len() <= LONGEST_LIST && issuers.iter().any(|issuer| list.is_of(issuer))
        };
        let lists: Vec<&[u8]> = self.lists.iter().filter(is_near).map(RevocationList::der).collect();
        let message = add_values(&message, issuers, &lists).ok()?;
        let certificate = own.chain.first()?;
        let identity = certificate.identity();
        let trusted = own.chain.last().map(|last| hex(&sha256(last.der()))).unwrap_or_default();
        Some(NewSignature {
            signer: identity.name,
            organisation: identity.organisation,
            edrpou: identity.edrpou,
            serial: hex(certificate.serial()),
            valid_until: certificate.validity().1 * 1_000_000,
            level: own.level.unwrap_or(Level::Advanced).name(),
            verdict: own.verdict.name(),
            reservations: reservations.iter().map(|one| one.uk()).collect::<Vec<_>>().join("\n"),
            trusted,
            signed_at: own.claimed_time.unwrap_or(now) * 1_000_000,
            proved_at: proved.map(|proved| proved * 1_000_000),
            message: message.into(),
        })
    }

    /// The message with a time stamp over its signature; nothing where there is no authority, or it does not answer.
    fn stamped(&self, message: &[u8]) -> Option<Vec<u8>> {
        let stamper = self.stamper.as_ref()?;
        let parsed = SignedMessage::parse(message).ok()?;
        let digest = Hash::Gost34311.of(parsed.signers.first()?.value());
        // The first bytes of what is stamped tie the answer to it as well as any random number.
        let nonce = u64::from_be_bytes(sha256(&digest).first_chunk().copied()?);
        let asked = time_stamp::request(Hash::Gost34311, &digest, nonce);
        let token = stamper(&asked)
            .and_then(|answer| {
                time_stamp::token(&answer, Hash::Gost34311, &digest, nonce).map_err(|error| error.to_string())
            })
            .inspect_err(|error| tracing::warn!(%error, "a signature was not stamped"))
            .ok()?;
        add_time_stamp(message, 0, &token).ok()
    }

    /// Seals a content by the key of the installation; nothing where it has none. `random` comes from a source that is fit for keys.
    pub fn sealed(&self, content: &[u8], now: i64, random: &[u8; 32]) -> Option<NewSignature> {
        let (key, certificate) = self.seal.as_ref()?;
        let by = By { key, certificate, beside: &[], now, random };
        let message = sign(Content::Detached(content), by)
            .inspect_err(|error| tracing::error!(%error, "nothing was sealed"))
            .ok()?;
        let parsed = SignedMessage::parse(&message).ok()?;
        let own = assess_all(&parsed, Some(content), &self.evidence(now)).remove(0);
        self.kept(&message, content, &own, now)
    }
}
