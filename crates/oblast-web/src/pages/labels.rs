//! Labels of records, to be printed and stuck on things: number, name, a code that opens the record.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use oblast_store::Record;

use super::registers::{View, query_text, read_query};
use crate::components::{empty, next_page, qr};
use crate::error::WebError;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

use super::registers::cursor_text;

/// How many labels a page has: eight sheets of twenty-four.
const PAGE: i64 = 192;

/// The labels of the records that the filters of the list choose.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let view = View::open(&app, &visitor, &id).await?.of_list(&visitor, &query);
    let page = app.store.list(&view.register, &read_query(&view, &query, PAGE)?).await?;
    view.note_reading(&app, &visitor, &page.records).await?;
    let filtered = query_text(&query, &["after"]);
    let next =
        page.next.map(|cursor| format!("/registers/{id}/labels?{filtered}after={}", cursor_text(&cursor)));
    let title = visitor.t("labels-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/registers",
        html! {
            p class="crumbs" { a href={ "/registers/" (id) "?" (filtered) } { (visitor.say(&view.register.title)) } }
            div class="screen-only" { h1 { (title) } p class="column" { (visitor.t("labels-lead")) } }
            @if page.records.is_empty() { (empty(&visitor.t("list-nothing-found"), None)) }
            ul class="labels" {
                @for record in &page.records { li { (label(&app, &visitor, &view, record)?) } }
            }
            (next_page(&visitor, next.as_deref()))
        },
    ))
}

fn label(app: &App, visitor: &Visitor, view: &View, record: &Record) -> Result<Markup, WebError> {
    let url = format!("{}/registers/{}/{}", app.site.public_url, view.register.id, record.id());
    let name = view.name(visitor, record);
    let number = view.label(visitor, record);
    Ok(html! {
        span class="code" { (qr(&url, &visitor.tf("labels-code", &[("record", number.as_str().into())]))?) }
        span class="words" {
            strong { (number) }
            @if let Some(name) = name.filter(|name| *name != number) { span { (name) } }
            small { (visitor.t("site-name")) " · " (visitor.say(&view.register.title)) }
        }
    })
}
