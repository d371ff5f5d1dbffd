//! Changes of records by request: asked for by one with a reason and evidence, decided by another.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::Request;
use oblast_register::Field;
use oblast_store::Record;
use oblast_store::changes::{ChangeError, MOST, OPEN, proposed};
use oblast_store::record_files::EVIDENCE;
use oblast_store::records::values_of;

use super::cases::Typed;
use super::registers::View;
use crate::components::table::{Head, table};
use crate::components::{empty, error_summary, field, notice};
use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::upload::{self, Uploaded};
use crate::visitor::Visitor;
use crate::{format, layout};

/// The longest reason or explanation, in characters.
const LONGEST: usize = 2_000;

/// A request with its register and the record that it is about.
struct Asked {
    view: View,
    record: Record,
    request: Record,
    /// Who asked.
    author: String,
}

fn read_request<'v>(view: &'v View, request: &Record) -> Request<'v> {
    let author = request.reference("author").unwrap_or_default();
    Request::ReadChange { rules: &view.register.rules, holder: view.holder, author }
}

fn decide_request<'v>(view: &'v View, request: &Record) -> Request<'v> {
    let author = request.reference("author").unwrap_or_default();
    Request::DecideChange { rules: &view.register.rules, holder: view.holder, author }
}

/// May the visitor ask for a change of this record?
pub(super) fn may_propose(visitor: &Visitor, view: &View, record: &Record) -> bool {
    let closed = view.register.is_closed(record.get("state").as_text());
    visitor.may(Request::ProposeChange { rules: &view.register.rules, holder: view.holder, closed })
}

/// Loads a request for who may read it; to others it looks like one that does not exist.
async fn load(app: &App, visitor: &Visitor, id: Uuid) -> Result<Asked, WebError> {
    let request = app.store.load("change_request", id).await?.ok_or(WebError::NotFound)?;
    let view = View::open(app, visitor, request.text("register")).await.map_err(|_| WebError::NotFound)?;
    let record = request.reference("record_id").ok_or(WebError::NotFound)?;
    let record = app.store.load(&view.register.table(), record).await?.ok_or(WebError::NotFound)?;
    let view = view.of_record(visitor, &record);
    visitor.must(read_request(&view, &request)).map_err(|_| WebError::NotFound)?;
    view.note_reading(app, visitor, std::slice::from_ref(&record)).await?;
    let author = match request.reference("author") {
        Some(author) => app.store.account_name(author).await?.unwrap_or_default(),
        None => String::new(),
    };
    Ok(Asked { view, record, request, author })
}

async fn load_record(
    app: &App,
    visitor: &Visitor,
    register: &str,
    id: Uuid,
) -> Result<(View, Record), WebError> {
    let view = View::open(app, visitor, register).await?;
    let record = app.store.load(&view.register.table(), id).await?.ok_or(WebError::NotFound)?;
    let view = view.of_record(visitor, &record);
    let closed = view.register.is_closed(record.get("state").as_text());
    let request = Request::ProposeChange { rules: &view.register.rules, holder: view.holder, closed };
    visitor.must(request)?;
    view.note_reading(app, visitor, std::slice::from_ref(&record)).await?;
    Ok((view, record))
}

fn propose_page(app: &App, visitor: &Visitor, view: &View, record: &Record, typed: &Typed) -> Markup {
    let title = visitor.t("change-propose");
    layout::page(
        app,
        visitor,
        &title,
        "/registers",
        html! {
            div class="column" {
                p class="crumbs" { a href={ "/registers/" (view.register.id) "/" (record.id()) } { (view.label(visitor, record)) } }
                (error_summary(visitor, &typed.errors))
                h1 { (title) }
                p { (visitor.t("change-lead")) }
                form method="post" action={ "/registers/" (view.register.id) "/" (record.id()) "/propose" } novalidate {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    @for declared in view.fields().filter(|field| view.is_filled(field)) {
                        (field::control(visitor, declared, &typed.form.answer(declared), typed.error(&declared.id)))
                    }
                    (typed.plain("reason", visitor.t("change-reason")).area(3))
                    div class="actions" { button class="button" type="submit" { (visitor.t("change-propose-do")) } }
                }
            }
        },
    )
}

/// The form: the record as it is, to be written as it should be.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, Uuid)>,
) -> Result<Markup, WebError> {
    let (view, record) = load_record(&app, &visitor, &register, id).await?;
    let mut stored = Submitted::default();
    for declared in view.fields() {
        let text = declared.kind.to_input(record.get(&declared.id), declared);
        stored = stored.with(&declared.id, text);
    }
    Ok(propose_page(&app, &visitor, &view, &record, &Typed { form: stored, ..Typed::default() }))
}

/// Asks for the change.
pub async fn propose(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, Uuid)>,
    form: Submitted,
) -> Result<Response, WebError> {
    let (view, record) = load_record(&app, &visitor, &register, id).await?;
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    // What the visitor does not see stays as it is.
    let mut values = values_of(&view.register, &record);
    for declared in view.fields().filter(|field| view.is_filled(field)) {
        match declared.parse(&form.answer(declared)) {
            Ok(value) => {
                values.insert(declared.id.clone(), value);
            }
            Err(error) => {
                typed.errors.push((declared.id.clone(), field::error_words(&visitor, declared, &error)));
            }
        }
    }
    let reason = text(&visitor, &form, "reason", "change-reason-missing", &mut typed);
    if typed.errors.is_empty() {
        typed.errors = view.settle(&app, &visitor, Some(&record), &mut values).await?;
    }
    if let (Some(reason), true) = (&reason, typed.errors.is_empty()) {
        match app.store.propose_change(&visitor.actor, &view.register, &record, &values, reason).await {
            Ok(change) => return Ok(Redirect::to(&format!("/changes/{change}")).into_response()),
            Err(ChangeError::Nothing) => {
                let first = view.fields().next().map_or("reason", |first| first.id.as_str());
                typed.errors.push((first.to_owned(), visitor.t("change-nothing")));
            }
            Err(ChangeError::TooMany) => {
                let words = visitor.tf("change-too-many", &[("max", MOST.into())]);
                typed.errors.push(("reason".to_owned(), words));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let page = propose_page(&app, &visitor, &view, &record, &typed);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// A text that must be there.
fn text(visitor: &Visitor, form: &Submitted, name: &str, missing: &str, typed: &mut Typed) -> Option<String> {
    let text = form.get(name).trim();
    if text.is_empty() {
        typed.errors.push((name.to_owned(), visitor.t(missing)));
    } else if text.chars().count() > LONGEST || text.contains('\0') {
        typed.errors.push((name.to_owned(), visitor.tf("change-long", &[("max", LONGEST.into())])));
    }
    typed.error(name).is_none().then(|| text.to_owned())
}

/// The requests that wait for the visitor, and the visitor's own.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let account = visitor.actor.account.ok_or(WebError::SignInFirst)?;
    let mut decided_here = Vec::new();
    for register in app.store.catalogue().registers().filter(|register| !register.rules.approve.is_empty()) {
        let holder = app.store.body_by_code(&register.holder).await?.map(|body| body.id);
        let nobody = Request::DecideChange { rules: &register.rules, holder, author: Uuid::nil() };
        if visitor.may(nobody) {
            decided_here.push(register.id.as_str());
        }
    }
    let waiting = app.store.open_changes(&decided_here).await?;
    let own = app.store.own_changes(account).await?;
    let title = visitor.t("changes-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/registers",
        html! {
            p class="crumbs" { a href="/registers" { (visitor.t("menu-registers")) } }
            h1 { (title) }
            @if !decided_here.is_empty() {
                h2 { (visitor.t("changes-waiting")) }
                (requests(&app, &visitor, &waiting))
            }
            h2 { (visitor.t("changes-own")) }
            (requests(&app, &visitor, &own))
        },
    ))
}

fn requests(app: &App, visitor: &Visitor, requests: &[Record]) -> Markup {
    if requests.is_empty() {
        return empty(&visitor.t("changes-none"), None);
    }
    let heads = ["change-register", "change-reason", "change-when", "change-state"];
    let heads = heads.map(|key| Head::new(visitor.t(key)));
    let rows: Vec<Vec<Markup>> = requests
        .iter()
        .map(|request| {
            let register = app.store.catalogue().register(request.text("register"));
            let title = register.map_or(request.text("register"), |register| visitor.say(&register.title));
            let reason: String = request.text("reason").chars().take(100).collect();
            vec![
                html! { a data-item href={ "/changes/" (request.id()) } { (title) } },
                html! { (reason) },
                html! { (format::instant(request.int("at").unwrap_or_default(), visitor.lang)) },
                state(visitor, request),
            ]
        })
        .collect();
    table(&visitor.t("changes-title"), &heads, &rows)
}

fn state(visitor: &Visitor, request: &Record) -> Markup {
    let class = match request.text("state") {
        "granted" => "state done",
        "rejected" => "state late",
        _ => "state",
    };
    html! { span class=(class) { (visitor.t(&format!("change-state-{}", request.text("state")))) } }
}

/// A request: what is to change, why, the evidence; the decision.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Markup, WebError> {
    let asked = load(&app, &visitor, id).await?;
    Ok(page(&app, &visitor, &asked, &Typed::default()))
}

fn page(app: &App, visitor: &Visitor, asked: &Asked, typed: &Typed) -> Markup {
    let Asked { view, record, request, author } = asked;
    let open = request.text("state") == OPEN;
    let own = request.reference("author") == visitor.actor.account;
    let title = visitor.tf("change-title", &[("record", view.label(visitor, record).into())]);
    layout::page(
        app,
        visitor,
        &title,
        "/registers",
        html! {
            p class="crumbs" {
                a href="/changes" { (visitor.t("changes-title")) } " · "
                a href={ "/registers/" (view.register.id) "/" (record.id()) } { (view.label(visitor, record)) }
            }
            h1 { (title) }
            p { (state(visitor, request)) " " (format::instant(request.int("at").unwrap_or_default(), visitor.lang)) }
            @if let Some(changed) = &typed.changed { (changed) }
            (differences(visitor, view, record, request, open))
            dl class="facts" {
                dt { (visitor.t("change-author")) } dd { (author) }
                dt { (visitor.t("change-reason")) } dd class="pre" { (request.text("reason")) }
                @if EVIDENCE.is_erased(request) {
                    dt { (visitor.t("change-evidence")) } dd class="soft" { (visitor.t("field-erased")) }
                } @else if let Some(name) = EVIDENCE.name(request) {
                    dt { (visitor.t("change-evidence")) }
                    dd {
                        a href={ "/changes/" (request.id()) "/evidence" } { (name) }
                        " – " (upload::size(visitor, request.int("evidence_size").unwrap_or_default()))
                    }
                }
                @if let Some(note) = request.get("note").as_text() { dt { (visitor.t("change-note")) } dd class="pre" { (note) } }
            }
            @if open && own {
                (upload::form(visitor, &format!("/changes/{}/evidence", request.id()), None, &visitor.t("change-evidence-add"), typed.error("file")))
                form method="post" action={ "/changes/" (request.id()) "/withdraw" } {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    button class="linklike" type="submit" { (visitor.t("change-withdraw")) }
                }
            }
            @if open && visitor.may(decide_request(view, request)) { (decision(visitor, request, typed)) }
        },
    )
}

/// What is now, what is asked for.
fn differences(visitor: &Visitor, view: &View, record: &Record, request: &Record, open: bool) -> Markup {
    let values = proposed(&view.register, request);
    let shown = |field: &Field, value: &oblast_kernel::Value| field::shown(visitor, field, value);
    let rows: Vec<Vec<Markup>> = view
        .fields()
        .filter_map(|field| {
            let wanted = values.get(&field.id)?;
            let now = if open {
                shown(field, record.get(&field.id))
            } else {
                html! { "–" }
            };
            Some(vec![html! { (visitor.say(&field.title)) }, now, shown(field, wanted)])
        })
        .collect();
    let heads = ["changed-field", "changed-is", "change-wanted"].map(|key| Head::new(visitor.t(key)));
    table(&visitor.t("change-wanted"), &heads, &rows)
}

fn decision(visitor: &Visitor, request: &Record, typed: &Typed) -> Markup {
    let errors = typed.errors_of(&["note"]);
    html! {
        section class="panel" {
            h2 { (visitor.t("change-decide")) }
            (error_summary(visitor, &errors))
            form method="post" action={ "/changes/" (request.id()) "/decide" } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                (typed.plain("note", visitor.t("change-note")).area(3))
                div class="actions" {
                    button class="button" type="submit" name="do" value="grant" { (visitor.t("change-grant")) }
                    button class="button grave" type="submit" name="do" value="reject" { (visitor.t("change-reject")) }
                }
            }
        }
    }
}

/// Adds the evidence.
pub async fn add_evidence(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    mut form: Uploaded,
) -> Result<Response, WebError> {
    let mut asked = load(&app, &visitor, id).await?;
    if asked.request.reference("author") != visitor.actor.account {
        return Err(WebError::NotPermitted);
    }
    let key = app.store.evidence_key(&asked.view.register, &mut asked.request)?;
    let is_sealed = key.is_some();
    match form.take_under(&app.store, |_| Ok(key)).await {
        Ok((name, taken)) => {
            app.store.add_evidence(&visitor.actor, &asked.request, &name, &taken, is_sealed).await?;
            Ok(Redirect::to(&format!("/changes/{id}")).into_response())
        }
        Err(WebError::File(problem)) => {
            let errors = vec![("file".to_owned(), problem.words(&visitor))];
            let page = page(&app, &visitor, &asked, &Typed { errors, ..Typed::default() });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

/// The evidence.
pub async fn evidence(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, WebError> {
    let asked = load(&app, &visitor, id).await?;
    let name = EVIDENCE.name(&asked.request).ok_or(WebError::NotFound)?;
    let bytes = app.store.file_of(&asked.request, EVIDENCE).await?;
    Ok(upload::inert(name, asked.request.text("evidence_type"), bytes))
}

/// Decides.
pub async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Response, WebError> {
    let asked = load(&app, &visitor, id).await?;
    visitor.must(decide_request(&asked.view, &asked.request))?;
    let granted = match form.get("do") {
        "grant" => true,
        "reject" => false,
        _ => return Err(WebError::BadRequest("no such decision".into())),
    };
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let note = if granted && form.get("note").trim().is_empty() {
        None
    } else {
        text(&visitor, &form, "note", "change-note-missing", &mut typed)
    };
    if typed.errors.is_empty() {
        let holder = asked.view.holder;
        let mut own = visitor.actor.positions.iter().filter(|own| Some(own.body) == holder);
        let position = own.next().map(|own| own.id);
        let (register, request) = (&asked.view.register, &asked.request);
        let decided =
            app.store.decide_change(&visitor.actor, position, register, request, granted, note.as_deref());
        match decided.await {
            Ok(()) => return Ok(Redirect::to("/changes").into_response()),
            Err(ChangeError::Outdated) => {
                let words = html! { p { (visitor.t("change-outdated")) } };
                typed.changed = Some(notice("soon", Some(&visitor.t("changed-title")), words));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let status =
        if typed.changed.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page(&app, &visitor, &asked, &typed)).into_response())
}

/// Takes a request back.
pub async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    _form: Submitted,
) -> Result<Redirect, WebError> {
    let asked = load(&app, &visitor, id).await?;
    if asked.request.reference("author") != visitor.actor.account {
        return Err(WebError::NotPermitted);
    }
    app.store.withdraw_change(&visitor.actor, &asked.request).await?;
    Ok(Redirect::to("/changes"))
}
