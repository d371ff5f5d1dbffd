//! The records that wait for an official, the most urgent first.

use axum::extract::State;
use jiff::civil::Date;
use maud::{Markup, html};
use oblast_register::plan::DUE_ON;
use oblast_store::steps::Waiting;

use super::registers::{View, state_title};
use crate::components::table::{Head, table};
use crate::components::{due_badge, empty};
use crate::error::WebError;
use crate::layout;
use crate::pages::records::steps::must_take;
use crate::state::App;
use crate::visitor::Visitor;

/// The steps of a waiting record that its reader may take; none where the record is not for them after all.
async fn titles(app: &App, visitor: &Visitor, own: &Waiting) -> Result<Vec<(String, String)>, WebError> {
    let Ok(view) = View::open(app, visitor, &own.register.id).await else { return Ok(Vec::new()) };
    let view = view.of_record(visitor, &own.record);
    let steps = own.steps.iter().filter_map(|step| own.register.step(step));
    let may = steps.filter(|step| must_take(visitor, &view, &own.record, step).is_ok());
    Ok(may.map(|step| (step.id.clone(), visitor.say(&step.title).to_owned())).collect())
}

/// The page. It names records by their numbers: what they hold is on their cards, where each reading is journalled.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let mut rows = Vec::new();
    for own in app.store.waiting_records(&visitor.actor).await? {
        let titles = titles(&app, &visitor, &own).await?;
        if titles.is_empty() {
            continue;
        }
        let (register, record) = (&own.register, &own.record);
        let card = format!("/registers/{}/{}", register.id, record.id());
        let number = record.get("number").as_text().map_or_else(|| visitor.t("record-open"), str::to_owned);
        let due: Option<Date> = record.get(DUE_ON).as_text().and_then(|day| day.parse().ok());
        rows.push(vec![
            html! { a data-item href=(card) { (number) } },
            html! { (visitor.say(&register.title)) },
            html! { (state_title(&visitor, register, record.text("state"))) },
            html! { @if let Some(due) = due { (due_badge(&visitor, due)) } },
            html! { @for (id, title) in &titles { div { a href={ (card) "/steps/" (id) } { (title) } } } },
        ]);
    }
    let title = visitor.t("steps-title");
    let heads = ["steps-record", "steps-register", "record-state", "steps-due", "steps-do"];
    let heads = heads.map(|key| Head::new(visitor.t(key)));
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/queue",
        html! {
            p class="crumbs" { a href="/queue" { (visitor.t("menu-queue")) } }
            h1 { (title) }
            p class="lead column" { (visitor.t("steps-lead")) }
            @if rows.is_empty() { (empty(&visitor.t("steps-empty"), None)) }
            @else { (table(&title, &heads, &rows)) }
        },
    ))
}
