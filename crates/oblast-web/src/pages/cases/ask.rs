//! An official asks the applicant to correct the application.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_register::kind::read_date;
use oblast_store::Record;
use oblast_store::cases::{CaseError, CaseView, Question};

use super::complete::{granted, note};
use super::{Typed, again, changed_notice, open};
use crate::components::error_summary;
use crate::components::field::Plain;
use crate::error::WebError;
use crate::form::Submitted;
use crate::format;
use crate::state::App;
use crate::visitor::Visitor;

const NAMES: [&str; 2] = ["message", "answer_until"];

/// The panel: what is wrong, which fields may be changed, until when.
pub(super) fn panel(
    visitor: &Visitor,
    view: &CaseView,
    task: &Record,
    soonest: Date,
    typed: &Typed,
) -> Markup {
    let errors = typed.errors_of(&NAMES);
    let until = match typed.form.get("answer_until") {
        "" => soonest.strftime("%d.%m.%Y").to_string(),
        typed => typed.to_owned(),
    };
    let chosen = typed.form.all("field");
    html! {
        details class="panel" open[!errors.is_empty()] {
            summary { (visitor.t("ask-title")) }
            p { (visitor.t("ask-help")) }
            (error_summary(visitor, &errors))
            form method="post" action={ "/cases/" (view.case.id()) "/tasks/" (task.id()) "/ask" } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                input type="hidden" name="version" value=(task.version());
                (Plain { help: Some(visitor.t("ask-message-help")), ..typed.plain("message", visitor.t("ask-message")) }.area(3))
                fieldset class="field" {
                    legend { (visitor.t("ask-fields")) " " span class="optional" { (visitor.t("optional")) } }
                    p class="help" { (visitor.t("ask-fields-help")) }
                    @for field in &view.procedure.fields {
                        label class="radio" {
                            input type="checkbox" name="field" value=(field.id) checked[chosen.contains(&field.id.as_str())];
                            span { (visitor.say(&field.title)) }
                        }
                    }
                }
                (Plain { value: &until, ..typed.plain("answer_until", visitor.t("ask-until")) }.line("numeric", true, false))
                div class="actions" { button class="button quiet" type="submit" { (visitor.t("ask-send")) } }
            }
        }
    }
}

/// Sends the question.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path((case, task)): Path<(Uuid, Uuid)>,
    form: Submitted,
) -> Result<Response, WebError> {
    let view = open(&app, &visitor, case).await?;
    let (_, position) = granted(&visitor, &view, task)?;
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let message = note(&visitor, &form, "message", &mut typed).unwrap_or_default();
    let answer_until = read_date(form.get("answer_until"));
    if answer_until.is_none() {
        typed.errors.push(("answer_until".to_owned(), visitor.t("date-wrong")));
    }
    if !typed.errors.is_empty() {
        return again(&app, &visitor, case, typed).await;
    }
    let known = |name: &&str| view.procedure.field(name).is_some();
    let fields = form.all("field").into_iter().filter(known).map(str::to_owned).collect();
    let question = Question { message, fields, answer_until };
    let version = form.number("version").unwrap_or_default();
    match app.store.ask_correction(&visitor.actor, position, task, version, &question).await {
        Ok(()) => return Ok(Redirect::to(&format!("/cases/{case}")).into_response()),
        Err(CaseError::NoteRequired) => {
            typed.errors = vec![("message".to_owned(), visitor.t("ask-message-missing"))];
        }
        Err(CaseError::TooSoon(soonest)) => {
            let soonest = format::date(soonest, visitor.lang);
            let words = visitor.tf("ask-too-soon", &[("date", soonest.into())]);
            typed.errors = vec![("answer_until".to_owned(), words)];
        }
        Err(CaseError::Changed) => typed.changed = Some(changed_notice(&visitor, Some(&question.message))),
        Err(error) => return Err(error.into()),
    }
    again(&app, &visitor, case, typed).await
}
