//! The applicant rates the service when the case has ended (КМУ 864/2021).

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::Request;
use oblast_store::Record;
use oblast_store::cases::{CaseError, CaseView};
use oblast_store::ratings::Rating;

use super::complete::note;
use super::{Typed, again, changed_notice, open_own};
use crate::components::error_summary;
use crate::components::field::Plain;
use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::visitor::Visitor;

/// Names and bounds of the questions; the first two must be answered.
const QUESTIONS: [(&str, i64, i64); 5] =
    [("satisfaction", 1, 5), ("loyalty", 0, 10), ("effort", 1, 5), ("visits", 0, 100), ("waited", 0, 1_440)];

/// The panel: the questions, or thanks.
pub(super) fn panel(visitor: &Visitor, view: &CaseView, rating: Option<&Record>, typed: &Typed) -> Markup {
    if view.is_open() || !visitor.may(Request::ActForApplicant(&view.parties)) {
        return html! {};
    }
    if let Some(rating) = rating {
        let given = rating.int("satisfaction").unwrap_or_default();
        return html! { p class="notice done" { (visitor.tf("rate-thanks", &[("given", given.into())])) } };
    }
    let errors = typed.errors_of(&["satisfaction", "loyalty", "effort", "visits", "waited", "comment"]);
    html! {
        section class="panel" aria-labelledby="rate-title" {
            h2 id="rate-title" { (visitor.t("rate-title")) }
            (error_summary(visitor, &errors))
            form method="post" action={ "/cases/" (view.case.id()) "/rate" } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                @for (name, least, most) in QUESTIONS {
                    @if most > 10 { (optional(visitor, typed, name).line("numeric", true, false)) } @else { (scale(visitor, typed, name, least, most)) }
                }
                (optional(visitor, typed, "comment").area(3))
                div class="actions" { button class="button" type="submit" { (visitor.t("rate-send")) } }
            }
        }
    }
}

fn scale(visitor: &Visitor, typed: &Typed, name: &str, least: i64, most: i64) -> Markup {
    let error = typed.error(name);
    html! {
        fieldset class=(if error.is_some() { "field wrong" } else { "field" }) id={ "f-" (name) } tabindex="-1" {
            legend { (visitor.t(&format!("rate-{name}"))) }
            @if let Some(error) = error { p class="error-text" { (error) } }
            div class="scale" {
                @for mark in least..=most {
                    label class="radio" {
                        input type="radio" name=(name) value=(mark) checked[typed.form.get(name) == mark.to_string()];
                        span { (mark) }
                    }
                }
            }
        }
    }
}

fn optional<'t>(visitor: &Visitor, typed: &'t Typed, name: &'t str) -> Plain<'t> {
    let label = visitor.t(&format!("rate-{name}"));
    Plain { optional: Some(visitor.t("optional")), ..typed.plain(name, label) }
}

/// Takes the rating.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Response, WebError> {
    let view = open_own(&app, &visitor, id).await?;
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let mut marks = [None; 5];
    for (mark, (name, least, most)) in marks.iter_mut().zip(QUESTIONS) {
        let text = form.get(name).trim();
        *mark = text.parse::<i64>().ok().filter(|mark| (least..=most).contains(mark));
        let required = matches!(name, "satisfaction" | "loyalty");
        if mark.is_none() && (required || !text.is_empty()) {
            let args = [("least", least.into()), ("most", most.into())];
            typed.errors.push((name.to_owned(), visitor.tf("rate-wrong", &args)));
        }
    }
    let comment = note(&visitor, &form, "comment", &mut typed);
    let ([Some(satisfaction), Some(loyalty), effort, visits, waited], true) =
        (marks, typed.errors.is_empty())
    else {
        return again(&app, &visitor, id, typed).await;
    };
    let rating = Rating { loyalty, satisfaction, effort, visits, waited, comment };
    match app.store.rate(&visitor.actor, &view, &rating).await {
        Ok(()) => Ok(Redirect::to(&format!("/cases/{id}")).into_response()),
        Err(CaseError::Changed) => {
            typed.changed = Some(changed_notice(&visitor, rating.comment.as_deref()));
            again(&app, &visitor, id, typed).await
        }
        Err(error) => Err(error.into()),
    }
}
