//! Erasure of what is restricted in a record: asked for by who decides on its changes, done by an operator's approval.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::Request;
use oblast_store::Record;
use oblast_store::accounts::approvals::Deed;

use super::load;
use crate::components::{error_of, notice};
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::pages::approvals::asking;
use crate::pages::officials::reason;
use crate::pages::registers::View;
use crate::state::App;
use crate::visitor::Visitor;

/// May the visitor ask for it: does the register have restricted fields, and do they decide on changes of its records?
pub(super) fn may(visitor: &Visitor, view: &View) -> bool {
    let has_restricted = view.register.fields.iter().any(oblast_register::Field::is_restricted);
    let request =
        Request::DecideChange { rules: &view.register.rules, holder: view.holder, author: Uuid::nil() };
    has_restricted && visitor.may(request)
}

async fn open(app: &App, visitor: &Visitor, register: &str, id: Uuid) -> Result<(View, Record), WebError> {
    let view = View::open(app, visitor, register).await?;
    let record = load(app, &view, id).await?;
    let view = view.of_record(visitor, &record);
    if may(visitor, &view) { Ok((view, record)) } else { Err(WebError::NotPermitted) }
}

/// The form.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, Uuid)>,
) -> Result<Markup, WebError> {
    let (view, record) = open(&app, &visitor, &register, id).await?;
    Ok(page(&app, &visitor, &view, &record, "", None))
}

fn page(
    app: &App,
    visitor: &Visitor,
    view: &View,
    record: &Record,
    typed: &str,
    error: Option<&str>,
) -> Markup {
    let title = visitor.t("erase-title");
    let card = format!("/registers/{}/{}", view.register.id, record.id());
    let label = visitor.t("erase-reason");
    layout::page(
        app,
        visitor,
        &title,
        "/registers",
        html! {
            p class="crumbs" { a href=(card) { (view.label(visitor, record)) } }
            div class="column" {
                (error_of(visitor, "reason", error))
                h1 { (title) }
                (notice("late", None, html! { p { (visitor.t("erase-lead")) } }))
                (asking(visitor, &format!("{card}/erase"), label, typed, error))
            }
        },
    )
}

/// Asks for it.
pub async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, Uuid)>,
    form: Submitted,
) -> Result<Response, WebError> {
    let (view, record) = open(&app, &visitor, &register, id).await?;
    let given = match reason(&visitor, &form, "reason") {
        Ok(given) => given,
        Err(words) => {
            let page = page(&app, &visitor, &view, &record, form.get("reason"), Some(&words));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let deed = Deed::Erase { register: view.register.id.clone(), record: id };
    app.store.ask_approval(&visitor.actor, &deed, given).await?;
    let title = visitor.t("erase-title");
    let card = format!("/registers/{register}/{id}");
    let page = layout::page(
        &app,
        &visitor,
        &title,
        "/registers",
        html! {
            p class="crumbs" { a href=(card) { (view.label(&visitor, &record)) } }
            div class="column" {
                h1 { (title) }
                (notice("done", None, html! { p { (visitor.t("erase-asked")) } }))
            }
        },
    );
    Ok(page.into_response())
}
