//! The second factor after a password: a code of an app, or one that was kept for when the app is lost.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::accounts::factors::Factors;
use oblast_store::accounts::limits::Subject;
use oblast_store::accounts::sessions::Way;

use super::{Door, begin, onward, page as sign_in, wait_words, with_next};
use crate::components::error_of;
use crate::components::field::Plain;
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::pages::resume;
use crate::state::App;
use crate::visitor::Visitor;

const TICKET: &str = "second factor";

/// The page that asks for it, after a right password.
pub(super) async fn ask(
    app: &App,
    visitor: &Visitor,
    account: Uuid,
    next: &str,
    form: &Submitted,
) -> Result<Markup, WebError> {
    let ticket = app.store.ticket(TICKET, &account.to_string());
    let factors = app.store.factors(account).await?;
    Ok(page(app, visitor, &Asked { ticket: &ticket, next, factors, error: None }, form))
}

struct Asked<'a> {
    ticket: &'a str,
    next: &'a str,
    factors: Factors,
    error: Option<String>,
}

fn page(app: &App, visitor: &Visitor, own: &Asked<'_>, form: &Submitted) -> Markup {
    let title = visitor.t("second-title");
    let words = visitor.t(if own.factors.app { "second-lead" } else { "second-lead-passkey" });
    let label = visitor.t(if own.factors.app { "second-code" } else { "second-recovery" });
    let error = own.error.as_deref();
    layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            div class="column" {
                (error_of(visitor, "code", error))
                h1 { (title) }
                p class="lead" { (words) }
                @if own.factors.passkeys > 0 && app.site.passkeys.is_some() {
                    p { a class="button" href=(with_next("/login/passkey", own.next)) { (visitor.t("passkey-title")) } }
                }
                @if own.factors.app || own.factors.recovery > 0 {
                    form method="post" action="/login/code" {
                        input type="hidden" name="csrf" value=(visitor.csrf);
                        input type="hidden" name="ticket" value=(own.ticket);
                        input type="hidden" name="next" value=(own.next);
                        (resume::carried(form))
                        (Plain { name: "code", label, error, ..Plain::default() }.code())
                        div class="actions" { button class="button" type="submit" { (visitor.t("login-enter")) } }
                    }
                }
                p class="soft" { (visitor.t("second-lost")) }
            }
        },
    )
}

/// Signs in.
pub async fn enter(State(app): State<App>, visitor: Visitor, form: Submitted) -> Result<Response, WebError> {
    app.gate.pass(&visitor)?;
    let (ticket, next) = (form.get("ticket"), onward(form.get("next")));
    let account = app.store.read_ticket(TICKET, ticket).and_then(|text| text.parse::<Uuid>().ok());
    let Some(account) = account else { return Ok(too_late(&app, &visitor, next, &form)) };
    let factors = app.store.factors(account).await?;
    let refused = |status: StatusCode, error: String| {
        let asked = Asked { ticket, next, factors, error: Some(error) };
        (status, page(&app, &visitor, &asked, &form)).into_response()
    };
    let subjects = [Subject::Codes(account.to_string())];
    if let Some(seconds) = app.store.attempt(&subjects).await? {
        return Ok(refused(StatusCode::TOO_MANY_REQUESTS, wait_words(&visitor, seconds)));
    }
    let code = form.get("code");
    let way = if app.store.check_code(account, code).await? {
        Way::Code
    } else if app.store.take_recovery_code(account, code).await? {
        Way::Recovery
    } else {
        return Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, visitor.t("second-wrong")));
    };
    app.store.attempt_succeeded(&subjects).await?;
    match app.store.take_ticket(TICKET, ticket).await? {
        Some(_) => begin(&app, &visitor, account, way, next, Some(&form)).await,
        None => Ok(too_late(&app, &visitor, next, &form)),
    }
}

fn too_late(app: &App, visitor: &Visitor, next: &str, form: &Submitted) -> Response {
    let door = Door {
        next,
        error: Some(visitor.t("second-late")),
        hidden: Some(resume::carried(form)),
        ..Door::default()
    };
    (StatusCode::UNPROCESSABLE_ENTITY, sign_in(app, visitor, &door)).into_response()
}
