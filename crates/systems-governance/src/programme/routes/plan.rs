//! The work plan of a year, as a page and as files.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::Record;
use oblast_web::components::empty;
use oblast_web::components::field::select;
use oblast_web::pages::registers::View;
use oblast_web::paper::{HAS_PDF, Report};
use oblast_web::{App, Visitor, WebError, layout};

use super::super::plan::Plan;
use super::{MENU, crumbs, programme, word};

/// The years of a programme; the one that is asked for, or that of today, or the nearest to it.
fn years(programme: &Record, visitor: &Visitor, query: &HashMap<String, String>) -> (Vec<i64>, i64) {
    let (first, last) =
        (programme.int("begins").unwrap_or_default(), programme.int("ends").unwrap_or_default());
    // A term of centuries is a mistake of typing: its years are not all offered.
    let all: Vec<i64> = (first..=last.min(first.saturating_add(50))).collect();
    let asked = query.get("year").and_then(|year| year.parse().ok()).filter(|year| all.contains(year));
    let today = i64::from(visitor.today().year()).clamp(first, last.max(first));
    (all, asked.unwrap_or(today))
}

async fn read(
    app: &App,
    visitor: &Visitor,
    id: Uuid,
    query: &HashMap<String, String>,
) -> Result<(Record, Vec<i64>, i64, Option<Report>), WebError> {
    let programme = programme(app, id).await?;
    let (all, year) = years(&programme, visitor, query);
    let plan = Plan::read(&app.store, programme.clone(), year).await?;
    let (funding, proposals) =
        (app.store.register("programme-funding")?, app.store.register("programme-proposals")?);
    let report = plan.map(|plan| plan.report(&funding, &proposals, visitor.lang));
    Ok((programme, all, year, report))
}

/// The page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let (programme, all, year, report) = read(&app, &visitor, id, &query).await?;
    let all: Vec<(String, String)> =
        all.into_iter().map(|year| (year.to_string(), year.to_string())).collect();
    let title = word(&visitor, "План роботи", "Work plan");
    let file = |ending: &str| format!("/programmes/{id}/plan.{ending}?year={year}");
    let proposals = View::of(&app, &visitor, &app.store.register("programme-proposals")?).await?;
    Ok(layout::page(
        &app,
        &visitor,
        title,
        MENU,
        html! {
            (crumbs(&visitor, Some(&programme)))
            h1 { (title) ", " (year) }
            form class="filters" method="get" {
                (select("year", word(&visitor, "Рік", "Year"), &all, &year.to_string(), None, None))
                button class="button quiet" type="submit" { (word(&visitor, "Показати", "Show")) }
            }
            @match &report {
                None => (empty(word(&visitor, "Заходів іще не внесено.", "No measures are entered yet."), None)),
                Some(report) => {
                    (report.html())
                    div class="actions" {
                        a href=(file("xlsx")) { "XLSX" }
                        @if HAS_PDF { a href=(file("pdf")) { "PDF" } }
                    }
                }
            }
            @if visitor.actor.is_official() {
                div class="actions" {
                    @if proposals.may_create(&visitor) { a class="button quiet" href={ "/registers/programme-proposals/new?programme=" (id) "&year=" (year + 1) } { (word(&visitor, "Подати бюджетний запит на наступний рік", "Submit a budget request for the next year")) } }
                    a href={ "/registers/programme-proposals?year_from=" (year) } { (word(&visitor, "Бюджетні запити", "Budget requests")) }
                }
            }
        },
    ))
}

async fn file(
    app: &App,
    visitor: &Visitor,
    id: Uuid,
    query: &HashMap<String, String>,
) -> Result<(Report, String), WebError> {
    let (_, _, year, report) = read(app, visitor, id, query).await?;
    Ok((report.ok_or(WebError::NotFound)?, format!("programme-plan-{year}")))
}

/// The plan as a spreadsheet.
pub async fn xlsx(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let (report, name) = file(&app, &visitor, id, &query).await?;
    report.xlsx(&name)
}

/// The plan as a document.
pub async fn pdf(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let (report, name) = file(&app, &visitor, id, &query).await?;
    report.pdf(&visitor, &name).await
}
