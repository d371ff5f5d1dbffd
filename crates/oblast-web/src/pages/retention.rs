//! Terms of keeping: what has ended is reported first, and destroyed by the approval of another one only.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use oblast_register::Register;
use oblast_register::retention::Retention;
use oblast_store::Record;
use oblast_store::accounts::approvals::Deed;
use oblast_store::retention::MOST;

use super::approvals::asking;
use super::officials::reason;
use crate::components::table::{Head, table};
use crate::components::{empty, error_of, notice, unconfirmed};
use crate::error::WebError;
use crate::form::Submitted;
use crate::format;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// How many of the records a report names.
const SHOWN: usize = 200;

/// The registers with a term, and how many of their records it has ended for.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let mut rows = Vec::new();
    for register in app.store.catalogue().registers() {
        let Some(retention) = &register.retention else { continue };
        let due = app.store.count_due(register, retention.until(visitor.today())).await?;
        rows.push(vec![
            html! { a href={ "/retention/" (register.id) } { (visitor.say(&register.title)) } },
            html! { (visitor.tf("retention-years", &[("years", i64::from(retention.years).into())])) },
            html! { (visitor.say(&retention.basis)) (unconfirmed(&visitor, retention.confirmed)) },
            html! { (format::count(due)) },
        ]);
    }
    let mut heads: Vec<Head> = ["retention-register", "retention-term", "retention-basis"]
        .map(|key| Head::new(visitor.t(key)))
        .into();
    heads.push(Head::number(visitor.t("retention-due")));
    let title = visitor.t("retention-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/officials" { (visitor.t("officials-title")) } }
            h1 { (title) }
            p class="lead column" { (visitor.t("retention-lead")) }
            @if rows.is_empty() { (empty(&visitor.t("retention-none"), None)) } @else { (table(&title, &heads, &rows)) }
        },
    ))
}

/// A count, or that there are at least so many.
fn count_words(visitor: &Visitor, count: usize) -> String {
    let number = format::count(count as i64);
    if count < MOST { number } else { visitor.tf("retention-more", &[("count", number.into())]) }
}

struct Due {
    register: std::sync::Arc<Register>,
    retention: Retention,
    until: Date,
    records: Vec<Record>,
}

async fn due(app: &App, visitor: &Visitor, id: &str) -> Result<Due, WebError> {
    let register = app.store.catalogue().register(id).cloned().ok_or(WebError::NotFound)?;
    let retention = register.retention.clone().ok_or(WebError::NotFound)?;
    let until = retention.until(visitor.today());
    let records = app.store.due_records(&register, until).await?;
    Ok(Due { register, retention, until, records })
}

/// The report: which records, since when. It names no person.
pub async fn report(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Markup, WebError> {
    let due = due(&app, &visitor, &id).await?;
    Ok(page(&app, &visitor, &due, "", None))
}

fn page(app: &App, visitor: &Visitor, due: &Due, typed: &str, error: Option<&str>) -> Markup {
    let register = &due.register;
    let field = register.field(&due.retention.from);
    let heads = [
        Head::new(visitor.t("record-number")),
        Head::new(field.map_or_else(String::new, |field| visitor.say(&field.title).to_owned())),
    ];
    let rows: Vec<Vec<Markup>> = due
        .records
        .iter()
        .take(SHOWN)
        .map(|record| {
            let number =
                record.get("number").as_text().map_or_else(|| record.id().to_string(), str::to_owned);
            vec![
                html! { (number) },
                html! { (format::stored_date(record.text(&due.retention.from), visitor.lang)) },
            ]
        })
        .collect();
    let title = format!("{}: {}", visitor.t("retention-title"), visitor.say(&register.title));
    let until = format::date(due.until, visitor.lang);
    let args = [("until", until.into()), ("count", count_words(visitor, due.records.len()).into())];
    let label = visitor.t("retention-reason");
    layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/retention" { (visitor.t("retention-title")) } }
            div class="column" {
                (error_of(visitor, "reason", error))
                h1 { (title) }
                p class="lead" { (visitor.tf("retention-report", &args)) }
                p { (visitor.say(&due.retention.basis)) (unconfirmed(visitor, due.retention.confirmed)) }
            }
            @if due.records.is_empty() { (empty(&visitor.t("retention-nothing"), None)) } @else {
                (table(&title, &heads, &rows))
                @if due.records.len() > SHOWN { p { (visitor.tf("retention-shown", &[("shown", SHOWN.into())])) } }
                div class="column" {
                    (notice("late", None, html! { p { (visitor.t("retention-warning")) } }))
                    (asking(visitor, &format!("/retention/{}", register.id), label, typed, error))
                }
            }
        },
    )
}

/// Asks for the run.
pub async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let due = due(&app, &visitor, &id).await?;
    if due.records.is_empty() {
        return Err(WebError::Conflict);
    }
    match reason(&visitor, &form, "reason") {
        Ok(given) => {
            let deed = Deed::Retention { register: id, until: due.until, count: due.records.len() };
            app.store.ask_approval(&visitor.actor, &deed, given).await?;
            Ok(Redirect::to("/approvals").into_response())
        }
        Err(words) => {
            let page = page(&app, &visitor, &due, form.get("reason"), Some(&words));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
