//! Officials: who holds which position, appointed, invited anew, dismissed. An operator sees all bodies, a head their own.

pub mod appoint;
pub mod table;

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::{Request, Role};
use oblast_store::Record;
use oblast_store::accounts::approvals::Deed;
use oblast_store::accounts::officials::{Appointed, Official};

use crate::components::field::Plain;
use crate::components::table::{Head, table as rows_table};
use crate::components::{empty, error_of, next_page, notice, qr};
use crate::error::WebError;
use crate::form::Submitted;
use crate::format;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// How many a page shows.
const PAGE: i64 = 50;
/// The longest reason.
const LONGEST: usize = 300;

/// The bodies whose positions the visitor may fill: `None` for all.
fn own_bodies(visitor: &Visitor) -> Result<Option<Vec<Uuid>>, WebError> {
    if visitor.actor.has_role(Role::Operator) {
        return Ok(None);
    }
    let heads = visitor.actor.positions.iter().filter(|own| own.role == Role::Head);
    let bodies: Vec<Uuid> = heads.map(|own| own.body).collect();
    if bodies.is_empty() { Err(WebError::NotPermitted) } else { Ok(Some(bodies)) }
}

/// The list.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let bodies = own_bodies(&visitor)?;
    let starts = query.get("q").map(|text| text.trim()).unwrap_or_default();
    let after = query.get("after").and_then(|text| {
        let (id, name) = text.split_once('.')?;
        Some((name, id.parse::<Uuid>().ok()?))
    });
    let mut officials = app.store.officials_of(bodies.as_deref(), starts, after, PAGE + 1).await?;
    let more = officials.len() as i64 > PAGE;
    officials.truncate(PAGE as usize);
    let next = officials.last().filter(|_| more).map(|last| {
        let family = last.name.split(' ').next().unwrap_or_default();
        let after = crate::error::form_encoded(&format!("{}.{family}", last.position));
        format!("/officials?q={}&after={after}", crate::error::form_encoded(starts))
    });
    let heads: Vec<Head> =
        ["official-who", "official-position", "official-days", "official-entry", "official-do"]
            .map(|key| Head::new(visitor.t(key)))
            .into();
    let rows: Vec<Vec<Markup>> = officials.iter().map(|own| row(&visitor, own)).collect();
    let title = visitor.t("officials-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "",
        html! {
            h1 { (title) }
            p class="lead column" { (visitor.t("officials-lead")) }
            div class="actions" {
                a class="button" href="/officials/new" { (visitor.t("appoint-title")) }
                @if bodies.is_none() {
                    a class="button quiet" href="/officials/table" { (visitor.t("appoint-table-title")) }
                    a class="button quiet" href="/approvals" { (visitor.t("approvals-title")) }
                    a class="button quiet" href="/retention" { (visitor.t("retention-title")) }
                    a class="button quiet" href="/persons" { (visitor.t("persons-title")) }
                }
            }
            form method="get" action="/officials" class="filters" role="search" {
                (Plain { name: "q", label: visitor.t("officials-find"), value: starts, ..Plain::default() }.line("search", false, false))
                button class="button quiet" type="submit" { (visitor.t("find")) }
            }
            @if rows.is_empty() { (empty(&visitor.t("officials-none"), None)) } @else { (rows_table(&title, &heads, &rows)) }
            (next_page(&visitor, next.as_deref()))
        },
    ))
}

fn row(visitor: &Visitor, own: &Official) -> Vec<Markup> {
    let day = |text: &str| format::stored_date(text, visitor.lang);
    let entry = match (own.is_invited, own.has_factor) {
        (true, _) => "official-invited",
        (false, true) => "official-two-factors",
        (false, false) => "official-password",
    };
    vec![
        html! { (own.name) br; code { (own.login) } },
        html! {
            (visitor.say(&own.title)) br;
            span class="soft" { (visitor.say(&own.body_title)) " · " (visitor.t(&format!("role-{}", own.role))) }
        },
        html! { (visitor.tf("official-from", &[("date", day(&own.from).into())])) @if let Some(until) = &own.until { " – " (day(until)) } },
        html! { (visitor.t(entry)) },
        html! {
            a href={ "/officials/" (own.position) } { (visitor.t("official-open")) span class="hidden-word" { " – " (own.name) } }
        },
    ]
}

/// A position whose holder the visitor may appoint and dismiss; to others it looks like one that does not exist.
async fn position(app: &App, visitor: &Visitor, id: &str) -> Result<(Record, Role), WebError> {
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    let position = app.store.load("position", id).await?.ok_or(WebError::NotFound)?;
    let role = Role::from_name(position.text("role")).ok_or(WebError::NotFound)?;
    let body = position.reference("body").ok_or(WebError::NotFound)?;
    visitor.must(Request::Appoint { body, role }).map_err(|_| WebError::NotFound)?;
    Ok((position, role))
}

/// One position: its holder, a new invitation, the dismissal.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Markup, WebError> {
    let (position, _) = position(&app, &visitor, &id).await?;
    card(&app, &visitor, &position, None).await
}

async fn card(
    app: &App,
    visitor: &Visitor,
    position: &Record,
    error: Option<(&str, String)>,
) -> Result<Markup, WebError> {
    let person = position.reference("person").ok_or(WebError::NotFound)?;
    let person = app.store.load("person", person).await?.ok_or(WebError::NotFound)?;
    let body = position.reference("body").ok_or(WebError::NotFound)?;
    let body = app.store.body(body).await?.ok_or(WebError::NotFound)?;
    let ended = position.int("ended_at");
    let name = oblast_store::accounts::full_name(&person);
    let of = |name: &str| error.as_ref().filter(|(own, _)| *own == name).map(|(_, words)| words.as_str());
    let (invite, dismiss) = (visitor.t("official-reason"), visitor.t("official-basis"));
    Ok(layout::page(
        app,
        visitor,
        &name,
        "",
        html! {
            p class="crumbs" { a href="/officials" { (visitor.t("officials-title")) } }
            @if let Some((name, words)) = &error { (error_of(visitor, name, Some(words))) }
            h1 { (name) }
            dl class="facts" {
                dt { (visitor.t("official-position")) } dd { (visitor.title(position)) ", " (visitor.say(&body.title)) }
                dt { (visitor.t("official-role")) } dd { (visitor.t(&format!("role-{}", position.text("role")))) }
                dt { (visitor.t("official-since")) } dd { (format::stored_date(position.text("valid_from"), visitor.lang)) }
                @if let Some(ended) = ended {
                    dt { (visitor.t("official-ended")) } dd { (format::instant(ended, visitor.lang)) " – " (position.text("end_basis")) }
                }
            }
            @if ended.is_none() {
                section class="panel" {
                    h2 { (visitor.t("invite-title")) }
                    p class="column" { (visitor.t("invite-lead")) }
                    form method="post" action={ "/officials/" (position.id()) "/invite" } {
                        input type="hidden" name="csrf" value=(visitor.csrf);
                        (Plain { name: "reason", label: invite, error: of("reason"), ..Plain::default() }.line("text", false, false))
                        div class="actions" { button class="button quiet" type="submit" { (visitor.t("invite-do")) } }
                    }
                }
                section class="panel" {
                    h2 { (visitor.t("dismiss-title")) }
                    p class="column" { (visitor.t("dismiss-lead")) }
                    form method="post" action={ "/officials/" (position.id()) "/dismiss" } {
                        input type="hidden" name="csrf" value=(visitor.csrf);
                        (Plain { name: "basis", label: dismiss, error: of("basis"), ..Plain::default() }.line("text", false, false))
                        div class="actions" { button class="button" type="submit" { (visitor.t("dismiss-do")) } }
                    }
                }
            }
        },
    ))
}

/// A reason that was typed, or what is wrong with it.
pub(in crate::pages) fn reason<'f>(
    visitor: &Visitor,
    form: &'f Submitted,
    name: &str,
) -> Result<&'f str, String> {
    let text = form.get(name).trim();
    let is_sound = !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    if is_sound { Ok(text) } else { Err(visitor.tf("amend-text", &[("max", LONGEST.into())])) }
}

/// Dismisses the holder, at once.
pub async fn dismiss(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let (position, _) = position(&app, &visitor, &id).await?;
    if !position.get("ended_at").is_null() {
        return Err(WebError::Conflict);
    }
    if position.reference("person") == visitor.actor.person {
        return Err(WebError::OwnProposal);
    }
    match reason(&visitor, &form, "basis") {
        Ok(basis) => {
            app.store.dismiss(&visitor.actor, visitor.actor.first_position(), &position, basis).await?;
            Ok(Redirect::to("/officials").into_response())
        }
        Err(words) => {
            let page = card(&app, &visitor, &position, Some(("basis", words))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Invites the holder anew; of who operates or heads, by the approval of another operator only.
pub async fn invite(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let (position, role) = position(&app, &visitor, &id).await?;
    let reason = match reason(&visitor, &form, "reason") {
        Ok(reason) => reason,
        Err(words) => {
            let page = card(&app, &visitor, &position, Some(("reason", words))).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let person = position.reference("person").ok_or(WebError::NotFound)?;
    let account = app.store.load_by("account", "person", person.into()).await?.ok_or(WebError::NotFound)?;
    if Some(account.id()) == visitor.actor.account {
        return Err(WebError::OwnProposal);
    }
    if needs_four_eyes(&app, account.id(), role).await? {
        app.store.ask_approval(&visitor.actor, &Deed::Invite { account: account.id() }, reason).await?;
        return Ok(Redirect::to("/approvals").into_response());
    }
    let own = visitor.actor.first_position();
    let secret = app.store.invite(&visitor.actor, own, account.id()).await?;
    let login = account.text("login").to_owned();
    let invited = Appointed { login, account: account.id(), invitation: Some(secret) };
    Ok(invitations(&app, &visitor, &[invited]).await?.into_response())
}

/// Whoever could begin another's account anew could act as them: not alone, where they operate or head – in whichever position.
async fn needs_four_eyes(app: &App, account: Uuid, role: Role) -> Result<bool, WebError> {
    if matches!(role, Role::Operator | Role::Head) {
        return Ok(true);
    }
    let roles = app.store.roles_of(account).await?;
    Ok(roles.iter().any(|role| matches!(role, Role::Operator | Role::Head)))
}

/// Invitations, shown this once: to be cut out and handed over.
pub(super) async fn invitations(app: &App, visitor: &Visitor, all: &[Appointed]) -> Result<Markup, WebError> {
    let title = visitor.t("invitations-title");
    let mut slips = Vec::new();
    for own in all {
        let name = app.store.account_name(own.account).await?.unwrap_or_default();
        let url = own.invitation.as_ref().map(|secret| format!("{}/welcome/{secret}", app.site.public_url));
        slips.push((name, own.login.clone(), url));
    }
    let picture = |url: &str| qr(url, &visitor.t("invitation-code"));
    Ok(layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/officials" { (visitor.t("officials-title")) } }
            h1 { (title) }
            (notice("soon", None, html! { p { (visitor.t("invitations-once")) } }))
            ul class="labels slips" {
                @for (name, login, url) in &slips {
                    li {
                        @if let Some(url) = url { span class="code" { (picture(url)?) } }
                        span class="words" {
                            strong { (name) }
                            span { (visitor.t("login-login")) ": " code { (login) } }
                            @match url {
                                Some(url) => small class="breakable" { (url) },
                                None => small { (visitor.t("invitation-known")) },
                            }
                        }
                    }
                }
            }
        },
    ))
}
