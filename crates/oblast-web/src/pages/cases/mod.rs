//! The applicant's cases and the page of a case.

pub mod answer;
mod appeal;
pub mod ask;
pub mod complete;
mod content;
pub mod extend;
pub mod files;
pub mod forward;
pub mod hand;
mod history;
pub mod rate;
pub mod receipt;
pub mod withdraw;

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access;
use oblast_register::Procedure;
use oblast_store::Record;
use oblast_store::accounts::full_name;
use oblast_store::cases::CaseView;

use crate::components::field::Plain;
use crate::components::table::{Head, table};
use crate::components::{due_badge, empty, next_page, notice, state_badge};
use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

pub(crate) use content::task_request;
pub use content::{content, issued_record};

const PAGE: i64 = 25;

/// What was typed into a form of the case, what is wrong with it, and what happened meanwhile.
#[derive(Default)]
pub struct Typed {
    /// The form.
    pub form: Submitted,
    /// Errors by field.
    pub errors: Vec<(String, String)>,
    /// Somebody was faster: what the page says about it.
    pub changed: Option<Markup>,
}

impl Typed {
    /// The error of a field.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(field, _)| field == name).map(|(_, words)| words.as_str())
    }

    /// A control of the form with what was typed.
    pub fn plain<'t>(&'t self, name: &'t str, label: String) -> Plain<'t> {
        Plain { name, label, value: self.form.get(name), error: self.error(name), ..Plain::default() }
    }

    /// The errors of some fields.
    pub fn errors_of(&self, names: &[&str]) -> Vec<(String, String)> {
        self.errors.iter().filter(|(field, _)| names.contains(&field.as_str())).cloned().collect()
    }
}

/// A place in a list by time: `micros.id`.
pub fn parse_place(text: Option<&String>) -> Option<(i64, Uuid)> {
    let (at, id) = text?.split_once('.')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

/// The cases of the one who asks.
pub async fn mine(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let own = visitor.actor.person.ok_or(WebError::SignInFirst)?;
    let whose = Whose::of(&app, &visitor, own, query.get("for")).await?;
    let place = parse_place(query.get("after"));
    let mut cases = app.store.cases_of(whose.person, &whose.services, place, PAGE + 1).await?;
    if whose.person != own {
        app.store.note_reading(&visitor.actor, vec![whose.person], "cases", None).await?;
    }
    let more = cases.len() as i64 > PAGE;
    cases.truncate(PAGE as usize);
    let next = cases.last().filter(|_| more).map(|case| {
        let place = format!("{}.{}", case.int("submitted_at").unwrap_or_default(), case.id());
        format!("/cases?after={place}&for={}", whose.person)
    });
    let heads =
        ["case-number", "case-service", "case-state", "case-due"].map(|key| Head::new(visitor.t(key)));
    let mut rows = Vec::new();
    for case in &cases {
        let Some(procedure) = procedure_of(&app, case) else { continue };
        rows.push(vec![
            html! { a data-item href={ "/cases/" (case.id()) } { (case.text("number")) } },
            html! { (visitor.say(&procedure.title)) },
            state_badge(&visitor, &procedure, case.text("state")),
            due_or_decided(&visitor, case),
        ]);
    }
    let drafts = if whose.person == own {
        drafts(&app, &visitor).await?
    } else {
        html! {}
    };
    let title = visitor.t("menu-cases");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/cases",
        html! {
            h1 { (title) }
            (whose.tabs(&visitor))
            (drafts)
            @if rows.is_empty() {
                (empty(&visitor.t("cases-none"), Some(("/services", &visitor.t("cases-begin")))))
            } @else {
                (table(&title, &heads, &rows))
                (next_page(&visitor, next.as_deref()))
            }
        },
    ))
}

/// Whose cases are listed: one's own, or those of somebody one acts for.
struct Whose {
    person: Uuid,
    services: Vec<String>,
    /// The persons to choose from: oneself first, then those one acts for.
    people: Vec<(Uuid, String)>,
}

impl Whose {
    async fn of(app: &App, visitor: &Visitor, own: Uuid, asked: Option<&String>) -> Result<Self, WebError> {
        let mandates = &visitor.actor.mandates;
        let principals = app.store.load_all("person", mandates.iter().map(|own| own.principal)).await?;
        let mut people: Vec<(Uuid, String)> =
            principals.iter().map(|person| (person.id(), full_name(person))).collect();
        people.sort_by_key(|(_, name)| oblast_kernel::sortkey::sort_key(name));
        people.insert(0, (own, visitor.t("cases-own")));
        let asked = asked.and_then(|id| id.parse().ok()).unwrap_or(own);
        let person = people.iter().find(|(id, _)| *id == asked).ok_or(WebError::NotFound)?.0;
        // A mandate for all services beside one for some: all.
        let held = || mandates.iter().filter(|mandate| mandate.principal == person);
        let all = person == own || held().any(|mandate| mandate.services.is_empty());
        let services = if all { Vec::new() } else { held().flat_map(|own| own.services.clone()).collect() };
        Ok(Whose { person, services, people })
    }

    fn tabs(&self, visitor: &Visitor) -> Markup {
        html! {
            @if self.people.len() > 1 {
                nav class="tabs" aria-label=(visitor.t("cases-whose")) {
                    @for (id, name) in &self.people {
                        a href={ "/cases?for=" (id) } aria-current=[(*id == self.person).then_some("page")] { (name) }
                    }
                }
            }
            p class="small" { a href="/mandates" { (visitor.t("mandates-title")) } }
        }
    }
}

/// What was begun and not sent.
async fn drafts(app: &App, visitor: &Visitor) -> Result<Markup, WebError> {
    let Some(account) = visitor.actor.account else { return Ok(html! {}) };
    let drafts = app.store.drafts(account).await?;
    let known = drafts
        .iter()
        .filter_map(|(procedure, at)| {
            Some((app.store.catalogue().service(procedure)?, format::instant(*at, visitor.lang)))
        })
        .collect::<Vec<_>>();
    Ok(html! {
        @if !known.is_empty() {
            h2 { (visitor.t("drafts-title")) }
            ul {
                @for (service, when) in known {
                    li {
                        a href={ "/services/" (service.procedure.id) "/apply" } { (visitor.say(&service.procedure.title)) }
                        " – " (visitor.tf("draft-saved", &[("when", when.into())]))
                    }
                }
            }
        }
    })
}

/// The procedure of a case, in its version.
pub fn procedure_of(app: &App, case: &Record) -> Option<std::sync::Arc<Procedure>> {
    let version = case.int("procedure_version").unwrap_or_default();
    app.store.catalogue().procedure_version(case.text("procedure"), version).cloned()
}

/// Where a decision can be appealed: the key of the text.
pub fn appeal_words(procedure: &Procedure) -> &'static str {
    if procedure.about_decision { "case-appeal-court" } else { "case-appeal" }
}

/// While a case runs its term; afterwards the day of the decision.
pub fn due_or_decided(visitor: &Visitor, case: &Record) -> Markup {
    if let Some(day) = case.get("withdrawn_on").as_text() {
        return html! { (visitor.tf("case-withdrawn-on", &[("date", format::stored_date(day, visitor.lang).into())])) };
    }
    if let Ok(until) = case.text("waiting_until").parse() {
        return waiting_badge(visitor, until);
    }
    match (case.get("decided_on").as_text(), case.text("due_on").parse()) {
        (Some(day), _) => {
            html! { (visitor.tf("case-decided-on", &[("date", format::stored_date(day, visitor.lang).into())])) }
        }
        (None, Ok(due)) => due_badge(visitor, due),
        (None, Err(_)) => html! {},
    }
}

/// The term stands still: until when the applicant may answer.
pub fn waiting_badge(visitor: &Visitor, until: jiff::civil::Date) -> Markup {
    let date = format::date(until, visitor.lang);
    html! { span class="due soon" { (visitor.tf("case-waiting-until", &[("date", date.into())])) } }
}

/// Loads a case for its applicant, who may still change something in it.
pub async fn open_own(app: &App, visitor: &Visitor, id: Uuid) -> Result<CaseView, WebError> {
    let view = open(app, visitor, id).await?;
    visitor.must(access::Request::ActForApplicant(&view.parties))?;
    Ok(view)
}

/// The page of a case again, after a form that was not taken.
pub async fn again(app: &App, visitor: &Visitor, id: Uuid, typed: Typed) -> Result<Response, WebError> {
    let status =
        if typed.changed.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = app.store.case(id).await?.ok_or(WebError::NotFound)?;
    let content = content(app, visitor, &view, &typed).await?;
    let title = visitor.tf("case-title", &[("number", view.case.text("number").into())]);
    Ok((status, layout::page(app, visitor, &title, "/cases", content)).into_response())
}

/// What a page says when somebody else was faster.
pub fn changed_notice(visitor: &Visitor, typed: Option<&str>) -> Markup {
    notice(
        "soon",
        Some(&visitor.t("changed-title")),
        html! {
            p { (visitor.t("changed-task")) }
            @if let Some(typed) = typed { p class="pre" { (visitor.t("changed-your-note")) " «" (typed) "»" } }
        },
    )
}

/// Loads a case for the one who asks, and journals that its personal data were read.
pub async fn open(app: &App, visitor: &Visitor, id: Uuid) -> Result<CaseView, WebError> {
    // To a stranger a case that exists looks like one that does not.
    let view = app.store.case(id).await?.ok_or(WebError::NotFound)?;
    let applicant = view.applicant.id();
    visitor.must(access::Request::ReadCase(&view.parties)).map_err(|_| WebError::NotFound)?;
    if visitor.actor.person != Some(applicant) {
        app.store.note_reading(&visitor.actor, vec![applicant], "case", Some(("cases", id))).await?;
    }
    Ok(view)
}

/// The page of a case.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let view = open(&app, &visitor, id).await?;
    let content = content(&app, &visitor, &view, &Typed::default()).await?;
    let title = visitor.tf("case-title", &[("number", view.case.text("number").into())]);
    let just_submitted = query.contains_key("submitted") && view.case.int("version") == Some(1);
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/cases",
        html! {
            @if just_submitted { (confirmation(&visitor, &view)) }
            (content)
        },
    ))
}

fn confirmation(visitor: &Visitor, view: &CaseView) -> Markup {
    let due = format::date(view.due_on(), visitor.lang);
    notice(
        "done",
        Some(&visitor.t("submitted-title")),
        html! {
            p { (visitor.tf("submitted-number", &[("number", view.case.text("number").into())])) }
            p { a href={ "/cases/" (view.case.id()) "/receipt" } { (visitor.t("receipt-open")) } }
            p { (visitor.tf("submitted-next", &[("date", due.into())])) }
        },
    )
}
