//! The budgets for everybody, and the files for those who keep them.

mod community;
mod compare;
mod files;
mod overview;

use std::collections::HashMap;

use maud::{Markup, html};
use oblast_kernel::access::Audience;
use oblast_kernel::decimal;
use oblast_store::Record;
use oblast_web::components::chart::Pair;
use oblast_web::components::field::select;
use oblast_web::routes::Routes;
use oblast_web::visitor::word;
use oblast_web::{App, Visitor, WebError, format};

use super::queries::{self, Sums};

/// The pages of this system.
pub(super) fn routes(routes: &mut Routes) {
    use Audience::{Official, Public};
    routes.get("/budgets", Public, overview::show);
    routes.get("/budgets.csv", Public, overview::file);
    routes.get("/budgets/compare", Public, compare::show);
    routes.get("/budgets/import", Official, files::form);
    routes.post_file("/budgets/import", Official, files::take);
    routes.get("/budgets/community/{community}", Public, community::show);
}

/// What the menu shows as open.
const MENU: &str = "/registers";

fn crumbs(visitor: &Visitor) -> Markup {
    html! { p class="crumbs" { a href="/budgets" { (word(visitor, "Місцеві бюджети", "Local budgets")) } } }
}

/// Thousand hryvnias, whole ones.
fn thousand(kopiykas: i64) -> String {
    format::count(rounded(kopiykas, 100_000))
}

/// Half away from nought.
fn rounded(value: i64, by: i64) -> i64 {
    value.saturating_add(by / 2 * value.signum()) / by
}

fn pair(name: String, sums: Sums, href: Option<String>) -> Pair {
    Pair {
        name,
        planned: (sums.planned, thousand(sums.planned)),
        actual: (sums.actual, thousand(sums.actual)),
        href,
    }
}

/// The heads of planned and actual.
fn heads<'w>(visitor: &Visitor, first: &'w str) -> [&'w str; 4] {
    [
        first,
        word(visitor, "План на рік, тис. грн", "Planned for the year, thousand UAH"),
        word(visitor, "Факт з початку року, тис. грн", "Actual since January, thousand UAH"),
        word(visitor, "Виконано", "Part"),
    ]
}

/// Hryvnias a head; nothing where it is not known how many live there.
fn per_head(kopiykas: i64, population: Option<i64>) -> Option<i64> {
    population.filter(|people| *people > 0).map(|people| rounded(kopiykas, people.saturating_mul(100)))
}

/// The communities: their titles and people by code.
struct Communities {
    by_code: HashMap<String, (String, Option<i64>)>,
}

impl Communities {
    async fn read(app: &App, visitor: &Visitor) -> Result<Communities, WebError> {
        let register = app.store.catalogue().register("local-budgets").cloned().ok_or(WebError::NotFound)?;
        let field = register.field("community").ok_or(WebError::NotFound)?;
        let budgets: Vec<Record> = queries::budgets(&app.store).await?;
        let mut by_code: HashMap<String, (String, Option<i64>)> = HashMap::new();
        for own in &budgets {
            let title = field.kind.display(own.get("community"), field, visitor.lang);
            let entry = by_code.entry(own.text("community").to_owned()).or_insert((title, None));
            entry.1 = entry.1.or(own.int("population"));
        }
        Ok(Communities { by_code })
    }

    fn title(&self, code: &str) -> String {
        self.by_code.get(code).map_or_else(|| code.to_owned(), |(title, _)| title.clone())
    }

    fn population(&self, code: &str) -> Option<i64> {
        self.by_code.get(code).and_then(|(_, people)| *people)
    }
}

/// The month that is looked at: the one that is asked for, or the latest.
struct Month {
    all: Vec<(i64, i64)>,
    now: Option<(i64, i64)>,
}

impl Month {
    async fn read(app: &App, query: &HashMap<String, String>) -> Result<Month, WebError> {
        let all = queries::periods(&app.store).await?;
        let asked = query.get("month").and_then(|text| text.split_once('-'));
        let asked = asked.and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
        let now = asked.filter(|own| all.contains(own)).or(all.first().copied());
        Ok(Month { all, now })
    }

    fn control(&self, visitor: &Visitor) -> Markup {
        let choices: Vec<(String, String)> =
            self.all.iter().map(|own| (key(*own), title(visitor, *own))).collect();
        let now = self.now.map(key).unwrap_or_default();
        select(
            "month",
            word(visitor, "З початку року до кінця місяця", "Since January, to the end of"),
            &choices,
            &now,
            None,
            None,
        )
    }
}

fn key((year, month): (i64, i64)) -> String {
    format!("{year}-{month:02}")
}

fn title(visitor: &Visitor, own: (i64, i64)) -> String {
    format::stored_month(&key(own), visitor.lang)
}

/// The kinds, each with its name.
const KINDS: [&str; 4] = ["income", "functional", "programme", "economic"];

fn kind_title(app: &App, visitor: &Visitor, kind: &str) -> String {
    let register = app.store.catalogue().register("budget-execution");
    let field = register.and_then(|register| register.field("kind"));
    let title = field.map_or_else(|| kind.to_owned(), |field| field.choice_title(kind, visitor.lang));
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Expenses are told by function where a file tells them, else by programme, else by economic class: each is all of them.
fn expenses(kinds: &[(String, Sums)]) -> Option<(&str, Sums)> {
    let of = |kind: &str| kinds.iter().find(|(own, _)| own == kind).map(|(own, sums)| (own.as_str(), *sums));
    of("functional").or_else(|| of("programme")).or_else(|| of("economic"))
}

/// Hryvnias as they are read.
fn hryvnias(kopiykas: i64) -> String {
    decimal::readable(kopiykas, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_a_head_are_whole_hryvnias_and_absent_without_people() {
        assert_eq!(per_head(100_499, Some(10)), Some(100));
        assert_eq!(per_head(100_500, Some(10)), Some(101));
        assert_eq!((per_head(1, None), per_head(1, Some(0))), (None, None));
        assert_eq!((rounded(-150_000, 100_000), rounded(149_999, 100_000)), (-2, 1));
    }
}
