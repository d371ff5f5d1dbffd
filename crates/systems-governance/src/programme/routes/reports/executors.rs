//! Which bodies report on which measures: the annex names its executors in words.

use axum::extract::{Path, State};
use axum::response::Redirect;
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::Record;
use oblast_web::components::empty;
use oblast_web::components::table::{Head, table};
use oblast_web::form::Submitted;
use oblast_web::pages::registers::View;
use oblast_web::{App, Visitor, WebError, layout};

use super::super::super::{execution, queries};
use super::super::{MENU, crumbs, programme, versions, word};

/// How many bodies report on one measure at most.
const MOST: usize = 3;

async fn open(app: &App, visitor: &Visitor, id: Uuid) -> Result<(Record, Vec<Record>), WebError> {
    let programme = programme(app, id).await?;
    if !View::open(app, visitor, "programmes").await?.may_create(visitor) {
        return Err(WebError::NotPermitted);
    }
    let (_, now) = versions(app, id).await?;
    let measures = match now {
        Some(version) => queries::measures(&app.store, version.id()).await?,
        None => Vec::new(),
    };
    Ok((programme, measures))
}

/// The bodies by code, as they may be chosen.
fn bodies(app: &App, visitor: &Visitor) -> Vec<(String, String)> {
    let register = app.store.catalogue().register("programme-executors");
    let field = register.and_then(|register| register.field("body"));
    field.map_or_else(Vec::new, |field| oblast_web::components::field::entries(visitor, field))
}

/// The form.
pub async fn executors(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Markup, WebError> {
    let (programme, measures) = open(&app, &visitor, id).await?;
    let known = queries::executors(&app.store, id).await?;
    let bodies = bodies(&app, &visitor);
    let rows: Vec<Vec<Markup>> = measures.iter().map(|own| row(&visitor, own, &known, &bodies)).collect();
    let heads = [
        Head::new(word(&visitor, "Захід", "Measure")),
        Head::new(word(&visitor, "Виконавці за документом", "Executors by the document")),
        Head::new(word(&visitor, "Звітують", "Who reports")),
    ];
    let title = word(&visitor, "Хто за що звітує", "Who reports on what");
    Ok(layout::page(
        &app,
        &visitor,
        title,
        MENU,
        html! {
            (crumbs(&visitor, Some(&programme)))
            h1 { (title) }
            p class="column" { (word(&visitor,
                "Виберіть установи, що звітують за кожен захід. Коли квартал закінчиться, платформа сама запитає в них звіти і нагадає про строк.",
                "Choose the bodies that report on each measure. When a quarter has ended, the platform asks them for their reports and reminds them.")) }
            @if rows.is_empty() { (empty(word(&visitor, "Заходів іще не внесено.", "No measures are entered yet."), None)) }
            @else {
                form method="post" {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    (table(title, &heads, &rows))
                    div class="actions" { button class="button" type="submit" { (word(&visitor, "Зберегти", "Save")) } }
                }
            }
        },
    ))
}

/// A measure with its choices: as many as are chosen and one more.
fn row(visitor: &Visitor, own: &Record, known: &[Record], bodies: &[(String, String)]) -> Vec<Markup> {
    let code = own.text("code");
    let mut chosen: Vec<&str> =
        known.iter().filter(|own| own.text("measure_code") == code).map(|own| own.text("body")).collect();
    if chosen.len() < MOST {
        chosen.push("");
    }
    vec![
        html! { (code) ". " (own.text("title")) },
        html! { (own.text("executors")) },
        html! {
            @for (place, chosen) in chosen.iter().enumerate() {
                select name={ "body-" (code) } aria-label={ (code) ", " (word(visitor, "установа", "body")) " " (place + 1) } {
                    option value="" { (word(visitor, "– ніхто –", "– nobody –")) }
                    @for (body, title) in bodies { option value=(body) selected[body == chosen] { (title) } }
                }
            }
        },
    ]
}

/// Keeps what was chosen.
pub async fn assign(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Redirect, WebError> {
    let (programme, measures) = open(&app, &visitor, id).await?;
    let bodies = bodies(&app, &visitor);
    let mut wanted: Vec<(String, String)> = Vec::new();
    for own in &measures {
        let code = own.text("code");
        for body in form.all(&format!("body-{code}")) {
            let pair = (code.to_owned(), body.to_owned());
            if bodies.iter().any(|(known, _)| known == body) && !wanted.contains(&pair) {
                wanted.push(pair);
            }
        }
    }
    execution::assign(&app.store, &visitor.actor, &programme, &wanted).await?;
    Ok(Redirect::to(&format!("/programmes/{id}/reports")))
}
