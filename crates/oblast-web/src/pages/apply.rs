//! An application online.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::journal::sha256;
use oblast_register::catalogue::{Service, Values};
use oblast_register::{Field, FieldError};
use oblast_store::cases::CaseError;
use oblast_store::{ActError, Idempotency};

use crate::components::{error_summary, field};
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::once::first_result;
use crate::state::App;
use crate::visitor::Visitor;

fn service<'a>(app: &'a App, id: &str) -> Result<&'a Service, WebError> {
    app.store.catalogue().service(id).ok_or(WebError::NotFound)
}

/// The empty form, with what is known about the person filled in.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Markup, WebError> {
    let service = service(&app, &id)?;
    let person = visitor.actor.person.ok_or(WebError::SignInFirst)?;
    let person = app.store.load("person", person).await?.ok_or(WebError::NotFound)?;
    let mut known = Submitted::default().with("key", app.store.ids.id(visitor.now).to_string());
    for name in ["phone", "email"] {
        if service.procedure.field(name).is_some() {
            known = known.with(name, person.text(name));
        }
    }
    render(&app, &visitor, service, &known, &[]).await
}

async fn render(
    app: &App,
    visitor: &Visitor,
    service: &Service,
    typed: &Submitted,
    errors: &[(String, String)],
) -> Result<Markup, WebError> {
    let procedure = &service.procedure;
    let centres: Vec<(String, String)> = app
        .store
        .service_centres()
        .await?
        .into_iter()
        .map(|centre| (centre.id.to_string(), visitor.say(&centre.title).to_owned()))
        .collect();
    let error = |name: &str| errors.iter().find(|(field, _)| field == name).map(|(_, words)| words.as_str());
    let title = visitor.say(&procedure.title).to_owned();
    Ok(layout::page(
        app,
        visitor,
        &title,
        "/services",
        html! {
            div class="column" {
                p class="crumbs" { a href={ "/services/" (procedure.id) } { (title) } }
                (error_summary(visitor, errors))
                h1 { (visitor.t("apply-title")) }
                p { (visitor.tf("apply-as", &[("name", visitor.name.clone().unwrap_or_default().into())])) }
                form method="post" action={ "/services/" (procedure.id) "/apply" } novalidate {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="key" value=(typed.get("key"));
                    (field::select("intake", &visitor.t("apply-centre"), &centres, typed.get("intake"),
                        Some(&visitor.t("choose")), error("intake")))
                    @for declared in &procedure.fields {
                        (field::control(visitor, declared, typed.get(&declared.id), error(&declared.id)))
                    }
                    div class="actions" { button class="button" type="submit" { (visitor.t("apply-submit")) } }
                }
            }
        },
    ))
}

/// Reads fields of a form into the values of an application, and checks the whole of it where each field is
/// right alone. The errors, in words, by field.
pub fn check_fields(
    visitor: &Visitor,
    service: &Service,
    fields: &[&Field],
    form: &Submitted,
    values: &mut Values,
) -> Vec<(String, String)> {
    let mut errors = Vec::new();
    for field in fields {
        match field.parse(form.get(&field.id)) {
            Ok(value) => {
                values.insert(field.id.clone(), value);
            }
            Err(error) => errors.push((field.id.clone(), field::error_words(visitor, field, &error))),
        }
    }
    if errors.is_empty() {
        for (name, error) in service.rules.check(values, visitor.today()) {
            let field = service.procedure.field(name);
            let words = field.map(|field| field::error_words(visitor, field, &error));
            errors.push((name.to_owned(), words.unwrap_or_else(|| error.to_string())));
        }
    }
    errors
}

/// Reads the fields of a form: the values, and the errors by field.
pub fn read_fields(fields: &[Field], form: &Submitted) -> (Values, Vec<(usize, FieldError)>) {
    let mut values = Values::new();
    let mut errors = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        match field.parse(form.get(&field.id)) {
            Ok(value) => {
                values.insert(field.id.clone(), value);
            }
            Err(error) => errors.push((index, error)),
        }
    }
    (values, errors)
}

/// Submits the application.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let service = service(&app, &id)?;
    let procedure = &service.procedure;
    let applicant = visitor.actor.person.ok_or(WebError::SignInFirst)?;
    let account = visitor.actor.account.ok_or(WebError::SignInFirst)?;

    let mut values = Values::new();
    let all: Vec<&Field> = procedure.fields.iter().collect();
    let mut errors = check_fields(&visitor, service, &all, &form, &mut values);
    let centres = app.store.service_centres().await?;
    let intake = form.id("intake").filter(|id| centres.iter().any(|centre| centre.id == *id));
    if intake.is_none() {
        errors.insert(0, ("intake".to_owned(), visitor.t("apply-centre-missing")));
    }
    let (Some(intake), true) = (intake, errors.is_empty()) else {
        let page = render(&app, &visitor, service, &form, &errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };

    // The key comes with the form, so a double click and a repeated request give one case.
    let key = form.id("key").ok_or(WebError::StaleForm)?.to_string();
    let request = sha256(format!("{}\n{intake}\n{values:?}", procedure.id).as_bytes());
    let case = match first_result(&app, account, &key, &request).await? {
        Some(earlier) => earlier,
        None => {
            let result = app.store.ids.id(visitor.now);
            let once = Idempotency { scope: account, key: key.clone(), request, result };
            let submitted =
                app.store.submit_case(&visitor.actor, applicant, service, intake, &values, Some(once)).await;
            match submitted {
                Ok(submitted) => submitted.id,
                Err(CaseError::Act(ActError::Replay)) => {
                    first_result(&app, account, &key, &request).await?.ok_or(WebError::KeyReused)?
                }
                Err(error) => return Err(error.into()),
            }
        }
    };
    Ok(Redirect::to(&format!("/cases/{case}?submitted=1")).into_response())
}
