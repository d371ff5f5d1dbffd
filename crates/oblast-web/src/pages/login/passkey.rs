//! Signing in by a key of a device: it knows its holder by a PIN, a finger or a face, and says whose it is.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_store::accounts::sessions::Way;

use super::{asked_onward, begin, onward};
use crate::assets;
use crate::components::error_of;
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::passkeys::Asked;
use crate::state::App;
use crate::visitor::Visitor;

/// The form.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let next = asked_onward(&query);
    page(&app, &visitor, next, None)
}

fn page(app: &App, visitor: &Visitor, next: &str, error: Option<&str>) -> Result<Markup, WebError> {
    let passkeys = app.site.passkeys.as_ref().ok_or(WebError::NotFound)?;
    let asked = passkeys.ask(&app.store)?;
    let title = visitor.t("passkey-title");
    Ok(layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            div class="column" {
                (error_of(visitor, "passkey", error))
                h1 { (title) }
                p class="lead" { (visitor.t("passkey-lead")) }
                form method="post" action="/login/passkey" data-passkey="get" data-options=(asked.options) {
                    input type="hidden" name="next" value=(next);
                    (inputs(visitor, &asked, &visitor.t("login-enter")))
                }
                p { a href="/login" { (visitor.t("key-login-password")) } }
            }
        },
    ))
}

/// What the script fills in and says, and the button that it wakes.
pub(in crate::pages) fn inputs(visitor: &Visitor, asked: &Asked, button: &str) -> Markup {
    html! {
        script type="module" src=(assets::url("passkey.js")) {}
        input type="hidden" name="csrf" value=(visitor.csrf);
        input type="hidden" name="ticket" value=(asked.ticket);
        input type="hidden" name="credential";
        noscript { p class="notice soon" { (visitor.t("passkey-no-script")) } }
        p class="passkey-told error-text" role="alert" hidden {}
        @for word in ["refused", "known", "impossible"] { span hidden data-word=(word) { (visitor.t(&format!("passkey-word-{word}"))) } }
        div class="actions" { button class="button" id="f-passkey" type="submit" hidden { (button) } }
    }
}

/// Signs in.
pub async fn enter(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    app.gate.pass(&visitor)?;
    let next = onward(form.get("next"));
    let passkeys = app.site.passkeys.as_ref().ok_or(WebError::NotFound)?;
    match passkeys.take(&app.store, form.get("ticket"), form.get("credential")).await? {
        Some(account) => begin(&app, &visitor, account, Way::Passkey, next, None).await,
        None => {
            let page = page(&app, &visitor, next, Some(&visitor.t("passkey-wrong")))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
