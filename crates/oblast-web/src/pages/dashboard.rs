//! The public dashboard: each figure opens its rows and is computed again from them.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use oblast_register::Procedure;
use oblast_store::Record;
use oblast_store::indicators::{Figure, Indicator};

use crate::components::chart::{Bar, bars};
use crate::components::table::{Head, table};
use crate::components::{next_page, notice, state_title};
use crate::error::{WebError, form_encoded};
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

use super::cases::{parse_place, procedure_of};
use super::figures::tiles as tiles_of_registers;

const PAGE: i64 = 50;

/// The service and the words of a `procedure/state`.
fn service_state<'s>(app: &'s App, visitor: &Visitor, key: &'s str) -> (Option<&'s Procedure>, String) {
    let (procedure, state) = key.split_once('/').unwrap_or(("", key));
    let service = app.store.catalogue().service(procedure).map(|service| &*service.procedure);
    let title = service.map_or_else(|| state.to_owned(), |service| state_title(visitor, service, state));
    (service, title)
}

/// A value with its unit: «24 дні», «24,5 дня», «87,5 %».
fn value(visitor: &Visitor, indicator: Indicator, tenths: i64) -> Markup {
    let (number, unit) = match indicator {
        Indicator::MedianDays if tenths % 10 == 0 => {
            (format::count(tenths / 10), visitor.tf("unit-days", &[("count", (tenths / 10).into())]))
        }
        Indicator::MedianDays => (format::tenths(tenths, visitor.lang), visitor.t("unit-days-part")),
        _ => (format::tenths(tenths, visitor.lang), "%".to_owned()),
    };
    html! { span class="value" { (number) " " small { (unit) } } }
}

/// States in the order in which a case goes through them.
fn state_order(procedure: &Procedure, state: &str) -> usize {
    let stages = procedure.stages.iter().map(|stage| &stage.id);
    let mut known = stages.chain(procedure.results.iter().map(|result| &result.id));
    known.position(|known| known == state).unwrap_or(usize::MAX)
}

/// The counts of each service, its states in the order in which a case goes through them.
fn by_service<'a>(app: &'a App, counts: &'a [(String, i64)]) -> Vec<(&'a Procedure, Vec<&'a (String, i64)>)> {
    let services = app.store.catalogue().services().map(|service| &*service.procedure);
    services
        .map(|procedure| {
            let own = |key: &'a str| key.strip_prefix(procedure.id.as_str())?.strip_prefix('/');
            let mut own_counts: Vec<_> = counts.iter().filter(|(key, _)| own(key).is_some()).collect();
            own_counts.sort_by_key(|(key, _)| own(key).map(|state| state_order(procedure, state)));
            (procedure, own_counts)
        })
        .filter(|(_, counts)| !counts.is_empty())
        .collect()
}

/// The page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let mut tiles = Vec::new();
    for indicator in [Indicator::ShareInTime, Indicator::MedianDays] {
        if let Figure::Tenths(value) = app.store.figure(indicator).await? {
            tiles.push((indicator, value));
        }
    }
    let Figure::Counts(counts) = app.store.figure(Indicator::CasesByState).await? else {
        return Err(WebError::Internal("cases by state are no counts".into()));
    };
    let by_state = format!("indicator-{}", Indicator::CasesByState.name());
    let charts: Vec<(&Procedure, Vec<Bar>)> = by_service(&app, &counts)
        .into_iter()
        .map(|(procedure, counts)| {
            let bar = |(key, count): &(String, i64)| Bar {
                name: service_state(&app, &visitor, key).1,
                value: *count,
                shown: None,
                href: format!("/dashboard/cases-by-state?state={}", form_encoded(key)),
            };
            (procedure, counts.into_iter().map(bar).collect())
        })
        .collect();
    let registers = tiles_of_registers(&app, &visitor).await?;
    let ways = super::boards::ways(&app, &visitor).await?;
    let title = visitor.t("menu-dashboard");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/dashboard",
        html! {
            h1 { (title) }
            p class="lead column" { (visitor.t("dashboard-lead")) }
            ul class="tiles" {
                @for (indicator, figure) in tiles {
                    li class="tile" {
                        a class="cover" href={ "/dashboard/" (indicator.name()) } { (visitor.t(&format!("indicator-{}", indicator.name()))) }
                        @match figure {
                            Some(tenths) => (value(&visitor, indicator, tenths)),
                            None => span class="value" { "–" },
                        }
                    }
                }
            }
            h2 { a href="/dashboard/cases-by-state" { (visitor.t(&by_state)) } }
            @for (procedure, chart) in &charts {
                h3 { (visitor.say(&procedure.title)) }
                (bars(visitor.say(&procedure.title), (&visitor.t("case-state"), &visitor.t("cases-count")), chart))
            }
            @for (register, tiles) in registers {
                h2 { (register) }
                ul class="tiles" {
                    @for tile in tiles {
                        li class="tile" {
                            a class="cover" href=(tile.href) { (tile.title) }
                            (tile.value)
                            span class="soft small" { (visitor.tf("figure-as-of", &[("when", format::instant(tile.at, visitor.lang).into())])) }
                        }
                    }
                }
            }
            (ways)
            h2 { (visitor.t("quality-title")) }
            p { a href="/quality" { (visitor.t("quality-open")) } }
        },
    ))
}

/// The rows of a figure, and the figure again.
pub async fn figure(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let indicator = Indicator::from_name(&name).ok_or(WebError::NotFound)?;
    let state = query.get("state").map(String::as_str).filter(|_| indicator == Indicator::CasesByState);
    let stated = app.store.figure(indicator).await?;
    let (again, count) = app.store.figure_again(indicator).await?;
    let mut rows = app.store.figure_rows(indicator, state, parse_place(query.get("after")), PAGE + 1).await?;
    let more = rows.len() as i64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|row| {
        let state = state.map(|state| format!("state={}&", form_encoded(state))).unwrap_or_default();
        format!("/dashboard/{name}?{state}after={}.{}", row.int("submitted_at").unwrap_or_default(), row.id())
    });
    let title = visitor.t(&format!("indicator-{name}"));
    let same = stated == again;
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/dashboard",
        html! {
            p class="crumbs" { a href="/dashboard" { (visitor.t("menu-dashboard")) } }
            h1 { (title) }
            p class="column" { (visitor.t(&format!("indicator-{name}-definition"))) }
            (figure_view(&app, &visitor, indicator, &stated, state))
            (notice(if same { "done" } else { "late" }, None, html! {
                p { (visitor.tf(if same { "figure-agrees" } else { "figure-differs" }, &[("count", count.into())])) }
            }))
            h2 {
                (visitor.t("figure-rows"))
                @if let Some(state) = state { ": " (service_state(&app, &visitor, state).1) }
            }
            (rows_table(&app, &visitor, &rows))
            (next_page(&visitor, next.as_deref()))
        },
    ))
}

fn figure_view(
    app: &App,
    visitor: &Visitor,
    indicator: Indicator,
    figure: &Figure,
    chosen: Option<&str>,
) -> Markup {
    match figure {
        Figure::Counts(counts) => {
            let row = |(key, count): &(String, i64)| {
                let href = format!("/dashboard/cases-by-state?state={}", form_encoded(key));
                let (service, title) = service_state(app, visitor, key);
                let here = (chosen == Some(key.as_str())).then_some("true");
                vec![
                    html! { a href=(href) aria-current=[here] { (title) } },
                    html! { @if let Some(service) = service { (visitor.say(&service.title)) } },
                    html! { (format::count(*count)) },
                ]
            };
            let rows: Vec<Vec<Markup>> =
                by_service(app, counts).into_iter().flat_map(|(_, counts)| counts).map(row).collect();
            let heads = [
                Head::new(visitor.t("case-state")),
                Head::new(visitor.t("case-service")),
                Head::number(visitor.t("cases-count")),
            ];
            html! { (table(&visitor.t("indicator-cases-by-state"), &heads, &rows)) }
        }
        Figure::Tenths(Some(tenths)) => html! {
            p class="tile column" { (value(visitor, indicator, *tenths)) }
        },
        Figure::Tenths(None) => html! { p { (visitor.t("figure-none")) } },
    }
}

/// Rows without personal data: the number, the service, the days.
fn rows_table(app: &App, visitor: &Visitor, rows: &[Record]) -> Markup {
    let day = |row: &Record, column: &str| format::stored_date(row.text(column), visitor.lang);
    let cells: Vec<Vec<Markup>> = rows
        .iter()
        .map(|row| {
            let procedure = procedure_of(app, row);
            vec![
                html! { (row.text("number")) },
                html! { @if let Some(procedure) = &procedure { (visitor.say(&procedure.title)) } },
                html! { @if let Some(procedure) = &procedure { (state_title(visitor, procedure, row.text("state"))) } },
                html! { (day(row, "submitted_on")) },
                html! { (day(row, "due_on")) },
                html! { (day(row, "decided_on")) },
                html! { @if let Some(days) = row.int("days") { (days) } },
            ]
        })
        .collect();
    let mut heads: Vec<Head> =
        ["case-number", "case-service", "case-state", "case-submitted", "case-due", "case-decided"]
            .map(|key| Head::new(visitor.t(key)))
            .into();
    heads.push(Head::number(visitor.t("case-days")));
    table(&visitor.t("figure-rows"), &heads, &cells)
}
