//! A community: its index over the years, its sub-indices beside the others, every answer, and what would raise the index
//! most.

use std::collections::{BTreeMap, HashMap};

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use oblast_kernel::decimal;
use oblast_store::Record;
use oblast_store::figures::median_tenths;
use oblast_web::components::chart::{Lines, Series, lines};
use oblast_web::components::table::{Head, table};
use oblast_web::{App, Visitor, WebError, layout};

use super::super::model::{Questionnaire, SCALE};
use super::super::queries;
use super::{MENU, change, crumbs, points, score, word};

/// How much advice is given.
const ADVICE: usize = 5;

/// The results of a community in a year, by what they are of.
struct Year {
    index: Record,
    areas: Vec<Record>,
    questions: BTreeMap<String, Record>,
}

/// All years of a community.
async fn read(app: &App, code: &str) -> Result<BTreeMap<i64, Year>, WebError> {
    let mut by_year: BTreeMap<i64, Vec<Record>> = BTreeMap::new();
    for own in queries::results_of(&app.store, code).await? {
        by_year.entry(own.int("year").unwrap_or_default()).or_default().push(own);
    }
    let year = |(year, all): (i64, Vec<Record>)| {
        let of =
            |level: &str| all.iter().filter(|own| own.text("level") == level).cloned().collect::<Vec<_>>();
        let questions = of("question").into_iter().map(|own| (own.text("code").to_owned(), own)).collect();
        Some((year, Year { index: of("index").pop()?, areas: of("area"), questions }))
    };
    Ok(by_year.into_iter().filter_map(year).collect())
}

/// The page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let years = read(&app, &code).await?;
    let asked = query.get("year").and_then(|year| year.parse().ok());
    let year = asked.filter(|year| years.contains_key(year)).or(years.keys().next_back().copied());
    let year = year.ok_or(WebError::NotFound)?;
    let own = &years[&year];
    let before = years.range(..year).next_back().map(|(_, own)| own);
    let rounds = queries::rounds(&app.store).await?;
    let round = rounds.iter().find(|own| own.int("year") == Some(year)).ok_or(WebError::NotFound)?;
    let questionnaire = queries::questionnaire(&app.store, round).await?;
    let of_areas = queries::results(&app.store, year, "area").await?;
    let (mut medians, mut communities) = (BTreeMap::new(), 0);
    for own in years.keys() {
        let results = queries::results(&app.store, *own, "index").await?;
        if *own == year {
            communities = results.len();
        }
        let scores = results.iter().map(score).collect();
        medians.insert(*own, median_tenths(scores).map(|tenths| tenths / 10));
    }
    let title = app.territory(&code, visitor.lang);
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        MENU,
        html! {
            (crumbs(&visitor, &[]))
            h1 { (title) }
            p class="lead" { (word(&visitor, "Цифрова готовність", "Digital readiness")) ", " (year) }
            ul class="tiles" {
                li class="tile" { p { (word(&visitor, "Індекс", "Index")) } p class="value" { (points(score(&own.index), visitor.lang)) } }
                li class="tile" { p { (word(&visitor, "Місце", "Place")) } p class="value" { (own.index.int("place").unwrap_or_default()) " " small { (word(&visitor, "з", "of")) " " (communities) } } }
                li class="tile" { p { (word(&visitor, "Зміна за рік", "Change in a year")) } p class="value" { (change(&visitor, before.map(|own| score(&own.index)), score(&own.index))) } }
            }
            @if years.len() > 1 { (over_years(&visitor, &title, &years, &medians)) }
            h2 { (word(&visitor, "Складові", "Sub-indices")) }
            (areas(&visitor, own, before, &of_areas))
            @if let Ok(questionnaire) = &questionnaire { (advice(&visitor, questionnaire, own)) }
            h2 { (word(&visitor, "Відповіді", "Answers")) }
            (answers(&visitor, own, before))
            p class="small" {
                a href={ "/registers/readiness-results?territory=" (code) "&year_from=" (year) "&year_until=" (year) } { (word(&visitor, "Ці рядки як дані", "These rows as data")) } " · "
                @for other in years.keys().filter(|other| **other != year) { a href={ "/readiness/territories/" (code) "?year=" (other) } { (other) } " · " }
                a href={ "/dashboard/territories/" (code) } { (word(&visitor, "Усі показники громади", "All indicators of the community")) }
            }
        },
    ))
}

fn over_years(
    visitor: &Visitor,
    title: &str,
    years: &BTreeMap<i64, Year>,
    medians: &BTreeMap<i64, Option<i64>>,
) -> Markup {
    let places: Vec<String> = years.keys().map(i64::to_string).collect();
    let series = [
        Series {
            name: title.to_owned(),
            values: years.values().map(|own| Some(score(&own.index))).collect(),
        },
        Series {
            name: word(visitor, "медіана громад", "median of the communities").to_owned(),
            values: years.keys().map(|year| medians.get(year).copied().flatten()).collect(),
        },
    ];
    let heading = word(visitor, "Індекс за роками", "The index over the years");
    let chart = Lines {
        title: heading,
        axis: word(visitor, "Рік", "Year"),
        places: &places,
        target: None,
        show: word(visitor, "Таблицею", "As a table"),
        shown: &|value| points(value, visitor.lang),
    };
    html! { h2 { (heading) } (lines(&chart, &series)) }
}

fn areas(visitor: &Visitor, own: &Year, before: Option<&Year>, all: &[Record]) -> Markup {
    let rows: Vec<Vec<Markup>> = own
        .areas
        .iter()
        .map(|area| {
            let code = area.text("code");
            let others = all.iter().filter(|other| other.text("code") == code).map(score).collect();
            let median = median_tenths(others).map(|tenths| tenths / 10).unwrap_or_default();
            let earlier = before.and_then(|own| own.areas.iter().find(|own| own.text("code") == code)).map(score);
            vec![
                html! { (code) ". " (area.text("title")) },
                html! { meter min="0" max="100" value=(decimal::plain(score(area), SCALE)) aria-hidden="true" {} " " strong { (points(score(area), visitor.lang)) } },
                html! { (points(median, visitor.lang)) },
                html! { (area.int("place").unwrap_or_default()) },
                change(visitor, earlier, score(area)),
            ]
        })
        .collect();
    let heads = [
        Head::new(word(visitor, "Складова", "Sub-index")),
        Head::number(word(visitor, "Балів", "Points")),
        Head::number(word(visitor, "Медіана громад", "Median")),
        Head::number(word(visitor, "Місце", "Place")),
        Head::number(word(visitor, "Зміна за рік", "Change in a year")),
    ];
    table(word(visitor, "Складові", "Sub-indices"), &heads, &rows)
}

/// The questions by which the index would rise most, were they answered to the full.
fn advice(visitor: &Visitor, questionnaire: &Questionnaire, own: &Year) -> Markup {
    let mut gains: Vec<(i64, &super::super::model::Question)> = questionnaire
        .areas
        .iter()
        .flat_map(|area| area.questions.iter().map(move |question| (area, question)))
        .filter_map(|(area, question)| {
            let points = own.questions.get(&question.code).map_or(0, score);
            Some((questionnaire.gain(area, question, points), question)).filter(|(gain, _)| *gain > 0)
        })
        .collect();
    gains.sort_by_key(|(gain, _)| std::cmp::Reverse(*gain));
    html! {
        @if !gains.is_empty() {
            h2 { (word(visitor, "Що найбільше підніме індекс", "What would raise the index most")) }
            ol class="column" {
                @for (gain, question) in gains.iter().take(ADVICE) {
                    li {
                        strong { "+" (points(*gain, visitor.lang)) } " – " (question.title)
                        @if !question.advice.is_empty() { br; span class="soft" { (question.advice) } }
                    }
                }
            }
        }
    }
}

fn answers(visitor: &Visitor, own: &Year, before: Option<&Year>) -> Markup {
    let mut rows: Vec<Vec<Markup>> = Vec::new();
    for area in &own.areas {
        for question in own.questions.values().filter(|own| own.text("area") == area.text("code")) {
            let code = question.text("code");
            let earlier = before.and_then(|own| own.questions.get(code)).map(score);
            rows.push(vec![
                html! { a data-item href={ "/registers/readiness-results/" (question.id()) } { (code) ". " (question.text("title")) } },
                html! { (question.text("answer")) },
                html! { (points(score(question), visitor.lang)) },
                change(visitor, earlier, score(question)),
            ]);
        }
    }
    let heads = [
        Head::new(word(visitor, "Показник", "Indicator")),
        Head::new(word(visitor, "Відповідь", "Answer")),
        Head::number(word(visitor, "Балів", "Points")),
        Head::number(word(visitor, "Зміна за рік", "Change in a year")),
    ];
    table(word(visitor, "Відповіді", "Answers"), &heads, &rows)
}
