//! The search of the site.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::Request;
use oblast_store::search::{Hit, Results};

use crate::components::next_page;
use crate::error::{WebError, form_encoded};
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

/// How many results a page has.
const PAGE: usize = 20;
/// Where the last page of results begins at most.
const DEEPEST: usize = 1_000;

/// The form, the same wherever it stands.
pub fn form(visitor: &Visitor, query: &str) -> Markup {
    html! {
        form method="get" action="/search" role="search" class="column" {
            div class="field" {
                label for="f-q" { (visitor.t("search-label")) }
                input id="f-q" name="q" type="search" value=(query) data-search autocomplete="off";
            }
            div class="actions" { button class="button" type="submit" { (visitor.t("find")) } }
        }
    }
}

/// The results of a query.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let words = query.get("q").map_or("", |words| words.trim());
    if let Some(case) = case_of(&app, &visitor, words).await? {
        return Ok(Redirect::to(&format!("/cases/{case}")).into_response());
    }
    let skip = query.get("from").and_then(|from| from.parse().ok()).unwrap_or(0).min(DEEPEST);
    let results = app.store.search(words, skip, PAGE).await?;
    let next = (skip + PAGE < results.total)
        .then(|| format!("/search?q={}&from={}", form_encoded(words), skip + PAGE));
    let title = visitor.t("search-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/search",
        html! {
            h1 { (title) }
            (form(&visitor, words))
            @if !words.is_empty() { (found(&visitor, &results)) }
            (next_page(&visitor, next.as_deref()))
        },
    )
    .into_response())
}

/// The case whose number, or code of its receipt, was typed or scanned, if the visitor may read it.
async fn case_of(app: &App, visitor: &Visitor, words: &str) -> Result<Option<Uuid>, WebError> {
    if !visitor.actor.is_signed_in() || words.len() < 6 || words.len() > 60 || words.contains(' ') {
        return Ok(None);
    }
    let Some(id) = app.store.case_by_number(words).await? else { return Ok(None) };
    let Some(view) = app.store.case(id).await? else { return Ok(None) };
    Ok(visitor.may(Request::ReadCase(&view.parties)).then_some(id))
}

fn found(visitor: &Visitor, results: &Results) -> Markup {
    let total = i64::try_from(results.total).unwrap_or_default();
    html! {
        @if results.total == 0 {
            p class="lead" { (visitor.t("search-none")) }
            @match &results.suggestion {
                Some(suggestion) => p {
                    (visitor.t("search-maybe")) " "
                    a href={ "/search?q=" (form_encoded(suggestion)) } { (suggestion) }
                },
                None => p { a class="button quiet" href="/services" { (visitor.t("services-all")) } },
            }
        } @else {
            p class="soft" role="status" {
                @if results.total < DEEPEST { (visitor.tf("search-found", &[("count", total.into())])) }
                @else { (visitor.tf("search-many", &[("count", format::count(total).into())])) }
            }
            ul class="cards" data-list { @for hit in &results.hits { (card(visitor, hit)) } }
        }
    }
}

fn card(visitor: &Visitor, hit: &Hit) -> Markup {
    let kind = visitor.t(&format!("search-kind-{}", hit.kind.replace('_', "-")));
    html! {
        li class="card" {
            p class="small soft" { (kind) }
            h2 { a class="cover" data-item href=(hit.url) { (visitor.say(&hit.title)) } }
            p { (visitor.say(&hit.summary)) }
        }
    }
}
