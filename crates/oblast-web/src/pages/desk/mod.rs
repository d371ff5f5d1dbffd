//! The desk of a service centre: an application on paper, entered by keyboard, with a receipt.

mod behalf;
pub mod mandates;
mod person;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::{Request, Role};
use oblast_kernel::journal::sha256;
use oblast_register::Field;
use oblast_register::catalogue::{Service, Values};
use oblast_store::accounts::BodyView;
use oblast_store::cases::{Application, CaseError, CaseView, Channel, Representation};
use oblast_store::{ActError, Idempotency, Record};

use self::behalf::Behalf;
use self::person::Entered;

use crate::components::{error_summary, field};
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::once::first_result;
use crate::pages::apply::check_fields;
use crate::pages::cases::Typed;
use crate::pages::help::{Hint, hint};
use crate::state::App;
use crate::visitor::Visitor;

pub use behalf::until_words;

/// The centres in which the visitor takes applications.
async fn centres(app: &App, visitor: &Visitor) -> Result<Vec<BodyView>, WebError> {
    let mut centres = app.store.service_centres().await?;
    centres.retain(|centre| visitor.may(Request::TakeAtDesk { centre: centre.id }));
    if centres.is_empty() { Err(WebError::NotPermitted) } else { Ok(centres) }
}

/// The services that can be taken.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    centres(&app, &visitor).await?;
    let title = visitor.t("menu-desk");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/desk",
        html! {
            h1 { (title) }
            p class="lead column" { (visitor.t("desk-lead")) }
            p { a href="/desk/mandates" { (visitor.t("mandates-desk-title")) } " · " (hint(&visitor, Hint::Desk)) }
            ol class="desk-list" data-list {
                @for service in app.store.catalogue().services_by_title(visitor.lang) {
                    @let own = &service.procedure;
                    li { a data-item href={ "/desk/" (own.id) } { (visitor.say(&own.title)) } }
                }
            }
        },
    ))
}

/// The form of a service, all of it on one page.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Markup, WebError> {
    let service = app.store.catalogue().service(&id).ok_or(WebError::NotFound)?;
    let centres = centres(&app, &visitor).await?;
    let first = centres.first().map(|centre| centre.id.to_string()).unwrap_or_default();
    let key = app.store.ids.id(visitor.now).to_string();
    let typed =
        Typed { form: Submitted::default().with("key", key).with("centre", first), ..Typed::default() };
    Ok(page(&app, &visitor, service, &centres, &typed))
}

/// The applicant's own fields: those that the application does not ask for anyway.
fn person_fields(service: &Service) -> impl Iterator<Item = &'static str> {
    let asked = |name: &str| service.procedure.field(name).is_some();
    let rnokpp = (!asked("rnokpp")).then_some("rnokpp");
    let phone = (!asked("phone")).then_some("phone");
    person::NAMES.into_iter().chain(rnokpp).chain(phone)
}

fn line(visitor: &Visitor, typed: &Typed, name: &str, first: bool) -> Markup {
    let optional = matches!(name, "patronymic" | "rnokpp").then(|| visitor.t("optional"));
    let mode = if matches!(name, "rnokpp" | "phone") { "numeric" } else { "text" };
    let label = visitor.t(&format!("person-{}", name.replace('_', "-")));
    field::Plain { optional, ..typed.plain(name, label) }.line(mode, false, first)
}

fn page(app: &App, visitor: &Visitor, service: &Service, centres: &[BodyView], typed: &Typed) -> Markup {
    let procedure = &service.procedure;
    let title = visitor.say(&procedure.title);
    let choices: Vec<(String, String)> =
        centres.iter().map(|centre| (centre.id.to_string(), visitor.say(&centre.title).to_owned())).collect();
    layout::page(
        app,
        visitor,
        title,
        "/desk",
        html! {
            p class="crumbs" { a href="/desk" { (visitor.t("menu-desk")) } }
            (error_summary(visitor, &typed.errors))
            h1 { (title) }
            p class="small soft" { (visitor.t("desk-keys")) }
            form method="post" action={ "/desk/" (procedure.id) } class="dense" novalidate data-quick {
                input type="hidden" name="csrf" value=(visitor.csrf);
                input type="hidden" name="key" value=(typed.form.get("key"));
                @if choices.len() > 1 {
                    (field::select("centre", &visitor.t("desk-centre"), &choices, typed.form.get("centre"), None, typed.error("centre")))
                } @else { input type="hidden" name="centre" value=(typed.form.get("centre")); }
                h2 { (visitor.t("desk-who")) }
                div class="grid" {
                    @for (index, name) in person_fields(service).enumerate() { (line(visitor, typed, name, index == 0 && typed.errors.is_empty())) }
                }
                details open[!typed.form.get("behalf_kind").is_empty()] {
                    summary { (visitor.t("behalf-title")) }
                    (behalf::fields(visitor, typed))
                }
                @if procedure.about_decision {
                    (typed.plain("about", visitor.t("appeal-number")).line("text", false, false))
                }
                h2 { (visitor.t("case-application")) }
                @for declared in &procedure.fields {
                    (field::control(visitor, declared, &typed.form.answer(declared), typed.error(&declared.id)))
                }
                h2 { (visitor.t("desk-documents")) }
                @for (index, document) in procedure.documents.iter().enumerate() {
                    @let code = index.to_string();
                    label class="radio" {
                        input type="checkbox" name="document" value=(code) checked[typed.form.all("document").contains(&code.as_str())];
                        span { (visitor.say(&document.title)) }
                    }
                }
                div class="actions" { button class="button" type="submit" { (visitor.t("desk-take")) } }
            }
        },
    )
}

/// Registers the application.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let service = app.store.catalogue().service(&id).ok_or(WebError::NotFound)?;
    let centres = centres(&app, &visitor).await?;
    let account = visitor.actor.account.ok_or(WebError::SignInFirst)?;
    let centre = form.id("centre").filter(|id| centres.iter().any(|centre| centre.id == *id));
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    if centre.is_none() {
        typed.errors.push(("centre".to_owned(), visitor.t("apply-centre-missing")));
    }
    let (values, wrong) = answers(&visitor, service, &form);
    let told = service.procedure.field("rnokpp").is_some();
    let present = person::read(&app, &visitor, &mut typed, "", told).await?;
    typed.errors.extend(wrong);
    let people = match (&present, centre) {
        (Some(present), Some(centre)) => people(&app, &visitor, service, &mut typed, present, centre).await?,
        _ => None,
    };
    let (Some(centre), Some(people), true) = (centre, people, typed.errors.is_empty()) else {
        let page = page(&app, &visitor, service, &centres, &typed);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let key = form.id("key").ok_or(WebError::StaleForm)?.to_string();
    let request = digest(service, &form, centre, &values);
    if let Some(earlier) = first_result(&app, account, &key, &request).await? {
        return Ok(receipt(earlier));
    }
    let once =
        Idempotency { scope: account, key: key.clone(), request, result: app.store.ids.id(visitor.now) };
    let application = Application {
        representation: people.representation,
        new: &people.new,
        channel: Channel::Desk,
        appealed: people.appealed.as_ref(),
        ..Application::online(people.applicant, centre, &values)
    };
    match app.store.submit_case(&visitor.actor, service, &application, Some(once)).await {
        Ok(case) => Ok(receipt(case.id)),
        Err(CaseError::Act(ActError::Replay)) => {
            first_result(&app, account, &key, &request).await?.map(receipt).ok_or(WebError::KeyReused)
        }
        Err(error) => Err(error.into()),
    }
}

/// A digest of the form: a repeated one gives the first case again.
fn digest(service: &Service, form: &Submitted, centre: Uuid, values: &Values) -> [u8; 32] {
    let typed = form.pairs().filter(|(name, _)| !matches!(*name, "csrf" | "key" | "document"));
    let typed: Vec<(&str, &str)> =
        typed.filter(|(name, _)| service.procedure.field(name).is_none()).collect();
    sha256(format!("desk\n{}\n{centre}\n{typed:?}\n{values:?}", service.procedure.id).as_bytes())
}

/// Who has to do with an application at the desk.
struct People {
    applicant: Uuid,
    representation: Option<Representation>,
    appealed: Option<CaseView>,
    new: Vec<Record>,
}

/// The applicant is who stands at the desk, or whom they act for.
async fn people(
    app: &App,
    visitor: &Visitor,
    service: &Service,
    typed: &mut Typed,
    present: &Entered,
    centre: Uuid,
) -> Result<Option<People>, WebError> {
    let services = behalf::services_of(&typed.form, service);
    let before = typed.errors.len();
    let behalf = behalf::read(app, visitor, typed, present.id, centre, services).await?;
    let representation = behalf
        .as_ref()
        .map(|Behalf { mandate, .. }| Representation { representative: present.id, mandate: *mandate });
    let applicant = behalf.as_ref().map_or(present.id, |behalf| behalf.principal);
    let appealed = if service.procedure.about_decision {
        appealed(app, visitor, service, typed, applicant).await?
    } else {
        None
    };
    if typed.errors.len() > before {
        return Ok(None);
    }
    let new = present.new.iter().cloned().chain(behalf.into_iter().flat_map(|behalf| behalf.new)).collect();
    Ok(Some(People { applicant, representation, appealed, new }))
}

/// The case of the typed number, whose decision the applicant may appeal.
async fn appealed(
    app: &App,
    visitor: &Visitor,
    service: &Service,
    typed: &mut Typed,
    applicant: Uuid,
) -> Result<Option<CaseView>, WebError> {
    let number = typed.form.get("about").trim();
    let view = match app.store.case_by_number(number).await? {
        Some(id) => app.store.case(id).await?.filter(|view| view.applicant.id() == applicant),
        None => None,
    };
    if let Some(view) = view {
        let by = app.store.appeal_service(&view).await?;
        if by.is_some_and(|by| by.procedure.id == service.procedure.id) {
            return Ok(Some(view));
        }
    }
    typed.errors.push(("about".to_owned(), visitor.t("appeal-number-wrong")));
    Ok(None)
}

fn receipt(case: Uuid) -> Response {
    Redirect::to(&format!("/cases/{case}/receipt")).into_response()
}

/// The answers; fields that are not asked stay empty.
fn answers(visitor: &Visitor, service: &Service, form: &Submitted) -> (Values, Vec<(String, String)>) {
    let procedure = &service.procedure;
    let mut values = Values::new();
    let readable = procedure
        .fields
        .iter()
        .filter_map(|field| Some((field.id.clone(), field.parse(&form.answer(field)).ok()?)));
    let known: Values = readable.collect();
    let asked: Vec<&Field> = service.asked(&known).collect();
    let errors = check_fields(visitor, service, &asked, form, &mut values);
    (values, errors)
}

/// Does the visitor work at a desk?
pub fn works_at_desk(visitor: &Visitor) -> bool {
    visitor.actor.has_role(Role::Administrator)
}
