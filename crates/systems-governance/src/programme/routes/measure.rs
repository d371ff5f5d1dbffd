//! A measure: what for, by whom, its money by source and year, contracts, payments.

use axum::extract::{Path, State};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_register::Register;
use oblast_store::Record;
use oblast_web::components::chart::Pair;
use oblast_web::components::empty;
use oblast_web::components::table::{Head, table};
use oblast_web::pages::registers::View;
use oblast_web::{App, Visitor, WebError, layout};

use super::super::queries;
use super::show::state_badge;
use super::{MENU, chart, crumbs, pair, programme, shown, source_title, thousand, versions, word};

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, code)): Path<(Uuid, String)>,
) -> Result<Markup, WebError> {
    let programme = programme(&app, id).await?;
    let (_, now) = versions(&app, id).await?;
    let version = now.ok_or(WebError::NotFound)?;
    let measures = queries::measures(&app.store, version.id()).await?;
    let measure = measures.iter().find(|own| own.text("code") == code).ok_or(WebError::NotFound)?;
    let funding = queries::funding(&app.store, version.id(), &code).await?;
    let sums: Vec<queries::Sum> = queries::sums(&app.store, id, version.id())
        .await?
        .into_iter()
        .filter(|sum| sum.measure == code)
        .collect();
    let mut years: Vec<Option<i64>> = sums.iter().map(|sum| sum.year).collect();
    years.sort_unstable();
    years.dedup();
    let by_year: Vec<Pair> = years
        .into_iter()
        .map(|year| {
            let own = || sums.iter().filter(|sum| sum.year == year);
            let name = year
                .map_or_else(|| word(&visitor, "усі роки", "all years").to_owned(), |year| year.to_string());
            pair(name, own().map(|sum| sum.planned).sum(), own().map(|sum| sum.spent).sum(), None)
        })
        .collect();
    let contracts = queries::contracts(&app.store, id, &code).await?;
    let payments = queries::payments(&app.store, id, &code).await?;
    let mut accepted = queries::accepted(&app.store, id).await?;
    accepted.retain(|own| own.text("measure_code") == code);
    let title = format!("{code}. {}", measure.text("title"));
    let facts = [
        (
            word(&visitor, "Напрям", "Direction"),
            format!("{}. {}", measure.text("direction_code"), measure.text("direction")),
        ),
        (word(&visitor, "Виконавці", "Executors"), measure.text("executors").to_owned()),
        (word(&visitor, "Строк", "Term"), measure.text("term").to_owned()),
        (word(&visitor, "Очікуваний результат", "Expected result"), measure.text("result").to_owned()),
    ];
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        MENU,
        html! {
            (crumbs(&visitor, Some(&programme)))
            h1 { (title) }
            dl class="facts" {
                @for (name, text) in facts.iter().filter(|(_, text)| !text.is_empty()) { dt { (name) } dd { (text) } }
            }
            h2 { (word(&visitor, "Гроші за роками", "Money by year")) }
            @if by_year.iter().any(|own| own.planned.0 != 0 || own.actual.0 != 0) {
                (chart(&visitor, word(&visitor, "План і видатки за роками", "Plan and spending by year"), word(&visitor, "Рік", "Year"), &by_year))
            }
            (plan(&app, &visitor, &funding))
            (rows_of(&app, &visitor, ("programme-contracts", word(&visitor, "Договори", "Contracts")), (&programme, &code), &["contract_number", "signed_on", "supplier", "subject", "amount"], &contracts).await?)
            (rows_of(&app, &visitor, ("programme-payments", word(&visitor, "Видатки", "Payments")), (&programme, &code), &["paid_on", "source", "costs", "amount", "payee", "purpose"], &payments).await?)
            (said(&app, &visitor, &accepted))
        },
    ))
}

/// What is planned, as it is written.
fn plan(app: &App, visitor: &Visitor, funding: &[Record]) -> Markup {
    let Some(register) = app.store.catalogue().register("programme-funding") else { return html! {} };
    let rows: Vec<Vec<Markup>> = funding
        .iter()
        .map(|own| {
            let source = match own.text("source_name") {
                "" => source_title(app, visitor, own.text("source")),
                name => name.to_owned(),
            };
            vec![
                html! { a href={ "/registers/programme-funding/" (own.id()) } { (source) } },
                html! { @if own.get("year").is_null() { (word(visitor, "усі роки", "all years")) } @else { (shown(visitor, register, own, "year")) } },
                html! { (shown(visitor, register, own, "costs")) },
                html! { @match own.int("amount") { Some(amount) => (thousand(amount)), None => (shown(visitor, register, own, "said")) } },
            ]
        })
        .collect();
    let heads = [
        Head::new(word(visitor, "Джерело", "Source")),
        Head::new(word(visitor, "Рік", "Year")),
        Head::new(word(visitor, "Видатки", "Costs")),
        Head::number(word(visitor, "План, тис. грн", "Planned, thousand UAH")),
    ];
    table(word(visitor, "План заходу", "The plan of the measure"), &heads, &rows)
}

/// What the executors say, the latest first.
fn said(app: &App, visitor: &Visitor, reports: &[Record]) -> Markup {
    let Some(register) = app.store.catalogue().register("programme-reports").filter(|_| !reports.is_empty())
    else {
        return html! {};
    };
    html! {
        h2 { (word(visitor, "Що зроблено", "What was done")) }
        @for own in reports {
            h3 { (shown(visitor, register, own, "period")) " " (shown(visitor, register, own, "year")) ", " (shown(visitor, register, own, "executor")) }
            p { (state_badge(app, visitor, own.text("progress"))) }
            p class="column pre" { (own.text("done")) }
            @if !own.get("obstacles").is_null() { p class="column pre soft" { (own.text("obstacles")) } }
        }
    }
}

async fn rows_of(
    app: &App,
    visitor: &Visitor,
    (id, title): (&str, &str),
    (programme, code): (&Record, &str),
    names: &[&str],
    records: &[Record],
) -> Result<Markup, WebError> {
    let view = View::open(app, visitor, id).await?;
    let register: &Register = &view.register;
    let heads: Vec<Head> = names
        .iter()
        .filter_map(|name| register.field(name))
        .map(|field| match field.kind.is_number() {
            true => Head::number(visitor.say(&field.title)),
            false => Head::new(visitor.say(&field.title)),
        })
        .collect();
    let row = |own: &Record| -> Vec<Markup> {
        names
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let text = shown(visitor, register, own, name);
                match index {
                    0 => html! { a data-item href={ "/registers/" (id) "/" (own.id()) } { (text) } },
                    _ => html! { (text) },
                }
            })
            .collect()
    };
    Ok(html! {
        h2 { (title) }
        @if records.is_empty() { (empty(word(visitor, "Ще немає.", "None yet."), None)) }
        @else { (table(title, &heads, &records.iter().map(row).collect::<Vec<_>>())) }
        @if view.may_create(visitor) {
            p { a href={ "/registers/" (id) "/new?programme=" (programme.id()) "&measure_code=" (code) } { (word(visitor, "Додати", "Add")) } }
        }
    })
}
