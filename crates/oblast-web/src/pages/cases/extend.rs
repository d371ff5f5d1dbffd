//! A head extends the term, where the law allows it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::{self, Role};
use oblast_kernel::term::Extension;
use oblast_store::cases::{CaseError, CaseView, TermCount};

use super::complete::note;
use super::{Typed, again, changed_notice, open};
use crate::components::error_summary;
use crate::components::field::Plain;
use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::visitor::Visitor;

const NAMES: [&str; 2] = ["total", "extend_reason"];

/// The panel, for who may extend a term that can be extended.
pub(super) fn panel(visitor: &Visitor, view: &CaseView, count: &TermCount, typed: &Typed) -> Markup {
    let (key, cap) = match count.term.extension {
        Extension::None => return html! {},
        Extension::TotalDays(cap) => ("extend-days", cap),
        Extension::TotalWorkingDays(cap) => ("extend-working-days", cap),
        Extension::StudyMonths(cap) => ("extend-months", cap),
    };
    if !view.is_open() || !visitor.may(access::Request::ExtendTerm(&view.parties)) {
        return html! {};
    }
    let errors = typed.errors_of(&NAMES);
    let total = match typed.form.get("total") {
        "" => cap.to_string(),
        typed => typed.to_owned(),
    };
    html! {
        details class="panel" open[!errors.is_empty()] {
            summary { (visitor.t("extend-title")) }
            (error_summary(visitor, &errors))
            form method="post" action={ "/cases/" (view.case.id()) "/extend" } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                input type="hidden" name="version" value=(view.case.version());
                (Plain { value: &total, ..typed.plain("total", visitor.tf(key, &[("cap", cap.into())])) }.line("numeric", true, false))
                (typed.plain("extend_reason", visitor.t("extend-reason")).area(2))
                div class="actions" { button class="button quiet" type="submit" { (visitor.t("extend-do")) } }
            }
        }
    }
}

/// Extends the term.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Response, WebError> {
    let view = open(&app, &visitor, id).await?;
    visitor.must(access::Request::ExtendTerm(&view.parties))?;
    let mut own = visitor.actor.positions.iter();
    let position = own.find(|own| own.role == Role::Head && view.parties.bodies.contains(&own.body));
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let reason = note(&visitor, &form, "extend_reason", &mut typed).unwrap_or_default();
    if !typed.errors.is_empty() {
        return again(&app, &visitor, id, typed).await;
    }
    let (version, total) =
        (form.number("version").unwrap_or_default(), form.number("total").unwrap_or_default());
    let position = position.map(|position| position.id);
    match app.store.extend_term(&visitor.actor, position, &view, version, total, &reason).await {
        Ok(()) => return Ok(Redirect::to(&format!("/cases/{id}")).into_response()),
        Err(CaseError::NoteRequired) => {
            typed.errors = vec![("extend_reason".to_owned(), visitor.t("extend-reason-missing"))];
        }
        Err(CaseError::NotExtendable) => {
            typed.errors = vec![("total".to_owned(), visitor.t("extend-impossible"))];
        }
        Err(CaseError::Changed) => typed.changed = Some(changed_notice(&visitor, Some(&reason))),
        Err(error) => return Err(error.into()),
    }
    again(&app, &visitor, id, typed).await
}
