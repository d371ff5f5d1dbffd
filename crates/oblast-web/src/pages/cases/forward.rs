//! A case sent on to the body that is competent for it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::Record;
use oblast_store::accounts::BodyView;
use oblast_store::cases::{CaseError, CaseView};

use super::complete::{granted, note};
use super::{Typed, again, changed_notice, open};
use crate::components::{error_summary, field};
use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::visitor::Visitor;

const NAMES: [&str; 2] = ["forward_to", "forward_reason"];

/// The panel, where there is a body to forward to.
pub(super) fn panel(
    visitor: &Visitor,
    view: &CaseView,
    task: &Record,
    targets: &[BodyView],
    typed: &Typed,
) -> Markup {
    if targets.is_empty() || view.open_correction().is_some() {
        return html! {};
    }
    let choices: Vec<(String, String)> =
        targets.iter().map(|body| (body.id.to_string(), visitor.say(&body.title).to_owned())).collect();
    let errors = typed.errors_of(&NAMES);
    let (label, choose) = (visitor.t("forward-to"), visitor.t("choose"));
    html! {
        details class="panel" open[!errors.is_empty()] {
            summary { (visitor.t("forward-title")) }
            p class="help" { (visitor.t("forward-help")) }
            (error_summary(visitor, &errors))
            form method="post" action={ "/cases/" (view.case.id()) "/tasks/" (task.id()) "/forward" } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                input type="hidden" name="version" value=(task.version());
                (field::select("forward_to", &label, &choices, typed.form.get("forward_to"), Some(&choose), typed.error("forward_to")))
                (typed.plain("forward_reason", visitor.t("forward-reason")).area(2))
                div class="actions" { button class="button quiet" type="submit" { (visitor.t("forward-do")) } }
            }
        }
    }
}

/// Forwards the case.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path((case, task)): Path<(Uuid, Uuid)>,
    form: Submitted,
) -> Result<Response, WebError> {
    let view = open(&app, &visitor, case).await?;
    let (task, position) = granted(&visitor, &view, task)?;
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let reason = note(&visitor, &form, "forward_reason", &mut typed).unwrap_or_default();
    let target = form.id("forward_to");
    if target.is_none() {
        typed.errors.push(("forward_to".to_owned(), visitor.t("forward-missing")));
    }
    let (Some(target), true) = (target, typed.errors.is_empty()) else {
        return again(&app, &visitor, case, typed).await;
    };
    let task = (task, form.number("version").unwrap_or_default());
    match app.store.forward_case(&visitor.actor, position, &view, task, target, &reason).await {
        // The case may be none of the visitor's now.
        Ok(()) => return Ok(Redirect::to("/queue").into_response()),
        Err(CaseError::NoteRequired) => {
            typed.errors = vec![("forward_reason".to_owned(), visitor.t("forward-reason-missing"))];
        }
        Err(CaseError::NotForwardable) => {
            typed.errors = vec![("forward_to".to_owned(), visitor.t("forward-missing"))];
        }
        Err(CaseError::Changed) => typed.changed = Some(changed_notice(&visitor, Some(&reason))),
        Err(error) => return Err(error.into()),
    }
    again(&app, &visitor, case, typed).await
}
