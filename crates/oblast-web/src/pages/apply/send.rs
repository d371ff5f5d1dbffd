//! The application is sent: once, however often the form comes.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use oblast_kernel::journal::{hex, sha256};
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::{Service, Values};
use oblast_register::life_event;
use oblast_store::cases::{Application, Bundle, CaseError};
use oblast_store::files::Upload;
use oblast_store::{ActError, Idempotency};

use super::whose::{ABOUT, BEHALF};
use super::{Filling, Step, page, read};
use crate::error::WebError;
use crate::form::Submitted;
use crate::once::first_result;

/// A digest of the answers: what was checked is what is sent.
pub(super) fn digest(filling: &Filling<'_>) -> String {
    let known = filling.service.procedure.fields.iter();
    let names = known.map(|field| field.id.as_str()).chain([BEHALF, ABOUT]);
    let answers: Vec<(&str, &str)> =
        names.filter_map(|name| Some((name, filling.answers.get(name)?.as_str()))).collect();
    hex(&sha256(format!("{answers:?}").as_bytes()))
}

pub(super) async fn send(
    filling: &mut Filling<'_>,
    step: Step<'_>,
    form: &Submitted,
) -> Result<Response, WebError> {
    let (app, account) = (filling.app, filling.account);
    // The key comes with the form, so a double click and a repeated request give one case.
    let key = form.id("key").map(|key| key.to_string());
    let digest = digest(filling);
    // On the page of all answers the form holds their digest: the draft may be gone when it comes twice.
    let sent = if step == Step::Check { form.get("answers") } else { digest.as_str() };
    let request = sha256(format!("{}\n{}\n{sent}", filling.id(), form.get("intake")).as_bytes());
    if let Some(key) = &key
        && let Some(earlier) = first_result(app, account, key, &request).await?
    {
        return Ok(done(earlier));
    }
    if step == Step::Check && sent != digest {
        return Ok(Redirect::to(&filling.address(Step::Check)).into_response());
    }
    let (intake, values, errors) = checked(filling, form).await?;
    if !errors.is_empty() {
        filling.save().await?;
        let page = page::render(filling, step, &errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let key = key.ok_or(WebError::StaleForm)?;
    let result = app.store.ids.id(filling.visitor.now);
    let once = Idempotency { scope: account, key: key.clone(), request, result };
    let case = match start(filling, intake, &values, once).await {
        Ok(case) => case,
        Err(CaseError::Act(ActError::Replay)) => {
            first_result(app, account, &key, &request).await?.ok_or(WebError::KeyReused)?
        }
        Err(error) => return Err(error.into()),
    };
    app.store.drop_draft(account, filling.id()).await?;
    Ok(done(case))
}

/// Starts the service, or all services of a life event; gives the first case.
async fn start(
    filling: &Filling<'_>,
    intake: Option<Uuid>,
    values: &Values,
    once: Idempotency,
) -> Result<Uuid, CaseError> {
    let (store, actor) = (&filling.app.store, &filling.visitor.actor);
    let uploads = store.uploads(filling.account, filling.id()).await?;
    let appealed = filling.appealed().await.map_err(|_| CaseError::NotAppealable)?;
    let whole = Application {
        representation: filling.representation(),
        intake,
        appealed: appealed.as_ref(),
        uploads: &uploads,
        ..Application::of(filling.applicant(), values)
    };
    let Some(event) = store.catalogue().event(filling.id()) else {
        let application = whole;
        return Ok(store.submit_case(actor, filling.service, &application, Some(once)).await?.id);
    };
    let own: Vec<(Service, Values, Vec<Upload>)> = store
        .catalogue()
        .parts(event)
        .into_iter()
        .map(|(service, part)| {
            let values = life_event::part_values(&service, &part, values);
            let uploads = part_uploads(filling.service, &service, &uploads);
            (service, values, uploads)
        })
        .collect();
    let applications: Vec<Application<'_>> =
        own.iter().map(|(_, values, uploads)| Application { uploads, values, ..whole.clone() }).collect();
    let started: Vec<(&Service, &Application<'_>)> =
        own.iter().map(|(service, ..)| service).zip(&applications).collect();
    let bundle = Bundle { event: event.id.clone(), id: once.result };
    let cases = store.submit_cases(actor, &started, Some(&bundle), Some(once)).await?;
    cases.first().map(|case| case.id).ok_or(CaseError::Missing)
}

/// The files that belong to a service of a life event, by its own list of documents.
fn part_uploads(all: &Service, own: &Service, uploads: &[Upload]) -> Vec<Upload> {
    let place = |upload: &Upload| {
        let document = all.procedure.documents.get(usize::try_from(upload.document).ok()?)?;
        let own = own.procedure.documents.iter().position(|known| known == document)?;
        i64::try_from(own).ok()
    };
    uploads.iter().filter_map(|upload| Some(Upload { document: place(upload)?, ..upload.clone() })).collect()
}

fn done(case: Uuid) -> Response {
    Redirect::to(&format!("/cases/{case}?submitted=1")).into_response()
}

/// The centre, the values, and what is wrong with them.
async fn checked(
    filling: &Filling<'_>,
    form: &Submitted,
) -> Result<(Option<Uuid>, Values, Vec<(String, String)>), WebError> {
    let mut errors = Vec::new();
    let centres = filling.app.store.service_centres().await?;
    let intake = form.id("intake").filter(|id| centres.iter().any(|centre| centre.id == *id));
    errors.extend(filling.whose_errors());
    if intake.is_none() && !filling.is_appeal() {
        errors.push(("intake".to_owned(), filling.visitor.t("apply-centre-missing")));
    }
    let asked = filling.asked();
    errors.extend(read::errors(filling, &asked));
    let mut values = read::values(filling.service, &filling.answers);
    for (name, value) in &mut values {
        if !asked.iter().any(|field| field.id == *name) {
            *value = Value::Null;
        }
    }
    if errors.is_empty() {
        errors = read::rule_errors(filling.visitor, filling.service, &values);
    }
    Ok((intake, values, errors))
}
