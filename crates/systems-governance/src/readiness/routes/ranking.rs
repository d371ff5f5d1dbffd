//! The ranking: every community with its index and sub-indices, on a map and in a table, and what changed in a year.

use std::collections::{BTreeMap, HashMap};

use axum::extract::{Query, State};
use maud::{Markup, html};
use oblast_kernel::decimal::mean;
use oblast_kernel::territory::{self, Level};
use oblast_store::Record;
use oblast_store::figures::median_tenths;
use oblast_web::components::chart::{Bar, bars};
use oblast_web::components::choropleth::{Area, choropleth};
use oblast_web::components::empty;
use oblast_web::components::field::select;
use oblast_web::components::table::{Head, table};
use oblast_web::pages::registers::View;
use oblast_web::{App, Visitor, WebError, layout};

use super::super::queries;
use super::{MENU, change, points, score, word};

/// The published years, the latest first.
async fn years(app: &App) -> Result<Vec<i64>, WebError> {
    let rounds = queries::rounds(&app.store).await?;
    Ok(rounds
        .iter()
        .filter(|own| own.text("state") == "published")
        .filter_map(|own| own.int("year"))
        .collect())
}

/// What is shown of a year: the index or one sub-index of every community, beside the sub-indices.
struct Shown {
    years: Vec<i64>,
    year: i64,
    /// The number of the sub-index; nothing for the index.
    area: Option<String>,
    /// Number and title of the sub-indices.
    areas: Vec<(String, String)>,
    /// What is ranked, the first place first.
    ranked: Vec<Record>,
    /// By community and number.
    by_area: HashMap<(String, String), i64>,
    before: HashMap<String, i64>,
}

impl Shown {
    async fn read(app: &App, query: &HashMap<String, String>) -> Result<Option<Shown>, WebError> {
        let years = years(app).await?;
        let asked = query.get("year").and_then(|year| year.parse().ok());
        let Some(year) = asked.filter(|year| years.contains(year)).or(years.first().copied()) else {
            return Ok(None);
        };
        let of_areas = queries::results(&app.store, year, "area").await?;
        let areas: BTreeMap<String, String> =
            of_areas.iter().map(|own| (own.text("code").to_owned(), own.text("title").to_owned())).collect();
        let area = query.get("area").filter(|area| areas.contains_key(*area)).cloned();
        let own = |all: Vec<Record>| {
            all.into_iter().filter(|own| area.as_ref().is_none_or(|area| own.text("code") == area))
        };
        let level = if area.is_some() { "area" } else { "index" };
        let mut ranked: Vec<Record> = match area {
            Some(_) => own(of_areas.clone()).collect(),
            None => queries::results(&app.store, year, level).await?,
        };
        ranked.sort_by_key(|own| (own.int("place"), own.text("territory").to_owned()));
        let before = match years.iter().find(|own| **own < year) {
            Some(before) => own(queries::results(&app.store, *before, level).await?)
                .map(|own| (own.text("territory").to_owned(), score(&own)))
                .collect(),
            None => HashMap::new(),
        };
        let by_area = of_areas
            .iter()
            .map(|own| ((own.text("territory").to_owned(), own.text("code").to_owned()), score(own)))
            .collect();
        Ok(Some(Shown { years, year, area, areas: areas.into_iter().collect(), ranked, by_area, before }))
    }

    fn title(&self, visitor: &Visitor) -> String {
        let area = self.area.as_ref().and_then(|own| self.areas.iter().find(|(code, _)| code == own));
        match area {
            Some((_, title)) => title.clone(),
            None => word(visitor, "Індекс", "Index").to_owned(),
        }
    }

    fn href(&self, code: &str) -> String {
        format!("/readiness/territories/{code}?year={}", self.year)
    }

    async fn map(&self, app: &App, visitor: &Visitor) -> Result<Markup, WebError> {
        let outlines = app.store.outlines().await?;
        let level = self.ranked.first().and_then(|own| territory::level(own.text("territory")));
        let level = level.unwrap_or(Level::Community);
        let entries = app.store.catalogue().directories().territories.entries();
        let scores: HashMap<&str, i64> =
            self.ranked.iter().map(|own| (own.text("territory"), score(own))).collect();
        let areas: Vec<Area> = entries
            .iter()
            .filter(|entry| !entry.ended && territory::level(&entry.code) == Some(level))
            .map(|entry| {
                let value = scores.get(entry.code.as_str()).copied();
                let title = visitor.say(&entry.title);
                let words = value.map_or("–".to_owned(), |value| points(value, visitor.lang));
                Area {
                    code: entry.code.clone(),
                    words: format!("{title}: {words}"),
                    value,
                    href: self.href(&entry.code),
                }
            })
            .collect();
        let without = word(visitor, "немає оцінки", "no assessment");
        let title = format!("{}, {}", self.title(visitor), self.year);
        Ok(choropleth(&title, &outlines, &areas, without, &|value| points(value, visitor.lang)))
    }

    fn tiles(&self, app: &App, visitor: &Visitor) -> Markup {
        let scores: Vec<i64> = self.ranked.iter().map(score).collect();
        let median = median_tenths(scores).unwrap_or_default() / 10;
        let own = |result: Option<&Record>| {
            result.map(|own| (app.territory(own.text("territory"), visitor.lang), score(own)))
        };
        let (first, last) = (own(self.ranked.first()), own(self.ranked.last()));
        html! {
            ul class="tiles" {
                li class="tile" { p { (word(visitor, "Медіана громад", "Median of the communities")) } p class="value" { (points(median, visitor.lang)) } }
                @for (title, own) in [(word(visitor, "Найвище", "Highest"), first), (word(visitor, "Найнижче", "Lowest"), last)] {
                    @if let Some((name, value)) = own { li class="tile" { p { (title) ": " (name) } p class="value" { (points(value, visitor.lang)) } } }
                }
                li class="tile" { p { (word(visitor, "Оцінено громад", "Communities assessed")) } p class="value" { (self.ranked.len()) } }
            }
        }
    }

    fn table(&self, app: &App, visitor: &Visitor) -> Markup {
        let mut heads = vec![
            Head::new(word(visitor, "Громада", "Community")),
            Head::number(word(visitor, "Місце", "Place")),
            Head::number(self.title(visitor)),
            Head::number(word(visitor, "Зміна за рік", "Change in a year")),
        ];
        let others: Vec<&(String, String)> =
            self.areas.iter().filter(|(code, _)| self.area.as_ref() != Some(code)).collect();
        heads.extend(others.iter().map(|(_, title)| Head::number(title)));
        let rows: Vec<Vec<Markup>> = self
            .ranked
            .iter()
            .map(|own| {
                let code = own.text("territory");
                let mut row = vec![
                    html! { a data-item href=(self.href(code)) { (app.territory(code, visitor.lang)) } },
                    html! { (own.int("place").unwrap_or_default()) },
                    html! { strong { (points(score(own), visitor.lang)) } },
                    change(visitor, self.before.get(code).copied(), score(own)),
                ];
                row.extend(others.iter().map(|(area, _)| {
                    let value = self.by_area.get(&(code.to_owned(), area.clone()));
                    html! { (value.map_or("–".to_owned(), |value| points(*value, visitor.lang))) }
                }));
                row
            })
            .collect();
        table(word(visitor, "Рейтинг громад", "Ranking of the communities"), &heads, &rows)
    }

    /// The mean of each sub-index.
    fn means(&self, visitor: &Visitor) -> Markup {
        let all: Vec<Bar> = self
            .areas
            .iter()
            .map(|(code, title)| {
                let own: Vec<(i64, i64)> = self
                    .by_area
                    .iter()
                    .filter(|((_, area), _)| area == code)
                    .map(|(_, value)| (*value, 1))
                    .collect();
                let value = mean(&own).unwrap_or(0);
                Bar {
                    name: title.clone(),
                    value,
                    shown: Some(points(value, visitor.lang)),
                    href: format!("/readiness?year={}&area={code}", self.year),
                }
            })
            .collect();
        let title = word(visitor, "Складові в середньому", "Sub-indices on average");
        html! { h2 { (title) } (bars(title, (word(visitor, "Складова", "Sub-index"), word(visitor, "Балів", "Points")), &all)) }
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let shown = Shown::read(&app, &query).await?;
    let rounds = View::open(&app, &visitor, "readiness-rounds").await?;
    let title = word(&visitor, "Індекс цифрової готовності", "Index of digital readiness");
    let map = match &shown {
        Some(shown) => shown.map(&app, &visitor).await?,
        None => html! {},
    };
    Ok(layout::page(
        &app,
        &visitor,
        title,
        MENU,
        html! {
            h1 { (title) }
            p class="lead column" { (word(&visitor,
                "Наскільки громади готові до цифрових послуг: від 0 до 100 балів. Відповідають громади, підтвердження перевіряє область. Кожна цифра відкриває відповіді, з яких її складено.",
                "How ready the communities are for digital services: from 0 to 100 points. The communities answer, the oblast looks at the evidence. Each figure opens the answers that it is made of.")) }
            @if visitor.actor.is_official() {
                div class="actions" {
                    a href="/readiness/forms" { (word(&visitor, "Анкети", "Forms")) }
                    @if rounds.may_create(&visitor) { a href="/registers/readiness-rounds" { (word(&visitor, "Раунди й анкета", "Rounds and questionnaire")) } }
                }
            }
            @match &shown {
                None => (empty(word(&visitor, "Результатів іще не оприлюднено.", "Nothing is published yet."), None)),
                Some(shown) => {
                    @let years: Vec<(String, String)> = shown.years.iter().map(|year| (year.to_string(), year.to_string())).collect();
                    form class="filters" method="get" {
                        (select("year", word(&visitor, "Рік", "Year"), &years, &shown.year.to_string(), None, None))
                        (select("area", word(&visitor, "Складова", "Sub-index"), &shown.areas, shown.area.as_deref().unwrap_or_default(), Some(word(&visitor, "індекс загалом", "the index")), None))
                        button class="button quiet" type="submit" { (word(&visitor, "Показати", "Show")) }
                    }
                    (shown.tiles(&app, &visitor))
                    (map)
                    h2 { (word(&visitor, "Рейтинг", "Ranking")) ": " (shown.title(&visitor)) ", " (shown.year) }
                    (shown.table(&app, &visitor))
                    (shown.means(&visitor))
                    p class="small" {
                        a href={ "/registers/readiness-results?year_from=" (shown.year) "&year_until=" (shown.year) } { (word(&visitor, "Усі рядки й відкриті дані", "All rows and open data")) } " · "
                        a href={ "/registers/readiness-questions" } { (word(&visitor, "Анкета й правила оцінювання", "Questionnaire and scoring")) } " · "
                        a href="/dashboard/readiness-results/index" { (word(&visitor, "Показник на дашборді", "The indicator on the dashboard")) } " · "
                        a href={ "/embed/readiness?year=" (shown.year) } { (word(&visitor, "Мапа для вставлення на свою сторінку", "The map to embed in a page")) }
                    }
                }
            }
        },
    ))
}

/// The map within a page of somebody else.
pub async fn embedded(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let shown = Shown::read(&app, &query).await?.ok_or(WebError::NotFound)?;
    let title = format!(
        "{}, {}",
        word(&visitor, "Індекс цифрової готовності", "Index of digital readiness"),
        shown.year
    );
    let source = format!("{}/readiness?year={}", app.site.public_url, shown.year);
    let content = html! { (shown.tiles(&app, &visitor)) (shown.map(&app, &visitor).await?) };
    Ok(layout::embedded(&visitor, &title, &source, content))
}
