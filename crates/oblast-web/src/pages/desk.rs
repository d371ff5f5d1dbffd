//! The desk of a service centre: an application on paper, entered by keyboard, with a receipt.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::access::{Request, Role};
use oblast_kernel::identifier;
use oblast_kernel::journal::sha256;
use oblast_kernel::{Uuid, Value};
use oblast_register::Field;
use oblast_register::catalogue::{Service, Values};
use oblast_store::accounts::BodyView;
use oblast_store::cases::{Applicant, Application, CaseError, Channel};
use oblast_store::{ActError, Idempotency, Record};

use crate::components::{error_summary, field};
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::once::first_result;
use crate::pages::apply::check_fields;
use crate::pages::cases::Typed;
use crate::state::App;
use crate::visitor::Visitor;

/// The longest part of a name, in characters.
const NAME: usize = 100;

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
            ol class="desk-list" data-list {
                @for service in app.store.catalogue().services() {
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
    ["family_name", "given_name", "patronymic"].into_iter().chain(rnokpp).chain(phone)
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
                h2 { (visitor.t("case-applicant")) }
                div class="grid" {
                    @for (index, name) in person_fields(service).enumerate() { (line(visitor, typed, name, index == 0 && typed.errors.is_empty())) }
                }
                h2 { (visitor.t("case-application")) }
                @for declared in &procedure.fields {
                    (field::control(visitor, declared, typed.form.get(&declared.id), typed.error(&declared.id)))
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
    let applicant = applicant(&app, &visitor, service, &mut typed).await?;
    let (values, wrong) = answers(&visitor, service, &form);
    typed.errors.extend(wrong);
    let (Some(centre), Some(applicant), true) = (centre, applicant, typed.errors.is_empty()) else {
        let page = page(&app, &visitor, service, &centres, &typed);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let key = form.id("key").ok_or(WebError::StaleForm)?.to_string();
    let names: Vec<&str> = person_fields(service).map(|name| form.get(name)).collect();
    let request = sha256(format!("desk\n{id}\n{centre}\n{names:?}\n{values:?}").as_bytes());
    if let Some(earlier) = first_result(&app, account, &key, &request).await? {
        return Ok(receipt(earlier));
    }
    let once =
        Idempotency { scope: account, key: key.clone(), request, result: app.store.ids.id(visitor.now) };
    let application = Application {
        applicant,
        representative: None,
        intake: centre,
        channel: Channel::Desk,
        values: &values,
        uploads: &[],
    };
    match app.store.submit_case(&visitor.actor, service, &application, Some(once)).await {
        Ok(case) => Ok(receipt(case.id)),
        Err(CaseError::Act(ActError::Replay)) => {
            first_result(&app, account, &key, &request).await?.map(receipt).ok_or(WebError::KeyReused)
        }
        Err(error) => Err(error.into()),
    }
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
        .filter_map(|field| Some((field.id.clone(), field.parse(form.get(&field.id)).ok()?)));
    let known: Values = readable.collect();
    let asked: Vec<&Field> = service.asked(&known).collect();
    let errors = check_fields(visitor, service, &asked, form, &mut values);
    (values, errors)
}

/// The applicant: a person who is known by the tax number, or a new one.
async fn applicant(
    app: &App,
    visitor: &Visitor,
    service: &Service,
    typed: &mut Typed,
) -> Result<Option<Applicant>, WebError> {
    let form = typed.form.clone();
    for name in ["family_name", "given_name", "patronymic"] {
        let text = form.get(name).trim();
        let wrong = text.chars().count() > NAME || text.chars().any(char::is_control);
        if wrong {
            typed.errors.push((name.to_owned(), visitor.tf("person-long", &[("max", NAME.into())])));
        } else if text.is_empty() && name != "patronymic" {
            typed.errors.push((name.to_owned(), visitor.t("person-missing")));
        }
    }
    let rnokpp = form.get("rnokpp").trim();
    if !rnokpp.is_empty() && identifier::rnokpp(rnokpp).is_err() {
        if service.procedure.field("rnokpp").is_none() {
            typed.errors.push(("rnokpp".to_owned(), visitor.t("field-rnokpp")));
        }
        return Ok(None);
    }
    let known = if rnokpp.is_empty() { None } else { app.store.person_by_rnokpp(rnokpp).await? };
    if let Some(known) = known {
        // The name is compared, not shown: a mistyped number must not tell whose it is.
        if same(known.text("family_name"), form.get("family_name")) {
            return Ok(Some(Applicant::Known(known.id())));
        }
        typed.errors.push(("family_name".to_owned(), visitor.t("person-other-name")));
        return Ok(None);
    }
    Ok(Some(Applicant::New(new_person(app, &form)?)))
}

fn same(known: &str, typed: &str) -> bool {
    oblast_kernel::sortkey::sort_key(known) == oblast_kernel::sortkey::sort_key(typed.trim())
}

fn new_person(app: &App, form: &Submitted) -> Result<Record, WebError> {
    let mut person = app.store.new_record("person")?;
    for column in ["family_name", "given_name", "patronymic", "rnokpp", "phone", "email"] {
        let text = form.get(column).trim();
        person.set(column, if text.is_empty() { Value::Null } else { text.into() });
    }
    for column in ["family_name", "given_name"] {
        if person.get(column).is_null() {
            person.set(column, "");
        }
    }
    Ok(person)
}

/// Does the visitor work at a desk?
pub fn works_at_desk(visitor: &Visitor) -> bool {
    visitor.actor.has_role(Role::Administrator)
}
