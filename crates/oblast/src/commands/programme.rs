//! Documents of regional programmes on the command line.

use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::ExitCode;

use oblast_kernel::Lang;
use oblast_tables::document::{Block, read_document};
use systems_governance::programme::check::{Finding, check};
use systems_governance::programme::model::{Notice, Programme};
use systems_governance::programme::reading::read;
use systems_governance::programme::report::report;

use crate::Failure;

/// The largest document that is read.
const LARGEST: u64 = 50 * 1024 * 1024;

/// `oblast programme import FILE --report`: what was understood and what disagrees. Nothing is saved.
pub fn import(file: &Path, as_json: bool) -> Result<ExitCode, Failure> {
    let programme = read(&blocks(file)?);
    let findings = check(&programme);
    let told = match as_json {
        true => report(&programme, &findings, Lang::Uk).to_string() + "\n",
        false => tell(&programme, &findings),
    };
    match std::io::stdout().lock().write_all(told.as_bytes()) {
        // Who reads it has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        written => written.map_err(Failure::io("standard output"))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What a document holds.
fn blocks(file: &Path) -> Result<Vec<Block>, Failure> {
    let size = std::fs::metadata(file).map_err(Failure::io(file.display()))?.len();
    if size > LARGEST {
        return Err(Failure::words(format!("{}: larger than {} MiB", file.display(), LARGEST >> 20)));
    }
    let bytes = std::fs::read(file).map_err(Failure::io(file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    read_document(&name, &bytes).map_err(|error| Failure::words(format!("{}: {error}", file.display())))
}

fn tell(programme: &Programme, findings: &[Finding]) -> String {
    let annex = &programme.annex;
    let mut lines = Vec::new();
    if annex.directions.is_empty() {
        lines.push("Додатка із заходами не знайдено.".to_owned());
    } else {
        lines.push(format!("Напрямів: {}, заходів: {}.", annex.directions.len(), annex.measures().count()));
    }
    notices("Не зрозуміло", &programme.not_understood, &mut lines);
    notices("Варто перевірити", &programme.notices, &mut lines);
    if findings.is_empty() && !annex.directions.is_empty() {
        lines.push("Усі суми сходяться.".to_owned());
    }
    for (index, finding) in findings.iter().enumerate().filter(|(_, own)| own.follows_from.is_none()) {
        lines.push(format!("\n{}", line(finding)));
        let others = findings.iter().filter(|own| own.follows_from == Some(index));
        lines.extend(others.map(|other| format!("  звідси: {}", line(other))));
    }
    lines.join("\n") + "\n"
}

fn line(finding: &Finding) -> String {
    let place = finding.places.first().map_or(0, |place| place.line);
    format!("рядок {place}: {}", finding.text(Lang::Uk))
}

fn notices(title: &str, notices: &[Notice], lines: &mut Vec<String>) {
    if !notices.is_empty() {
        lines.push(format!("{title}:"));
    }
    lines.extend(notices.iter().map(|own| format!("  рядок {}: {}", own.place.line, own.words)));
}
