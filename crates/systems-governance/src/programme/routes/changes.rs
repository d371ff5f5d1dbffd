//! What one version of a programme changed of another.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::Record;
use oblast_web::components::empty;
use oblast_web::components::field::select;
use oblast_web::components::table::{Head, table};
use oblast_web::{App, Visitor, WebError, format, layout};

use super::super::difference::{Change, Difference, differences};
use super::super::queries;
use super::{MENU, crumbs, programme, thousand, versions, word};

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let programme = programme(&app, id).await?;
    let (versions, _) = versions(&app, id).await?;
    let chosen = |name: &str, usual: usize| {
        let asked = query.get(name).and_then(|text| text.parse::<i64>().ok());
        match asked {
            Some(ordinal) => versions.iter().find(|own| own.int("ordinal") == Some(ordinal)),
            None => versions.get(usual),
        }
    };
    let last = versions.len().saturating_sub(1);
    let (from, to) = (chosen("from", last.saturating_sub(1)), chosen("to", last));
    let (Some(from), Some(to)) = (from, to) else { return Err(WebError::NotFound) };
    let earlier = queries::compared(&app.store, from.id()).await?;
    let later = queries::compared(&app.store, to.id()).await?;
    let all = differences(&earlier, &later);
    let sum = |all: &[super::super::difference::Compared]| -> i64 {
        all.iter().flat_map(|own| own.money.values()).sum()
    };
    let (was, is) = (sum(&earlier), sum(&later));
    let choices: Vec<(String, String)> = versions
        .iter()
        .map(|own| (own.int("ordinal").unwrap_or_default().to_string(), name(&visitor, own)))
        .collect();
    let ordinal = |own: &Record| own.int("ordinal").unwrap_or_default().to_string();
    let title = word(&visitor, "Що змінено", "What was changed");
    Ok(layout::page(
        &app,
        &visitor,
        title,
        MENU,
        html! {
            (crumbs(&visitor, Some(&programme)))
            h1 { (title) }
            form class="filters" method="get" {
                (select("from", word(&visitor, "Було", "From"), &choices, &ordinal(from), None, None))
                (select("to", word(&visitor, "Стало", "To"), &choices, &ordinal(to), None, None))
                button class="button quiet" type="submit" { (word(&visitor, "Порівняти", "Compare")) }
            }
            p class="lead" {
                (word(&visitor, "Разом: ", "In all: ")) (thousand(was)) " → " (thousand(is)) " " (word(&visitor, "тис. грн", "thousand UAH"))
                @if is != was { " (" (signed(is - was)) ")" }
            }
            @if all.is_empty() { (empty(word(&visitor, "Нічого не змінено.", "Nothing was changed."), None)) }
            @for own in &all { (difference(&visitor, own)) }
        },
    ))
}

fn name(visitor: &Visitor, version: &Record) -> String {
    let day = format::stored_date(version.text("decided_on"), visitor.lang);
    format!("{}, {day}", version.text("decision"))
}

/// A difference in thousand hryvnias, with its sign.
fn signed(kopiykas: i64) -> String {
    if kopiykas > 0 { format!("+{}", thousand(kopiykas)) } else { thousand(kopiykas) }
}

fn difference(visitor: &Visitor, own: &Difference) -> Markup {
    let measure = &own.measure;
    let (class, state) = match own.change {
        Change::Added => ("state done", word(visitor, "додано", "added")),
        Change::Removed => ("state late", word(visitor, "вилучено", "removed")),
        Change::Changed { .. } => ("state soon", word(visitor, "змінено", "changed")),
    };
    html! {
        section class="panel" {
            h2 { (measure.code) ". " (measure.title) }
            p {
                span class=(class) { (state) }
                @if own.sum() != 0 { " " (signed(own.sum())) " " (word(visitor, "тис. грн", "thousand UAH")) }
            }
            @if let Change::Changed { texts, money, was } = &own.change {
                @if let Some(was) = was { p { (word(visitor, "Код був ", "The code was ")) (was) "." } }
                @if !texts.is_empty() { (text_table(visitor, texts)) }
                @if !money.is_empty() { (money_table(visitor, money)) }
            }
        }
    }
}

fn text_table(visitor: &Visitor, texts: &[(&'static str, String, String)]) -> Markup {
    let field = |name: &str| match name {
        "title" => word(visitor, "Назва", "Title"),
        "executors" => word(visitor, "Виконавці", "Executors"),
        "term" => word(visitor, "Строк", "Term"),
        _ => word(visitor, "Очікуваний результат", "Expected result"),
    };
    let rows: Vec<Vec<Markup>> = texts
        .iter()
        .map(|(name, was, is)| vec![html! { (field(name)) }, html! { del { (was) } }, html! { ins { (is) } }])
        .collect();
    let heads = [
        Head::new(word(visitor, "Що", "What")),
        Head::new(word(visitor, "Було", "Was")),
        Head::new(word(visitor, "Стало", "Is")),
    ];
    table(word(visitor, "Зміни тексту", "Changes of the text"), &heads, &rows)
}

fn money_table(visitor: &Visitor, money: &[(String, Option<i64>, i64, i64)]) -> Markup {
    let rows: Vec<Vec<Markup>> = money
        .iter()
        .map(|(source, year, was, is)| {
            vec![
                html! { (source) },
                html! { @match year { Some(year) => (year), None => (word(visitor, "усі роки", "all years")) } },
                html! { (thousand(*was)) },
                html! { (thousand(*is)) },
                html! { (signed(is - was)) },
            ]
        })
        .collect();
    let heads = [
        Head::new(word(visitor, "Джерело", "Source")),
        Head::new(word(visitor, "Рік", "Year")),
        Head::number(word(visitor, "Було, тис. грн", "Was, thousand UAH")),
        Head::number(word(visitor, "Стало", "Is")),
        Head::number(word(visitor, "Різниця", "Difference")),
    ];
    table(word(visitor, "Зміни грошей", "Changes of the money"), &heads, &rows)
}
