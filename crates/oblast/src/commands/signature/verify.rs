//! `oblast signature verify FILE`.

use std::path::PathBuf;
use std::process::ExitCode;

use dstu::certificate::Certificate;
use dstu::signed_file::{Judged, SignedFile};
use dstu::verdict::{Evidence, Policy, Verdict};
use jiff::Timestamp;
use jiff::civil::Date;
use oblast_kernel::clock::{Clock as _, SystemClock, kyiv_noon};
use serde_json::{Value as Json, json};

use super::write;
use crate::Failure;
use crate::trust::{load, read};

/// The exit code where a file is no signature.
const NO_SIGNATURE: u8 = 3;

/// What is asked about a signature.
pub struct Asked {
    /// The file with the signature.
    pub file: PathBuf,
    /// The content of a detached one.
    pub content: Option<PathBuf>,
    /// Trusted certificates: files, or folders of them.
    pub trust: Vec<PathBuf>,
    /// The time of the verdict: an instant, or a day.
    pub at: Option<String>,
    /// What is said where revocation is not known.
    pub policy: Policy,
    /// Answer as JSON?
    pub as_json: bool,
}

/// Verifies: 0 all signatures are valid, 1 one of them is not, 2 it is not known of one, 3 no signature.
pub fn verify(asked: &Asked) -> Result<ExitCode, Failure> {
    let bytes = read(&asked.file)?;
    let content = asked.content.as_deref().map(read).transpose()?;
    let trusted = load(&asked.trust)?;
    let at = moment(asked.at.as_deref())?;
    let file = match SignedFile::parse(&bytes) {
        Ok(file) => file,
        Err(error) => return told(asked, &error.to_string(), NO_SIGNATURE),
    };
    let evidence = Evidence {
        trust: &trusted.trust,
        lists: &trusted.lists,
        answers: &[],
        at: at.as_second(),
        policy: asked.policy,
    };
    let all = file.assess(content.as_deref(), &evidence);
    let verdict = all.iter().map(|own| own.assessment.verdict).max().unwrap_or(Verdict::Indeterminate);
    let words = match asked.as_json {
        true => json!({
            "verdict": verdict.name(),
            "at": at.to_string(),
            "signers": all.iter().map(as_json).collect::<Vec<_>>(),
            "not_covered": file.uncovered,
        })
        .to_string(),
        false => {
            let aside = file.uncovered.iter().map(|name| format!("не підписано: {name}"));
            all.iter().map(as_words).chain(aside).collect::<Vec<_>>().join("\n\n")
        }
    };
    write(&words)?;
    Ok(ExitCode::from(match verdict {
        Verdict::Valid => 0,
        Verdict::Invalid => 1,
        Verdict::Indeterminate => 2,
    }))
}

fn told(asked: &Asked, words: &str, code: u8) -> Result<ExitCode, Failure> {
    if asked.as_json {
        write(&json!({ "verdict": Json::Null, "error": words }).to_string())?;
    } else {
        eprintln!("{}: {words}", asked.file.display());
    }
    Ok(ExitCode::from(code))
}

/// The time of the verdict: now, where nothing is said.
fn moment(at: Option<&str>) -> Result<Timestamp, Failure> {
    let Some(at) = at else { return Ok(SystemClock.now()) };
    let day = at.parse::<Date>().ok().filter(|_| at.len() == 10).map(kyiv_noon);
    match day.or_else(|| at.parse().ok()) {
        Some(moment) => Ok(moment),
        None => Err(Failure::words(format!(
            "--at: `{at}` is neither a day nor an instant; give, for instance, 2026-03-16"
        ))),
    }
}

fn time(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds).ok().map(|time| time.to_string())
}

fn as_json(own: &Judged) -> Json {
    let Judged { covers, assessment: own } = own;
    let identity = own.chain.first().map(Certificate::identity).unwrap_or_default();
    let said = |uk: String, en: String| json!({ "uk": uk, "en": en });
    json!({
        "verdict": own.verdict.name(),
        "reasons": own.reasons.iter().map(|reason| said(reason.uk(), reason.en())).collect::<Vec<_>>(),
        "reservations": own.reservations.iter().map(|one| said(one.uk().into(), one.en().into())).collect::<Vec<_>>(),
        "name": identity.name,
        "organisation": identity.organisation,
        "rnokpp": identity.rnokpp,
        "edrpou": identity.edrpou,
        "unzr": identity.unzr,
        "seal": identity.is_seal(),
        "level": own.level.map(dstu::verdict::Level::name),
        "claimed_time": own.claimed_time.and_then(time),
        "proved_time": own.proved_time.and_then(time),
        "chain": own.chain.iter().map(|own| own.identity().name).collect::<Vec<_>>(),
        "covers": covers,
    })
}

fn as_words(own: &Judged) -> String {
    let Judged { covers, assessment: own } = own;
    let identity = own.chain.first().map(Certificate::identity).unwrap_or_default();
    let mut lines = vec![format!("{}: {}", own.verdict.name(), identity.name)];
    let mut line = |title: &str, words: Option<String>| {
        lines.extend(words.filter(|words| !words.is_empty()).map(|words| format!("  {title}: {words}")));
    };
    line("організація", Some(identity.organisation));
    line("ЄДРПОУ", identity.edrpou);
    line("РНОКПП", identity.rnokpp);
    line("УНЗР", identity.unzr);
    line("рівень", own.level.map(|level| level.uk().to_owned()));
    line("час за позначкою часу", own.proved_time.and_then(time));
    line("час за словами підписувача", own.claimed_time.and_then(time));
    line("ланцюжок", Some(own.chain.iter().map(|own| own.identity().name).collect::<Vec<_>>().join(" ← ")));
    line("документи", Some(covers.join(", ")));
    lines.extend(own.reasons.iter().map(|reason| format!("  – {}", reason.uk())));
    lines.extend(own.reservations.iter().map(|one| format!("  · {}", one.uk())));
    lines.join("\n")
}
