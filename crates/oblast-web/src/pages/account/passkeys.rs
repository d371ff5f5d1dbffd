//! Keys of devices: listed, added, removed.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::journal::hex;
use oblast_store::accounts::passkeys::{MOST, PasskeyView};
use oblast_store::accounts::sessions::Way;

use super::app::strengthen;
use super::fresh;
use crate::components::field::Plain;
use crate::components::{error_of, error_summary};
use crate::error::WebError;
use crate::form::Submitted;
use crate::format;
use crate::layout;
use crate::pages::login::passkey::inputs;
use crate::state::App;
use crate::visitor::Visitor;

/// The longest name of a key.
const LONGEST: usize = 60;

/// The keys of an account.
pub(super) fn list(app: &App, visitor: &Visitor, keys: &[PasskeyView]) -> Markup {
    html! {
        p class="column" { (visitor.t("passkeys-lead")) }
        @if !keys.is_empty() {
            ul {
                @for key in keys {
                    li {
                        strong { (key.title) } " – "
                        (visitor.tf("passkey-since", &[("date", format::instant(key.created_at, visitor.lang).into())]))
                        @if let Some(used) = key.used_at { ", " (visitor.tf("passkey-used", &[("date", format::instant(used, visitor.lang).into())])) }
                        form method="post" action="/account/passkeys/remove" {
                            input type="hidden" name="csrf" value=(visitor.csrf);
                            input type="hidden" name="key" value=(hex(&key.id));
                            button class="linklike" type="submit" { (visitor.t("passkey-remove")) span class="hidden-word" { " – " (key.title) } }
                        }
                    }
                }
            }
        }
        @if app.site.passkeys.is_none() { p class="soft" { (visitor.t("passkeys-no-name")) } }
        @else if keys.len() < MOST { p { a class="button" href="/account/passkeys" { (visitor.t("passkey-add")) } } }
    }
}

/// The page that adds one.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    page(&app, &visitor, "", &[]).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    title: &str,
    errors: &[(String, String)],
) -> Result<Markup, WebError> {
    let account = fresh(visitor)?;
    let passkeys = app.site.passkeys.as_ref().ok_or(WebError::NotFound)?;
    let known = app.store.passkeys(account).await?;
    if known.len() >= MOST {
        return Err(WebError::TooMany);
    }
    let row = app.store.load("account", account).await?.ok_or(WebError::NotFound)?;
    let name = visitor.name.as_deref().unwrap_or_default();
    let asked = passkeys.ask_new(&app.store, (account, row.text("login"), name), &known)?;
    let heading = visitor.t("passkey-add");
    let error = |name: &str| errors.iter().find(|(own, _)| own == name).map(|(_, words)| words.as_str());
    let (label, help) = (visitor.t("passkey-name"), Some(visitor.t("passkey-name-help")));
    Ok(layout::page(
        app,
        visitor,
        &heading,
        "",
        html! {
            p class="crumbs" { a href="/account/sign-in" { (visitor.t("account-factors")) } }
            div class="column" {
                @match error("title") { Some(_) => (error_summary(visitor, errors)), None => (error_of(visitor, "passkey", error("passkey"))) }
                h1 { (heading) }
                p class="lead" { (visitor.t("passkey-add-lead")) }
                form method="post" action="/account/passkeys" data-passkey="create" data-options=(asked.options) {
                    (Plain { name: "title", label, help, value: title, error: error("title"), ..Plain::default() }.line("text", false, false))
                    (inputs(visitor, &asked, &visitor.t("passkey-add")))
                }
            }
        },
    ))
}

/// Takes a new key.
pub async fn add(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    let account = fresh(&visitor)?;
    let passkeys = app.site.passkeys.as_ref().ok_or(WebError::NotFound)?;
    let title = form.get("title").trim();
    let wrong = async |name: &str, words: &str| {
        let errors = [(name.to_owned(), visitor.t(words))];
        Ok::<_, WebError>(
            (StatusCode::UNPROCESSABLE_ENTITY, page(&app, &visitor, title, &errors).await?).into_response(),
        )
    };
    if title.is_empty() || title.chars().count() > LONGEST || title.chars().any(char::is_control) {
        return wrong("title", "passkey-name-wrong").await;
    }
    let taken = passkeys.take_new(&app.store, account, form.get("ticket"), form.get("credential")).await?;
    let Some((id, credential)) = taken else { return wrong("passkey", "passkey-not-taken").await };
    if !app.store.add_passkey(&visitor.actor, &id, title, &credential).await? {
        return wrong("passkey", "passkey-known").await;
    }
    strengthen(&app, &visitor, Way::Passkey).await?;
    Ok(Redirect::to("/account/sign-in").into_response())
}

/// Removes a key.
pub async fn remove(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    let account = fresh(&visitor)?;
    let keys = app.store.passkeys(account).await?;
    let key = keys.iter().find(|key| hex(&key.id) == form.get("key")).ok_or(WebError::NotFound)?;
    app.store.remove_passkey(&visitor.actor, &key.id).await?;
    Ok(Redirect::to("/account/sign-in").into_response())
}
