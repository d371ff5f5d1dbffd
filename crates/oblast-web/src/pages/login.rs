//! Signing in and out, and choosing the language.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Lang;
use oblast_store::accounts::{AccountError, SESSION_MICROS};

use crate::components::error_summary;
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::pages::resume;
use crate::state::App;
use crate::visitor::{LANG_COOKIE, SESSION_COOKIE, Visitor};

/// A path of ours to go on to: never another site.
pub(crate) fn local(path: &str) -> Option<&str> {
    let ours = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n'])
        && path.is_ascii();
    ours.then_some(path)
}

fn with_cookie(app: &App, response: impl IntoResponse, name: &str, value: &str, seconds: i64) -> Response {
    let secure = if app.site.https { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let mut response = response.into_response();
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// The form.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Markup {
    let next = query.get("next").and_then(|next| local(next)).unwrap_or("/");
    render(&app, &visitor, next, "", false)
}

fn render(app: &App, visitor: &Visitor, next: &str, login: &str, wrong: bool) -> Markup {
    page(app, visitor, next, login, wrong, html! {}, html! {})
}

/// The page: `words` stand above the form, `hidden` inputs inside it.
pub(super) fn page(
    app: &App,
    visitor: &Visitor,
    next: &str,
    login: &str,
    wrong: bool,
    words: Markup,
    hidden: Markup,
) -> Markup {
    let title = visitor.t("login-title");
    let errors = if wrong { vec![("login".to_owned(), visitor.t("login-wrong"))] } else { Vec::new() };
    layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            div class="column" {
                (error_summary(visitor, &errors))
                h1 { (title) }
                (words)
                form method="post" action="/login" {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    (hidden)
                    input type="hidden" name="next" value=(next);
                    div class=(if wrong { "field wrong" } else { "field" }) {
                        label for="f-login" { (visitor.t("login-login")) }
                        @if wrong { p class="error-text" id="f-login-error" { (visitor.t("login-wrong")) } }
                        input id="f-login" name="login" value=(login) autocomplete="username" autocapitalize="none" spellcheck="false"
                            aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("f-login-error")];
                    }
                    div class="field" {
                        label for="f-password" { (visitor.t("login-password")) }
                        input id="f-password" name="password" type="password" autocomplete="current-password";
                    }
                    div class="actions" { button class="button" type="submit" { (visitor.t("login-enter")) } }
                }
                p { a href=(key_login(next)) { (visitor.t("key-login-title")) } }
                @if app.site.demo {
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
        },
    )
}

/// The address of the page where a key signs in.
fn key_login(next: &str) -> String {
    match next {
        "/" => "/login/key".into(),
        next => format!("/login/key?next={}", crate::error::form_encoded(next)),
    }
}

/// Begins a session and goes on.
pub(super) async fn begin(app: &App, account: oblast_kernel::Uuid, next: &str) -> Result<Response, WebError> {
    let session = app.store.begin_session(account).await.map_err(session_error)?;
    let seconds = SESSION_MICROS / 1_000_000;
    Ok(with_cookie(app, Redirect::to(next), SESSION_COOKIE, &session.secret, seconds))
}

fn session_error(error: AccountError) -> WebError {
    match error {
        AccountError::Store(error) => error.into(),
        AccountError::Act(error) => error.into(),
        other => WebError::Internal(other.to_string()),
    }
}

/// Signs in.
pub async fn enter(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    let (login, next) = (form.get("login").trim(), local(form.get("next")).unwrap_or("/"));
    let found = app.store.check_password(login, form.get("password")).await?;
    let Some(account) = found else {
        let page = page(&app, &visitor, next, login, true, html! {}, resume::carried(&form));
        return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let session = app.store.begin_session(account).await.map_err(session_error)?;
    let seconds = SESSION_MICROS / 1_000_000;
    if let Some(identity) = app.store.session(&session.secret).await?
        && let Some(page) = resume::offer(&app, &visitor, &identity.csrf, &form)
    {
        return Ok(with_cookie(&app, page, SESSION_COOKIE, &session.secret, seconds));
    }
    Ok(with_cookie(&app, Redirect::to(next), SESSION_COOKIE, &session.secret, seconds))
}

/// Signs out.
pub async fn leave(
    State(app): State<App>,
    headers: axum::http::HeaderMap,
    _form: Submitted,
) -> Result<Response, WebError> {
    if let Some(secret) = crate::visitor::cookie(&headers, SESSION_COOKIE) {
        app.store.end_session(secret).await?;
    }
    Ok(with_cookie(&app, Redirect::to("/"), SESSION_COOKIE, "", 0))
}

/// Chooses the language and goes back.
pub async fn language(
    State(app): State<App>,
    Path(tag): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let lang = Lang::from_tag(&tag).ok_or(WebError::NotFound)?;
    let next = query.get("next").and_then(|next| local(next)).unwrap_or("/");
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
