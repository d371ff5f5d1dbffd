//! What waits for an official's signature.

use axum::extract::State;
use maud::{Markup, html};
use oblast_register::Procedure;
use oblast_register::procedure::Next;
use oblast_store::Record;

use super::signatures::test_words;
use crate::components::empty;
use crate::components::table::{Head, table};
use crate::error::WebError;
use crate::pages::cases::procedure_of;
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

/// How many are shown; how many are looked at.
const SHOWN: usize = 50;
const LOOKED_AT: i64 = 200;

/// Does who ended a task sign the decision: as the procedure declares, else who ended the case?
fn signs(procedure: &Procedure, task: &Record) -> bool {
    let declared = &procedure.signing.decision;
    if !declared.is_empty() {
        return declared.iter().any(|own| own == task.text("task"));
    }
    let outcomes = procedure.task(task.text("task")).map(|own| own.outcomes.as_slice()).unwrap_or_default();
    let outcome = outcomes.iter().find(|own| own.id == task.text("outcome"));
    outcome.is_some_and(|own| matches!(own.next, Next::Result(_)))
}

/// The list.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let tasks = app.store.unsigned_tasks(&visitor.actor, LOOKED_AT).await?;
    let cases =
        app.store.load_all("cases", tasks.iter().filter_map(|task| task.reference("case_id"))).await?;
    let mut rows = Vec::new();
    for task in &tasks {
        let Some(case) = cases.iter().find(|case| Some(case.id()) == task.reference("case_id")) else {
            continue;
        };
        let Some(procedure) = procedure_of(&app, case).filter(|own| signs(own, task)) else { continue };
        let path = format!("/cases/{}/sign/decision", case.id());
        rows.push(vec![
            html! { a data-item href=(path) { (case.text("number")) } },
            html! { (visitor.say(&procedure.title)) },
            html! { (format::stored_date(case.text("decided_on"), visitor.lang)) },
        ]);
    }
    let more = rows.len() > SHOWN;
    rows.truncate(SHOWN);
    let title = visitor.t("unsigned-title");
    let heads = ["case-number", "case-service", "check-date"].map(|key| Head::new(visitor.t(key)));
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/queue",
        html! {
            h1 { (title) }
            (test_words(&app, &visitor))
            @if rows.is_empty() {
                (empty(&visitor.t("unsigned-none"), None))
            } @else {
                (table(&title, &heads, &rows))
                @if more { p class="small soft" { (visitor.t("unsigned-more")) } }
            }
        },
    ))
}
