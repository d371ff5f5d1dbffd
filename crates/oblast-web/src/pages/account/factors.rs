//! By what one signs in: password, app, keys of devices, recovery codes, providers of identities.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::Record;
use oblast_store::accounts::factors::Factors;

use super::{fresh, own, passkeys};
use crate::components::notice;
use crate::error::WebError;
use crate::form::Submitted;
use crate::format;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// The page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let account = own(&visitor)?;
    let factors = app.store.factors(account).await?;
    let has_password = app.store.has_password(account).await?;
    let keys = app.store.passkeys(account).await?;
    let outside = app.store.outside_identities(account).await?;
    let title = visitor.t("account-factors");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/account" { (visitor.t("account-title")) } }
            h1 { (title) }
            @if visitor.held_back { (notice("soon", Some(&visitor.t("factors-first-title")), html! { p { (visitor.t("factors-first")) } })) }
            section class="panel" {
                h2 { (visitor.t("login-password")) }
                p { (visitor.t(if has_password { "password-there" } else { "password-none" })) }
                p { a class="button quiet" href="/account/password" { (visitor.t("password-change")) } }
            }
            section class="panel" {
                h2 { (visitor.t("passkeys-title")) }
                (passkeys::list(&app, &visitor, &keys))
            }
            section class="panel" {
                h2 { (visitor.t("app-title")) }
                p class="column" { (visitor.t("app-lead")) }
                (app_state(&visitor, factors))
            }
            @if factors.any() { section class="panel" { (recovery(&visitor, factors)) } }
            @if !app.site.providers.is_empty() {
                section class="panel" {
                    h2 { (visitor.t("outside-title")) }
                    (providers(&app, &visitor, &outside))
                }
            }
        },
    ))
}

fn app_state(visitor: &Visitor, factors: Factors) -> Markup {
    html! {
        @if factors.app {
            p { span class="state done" { (visitor.t("app-there")) } }
            form method="post" action="/account/app/remove" {
                input type="hidden" name="csrf" value=(visitor.csrf);
                div class="actions" { button class="button quiet" type="submit" { (visitor.t("app-remove")) } }
            }
        } @else {
            p { a class="button" href="/account/app" { (visitor.t("app-add")) } }
        }
    }
}

fn recovery(visitor: &Visitor, factors: Factors) -> Markup {
    html! {
        h2 { (visitor.t("recovery-title")) }
        p class="column" { (visitor.t("recovery-lead")) }
        p { (visitor.tf("recovery-left", &[("count", factors.recovery.into())])) }
        form method="post" action="/account/recovery" {
            input type="hidden" name="csrf" value=(visitor.csrf);
            div class="actions" { button class="button quiet" type="submit" { (visitor.t("recovery-new")) } }
        }
    }
}

fn providers(app: &App, visitor: &Visitor, outside: &[Record]) -> Markup {
    html! {
        dl class="facts" {
            @for provider in &app.site.providers {
                dt { (visitor.say(provider.title())) }
                dd {
                    @match outside.iter().find(|own| own.text("provider") == provider.name()) {
                        Some(tied) => {
                            (visitor.tf("outside-since", &[("date", format::instant(tied.int("at").unwrap_or(0), visitor.lang).into())]))
                            form method="post" action={ "/account/outside/" (tied.id()) "/remove" } {
                                input type="hidden" name="csrf" value=(visitor.csrf);
                                button class="linklike" type="submit" { (visitor.t("outside-untie")) }
                            }
                        }
                        None => a href={ "/login/with/" (provider.name()) "?next=/account/sign-in&tie=1" } rel="nofollow" { (visitor.t("outside-tie")) },
                    }
                }
            }
        }
    }
}

/// New recovery codes instead of the old ones.
pub async fn renew(State(app): State<App>, visitor: Visitor, _form: Submitted) -> Result<Markup, WebError> {
    fresh(&visitor)?;
    let codes = app.store.renew_recovery_codes(&visitor.actor).await?;
    Ok(codes_page(&app, &visitor, &codes))
}

/// The codes, shown this once.
pub(super) fn codes_page(app: &App, visitor: &Visitor, codes: &[String]) -> Markup {
    let title = visitor.t("recovery-title");
    layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/account/sign-in" { (visitor.t("account-factors")) } }
            div class="column" {
                h1 { (title) }
                (notice("soon", None, html! { p { (visitor.t("recovery-once")) } }))
                ol class="codes" { @for code in codes { li { code { (code) } } } }
                p { a class="button" href="/account/sign-in" { (visitor.t("recovery-kept")) } }
            }
        },
    )
}

/// Unties a provider.
pub async fn untie(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    _form: Submitted,
) -> Result<Response, WebError> {
    fresh(&visitor)?;
    app.store.untie_outside(&visitor.actor, id).await?;
    Ok(Redirect::to("/account/sign-in").into_response())
}
