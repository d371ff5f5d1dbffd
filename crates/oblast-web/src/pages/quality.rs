//! The quality of services by month: the figures of the national monitoring (КМУ 864/2021), and as a file.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use oblast_kernel::{Lang, decimal};
use oblast_store::ratings::Quality;

use crate::components::empty;
use crate::components::table::{Head, table};
use crate::error::WebError;
use crate::pages::downloads::safe_cell;
use crate::state::App;
use crate::visitor::Visitor;
use crate::{format, layout};

fn tenths(visitor: &Visitor, value: Option<i64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format::tenths(value, visitor.lang))
}

/// The table.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let rows: Vec<Vec<Markup>> = app
        .store
        .quality()
        .await?
        .iter()
        .map(|(month, procedure, quality)| row(&app, &visitor, month, procedure, quality))
        .collect();
    let mut heads = vec![Head::new(visitor.t("quality-month")), Head::new(visitor.t("case-service"))];
    let numbers = ["decided", "in-time", "ratings", "loyalty", "satisfaction", "visits", "appeals"];
    heads.extend(numbers.map(|name| Head::number(visitor.t(&format!("quality-{name}")))));
    let title = visitor.t("quality-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "/dashboard",
        html! {
            p class="crumbs" { a href="/dashboard" { (visitor.t("menu-dashboard")) } }
            h1 { (title) }
            p class="lead column" { (visitor.t("quality-lead")) }
            @if rows.is_empty() { (empty(&visitor.t("quality-none"), None)) } @else {
                (table(&title, &heads, &rows))
                p { a href="/quality.csv" { "CSV" } }
            }
        },
    ))
}

fn row(app: &App, visitor: &Visitor, month: &str, procedure: &str, quality: &Quality) -> Vec<Markup> {
    let service = app.store.catalogue().service(procedure);
    let title = service.map_or(procedure, |service| visitor.say(&service.procedure.title));
    let loyalty = quality.loyalty_index().map_or_else(|| "–".to_owned(), |index| index.to_string());
    [
        format::stored_month(month, visitor.lang),
        title.to_owned(),
        format::count(quality.decided),
        tenths(visitor, quality.share_in_time()),
        format::count(quality.ratings),
        loyalty,
        tenths(visitor, quality.mean_satisfaction()),
        tenths(visitor, quality.mean_visits()),
        format::count(quality.appeals),
    ]
    .map(|cell| html! { (cell) })
    .into()
}

/// The same rows as a file; no figure where there is nothing to compute it from.
pub async fn file(State(app): State<App>) -> Result<Response, WebError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = writer.write_record([
        "month",
        "service",
        "title",
        "decided",
        "decided_in_time",
        "share_in_time_percent",
        "ratings",
        "loyalty_index",
        "satisfaction",
        "visits",
        "appeals",
    ]);
    for (month, procedure, quality) in app.store.quality().await? {
        let service = app.store.catalogue().service(&procedure);
        let title =
            service.map_or(procedure.as_str(), |service| service.procedure.title.get(Lang::Uk)).to_owned();
        let plain = |value: Option<i64>| value.map_or_else(String::new, |value| decimal::plain(value, 1));
        let _ = writer.write_record([
            month,
            procedure,
            safe_cell(title),
            quality.decided.to_string(),
            quality.in_time.to_string(),
            plain(quality.share_in_time()),
            quality.ratings.to_string(),
            quality.loyalty_index().map_or_else(String::new, |index| index.to_string()),
            plain(quality.mean_satisfaction()),
            plain(quality.mean_visits()),
            quality.appeals.to_string(),
        ]);
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"service-quality.csv\""),
    ];
    Ok((headers, writer.into_inner().unwrap_or_default()).into_response())
}
