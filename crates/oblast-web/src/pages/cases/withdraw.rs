//! The applicant takes the application back.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;

use super::open_own;
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// Asks whether it is meant.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Markup, WebError> {
    let view = open_own(&app, &visitor, id).await?;
    if !view.is_open() {
        return Err(WebError::Conflict);
    }
    let title = visitor.t("withdraw-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/cases",
        html! {
            div class="column" {
                h1 { (title) }
                p { (visitor.tf("withdraw-words", &[("number", view.case.text("number").into())])) }
                form method="post" action={ "/cases/" (id) "/withdraw" } {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="version" value=(view.case.version());
                    div class="actions" {
                        button class="button grave" type="submit" { (visitor.t("withdraw-do")) }
                        a class="button quiet" href={ "/cases/" (id) } { (visitor.t("withdraw-keep")) }
                    }
                }
            }
        },
    ))
}

/// Takes it back.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Response, WebError> {
    let view = open_own(&app, &visitor, id).await?;
    let version = form.number("version").unwrap_or_default();
    app.store.withdraw_case(&visitor.actor, &view, version).await?;
    Ok(Redirect::to(&format!("/cases/{id}")).into_response())
}
