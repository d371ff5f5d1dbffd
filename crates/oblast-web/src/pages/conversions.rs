//! The conversions of a register: how far they are, and the records whose old value the new field cannot take over.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_kernel::access::{FieldClass, Request};
use oblast_store::Record;
use oblast_store::conversions::Conversion;

use super::registers::View;
use crate::components::table::{Head, table};
use crate::components::{empty, notice};
use crate::error::WebError;
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

/// How often a page whose work goes on is read anew, in seconds.
const AGAIN: &str = "5";

/// What a list says of conversions that go on or have left something over, to who may change its records.
pub(super) async fn told(app: &App, visitor: &Visitor, view: &View) -> Result<Markup, WebError> {
    if !view.may_change_some(visitor) || view.register.fields.iter().all(|field| field.from.is_none()) {
        return Ok(html! {});
    }
    let all = app.store.conversions(&view.register).await?;
    let place = format!("/registers/{}/conversions", view.register.id);
    let running = all.iter().any(|own| !own.is_done);
    let left: i64 = all.iter().map(|own| own.failed).sum();
    Ok(html! {
        @if running { p class="notice soon" { a href=(place) { (visitor.t("conversion-running")) } } }
        @else if left > 0 {
            p class="notice soon" { a href=(place) { (visitor.tf("conversion-left", &[("count", left.into()), ("shown", format::count(left).into())])) } }
        }
    })
}

/// The page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
) -> Result<Response, WebError> {
    let view = View::open(&app, &visitor, &register).await?;
    let (rules, holder) = (&view.register.rules, view.holder);
    visitor.must(Request::ReadField { class: FieldClass::Official, rules, holder })?;
    if !view.may_change_some(&visitor) {
        return Err(WebError::NotPermitted);
    }
    let all = app.store.conversions(&view.register).await?;
    let mut parts = Vec::new();
    for own in &all {
        let (records, count) = match own.is_done {
            true => app.store.unconverted(&view.register, own).await?,
            false => (Vec::new(), 0),
        };
        view.note_reading(&app, &visitor, &records).await?;
        parts.push(part(&visitor, &view, own, &records, count));
    }
    let title = visitor.t("conversion-title");
    let page = layout::page(
        &app,
        &visitor,
        &title,
        "/registers",
        html! {
            p class="crumbs" { a href={ "/registers/" (register) } { (visitor.say(&view.register.title)) } }
            h1 { (title) }
            p class="column" { (visitor.t("conversion-lead")) }
            @if parts.is_empty() { (empty(&visitor.t("conversion-none"), None)) }
            @for part in &parts { (part) }
        },
    );
    match all.iter().any(|own| !own.is_done) {
        true => Ok(([(header::REFRESH, AGAIN)], page).into_response()),
        false => Ok(page.into_response()),
    }
}

fn part(visitor: &Visitor, view: &View, own: &Conversion, records: &[Record], count: i64) -> Markup {
    let found = view.register.field(&own.field).zip(view.register.field(&own.source));
    let Some((field, source)) = found else { return html! {} };
    let words = visitor.tf(
        "conversion-progress",
        &[("done", format::count(own.done).into()), ("total", format::count(own.total).into())],
    );
    let heads = [Head::new(visitor.t("steps-record")), Head::new(visitor.say(&source.title))];
    let may_see = view.sees(source);
    let rows: Vec<Vec<Markup>> = records
        .iter()
        .map(|record| {
            let card = format!("/registers/{}/{}/edit", view.register.id, record.id());
            let was = source.kind.display(record.get(&source.id), source, visitor.lang);
            vec![html! { a href=(card) { (view.label(visitor, record)) } }, html! { @if may_see { (was) } }]
        })
        .collect();
    html! {
        h2 { (visitor.say(&source.title)) " → " (visitor.say(&field.title)) }
        @if !own.is_done {
            div class="column" role="status" {
                progress max=(own.total.max(1)) value=(own.done) aria-label=(visitor.t("conversion-title")) {}
                p { (words) }
            }
        } @else if rows.is_empty() {
            (notice("done", None, html! { p { (visitor.t("conversion-done")) } }))
        } @else {
            p { (visitor.tf("conversion-unread", &[("count", count.into()), ("shown", format::count(count).into())])) }
            (table(&visitor.t("conversion-title"), &heads, &rows))
        }
    }
}
