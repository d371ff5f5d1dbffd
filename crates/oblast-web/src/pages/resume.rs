//! A session that ended in the middle of a form: what was typed goes through the sign-in and comes back.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::login::{self, Door};
use crate::components::notice;
use crate::form::Submitted;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// Names under which a form that waits travels with the sign-in form.
const PATH: &str = "waiting_path";
const PREFIX: &str = "waiting.";
/// What is never carried on: secrets, and the proof that the old page was ours.
const LEFT: [&str; 4] = ["csrf", "password", "password_again", "code"];

/// The sign-in page with the form that waits.
pub fn ask(app: &App, visitor: &Visitor, form: &Submitted) -> Response {
    let waiting = html! {
        input type="hidden" name=(PATH) value=(visitor.path);
        @for (name, value) in form.pairs().filter(|(name, _)| !LEFT.contains(name)) {
            input type="hidden" name={ (PREFIX) (name) } value=(value);
        }
    };
    let words = notice("soon", Some(&visitor.t("resume-title")), html! { p { (visitor.t("resume-kept")) } });
    let page = login::page(
        app,
        visitor,
        &Door { next: "/", words: Some(words), hidden: Some(waiting), ..Door::default() },
    );
    (StatusCode::UNAUTHORIZED, page).into_response()
}

/// A form that could not be taken now, to be sent again as it is: it carries its own proofs, and its key makes
/// of several requests one. Passwords are not written into pages.
pub fn again(visitor: &Visitor, form: &Submitted) -> Markup {
    if form.has("password") || form.has("code") {
        return html! {};
    }
    html! {
        p { (visitor.t("resume-again-words")) }
        form method="post" action=(visitor.path) {
            @for (name, value) in form.pairs() { input type="hidden" name=(name) value=(value); }
            div class="actions" { button class="button" type="submit" { (visitor.t("resume-again")) } }
        }
    }
}

/// The hidden inputs of a form that waits, when the sign-in form is shown again.
pub fn carried(form: &Submitted) -> Markup {
    html! {
        @for (name, value) in form.pairs().filter(|(name, _)| *name == PATH || name.starts_with(PREFIX)) {
            input type="hidden" name=(name) value=(value);
        }
    }
}

/// After the sign-in: the form that waits, to be sent by a press of its button. Nothing is sent by itself, so that
/// another site cannot make somebody sign in and send what that site has typed.
pub fn offer(app: &App, visitor: &Visitor, csrf: &str, form: &Submitted) -> Option<Markup> {
    let path = form.get(PATH);
    login::local(path)?;
    let title = visitor.t("resume-go-title");
    Some(layout::page(
        app,
        visitor,
        &title,
        "",
        html! {
            div class="column" {
                h1 { (title) }
                p { (visitor.t("resume-go-words")) }
                form method="post" action=(path) {
                    input type="hidden" name="csrf" value=(csrf);
                    @for (name, value) in form.pairs() {
                        @if let Some(name) = name.strip_prefix(PREFIX) { input type="hidden" name=(name) value=(value); }
                    }
                    div class="actions" { button class="button" type="submit" { (visitor.t("resume-go")) } }
                }
            }
        },
    ))
}
