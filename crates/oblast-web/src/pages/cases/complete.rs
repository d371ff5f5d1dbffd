//! The end of a task.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use oblast_kernel::Uuid;
use oblast_kernel::access;
use oblast_store::Record;
use oblast_store::cases::{CaseError, CaseView, Completion};

use super::content::task_request;
use super::{Typed, again, changed_notice, open};
use crate::error::{WebError, form_encoded};
use crate::form::Submitted;
use crate::format;
use crate::state::App;
use crate::visitor::Visitor;

/// The longest explanation, in characters.
const LONGEST_NOTE: usize = 4_000;

/// A text of a form: nothing where it is empty, an error where it cannot be kept.
pub(super) fn note(visitor: &Visitor, form: &Submitted, name: &str, typed: &mut Typed) -> Option<String> {
    let text = form.get(name).trim();
    if text.chars().count() > LONGEST_NOTE || text.contains('\0') {
        typed.errors.push((name.to_owned(), visitor.t("decision-note-long")));
    }
    (!text.is_empty()).then(|| text.to_owned())
}

/// A task of a case that the visitor may end, with the position that gives the power.
pub(super) fn granted<'v>(
    visitor: &Visitor,
    view: &'v CaseView,
    task: Uuid,
) -> Result<(&'v Record, Option<Uuid>), WebError> {
    let task = view.task(task).ok_or(WebError::NotFound)?;
    let request = task_request(view, task).ok_or(WebError::NotFound)?;
    visitor.must(request)?;
    let position = match request {
        access::Request::CompleteTask { role, body, parties } => {
            visitor.actor.position_for(role, body, &parties.service)
        }
        _ => None,
    };
    Ok((task, position.map(|position| position.id)))
}

/// Ends a task.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path((case, task)): Path<(Uuid, Uuid)>,
    form: Submitted,
) -> Result<Response, WebError> {
    let view = open(&app, &visitor, case).await?;
    let (_, position) = granted(&visitor, &view, task)?;
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let completion = Completion {
        outcome: form.get("outcome").to_owned(),
        note: note(&visitor, &form, "note", &mut typed),
        grounds: Some(form.get("grounds").to_owned()).filter(|grounds| !grounds.is_empty()),
    };
    if !typed.errors.is_empty() {
        return again(&app, &visitor, case, typed).await;
    }
    let version = form.number("version").unwrap_or_default();
    let wrong = |name: &str, key: &str| vec![(name.to_owned(), visitor.t(key))];
    match app.store.complete_task(&visitor.actor, position, task, version, &completion).await {
        Ok(()) if form.get("from") == "queue" => return next_in_queue(&app, &visitor, &view).await,
        Ok(()) => return Ok(Redirect::to(&format!("/cases/{case}")).into_response()),
        Err(CaseError::NoteRequired) => typed.errors = wrong("note", "decision-note-missing"),
        Err(CaseError::GroundsRequired) => typed.errors = wrong("grounds", "decision-grounds-missing"),
        Err(CaseError::NothingFound(lookup)) => {
            let words = view.procedure.lookup(&lookup).and_then(|lookup| lookup.required.as_ref());
            let words = words.map(|words| visitor.say(words).to_owned()).unwrap_or(lookup);
            typed.errors = vec![("note".to_owned(), words)];
        }
        Err(CaseError::Waiting(until)) => {
            let until = format::date(until, visitor.lang);
            let words = visitor.tf("case-waiting-until", &[("date", until.into())]);
            typed.errors = vec![("note".to_owned(), words)];
        }
        Err(CaseError::Changed) => {
            typed.changed = Some(changed_notice(&visitor, completion.note.as_deref()));
        }
        Err(error) => return Err(error.into()),
    }
    again(&app, &visitor, case, typed).await
}

/// From the queue one goes on to the next case of the queue.
async fn next_in_queue(app: &App, visitor: &Visitor, done: &CaseView) -> Result<Response, WebError> {
    let next = app.store.queue(&visitor.actor, None, 1).await?.pop();
    let case = next.map(|line| format!("&case={}", line.case.id())).unwrap_or_default();
    let number = form_encoded(done.case.text("number"));
    Ok(Redirect::to(&format!("/queue?done={number}{case}")).into_response())
}
