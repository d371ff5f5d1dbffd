//! Signing in by a key: a sentence that is good once is signed, and the code of the certificate – a person's tax number, an organisation's code on
//! its seal – tells whose account it is.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_store::accounts::sessions::Way;

use super::{asked_onward, begin, onward};
use crate::components::error_of;
use crate::components::sign_form::{self, Signed};
use crate::error::WebError;
use crate::layout;
use crate::pages::documents::signatures::test_words;
use crate::signing::{SignProblem, Whose};
use crate::state::App;
use crate::upload::{FileProblem, Uploaded};
use crate::visitor::Visitor;

/// The sentence that is signed: where, what for, and a word that is good once.
fn sentence(app: &App, challenge: &str) -> String {
    format!("Вхід до {}: {challenge}", app.site.public_url)
}

/// The form.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Markup {
    let next = asked_onward(&query);
    page(&app, &visitor, next, None)
}

fn page(app: &App, visitor: &Visitor, next: &str, error: Option<&str>) -> Markup {
    let challenge = app.store.new_challenge();
    let title = visitor.t("key-login-title");
    layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            div class="column" {
                (error_of(visitor, "signature", error))
                h1 { (title) }
                p class="lead" { (visitor.t("key-login-lead")) }
                (test_words(app, visitor))
                (sign_form::form(visitor, &Signed {
                    action: "/login/key",
                    content: sign_form::Content::Text(&sentence(app, &challenge)),
                    hidden: html! {
                        // Both go before the file, where they are read.
                        input type="hidden" name="caption" value={ (challenge) " " (next) };
                    },
                    error,
                    button: visitor.t("login-enter"),
                }))
                p { a href="/login" { (visitor.t("key-login-password")) } }
            }
        },
    )
}

/// Signs in.
pub async fn enter(
    State(app): State<App>,
    visitor: Visitor,
    mut form: Uploaded,
) -> Result<Response, WebError> {
    app.gate.pass(&visitor)?;
    let taken = sign_form::take(&mut form).await;
    let (challenge, next) = form.caption.split_once(' ').unwrap_or((&form.caption, "/"));
    let next = onward(next).to_owned();
    let message = match taken {
        Ok(message) => message,
        Err(WebError::File(FileProblem::Empty)) => {
            return Ok(refused(&app, &visitor, &next, &SignProblem::NotSignature.words(&visitor)));
        }
        Err(error) => return Err(error),
    };
    if !app.store.take_challenge(challenge).await? {
        return Ok(refused(&app, &visitor, &next, &visitor.t("key-login-late")));
    }
    let sentence = sentence(&app, challenge);
    let whose = said_by(&message);
    let (site, asking) = (app.site.clone(), visitor.clone());
    let wanted = whose.clone();
    let judged = tokio::task::spawn_blocking(move || {
        site.signing.recognise(&asking, &message, sentence.as_bytes(), &wanted)
    });
    if let Err(problem) = judged.await.map_err(|error| WebError::Internal(error.to_string()))? {
        return Ok(refused(&app, &visitor, &next, &problem.words(&visitor)));
    }
    let account = app.store.account_of(whose.rnokpp.as_deref(), whose.edrpou.as_deref()).await?;
    match account {
        Some(account) => begin(&app, &visitor, account, Way::Signature, &next, None).await,
        None => Ok(refused(&app, &visitor, &next, &visitor.t("key-login-unknown"))),
    }
}

/// Whose the certificate of the only signer says to be – a person's, or the seal of an organisation; whether it is true is found out
/// afterwards.
fn said_by(message: &[u8]) -> Whose {
    let parsed = dstu::cms::SignedMessage::parse(message).ok();
    let identity = parsed.and_then(|message| {
        let [signer] = message.signers.as_slice() else { return None };
        Some(message.certificates.get(message.place_of(signer)?)?.identity())
    });
    let identity = identity.unwrap_or_default();
    let edrpou = identity.edrpou.clone().filter(|_| identity.is_seal());
    Whose { rnokpp: identity.rnokpp, edrpou, level: String::new() }
}

fn refused(app: &App, visitor: &Visitor, next: &str, words: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page(app, visitor, next, Some(words))).into_response()
}

/// The key file of a demonstration's account: only there are there any.
pub async fn demo_key(
    State(app): State<App>,
    axum::extract::Path(login): axum::extract::Path<String>,
) -> Result<Response, WebError> {
    let found = app.site.demo_keys.iter().find(|(own, _)| *own == login && app.site.demo);
    let (login, bytes) = found.ok_or(WebError::NotFound)?;
    Ok(crate::upload::inert(&format!("{login}.p12"), "application/x-pkcs12", bytes.clone()))
}
