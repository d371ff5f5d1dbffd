//! Mandates at the desk: recorded by documents that were shown, found again, ended.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::Role;
use oblast_store::Record;
use oblast_store::accounts::{BodyView, full_name};

use super::{behalf, centres, line, person};
use crate::components::{error_summary, field};
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::pages::cases::Typed;
use crate::pages::mandates::list;
use crate::state::App;
use crate::visitor::Visitor;

/// The forms, and the mandates of the person who was found.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let person = query.get("person").and_then(|id| id.parse().ok());
    page(&app, &visitor, person, &Typed::default()).await
}

async fn page(app: &App, visitor: &Visitor, person: Option<Uuid>, typed: &Typed) -> Result<Markup, WebError> {
    let centres = centres(app, visitor).await?;
    let found = match person {
        Some(person) => found(app, visitor, person).await?,
        None => html! {},
    };
    let title = visitor.t("mandates-desk-title");
    let finding = typed.form.has("find");
    Ok(layout::page(
        app,
        visitor,
        &title,
        "/desk",
        html! {
            p class="crumbs" { a href="/desk" { (visitor.t("menu-desk")) } }
            h1 { (title) }
            p class="lead column" { (visitor.t("mandates-desk-lead")) }
            (found)
            section class="panel" {
                h2 { (visitor.t("mandates-find")) }
                @if finding { (error_summary(visitor, &typed.errors)) }
                form method="post" action="/desk/mandates/find" class="dense" novalidate {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="find" value="1";
                    @let of = if finding { typed } else { &Typed::default() };
                    div class="grid" {
                        (of.plain("find_family_name", visitor.t("person-family-name")).line("text", false, false))
                        (of.plain("find_rnokpp", visitor.t("person-rnokpp")).line("numeric", false, false))
                    }
                    div class="actions" { button class="button quiet" type="submit" { (visitor.t("find")) } }
                }
            }
            section class="panel" {
                h2 { (visitor.t("mandates-record")) }
                @if !finding { (error_summary(visitor, &typed.errors)) }
                @let of = if finding { &Typed::default() } else { typed };
                (record_form(app, visitor, &centres, of))
            }
        },
    ))
}

fn record_form(app: &App, visitor: &Visitor, centres: &[BodyView], typed: &Typed) -> Markup {
    let choices: Vec<(String, String)> =
        centres.iter().map(|centre| (centre.id.to_string(), visitor.say(&centre.title).to_owned())).collect();
    let services = typed.form.all("service");
    html! {
        form method="post" action="/desk/mandates" class="dense" novalidate {
            input type="hidden" name="csrf" value=(visitor.csrf);
            (field::select("centre", &visitor.t("desk-centre"), &choices, typed.form.get("centre"), None, typed.error("centre")))
            h3 { (visitor.t("mandate-representative")) }
            div class="grid" {
                @for name in person::NAMES.into_iter().chain(["rnokpp", "phone"]) { (line(visitor, typed, name, false)) }
            }
            h3 { (visitor.t("mandate-principal")) }
            (behalf::fields(visitor, typed))
            (field::services(visitor, app.store.catalogue(), &visitor.t("mandate-services-label"), &services))
            div class="actions" { button class="button" type="submit" { (visitor.t("mandate-do")) } }
        }
    }
}

/// The mandates of a person: whose were read, is journalled.
async fn found(app: &App, visitor: &Visitor, person: Uuid) -> Result<Markup, WebError> {
    let row = app.store.load("person", person).await?.ok_or(WebError::NotFound)?;
    let mandates = app.store.mandates_of(person).await?;
    let both = mandates.iter().flat_map(|own| [own.principal.id(), own.representative.id()]);
    let persons: std::collections::BTreeSet<Uuid> = both.chain([person]).collect();
    app.store.note_reading(&visitor.actor, persons.into_iter().collect(), "mandates", None).await?;
    Ok(html! {
        h2 { (full_name(&row)) }
        @if mandates.is_empty() { p { (visitor.t("mandates-none")) } } @else { (list(app, visitor, &mandates)) }
    })
}

/// Finds a person by tax number and family name: both, so that nobody leafs through people.
pub async fn find(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    centres(&app, &visitor).await?;
    let known = app.store.person_by_rnokpp(form.get("find_rnokpp").trim()).await?;
    let known = known.filter(|known| person::same(known.text("family_name"), form.get("find_family_name")));
    if let Some(known) = known {
        return Ok(Redirect::to(&format!("/desk/mandates?person={}", known.id())).into_response());
    }
    let errors = vec![("find_rnokpp".to_owned(), visitor.t("mandates-nobody"))];
    let typed = Typed { form, errors, ..Typed::default() };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&app, &visitor, None, &typed).await?).into_response())
}

/// Records a mandate.
pub async fn record(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    let centres = centres(&app, &visitor).await?;
    let centre = form.id("centre").filter(|id| centres.iter().any(|centre| centre.id == *id));
    let centre = centre.ok_or(WebError::NotPermitted)?;
    let mut typed = Typed { form: form.clone(), ..Typed::default() };
    let known = |id: &&str| app.store.catalogue().service(id).is_some();
    let services: Vec<String> = form.all("service").into_iter().filter(known).map(str::to_owned).collect();
    if form.get("behalf_kind").is_empty() {
        typed.errors.push(("behalf_kind".to_owned(), visitor.t("behalf-kind-missing")));
    }
    let representative = person::read(&app, &visitor, &mut typed, "", false).await?;
    let behalf = match &representative {
        Some(own) => behalf::read(&app, &visitor, &mut typed, own.id, centre, services).await?,
        None => None,
    };
    let (Some(representative), Some(behalf), true) = (representative, behalf, typed.errors.is_empty()) else {
        let page = page(&app, &visitor, None, &typed).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    if !behalf.is_known() {
        let position = visitor.actor.position(Role::Administrator, centre).map(|position| position.id);
        let rows: Vec<Record> = representative.new.into_iter().chain(behalf.new).collect();
        app.store.record_mandate(&visitor.actor, position, behalf.mandate, &rows).await?;
    }
    Ok(Redirect::to(&format!("/desk/mandates?person={}", representative.id)).into_response())
}
