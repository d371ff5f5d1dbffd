//! All communities: income and expenses, planned and actual, and what comes on a head.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_web::components::chart::{Pair, pairs, percent};
use oblast_web::components::empty;
use oblast_web::components::field::select;
use oblast_web::components::table::{Head, table};
use oblast_web::pages::downloads::safe_cell;
use oblast_web::pages::registers::View;
use oblast_web::{App, Visitor, WebError, format, layout};

use super::super::queries::{self, Sums};
use super::{Communities, MENU, Month, expenses, heads, key, pair, per_head, title, word};

/// How many communities are drawn; the table has all.
const DRAWN: usize = 15;

/// A community.
struct Line {
    code: String,
    title: String,
    population: Option<i64>,
    income: Sums,
    expenses: Sums,
}

impl Line {
    fn income_a_head(&self) -> Option<i64> {
        per_head(self.income.actual, self.population)
    }

    fn expenses_a_head(&self) -> Option<i64> {
        per_head(self.expenses.actual, self.population)
    }
}

async fn lines(app: &App, visitor: &Visitor, own: (i64, i64)) -> Result<Vec<Line>, WebError> {
    let communities = Communities::read(app, visitor).await?;
    let mut by_community: Vec<(String, Vec<(String, Sums)>)> = Vec::new();
    for (code, kind, sums) in queries::by_community(&app.store, own.0, own.1).await? {
        match by_community.last_mut().filter(|(known, _)| *known == code) {
            Some((_, kinds)) => kinds.push((kind, sums)),
            None => by_community.push((code, vec![(kind, sums)])),
        }
    }
    let line = |(code, kinds): (String, Vec<(String, Sums)>)| {
        let income = kinds.iter().find(|(kind, _)| kind == "income").map(|(_, sums)| *sums);
        Line {
            title: communities.title(&code),
            population: communities.population(&code),
            income: income.unwrap_or_default(),
            expenses: expenses(&kinds).map(|(_, sums)| sums).unwrap_or_default(),
            code,
        }
    };
    Ok(by_community.into_iter().map(line).collect())
}

/// The orders of the table: the name and the key of each line, the greatest first.
fn sorted(mut lines: Vec<Line>, order: &str) -> Vec<Line> {
    match order {
        "title" => lines.sort_by_cached_key(|own| oblast_kernel::sortkey::sort_key(&own.title)),
        "expenses" => lines.sort_by_key(|own| std::cmp::Reverse(own.expenses.actual)),
        "income" => lines.sort_by_key(|own| std::cmp::Reverse(own.income.actual)),
        "expenses_a_head" => lines.sort_by_key(|own| std::cmp::Reverse(own.expenses_a_head())),
        _ => lines.sort_by_key(|own| std::cmp::Reverse(own.income_a_head())),
    }
    lines
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let month = Month::read(&app, &query).await?;
    let order = query.get("order").map_or("income_a_head", String::as_str);
    let lines = match month.now {
        Some(own) => sorted(lines(&app, &visitor, own).await?, order),
        None => Vec::new(),
    };
    let view = View::open(&app, &visitor, "local-budgets").await?;
    let heading = word(&visitor, "Бюджети громад", "Budgets of the communities");
    let orders: Vec<(String, String)> = [
        ("income_a_head", word(&visitor, "доходи на жителя", "income a head")),
        ("expenses_a_head", word(&visitor, "видатки на жителя", "expenses a head")),
        ("income", word(&visitor, "доходи", "income")),
        ("expenses", word(&visitor, "видатки", "expenses")),
        ("title", word(&visitor, "назва", "name")),
    ]
    .map(|(code, title)| (code.to_owned(), title.to_owned()))
    .into();
    Ok(layout::page(
        &app,
        &visitor,
        heading,
        MENU,
        html! {
            h1 { (heading) }
            p class="lead column" { (word(&visitor,
                "Скільки громади отримали і витратили з початку року, скільки з того припадає на жителя. Дані – Open Budget.",
                "What the communities received and spent since January, and what comes on a head. Data: Open Budget.")) }
            @if let Some(own) = month.now {
                form class="filters" method="get" {
                    (month.control(&visitor))
                    (select("order", word(&visitor, "Спершу", "First"), &orders, order, None, None))
                    button class="button quiet" type="submit" { (word(&visitor, "Показати", "Show")) }
                }
                (charts(&visitor, &lines))
                (all(&visitor, &lines, own))
                p {
                    a href={ "/budgets.csv?month=" (key(own)) } { (word(&visitor, "Завантажити таблицю, CSV", "Download the table, CSV")) } " · "
                    a href={ "/budgets/compare?month=" (key(own)) } { (word(&visitor, "Порівняти за кодом", "Compare by code")) } " · "
                    a href={ "/registers/budget-execution?year=" (own.0) "&month_from=" (own.1) "&month_until=" (own.1) } { (word(&visitor, "Усі рядки", "All rows")) }
                }
            } @else {
                (empty(word(&visitor, "Даних про виконання ще немає.", "There is nothing about the execution yet."), None))
            }
            @if view.may_create(&visitor) {
                div class="actions" { a class="button" href="/budgets/import" { (word(&visitor, "Додати файл виконання", "Add a file of the execution")) } }
            }
        },
    ))
}

fn charts(visitor: &Visitor, lines: &[Line]) -> Markup {
    let show = word(visitor, "Таблицею", "As a table");
    let first = word(visitor, "Громада", "Community");
    let chart = |title: &str, sums: &dyn Fn(&Line) -> Sums| {
        let all: Vec<Pair> = lines
            .iter()
            .take(DRAWN)
            .map(|own| pair(own.title.clone(), sums(own), Some(format!("/budgets/community/{}", own.code))))
            .collect();
        html! { section { h2 { (title) } (pairs(title, heads(visitor, first), show, &all)) } }
    };
    html! {
        div class="charts" {
            (chart(word(visitor, "Доходи", "Income"), &|own| own.income))
            (chart(word(visitor, "Видатки", "Expenses"), &|own| own.expenses))
        }
        @if lines.len() > DRAWN {
            p class="soft" { (word(visitor, "На графіках – перші громади за вибраним порядком; у таблиці – всі.", "The charts show the first communities of the order; the table has all.")) }
        }
    }
}

fn all(visitor: &Visitor, lines: &[Line], own: (i64, i64)) -> Markup {
    let heading = format!("{}: {}", word(visitor, "Усі громади", "All communities"), title(visitor, own));
    let heads = [
        Head::new(word(visitor, "Громада", "Community")),
        Head::number(word(visitor, "Населення", "Population")),
        Head::number(word(visitor, "Доходи, тис. грн", "Income, thousand UAH")),
        Head::number(word(visitor, "Виконано, %", "Part, %")),
        Head::number(word(visitor, "На жителя, грн", "A head, UAH")),
        Head::number(word(visitor, "Видатки, тис. грн", "Expenses, thousand UAH")),
        Head::number(word(visitor, "Виконано, %", "Part, %")),
        Head::number(word(visitor, "На жителя, грн", "A head, UAH")),
    ];
    let number =
        |value: Option<i64>| html! { @if let Some(value) = value { (format::count(value)) } @else { "–" } };
    let rows: Vec<Vec<Markup>> = lines
        .iter()
        .map(|line| {
            vec![
                html! { a data-item href={ "/budgets/community/" (line.code) "?month=" (key(own)) } { (line.title) } },
                number(line.population),
                html! { (super::thousand(line.income.actual)) },
                number(percent(line.income.planned, line.income.actual)),
                number(line.income_a_head()),
                html! { (super::thousand(line.expenses.actual)) },
                number(percent(line.expenses.planned, line.expenses.actual)),
                number(line.expenses_a_head()),
            ]
        })
        .collect();
    html! { h2 { (heading) } (table(&heading, &heads, &rows)) }
}

/// The table as CSV.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let month = Month::read(&app, &query).await?;
    let own = month.now.ok_or(WebError::NotFound)?;
    let lines = sorted(lines(&app, &visitor, own).await?, "title");
    let mut writer = csv::Writer::from_writer(vec![0xef, 0xbb, 0xbf]);
    let heads = [
        "code",
        "community",
        "population",
        "income_planned",
        "income_actual",
        "income_a_head",
        "expenses_planned",
        "expenses_actual",
        "expenses_a_head",
    ];
    // Writing into memory cannot fail.
    let _ = writer.write_record(heads);
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    for line in &lines {
        let cells = [
            line.code.clone(),
            line.title.clone(),
            number(line.population),
            oblast_kernel::decimal::plain(line.income.planned, 2),
            oblast_kernel::decimal::plain(line.income.actual, 2),
            number(line.income_a_head()),
            oblast_kernel::decimal::plain(line.expenses.planned, 2),
            oblast_kernel::decimal::plain(line.expenses.actual, 2),
            number(line.expenses_a_head()),
        ];
        let _ = writer.write_record(cells.map(safe_cell));
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"budgets-{}.csv\"", key(own))),
    ];
    Ok((headers, writer.into_inner().unwrap_or_default()).into_response())
}
