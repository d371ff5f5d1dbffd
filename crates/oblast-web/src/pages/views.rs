//! Lists as people want them: columns by choice, views kept under a name.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_register::Field;
use oblast_store::views::SavedView;

use super::registers::{View, query_text};
use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::visitor::Visitor;

/// What the names of chosen columns begin with in a query.
const COLUMN: &str = "col_";
/// The longest name of a view, in characters.
const TITLE: usize = 80;
/// The longest query that is kept, in bytes.
const QUERY: usize = 2_000;
/// What of a query is no part of a view.
const PASSING: [&str; 1] = ["after"];

/// The columns of a list: those that are asked for, or those that the declaration shows.
pub(super) fn columns<'v>(view: &'v View, query: &HashMap<String, String>) -> Vec<&'v Field> {
    let asked = |field: &&Field| query.contains_key(&format!("{COLUMN}{}", field.id));
    let chosen: Vec<&Field> = view.fields().filter(asked).collect();
    if chosen.is_empty() { view.fields().filter(|field| field.list).collect() } else { chosen }
}

/// The names and values of a query that a form takes along, but for those that it asks itself.
pub(super) fn kept(query: &HashMap<String, String>, asks: impl Fn(&str) -> bool) -> Markup {
    let mut pairs: Vec<(&String, &String)> = query
        .iter()
        .filter(|(name, value)| !asks(name) && !PASSING.contains(&name.as_str()) && !value.is_empty())
        .collect();
    pairs.sort();
    html! { @for (name, value) in pairs { input type="hidden" name=(name) value=(value); } }
}

/// Is this the name of a chosen column?
pub(super) fn is_column(name: &str) -> bool {
    name.starts_with(COLUMN)
}

/// What stands over a list: the kept views, the columns, and a form to keep this view.
pub(super) fn tools(
    visitor: &Visitor,
    view: &View,
    query: &HashMap<String, String>,
    views: &[SavedView],
) -> Markup {
    let register = &view.register.id;
    let shown = columns(view, query);
    let now = query_text(query, &PASSING);
    html! {
        @if !views.is_empty() {
            nav class="views" aria-label=(visitor.t("views-title")) {
                ul class="pills" {
                    li { a href={ "/registers/" (register) } { (visitor.t("views-all")) } }
                    @for own in views {
                        li {
                            a href={ "/registers/" (register) "?" (own.query) } aria-current=[(own.query == now).then_some("page")] { (own.title) }
                            form method="post" action={ "/registers/" (register) "/views/" (own.id) "/forget" } {
                                input type="hidden" name="csrf" value=(visitor.csrf);
                                button class="linklike" type="submit" aria-label=(visitor.tf("views-forget", &[("title", own.title.as_str().into())])) { "×" }
                            }
                        }
                    }
                }
            }
        }
        details {
            summary { (visitor.t("columns-title")) }
            form class="filters" method="get" {
                (kept(query, is_column))
                fieldset class="columns" {
                    legend { (visitor.t("columns-lead")) }
                    @for field in view.fields() {
                        label class="radio" {
                            input type="checkbox" name={ (COLUMN) (field.id) } value="1" checked[shown.iter().any(|own| own.id == field.id)];
                            span { (visitor.say(&field.title)) }
                        }
                    }
                }
                button class="button quiet" type="submit" { (visitor.t("columns-show")) }
            }
            @if visitor.actor.is_signed_in() {
                form class="filters" method="post" action={ "/registers/" (register) "/views" } {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    input type="hidden" name="query" value=(now);
                    div class="field" {
                        label for="f-view" { (visitor.t("views-name")) }
                        input id="f-view" name="title" type="text" maxlength=(TITLE) required autocomplete="off";
                    }
                    button class="button quiet" type="submit" { (visitor.t("views-save")) }
                }
            }
        }
    }
}

/// Keeps a view.
pub async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let view = View::open(&app, &visitor, &register).await?;
    let account = visitor.actor.account.ok_or(WebError::SignInFirst)?;
    // What is kept is a query of ours, whatever the form says.
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(form.get("query")).unwrap_or_default();
    let query = query_text(&pairs.into_iter().collect(), &PASSING);
    let title: String =
        form.get("title").trim().chars().filter(|letter| !letter.is_control()).take(TITLE).collect();
    if title.is_empty() || query.len() > QUERY {
        return Err(WebError::BadRequest("a view needs a name and a shorter query".into()));
    }
    if !app.store.save_view(account, &view.register.id, &title, &query).await? {
        return Err(WebError::TooMany);
    }
    Ok(Redirect::to(&format!("/registers/{}?{query}", view.register.id)).into_response())
}

/// Forgets a view.
pub async fn forget(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, Uuid)>,
    _form: Submitted,
) -> Result<Response, WebError> {
    let view = View::open(&app, &visitor, &register).await?;
    let account = visitor.actor.account.ok_or(WebError::SignInFirst)?;
    app.store.forget_view(account, id).await?;
    Ok(Redirect::to(&format!("/registers/{}", view.register.id)).into_response())
}
