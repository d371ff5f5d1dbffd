//! An app that makes codes: added by its first code, removed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::accounts::factors::base32;
use oblast_store::accounts::limits::Subject;
use oblast_store::accounts::sessions::Way;

use super::factors::codes_page;
use super::fresh;
use crate::components::field::Plain;
use crate::components::{error_of, qr};
use crate::error::{WebError, form_encoded};
use crate::form::Submitted;
use crate::layout;
use crate::pages::login::wait_words;
use crate::state::App;
use crate::visitor::Visitor;

/// What apps read from the picture (the URI of Google's Key URI Format, which they all read).
fn uri(app: &App, login: &str, secret: &str) -> String {
    let host = app.site.public_url.split("://").nth(1).unwrap_or("oblast");
    let (host, login) = (form_encoded(host).replace('/', "%2F"), form_encoded(login));
    format!("otpauth://totp/{host}:{login}?secret={secret}&issuer={host}&algorithm=SHA1&digits=6&period=30")
}

/// The page with a new secret.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let account = fresh(&visitor)?;
    let (secret, ticket) = app.store.new_authenticator(account);
    page(&app, &visitor, account, (&secret, &ticket), None).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    account: Uuid,
    (secret, ticket): (&str, &str),
    error: Option<&str>,
) -> Result<Markup, WebError> {
    let account = app.store.load("account", account).await?.ok_or(WebError::NotFound)?;
    let title = visitor.t("app-add");
    let grouped: Vec<String> =
        secret.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    let picture = qr(&uri(app, account.text("login"), secret), &visitor.t("app-picture"))?;
    let label = visitor.t("app-code");
    Ok(layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/account/sign-in" { (visitor.t("account-factors")) } }
            div class="column" {
                (error_of(visitor, "code", error))
                h1 { (title) }
                ol {
                    li { (visitor.t("app-step-install")) }
                    li {
                        (visitor.t("app-step-scan"))
                        div class="qr" { (picture) }
                        p { (visitor.t("app-step-type")) " " code { (grouped.join(" ")) } }
                    }
                    li { (visitor.t("app-step-code")) }
                }
                form method="post" action="/account/app" {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="ticket" value=(ticket);
                    (Plain { name: "code", label, error, ..Plain::default() }.code())
                    div class="actions" { button class="button" type="submit" { (visitor.t("app-do")) } }
                }
            }
        },
    ))
}

/// Takes the first code.
pub async fn add(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    let account = fresh(&visitor)?;
    let ticket = form.get("ticket");
    let Some(secret) = app.store.offered_authenticator(account, ticket) else {
        return Ok(Redirect::to("/account/app").into_response());
    };
    let again = async |status: StatusCode, error: String| {
        let page = page(&app, &visitor, account, (&base32(&secret), ticket), Some(&error)).await?;
        Ok::<_, WebError>((status, page).into_response())
    };
    let subjects = [Subject::Codes(account.to_string())];
    if let Some(seconds) = app.store.attempt(&subjects).await? {
        return again(StatusCode::TOO_MANY_REQUESTS, wait_words(&visitor, seconds)).await;
    }
    match app.store.add_authenticator(&visitor.actor, &secret, form.get("code")).await? {
        Some(codes) => {
            app.store.attempt_succeeded(&subjects).await?;
            strengthen(&app, &visitor, Way::Code).await?;
            Ok(codes_page(&app, &visitor, &codes).into_response())
        }
        None => again(StatusCode::UNPROCESSABLE_ENTITY, visitor.t("second-wrong")).await,
    }
}

/// Who was held back for want of what they have just proved is so no more.
pub(super) async fn strengthen(app: &App, visitor: &Visitor, way: Way) -> Result<(), WebError> {
    match visitor.session.as_ref().filter(|session| !session.is_strong()) {
        Some(session) => Ok(app.store.strengthen_session(session.id, &way).await?),
        None => Ok(()),
    }
}

/// Removes the app.
pub async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    _form: Submitted,
) -> Result<Response, WebError> {
    fresh(&visitor)?;
    app.store.remove_authenticator(&visitor.actor).await?;
    Ok(Redirect::to("/account/sign-in").into_response())
}
