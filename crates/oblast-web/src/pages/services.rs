//! The catalogue of services and the card of each.

use axum::extract::{Path, State};
use maud::{Markup, html};
use oblast_kernel::Text;
use oblast_kernel::term::{Certainty, Term};
use oblast_register::Procedure;
use oblast_register::life_event::LifeEvent;
use oblast_register::procedure::TaskBody;

use crate::components::table::{Head, table};
use crate::components::unconfirmed;
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

/// The card of a service: everything one must know before applying.
pub async fn card(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Markup, WebError> {
    if let Some(event) = app.store.catalogue().event(&id) {
        return Ok(event_card(&app, &visitor, event));
    }
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
                    dd {
                        @for centre in &centres {
                            p {
                                (visitor.say(&centre.title))
                                @for detail in [&centre.address, &centre.hours, &centre.phone] {
                                    @if !detail.is_empty() { br; span class="small soft" { (detail) } }
                                }
                            }
                        }
                    }
                }
            }
            p { a href={ "/services/" (procedure.id) "/process" } { (visitor.t("process-title")) } }
            @if cfg!(feature = "pdf") { p { a href={ "/services/" (procedure.id) "/card.pdf" } { (visitor.t("card-pdf")) } } }
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

/// The process card (технологічна картка): who does what, how they take part, in how many days; for each centre.
pub async fn process(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Markup, WebError> {
    let service = app.store.catalogue().service(&id).ok_or(WebError::NotFound)?;
    let procedure = &service.procedure;
    let mut rows = vec![vec![
        html! { "1" },
        html! { (visitor.t("process-register")) },
        html! { (visitor.t("process-intake")) },
        html! { (visitor.t("role-administrator")) },
        html! { (visitor.t("participation-performs")) },
        html! { "1" },
    ]];
    for task in procedure.stages.iter().flat_map(|stage| &stage.tasks) {
        let body = match &task.body {
            TaskBody::Intake => visitor.t("process-intake"),
            TaskBody::Code(code) => {
                let body = app.store.body_by_code(code).await?;
                body.map_or_else(|| code.clone(), |body| visitor.say(&body.title).to_owned())
            }
        };
        rows.push(vec![
            html! { (rows.len() + 1) },
            html! { (visitor.say(&task.title)) },
            html! { (body) },
            html! { (visitor.t(&format!("role-{}", task.role.name()))) },
            html! { (visitor.t(&format!("participation-{}", task.participation.name().replace('_', "-")))) },
            html! { @if let Some(days) = task.days { (days) } @else { (visitor.t("to-be-confirmed")) } },
        ]);
    }
    let centres = app.store.service_centres().await?;
    let mut heads: Vec<Head> =
        ["process-number", "process-step", "process-body", "process-role", "process-part"]
            .map(|key| Head::new(visitor.t(key)))
            .into();
    heads.push(Head::number(visitor.t("process-days")));
    let title = visitor.t("process-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/services",
        html! {
            p class="crumbs" { a href={ "/services/" (id) } { (visitor.say(&procedure.title)) } }
            h1 { (title) }
            p class="lead column" { (visitor.say(&procedure.title)) " – " (term_words(&visitor, procedure)) }
            (table(&title, &heads, &rows))
            p { (visitor.t("process-appeal")) }
            h2 { (visitor.t("process-centres")) }
            ul { @for centre in &centres { li { (visitor.say(&centre.title)) @if !centre.address.is_empty() { ", " (centre.address) } } } }
        },
    ))
}
