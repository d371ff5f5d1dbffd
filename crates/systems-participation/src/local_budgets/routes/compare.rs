//! One code in all communities: what was planned and done, and what comes on a head.

use std::collections::HashMap;

use axum::extract::{Query, State};
use maud::{Markup, html};
use oblast_store::figures::median_tenths;
use oblast_web::components::chart::{Bar, bars, percent};
use oblast_web::components::empty;
use oblast_web::components::field::select;
use oblast_web::components::table::{Head, table};
use oblast_web::{App, Visitor, WebError, format, layout};

use super::super::queries::{self, Sums};
use super::{Communities, KINDS, MENU, Month, crumbs, key, kind_title, per_head, rounded, thousand, word};

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let month = Month::read(&app, &query).await?;
    let kind = query.get("kind").map(String::as_str).filter(|own| KINDS.contains(own)).unwrap_or(KINDS[0]);
    let heading = word(&visitor, "Порівняти громади", "Compare the communities");
    let kinds: Vec<(String, String)> =
        KINDS.iter().map(|own| ((*own).to_owned(), kind_title(&app, &visitor, own))).collect();
    let mut codes: Vec<(String, String)> = Vec::new();
    if let Some(own) = month.now {
        let all = queries::by_code(&app.store, own, kind, None).await?;
        codes = all.into_iter().map(|(code, name, _)| (code.clone(), format!("{code} {name}"))).collect();
    }
    let code = query.get("code").map(String::as_str).filter(|own| codes.iter().any(|(code, _)| code == own));
    let communities = Communities::read(&app, &visitor).await?;
    let mut lines: Vec<(String, Sums)> = match month.now {
        Some(own) => queries::of_code(&app.store, own, kind, code).await?,
        None => Vec::new(),
    };
    let head = |own: &(String, Sums)| per_head(own.1.actual, communities.population(&own.0));
    lines.sort_by_key(|own| std::cmp::Reverse((head(own), own.1.actual)));
    Ok(layout::page(
        &app,
        &visitor,
        heading,
        MENU,
        html! {
            (crumbs(&visitor))
            h1 { (heading) }
            form class="filters" method="get" {
                (month.control(&visitor))
                (select("kind", word(&visitor, "Вид", "Kind"), &kinds, kind, None, None))
                (select("code", word(&visitor, "Код", "Code"), &codes, code.unwrap_or_default(), Some(word(&visitor, "усі разом", "all together")), None))
                button class="button quiet" type="submit" { (word(&visitor, "Порівняти", "Compare")) }
            }
            @if lines.is_empty() { (empty(word(&visitor, "Даних немає.", "There is nothing."), None)) }
            @else { (compared(&visitor, &communities, &lines, month.now)) }
        },
    ))
}

fn compared(
    visitor: &Visitor,
    communities: &Communities,
    lines: &[(String, Sums)],
    now: Option<(i64, i64)>,
) -> Markup {
    let href = |code: &str| format!("/budgets/community/{code}?month={}", now.map(key).unwrap_or_default());
    let known: Vec<(&(String, Sums), i64)> = lines
        .iter()
        .filter_map(|own| Some((own, per_head(own.1.actual, communities.population(&own.0))?)))
        .collect();
    let chart: Vec<Bar> = known
        .iter()
        .map(|((code, _), head)| Bar {
            name: communities.title(code),
            value: *head,
            shown: None,
            href: href(code),
        })
        .collect();
    let median = median_tenths(known.iter().map(|(_, head)| *head).collect());
    let median = median.map(|tenths| rounded(tenths, 10));
    let title = word(visitor, "На жителя, грн", "A head, UAH");
    let rows: Vec<Vec<Markup>> = lines
        .iter()
        .map(|(code, sums)| {
            vec![
                html! { a data-item href=(href(code)) { (communities.title(code)) } },
                html! { (thousand(sums.planned)) },
                html! { (thousand(sums.actual)) },
                html! { @if let Some(part) = percent(sums.planned, sums.actual) { (part) } @else { "–" } },
            ]
        })
        .collect();
    let heads = [
        Head::new(word(visitor, "Громада", "Community")),
        Head::number(word(visitor, "План на рік, тис. грн", "Planned for the year, thousand UAH")),
        Head::number(word(visitor, "Факт, тис. грн", "Actual, thousand UAH")),
        Head::number(word(visitor, "Виконано, %", "Part, %")),
    ];
    html! {
        @if let Some(median) = median {
            p class="lead" { (word(visitor, "Медіана громад: ", "Median of the communities: ")) (format::count(median)) " " (word(visitor, "грн на жителя", "UAH a head")) }
        }
        @if !chart.is_empty() { (bars(title, (word(visitor, "Громада", "Community"), title), &chart)) }
        h2 { (word(visitor, "План і факт", "Planned and actual")) }
        (table(word(visitor, "План і факт", "Planned and actual"), &heads, &rows))
    }
}
