//! Representation, as the people in it see it: for whom I act, who acts for me.

use axum::extract::{Path, State};
use axum::response::Redirect;
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::{Request, Role};
use oblast_store::Record;
use oblast_store::accounts::full_name;
use oblast_store::mandates::MandateView;

use super::desk::until_words;
use crate::components::empty;
use crate::components::table::{Head, table};
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::pages::help::{Hint, hint};
use crate::state::App;
use crate::visitor::Visitor;

/// The mandates of the one who asks.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let person = visitor.actor.person.ok_or(WebError::SignInFirst)?;
    let mandates = app.store.mandates_of(person).await?;
    let title = visitor.t("mandates-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/cases",
        html! {
            p class="crumbs" { a href="/cases" { (visitor.t("menu-cases")) } }
            h1 { (title) }
            p class="lead column" { (visitor.t("mandates-lead")) }
            p { (hint(&visitor, Hint::Mandates)) }
            @if mandates.is_empty() { (empty(&visitor.t("mandates-none"), None)) } @else { (list(&app, &visitor, &mandates)) }
        },
    ))
}

fn end_request(mandate: &Record) -> Request<'static> {
    Request::EndMandate {
        principal: mandate.reference("principal").unwrap_or_default(),
        representative: mandate.reference("representative").unwrap_or_default(),
        centre: mandate.reference("centre").unwrap_or_default(),
    }
}

/// A list of mandates, each with the way to end it.
pub fn list(app: &App, visitor: &Visitor, mandates: &[MandateView]) -> Markup {
    let keys = [
        "mandate-representative",
        "mandate-principal",
        "mandate-kind",
        "mandate-services",
        "mandate-until",
        "mandate-act",
    ];
    let heads = keys.map(|key| Head::new(visitor.t(key)));
    let rows: Vec<Vec<Markup>> = mandates
        .iter()
        .map(|own| {
            let mandate = &own.mandate;
            vec![
                html! { (full_name(&own.representative)) },
                html! { (full_name(&own.principal)) },
                html! {
                    (visitor.t(&format!("mandate-{}", mandate.text("kind"))))
                    p class="small soft" { (mandate.text("basis")) }
                },
                html! { (services(app, visitor, mandate)) },
                html! { (until_words(visitor, mandate)) },
                end_form(app, visitor, mandate),
            ]
        })
        .collect();
    table(&visitor.t("mandates-title"), &heads, &rows)
}

fn services(app: &App, visitor: &Visitor, mandate: &Record) -> String {
    let services = mandate.text("services");
    if services.is_empty() {
        return visitor.t("mandate-services-all");
    }
    let known = services.split_whitespace().filter_map(|id| app.store.catalogue().service(id));
    known.map(|service| visitor.say(&service.procedure.title)).collect::<Vec<_>>().join("; ")
}

fn end_form(app: &App, visitor: &Visitor, mandate: &Record) -> Markup {
    if !app.store.mandate_in_force(mandate) || !visitor.may(end_request(mandate)) {
        return html! {};
    }
    html! {
        details {
            summary { (visitor.t("mandate-end")) }
            p { (visitor.t("mandate-end-words")) }
            form method="post" action={ "/mandates/" (mandate.id()) "/end" } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                button class="button grave" type="submit" { (visitor.t("mandate-end-do")) }
            }
        }
    }
}

/// Ends a mandate.
pub async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    _form: Submitted,
) -> Result<Redirect, WebError> {
    // To a stranger a mandate that exists looks like one that does not.
    let mandate = app.store.load("mandate", id).await?.ok_or(WebError::NotFound)?;
    visitor.must(end_request(&mandate)).map_err(|_| WebError::NotFound)?;
    let (principal, representative) = (mandate.reference("principal"), mandate.reference("representative"));
    let party = [principal, representative].contains(&visitor.actor.person);
    if app.store.mandate_in_force(&mandate) {
        let centre = mandate.reference("centre").filter(|_| !party);
        let position = centre.and_then(|centre| visitor.actor.position(Role::Administrator, centre));
        app.store.end_mandate(&visitor.actor, position.map(|position| position.id), &mandate).await?;
    }
    Ok(match representative.filter(|_| !party) {
        Some(representative) => Redirect::to(&format!("/desk/mandates?person={representative}")),
        None => Redirect::to("/mandates"),
    })
}
