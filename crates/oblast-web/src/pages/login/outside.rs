//! Signing in by a provider of identities (OpenID Connect; id.gov.ua): out to it, and back with a code.
//!
//! What we must know on the way back – the state, the nonce, whom we asked – goes through a cookie as a sealed ticket that is good once.
//! An answer counts only where that cookie is, so that nobody signs another person in as themselves; only at the address of the provider
//! that was asked, so that no provider answers for another (RFC 9700, 4.4).

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Redirect, Response};
use oblast_kernel::Uuid;
use oblast_store::accounts::sessions::Way;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use super::{Door, asked_onward, begin, page as sign_in, with_cookie};
use crate::error::WebError;
use crate::providers::{Person, Provider, ProviderError};
use crate::state::App;
use crate::visitor::{Visitor, cookie};

const TICKET: &str = "provider";
const COOKIE: &str = "oblast_outside";
/// How long the cookie lives: as long as its ticket.
const SECONDS: i64 = 600;
/// The longest answer that is looked at.
const LONGEST: usize = 4096;

#[derive(Serialize, Deserialize)]
struct Waiting {
    provider: String,
    state: String,
    kept: String,
    next: String,
    /// The account that is to be tied to the provider, where somebody signed in asked for that.
    tie: Option<Uuid>,
}

fn provider<'a>(app: &'a App, name: &str) -> Result<&'a dyn Provider, WebError> {
    let found = app.site.providers.iter().find(|own| own.name() == name);
    found.map(|own| &**own).ok_or(WebError::NotFound)
}

fn back(app: &App, provider: &dyn Provider) -> String {
    format!("{}/login/with/{}/back", app.site.public_url, provider.name())
}

/// Out to the provider.
pub async fn go(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    app.gate.pass(&visitor)?;
    let provider = provider(&app, &name)?;
    let next = asked_onward(&query);
    let begun = match provider.begin(&back(&app, provider)).await {
        Ok(begun) => begun,
        Err(error) => return Ok(failed(&app, &visitor, next, &error)),
    };
    let waiting = Waiting {
        provider: name,
        state: begun.state,
        kept: begun.kept,
        next: next.to_owned(),
        tie: visitor.actor.account.filter(|_| query.contains_key("tie") && visitor.is_fresh()),
    };
    let waiting = serde_json::to_string(&waiting).map_err(|error| WebError::Internal(error.to_string()))?;
    let ticket = app.store.ticket(TICKET, &waiting);
    Ok(with_cookie(&app, Redirect::to(&begun.url), COOKIE, &ticket, SECONDS))
}

/// Back from it.
pub async fn come_back(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    app.gate.pass(&visitor)?;
    let provider = provider(&app, &name)?;
    let said = |key: &str| query.get(key).map(String::as_str).filter(|text| text.len() <= LONGEST);
    let ticket = app.store.take_ticket(TICKET, cookie(&headers, COOKIE).unwrap_or_default()).await?;
    let waiting = ticket.and_then(|text| serde_json::from_str::<Waiting>(&text).ok());
    let state = said("state").unwrap_or_default();
    let waiting = waiting.filter(|own| {
        own.provider == name
            && bool::from(own.state.as_bytes().ct_eq(state.as_bytes()))
            && said("iss").is_none_or(|issuer| issuer == provider.issuer())
    });
    let Some(waiting) = waiting else { return Ok(refused(&app, &visitor, "/", "outside-stale")) };
    let Some(code) = said("code").filter(|_| said("error").is_none()) else {
        return Ok(refused(&app, &visitor, &waiting.next, "outside-denied"));
    };
    let person = match provider.complete(code, &waiting.kept, &back(&app, provider)).await {
        Ok(person) => person,
        Err(error) => return Ok(failed(&app, &visitor, &waiting.next, &error)),
    };
    let account = match waiting.tie {
        Some(account) => tie(&app, &visitor, account, provider, &person).await?,
        None => account_of(&app, provider, &person).await?,
    };
    let Some(account) = account else { return Ok(refused(&app, &visitor, &waiting.next, "outside-unknown")) };
    let way = Way::Provider { name, strong: provider.is_strong() };
    let response = begin(&app, &visitor, account, way, &waiting.next, None).await?;
    Ok(with_cookie(&app, response, COOKIE, "", 0))
}

/// Whose account it is: the one that is tied to the subject, or the only one of the tax number that the provider has proved.
async fn account_of(app: &App, provider: &dyn Provider, person: &Person) -> Result<Option<Uuid>, WebError> {
    if let Some(account) = app.store.account_outside(provider.name(), &person.subject).await? {
        return Ok(Some(account));
    }
    let Some(rnokpp) = &person.rnokpp else { return Ok(None) };
    let Some(account) = app.store.account_of(Some(rnokpp), None).await? else { return Ok(None) };
    let is_tied = app.store.tie_outside(account, provider.name(), &person.subject).await?;
    Ok(is_tied.then_some(account))
}

/// Ties the account of who asked for it, while they are still signed in as the same.
async fn tie(
    app: &App,
    visitor: &Visitor,
    account: Uuid,
    provider: &dyn Provider,
    person: &Person,
) -> Result<Option<Uuid>, WebError> {
    if visitor.actor.account != Some(account) {
        return Ok(None);
    }
    let is_tied = app.store.tie_outside(account, provider.name(), &person.subject).await?;
    Ok(is_tied.then_some(account))
}

fn refused(app: &App, visitor: &Visitor, next: &str, words: &str) -> Response {
    let door = Door { next, error: Some(visitor.t(words)), ..Door::default() };
    let response = (StatusCode::UNPROCESSABLE_ENTITY, sign_in(app, visitor, &door));
    with_cookie(app, response, COOKIE, "", 0)
}

fn failed(app: &App, visitor: &Visitor, next: &str, error: &ProviderError) -> Response {
    tracing::warn!(%error, "a provider of identities did not say who it is");
    match error {
        ProviderError::Unavailable(_) => refused(app, visitor, next, "outside-unavailable"),
        ProviderError::Invalid(_) => refused(app, visitor, next, "outside-invalid"),
    }
}
