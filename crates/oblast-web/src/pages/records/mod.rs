//! The card of a record, its form, its history.

pub mod erase;
pub mod files;
mod history;
pub mod steps;

use std::collections::HashMap;

use axum::extract::{Path, Query, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::access;
use oblast_kernel::journal::sha256;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::Values;
use oblast_register::group::Group;
use oblast_register::kind::Input;
use oblast_register::{Field, Register};
use oblast_store::records::RecordError;
use oblast_store::{ActError, Idempotency, Record};

use crate::components::map::{Map, map};
use crate::components::table::{Head, table};
use crate::components::{error_summary, field, notice};
use crate::error::WebError;
use crate::form::Submitted;
use crate::once::first_result;
use crate::pages::help::{Hint, hint};
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

use self::history::{Past, history_table};
use super::apply::read_fields;
use super::changes::may_propose;
use super::registers::{View, state_title};

const HISTORY: i64 = 100;

async fn load(app: &App, view: &View, id: Uuid) -> Result<Record, WebError> {
    app.store.load(&view.register.table(), id).await?.ok_or(WebError::NotFound)
}

fn may_change(visitor: &Visitor, view: &View, record: &Record) -> bool {
    visitor.may(change_request(view, record))
}

fn change_request<'v>(view: &'v View, record: &Record) -> access::Request<'v> {
    let closed = view.register.is_closed(record.get("state").as_text());
    access::Request::ChangeRecord { rules: &view.register.rules, holder: view.holder, closed }
}

/// The card.
pub async fn card(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, Uuid)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    card_page(&app, &visitor, &register, id, &query, None).await
}

/// The page of a record; `refused` is a file that was just sent to one of its fields.
async fn card_page(
    app: &App,
    visitor: &Visitor,
    register: &str,
    id: Uuid,
    query: &HashMap<String, String>,
    refused: Option<files::Refused>,
) -> Result<Markup, WebError> {
    let view = View::open(app, visitor, register).await?;
    let now = load(app, &view, id).await?;
    let view = view.of_record(visitor, &now);
    view.note_reading(app, visitor, std::slice::from_ref(&now)).await?;
    let history = app.store.history(&view.register.table(), id, HISTORY).await?;
    let past = Past::read(app, &view, id, query).await?;
    let record = past.record(&now);
    let label = view.label(visitor, record);
    let name = view.name(visitor, record).unwrap_or_else(|| label.clone());
    let title = format!("{name} · {}", visitor.say(&view.register.title));
    let shapes: Vec<serde_json::Value> = view
        .fields()
        .filter(|field| matches!(field.kind.input(), Input::Shape(_)) && !record.get(&field.id).is_null())
        .map(|field| field.kind.to_json(record.get(&field.id), field))
        .collect();
    let files = match past.is_now() {
        true => files::section(app, visitor, &view, &now, refused).await?,
        false => html! {},
    };
    let related = related(app, visitor, register, id).await?;
    let case = record.reference("case_id").filter(|_| view.sees_official);
    Ok(layout::page(
        app,
        visitor,
        &title,
        "/registers",
        html! {
            p class="crumbs" { a href={ "/registers/" (register) } { (visitor.say(&view.register.title)) } }
            h1 { (name) }
            @if name != label { p class="soft" { (visitor.t("record-number")) " " (label) } }
            (past.notice(visitor, &view, &now))
            @if !view.register.states.is_empty() {
                p { span class="state" { (state_title(visitor, &view.register, record.text("state"))) } }
            }
            @for (group, fields) in view.parts(!past.is_now()) {
                (facts(visitor, group, &fields, record))
            }
            @if !shapes.is_empty() { (map(visitor, &visitor.t("map-of-record"), &Map::Geometries(&shapes))) }
            @if past.is_now() { (steps::section(visitor, &view, &now)) }
            (files)
            (related)
            div class="actions" {
                @if past.is_now() && may_change(visitor, &view, record) {
                    a class="button quiet" href={ "/registers/" (register) "/" (id) "/edit" } { (visitor.t("record-edit")) }
                }
                @if past.is_now() && may_propose(visitor, &view, record) {
                    a class="button quiet" href={ "/registers/" (register) "/" (id) "/propose" } { (visitor.t("change-propose")) }
                }
                @if past.is_now() && erase::may(visitor, &view) {
                    a href={ "/registers/" (register) "/" (id) "/erase" } { (visitor.t("erase-title")) }
                }
                @if cfg!(feature = "pdf") && past.is_now() {
                    a href={ "/registers/" (register) "/" (id) "/card.pdf" } { (visitor.t("record-card-pdf")) }
                }
                @if let Some(case) = case { a href={ "/cases/" (case) } { (visitor.t("record-case")) } }
            }
            h2 { (visitor.t("record-history")) }
            (past.form(visitor))
            (history_table(app, visitor, &view, &history).await?)
        },
    ))
}

/// The registers whose records refer to this one, as far as the visitor may read them.
async fn related(app: &App, visitor: &Visitor, register: &str, id: Uuid) -> Result<Markup, WebError> {
    let referring = app.store.referring(register, id).await?;
    let seen = |(other, ..): &&(std::sync::Arc<Register>, String, i64)| {
        visitor.may(access::Request::ReadRegister(&other.rules))
    };
    let seen: Vec<_> = referring.iter().filter(seen).filter(|(_, _, count)| *count > 0).collect();
    Ok(html! {
        @if !seen.is_empty() {
            h2 { (visitor.t("record-related")) }
            ul {
                @for (other, field, count) in seen {
                    li {
                        a href={ "/registers/" (other.id) "?" (field) "=" (id) } { (visitor.say(&other.title)) }
                        " – " (format::count(*count))
                    }
                }
            }
        }
    })
}

/// A form of a record: empty for a new one.
struct FormPage<'p> {
    action: String,
    typed: &'p Submitted,
    errors: &'p [(String, String)],
    changed: Option<Markup>,
    hidden: (&'static str, String),
    is_new: bool,
}

/// What a record says of the fields of a group; nothing where it says nothing.
fn facts(visitor: &Visitor, group: Option<&Group>, fields: &[&Field], record: &Record) -> Markup {
    let is_known = |field: &&&Field| !record.get(&field.id).is_null() || record.is_unreadable(&field.id);
    let known: Vec<&&Field> = fields.iter().filter(is_known).collect();
    html! {
        @if !known.is_empty() {
            @if let Some(group) = group { h2 { (visitor.say(&group.title)) } }
            dl class="facts" {
                @for field in known {
                    dt { (visitor.say(&field.title)) }
                    dd class="pre" {
                        @if record.is_unreadable(&field.id) { span class="soft" { (visitor.t("field-erased")) } }
                        @else { (field::shown(visitor, field, record.get(&field.id))) }
                    }
                }
            }
        }
    }
}

/// The controls of a group.
fn part(visitor: &Visitor, group: Option<&Group>, controls: &Markup) -> Markup {
    html! {
        @if let Some(group) = group {
            fieldset class="part titled" {
                legend { (visitor.say(&group.title)) }
                @if let Some(help) = &group.help { p class="help" { (visitor.say(help)) } }
                (controls)
            }
        } @else { (controls) }
    }
}

fn form_page(app: &App, visitor: &Visitor, view: &View, page: FormPage<'_>) -> Markup {
    let error =
        |name: &str| page.errors.iter().find(|(field, _)| field == name).map(|(_, words)| words.as_str());
    let title = visitor.t(if page.is_new { "record-new" } else { "record-edit" });
    let states: Vec<(String, String)> = view
        .register
        .states
        .iter()
        .map(|state| (state.id.clone(), visitor.say(&state.title).to_owned()))
        .collect();
    layout::page(
        app,
        visitor,
        &title,
        "/registers",
        html! {
            div class="column" {
                p class="crumbs" { a href={ "/registers/" (view.register.id) } { (visitor.say(&view.register.title)) } }
                (error_summary(visitor, page.errors))
                h1 { (title) }
                p { (hint(visitor, Hint::Records)) }
                @if let Some(changed) = page.changed { (changed) }
                form method="post" action=(page.action) novalidate {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name=(page.hidden.0) value=(page.hidden.1);
                    @for (group, fields) in view.form_parts(page.is_new) {
                        @let controls = html! {
                            @for declared in fields {
                                (field::control(visitor, declared, &page.typed.answer(declared), error(&declared.id)))
                            }
                        };
                        (part(visitor, group, &controls))
                    }
                    @if !page.is_new && !states.is_empty() && !view.register.has_steps() {
                        (field::select("state", &visitor.t("record-state"), &states, page.typed.get("state"), None, error("state")))
                    }
                    div class="actions" { button class="button" type="submit" { (visitor.t("save")) } }
                }
            }
        },
    )
}

fn error_list(
    visitor: &Visitor,
    errors: Vec<(&Field, oblast_register::FieldError)>,
) -> Vec<(String, String)> {
    let words = |(field, error): (&Field, oblast_register::FieldError)| {
        (field.id.clone(), field::error_words(visitor, field, &error))
    };
    errors.into_iter().map(words).collect()
}

/// The form of a new record; the address may say what some fields hold.
pub async fn new(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Markup, WebError> {
    let typed = Submitted::of_body(query.unwrap_or_default().as_bytes());
    let view = View::open(&app, &visitor, &register).await?.of_new(&visitor);
    visitor.must(access::Request::CreateRecord { rules: &view.register.rules, holder: view.holder })?;
    let key = app.store.ids.id(visitor.now).to_string();
    Ok(form_page(
        &app,
        &visitor,
        &view,
        FormPage {
            action: format!("/registers/{register}/new"),
            typed: &typed,
            errors: &[],
            changed: None,
            hidden: ("key", key),
            is_new: true,
        },
    ))
}

/// Enters a new record.
pub async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let view = View::open(&app, &visitor, &register).await?.of_new(&visitor);
    visitor.must(access::Request::CreateRecord { rules: &view.register.rules, holder: view.holder })?;
    let account = visitor.actor.account.ok_or(WebError::SignInFirst)?;
    let key = form.id("key").ok_or(WebError::StaleForm)?.to_string();
    let (mut values, errors) = read_fields(view.filled(), &form);
    let mut errors = error_list(&visitor, errors);
    if errors.is_empty() {
        errors = view.settle(&app, &visitor, None, &mut values).await?;
        errors.extend(view.misplaced(&visitor, &values, false));
    }
    if errors.is_empty() {
        let request = sha256(format!("{register}\n{values:?}").as_bytes());
        let id = match first_result(&app, account, &key, &request).await? {
            Some(id) => id,
            None => {
                let id = app.store.ids.id(visitor.now);
                let once = Idempotency { scope: account, key: key.clone(), request, result: id };
                let position = visitor.actor.first_position();
                let created = app
                    .store
                    .create_record(&visitor.actor, position, &view.register, &values, Some(once), Some(id))
                    .await;
                match created {
                    Ok(record) => record.id(),
                    Err(RecordError::Act(ActError::Replay)) => {
                        first_result(&app, account, &key, &request).await?.ok_or(WebError::KeyReused)?
                    }
                    Err(RecordError::Act(ActError::Duplicate { column, .. })) => {
                        errors.push((column, visitor.t("field-duplicate")));
                        id
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        };
        if errors.is_empty() {
            return Ok(Redirect::to(&format!("/registers/{register}/{id}")).into_response());
        }
    }
    let page = form_page(
        &app,
        &visitor,
        &view,
        FormPage {
            action: format!("/registers/{register}/new"),
            typed: &form,
            errors: &errors,
            changed: None,
            hidden: ("key", key),
            is_new: true,
        },
    );
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The form of a record.
pub async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, Uuid)>,
) -> Result<Markup, WebError> {
    let view = View::open(&app, &visitor, &register).await?;
    let record = load(&app, &view, id).await?;
    let view = view.of_record(&visitor, &record);
    view.note_reading(&app, &visitor, std::slice::from_ref(&record)).await?;
    visitor.must(change_request(&view, &record))?;
    let mut stored = Submitted::default().with("state", record.text("state"));
    for field in view.filled() {
        stored = stored.with(&field.id, field.kind.to_input(record.get(&field.id), field));
    }
    Ok(form_page(
        &app,
        &visitor,
        &view,
        FormPage {
            action: format!("/registers/{register}/{id}/edit"),
            typed: &stored,
            errors: &[],
            changed: None,
            hidden: ("version", record.version().to_string()),
            is_new: false,
        },
    ))
}

/// Changes a record, if it still is as the form showed it.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, Uuid)>,
    form: Submitted,
) -> Result<Response, WebError> {
    let view = View::open(&app, &visitor, &register).await?;
    let mut record = load(&app, &view, id).await?;
    let view = view.of_record(&visitor, &record);
    visitor.must(change_request(&view, &record))?;
    let seen = form.number("version").ok_or(WebError::StaleForm)?;
    let (mut values, errors) = read_fields(view.filled(), &form);
    let mut errors = error_list(&visitor, errors);
    if errors.is_empty() {
        errors = view.settle(&app, &visitor, Some(&record), &mut values).await?;
        errors.extend(view.misplaced(&visitor, &values, true));
    }
    if !view.register.states.is_empty() && !view.register.has_steps() {
        match view.register.state(form.get("state")) {
            Some(state) => record.set("state", state.id.as_str()),
            None => errors.push(("state".to_owned(), visitor.t("field-not-a-choice"))),
        }
    }
    let mut changed = None;
    let mut version = seen;
    if seen != record.version() {
        (changed, version) =
            (Some(what_changed(&app, &visitor, &view, id, seen, &values).await?), record.version());
    } else if errors.is_empty() {
        let position = visitor.actor.first_position();
        match app.store.change_record(&visitor.actor, position, &view.register, record, &values).await {
            Ok(()) => return Ok(Redirect::to(&format!("/registers/{register}/{id}")).into_response()),
            Err(RecordError::Act(ActError::Conflict { .. })) => {
                version = load(&app, &view, id).await?.version();
                changed = Some(what_changed(&app, &visitor, &view, id, seen, &values).await?);
            }
            Err(RecordError::Act(ActError::Duplicate { column, .. })) => {
                errors.push((column, visitor.t("field-duplicate")));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let status = if changed.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = form_page(
        &app,
        &visitor,
        &view,
        FormPage {
            action: format!("/registers/{register}/{id}/edit"),
            typed: &form,
            errors: &errors,
            changed,
            hidden: ("version", version.to_string()),
            is_new: false,
        },
    );
    Ok((status, page).into_response())
}

/// What somebody else changed since the form was made, beside what was typed.
async fn what_changed(
    app: &App,
    visitor: &Visitor,
    view: &View,
    id: Uuid,
    seen: i64,
    typed: &Values,
) -> Result<Markup, WebError> {
    let history = app.store.history(&view.register.table(), id, HISTORY).await?;
    let base = history.iter().find(|version| version.record.version() == seen);
    let Some(now) = history.first() else { return Err(WebError::NotFound) };
    let show = |value: &Value, field: &Field| field.kind.display(value, field, visitor.lang);
    let rows: Vec<Vec<Markup>> = view
        .fields()
        .filter(|field| base.is_none_or(|base| base.record.get(&field.id) != now.record.get(&field.id)))
        .map(|field| {
            let yours = typed.get(&field.id).map(|value| show(value, field)).unwrap_or_default();
            vec![
                html! { (visitor.say(&field.title)) },
                html! { (base.map(|base| show(base.record.get(&field.id), field)).unwrap_or_default()) },
                html! { (show(now.record.get(&field.id), field)) },
                html! { (yours) },
            ]
        })
        .collect();
    let heads =
        ["changed-field", "changed-was", "changed-is", "changed-yours"].map(|key| Head::new(visitor.t(key)));
    let when = format::instant(now.at, visitor.lang);
    Ok(notice(
        "soon",
        Some(&visitor.t("changed-title")),
        html! {
            p { (visitor.tf("changed-record", &[("when", when.into())])) }
            (table(&visitor.t("changed-title"), &heads, &rows))
        },
    ))
}
