//! The catalogue of services, the information card and the process card of each.

pub mod card;
pub mod process;

use std::collections::HashMap;

use axum::extract::State;
use maud::{Markup, html};
use oblast_kernel::Text;
use oblast_kernel::term::Term;
use oblast_register::Procedure;
use oblast_register::life_event::LifeEvent;
use oblast_store::accounts::BodyView;

use crate::error::WebError;
use crate::layout;
use crate::pages::search;
use crate::state::App;
use crate::visitor::Visitor;

/// All life events and services.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Markup {
    let catalogue = app.store.catalogue();
    let title = visitor.t("menu-services");
    let card = |id: &str, title: &Text, summary: &Text, facts: Markup| {
        html! {
            li class="card" {
                h3 { a class="cover" data-item href={ "/services/" (id) } { (visitor.say(title)) } }
                p { (visitor.say(summary)) }
                (facts)
            }
        }
    };
    layout::page(
        &app,
        &visitor,
        &title,
        "/services",
        html! {
            h1 { (title) }
            (search::form(&visitor, ""))
            @if catalogue.events().next().is_some() {
                h2 { (visitor.t("events-title")) }
                ul class="cards" data-list {
                    @for event in catalogue.events() { (card(&event.id, &event.title, &event.summary, html! {})) }
                }
            }
            h2 { (visitor.t("services-title")) }
            ul class="cards" data-list {
                @for service in catalogue.services_by_title(visitor.lang) {
                    @let own = &service.procedure;
                    (card(&own.id, &own.title, &own.summary, html! {
                        p class="small soft" { (term_words(&visitor, own)) " · " (visitor.say(&own.fee)) }
                    }))
                }
            }
        },
    )
}

/// The centres that a card is for: all, or the one that was asked for.
pub async fn centres(app: &App, query: &HashMap<String, String>) -> Result<Vec<BodyView>, WebError> {
    let mut centres = app.store.service_centres().await?;
    if let Some(chosen) = query.get("centre") {
        centres.retain(|centre| centre.id.to_string() == *chosen);
        if centres.is_empty() {
            return Err(WebError::NotFound);
        }
    }
    Ok(centres)
}

/// The page of a life event: which services one application starts.
fn event_card(app: &App, visitor: &Visitor, event: &LifeEvent) -> Markup {
    let title = visitor.say(&event.title);
    layout::page(
        app,
        visitor,
        title,
        "/services",
        html! {
            p class="crumbs" { a href="/services" { (visitor.t("menu-services")) } }
            h1 { (title) }
            p class="lead column" { (visitor.say(&event.summary)) }
            div class="actions" { a class="button" href={ "/services/" (event.id) "/apply" } { (visitor.t("apply")) } }
            h2 { (visitor.t("event-starts")) }
            ul {
                @for (service, _) in app.store.catalogue().parts(event) {
                    @let own = &service.procedure;
                    li { a href={ "/services/" (own.id) } { (visitor.say(&own.title)) } " – " (term_words(visitor, own)) }
                }
            }
        },
    )
}

/// The term of a procedure as in force today.
pub fn term_today(visitor: &Visitor, procedure: &Procedure) -> Term {
    visitor.facts.term(&procedure.term.code, visitor.today()).unwrap_or_else(|| procedure.term.clone())
}

/// The term in words: «до 30 календарних днів».
pub fn term_words(visitor: &Visitor, procedure: &Procedure) -> String {
    super::terms::words(visitor, &term_today(visitor, procedure))
}
