//! The pages of the programmes.

mod changes;
mod drafts;
mod incoming;
mod list;
mod measure;
mod plan;
mod reports;
mod show;

use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::Audience;
use oblast_register::Field;
use oblast_store::Record;
use oblast_web::components::chart::{Pair, pairs};
use oblast_web::pages::registers::shown;
use oblast_web::routes::Routes;
use oblast_web::visitor::word;
use oblast_web::{App, Visitor, WebError};

use super::amount::Money;
use super::queries;

/// The pages of this system.
pub(super) fn routes(routes: &mut Routes) {
    use Audience::{Official, Public};
    routes.get("/programmes", Public, list::show);
    routes.get("/programmes/drafts", Official, drafts::list);
    routes.post_file("/programmes/drafts", Official, drafts::begin);
    routes.get("/programmes/drafts/{draft}", Official, drafts::show);
    routes.post("/programmes/drafts/{draft}/lines", Official, drafts::correct);
    routes.post("/programmes/drafts/{draft}/save", Official, drafts::save);
    routes.post("/programmes/drafts/{draft}/discard", Official, drafts::discard);
    routes.get("/programmes/incoming", Official, incoming::list);
    routes.post("/programmes/incoming/{incoming}", Official, incoming::assign);
    routes.get("/programmes/{programme}", Public, show::show);
    routes.get("/embed/programmes/{programme}", Public, show::embedded);
    routes.get("/programmes/{programme}/changes", Public, changes::show);
    routes.get("/programmes/{programme}/measures/{code}", Public, measure::show);
    routes.get("/programmes/{programme}/reports", Public, reports::show);
    routes.post("/programmes/{programme}/reports", Official, reports::ask);
    routes.get("/programmes/{programme}/report.xlsx", Public, reports::xlsx);
    routes.get("/programmes/{programme}/report.pdf", Public, reports::pdf);
    routes.get("/programmes/{programme}/plan", Public, plan::show);
    routes.get("/programmes/{programme}/plan.xlsx", Public, plan::xlsx);
    routes.get("/programmes/{programme}/plan.pdf", Public, plan::pdf);
    routes.get("/programmes/{programme}/executors", Official, reports::executors);
    routes.post("/programmes/{programme}/executors", Official, reports::assign);
}

/// What the menu shows as open.
const MENU: &str = "/registers";

/// Thousand hryvnias.
fn thousand(kopiykas: i64) -> String {
    Money(kopiykas).rounded().to_string()
}

/// A chart's pair of planned and spent.
fn pair(name: String, planned: i64, spent: i64, href: Option<String>) -> Pair {
    // That nothing was spent and that nobody entered it look alike.
    let spent_words = if spent == 0 { "–".to_owned() } else { thousand(spent) };
    Pair { name, planned: (planned, thousand(planned)), actual: (spent, spent_words), href }
}

/// The heads of planned and spent, in thousand hryvnias.
fn heads<'w>(visitor: &Visitor, first: &'w str) -> [&'w str; 4] {
    [
        first,
        word(visitor, "План, тис. грн", "Planned, thousand UAH"),
        word(visitor, "Витрачено, тис. грн", "Spent, thousand UAH"),
        word(visitor, "Частка", "Part"),
    ]
}

/// A chart of planned and spent, with its table.
fn chart(visitor: &Visitor, title: &str, first: &str, all: &[Pair]) -> Markup {
    pairs(title, heads(visitor, first), word(visitor, "Таблицею", "As a table"), all)
}

fn crumbs(visitor: &Visitor, programme: Option<&Record>) -> Markup {
    html! {
        p class="crumbs" {
            a href="/programmes" { (word(visitor, "Програми", "Programmes")) }
            @if let Some(programme) = programme {
                " · " a href={ "/programmes/" (programme.id()) } { (programme.text("title")) }
            }
        }
    }
}

/// The title of a source by its code.
fn source_title(app: &App, visitor: &Visitor, code: &str) -> String {
    let register = app.store.catalogue().register("programme-funding");
    let field: Option<&Field> = register.and_then(|register| register.field("source"));
    match field {
        Some(field) if !code.is_empty() => field.choice_title(code, visitor.lang),
        _ => word(visitor, "джерело не названо", "no source is named").to_owned(),
    }
}

async fn programme(app: &App, id: Uuid) -> Result<Record, WebError> {
    queries::programme(&app.store, id).await?.ok_or(WebError::NotFound)
}

/// The versions of a programme, the first one first, and the one in force: the last of them.
async fn versions(app: &App, programme: Uuid) -> Result<(Vec<Record>, Option<Record>), WebError> {
    let all = queries::versions(&app.store, programme).await?;
    let now = queries::current(&all).cloned();
    Ok((all, now))
}
