//! Electronic signatures on the command line.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dstu::certificate::Certificate;
use dstu::cms::SignedMessage;
use dstu::verdict::{Assessment, Policy, Verdict, assess};
use jiff::Timestamp;
use jiff::civil::Date;
use oblast_kernel::clock::{Clock as _, SystemClock, kyiv_noon};
use serde_json::{Value as Json, json};

use crate::Failure;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 256 * 1024 * 1024;
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

/// `oblast signature verify FILE`: 0 all signatures are valid, 1 one of them is not, 2 it is not known of one, 3 no signature.
pub fn verify(asked: &Asked) -> Result<ExitCode, Failure> {
    let bytes = read(&asked.file)?;
    let content = asked.content.as_deref().map(read).transpose()?;
    let trusted = trusted(&asked.trust)?;
    let at = moment(asked.at.as_deref())?;
    let message = match SignedMessage::parse(&bytes) {
        Ok(message) if !message.signers.is_empty() => message,
        Ok(_) => return told(asked, "у файлі немає підписів", NO_SIGNATURE),
        Err(error) => return told(asked, &error.to_string(), NO_SIGNATURE),
    };
    let all: Vec<Assessment> = message
        .signers
        .iter()
        .map(|signer| assess(&message, signer, content.as_deref(), &trusted, at.as_second(), asked.policy))
        .collect();
    let verdict = all.iter().map(|own| own.verdict).max().unwrap_or(Verdict::Indeterminate);
    let words = match asked.as_json {
        true => json!({
            "verdict": verdict.name(),
            "at": at.to_string(),
            "signers": all.iter().map(as_json).collect::<Vec<_>>(),
        })
        .to_string(),
        false => all.iter().map(as_words).collect::<Vec<_>>().join("\n\n"),
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

fn write(words: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout().lock(), "{words}") {
        // Who reads it has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Failure::io("standard output")),
    }
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let size = std::fs::metadata(file).map_err(Failure::io(file.display()))?.len();
    if size > LARGEST {
        return Err(Failure::words(format!("{}: larger than {} MiB", file.display(), LARGEST >> 20)));
    }
    std::fs::read(file).map_err(Failure::io(file.display()))
}

/// The trusted certificates of files and folders. In a folder what is no certificate is left aside; a file must be one.
fn trusted(places: &[PathBuf]) -> Result<Vec<Certificate>, Failure> {
    let mut all = Vec::new();
    for place in places {
        if !place.is_dir() {
            let own = Certificate::parse(&read(place)?);
            all.push(own.map_err(|error| Failure::words(format!("{}: {error}", place.display())))?);
            continue;
        }
        for entry in std::fs::read_dir(place).map_err(Failure::io(place.display()))? {
            let path = entry.map_err(Failure::io(place.display()))?.path();
            if path.is_file() {
                all.extend(Certificate::parse(&read(&path)?).ok());
            }
        }
    }
    Ok(all)
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

fn as_json(own: &Assessment) -> Json {
    let signer = own.chain.first();
    let identity = signer.map(Certificate::identity).unwrap_or_default();
    let (qualified, device) = signer.map_or((false, false), Certificate::qualified);
    json!({
        "verdict": own.verdict.name(),
        "reasons": own.reasons.iter().map(|reason| json!({ "uk": reason.uk(), "en": reason.en() })).collect::<Vec<_>>(),
        "name": identity.name,
        "organisation": identity.organisation,
        "rnokpp": identity.rnokpp,
        "edrpou": identity.edrpou,
        "unzr": identity.unzr,
        "qualified": qualified,
        "key_in_device": device,
        "claimed_time": own.claimed_time.and_then(time),
        "chain": own.chain.iter().map(|own| own.identity().name).collect::<Vec<_>>(),
    })
}

fn as_words(own: &Assessment) -> String {
    let signer = own.chain.first();
    let identity = signer.map(Certificate::identity).unwrap_or_default();
    let (qualified, device) = signer.map_or((false, false), Certificate::qualified);
    let mut lines = vec![format!("{}: {}", own.verdict.name(), identity.name)];
    let mut line = |title: &str, words: Option<String>| {
        lines.extend(words.filter(|words| !words.is_empty()).map(|words| format!("  {title}: {words}")));
    };
    line("організація", Some(identity.organisation));
    line("ЄДРПОУ", identity.edrpou);
    line("РНОКПП", identity.rnokpp);
    line("УНЗР", identity.unzr);
    line(
        "рівень",
        qualified.then(|| {
            if device {
                "кваліфікований, ключ у захищеному носії"
            } else {
                "кваліфікований сертифікат"
            }
            .to_owned()
        }),
    );
    line("час за словами підписувача", own.claimed_time.and_then(time));
    line("ланцюжок", Some(own.chain.iter().map(|own| own.identity().name).collect::<Vec<_>>().join(" ← ")));
    lines.extend(own.reasons.iter().map(|reason| format!("  – {}", reason.uk())));
    lines.join("\n")
}
