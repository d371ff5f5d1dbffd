//! Documents as PDF, and the public page that confirms them.

mod cards;
mod records;
pub mod signatures;
pub mod unsigned;

use std::collections::HashMap;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use oblast_document::{Content, Fact, Section, Template, render};
use oblast_kernel::Uuid;
use oblast_store::Record;
use oblast_store::accounts::full_name;
use oblast_store::cases::CaseView;
use oblast_store::documents::{DocumentError, Issue};
use tokio::sync::Semaphore;

use super::cases::{appeal_words, issued_record, open};
use crate::components::notice;
use crate::error::WebError;
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

pub use cards::{card, process};
pub use records::card as record_card;

/// Documents being made at once.
static MAKING: Semaphore = Semaphore::const_new(2);
/// The longest time for one.
const LONGEST: Duration = Duration::from_secs(20);

impl From<DocumentError> for WebError {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::File(error) => error.into(),
            DocumentError::Case(error) => error.into(),
        }
    }
}

/// Makes a PDF beside the server, within its time.
pub(crate) async fn make(template: Template, content: Content) -> Result<bytes::Bytes, WebError> {
    let internal = |words: String| WebError::Internal(words);
    let _permit = MAKING.acquire().await.map_err(|error| internal(error.to_string()))?;
    let making = tokio::task::spawn_blocking(move || render(template, &content));
    let made = tokio::time::timeout(LONGEST, making)
        .await
        .map_err(|_| internal("a document took too long".into()))?;
    let pdf =
        made.map_err(|error| internal(error.to_string()))?.map_err(|error| internal(error.to_string()))?;
    Ok(pdf.into())
}

fn fact(title: String, text: impl Into<String>) -> Fact {
    Fact { title, text: text.into() }
}

pub(crate) fn pdf(name: &str, bytes: bytes::Bytes) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.pdf\"")),
    ];
    (headers, bytes).into_response()
}

/// What a document is, besides what it says.
struct Paper<'a> {
    kind: &'static str,
    issued_on: Date,
    number: &'a str,
    template: Template,
}

/// Issues the document of a case; where the installation has a seal, it seals what no official signs.
async fn issue(
    app: &App,
    visitor: &Visitor,
    view: &CaseView,
    paper: Paper<'_>,
    content: Content,
) -> Result<Record, WebError> {
    let Paper { kind, issued_on, number, template } = paper;
    let code = app.store.document_code();
    let url = format!("{}/check/{code}", app.site.public_url);
    let grouped: Vec<&str> = [&code[..4], &code[4..8], &code[8..12], &code[12..]].into();
    let args = [("url", url.as_str().into()), ("code", grouped.join(" ").into())];
    let content = Content { check_words: visitor.tf("document-check", &args), check_url: url, ..content };
    let bytes = make(template, content).await?;
    let issue = Issue { code, kind, lang: visitor.lang, number: number.to_owned(), issued_on, bytes };
    let row = app.store.issue_document(&visitor.actor, view, &issue).await?;
    if matches!(kind, "receipt" | "certificate") {
        signatures::seal(app, visitor, view, &row).await?;
    }
    Ok(row)
}

/// A document that was issued, as PDF.
async fn given(app: &App, row: &Record) -> Result<Response, WebError> {
    Ok(pdf(row.text("kind"), app.store.files.read(row.text("hash")).await?))
}

async fn body_title(app: &App, visitor: &Visitor, body: Option<Uuid>) -> Result<String, WebError> {
    let body = match body {
        Some(body) => app.store.body(body).await?,
        None => None,
    };
    Ok(body.map_or_else(String::new, |body| visitor.say(&body.title).to_owned()))
}

pub(crate) fn content(
    visitor: &Visitor,
    issuer: String,
    title: String,
    subtitle: String,
    sections: Vec<Section>,
) -> Content {
    Content {
        lang: visitor.lang.tag().to_owned(),
        issuer,
        title,
        subtitle,
        sections,
        page_word: visitor.t("document-page"),
        ..Content::default()
    }
}

/// The decision of a case.
pub async fn decision(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, WebError> {
    let view = open(&app, &visitor, id).await?;
    let row = decision_document(&app, &visitor, &view).await?;
    given(&app, &row).await
}

/// The decision of a case: the one that was issued, or now issued.
pub(crate) async fn decision_document(
    app: &App,
    visitor: &Visitor,
    view: &CaseView,
) -> Result<Record, WebError> {
    let decided: Date = view.case.text("decided_on").parse().map_err(|_| WebError::NotFound)?;
    if let Some(row) = app.store.issued_document(view.case.id(), "decision", visitor.lang).await? {
        return Ok(row);
    }
    let content = decision_content(app, visitor, view, decided).await?;
    let number = view.case.text("number");
    let paper = Paper { kind: "decision", issued_on: decided, number, template: Template::Decision };
    issue(app, visitor, view, paper, content).await
}

async fn decision_content(
    app: &App,
    visitor: &Visitor,
    view: &CaseView,
    decided: Date,
) -> Result<Content, WebError> {
    let issuer = body_title(app, visitor, view.case.reference("provider")).await?;
    let sections = decision_sections(app, visitor, view).await?;
    let args =
        [("number", view.case.text("number").into()), ("date", format::date(decided, visitor.lang).into())];
    let title = visitor.say(&view.procedure.title).to_owned();
    Ok(content(visitor, issuer, title, visitor.tf("document-subtitle", &args), sections))
}

/// The application of a case as a document that the applicant signs: the one that was issued, or now issued.
pub(crate) async fn application_document(
    app: &App,
    visitor: &Visitor,
    view: &CaseView,
) -> Result<Record, WebError> {
    let submitted: Date = view.case.text("submitted_on").parse().map_err(|_| WebError::NotFound)?;
    if let Some(row) = app.store.issued_document(view.case.id(), "application", visitor.lang).await? {
        return Ok(row);
    }
    let answers = view.application();
    let mut facts = vec![fact(visitor.t("case-applicant"), full_name(&view.applicant))];
    facts.extend(represented(visitor, view));
    for field in &view.procedure.fields {
        if let Some(value) = answers.get(&field.id).filter(|value| !value.is_null()) {
            let shown = field.kind.display(value, field, visitor.lang);
            facts.push(fact(visitor.say(&field.title).to_owned(), shown));
        }
    }
    let number = view.case.text("number");
    let args = [("number", number.into()), ("date", format::date(submitted, visitor.lang).into())];
    let issuer = body_title(app, visitor, view.case.reference("intake")).await?;
    let sections = vec![Section { facts, ..Section::default() }];
    let title = visitor.say(&view.procedure.title).to_owned();
    let content = content(visitor, issuer, title, visitor.tf("document-application", &args), sections);
    let paper = Paper { kind: "application", issued_on: submitted, number, template: Template::Decision };
    issue(app, visitor, view, paper, content).await
}

/// The certificate: what the record that the case has led to says, as a document of its own.
pub async fn certificate(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, WebError> {
    let view = open(&app, &visitor, id).await?;
    let plan = view.procedure.record.as_ref();
    let title = plan.and_then(|plan| plan.certificate.as_ref()).ok_or(WebError::NotFound)?;
    let (_, record) = issued_record(&app, &view).await?.ok_or(WebError::NotFound)?;
    let decided: Date = view.case.text("decided_on").parse().map_err(|_| WebError::NotFound)?;
    if let Some(row) = app.store.issued_document(id, "certificate", visitor.lang).await? {
        return given(&app, &row).await;
    }
    let number = [record.text("number"), view.case.text("number")].into_iter().find(|text| !text.is_empty());
    let number = number.unwrap_or_default();
    let issuer = body_title(&app, &visitor, view.case.reference("provider")).await?;
    let args = [("number", number.into()), ("date", format::date(decided, visitor.lang).into())];
    let holder = vec![fact(visitor.t("case-applicant"), full_name(&view.applicant))];
    let mut sections = vec![Section { facts: holder, ..Section::default() }];
    let issued_part = issued_section(&app, &visitor, &view).await?;
    sections.extend(issued_part.map(|section| Section { heading: String::new(), ..section }));
    let subtitle = visitor.tf("document-certificate-subtitle", &args);
    let content = content(&visitor, issuer, visitor.say(title).to_owned(), subtitle, sections);
    let paper = Paper { kind: "certificate", issued_on: decided, number, template: Template::Decision };
    given(&app, &issue(&app, &visitor, &view, paper, content).await?).await
}

async fn decision_sections(app: &App, visitor: &Visitor, view: &CaseView) -> Result<Vec<Section>, WebError> {
    let (case, procedure) = (&view.case, &view.procedure);
    let mut facts = vec![
        fact(visitor.t("case-applicant"), full_name(&view.applicant)),
        fact(
            visitor.t("document-decision"),
            crate::components::state_title(visitor, procedure, case.text("state")),
        ),
    ];
    facts.extend(represented(visitor, view));
    if let Some(appealed) = &view.appealed {
        facts.push(fact(visitor.t("appeal-about"), appealed.text("number")));
    }
    if let Some(refusal) = procedure.refusal(case.text("refusal")) {
        facts.push(fact(visitor.t("decision-grounds"), visitor.say(&refusal.title)));
    }
    let last = view
        .tasks
        .iter()
        .filter(|task| !task.get("outcome").is_null())
        .max_by_key(|task| task.int("done_at"));
    if let Some(task) = last {
        if let Some(note) = task.get("note").as_text() {
            facts.push(fact(visitor.t("decision-note"), note));
        }
        facts.extend(decided_by(app, visitor, task).await?);
    }
    let mut sections = vec![Section { facts, ..Section::default() }];
    sections.extend(issued_section(app, visitor, view).await?);
    let basis = procedure.basis.iter().map(|basis| visitor.say(&basis.title).to_owned()).collect();
    sections.push(Section { heading: visitor.t("card-basis"), items: basis, ..Section::default() });
    sections.push(Section {
        heading: visitor.t("document-appeal"),
        items: vec![visitor.t(appeal_words(procedure))],
        ..Section::default()
    });
    Ok(sections)
}

/// Who brought the application for the applicant.
fn represented(visitor: &Visitor, view: &CaseView) -> Option<Fact> {
    let (person, mandate) = view.representative.as_ref()?;
    let kind = visitor.t(&format!("mandate-{}", mandate.text("kind")));
    Some(fact(visitor.t("case-representative"), format!("{} – {kind}", full_name(person))))
}

async fn decided_by(app: &App, visitor: &Visitor, task: &Record) -> Result<Option<Fact>, WebError> {
    let Some(account) = task.reference("done_by") else { return Ok(None) };
    let name = app.store.account_name(account).await?;
    Ok(name.map(|name| fact(visitor.t("document-decided-by"), name)))
}

async fn issued_section(app: &App, visitor: &Visitor, view: &CaseView) -> Result<Option<Section>, WebError> {
    let Some((register, record)) = issued_record(app, view).await? else { return Ok(None) };
    let mut facts = Vec::new();
    if !record.text("number").is_empty() {
        facts.push(fact(visitor.t("case-number"), record.text("number")));
    }
    for field in register.fields.iter().filter(|field| !field.is_restricted()) {
        let value = record.get(&field.id);
        if !value.is_null() {
            let unit = field.unit.as_ref().map_or_else(String::new, |unit| format!(" {}", visitor.say(unit)));
            let shown = field.kind.display(value, field, visitor.lang);
            facts.push(fact(visitor.say(&field.title).to_owned(), format!("{shown}{unit}")));
        }
    }
    Ok(Some(Section { heading: visitor.t("case-issued"), facts, ..Section::default() }))
}

/// The receipt of an application.
pub async fn receipt(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, WebError> {
    let view = open(&app, &visitor, id).await?;
    if let Some(row) = app.store.issued_document(id, "receipt", visitor.lang).await? {
        return given(&app, &row).await;
    }
    let case = &view.case;
    let submitted: Date = case.text("submitted_on").parse().map_err(|_| WebError::NotFound)?;
    let mut facts = vec![
        fact(visitor.t("case-service"), visitor.say(&view.procedure.title)),
        fact(visitor.t("case-applicant"), full_name(&view.applicant)),
        fact(
            visitor.t("case-submitted"),
            format::instant(case.int("submitted_at").unwrap_or_default(), visitor.lang),
        ),
        fact(visitor.t("case-due"), format::date(view.due_on(), visitor.lang)),
        fact(visitor.t("receipt-number"), case.text("code")),
    ];
    facts.extend(represented(&visitor, &view));
    let issuer = body_title(&app, &visitor, case.reference("intake")).await?;
    let title = visitor.tf("receipt-title", &[("number", case.text("number").into())]);
    let sections = vec![
        Section { facts, ..Section::default() },
        Section {
            heading: visitor.t("receipt-next"),
            items: vec![visitor.say(&view.procedure.delivery).to_owned()],
            ..Section::default()
        },
    ];
    let content = content(&visitor, issuer, title, format::date(submitted, visitor.lang), sections);
    let paper = Paper {
        kind: "receipt",
        issued_on: submitted,
        number: case.text("number"),
        template: Template::Receipt,
    };
    given(&app, &issue(&app, &visitor, &view, paper, content).await?).await
}

/// The form in which the code of a document is typed.
pub async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    if let Some(code) = query.get("code") {
        let code = oblast_store::documents::clean_code(code);
        if !code.is_empty() {
            return Redirect::to(&format!("/check/{code}")).into_response();
        }
    }
    page(&app, &visitor, None, html! {}).into_response()
}

/// What is known of a document: number, date, hash; nothing about people. That there is none is an answer too.
pub async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Markup, WebError> {
    let found = app.store.document_by_code(&code).await?;
    let signed = match &found {
        Some(document) => signatures::officials(&app, &visitor, document).await?,
        None => html! {},
    };
    Ok(page(&app, &visitor, Some(found), signed))
}

fn page(app: &App, visitor: &Visitor, found: Option<Option<Record>>, signed: Markup) -> Markup {
    let title = visitor.t("check-title");
    layout::page(
        app,
        visitor,
        &title,
        "/check",
        html! {
            div class="column" {
                h1 { (title) }
                @match &found {
                    Some(Some(document)) => {
                        @match document.get("void_since").as_text() {
                            Some(day) => {
                                @let day = format::stored_date(day, visitor.lang);
                                (notice("late", Some(&visitor.tf("check-void", &[("date", day.into())])), html! { p { (visitor.t("check-void-help")) } }))
                            }
                            None => (notice("done", Some(&visitor.t("check-yes")), html! { p { (visitor.t("check-compare")) } })),
                        }
                        dl class="facts" {
                            dt { (visitor.t("check-kind")) } dd { (visitor.t(&format!("document-kind-{}", document.text("kind")))) }
                            dt { (visitor.t("case-number")) } dd { (document.text("number")) }
                            dt { (visitor.t("check-date")) } dd { (format::stored_date(document.text("issued_on"), visitor.lang)) }
                            dt { "SHA-256" } dd class="hash" { (document.text("hash")) }
                        }
                        (signed)
                    }
                    Some(None) => (notice("late", Some(&visitor.t("check-no")), html! { p { (visitor.t("check-no-help")) } })),
                    None => p { (visitor.t("check-lead")) },
                }
                form method="get" action="/check" {
                    div class="field" {
                        label for="f-code" { (visitor.t("check-code")) }
                        input id="f-code" name="code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false";
                    }
                    div class="actions" { button class="button" type="submit" { (visitor.t("check-do")) } }
                }
                p { a href="/verify" { (visitor.t("check-verify")) } }
            }
        },
    )
}
