//! Anybody's files with signatures, verified: nothing is stored, nothing is asked of anybody.

use std::time::Duration;

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use dstu::certificate::Certificate;
use dstu::signed_file::{FileError, Judged, SignedFile};
use dstu::verdict::Verdict;
use maud::{Markup, html};
use oblast_kernel::journal::{hex, sha256};
use tokio::sync::Semaphore;

use crate::anonymous;
use crate::components::{error_of, notice};
use crate::error::WebError;
use crate::form::Submitted;
use crate::pages::documents::signatures::test_words;
use crate::signing::{level_words, reasons};
use crate::state::App;
use crate::upload;
use crate::visitor::Visitor;
use crate::{format, layout};

/// How large all files of one question may be together, in bytes.
const LARGEST: usize = 32 * 1024 * 1024;
/// How large what is in a container may be, in bytes.
const UNPACKED: u64 = 64 * 1024 * 1024;
/// How many files.
const FILES: usize = 4;
/// Questions that are being read at once: each holds its files in memory, and comes as slowly as its sender likes.
static READING: Semaphore = Semaphore::const_new(8);
/// How long one may take to come.
const LONGEST: Duration = Duration::from_secs(120);
/// Questions that are judged at once.
static JUDGING: Semaphore = Semaphore::const_new(2);

/// A file as it was given.
struct Given {
    name: String,
    bytes: Vec<u8>,
}

/// What was found of the files.
struct Report {
    signature: Given,
    content: Option<Given>,
    documents: Vec<(String, usize, String)>,
    uncovered: Vec<String>,
    judged: Vec<Judged>,
}

/// The form.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Markup {
    page(&app, &visitor, None, None)
}

/// The report. Of several files one holds the signatures; the other is what they sign.
pub async fn check(
    State(app): State<App>,
    visitor: Visitor,
    mut form: Multipart,
) -> Result<Response, WebError> {
    app.gate.pass(&visitor)?;
    let Ok(_reading) = READING.try_acquire() else {
        let page = page(&app, &visitor, None, Some(&visitor.t("verify-busy")));
        return Ok((StatusCode::SERVICE_UNAVAILABLE, page).into_response());
    };
    let read = tokio::time::timeout(LONGEST, given(&mut form)).await;
    let files = match read.unwrap_or(Err(upload::FileProblem::Broken)) {
        Ok((files, form)) => {
            anonymous::admit(&app, &visitor, &form).await?;
            files
        }
        Err(problem) => {
            upload::drain(&mut form).await;
            let words = match problem {
                upload::FileProblem::TooLarge => visitor.t("verify-too-large"),
                upload::FileProblem::TooMany => visitor.t("verify-too-many"),
                problem => problem.words(&visitor),
            };
            return refused(&app, &visitor, &words);
        }
    };
    let _judging = JUDGING.acquire().await.map_err(|error| WebError::Internal(error.to_string()))?;
    let (site, asking) = (app.site.clone(), visitor.clone());
    let judged = tokio::task::spawn_blocking(move || judge(&site.signing, &asking, files));
    match judged.await.map_err(|error| WebError::Internal(error.to_string()))? {
        Ok(report) => Ok(page(&app, &visitor, Some(&report), None).into_response()),
        Err(words) => refused(&app, &visitor, &words),
    }
}

fn refused(app: &App, visitor: &Visitor, words: &str) -> Result<Response, WebError> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(app, visitor, None, Some(words))).into_response())
}

/// The files, and the fields of the guard of forms that anybody may send.
async fn given(form: &mut Multipart) -> Result<(Vec<Given>, Submitted), upload::FileProblem> {
    let (mut files, mut left, mut guard) = (Vec::new(), LARGEST, Submitted::default());
    while let Some(mut part) = form.next_field().await.map_err(|_| upload::FileProblem::Broken)? {
        let field = part.name().filter(|name| anonymous::is_field(name)).map(str::to_owned);
        let name = part.file_name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(|_| upload::FileProblem::Broken)? {
            left = left.checked_sub(piece.len()).ok_or(upload::FileProblem::TooLarge)?;
            bytes.extend_from_slice(&piece);
        }
        match field {
            Some(field) => guard = guard.with(&field, String::from_utf8_lossy(&bytes)),
            None if !bytes.is_empty() => files.push(Given { name, bytes }),
            None => {}
        }
        if files.len() > FILES {
            return Err(upload::FileProblem::TooMany);
        }
    }
    match files.is_empty() {
        true => Err(upload::FileProblem::Empty),
        false => Ok((files, guard)),
    }
}

/// Finds the file with signatures among those that were given, and judges them.
fn judge(signing: &crate::signing::Signing, visitor: &Visitor, files: Vec<Given>) -> Result<Report, String> {
    let mut told = None;
    let mut found = None;
    for (index, file) in files.iter().enumerate() {
        match SignedFile::parse_within(&file.bytes, UNPACKED) {
            // A file that needs its content is the signature, even beside a content that is signed itself.
            Ok(own) if found.is_none() || own.needs_content() => found = Some((index, own)),
            Ok(_) => {}
            Err(error) => told = told.or(Some(error)),
        }
    }
    let Some((place, own)) = found else {
        let words = match told {
            Some(FileError::Asic(dstu::asic::AsicError::Xades)) => visitor.t("verify-xades"),
            _ => visitor.t("verify-none"),
        };
        return Err(words);
    };
    let mut files = files;
    let signature = files.remove(place);
    let content = own.needs_content().then(|| files.into_iter().next()).flatten();
    let beside = content.as_ref().map(|content| content.bytes.as_slice());
    let judged = own.assess(beside, &signing.evidence(visitor.now.as_second()));
    let documents =
        own.documents.iter().map(|(name, bytes)| (name.clone(), bytes.len(), hex(&sha256(bytes))));
    let documents = documents.collect();
    Ok(Report { signature, content, documents, uncovered: own.uncovered, judged })
}

fn page(app: &App, visitor: &Visitor, report: Option<&Report>, error: Option<&str>) -> Markup {
    let title = visitor.t("verify-title");
    layout::page(
        app,
        visitor,
        &title,
        "/verify",
        html! {
            div class="column" {
                (error_of(visitor, "files", error))
                h1 { (title) }
                @if let Some(report) = report { (told(app, visitor, report)) } @else { p class="lead" { (visitor.t("verify-lead")) } }
                form class="screen-only" method="post" action="/verify" enctype="multipart/form-data" {
                    (anonymous::inputs(app, visitor))
                    @if report.is_some() { h2 { (visitor.t("verify-again")) } }
                    div class=(if error.is_some() { "field wrong" } else { "field" }) {
                        label for="f-files" { (visitor.t("verify-files")) }
                        p class="hint" id="f-files-hint" { (visitor.t("verify-files-help")) }
                        @if let Some(error) = error { p class="error-text" id="f-files-error" { (error) } }
                        input class="drop" id="f-files" type="file" name="file" multiple required
                            aria-invalid=[error.map(|_| "true")] aria-describedby="f-files-hint";
                    }
                    div class="actions" { button class="button" type="submit" { (visitor.t("verify-do")) } }
                    p class="small soft" { (visitor.t("verify-nothing-kept")) }
                }
            }
        },
    )
}

/// The report.
fn told(app: &App, visitor: &Visitor, report: &Report) -> Markup {
    let worst =
        report.judged.iter().map(|own| own.assessment.verdict).max().unwrap_or(Verdict::Indeterminate);
    let (class, words) = match worst {
        Verdict::Valid => ("done", "verify-valid"),
        Verdict::Indeterminate => ("soon", "verify-indeterminate"),
        Verdict::Invalid => ("late", "verify-invalid"),
    };
    html! {
        (test_words(app, visitor))
        (notice(class, Some(&visitor.t(words)), html! { p { (visitor.t(&format!("{words}-help"))) } }))
        dl class="facts" {
            dt { (visitor.t("verify-file")) } dd { (report.signature.name) }
            @if let Some(content) = &report.content {
                dt { (visitor.t("verify-content")) } dd { (content.name) }
                dt { "SHA-256" } dd class="hash" { (hex(&sha256(&content.bytes))) }
            }
            @for (name, length, hash) in &report.documents {
                dt { (visitor.t("verify-content")) }
                dd { (if name.is_empty() { visitor.t("verify-within") } else { name.clone() }) " – " (upload::size(visitor, i64::try_from(*length).unwrap_or(i64::MAX))) }
                dt { "SHA-256" } dd class="hash" { (hash) }
            }
            dt { (visitor.t("verify-when")) } dd { (format::instant(visitor.now.as_microsecond(), visitor.lang)) }
        }
        @if !report.uncovered.is_empty() {
            (notice("late", Some(&visitor.t("verify-uncovered")), html! { ul { @for name in &report.uncovered { li { (name) } } } }))
        }
        @for (number, own) in report.judged.iter().enumerate() { (signature(visitor, number + 1, own)) }
    }
}

/// One signature of a report.
fn signature(visitor: &Visitor, number: usize, own: &Judged) -> Markup {
    let Judged { covers, assessment: own } = own;
    let certificate = own.chain.first();
    let identity = certificate.map(Certificate::identity).unwrap_or_default();
    let (why, open) = reasons(visitor, own);
    let is_uk = visitor.lang == oblast_kernel::Lang::Uk;
    let class = match own.verdict {
        Verdict::Valid => "state done",
        Verdict::Indeterminate => "state soon",
        Verdict::Invalid => "state late",
    };
    let facts = [
        ("verify-organisation", (!identity.organisation.is_empty()).then_some(identity.organisation)),
        ("verify-position", (!identity.title.is_empty()).then_some(identity.title)),
        ("verify-edrpou", identity.edrpou),
        ("verify-rnokpp", identity.rnokpp),
        ("verify-unzr", identity.unzr),
        ("verify-level", own.level.map(|level| level_words(visitor, level).to_owned())),
        ("verify-proved", own.proved_time.map(|time| format::instant(time * 1_000_000, visitor.lang))),
        ("verify-claimed", own.claimed_time.map(|time| format::instant(time * 1_000_000, visitor.lang))),
        ("verify-serial", certificate.map(|own| hex(own.serial()))),
        ("verify-until", certificate.map(|own| format::instant(own.validity().1 * 1_000_000, visitor.lang))),
        (
            "verify-chain",
            (own.chain.len() > 1)
                .then(|| own.chain.iter().map(|own| own.identity().name).collect::<Vec<_>>().join(" ← ")),
        ),
        ("verify-covers", (!covers.is_empty()).then(|| covers.join(", "))),
    ];
    html! {
        h2 { (visitor.tf("verify-signature", &[("number", number.into())])) ": " (identity.name) }
        p { span class=(class) { (if is_uk { own.verdict.uk() } else { own.verdict.en() }) } }
        @if !why.is_empty() { ul class="reasons" { @for words in &why { li { (words) } } } }
        dl class="facts" {
            @for (key, value) in facts {
                @if let Some(value) = value { dt { (visitor.t(key)) } dd { (value) } }
            }
        }
        @if !open.is_empty() {
            p { (visitor.t("verify-open")) }
            ul { @for words in &open { li { (words) } } }
        }
    }
}
