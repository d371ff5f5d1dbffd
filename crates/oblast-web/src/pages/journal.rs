//! The public page of the journal: its head, its checkpoints, its last entries without persons.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use oblast_kernel::journal::{Body, Entry, hex};

use crate::components::next_page;
use crate::components::table::{Head, table};
use crate::error::WebError;
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

const PAGE: i64 = 30;

fn act_title(visitor: &Visitor, act: &str) -> String {
    visitor.t(&format!("act-{}", act.replace('.', "-")))
}

/// The page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let (entries, next) = page_of(&app, &query, "/journal").await?;
    let checkpoints = app.store.checkpoints(10).await?;
    let rows: Vec<Vec<Markup>> =
        entries.iter().map(|(entry, body)| public_row(&visitor, entry, body)).collect();
    let heads = [
        Head::new(visitor.t("journal-seq")),
        Head::new(visitor.t("history-when")),
        Head::new(visitor.t("history-what")),
        Head::new(visitor.t("journal-hash")),
    ];
    let checkpoint_rows: Vec<Vec<Markup>> = checkpoints
        .iter()
        .map(|checkpoint| {
            vec![
                html! { (format::count(checkpoint.seq)) },
                html! { (format::instant(checkpoint.at, visitor.lang)) },
                html! { span class="hash" { (checkpoint.hash) } },
            ]
        })
        .collect();
    let checkpoint_heads = [
        Head::new(visitor.t("journal-seq")),
        Head::new(visitor.t("journal-signed")),
        Head::new(visitor.t("journal-hash")),
    ];
    let title = visitor.t("menu-journal");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/journal",
        html! {
            h1 { (title) }
            p class="lead column" { (visitor.t("journal-lead")) }
            h2 { (visitor.t("journal-checkpoints")) }
            p { (visitor.t("journal-checkpoints-help")) }
            @if let Some(key) = &app.site.journal_key {
                p { (visitor.t("journal-key")) " " span class="hash" { (hex(key.as_bytes())) } }
            }
            @if checkpoints.is_empty() { p { (visitor.t("journal-no-checkpoints")) } } @else {
                (table(&visitor.t("journal-checkpoints"), &checkpoint_heads, &checkpoint_rows))
                p { a href="/journal/checkpoint.json" { (visitor.t("journal-download")) } }
            }
            h2 { (visitor.t("journal-entries")) }
            @if layout::is_operator(&visitor) { p { a href="/journal/entries" { (visitor.t("journal-operator")) } } }
            (table(&visitor.t("journal-entries"), &heads, &rows))
            (next_page(&visitor, next.as_deref()))
        },
    ))
}

async fn page_of(
    app: &App,
    query: &HashMap<String, String>,
    path: &str,
) -> Result<(Vec<(Entry, Body)>, Option<String>), WebError> {
    let before = query.get("before").and_then(|text| text.parse().ok()).unwrap_or(i64::MAX);
    let mut entries = app.store.entries_before(before, PAGE + 1).await?;
    let more = entries.len() as i64 > PAGE;
    entries.truncate(PAGE as usize);
    let next = entries.last().filter(|_| more).map(|(entry, _)| format!("{path}?before={}", entry.seq));
    Ok((entries, next))
}

fn public_row(visitor: &Visitor, entry: &Entry, body: &Body) -> Vec<Markup> {
    vec![
        html! { (format::count(entry.seq)) },
        html! { (format::instant(body.at, visitor.lang)) },
        html! { (act_title(visitor, &body.act)) },
        html! { span class="hash" { (entry.hash) } },
    ]
}

/// For the operator: entries with their exact bodies.
pub async fn entries(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let (entries, next) = page_of(&app, &query, "/journal/entries").await?;
    let heads = [
        Head::new(visitor.t("journal-seq")),
        Head::new(visitor.t("history-when")),
        Head::new(visitor.t("history-what")),
        Head::new(visitor.t("journal-body")),
    ];
    let rows: Vec<Vec<Markup>> = entries
        .iter()
        .map(|(entry, body)| {
            let mut row = public_row(&visitor, entry, body);
            row[3] = html! { code { (entry.body) } };
            row
        })
        .collect();
    let title = visitor.t("journal-entries");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/journal",
        html! {
            p class="crumbs" { a href="/journal" { (visitor.t("menu-journal")) } }
            h1 { (title) }
            (table(&title, &heads, &rows))
            (next_page(&visitor, next.as_deref()))
        },
    ))
}

/// The newest checkpoint, to be kept elsewhere.
pub async fn checkpoint(State(app): State<App>) -> Result<Response, WebError> {
    let newest = app.store.checkpoints(1).await?.into_iter().next().ok_or(WebError::NotFound)?;
    let name = "attachment; filename=\"oblast-checkpoint.json\"";
    Ok(([(header::CONTENT_DISPOSITION, name)], Json(newest)).into_response())
}
