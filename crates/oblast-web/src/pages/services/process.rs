//! The process card (технологічна картка): who does what, how they take part, in how many days; for each centre.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use oblast_kernel::access::Role;
use oblast_register::Procedure;
use oblast_register::procedure::{Participation, TaskBody};
use oblast_store::accounts::BodyView;

use super::card::of_one;
use super::{centres, term_words};
use crate::components::table::{Head, table};
use crate::error::WebError;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// A step of the card.
pub struct Step {
    /// What is done.
    pub title: String,
    /// In which body.
    pub body: String,
    /// By whom.
    pub role: String,
    /// How the body takes part.
    pub participation: String,
    /// In how many days.
    pub days: String,
}

/// The steps of a procedure, the registration of the application first.
pub async fn steps(
    app: &App,
    visitor: &Visitor,
    procedure: &Procedure,
    centres: &[BodyView],
) -> Result<Vec<Step>, WebError> {
    let intake = match centres {
        [only] => visitor.say(&only.title).to_owned(),
        _ => visitor.t("process-intake"),
    };
    let step = |title: String, body: String, role: Role, part: Participation, days: Option<i64>| Step {
        title,
        body,
        role: visitor.t(&format!("role-{}", role.name())),
        participation: visitor.t(&format!("participation-{}", part.name().replace('_', "-"))),
        days: days.map_or_else(|| visitor.t("to-be-confirmed"), |days| days.to_string()),
    };
    let mut steps = Vec::new();
    if !procedure.about_decision {
        let title = visitor.t("process-register");
        steps.push(step(title, intake.clone(), Role::Administrator, Participation::Performs, Some(1)));
    }
    for task in procedure.stages.iter().flat_map(|stage| &stage.tasks) {
        let body = match &task.body {
            TaskBody::Intake => intake.clone(),
            TaskBody::Code(code) => {
                let body = app.store.body_by_code(code).await?;
                body.map_or_else(|| code.clone(), |body| visitor.say(&body.title).to_owned())
            }
        };
        let title = visitor.say(&task.title).to_owned();
        steps.push(step(title, body, task.role, task.participation, task.days));
    }
    Ok(steps)
}

/// The card.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let service = app.store.catalogue().service(&id).ok_or(WebError::NotFound)?;
    let procedure = &service.procedure;
    let centres = centres(&app, &query).await?;
    let steps = steps(&app, &visitor, procedure, &centres).await?;
    let rows: Vec<Vec<Markup>> = steps
        .into_iter()
        .enumerate()
        .map(|(index, step)| {
            let cells =
                [(index + 1).to_string(), step.title, step.body, step.role, step.participation, step.days];
            cells.map(|cell| html! { (cell) }).into()
        })
        .collect();
    let mut heads: Vec<Head> =
        ["process-number", "process-step", "process-body", "process-role", "process-part"]
            .map(|key| Head::new(visitor.t(key)))
            .into();
    heads.push(Head::number(visitor.t("process-days")));
    let title = visitor.t("process-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/services",
        html! {
            p class="crumbs" { a href={ "/services/" (id) (of_one(&query)) } { (visitor.say(&procedure.title)) } }
            h1 { (title) }
            p class="lead column" { (visitor.say(&procedure.title)) " – " (term_words(&visitor, procedure)) }
            (table(&title, &heads, &rows))
            p { (visitor.t(appeal_words(procedure))) }
            @if !procedure.about_decision {
                h2 { (visitor.t("process-centres")) }
                ul {
                    @for centre in &centres {
                        li {
                            a href={ "/services/" (id) "/process?centre=" (centre.id) } { (visitor.say(&centre.title)) }
                            @if !centre.address.is_empty() { ", " (centre.address) }
                        }
                    }
                }
            }
        },
    ))
}

/// Where a decision can be appealed: the key of the text.
pub fn appeal_words(procedure: &Procedure) -> &'static str {
    if procedure.about_decision { "process-appeal-court" } else { "process-appeal" }
}
