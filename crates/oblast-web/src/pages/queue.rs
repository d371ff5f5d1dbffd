//! An official's queue by due date, with the chosen case beside it.

use std::collections::HashMap;

use axum::extract::{Query, State};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::accounts::full_name;
use oblast_store::cases::QueueLine;

use crate::components::{due_badge, empty, next_page};
use crate::error::WebError;
use crate::layout;
use crate::pages::help::{Hint, hint};
use crate::state::App;
use crate::visitor::Visitor;

use super::cases::{self, Typed};

const PAGE: i64 = 30;

/// A place in the queue: `date.id`.
fn parse_place(text: &str) -> Option<(String, Uuid)> {
    let (due, id) = text.split_once('.')?;
    Some((due.to_owned(), id.parse().ok()?))
}

/// The queue; with `case`, the case in the pane.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let place = query.get("after").map_or("", String::as_str);
    let mut lines = app.store.queue(&visitor.actor, parse_place(place), PAGE + 1).await?;
    let more = lines.len() as i64 > PAGE;
    lines.truncate(PAGE as usize);
    // The queue shows names: whose, is journalled before the page leaves.
    let persons = lines.iter().map(|line| line.applicant.id()).collect::<std::collections::BTreeSet<_>>();
    app.store.note_reading(&visitor.actor, persons.into_iter().collect(), "queue", None).await?;
    let next = lines
        .last()
        .filter(|_| more)
        .map(|line| format!("/queue?after={}.{}", line.task.text("due_on"), line.task.id()));
    let chosen: Option<Uuid> = query.get("case").and_then(|id| id.parse().ok());
    let pane = match chosen {
        Some(id) => {
            let view = cases::open(&app, &visitor, id).await?;
            Some(cases::content(&app, &visitor, &view, &Typed::default()).await?)
        }
        None => None,
    };
    let done = html! {
        @if let Some(number) = query.get("done") {
            p class="notice done" role="status" { (visitor.tf("queue-done", &[("number", number.as_str().into())])) }
        }
    };
    let title = visitor.t("menu-queue");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/queue",
        html! {
            div class=(if pane.is_some() { "desk with-pane" } else { "desk" }) {
                div class="desk-side" {
                    @if pane.is_some() { h2 { (title) } } @else { h1 { (title) } }
                    @if pane.is_none() { (done) }
                    p class="small" {
                        a href="/workload" { (visitor.t("load-title")) } " · " a href="/deputies" { (visitor.t("deputy-title")) }
                        " · " a href="/steps" { (visitor.t("steps-title")) }
                        @if cfg!(feature = "pdf") { " · " a href="/signatures" { (visitor.t("unsigned-title")) } }
                        " · " (hint(&visitor, Hint::Queue))
                    }
                    @if lines.is_empty() { (empty(&visitor.t("queue-empty"), None)) }
                    ol class="desk-list" data-list {
                        @for line in &lines { (item(&app, &visitor, line, chosen, place)) }
                    }
                    (next_page(&visitor, next.as_deref()))
                }
                @if let Some(pane) = pane {
                    div class="desk-pane" {
                        (done)
                        p class="crumbs" { a href="/queue" { (visitor.t("queue-back")) } }
                        (pane)
                    }
                }
            }
        },
    ))
}

fn item(app: &App, visitor: &Visitor, line: &QueueLine, chosen: Option<Uuid>, place: &str) -> Markup {
    let procedure = cases::procedure_of(app, &line.case);
    let task = procedure.as_ref().and_then(|procedure| procedure.task(line.task.text("task")));
    html! {
        li aria-current=[(chosen == Some(line.case.id())).then_some("true")] {
            div class="row" {
                a data-item href={ "/queue?case=" (line.case.id()) @if !place.is_empty() { "&after=" (place) } } {
                    (line.case.text("number"))
                }
                @if let Ok(until) = line.task.text("waiting_until").parse() { (cases::waiting_badge(visitor, until)) }
                @else if let Ok(due) = line.task.text("due_on").parse() { (due_badge(visitor, due)) }
            }
            p { (full_name(&line.applicant)) }
            @if let Some(procedure) = &procedure { p { (visitor.say(&procedure.title)) } }
            @if let Some(task) = task { p { (visitor.say(&task.title)) } }
            @match line.task.reference("assignee") {
                Some(assignee) if Some(assignee) == visitor.actor.account => p { span class="state" { (visitor.t("queue-mine")) } },
                Some(_) => p { span class="state" { (visitor.t("queue-taken")) } },
                None => {}
            }
        }
    }
}
