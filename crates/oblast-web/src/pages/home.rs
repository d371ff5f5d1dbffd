//! The first page: what one can do here.

use axum::extract::State;
use maud::{Markup, html};

use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// The page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Markup {
    let mut ways = Vec::new();
    if visitor.actor.is_official() {
        ways.push(("/queue", "menu-queue", "home-queue"));
    }
    if visitor.actor.is_signed_in() {
        ways.push(("/cases", "menu-cases", "home-cases"));
    }
    ways.extend([
        ("/services", "menu-services", "home-services"),
        ("/registers", "menu-registers", "home-registers"),
        ("/dashboard", "menu-dashboard", "home-dashboard"),
        ("/journal", "menu-journal", "home-journal"),
    ]);
    let title = visitor.t("home-title");
    layout::page(
        &app,
        &visitor,
        &title,
        "/",
        html! {
            h1 { (title) }
            (super::search::form(&visitor, ""))
            ul class="cards" {
                @for (path, key, words) in ways {
                    li class="card" { h2 { a class="cover" href=(path) { (visitor.t(key)) } } p { (visitor.t(words)) } }
                }
            }
        },
    )
}
