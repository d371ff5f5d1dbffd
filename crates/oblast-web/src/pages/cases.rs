//! The applicant's cases, the page of a case, and the end of a task.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::{self, Role};
use oblast_store::Record;
use oblast_store::accounts::full_name;
use oblast_store::cases::{CaseError, CaseView, Completion};

use crate::components::decision::{self, Typed};
use crate::components::field;
use crate::components::table::{Head, table};
use crate::components::timeline::{Step, timeline};
use crate::components::{due_badge, empty, next_page, notice, state_badge};
use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

const PAGE: i64 = 25;

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
    let person = visitor.actor.person.ok_or(WebError::SignInFirst)?;
    let mut cases = app.store.cases_of(person, parse_place(query.get("after")), PAGE + 1).await?;
    let more = cases.len() as i64 > PAGE;
    cases.truncate(PAGE as usize);
    let next = cases
        .last()
        .filter(|_| more)
        .map(|case| format!("/cases?after={}.{}", case.int("submitted_at").unwrap_or_default(), case.id()));
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
    let title = visitor.t("menu-cases");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/cases",
        html! {
            h1 { (title) }
            @if rows.is_empty() {
                (empty(&visitor.t("cases-none"), Some(("/services", &visitor.t("cases-begin")))))
            } @else {
                (table(&title, &heads, &rows))
                (next_page(&visitor, next.as_deref()))
            }
        },
    ))
}

/// The procedure of a case, in its version.
pub fn procedure_of(app: &App, case: &Record) -> Option<std::sync::Arc<oblast_register::Procedure>> {
    let version = case.int("procedure_version").unwrap_or_default();
    app.store.catalogue().procedure_version(case.text("procedure"), version).cloned()
}

/// While a case runs its term; afterwards the day of the decision.
pub fn due_or_decided(visitor: &Visitor, case: &Record) -> Markup {
    match (case.get("decided_on").as_text(), case.text("due_on").parse()) {
        (Some(day), _) => {
            html! { (visitor.tf("case-decided-on", &[("date", format::stored_date(day, visitor.lang).into())])) }
        }
        (None, Ok(due)) => due_badge(visitor, due),
        (None, Err(_)) => html! {},
    }
}

/// Loads a case for the one who asks, and journals that its personal data were read.
pub async fn open(app: &App, visitor: &Visitor, id: Uuid) -> Result<CaseView, WebError> {
    // To a stranger a case that exists looks like one that does not.
    let view = app.store.case(id).await?.ok_or(WebError::NotFound)?;
    let applicant = view.applicant.id();
    visitor
        .must(access::Request::ReadCase { applicant, bodies: &view.bodies() })
        .map_err(|_| WebError::NotFound)?;
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
    let content = content(&app, &visitor, &view, &Typed::default(), None).await?;
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
            p { (visitor.tf("submitted-next", &[("date", due.into())])) }
        },
    )
}

/// The open task of a case that this visitor may end.
fn own_task<'v>(visitor: &Visitor, view: &'v CaseView) -> Option<&'v Record> {
    view.tasks.iter().find(|task| {
        task.int("is_open") == Some(1) && task_request(view, task).is_some_and(|request| visitor.may(request))
    })
}

fn task_request<'a>(view: &CaseView, task: &Record) -> Option<access::Request<'a>> {
    Some(access::Request::CompleteTask {
        applicant: view.applicant.id(),
        role: Role::from_name(task.text("role"))?,
        body: task.reference("body")?,
    })
}

/// The content of a case: for its own page and for the pane beside the queue.
pub async fn content(
    app: &App,
    visitor: &Visitor,
    view: &CaseView,
    typed: &Typed,
    changed: Option<Markup>,
) -> Result<Markup, WebError> {
    let (case, procedure) = (&view.case, &view.procedure);
    let answers = view.application();
    let steps = steps(app, visitor, view).await?;
    let task = own_task(visitor, view);
    let refusal = procedure.refusal(case.text("refusal"));
    let register = procedure.record.as_ref().map(|plan| plan.register.as_str()).unwrap_or_default();
    Ok(html! {
        h1 { (visitor.tf("case-title", &[("number", case.text("number").into())])) }
        p class="lead" { (visitor.say(&procedure.title)) }
        p { (state_badge(visitor, procedure, case.text("state"))) " " (due_or_decided(visitor, case)) }
        @if let Some(changed) = changed { (changed) }
        @if let Some(refusal) = refusal {
            (notice("late", Some(&visitor.t("case-refused")), html! {
                p { (visitor.say(&refusal.title)) }
                p { (visitor.t("case-appeal")) }
            }))
        }
        @if let Some(record) = case.reference("record_id") {
            p { a class="button quiet" href={ "/registers/" (register) "/" (record) } { (visitor.t("case-result")) } }
        }
        @if let Some((task, declared)) = task.and_then(|task| Some((task, procedure.task(task.text("task"))?))) {
            @let action = format!("/cases/{}/tasks/{}", case.id(), task.id());
            (decision::panel(visitor, procedure, declared, &action, task.version(), typed))
        }
        h2 { (visitor.t("case-application")) }
        dl class="facts" {
            dt { (visitor.t("case-applicant")) } dd { (full_name(&view.applicant)) }
            @for field in &procedure.fields {
                @if let Some(value) = answers.get(&field.id) {
                    dt { (visitor.say(&field.title)) }
                    dd class="pre" { (field::shown(visitor, field, value)) }
                }
            }
        }
        h2 { (visitor.t("case-history")) }
        (timeline(&steps))
        details {
            summary { (visitor.t("case-why-date")) }
            p {
                (visitor.tf("case-term-count", &[
                    ("start", format::stored_date(case.text("submitted_on"), visitor.lang).into()),
                    ("term", super::services::term_words(visitor, procedure).into()),
                    ("due", format::date(view.due_on(), visitor.lang).into()),
                    ("citation", procedure.term.citation.into()),
                ]))
            }
        }
    })
}

async fn steps(app: &App, visitor: &Visitor, view: &CaseView) -> Result<Vec<Step>, WebError> {
    let bodies =
        app.store.load_all("body", view.tasks.iter().filter_map(|task| task.reference("body"))).await?;
    let accounts =
        app.store.load_all("account", view.tasks.iter().filter_map(|task| task.reference("done_by"))).await?;
    let people = app
        .store
        .load_all("person", accounts.iter().filter_map(|account| account.reference("person")))
        .await?;
    let body_title = |task: &Record| {
        let body = bodies.iter().find(|body| Some(body.id()) == task.reference("body"))?;
        let column = if visitor.lang == oblast_kernel::Lang::Uk { "title_uk" } else { "title_en" };
        Some(body.text(column).to_owned())
    };
    let official = |task: &Record| {
        let account = accounts.iter().find(|account| Some(account.id()) == task.reference("done_by"))?;
        people.iter().find(|person| Some(person.id()) == account.reference("person")).map(full_name)
    };
    let mut steps = vec![Step {
        title: visitor.t("step-submitted"),
        by: Some(full_name(&view.applicant)),
        when: view.case.int("submitted_at").map(|at| format::instant(at, visitor.lang)),
        note: None,
        waiting: false,
    }];
    let mut tasks: Vec<&Record> = view.tasks.iter().collect();
    tasks.sort_by_key(|task| (task.int("is_open"), task.int("done_at")));
    for task in tasks {
        let Some(declared) = view.procedure.task(task.text("task")) else { continue };
        let waiting = task.int("is_open") == Some(1);
        let outcome = declared.outcome(task.text("outcome"));
        let title = outcome.map_or(&declared.title, |outcome| &outcome.done);
        let by: Vec<String> = [official(task), body_title(task)].into_iter().flatten().collect();
        steps.push(Step {
            title: if waiting {
                visitor.tf("step-waiting", &[("task", visitor.say(&declared.title).into())])
            } else {
                visitor.say(title).to_owned()
            },
            by: Some(by.join(", ")),
            when: task.int("done_at").map(|at| format::instant(at, visitor.lang)),
            note: task.get("note").as_text().map(str::to_owned),
            waiting,
        });
    }
    Ok(steps)
}

/// Ends a task.
pub async fn complete(
    State(app): State<App>,
    visitor: Visitor,
    Path((case, task)): Path<(Uuid, Uuid)>,
    form: Submitted,
) -> Result<Response, WebError> {
    let view = open(&app, &visitor, case).await?;
    let stored = view.tasks.iter().find(|stored| stored.id() == task).ok_or(WebError::NotFound)?;
    let request = task_request(&view, stored).ok_or(WebError::NotFound)?;
    visitor.must(request)?;
    let text = |name: &str| Some(form.get(name).trim().to_owned()).filter(|text| !text.is_empty());
    let completion =
        Completion { outcome: form.get("outcome").to_owned(), note: text("note"), grounds: text("grounds") };
    let position = match request {
        access::Request::CompleteTask { role, body, .. } => {
            visitor.actor.position(role, body).map(|position| position.id)
        }
        _ => None,
    };
    let mut errors = Vec::new();
    if completion.note.as_deref().is_some_and(|note| note.chars().count() > 4_000 || note.contains('\0')) {
        errors.push(("note".to_owned(), visitor.t("decision-note-long")));
    }
    let version = form.number("version").unwrap_or_default();
    let result = if errors.is_empty() {
        app.store.complete_task(&visitor.actor, position, task, version, &completion).await
    } else {
        Err(CaseError::NoteRequired)
    };
    let changed = match result {
        Ok(()) => return Ok(Redirect::to(&format!("/cases/{case}")).into_response()),
        Err(CaseError::NoteRequired) if !errors.is_empty() => None,
        Err(CaseError::NoteRequired) => {
            errors.push(("note".to_owned(), visitor.t("decision-note-missing")));
            None
        }
        Err(CaseError::GroundsRequired) => {
            errors.push(("grounds".to_owned(), visitor.t("decision-grounds-missing")));
            None
        }
        Err(CaseError::Changed) => Some(notice(
            "soon",
            Some(&visitor.t("changed-title")),
            html! {
                p { (visitor.t("changed-task")) }
                @if let Some(note) = &completion.note { p class="pre" { (visitor.t("changed-your-note")) " «" (note) "»" } }
            },
        )),
        Err(error) => return Err(error.into()),
    };
    let status = if changed.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = app.store.case(case).await?.ok_or(WebError::NotFound)?;
    let typed = Typed { note: form.get("note").to_owned(), grounds: form.get("grounds").to_owned(), errors };
    let content = content(&app, &visitor, &view, &typed, changed).await?;
    let title = visitor.tf("case-title", &[("number", view.case.text("number").into())]);
    Ok((status, layout::page(&app, &visitor, &title, "/queue", content)).into_response())
}
