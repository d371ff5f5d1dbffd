//! Reports on a programme: who was asked, who is late, what stands together, as a page and as files.

mod executors;

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::{Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::{Lang, Uuid};
use oblast_store::Record;
use oblast_web::components::field::select;
use oblast_web::components::table::{Head, table};
use oblast_web::components::{due_badge, empty};
use oblast_web::form::Submitted;
use oblast_web::pages::records::steps::listed;
use oblast_web::pages::registers::{View, state_title};
use oblast_web::paper::HAS_PDF;
use oblast_web::{App, Visitor, WebError, format, layout};

use super::super::consolidated::Consolidated;
use super::super::execution;
use super::super::period::{Days, Period};
use super::{MENU, crumbs, programme, shown, word};
pub use executors::{assign, executors};

/// What is asked of the page: the period, and whether the visitor works on the programme.
struct Asked {
    programme: Record,
    period: Period,
    works: bool,
}

impl Asked {
    async fn read(
        app: &App,
        visitor: &Visitor,
        id: Uuid,
        query: &HashMap<String, String>,
    ) -> Result<Asked, WebError> {
        let programme = programme(app, id).await?;
        let period = match query.get("period") {
            Some(key) => Period::parse(key).ok_or(WebError::NotFound)?,
            None => usual(&programme, visitor),
        };
        let works = View::open(app, visitor, "programmes").await?.may_create(visitor);
        Ok(Asked { programme, period, works })
    }

    async fn consolidated(&self, app: &App, visitor: &Visitor) -> Result<Option<Consolidated>, WebError> {
        let all = Consolidated::read(&app.store, self.programme.clone(), self.period).await?;
        Ok(match visitor.actor.is_official() {
            true => all,
            false => all.map(Consolidated::accepted),
        })
    }
}

/// The last quarter that the programme covers and that has ended.
fn usual(programme: &Record, visitor: &Visitor) -> Period {
    let (quarter, _) = Period::ended(visitor.today());
    let last = programme.int("ends").and_then(|year| i16::try_from(year).ok());
    match last {
        Some(last) if !execution::covers(programme, quarter) && visitor.today().year() > last => {
            Period::Year(last)
        }
        _ => quarter,
    }
}

/// The periods of a programme that have ended, the latest first.
fn periods(programme: &Record, visitor: &Visitor) -> Vec<(String, String)> {
    let year = |name: &str| programme.int(name).and_then(|year| i16::try_from(year).ok());
    let (Some(first), Some(last)) = (year("begins"), year("ends")) else { return Vec::new() };
    let today = visitor.today();
    let mut all = Vec::new();
    for year in (first..=last.min(today.year())).rev() {
        let own = std::iter::once(Period::Year(year))
            .chain((1..=4).rev().map(|quarter| Period::Quarter(year, quarter)));
        all.extend(own.filter(|period| period.last_day().is_some_and(|day| day < today)));
    }
    if today.year() > last {
        all.insert(0, Period::Final);
    }
    all.into_iter().map(|period| (period.key(), period.title(visitor.lang))).collect()
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let asked = Asked::read(&app, &visitor, id, &query).await?;
    let consolidated = asked.consolidated(&app, &visitor).await?;
    let register = app.store.catalogue().register("programme-reports").cloned().ok_or(WebError::NotFound)?;
    let reports = View::of(&app, &visitor, &register).await?;
    let key = asked.period.key();
    let title = word(&visitor, "Звіти", "Reports");
    let due = Days::of(&asked.programme).consolidated(asked.period);
    let file = |ending: &str| format!("/programmes/{id}/report.{ending}?period={key}");
    Ok(layout::page(
        &app,
        &visitor,
        title,
        MENU,
        html! {
            (crumbs(&visitor, Some(&asked.programme)))
            h1 { (title) ": " (asked.period.title(visitor.lang)) }
            form class="filters" method="get" {
                (select("period", word(&visitor, "Період", "Period"), &periods(&asked.programme, &visitor), &key, None, None))
                button class="button quiet" type="submit" { (word(&visitor, "Показати", "Show")) }
            }
            @if let Some(due) = due { p { (word(&visitor, "Зведений звіт – до ", "The consolidated report is due by ")) (format::date(due, visitor.lang)) "." } }
            @match &consolidated {
                None => (empty(word(&visitor, "Заходів іще не внесено.", "No measures are entered yet."), None)),
                Some(own) => {
                    @if visitor.actor.is_official() { (waiting(&visitor, &reports, &asked, own)) }
                    (own.report(&register, visitor.lang).html())
                    div class="actions" {
                        a href=(file("xlsx")) { "XLSX" }
                        @if HAS_PDF { a href=(file("pdf")) { "PDF" } }
                        @if asked.works {
                            a href={ "/registers/programme-notes/new?programme=" (id) "&period_key=" (key) } { (word(&visitor, "Додати пояснювальну записку", "Add an explanatory note")) }
                            a href={ "/programmes/" (id) "/executors" } { (word(&visitor, "Хто за що звітує", "Who reports on what")) }
                        }
                    }
                }
            }
        },
    ))
}

/// The reports of the executors: who is late, what is to be accepted.
fn waiting(visitor: &Visitor, reports: &View, asked: &Asked, own: &Consolidated) -> Markup {
    let (register, id) = (&reports.register, asked.programme.id());
    let key = asked.period.key();
    let back = format!("/programmes/{id}/reports?period={key}");
    let is_open = |report: &&Record| matches!(report.text("state"), "asked" | "returned");
    let open = own.reports.iter().filter(is_open).count();
    let late = own
        .reports
        .iter()
        .filter(is_open)
        .filter(|own| own.text("due") < visitor.today().to_string().as_str())
        .count();
    let rows: Vec<Vec<Markup>> = own
        .reports
        .iter()
        .filter(|report| report.text("state") != "accepted")
        .map(|report| {
            let due = report.text("due").parse().ok().filter(|_| is_open(&report));
            vec![
                html! { a data-item href={ "/registers/programme-reports/" (report.id()) } { (report.text("measure_code")) ". " (report.text("measure")) } },
                html! { (shown(visitor, register, report, "executor")) },
                html! { (state_title(visitor, register, report.text("state"))) },
                html! { @if let Some(due) = due { (due_badge(visitor, due)) } @else { (shown(visitor, register, report, "submitted_on")) } },
                html! { @if asked.works && report.text("state") == "submitted" { (judgement(visitor, reports, &back, report)) } },
            ]
        })
        .collect();
    let heads = [
        Head::new(word(visitor, "Захід", "Measure")),
        Head::new(word(visitor, "Виконавець", "Executor")),
        Head::new(word(visitor, "Стан", "State")),
        Head::new(word(visitor, "Строк", "Due")),
        Head::new(word(visitor, "Рішення", "Decision")),
    ];
    let title = word(visitor, "Звіти виконавців", "Reports of the executors");
    let asks = asked.works
        && Days::of(&asked.programme).executor(asked.period).is_some()
        && asked.period.last_day().is_some_and(|day| day < visitor.today());
    html! {
        h2 { (title) }
        p {
            (word(visitor, "Запитано", "Asked for")) ": " (own.reports.len()) ", "
            (word(visitor, "не подано", "not submitted")) ": " (open) ", "
            (word(visitor, "прострочено", "late")) ": " (late) "."
        }
        @if !rows.is_empty() { (table(title, &heads, &rows)) }
        @if asks {
            form method="post" action={ "/programmes/" (id) "/reports?period=" (key) } {
                input type="hidden" name="csrf" value=(visitor.csrf);
                button class="button quiet" type="submit" { (word(visitor, "Запитати звіти в усіх виконавців", "Ask all executors for their reports")) }
            }
        }
    }
}

fn judgement(visitor: &Visitor, reports: &View, back: &str, report: &Record) -> Markup {
    html! {
        p class="pre" { (report.text("done")) }
        @if !report.get("obstacles").is_null() { p class="pre soft" { (report.text("obstacles")) } }
        (listed(visitor, reports, report, back))
    }
}

fn back(id: Uuid, query: &HashMap<String, String>) -> Redirect {
    let period = query.get("period").map(String::as_str).and_then(Period::parse);
    let period = period.map(|period| format!("?period={}", period.key())).unwrap_or_default();
    Redirect::to(&format!("/programmes/{id}/reports{period}"))
}

/// Asks the executors.
pub async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(query): Query<HashMap<String, String>>,
    _form: Submitted,
) -> Result<Redirect, WebError> {
    let asked = Asked::read(&app, &visitor, id, &query).await?;
    if !asked.works {
        return Err(WebError::NotPermitted);
    }
    execution::ask(&app.store, &visitor.actor, &asked.programme, asked.period).await?;
    Ok(back(id, &query))
}

async fn file(
    app: &App,
    visitor: &Visitor,
    id: Uuid,
    query: &HashMap<String, String>,
) -> Result<(oblast_web::paper::Report, String), WebError> {
    let asked = Asked::read(app, visitor, id, query).await?;
    let own = asked.consolidated(app, visitor).await?.ok_or(WebError::NotFound)?;
    let register = app.store.catalogue().register("programme-reports").cloned().ok_or(WebError::NotFound)?;
    let lang: Lang = visitor.lang;
    Ok((own.report(&register, lang), format!("programme-report-{}", asked.period.key())))
}

/// The report as a spreadsheet.
pub async fn xlsx(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let (report, name) = file(&app, &visitor, id, &query).await?;
    report.xlsx(&name)
}

/// The report as a document.
pub async fn pdf(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let (report, name) = file(&app, &visitor, id, &query).await?;
    report.pdf(&visitor, &name).await
}
