//! Who read my data, in which position and what for (Law 2297-VI, art. 8).

use std::collections::HashMap;

use axum::extract::{Query, State};
use maud::{Markup, html};
use oblast_store::readings::Reading;

use super::data::unproved;
use super::{is_proved, own};
use crate::components::table::{Head, table};
use crate::components::{empty, next_page};
use crate::error::WebError;
use crate::format;
use crate::layout;
use crate::state::App;
use crate::visitor::Visitor;

/// How many a page shows.
const PAGE: i64 = 50;

/// The page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let account = own(&visitor)?;
    let person = visitor.actor.person.ok_or(WebError::SignInFirst)?;
    let person = app.store.load("person", person).await?.ok_or(WebError::NotFound)?;
    let records = app.store.records_about(&person, is_proved(&visitor)).await?;
    let mut subjects = app.store.merged_with(person.id()).await?;
    subjects.extend(records.iter().map(|(_, record)| record.id()));
    let before = query.get("before").and_then(|text| {
        let (at, id) = text.split_once('.')?;
        Some((at.parse().ok()?, id.parse().ok()?))
    });
    let mut readings = app.store.readings_of(&subjects, account, before, PAGE + 1).await?;
    let more = readings.len() as i64 > PAGE;
    readings.truncate(PAGE as usize);
    let next = readings
        .last()
        .filter(|_| more)
        .map(|last| format!("/account/readings?before={}.{}", last.at, last.id));
    let heads: Vec<Head> = ["readings-when", "readings-who", "readings-what", "readings-purpose"]
        .map(|key| Head::new(visitor.t(key)))
        .into();
    let mut rows = Vec::new();
    for reading in &readings {
        rows.push(row(&app, &visitor, reading).await?);
    }
    let title = visitor.t("readings-title");
    Ok(layout::page(
        &app,
        &visitor,
        &title,
        "",
        html! {
            p class="crumbs" { a href="/account" { (visitor.t("account-title")) } }
            h1 { (title) }
            p class="lead column" { (visitor.t("readings-lead")) }
            (unproved(&visitor))
            p { a href="/account/data" { (visitor.t("data-title")) } }
            @if rows.is_empty() { (empty(&visitor.t("readings-none"), None)) } @else { (table(&title, &heads, &rows)) }
            (next_page(&visitor, next.as_deref()))
            p class="column soft" { (visitor.t("readings-ask")) }
        },
    ))
}

async fn row(app: &App, visitor: &Visitor, reading: &Reading) -> Result<Vec<Markup>, WebError> {
    let who = match (&reading.position, &reading.body) {
        (Some(position), Some(body)) => format!("{}, {}", visitor.say(position), visitor.say(body)),
        _ if reading.account.is_some() => visitor.t("readings-representative"),
        _ => visitor.t("readings-system"),
    };
    let (what, purpose) = match reading.purpose.split_once(' ') {
        Some(("register", id)) => match app.store.catalogue().register(id) {
            Some(register) => {
                let purpose = register.purpose.as_ref().map(|own| visitor.say(own).to_owned());
                (
                    html! { (visitor.tf("readings-register", &[("register", visitor.say(&register.title).into())])) },
                    purpose,
                )
            }
            None => {
                (html! { (visitor.tf("readings-register", &[("register", id.to_owned().into())])) }, None)
            }
        },
        _ => of_case(app, visitor, reading).await?,
    };
    Ok(vec![
        html! { (format::instant(reading.at, visitor.lang)) },
        html! { (who) },
        what,
        html! { (purpose.unwrap_or_else(|| visitor.t("readings-duty"))) },
    ])
}

/// A reading of a case, or of a list in which its applicant stands.
async fn of_case(
    app: &App,
    visitor: &Visitor,
    reading: &Reading,
) -> Result<(Markup, Option<String>), WebError> {
    let case = match reading.about.filter(|_| reading.purpose == "case") {
        Some(id) => app.store.load("cases", id).await?,
        None => None,
    };
    let Some(case) = case else {
        let key = match reading.purpose.as_str() {
            "queue" | "mandates" | "cases" | "merging" => format!("readings-{}", reading.purpose),
            _ => "readings-other".to_owned(),
        };
        return Ok((html! { (visitor.t(&key)) }, None));
    };
    let service = app.store.catalogue().service(case.text("procedure"));
    let purpose = service.map(|service| visitor.say(&service.procedure.title).to_owned());
    let number = case.text("number").to_owned();
    let what = html! { a href={ "/cases/" (case.id()) } { (visitor.tf("readings-case", &[("number", number.into())])) } };
    Ok((what, purpose))
}
