//! What the platform is and what it is not.

use axum::extract::State;
use maud::{Markup, html};

use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// The page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Markup {
    let title = visitor.t("about-title");
    layout::page(
        &app,
        &visitor,
        &title,
        "",
        html! {
            div class="column" {
                h1 { (title) }
                p class="lead" { (visitor.t("about-lead")) }
                h2 { (visitor.t("about-not-title")) }
                ul { @for key in ["about-not-1", "about-not-2", "about-not-3"] { li { (visitor.t(key)) } } }
                h2 { (visitor.t("about-data-title")) }
                p { (visitor.t("about-data")) }
            }
        },
    )
}
