//! The inventory of the year and the replacement plan.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_kernel::access::Audience;
use oblast_kernel::decimal;
use oblast_register::{Field, Register};
use oblast_store::Record;
use oblast_web::components::chart::{Bar, bars};
use oblast_web::components::field::select;
use oblast_web::components::table::{Head, table};
use oblast_web::components::{empty, notice};
use oblast_web::pages::downloads::safe_cell;
use oblast_web::pages::registers::View;
use oblast_web::routes::Routes;
use oblast_web::visitor::word;
use oblast_web::{App, Visitor, WebError, format, layout};

use super::queries::{self, Due, Progress};

const ASSETS: &str = "it-assets";
/// How many assets a page shows.
const SHOWN: i64 = 200;
/// How many a file holds.
const FILED: i64 = 50_000;
/// How many years the plan looks ahead.
const AHEAD: i64 = 4;

/// The pages of this system.
pub(super) fn routes(routes: &mut Routes) {
    routes.get("/inventory", Audience::Official, inventory);
    routes.get("/inventory/replacement", Audience::Official, replacement);
    routes.get("/inventory/replacement.csv", Audience::Official, replacement_file);
}

fn shown(visitor: &Visitor, register: &Register, record: &Record, name: &str) -> String {
    let field: Option<&Field> = register.field(name);
    field.map_or_else(String::new, |field| field.kind.display(record.get(name), field, visitor.lang))
}

/// What a code of a body or a category stands for.
fn title_of(visitor: &Visitor, register: &Register, name: &str, code: &str) -> String {
    let Some(field) = register.field(name) else { return code.to_owned() };
    field.kind.display(&code.into(), field, visitor.lang)
}

/// Records as a table: a field that leads to the card, then others.
fn record_table(
    visitor: &Visitor,
    (register, caption): (&Register, &str),
    (name, others): (&str, &[&str]),
    records: &[Record],
) -> Markup {
    let names: Vec<&str> = std::iter::once(name).chain(others.iter().copied()).collect();
    let fields = names.iter().filter_map(|name| register.field(name));
    let heads: Vec<Head> = fields.map(|field| Head::new(visitor.say(&field.title))).collect();
    let rows: Vec<Vec<Markup>> = records
        .iter()
        .map(|record| {
            let href = format!("/registers/{}/{}", register.id, record.id());
            let mut row = vec![html! { a data-item href=(href) { (record.text(name)) } }];
            row.extend(others.iter().map(|name| html! { (shown(visitor, register, record, name)) }));
            row
        })
        .collect();
    table(caption, &heads, &rows)
}

fn asset_rows(visitor: &Visitor, register: &Register, records: &[Record]) -> Markup {
    let others = ["category", "inventory_number", "room", "custodian", "checked_on"];
    let caption = word(visitor, "Техніка", "Hardware");
    record_table(visitor, (register, caption), ("model", &others), records)
}

/// How far the inventory has come: all bodies, or what is left of one of them.
async fn inventory(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let register = View::open(&app, &visitor, ASSETS).await?.register;
    let title = word(&visitor, "Інвентаризація року", "Inventory of the year");
    let campaigns = queries::running(&app.store).await?;
    let body = query.get("body").filter(|code| !code.is_empty());
    let content = match (campaigns.first(), body) {
        (None, _) => html! {
            (empty(word(&visitor, "Зараз інвентаризація не триває.", "No inventory is under way."), None))
            p { a href="/registers/inventory-campaigns" { (word(&visitor, "Усі інвентаризації", "All inventories")) } }
        },
        (Some(campaign), None) => all_bodies(&app, &visitor, &register, campaign).await?,
        (Some(campaign), Some(body)) => one_body(&app, &visitor, &register, campaign, body).await?,
    };
    Ok(layout::page(
        &app,
        &visitor,
        title,
        "/registers",
        html! {
            p class="crumbs" {
                a href={ "/registers/" (ASSETS) } { (visitor.say(&register.title)) }
                @if body.is_some() { " · " a href="/inventory" { (title) } }
            }
            h1 { (title) }
            (content)
        },
    ))
}

fn sum(all: &[Progress]) -> Progress {
    all.iter().fold(Progress { body: String::new(), all: 0, seen: 0, missing: 0 }, |sum, own| Progress {
        body: String::new(),
        all: sum.all + own.all,
        seen: sum.seen + own.seen,
        missing: sum.missing + own.missing,
    })
}

fn campaign_words(visitor: &Visitor, campaign: &Record) -> Markup {
    html! {
        p {
            a href={ "/registers/inventory-campaigns/" (campaign.id()) } { (campaign.text("title")) } ", "
            (campaign.text("order_number")) ": "
            (format::stored_date(campaign.text("begins_on"), visitor.lang)) " – "
            (format::stored_date(campaign.text("ends_on"), visitor.lang))
        }
    }
}

async fn all_bodies(
    app: &App,
    visitor: &Visitor,
    register: &Register,
    campaign: &Record,
) -> Result<Markup, WebError> {
    let all = queries::progress(&app.store, campaign.text("begins_on")).await?;
    let total = sum(&all);
    let percent = |own: &Progress| if own.all == 0 { 0 } else { (own.seen + own.missing) * 100 / own.all };
    let name = |own: &Progress| title_of(visitor, register, "body", &own.body);
    let href = |own: &Progress| format!("/inventory?body={}", own.body);
    let chart: Vec<Bar> = all
        .iter()
        .map(|own| Bar {
            name: name(own),
            value: percent(own),
            shown: Some(format!("{} %", percent(own))),
            href: href(own),
        })
        .collect();
    let heads = [
        Head::new(word(visitor, "Установа", "Body")),
        Head::number(word(visitor, "На обліку", "On record")),
        Head::number(word(visitor, "На місці", "In place")),
        Head::number(word(visitor, "Не знайдено", "Not found")),
        Head::number(word(visitor, "Лишилося звірити", "Left to be checked")),
    ];
    let figures =
        |own: &Progress| [own.all, own.seen, own.missing, own.left()].map(|n| html! { (format::count(n)) });
    let rows: Vec<Vec<Markup>> = all
        .iter()
        .map(|own| {
            let mut row = vec![html! { a href=(href(own)) { (name(own)) } }];
            row.extend(figures(own));
            row
        })
        .collect();
    let lead = format!(
        "{} {} {} {}",
        word(visitor, "Звірено", "Checked"),
        format::count(total.seen + total.missing),
        word(visitor, "з", "of"),
        format::count(total.all)
    );
    let shares = word(visitor, "Яку частину звірено", "The part that is checked");
    Ok(html! {
        (campaign_words(visitor, campaign))
        p class="lead" { (lead) }
        (bars(shares, (word(visitor, "Установа", "Body"), word(visitor, "Звірено", "Checked")), &chart))
        h2 { (word(visitor, "За установами", "By body")) }
        (table(word(visitor, "За установами", "By body"), &heads, &rows))
        p { (word(visitor,
            "Щоб звірити річ, наведіть телефон на її етикетку або відкрийте картку і натисніть «Звірено: на місці».",
            "To check a thing, scan its label or open its card and press “Checked: in its place”.")) }
        p { a href={ "/registers/" (ASSETS) "/labels" } { (word(visitor, "Етикетки з QR-кодами", "Labels with QR codes")) } }
    })
}

async fn one_body(
    app: &App,
    visitor: &Visitor,
    register: &Register,
    campaign: &Record,
    body: &str,
) -> Result<Markup, WebError> {
    let left = queries::unchecked(&app.store, body, campaign.text("begins_on"), SHOWN + 1).await?;
    let more = left.len() as i64 > SHOWN;
    let shown = &left[..left.len().min(SHOWN as usize)];
    Ok(html! {
        (campaign_words(visitor, campaign))
        h2 { (title_of(visitor, register, "body", body)) ": " (word(visitor, "лишилося звірити", "left to be checked")) }
        @if shown.is_empty() { (empty(word(visitor, "Усе звірено.", "All is checked."), None)) }
        @else { (asset_rows(visitor, register, shown)) }
        @if more {
            p class="soft" { (word(visitor, "Показано перші ", "The first ")) (format::count(SHOWN)) "." }
        }
    })
}

/// What the visitor asked the plan for.
struct Plan<'q> {
    /// This year.
    year: i64,
    /// One body, by its code.
    body: Option<&'q str>,
}

impl<'q> Plan<'q> {
    fn of(visitor: &Visitor, query: &'q HashMap<String, String>) -> Self {
        let body = query.get("body").map(String::as_str).filter(|code| !code.is_empty());
        Plan { year: visitor.today().year().into(), body }
    }
}

/// How many are due in which year: of each category, and what they cost when they were bought.
async fn replacement(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let register = View::open(&app, &visitor, ASSETS).await?.register;
    let plan = Plan::of(&visitor, &query);
    let due = queries::due(&app.store, plan.year + AHEAD, plan.body).await?;
    let ending = format!("{}-12-31", plan.year);
    let licences = queries::ending_licences(&app.store, &ending, plan.body).await?;
    let bodies = register.field("body").and_then(|field| field.directory.as_ref()).map(|all| all.entries());
    let bodies: Vec<(String, String)> = bodies
        .iter()
        .flat_map(|all| all.iter().map(|entry| (entry.code.clone(), visitor.say(&entry.title).to_owned())))
        .collect();
    let title = word(&visitor, "План заміни техніки", "Replacement plan");
    let any = visitor.t("filter-any");
    let chosen = plan.body.unwrap_or_default();
    Ok(layout::page(
        &app,
        &visitor,
        title,
        "/registers",
        html! {
            p class="crumbs" { a href={ "/registers/" (ASSETS) } { (visitor.say(&register.title)) } }
            h1 { (title) }
            p class="column" { (word(&visitor,
                "Рік заміни – рік придбання (або випуску) і строк служби. Вартість – первісна: нова техніка коштуватиме інакше.",
                "The year of replacement is the year of purchase (or make) and the years of service. The cost is the original one: new hardware will cost otherwise.")) }
            form class="filters" method="get" {
                (select("body", word(&visitor, "Установа", "Body"), &bodies, chosen, Some(&any), None))
                button class="button quiet" type="submit" { (visitor.t("filter")) }
            }
            @if due.is_empty() { (empty(word(&visitor, "Найближчими роками міняти нічого.", "Nothing is due in the coming years."), None)) }
            @else {
                (plan_chart(&visitor, &plan, &due))
                (plan_table(&visitor, &register, &plan, &due))
                p { a href={ "/inventory/replacement.csv?body=" (chosen) } { (word(&visitor, "Завантажити перелік до кінця року, CSV", "Download the list until the end of the year, CSV")) } }
            }
            h2 { (word(&visitor, "Ліцензії, що закінчуються цього року", "Licences that end this year")) }
            @if licences.is_empty() { (notice("", None, html! { p { (word(&visitor, "Таких немає.", "There are none.")) } })) }
            @else { (licence_table(&app, &visitor, &licences)) }
        },
    ))
}

/// The years of the plan: what is overdue together, then each.
fn years(plan: &Plan<'_>) -> Vec<i64> {
    (plan.year - 1..=plan.year + AHEAD).collect()
}

fn in_year(plan: &Plan<'_>, due: &Due, year: i64) -> bool {
    due.year == year || (year < plan.year && due.year < plan.year)
}

fn year_name(visitor: &Visitor, plan: &Plan<'_>, year: i64) -> String {
    match year < plan.year {
        true => format!("{} {}", word(visitor, "мали замінити до", "due before"), plan.year),
        false => year.to_string(),
    }
}

fn plan_chart(visitor: &Visitor, plan: &Plan<'_>, due: &[Due]) -> Markup {
    let bar = |year: i64| {
        let value = due.iter().filter(|own| in_year(plan, own, year)).map(|own| own.count).sum();
        let href = match year < plan.year {
            true => format!("/registers/{ASSETS}?replace_in_until={}", plan.year - 1),
            false => format!("/registers/{ASSETS}?replace_in={year}"),
        };
        let href = plan.body.map_or(href.clone(), |body| format!("{href}&body={body}"));
        Bar { name: year_name(visitor, plan, year), value, shown: None, href }
    };
    let all: Vec<Bar> = years(plan).into_iter().map(bar).collect();
    let title = word(visitor, "Скільки одиниць замінити", "Units to be replaced");
    bars(title, (word(visitor, "Рік", "Year"), word(visitor, "Одиниць", "Units")), &all)
}

fn plan_table(visitor: &Visitor, register: &Register, plan: &Plan<'_>, due: &[Due]) -> Markup {
    let mut categories: Vec<&str> = due.iter().map(|own| own.category.as_str()).collect();
    categories.sort_unstable();
    categories.dedup();
    let mut heads = vec![Head::new(word(visitor, "Рік", "Year"))];
    heads.extend(categories.iter().map(|code| Head::number(title_of(visitor, register, "category", code))));
    heads.push(Head::number(word(visitor, "Первісна вартість, грн", "Original cost, UAH")));
    let row = |year: i64| {
        let own: Vec<&Due> = due.iter().filter(|own| in_year(plan, own, year)).collect();
        let mut row = vec![html! { (year_name(visitor, plan, year)) }];
        row.extend(categories.iter().map(|code| {
            let count: i64 = own.iter().filter(|own| own.category == *code).map(|own| own.count).sum();
            html! { (format::count(count)) }
        }));
        let cost: i64 = own.iter().map(|own| own.cost).sum();
        row.push(html! { (decimal::readable(cost, 2)) });
        row
    };
    let rows: Vec<Vec<Markup>> = years(plan).into_iter().map(row).collect();
    table(word(visitor, "План за роками", "The plan by years"), &heads, &rows)
}

fn licence_table(app: &App, visitor: &Visitor, licences: &[Record]) -> Markup {
    let Some(register) = app.store.catalogue().register("software-licences") else { return html! {} };
    let caption = word(visitor, "Ліцензії", "Licences");
    record_table(visitor, (register, caption), ("title", &["body", "count", "valid_until"]), licences)
}

/// The assets that are due until the end of the year as CSV.
async fn replacement_file(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let register = View::open(&app, &visitor, ASSETS).await?.register;
    let plan = Plan::of(&visitor, &query);
    let due = queries::due_assets(&app.store, plan.year, plan.body, FILED).await?;
    let fields = ["inventory_number", "category", "model", "body", "room", "made_in", "replace_in", "cost"];
    let mut writer = csv::Writer::from_writer(vec![0xef, 0xbb, 0xbf]);
    let heads = fields.iter().filter_map(|name| register.field(name)).map(|field| visitor.say(&field.title));
    // Writing into memory cannot fail.
    let _ = writer.write_record(heads);
    for record in &due {
        let _ = writer
            .write_record(fields.iter().map(|name| safe_cell(shown(&visitor, &register, record, name))));
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"replacement-plan.csv\""),
    ];
    Ok((headers, writer.into_inner().unwrap_or_default()).into_response())
}
