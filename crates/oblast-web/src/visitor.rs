//! Who asks, in which language, and when.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use fluent_bundle::FluentValue;
use jiff::Timestamp;
use jiff::civil::Date;
use oblast_kernel::access::{self, Actor};
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::{Lang, Text};
use oblast_store::Record;
use oblast_store::accounts::sessions::{Entry, Identity, SessionView, Way};
use oblast_store::facts::Facts;

use crate::error::{self, WebError};
use crate::form::{Submitted, is_same_site};
use crate::pages::resume;
use crate::routes::BODY_LIMIT;
use crate::state::App;
use crate::texts;

/// The cookie of the chosen language.
pub const LANG_COOKIE: &str = "oblast_lang";

/// The one who asks.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who it is; the default actor for a visitor who has not signed in.
    pub actor: Actor,
    /// The name, if signed in.
    pub name: Option<String>,
    /// The secret against cross-site requests; empty if not signed in or by token.
    pub csrf: String,
    /// The language.
    pub lang: Lang,
    /// The session or the token, if signed in.
    pub session: Option<SessionView>,
    /// Is it an official who signed in by a password alone, where this installation asks officials for more? Then the actor has none
    /// of their positions.
    pub held_back: bool,
    /// The browser, as it names itself; nobody checks what it says.
    pub agent: String,
    /// The address that the request came from; empty where it is not known.
    pub address: String,
    /// How many notices the visitor has not seen, counted to 100.
    pub unseen: i64,
    /// Terms and calendar in force.
    pub facts: Arc<Facts>,
    /// The moment of the request.
    pub now: Timestamp,
    /// The path of the page, to come back to.
    pub path: String,
}

impl Visitor {
    /// A text of the interface.
    pub fn t(&self, key: &str) -> String {
        texts::text(self.lang, key, &[])
    }

    /// A text with variables.
    pub fn tf(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        texts::text(self.lang, key, args)
    }

    /// A declared text in the visitor's language.
    pub fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    /// The title of a row (`title_uk`, `title_en`) in the visitor's language.
    pub fn title<'r>(&self, row: &'r Record) -> &'r str {
        row.text(if self.lang == Lang::Uk { "title_uk" } else { "title_en" })
    }

    /// By what and from where the visitor comes in.
    pub fn entry(&self, way: Way) -> Entry {
        Entry { way, agent: self.agent.clone(), address: self.address.clone() }
    }

    /// Did the visitor sign in just now? What is changed of how one signs in asks for that.
    pub fn is_fresh(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.is_fresh(self.now))
    }

    /// Today in Kyiv.
    pub fn today(&self) -> Date {
        kyiv_date(self.now)
    }

    /// May the visitor do this?
    pub fn may(&self, request: access::Request<'_>) -> bool {
        access::decide(&self.actor, request).is_ok()
    }

    /// The visitor may do this, or an error says why not.
    pub fn must(&self, request: access::Request<'_>) -> Result<(), WebError> {
        access::decide(&self.actor, request).map_err(WebError::from)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, WebError> {
        parts.extensions.get::<Visitor>().cloned().ok_or_else(|| WebError::Internal("no visitor".into()))
    }
}

/// Words of a system's own pages, in the language of the visitor.
pub fn word<'w>(visitor: &Visitor, uk: &'w str, en: &'w str) -> &'w str {
    match visitor.lang {
        Lang::Uk => uk,
        Lang::En => en,
    }
}

/// A cookie of a request.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn language(headers: &HeaderMap) -> Lang {
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Ukrainian unless somebody chose English or asks for English alone.
    let asked = if accepted.starts_with("en") && !accepted.contains("uk") { Lang::En } else { Lang::Uk };
    cookie(headers, LANG_COOKIE).and_then(Lang::from_tag).unwrap_or(asked)
}

/// The browser, as it names itself.
fn agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The address that a request came from. Proxies of ours add to `X-Forwarded-For` whom they had it from; what stands before the first
/// one that is not ours, anybody may have written.
fn address(app: &App, request: &Request) -> String {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else {
        return String::new();
    };
    let is_ours = |address: &IpAddr| app.site.proxies.contains(&address.to_canonical());
    let mut address = peer.ip();
    let forwarded = request.headers().get_all("x-forwarded-for");
    let said: Vec<&str> =
        forwarded.iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(',')).collect();
    for one in said.iter().rev() {
        if !is_ours(&address) {
            break;
        }
        match one.trim().parse() {
            Ok(before) => address = before,
            Err(_) => break,
        }
    }
    address.to_canonical().to_string()
}

async fn identity(app: &App, headers: &HeaderMap, is_api: bool) -> Result<Option<Identity>, WebError> {
    let authorization = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    match (is_api, authorization) {
        (true, Some(value)) => {
            let token = value.strip_prefix("Bearer ").ok_or(WebError::BadToken)?;
            app.store.token(token.trim()).await?.ok_or(WebError::BadToken).map(Some)
        }
        // The API takes tokens only: a cookie would let another site write in the visitor's name.
        (true, None) => Ok(None),
        (false, _) => match cookie(headers, app.site.session_cookie()) {
            Some(secret) => Ok(app.store.session(secret, agent(headers)).await?),
            None => Ok(None),
        },
    }
}

/// Finds out who asks, and renders the errors of what follows in their language.
pub async fn introduce(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let is_api = path.starts_with("/api/");
    let mut visitor = Visitor {
        actor: Actor::default(),
        name: None,
        csrf: String::new(),
        lang: language(request.headers()),
        session: None,
        held_back: false,
        agent: agent(request.headers()).to_owned(),
        address: address(&app, &request),
        unseen: 0,
        facts: app.store.facts(),
        now: app.store.clock.now(),
        path: request.uri().path_and_query().map_or(path, ToString::to_string),
    };
    let get = request.method() == axum::http::Method::GET;
    let (mut request, waiting) = match waiting_form(request, is_api).await {
        Ok((request, waiting)) => (request, waiting.as_deref().map(Submitted::of_body)),
        Err(error) => {
            let response = axum::response::IntoResponse::into_response(error);
            return error::render(&app, &visitor, response, is_api, get, None);
        }
    };
    match identity(&app, request.headers(), is_api).await {
        Ok(identity) => {
            if let Some(identity) = identity {
                visitor.actor = identity.actor;
                visitor.held_back = app.site.holds_back(&visitor.actor, &identity.session);
                if visitor.held_back {
                    visitor.actor.positions.clear();
                    visitor.actor.delegations.clear();
                }
                visitor.session = Some(identity.session);
                visitor.name = Some(identity.name);
                visitor.csrf = identity.csrf;
                visitor.unseen =
                    unseen(&app, &visitor, is_api || request.uri().path().starts_with("/assets/")).await;
            }
            request.extensions_mut().insert(visitor.clone());
            let response = next.run(request).await;
            let sign_in = matches!(response.extensions().get::<WebError>(), Some(WebError::SignInFirst));
            match waiting {
                Some(form) if sign_in => resume::ask(&app, &visitor, &form),
                waiting => error::render(&app, &visitor, response, is_api, get, waiting.as_ref()),
            }
        }
        Err(error) => {
            let response = axum::response::IntoResponse::into_response(error);
            error::render(&app, &visitor, response, is_api, false, waiting.as_ref())
        }
    }
}

/// The number beside «Сповіщення», where there is a page to show it; no page fails because of it.
async fn unseen(app: &App, visitor: &Visitor, no_page: bool) -> i64 {
    match visitor.actor.person.filter(|_| !no_page) {
        Some(person) => app.store.unseen_notices(person).await.unwrap_or(0),
        None => 0,
    }
}

/// The form that is sent, kept for when it cannot be taken now: the session ended while it was typed, the disk
/// is full, the database is away.
async fn waiting_form(request: Request, is_api: bool) -> Result<(Request, Option<Bytes>), WebError> {
    let kind =
        request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    if is_api || !is_form || request.method() != axum::http::Method::POST || !is_same_site(request.headers())
    {
        return Ok((request, None));
    }
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, BODY_LIMIT).await.map_err(|_| WebError::TooLarge)?;
    Ok((Request::from_parts(parts, bytes.clone().into()), Some(bytes)))
}
