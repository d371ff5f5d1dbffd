//! What is to be thought of a signature (after ETSI EN 319 102-1): integrity, the binding to its certificate, what the certificate
//! is for, its chain to a trusted one, validity at a time. Every reason is kept; the worst of them decides.

use crate::certificate::Certificate;
use crate::cms::{SignedError, SignedMessage, Signer};

/// The longest chain.
const DEPTH: usize = 8;

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

/// A reason for a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The signature or its content.
    Signed(SignedError),
    /// No chain leads to a trusted certificate.
    Untrusted,
    /// A certificate of the chain is not signed by the one that it names: whose.
    Forged(String),
    /// A certificate of the chain may sign no certificates: whose.
    NoAuthority(String),
    /// A certificate is out of its time at the time of the verdict: whose.
    OutOfTime(String),
    /// No word of revocation.
    RevocationUnknown,
}

impl Reason {
    /// What follows from it under a policy.
    fn verdict(&self, policy: Policy) -> Verdict {
        match self {
            Reason::Signed(
                SignedError::NoContent | SignedError::NoCertificate | SignedError::Algorithm(_),
            ) => Verdict::Indeterminate,
            Reason::Signed(SignedError::Certificate(crate::certificate::CertificateError::Algorithm(_))) => {
                Verdict::Indeterminate
            }
            Reason::Signed(_) | Reason::Forged(_) | Reason::NoAuthority(_) => Verdict::Invalid,
            Reason::Untrusted | Reason::OutOfTime(_) => Verdict::Indeterminate,
            Reason::RevocationUnknown => match policy {
                Policy::Lenient => Verdict::Valid,
                Policy::Strict => Verdict::Indeterminate,
            },
        }
    }

    /// The reason in Ukrainian.
    pub fn uk(&self) -> String {
        match self {
            Reason::Signed(error) => match error {
                SignedError::NoContent => "немає підписаного вмісту: додайте файл, який підписано".into(),
                SignedError::NoCertificate => "у підписі немає сертифіката підписувача".into(),
                SignedError::Algorithm(id) => format!("алгоритм {id} не підтримується"),
                SignedError::Attribute(name) => {
                    format!("підписаного атрибута {name} немає або він стоїть двічі")
                }
                SignedError::Content => "вміст змінено: це не те, що підписували".into(),
                SignedError::OtherCertificate => "підпис зроблено для іншого сертифіката".into(),
                SignedError::Purpose => "сертифікат не для підписування".into(),
                SignedError::Certificate(error) => format!("сертифікат: {error}"),
                SignedError::Signature(_) => "підпис не відповідає ключу".into(),
                SignedError::Shape(words) => format!("підпис не прочитано: {words}"),
            },
            Reason::Untrusted => "ланцюжок сертифікатів не веде до довіреного".into(),
            Reason::Forged(whose) => format!("сертифікат «{whose}» не підписаний тим, кого він називає"),
            Reason::NoAuthority(whose) => format!("«{whose}» не може видавати сертифікати"),
            Reason::OutOfTime(whose) => {
                format!("сертифікат «{whose}» на цей час не чинний, а коли підписано – не доведено")
            }
            Reason::RevocationUnknown => "чи не скасовано сертифікатів, не перевірено".into(),
        }
    }

    /// The reason in English.
    pub fn en(&self) -> String {
        match self {
            Reason::Signed(error) => error.to_string(),
            Reason::Untrusted => "no chain of certificates leads to a trusted one".into(),
            Reason::Forged(whose) => {
                format!("the certificate of “{whose}” is not signed by the one that it names")
            }
            Reason::NoAuthority(whose) => format!("“{whose}” may not issue certificates"),
            Reason::OutOfTime(whose) => {
                format!(
                    "the certificate of “{whose}” is not in force at this time, and it is not proved when it was signed"
                )
            }
            Reason::RevocationUnknown => "whether certificates were revoked was not looked at".into(),
        }
    }
}

/// What is thought of one signer.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The verdict.
    pub verdict: Verdict,
    /// Why; of a valid one, what stays open.
    pub reasons: Vec<Reason>,
    /// The certificates from the signer's to the trusted one, as far as they were found.
    pub chain: Vec<Certificate>,
    /// When the signer says that it was signed, in seconds since the Unix epoch.
    pub claimed_time: Option<i64>,
}

/// Assesses a signer of a message at a time, in seconds since the Unix epoch, by the certificates that are trusted.
pub fn assess(
    message: &SignedMessage,
    signer: &Signer,
    beside: Option<&[u8]>,
    trusted: &[Certificate],
    at: i64,
    policy: Policy,
) -> Assessment {
    let mut reasons = Vec::new();
    let mut claimed_time = None;
    match message.verify(signer, beside) {
        Ok(holds) => claimed_time = holds.claimed_time,
        Err(error) => reasons.push(Reason::Signed(error)),
    }
    let own = message.certificates.iter().find(|own| signer.names(own));
    let chain = own.map_or_else(Vec::new, |own| chain_of(own, &message.certificates, trusted, &mut reasons));
    for own in &chain {
        let (from, until) = own.validity();
        if !(from..=until).contains(&at) {
            reasons.push(Reason::OutOfTime(own.identity().name));
        }
    }
    if !chain.is_empty() {
        reasons.push(Reason::RevocationUnknown);
    }
    let verdict = reasons.iter().map(|reason| reason.verdict(policy)).max().unwrap_or(Verdict::Valid);
    Assessment { verdict, reasons, chain, claimed_time }
}

/// The chain from a certificate to a trusted one. Each link is proved; a certificate stands once in it.
fn chain_of(
    first: &Certificate,
    beside: &[Certificate],
    trusted: &[Certificate],
    reasons: &mut Vec<Reason>,
) -> Vec<Certificate> {
    let mut chain = vec![first.clone()];
    while let Some(last) = chain.last().filter(|last| !trusted.contains(last)).cloned() {
        let fresh = |own: &&Certificate| last.names_issuer(own) && !chain.contains(own);
        let candidates: Vec<&Certificate> = trusted.iter().chain(beside).filter(fresh).collect();
        let issues = |own: &&&Certificate| own.key().is_ok_and(|key| last.verify(&key).is_ok());
        let Some(issuer) = candidates.iter().find(issues).filter(|_| chain.len() < DEPTH) else {
            // Who has the very key that the certificate names, and did not sign it: that is no missing link.
            let named =
                |own: &&&Certificate| last.issuer_key_id().is_some() && own.key_id() == last.issuer_key_id();
            match candidates.iter().find(named) {
                Some(_) => reasons.push(Reason::Forged(last.identity().name)),
                None => reasons.push(Reason::Untrusted),
            }
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
mod tests {
    use std::path::Path;

    use super::*;
    use crate::samples;

    fn certificates(folder: &Path, names: &[&str]) -> Vec<Certificate> {
        let folder = folder.join("certificates");
        let files = names.iter().flat_map(|name| samples::all(&folder, &[name]));
        files.map(|bytes| Certificate::parse(&bytes).unwrap()).collect()
    }

    /// 20 September 2023.
    const THEN: i64 = 1_695_168_000;

    #[test]
    fn a_chain_to_the_trusted_root_decides() {
        let Some(folder) = samples::folder() else { return };
        let bytes = samples::read(&folder, "diia/verify-dstu-1.p7s");
        let mut message = SignedMessage::parse(&bytes).unwrap();
        let signer = message.signers[0].clone();
        let all = certificates(&folder, &["CAO-", "diia-CA"]);
        let told = |message: &SignedMessage, trusted: &[Certificate], at: i64, policy: Policy| {
            let own = assess(message, &signer, None, trusted, at, policy);
            (own.verdict, own.reasons)
        };
        assert_eq!(
            told(&message, &all, THEN, Policy::Lenient),
            (Verdict::Valid, vec![Reason::RevocationUnknown])
        );
        assert_eq!(told(&message, &all, THEN, Policy::Strict).0, Verdict::Indeterminate);
        let own = assess(&message, &signer, None, &all, THEN, Policy::Lenient);
        assert!(own.chain.len() >= 2 && own.claimed_time == Some(1_695_147_438));
        // Nothing trusted, another trusted one, after the certificate has ended.
        assert_eq!(told(&message, &[], THEN, Policy::Lenient).0, Verdict::Indeterminate);
        let old = certificates(&folder, &["CZOROOT"]);
        assert!(told(&message, &old, THEN, Policy::Lenient).1.contains(&Reason::Untrusted));
        let (verdict, reasons) = told(&message, &all, THEN + 3 * 365 * 86_400, Policy::Lenient);
        assert!(verdict == Verdict::Indeterminate && matches!(reasons[0], Reason::OutOfTime(_)));
        // An altered content.
        message.content = Some(b"altered".to_vec());
        assert_eq!(told(&message, &all, THEN, Policy::Lenient).0, Verdict::Invalid);
    }

    #[test]
    fn a_certificate_that_its_issuer_did_not_sign_is_forged() {
        let Some(folder) = samples::folder() else { return };
        let all = certificates(&folder, &["CAO-", "diia-CA"]);
        let signer = certificates(&folder, &["diia-test-sign"]).remove(0);
        let mut bytes = signer.der().to_vec();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        let forged = Certificate::parse(&bytes).unwrap();
        let mut reasons = Vec::new();
        let chain = chain_of(&forged, &[], &all, &mut reasons);
        assert_eq!(chain.len(), 1);
        assert_eq!(reasons, [Reason::Forged("ДП ДІЯ (Тестування)".into())]);
        assert_eq!(reasons[0].verdict(Policy::Lenient), Verdict::Invalid);
        // A certificate of a person issues none: it does not become an authority by being trusted.
        let mut reasons = Vec::new();
        let own = chain_of(&signer, std::slice::from_ref(&signer), &[], &mut reasons);
        assert_eq!(
            (own.len(), reasons),
            (1, vec![Reason::Untrusted]),
            "it does not issue itself, nor go in a circle"
        );
    }
}
