//! Signing in and out, and choosing the language.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::{Lang, Uuid};
use oblast_store::accounts::limits::Subject;
use oblast_store::accounts::password::Checked;
use oblast_store::accounts::sessions::{Ending, SESSION_MICROS, Way};

use crate::anonymous;
use crate::components::{error_of, notice};
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::pages::resume;
use crate::state::App;
use crate::visitor::{LANG_COOKIE, Visitor};

pub mod invited;
#[cfg(feature = "pdf")]
pub mod key;
pub mod outside;
pub mod passkey;
pub mod second;

/// Where a form goes on to: a path of ours, the first page where it names none.
pub(super) fn onward(path: &str) -> &str {
    local(path).unwrap_or("/")
}

/// Where a link goes on to.
pub(super) fn asked_onward(query: &HashMap<String, String>) -> &str {
    query.get("next").map_or("/", |next| onward(next))
}

/// A path of ours to go on to: never another site.
pub(crate) fn local(path: &str) -> Option<&str> {
    let ours = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n'])
        && path.is_ascii();
    ours.then_some(path)
}

pub(super) fn with_cookie(
    app: &App,
    response: impl IntoResponse,
    name: &str,
    value: &str,
    seconds: i64,
) -> Response {
    let secure = if app.site.https { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let mut response = response.into_response();
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// The sign-in page.
#[derive(Default)]
pub(super) struct Door<'d> {
    /// Where the visitor goes on to.
    pub next: &'d str,
    /// The login that was typed.
    pub login: &'d str,
    /// What is wrong.
    pub error: Option<String>,
    /// Words above the form.
    pub words: Option<Markup>,
    /// Inputs inside it.
    pub hidden: Option<Markup>,
}

/// The form.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Markup {
    let next = asked_onward(&query);
    let again = query.contains_key("again");
    let words = again.then(|| notice("soon", None, html! { p { (visitor.t("login-again")) } }));
    page(&app, &visitor, &Door { next, words, ..Door::default() })
}

/// The page.
pub(super) fn page(app: &App, visitor: &Visitor, door: &Door<'_>) -> Markup {
    let title = visitor.t("login-title");
    let error = door.error.as_deref();
    layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            div class="column" {
                (error_of(visitor, "login", error))
                h1 { (title) }
                @if let Some(words) = &door.words { (words) }
                form method="post" action="/login" {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    (anonymous::inputs(app, visitor))
                    @if let Some(hidden) = &door.hidden { (hidden) }
                    input type="hidden" name="next" value=(door.next);
                    div class=(if error.is_some() { "field wrong" } else { "field" }) {
                        label for="f-login" { (visitor.t("login-login")) }
                        @if let Some(error) = error { p class="error-text" id="f-login-error" { (error) } }
                        input id="f-login" name="login" value=(door.login) autocomplete="username" autocapitalize="none" spellcheck="false"
                            aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| "f-login-error")];
                    }
                    div class="field" {
                        label for="f-password" { (visitor.t("login-password")) }
                        input id="f-password" name="password" type="password" autocomplete="current-password";
                    }
                    div class="actions" { button class="button" type="submit" { (visitor.t("login-enter")) } }
                }
                (others(app, visitor, door.next))
                @if app.site.demo { (demo(app, visitor)) }
            }
        },
    )
}

/// The other ways in.
fn others(app: &App, visitor: &Visitor, next: &str) -> Markup {
    html! {
        h2 { (visitor.t("login-others")) }
        ul class="ways" {
            @if app.site.passkeys.is_some() { li { a href=(with_next("/login/passkey", next)) { (visitor.t("passkey-title")) } } }
            @if cfg!(feature = "pdf") { li { a href=(with_next("/login/key", next)) { (visitor.t("key-login-title")) } } }
            @for provider in &app.site.providers {
                li {
                    a href=(with_next(&format!("/login/with/{}", provider.name()), next)) rel="nofollow" {
                        (visitor.tf("login-with", &[("provider", visitor.say(provider.title()).into())]))
                    }
                }
            }
        }
    }
}

fn demo(app: &App, visitor: &Visitor) -> Markup {
    html! {
        h2 { (visitor.t("login-demo")) }
        p { (visitor.t("login-demo-help")) }
        dl class="facts" {
            @for (login, role) in &app.site.demo_accounts {
                dt { code { (login) } }
                dd {
                    (visitor.say(role))
                    @if app.site.demo_keys.iter().any(|(own, _)| own == login) {
                        " – " a href={ "/login/demo-keys/" (login) } { (visitor.tf("login-demo-key", &[("login", login.as_str().into())])) }
                    }
                }
            }
        }
    }
}

/// The address of another page of the sign-in, which goes on to the same page.
pub(super) fn with_next(path: &str, next: &str) -> String {
    match next {
        "/" => path.to_owned(),
        next => format!("{path}?next={}", crate::error::form_encoded(next)),
    }
}

/// Begins a session and goes on: to the form that waits, where one was interrupted. A session of before in the same browser is over.
pub(super) async fn begin(
    app: &App,
    visitor: &Visitor,
    account: Uuid,
    way: Way,
    next: &str,
    form: Option<&Submitted>,
) -> Result<Response, WebError> {
    if let Some(before) = &visitor.session {
        app.store.end_sessions(&visitor.actor, Ending::One(before.id)).await?;
    }
    let session = app.store.begin_session(account, &visitor.entry(way)).await?;
    let seconds = SESSION_MICROS / 1_000_000;
    let cookie = app.site.session_cookie();
    let waiting = form.and_then(|form| resume::offer(app, visitor, &session.csrf, form));
    let response = waiting.map_or_else(|| Redirect::to(next).into_response(), IntoResponse::into_response);
    Ok(with_cookie(app, response, cookie, &session.secret, seconds))
}

/// How long somebody has to wait, in words.
pub(super) fn wait_words(visitor: &Visitor, seconds: i64) -> String {
    visitor.tf("login-wait", &[("minutes", ((seconds + 59) / 60).into())])
}

/// Signs in by a password; goes on to the second factor where there is one.
pub async fn enter(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    app.gate.pass(&visitor)?;
    anonymous::admit(&app, &visitor, &form).await?;
    let (login, next) = (form.get("login").trim(), onward(form.get("next")));
    let refused = |status: StatusCode, error: String| {
        let hidden = Some(resume::carried(&form));
        let page = page(&app, &visitor, &Door { next, login, error: Some(error), hidden, ..Door::default() });
        (status, page).into_response()
    };
    let subjects = Subject::of_password(login, &visitor.address);
    if let Some(seconds) = app.store.attempt(&subjects).await? {
        return Ok(refused(StatusCode::TOO_MANY_REQUESTS, wait_words(&visitor, seconds)));
    }
    let account = match app.store.check_password(login, form.get("password")).await? {
        Checked::Fits(account) => account,
        Checked::Busy => return Err(WebError::Busy),
        Checked::Wrong => {
            warn(&app, login, &subjects);
            return Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, visitor.t("login-wrong")));
        }
    };
    app.store.attempt_succeeded(&subjects).await?;
    if app.store.factors(account).await?.any() {
        return Ok(second::ask(&app, &visitor, account, next, &form).await?.into_response());
    }
    begin(&app, &visitor, account, Way::Password, next, Some(&form)).await
}

/// Tells the holder of an account that somebody tries its passwords. Beside the answer, so that the time it takes tells nobody whether
/// there is such an account.
fn warn(app: &App, login: &str, subjects: &[Subject; 3]) {
    let (store, login, subject) = (app.store.clone(), login.to_owned(), subjects[1].clone());
    tokio::spawn(async move {
        if let Err(error) = store.warn_of_attempts(&login, &subject).await {
            tracing::warn!(%error, "the holder of an account was not warned");
        }
    });
}

/// Signs out.
pub async fn leave(
    State(app): State<App>,
    headers: axum::http::HeaderMap,
    _form: Submitted,
) -> Result<Response, WebError> {
    let name = app.site.session_cookie();
    if let Some(secret) = crate::visitor::cookie(&headers, name) {
        app.store.end_session(secret).await?;
    }
    let mut response = with_cookie(&app, Redirect::to("/"), name, "", 0);
    // What the browser kept of this session's pages goes too.
    let clear = HeaderValue::from_static("\"cache\"");
    response.headers_mut().insert(header::HeaderName::from_static("clear-site-data"), clear);
    Ok(response)
}

/// Chooses the language and goes back.
pub async fn language(
    State(app): State<App>,
    Path(tag): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let lang = Lang::from_tag(&tag).ok_or(WebError::NotFound)?;
    let next = asked_onward(&query);
    Ok(with_cookie(&app, Redirect::to(next), LANG_COOKIE, lang.tag(), 31_536_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_nobody_is_sent_to_another_site() {
        assert_eq!(local("/cases?state=open"), Some("/cases?state=open"));
        for foreign in
            ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", "/a\r\nX: y", ""]
        {
            assert_eq!(local(foreign), None, "{foreign}");
        }
    }
}
