//! All programmes: what is planned and spent.

use axum::extract::State;
use maud::{Markup, html};
use oblast_web::components::chart::{Pair, percent};
use oblast_web::components::empty;
use oblast_web::pages::registers::{View, state_title};
use oblast_web::{App, Visitor, WebError, layout};

use super::super::queries;
use super::{MENU, chart, heads, pair, shown, word};

/// How many are drawn.
const DRAWN: usize = 12;

pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let view = View::open(&app, &visitor, "programmes").await?;
    let programmes = queries::programmes(&app.store).await?;
    let mut all: Vec<Pair> = Vec::new();
    for programme in programmes.iter().take(DRAWN) {
        let (planned, spent) = queries::whole(&app.store, programme.id()).await?;
        let href = format!("/programmes/{}", programme.id());
        all.push(pair(programme.text("title").to_owned(), planned, spent, Some(href)));
    }
    let title = word(&visitor, "Програми області", "Programmes of the oblast");
    Ok(layout::page(
        &app,
        &visitor,
        title,
        MENU,
        html! {
            h1 { (title) }
            p class="lead column" { (word(&visitor,
                "На що область планує гроші, що з цього витрачено і що зроблено. Кожна сума відкриває рядки, з яких її складено.",
                "What the oblast plans money for, what of it is spent and what is done. Each figure opens the rows that it is made of.")) }
            @if all.is_empty() { (empty(word(&visitor, "Програм ще немає.", "There are no programmes yet."), None)) }
            ul class="cards" {
                @for (programme, own) in programmes.iter().zip(&all) {
                    li class="card" {
                        h2 { a class="cover" href=[own.href.as_deref()] { (own.name) } }
                        p {
                            span class="state" { (state_title(&visitor, &view.register, programme.text("state"))) } " "
                            (shown(&visitor, &view.register, programme, "begins")) "–" (shown(&visitor, &view.register, programme, "ends"))
                        }
                        p { (heads(&visitor, "")[1]) ": " strong { (own.planned.1) } }
                        p { (heads(&visitor, "")[2]) ": " strong { (own.actual.1) } @if let Some(part) = percent(own.planned.0, own.actual.0).filter(|_| own.actual.0 != 0) { " (" (part) " %)" } }
                    }
                }
            }
            @if all.len() > 1 {
                (chart(&visitor, word(&visitor, "План і видатки програм", "Plan and spending of the programmes"), word(&visitor, "Програма", "Programme"), &all))
            }
            div class="actions" {
                @if view.may_create(&visitor) {
                    a class="button" href="/programmes/drafts" { (word(&visitor, "Прочитати рішення з файлу", "Read a decision from a file")) }
                    a href="/programmes/incoming" { (word(&visitor, "Платежі з порталу", "Payments from the portal")) }
                }
                a href="/registers/programmes" { (word(&visitor, "Усі програми в реєстрі", "All programmes in the register")) }
            }
        },
    ))
}
