//! One's own account: where one is signed in, by what one signs in, who read one's data.

pub mod app;
pub mod data;
pub mod factors;
pub mod passkeys;
pub mod password;
pub mod readings;

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::Role;
use oblast_store::accounts::sessions::{Ending, SessionView};

use crate::components::table::{Head, table};
use crate::error::WebError;
use crate::form::Submitted;
use crate::format;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// The account that is signed in.
fn own(visitor: &Visitor) -> Result<Uuid, WebError> {
    visitor.actor.account.ok_or(WebError::SignInFirst)
}

/// What is asked here is asked of who signed in just now: a browser left open gives no account away.
fn fresh(visitor: &Visitor) -> Result<Uuid, WebError> {
    let account = own(visitor)?;
    if visitor.is_fresh() { Ok(account) } else { Err(WebError::SignInAgain) }
}

/// Is it proved who the visitor is, so that they may see what is held under their tax number?
fn is_proved(visitor: &Visitor) -> bool {
    visitor.session.as_ref().is_some_and(|session| session.proves_person())
}

/// By what somebody signed in, in words.
pub(in crate::pages) fn way_words(visitor: &Visitor, way: &str) -> String {
    match way.split_once(':') {
        Some((_, provider)) => visitor.tf("way-provider", &[("provider", provider.to_owned().into())]),
        None => visitor.t(&format!("way-{way}")),
    }
}

/// The browser and the system that a name of a browser tells, in words; the name itself where neither is known.
fn device(agent: &str) -> String {
    let browsers = [
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let systems = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Macintosh", "macOS"),
        ("Linux", "Linux"),
    ];
    let known = |names: &[(&str, &'static str)]| {
        names.iter().find(|(part, _)| agent.contains(part)).map(|(_, name)| *name)
    };
    match (known(&browsers), known(&systems)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => agent.chars().take(60).collect(),
    }
}

fn may_see_officials(visitor: &Visitor) -> bool {
    visitor.actor.has_role(Role::Operator) || visitor.actor.has_role(Role::Head)
}

/// The page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let account = own(&visitor)?;
    let sessions = app.store.sessions(account).await?;
    let here = visitor.session.as_ref().map(|own| own.id);
    let rows: Vec<Vec<Markup>> = sessions.iter().map(|own| row(&visitor, own, here)).collect();
    let heads: Vec<Head> = [
        "session-device",
        "session-way",
        "session-address",
        "session-since",
        "session-seen",
        "session-end-head",
    ]
    .map(|key| Head::new(visitor.t(key)))
    .into();
    let title = visitor.t("account-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "",
        html! {
            h1 { (title) }
            p class="lead" { (visitor.name.as_deref().unwrap_or_default()) }
            ul class="ways" {
                li { a href="/account/sign-in" { (visitor.t("account-factors")) } }
                li { a href="/account/readings" { (visitor.t("readings-title")) } }
                li { a href="/account/data" { (visitor.t("data-title")) } }
                li { a href="/powers" { (visitor.t("powers-title")) } }
                @if may_see_officials(&visitor) { li { a href="/officials" { (visitor.t("officials-title")) } } }
                li { a href="/mandates" { (visitor.t("mandates-title")) } }
                li { a href="/notices" { (visitor.t("menu-notices")) } }
            }
            h2 { (visitor.t("sessions-title")) }
            p class="column" { (visitor.t("sessions-lead")) }
            (table(&visitor.t("sessions-title"), &heads, &rows))
            @if sessions.len() > 1 {
                form method="post" action="/account/sessions" {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    div class="actions" { button class="button quiet" type="submit" { (visitor.t("sessions-end-others")) } }
                }
            }
        },
    ))
}

fn row(visitor: &Visitor, own: &SessionView, here: Option<Uuid>) -> Vec<Markup> {
    let is_here = Some(own.id) == here;
    vec![
        html! { (device(&own.agent)) @if is_here { " " span class="state done" { (visitor.t("session-here")) } } },
        html! { (way_words(visitor, &own.way)) },
        html! { (own.address) },
        html! { (format::instant(own.since, visitor.lang)) },
        html! { (format::instant(own.seen, visitor.lang)) },
        html! {
            @if !is_here {
                form method="post" action="/account/sessions" {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="session" value=(own.id);
                    button class="linklike" type="submit" {
                        (visitor.t("session-end")) span class="hidden-word" { " – " (device(&own.agent)) ", " (format::instant(own.since, visitor.lang)) }
                    }
                }
            }
        },
    ]
}

/// Ends one session, or all others.
pub async fn end(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    let here = visitor.session.as_ref().map(|own| own.id).ok_or(WebError::SignInFirst)?;
    let which = if form.has("session") {
        Ending::One(form.id("session").ok_or(WebError::NotFound)?)
    } else {
        Ending::AllBut(here)
    };
    app.store.end_sessions(&visitor.actor, which).await?;
    Ok(Redirect::to("/account").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_as_people_name_it() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36";
        assert_eq!(device(chrome), "Chrome, Windows");
        assert_eq!(
            device("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
            "Firefox, Linux"
        );
        assert_eq!(device("curl/8.5.0"), "curl/8.5.0");
    }
}
