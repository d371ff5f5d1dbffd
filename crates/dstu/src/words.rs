//! What is found of a signature, in words: Ukrainian and English.

use crate::certificate::CertificateError;
use crate::cms::SignedError;
use crate::verdict::{Level, Reason, Reservation, Verdict};

/// A day and a minute of UTC of seconds since the Unix epoch.
fn moment(seconds: i64) -> String {
    let moment = u64::try_from(seconds).ok();
    let moment =
        moment.and_then(|own| der::DateTime::from_unix_duration(std::time::Duration::from_secs(own)).ok());
    moment.map_or_else(
        || seconds.to_string(),
        |own| {
            format!(
                "{:02}.{:02}.{} {:02}:{:02} UTC",
                own.day(),
                own.month(),
                own.year(),
                own.hour(),
                own.minutes()
            )
        },
    )
}

impl Verdict {
    /// The verdict in Ukrainian.
    pub fn uk(self) -> &'static str {
        match self {
            Verdict::Valid => "Підпис дійсний",
            Verdict::Indeterminate => "Підпис не підтверджено",
            Verdict::Invalid => "Підпис недійсний",
        }
    }

    /// The verdict in English.
    pub fn en(self) -> &'static str {
        match self {
            Verdict::Valid => "The signature is valid",
            Verdict::Indeterminate => "The signature is not confirmed",
            Verdict::Invalid => "The signature is not valid",
        }
    }
}

impl Level {
    /// The level in Ukrainian, by the words of Law 2155-VIII.
    pub fn uk(self) -> &'static str {
        match self {
            Level::Qualified => "кваліфікований електронний підпис",
            Level::AdvancedQualified => {
                "удосконалений електронний підпис, що базується на кваліфікованому сертифікаті"
            }
            Level::Advanced => "удосконалений електронний підпис",
        }
    }

    /// The level in English.
    pub fn en(self) -> &'static str {
        match self {
            Level::Qualified => "qualified electronic signature",
            Level::AdvancedQualified => "advanced electronic signature based on a qualified certificate",
            Level::Advanced => "advanced electronic signature",
        }
    }
}

impl Reservation {
    /// The reservation in Ukrainian.
    pub fn uk(self) -> &'static str {
        match self {
            Reservation::RevocationUnknown => {
                "чи не скасовано сертифікатів, не перевірено: немає свіжого списку відкликаних або відповіді надавача"
            }
            Reservation::TimeNotProved => "час підписання відомий лише зі слів підписувача",
            Reservation::StampUntrusted => {
                "позначка часу є, але служби, яка її поставила, немає серед довірених"
            }
            Reservation::NotBound => "підпис не називає свого сертифіката (не CAdES-BES)",
        }
    }

    /// The reservation in English.
    pub fn en(self) -> &'static str {
        match self {
            Reservation::RevocationUnknown => {
                "whether certificates were revoked was not checked: there is no recent list or answer of the provider"
            }
            Reservation::TimeNotProved => "the time of signing is only what the signer says",
            Reservation::StampUntrusted => "there is a time stamp, of a service that is not trusted here",
            Reservation::NotBound => "the signature does not name its certificate (not CAdES-BES)",
        }
    }
}

impl Reason {
    /// The reason in Ukrainian.
    pub fn uk(&self) -> String {
        match self {
            Reason::Signed(error) => signed_uk(error),
            Reason::TimeStamp(words) => format!("позначка часу не відповідає підпису ({words})"),
            Reason::Untrusted => "ланцюжок сертифікатів не веде до довіреного надавача".into(),
            Reason::NotGranted(whose) => format!("надавач «{whose}» на цей час не мав чинного статусу"),
            Reason::Forged(whose) => format!("сертифікат «{whose}» не підписаний тим, кого він називає"),
            Reason::NoAuthority(whose) => format!("«{whose}» не може видавати сертифікати"),
            Reason::OutOfTime(whose) => {
                format!("сертифікат «{whose}» на цей час не чинний, а що підписано раніше – не доведено")
            }
            Reason::Revoked(whose, when) => {
                format!("сертифікат «{whose}» скасовано {} – до підписання", moment(*when))
            }
            Reason::RevokedSince(whose, when) => {
                format!(
                    "сертифікат «{whose}» скасовано {}, а що підписано раніше – не доведено",
                    moment(*when)
                )
            }
            Reason::RevocationUnknown => Reservation::RevocationUnknown.uk().into(),
        }
    }

    /// The reason in English.
    pub fn en(&self) -> String {
        match self {
            Reason::Signed(error) => error.to_string(),
            Reason::TimeStamp(words) => format!("the time stamp does not fit the signature ({words})"),
            Reason::Untrusted => "no chain of certificates leads to a trusted provider".into(),
            Reason::NotGranted(whose) => format!("the provider “{whose}” was not granted at that time"),
            Reason::Forged(whose) => {
                format!("the certificate of “{whose}” is not signed by the one that it names")
            }
            Reason::NoAuthority(whose) => format!("“{whose}” may not issue certificates"),
            Reason::OutOfTime(whose) => {
                format!(
                    "the certificate of “{whose}” is not in force at this time, and it is not proved that it was signed before"
                )
            }
            Reason::Revoked(whose, when) => {
                format!("the certificate of “{whose}” was revoked on {}, before it was signed", moment(*when))
            }
            Reason::RevokedSince(whose, when) => format!(
                "the certificate of “{whose}” was revoked on {}, and it is not proved that it was signed before",
                moment(*when)
            ),
            Reason::RevocationUnknown => Reservation::RevocationUnknown.en().into(),
        }
    }
}

fn signed_uk(error: &SignedError) -> String {
    match error {
        SignedError::NoContent => "немає підписаного вмісту: додайте файл, який підписано".into(),
        SignedError::NoCertificate => "у підписі немає сертифіката підписувача".into(),
        SignedError::Algorithm(id) | SignedError::Certificate(CertificateError::Algorithm(id)) => {
            format!("алгоритм {id} не підтримується")
        }
        SignedError::Attribute(name) => format!("підписаного атрибута {name} немає або він стоїть двічі"),
        SignedError::Content => "вміст змінено: це не те, що підписували".into(),
        SignedError::OtherCertificate => "підпис зроблено для іншого сертифіката".into(),
        SignedError::Purpose => "сертифікат не для підписування".into(),
        SignedError::Certificate(error) => format!("сертифікат: {error}"),
        SignedError::Signature(_) => "підпис не відповідає ключу".into(),
        SignedError::Shape(words) => format!("підпис не прочитано: {words}"),
    }
}
