//! The catalogue of services and the card of each.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use oblast_kernel::sortkey::sort_key;
use oblast_kernel::term::{Certainty, Term};
use oblast_register::Procedure;

use crate::components::{empty, unconfirmed};
use crate::error::WebError;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// All services; with `q`, those whose title or summary holds the words.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Markup {
    let words = query.get("q").map_or("", |words| words.trim());
    let wanted = sort_key(words);
    let fits = |procedure: &Procedure| {
        let text =
            sort_key(&format!("{} {}", visitor.say(&procedure.title), visitor.say(&procedure.summary)));
        wanted.split(' ').all(|word| text.contains(word))
    };
    let found: Vec<_> = app
        .store
        .catalogue()
        .services()
        .map(|service| &service.procedure)
        .filter(|procedure| fits(procedure))
        .collect();
    let title = visitor.t("menu-services");
    layout::page(
        &app,
        &visitor,
        &title,
        "/services",
        html! {
            h1 { (title) }
            form method="get" action="/services" role="search" class="column" {
                div class="field" {
                    label for="f-q" { (visitor.t("services-search")) }
                    input id="f-q" name="q" type="search" value=(words) data-search;
                }
                div class="actions" { button class="button quiet" type="submit" { (visitor.t("find")) } }
            }
            @if found.is_empty() {
                (empty(&visitor.t("services-none"), Some(("/services", &visitor.t("services-all")))))
            }
            ul class="cards" data-list {
                @for procedure in found {
                    li class="card" {
                        h2 { a class="cover" data-item href={ "/services/" (procedure.id) } { (visitor.say(&procedure.title)) } }
                        p { (visitor.say(&procedure.summary)) }
                        p class="small soft" { (term_words(&visitor, procedure)) " · " (visitor.say(&procedure.fee)) }
                    }
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

/// The card of a service: everything one must know before applying.
pub async fn card(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Markup, WebError> {
    let service = app.store.catalogue().service(&id).ok_or(WebError::NotFound)?;
    let procedure = &service.procedure;
    let provider = app.store.body_by_code(&procedure.provider).await?;
    let centres = app.store.service_centres().await?;
    let term = term_today(&visitor, procedure);
    let term_sure = procedure.term_confirmed && term.certainty == Certainty::Certain;
    let available = provider.is_some() && !centres.is_empty();
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
                @if !centres.is_empty() {
                    dt { (visitor.t("card-centres")) }
                    dd { @for (index, centre) in centres.iter().enumerate() { @if index > 0 { br; } (visitor.say(&centre.title)) } }
                }
            }
            h2 { (visitor.t("card-documents")) }
            ul { @for document in &procedure.documents { li { (visitor.say(document)) } } }
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
