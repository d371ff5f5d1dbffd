//! All that is held about the one who asks: to be looked at, and to be taken along (Law 2297-VI, art. 8).

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_kernel::access::FieldClass;
use oblast_register::Register;
use oblast_store::Record;
use oblast_store::cases::stored_application;
use serde_json::{Value as Json_, json};

use crate::components::field::shown;
use crate::components::notice;
use crate::error::WebError;
use crate::format;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// What a person row holds, with the keys of its titles.
const PERSON: [(&str, &str); 7] = [
    ("organisation", "data-organisation"),
    ("edrpou", "data-edrpou"),
    ("family_name", "appoint-family_name"),
    ("given_name", "appoint-given_name"),
    ("patronymic", "appoint-patronymic"),
    ("rnokpp", "appoint-rnokpp"),
    ("email", "appoint-email"),
];
/// How many cases are told at most.
const CASES: i64 = 1_000;

struct Held {
    person: Record,
    login: String,
    cases: Vec<Record>,
    records: Vec<(std::sync::Arc<Register>, Record)>,
    mergers: Vec<Record>,
}

async fn held(app: &App, visitor: &Visitor) -> Result<Held, WebError> {
    let account = super::own(visitor)?;
    let person = visitor.actor.person.ok_or(WebError::SignInFirst)?;
    let account = app.store.load("account", account).await?.ok_or(WebError::NotFound)?;
    let person = app.store.load("person", person).await?.ok_or(WebError::NotFound)?;
    let cases = app.store.cases_of(person.id(), &[], None, CASES).await?;
    let records = app.store.records_about(&person, super::is_proved(visitor)).await?;
    let mergers = app.store.mergers(Some(person.id())).await?;
    Ok(Held { person, login: account.text("login").to_owned(), cases, records, mergers })
}

/// The page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let held = held(&app, &visitor).await?;
    let title = visitor.t("data-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/account" { (visitor.t("account-title")) } }
            h1 { (title) }
            p class="lead column" { (visitor.t("data-lead")) }
            p { a class="button quiet" href="/account/data.json" { (visitor.t("data-download")) } }
            h2 { (visitor.t("data-person")) }
            dl class="facts" {
                dt { (visitor.t("login-login")) } dd { code { (held.login) } }
                @for (column, key) in PERSON {
                    @if let Some(text) = held.person.get(column).as_text() { @if !text.is_empty() { dt { (visitor.t(key)) } dd { (text) } } }
                }
                @if let Some(phone) = held.person.get("phone").as_text() { dt { (visitor.t("data-phone")) } dd { (phone) } }
            }
            @if !held.mergers.is_empty() {
                h2 { (visitor.t("data-mergers")) }
                ul { @for merger in &held.mergers { li { (format::instant(merger.int("merged_at").unwrap_or(0), visitor.lang)) " – " (merger.text("basis")) } } }
            }
            h2 { (visitor.t("menu-cases")) }
            @if held.cases.is_empty() { p { (visitor.t("data-no-cases")) } }
            ul { @for case in &held.cases { li { (case_line(&app, &visitor, case)) } } }
            h2 { (visitor.t("data-records")) }
            (unproved(&visitor))
            @if held.records.is_empty() { p { (visitor.t("data-no-records")) } }
            @for (register, record) in &held.records { (record_block(&visitor, register, record)) }
        },
    ))
}

/// Says what is shown only to who has proved their tax number.
pub(super) fn unproved(visitor: &Visitor) -> Markup {
    html! {
        @if !super::is_proved(visitor) {
            (notice("soon", None, html! { p { (visitor.t("data-unproved")) " " a href="/login/key?next=/account/data" { (visitor.t("key-login-title")) } } }))
        }
    }
}

fn case_line(app: &App, visitor: &Visitor, case: &Record) -> Markup {
    let service = app.store.catalogue().service(case.text("procedure"));
    let title = service.map_or_else(String::new, |service| visitor.say(&service.procedure.title).to_owned());
    html! { a href={ "/cases/" (case.id()) } { (case.text("number")) } " – " (title) ", " (format::stored_date(case.text("submitted_on"), visitor.lang)) }
}

/// One's own data are shown whole: what officials see and what is restricted too.
fn record_block(visitor: &Visitor, register: &Register, record: &Record) -> Markup {
    html! {
        section class="panel" {
            h3 { (visitor.say(&register.title)) @if let Some(number) = record.get("number").as_text() { " – " (number) } }
            @if let Some(purpose) = &register.purpose { p class="soft" { (visitor.t("readings-purpose")) ": " (visitor.say(purpose)) } }
            dl class="facts" {
                @for field in register.fields.iter().filter(|field| !record.get(&field.id).is_null()) {
                    dt { (visitor.say(&field.title)) }
                    dd { (shown(visitor, field, record.get(&field.id))) @if field.class == FieldClass::Restricted { " " span class="state" { (visitor.t("data-restricted")) } } }
                }
            }
        }
    }
}

/// The same as a file.
pub async fn file(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    let held = held(&app, &visitor).await?;
    let text = |record: &Record, column: &str| record.get(column).as_text().map(str::to_owned);
    let person: serde_json::Map<String, Json_> = PERSON
        .iter()
        .map(|(column, _)| *column)
        .chain(["phone"])
        .filter_map(|column| Some((column.to_owned(), text(&held.person, column)?.into())))
        .collect();
    let cases: Vec<Json_> = held
        .cases
        .iter()
        .map(|case| {
            let application: Json_ = serde_json::from_str(stored_application(case)).unwrap_or_default();
            json!({
                "number": text(case, "number"),
                "procedure": text(case, "procedure"),
                "submitted_on": text(case, "submitted_on"),
                "state": text(case, "state"),
                "application": application,
            })
        })
        .collect();
    let records: Vec<Json_> = held
        .records
        .iter()
        .map(|(register, record)| {
            let fields: serde_json::Map<String, Json_> = register
                .fields
                .iter()
                .filter(|field| !record.get(&field.id).is_null())
                .map(|field| (field.id.clone(), field.kind.to_json(record.get(&field.id), field)))
                .collect();
            json!({ "register": register.id, "number": text(record, "number"), "fields": fields })
        })
        .collect();
    let body = json!({ "login": held.login, "person": person, "cases": cases, "records": records });
    let name = "attachment; filename=\"my-data.json\"";
    Ok(([(header::CONTENT_DISPOSITION, name)], Json(body)).into_response())
}
