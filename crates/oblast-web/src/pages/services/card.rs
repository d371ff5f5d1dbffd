//! The information card (інформаційна картка): everything one must know before applying; for each centre.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use oblast_kernel::term::Certainty;
use oblast_store::accounts::BodyView;

use super::{centres, event_card, term_today, term_words};
use crate::components::unconfirmed;
use crate::error::{WebError, form_encoded};
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// The card of a service: everything one must know before applying.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    if let Some(event) = app.store.catalogue().event(&id) {
        return Ok(event_card(&app, &visitor, event));
    }
    let service = app.store.catalogue().service(&id).ok_or(WebError::NotFound)?;
    let procedure = &service.procedure;
    let provider = app.store.body_by_code(&procedure.provider).await?;
    let centres = centres(&app, &query).await?;
    let of_one = of_one(&query);
    let term = term_today(&visitor, procedure);
    let term_sure = procedure.term_confirmed && term.certainty == Certainty::Certain;
    // An appeal goes to who decides on it, not through a centre.
    let through_centres = !procedure.about_decision;
    let available = provider.is_some() && !(through_centres && centres.is_empty());
    let title = visitor.say(&procedure.title).to_owned();
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/services",
        html! {
            p class="crumbs" { a href="/services" { (visitor.t("menu-services")) } }
            h1 { (title) }
            p class="lead column" { (visitor.say(&procedure.summary)) }
            @if available {
                div class="actions" { a class="button" href={ "/services/" (procedure.id) "/apply" } { (visitor.t("apply")) } }
            } @else {
                p class="notice soon" { (visitor.t("service-unavailable")) }
            }
            dl class="facts" {
                dt { (visitor.t("card-term")) }
                dd { (term_words(&visitor, procedure)) " (" (term.citation) ")" (unconfirmed(&visitor, term_sure)) }
                dt { (visitor.t("card-fee")) } dd { (visitor.say(&procedure.fee)) }
                dt { (visitor.t("card-delivery")) } dd { (visitor.say(&procedure.delivery)) }
                @if let Some(provider) = &provider { dt { (visitor.t("card-provider")) } dd { (visitor.say(&provider.title)) } }
                @if through_centres && !centres.is_empty() {
                    dt { (visitor.t(if of_one.is_empty() { "card-centres" } else { "card-centre" })) }
                    dd {
                        @for centre in &centres { (centre_facts(&visitor, &procedure.id, centre, of_one.is_empty())) }
                        @if !of_one.is_empty() { p { a href={ "/services/" (procedure.id) } { (visitor.t("card-all-centres")) } } }
                    }
                }
            }
            div class="actions" {
                a href={ "/services/" (procedure.id) "/process" (of_one) } { (visitor.t("process-title")) }
                @if cfg!(feature = "pdf") {
                    a href={ "/services/" (procedure.id) "/card.pdf" (of_one) } { (visitor.t("card-pdf")) }
                    a href={ "/services/" (procedure.id) "/process.pdf" (of_one) } { (visitor.t("process-pdf")) }
                }
            }
            h2 { (visitor.t("card-documents")) }
            ul { @for document in &procedure.documents { li { (visitor.say(&document.title)) } } }
            h2 { (visitor.t("card-steps")) }
            ol {
                li { (visitor.t("card-step-submit")) }
                @for stage in &procedure.stages { @for task in &stage.tasks { li { (visitor.say(&task.title)) } } }
            }
            h2 { (visitor.t("card-refusals")) }
            ul { @for refusal in &procedure.refusals { li { (visitor.say(&refusal.title)) } } }
            h2 { (visitor.t("card-basis")) }
            ul { @for basis in &procedure.basis { li { (visitor.say(&basis.title)) (unconfirmed(&visitor, basis.confirmed)) } } }
        },
    ))
}

/// The part of an address that keeps the card to one centre.
pub(super) fn of_one(query: &HashMap<String, String>) -> String {
    query.get("centre").map_or_else(String::new, |centre| format!("?centre={}", form_encoded(centre)))
}

/// A centre: where it is, when it is open; its own card.
fn centre_facts(visitor: &Visitor, service: &str, centre: &BodyView, linked: bool) -> Markup {
    html! {
        p {
            @if linked { a href={ "/services/" (service) "?centre=" (centre.id) } { (visitor.say(&centre.title)) } }
            @else { (visitor.say(&centre.title)) }
            @for detail in [&centre.address, &centre.hours, &centre.phone] {
                @if !detail.is_empty() { br; span class="small soft" { (detail) } }
            }
        }
    }
}
