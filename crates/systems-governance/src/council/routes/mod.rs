//! Pages of the council: what is before it, a submission with its reviews, contests.

mod agenda;
mod contests;
mod files;
mod marks;

use maud::{Markup, html};
use oblast_kernel::access::Audience;
use oblast_web::Visitor;
use oblast_web::pages::registers::shown;
use oblast_web::routes::Routes;
use oblast_web::visitor::word;

/// The pages of this system.
pub(super) fn routes(routes: &mut Routes) {
    use Audience::{Official, Public};
    routes.get("/council", Public, agenda::show);
    routes.get("/council/submissions/{submission}", Official, agenda::submission);
    routes.post("/council/submissions/{submission}", Official, agenda::ask);
    routes.get("/council/submissions/{submission}/files/{file}", Official, agenda::file);
    routes.get("/contests/{contest}", Public, contests::show);
    routes.post("/contests/{contest}", Official, contests::decide);
    routes.get("/contests/{contest}/marks", Official, marks::show);
    routes.post("/contests/{contest}/marks/{entry}", Official, marks::save);
    routes.get("/contests/{contest}/marks/{entry}/files/{file}", Official, marks::file);
}

/// What the menu shows as open.
const MENU: &str = "/registers";

fn crumbs(visitor: &Visitor, more: &[(&str, &str)]) -> Markup {
    html! {
        p class="crumbs" {
            a href="/council" { (word(visitor, "Науково-технічна рада", "Science-technical council")) }
            @for (href, title) in more { " · " a href=(href) { (title) } }
        }
    }
}
