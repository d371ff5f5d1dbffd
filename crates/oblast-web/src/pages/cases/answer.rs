//! The applicant answers a question: corrects the application.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_register::Field;
use oblast_store::Record;
use oblast_store::cases::{Answered, CaseError, CaseView};

use super::complete::note;
use super::{Typed, open_own};
use crate::components::field::Plain;
use crate::components::{error_summary, field, notice};
use crate::error::WebError;
use crate::form::Submitted;
use crate::pages::apply::check_fields;
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

/// The fields that the question is about; all of them where it names none.
fn asked_fields<'v>(view: &'v CaseView, asked: &Record) -> Vec<&'v Field> {
    let named: Vec<&str> = asked.text("fields").split_whitespace().collect();
    view.procedure
        .fields
        .iter()
        .filter(|field| named.is_empty() || named.contains(&field.id.as_str()))
        .collect()
}

/// The form with what was given before.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, WebError> {
    let view = open_own(&app, &visitor, id).await?;
    let Some(asked) = view.open_correction() else {
        return Ok(Redirect::to(&format!("/cases/{id}")).into_response());
    };
    let answers = view.application();
    let known = asked_fields(&view, asked).into_iter().fold(Submitted::default(), |form, field| {
        let value = answers.get(&field.id).filter(|value| !value.is_null());
        form.with(&field.id, value.map_or_else(String::new, |value| field.kind.to_input(value, field)))
    });
    let typed = Typed { form: known.with("version", view.case.version().to_string()), ..Typed::default() };
    Ok(page(&app, &visitor, &view, asked, &typed).into_response())
}

fn page(app: &App, visitor: &Visitor, view: &CaseView, asked: &Record, typed: &Typed) -> Markup {
    let until = format::stored_date(asked.text("answer_until"), visitor.lang);
    let title = visitor.t("answer-title");
    layout::page(
        app,
        visitor,
        &title,
        "/cases",
        html! {
            div class="column" {
                p class="crumbs" {
                    a href={ "/cases/" (view.case.id()) } {
                        (visitor.tf("case-title", &[("number", view.case.text("number").into())]))
                    }
                }
                @if let Some(changed) = &typed.changed { (changed) }
                (error_summary(visitor, &typed.errors))
                h1 { (title) }
                (notice("soon", None, html! {
                    p class="pre" { (asked.text("message")) }
                    p { (visitor.tf("question-until", &[("date", until.into())])) }
                }))
                form method="post" action={ "/cases/" (view.case.id()) "/answer" } novalidate {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="version" value=(typed.form.get("version"));
                    @for declared in asked_fields(view, asked) {
                        (field::control(visitor, declared, &typed.form.answer(declared), typed.error(&declared.id)))
                    }
                    (Plain { optional: Some(visitor.t("optional")), ..typed.plain("reply", visitor.t("answer-reply")) }.area(3))
                    div class="actions" { button class="button" type="submit" { (visitor.t("answer-send")) } }
                }
            }
        },
    )
}

/// Takes the answer.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Response, WebError> {
    let view = open_own(&app, &visitor, id).await?;
    let Some(asked) = view.open_correction() else { return Err(WebError::Conflict) };
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let mut values = view.application();
    let fields = asked_fields(&view, asked);
    let service = app.store.catalogue().service(&view.procedure.id).ok_or(WebError::NotFound)?;
    typed.errors = check_fields(&visitor, service, &fields, &form, &mut values);
    let reply = note(&visitor, &form, "reply", &mut typed);
    if !typed.errors.is_empty() {
        let page = page(&app, &visitor, &view, asked, &typed);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let version = form.number("version").unwrap_or_default();
    match app.store.answer_correction(&visitor.actor, &view, version, &Answered { values, reply }).await {
        Ok(()) => Ok(Redirect::to(&format!("/cases/{id}")).into_response()),
        Err(CaseError::Changed) => {
            typed.changed = Some(super::changed_notice(&visitor, None));
            typed.form = form.without("version").with("version", view.case.version().to_string());
            Ok((StatusCode::CONFLICT, page(&app, &visitor, &view, asked, &typed)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
