//! The budget of a community: by code and by month.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use oblast_web::components::chart::{Pair, pairs};
use oblast_web::components::empty;
use oblast_web::components::table::{Head, table};
use oblast_web::{App, Visitor, WebError, format, layout};

use super::super::queries::{self, Sums};
use super::{
    Communities, KINDS, MENU, Month, crumbs, heads, hryvnias, key, kind_title, pair, per_head, title, word,
};

/// How many codes are drawn; the table has all.
const DRAWN: usize = 12;

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let communities = Communities::read(&app, &visitor).await?;
    if !communities.by_code.contains_key(&code) {
        return Err(WebError::NotFound);
    }
    let month = Month::read(&app, &query).await?;
    let heading = communities.title(&code);
    let people = communities.population(&code);
    let mut parts = Vec::new();
    if let Some(own) = month.now {
        for kind in KINDS {
            let codes = queries::by_code(&app.store, own, kind, Some(&code)).await?;
            if !codes.is_empty() {
                let months = queries::by_month(&app.store, own.0, kind, &code).await?;
                parts.push(part(&app, &visitor, (&code, people), own, kind, &codes, &months));
            }
        }
    }
    Ok(layout::page(
        &app,
        &visitor,
        &heading,
        MENU,
        html! {
            (crumbs(&visitor))
            h1 { (word(&visitor, "Бюджет", "Budget")) ": " (heading) }
            @if let Some(people) = people { p { (word(&visitor, "Населення", "Population")) ": " (format::count(people)) } }
            @if month.now.is_some() {
                form class="filters" method="get" {
                    (month.control(&visitor))
                    button class="button quiet" type="submit" { (word(&visitor, "Показати", "Show")) }
                }
            }
            @if parts.is_empty() { (empty(word(&visitor, "За цей місяць даних немає.", "There is nothing for this month."), None)) }
            @for part in &parts { (part) }
        },
    ))
}

fn part(
    app: &App,
    visitor: &Visitor,
    (community, people): (&str, Option<i64>),
    own: (i64, i64),
    kind: &str,
    codes: &[(String, String, Sums)],
    months: &[(i64, Sums)],
) -> Markup {
    let whole = codes.iter().fold(Sums::default(), |sum, (.., own)| sum.and(*own));
    let mut greatest: Vec<&(String, String, Sums)> = codes.iter().collect();
    greatest.sort_by_key(|(.., sums)| std::cmp::Reverse(sums.planned.max(sums.actual)));
    let rows =
        |code: &str| format!("/registers/budget-execution?community={community}&year={}&code={code}", own.0);
    let by_code: Vec<Pair> = greatest
        .iter()
        .take(DRAWN)
        .map(|(code, name, sums)| pair(format!("{code} {name}"), *sums, Some(rows(code))))
        .collect();
    let by_month: Vec<Pair> =
        months.iter().map(|(month, sums)| pair(title(visitor, (own.0, *month)), *sums, None)).collect();
    let show = word(visitor, "Таблицею", "As a table");
    let name = kind_title(app, visitor, kind);
    let month_title = word(visitor, "Наростаючим підсумком", "Month by month, cumulative");
    html! {
        section {
            h2 { (name) }
            p class="lead" {
                (super::thousand(whole.actual)) " " (word(visitor, "тис. грн з початку року", "thousand UAH since January"))
                @if let Some(head) = per_head(whole.actual, people) { ", " (format::count(head)) " " (word(visitor, "грн на жителя", "UAH a head")) }
            }
            div class="charts" {
                section { h3 { (word(visitor, "Найбільші", "The greatest")) } (pairs(&name, heads(visitor, word(visitor, "Код", "Code")), show, &by_code)) }
                section { h3 { (month_title) } (pairs(month_title, heads(visitor, word(visitor, "До кінця", "To the end of")), show, &by_month)) }
            }
            details {
                summary { (word(visitor, "Усі коди", "All codes")) " (" (codes.len()) ")" }
                (table(&name, &[
                    Head::new(word(visitor, "Код", "Code")),
                    Head::new(word(visitor, "Назва", "Name")),
                    Head::number(word(visitor, "План на рік, грн", "Planned for the year, UAH")),
                    Head::number(word(visitor, "Факт, грн", "Actual, UAH")),
                    Head::new(word(visitor, "Інші громади", "Other communities")),
                ], &codes.iter().map(|(code, name, sums)| vec![
                    html! { a data-item href=(rows(code)) { (code) } },
                    html! { (name) },
                    html! { (hryvnias(sums.planned)) },
                    html! { (hryvnias(sums.actual)) },
                    html! { a href={ "/budgets/compare?kind=" (kind) "&code=" (code) "&month=" (key(own)) } aria-label={ (word(visitor, "Порівняти код", "Compare the code")) " " (code) } { (word(visitor, "порівняти", "compare")) } },
                ]).collect::<Vec<_>>()))
            }
        }
    }
}
