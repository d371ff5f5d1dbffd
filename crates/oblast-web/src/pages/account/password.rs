//! One's own password.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::accounts::limits::Subject;
use oblast_store::accounts::password::{Checked, LONGEST, SHORTEST, WeakPassword};
use oblast_store::accounts::sessions::Ending;

use super::{fresh, own};
use crate::components::error_summary;
use crate::components::field::Plain;
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::pages::login::invited::password_fields;
use crate::pages::login::wait_words;
use crate::state::App;
use crate::visitor::Visitor;

type Errors = Vec<(String, String)>;

/// A new password that was typed twice, or what is wrong with it.
pub(in crate::pages) async fn new_password(
    app: &App,
    visitor: &Visitor,
    account: Uuid,
    form: &Submitted,
) -> Result<Result<String, Errors>, WebError> {
    let password = form.get("password");
    let wrong = |name: &str, words: String| Ok(Err(vec![(name.to_owned(), words)]));
    match app.store.weakness(account, password).await? {
        Some(WeakPassword::Short) => {
            return wrong("password", visitor.tf("password-short", &[("shortest", SHORTEST.into())]));
        }
        Some(WeakPassword::Long) => {
            return wrong("password", visitor.tf("password-long", &[("longest", LONGEST.into())]));
        }
        Some(WeakPassword::Guessable) => return wrong("password", visitor.t("password-guessable")),
        None => {}
    }
    if password != form.get("password_again") {
        return wrong("password_again", visitor.t("password-differs"));
    }
    Ok(Ok(password.to_owned()))
}

/// The form.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    page(&app, &visitor, &Errors::new()).await
}

async fn page(app: &App, visitor: &Visitor, errors: &Errors) -> Result<Markup, WebError> {
    let has_password = app.store.has_password(own(visitor)?).await?;
    let title = visitor.t("password-change");
    let error = errors.iter().find(|(name, _)| name == "current").map(|(_, words)| words.as_str());
    Ok(layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/account/sign-in" { (visitor.t("account-factors")) } }
            div class="column" {
                (error_summary(visitor, errors))
                h1 { (title) }
                p { (visitor.t("password-change-lead")) }
                form method="post" action="/account/password" {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    @if has_password {
                        (Plain { name: "current", label: visitor.t("password-current"), error, ..Plain::default() }.password("current-password"))
                    }
                    (password_fields(visitor, errors))
                    div class="actions" { button class="button" type="submit" { (visitor.t("password-do")) } }
                }
            }
        },
    ))
}

/// Sets it; all other sessions are over.
pub async fn change(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    let account = own(&visitor)?;
    let again = async |status: StatusCode, errors: Errors| {
        Ok::<_, WebError>((status, page(&app, &visitor, &errors).await?).into_response())
    };
    if app.store.has_password(account).await? {
        let subjects = [Subject::Codes(account.to_string())];
        let wrong = |words: String| vec![("current".to_owned(), words)];
        if let Some(seconds) = app.store.attempt(&subjects).await? {
            return again(StatusCode::TOO_MANY_REQUESTS, wrong(wait_words(&visitor, seconds))).await;
        }
        match app.store.check_password_of(Some(account), form.get("current")).await? {
            Checked::Fits(_) => app.store.attempt_succeeded(&subjects).await?,
            Checked::Busy => return Err(WebError::Busy),
            Checked::Wrong => {
                let errors = wrong(visitor.t("password-current-wrong"));
                return again(StatusCode::UNPROCESSABLE_ENTITY, errors).await;
            }
        }
    } else {
        fresh(&visitor)?;
    }
    match new_password(&app, &visitor, account, &form).await? {
        Ok(password) => app.store.set_password(account, &password).await?,
        Err(errors) => return again(StatusCode::UNPROCESSABLE_ENTITY, errors).await,
    }
    if let Some(here) = &visitor.session {
        app.store.end_sessions(&visitor.actor, Ending::AllBut(here.id)).await?;
    }
    Ok(Redirect::to("/account/sign-in").into_response())
}
