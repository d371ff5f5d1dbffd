//! The first step into an account, by an invitation: a password is chosen.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_store::accounts::invitations::Invited;
use oblast_store::accounts::password::SHORTEST;
use oblast_store::accounts::sessions::Way;

use super::begin;
use crate::anonymous;
use crate::components::field::Plain;
use crate::components::{error_summary, notice};
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::pages::account::password::new_password;
use crate::state::App;
use crate::visitor::Visitor;

/// The form; it says for whom the invitation is.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Response, WebError> {
    app.gate.pass(&visitor)?;
    Ok(match app.store.invited(&code).await? {
        Some(invited) => page(&app, &visitor, &code, &invited, &[]).into_response(),
        None => over(&app, &visitor),
    })
}

fn page(app: &App, visitor: &Visitor, code: &str, invited: &Invited, errors: &[(String, String)]) -> Markup {
    let title = visitor.t("invited-title");
    layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            div class="column" {
                (error_summary(visitor, errors))
                h1 { (title) }
                p class="lead" { (visitor.tf("invited-lead", &[("name", invited.name.as_str().into())])) }
                form method="post" action={ "/welcome/" (code) } {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    (anonymous::inputs(app, visitor))
                    dl class="facts" { dt { (visitor.t("login-login")) } dd { code { (invited.login) } } }
                    input type="hidden" name="login" value=(invited.login) autocomplete="username";
                    (password_fields(visitor, errors))
                    div class="actions" { button class="button" type="submit" { (visitor.t("invited-do")) } }
                }
                p class="soft" { (visitor.t("invited-next")) }
            }
        },
    )
}

/// A new password, twice.
pub(in crate::pages) fn password_fields(visitor: &Visitor, errors: &[(String, String)]) -> Markup {
    let error = |name: &str| errors.iter().find(|(own, _)| own == name).map(|(_, words)| words.as_str());
    let help = Some(visitor.tf("password-help", &[("shortest", SHORTEST.into())]));
    html! {
        (Plain { name: "password", label: visitor.t("password-new"), help, error: error("password"), ..Plain::default() }.password("new-password"))
        (Plain { name: "password_again", label: visitor.t("password-again"), error: error("password_again"), ..Plain::default() }.password("new-password"))
    }
}

/// Sets the password and signs in.
pub async fn enter(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    app.gate.pass(&visitor)?;
    anonymous::admit(&app, &visitor, &form).await?;
    let Some(invited) = app.store.invited(&code).await? else { return Ok(over(&app, &visitor)) };
    let password = match new_password(&app, &visitor, invited.account, &form).await? {
        Ok(password) => password,
        Err(errors) => {
            let page = page(&app, &visitor, &code, &invited, &errors);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    match app.store.accept_invitation(&code, &password).await? {
        Some(account) => begin(&app, &visitor, account, Way::Invitation, "/account/sign-in", None).await,
        None => Ok(over(&app, &visitor)),
    }
}

fn over(app: &App, visitor: &Visitor) -> Response {
    let title = visitor.t("invited-over-title");
    let page = layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            div class="column" {
                h1 { (title) }
                (notice("soon", None, html! { p { (visitor.t("invited-over")) } }))
                p { a href="/login" { (visitor.t("sign-in")) } }
            }
        },
    );
    (StatusCode::GONE, page).into_response()
}
