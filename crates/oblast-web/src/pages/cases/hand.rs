//! A task taken, handed to a colleague, or the case returned to the stage before.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::Role;
use oblast_store::Record;
use oblast_store::cases::{CaseError, CaseView};
use oblast_store::duties::Colleague;

use super::complete::{granted, note};
use super::{Typed, again, changed_notice, open};
use crate::components::{error_summary, field};
use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::visitor::Visitor;

/// Those who can take a task.
pub(super) async fn colleagues(app: &App, task: &Record, service: &str) -> Result<Vec<Colleague>, WebError> {
    match (Role::from_name(task.text("role")), task.reference("body")) {
        (Some(role), Some(body)) => Ok(app.store.colleagues(role, body, Some(service)).await?),
        _ => Ok(Vec::new()),
    }
}

/// The panel: who has the task, to whom it can go, the way back.
pub(super) fn panel(
    visitor: &Visitor,
    view: &CaseView,
    task: &Record,
    colleagues: &[Colleague],
    typed: &Typed,
) -> Markup {
    let base = format!("/cases/{}/tasks/{}", view.case.id(), task.id());
    let assignee = task.reference("assignee");
    let name = colleagues.iter().find(|colleague| Some(colleague.account) == assignee);
    let choices: Vec<(String, String)> =
        colleagues.iter().map(|colleague| (colleague.account.to_string(), colleague.name.clone())).collect();
    let chosen = assignee.map(|assignee| assignee.to_string()).unwrap_or_default();
    let first = view.procedure.stages.first().is_some_and(|stage| stage.id == task.text("stage"));
    let errors = typed.errors_of(&["return_note"]);
    html! {
        details class="panel" open[!errors.is_empty()] {
            summary {
                (visitor.t("hand-title"))
                @if let Some(colleague) = name { " – " (visitor.tf("hand-has", &[("name", colleague.name.as_str().into())])) }
            }
            form method="post" action={ (base) "/assign" } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                input type="hidden" name="version" value=(task.version());
                (field::select("assignee", &visitor.t("hand-to"), &choices, &chosen, Some(&visitor.t("hand-nobody")), None))
                div class="actions" { button class="button quiet" type="submit" { (visitor.t("hand-do")) } }
            }
            @if !first {
                (error_summary(visitor, &errors))
                form method="post" action={ (base) "/return" } {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="version" value=(task.version());
                    (typed.plain("return_note", visitor.t("return-note")).area(2))
                    div class="actions" { button class="button quiet" type="submit" { (visitor.t("return-do")) } }
                }
            }
        }
    }
}

/// Hands a task on.
pub async fn assign(
    State(app): State<App>,
    visitor: Visitor,
    Path((case, task)): Path<(Uuid, Uuid)>,
    form: Submitted,
) -> Result<Redirect, WebError> {
    let view = open(&app, &visitor, case).await?;
    let (task, position) = granted(&visitor, &view, task)?;
    let version = form.number("version").unwrap_or_default();
    app.store.assign_task(&visitor.actor, position, task, version, form.id("assignee")).await?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

/// Returns the case to the stage before.
pub async fn give_back(
    State(app): State<App>,
    visitor: Visitor,
    Path((case, task)): Path<(Uuid, Uuid)>,
    form: Submitted,
) -> Result<Response, WebError> {
    let view = open(&app, &visitor, case).await?;
    let (task, position) = granted(&visitor, &view, task)?;
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let words = note(&visitor, &form, "return_note", &mut typed).unwrap_or_default();
    if !typed.errors.is_empty() {
        return again(&app, &visitor, case, typed).await;
    }
    let version = form.number("version").unwrap_or_default();
    match app.store.return_case(&visitor.actor, position, &view, task, version, &words).await {
        Ok(()) => return Ok(Redirect::to(&format!("/cases/{case}")).into_response()),
        Err(CaseError::NoteRequired) => {
            typed.errors = vec![("return_note".to_owned(), visitor.t("return-note-missing"))];
        }
        Err(CaseError::Changed) => typed.changed = Some(changed_notice(&visitor, Some(&words))),
        Err(error) => return Err(error.into()),
    }
    again(&app, &visitor, case, typed).await
}
