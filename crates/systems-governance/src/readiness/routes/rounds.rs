//! A round for those who lead it: the questionnaire, who has answered, what may be done next.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::Record;
use oblast_web::components::table::{Head, table};
use oblast_web::components::{due_badge, empty, notice};
use oblast_web::form::Submitted;
use oblast_web::pages::registers::{View, state_title};
use oblast_web::{App, Visitor, WebError, format, layout};

use super::super::model::{Questionnaire, Unready};
use super::super::queries;
use super::super::round::{self, RoundError};
use super::{MENU, crumbs, points, word};

struct Asked {
    view: View,
    round: Record,
}

async fn open(app: &App, visitor: &Visitor, id: Uuid) -> Result<Asked, WebError> {
    let view = View::open(app, visitor, "readiness-rounds").await?;
    if !view.may_create(visitor) {
        return Err(WebError::NotPermitted);
    }
    let round = app.store.load(queries::ROUNDS, id).await?.ok_or(WebError::NotFound)?;
    Ok(Asked { view, round })
}

/// The page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Markup, WebError> {
    let asked = open(&app, &visitor, id).await?;
    page(&app, &visitor, &asked, None).await
}

async fn page(app: &App, visitor: &Visitor, asked: &Asked, error: Option<&str>) -> Result<Markup, WebError> {
    let Asked { view, round } = asked;
    let questionnaire = queries::questionnaire(&app.store, round).await?;
    let forms = queries::forms(&app.store, round.id()).await?;
    let state = round.text("state");
    let title = round.text("title");
    let due = round.text("due").parse().ok().filter(|_| state == "open");
    let button = |what: &str, words: &str, class: &str| {
        html! {
            form method="post" {
                input type="hidden" name="csrf" value=(visitor.csrf);
                button class=(class) type="submit" name="do" value=(what) { (words) }
            }
        }
    };
    let (entered, _) = queries::entered(&app.store, round.id()).await?;
    Ok(layout::page(
        app,
        visitor,
        title,
        MENU,
        html! {
            (crumbs(visitor, &[("/registers/readiness-rounds", word(visitor, "Раунди", "Rounds"))]))
            h1 { (title) }
            p { span class="state" { (state_title(visitor, &view.register, state)) } @if let Some(due) = due { " " (due_badge(visitor, due)) } }
            @if let Some(error) = error { (notice("late", None, html! { p { (error) } })) }
            div class="actions" {
                @if state == "draft" {
                    @if entered.is_empty() { (button("copy", word(visitor, "Взяти анкету минулого раунду", "Take the questionnaire of the round before"), "button quiet")) }
                    (button("open", word(visitor, "Відкрити раунд", "Open the round"), "button"))
                }
                @if state == "open" { (button("publish", word(visitor, "Оприлюднити результати", "Publish the results"), "button")) }
                a href={ "/registers/readiness-rounds/" (round.id()) } { (word(visitor, "Запис у реєстрі", "The record in the register")) }
            }
            @if state == "draft" { p class="column" { (word(visitor,
                "Після відкриття анкета не змінюється: кожна громада отримає її й сповіщення.",
                "Once the round is open the questionnaire stands: every community gets it, with a notice.")) } }
            @if !forms.is_empty() { (progress(app, visitor, &forms)) }
            h2 { (word(visitor, "Анкета", "Questionnaire")) }
            @match &questionnaire {
                Ok(own) => (listed(visitor, own)),
                Err(why) => (empty(&unready(visitor, why), None)),
            }
            @if state == "draft" {
                @let reference = round.id();
                div class="actions" {
                    a href={ "/registers/readiness-areas/new?round=" (reference) } { (word(visitor, "Додати складову", "Add a sub-index")) }
                    a href={ "/registers/readiness-questions/new?round=" (reference) } { (word(visitor, "Додати показник", "Add an indicator")) }
                    a href={ "/registers/readiness-areas" } { (word(visitor, "Змінити складові", "Change sub-indices")) }
                    a href={ "/registers/readiness-questions" } { (word(visitor, "Змінити показники", "Change indicators")) }
                }
            }
        },
    ))
}

fn unready(visitor: &Visitor, why: &Unready) -> String {
    let say = |uk: &str, en: &str, code: &str| format!("{} {code}", word(visitor, uk, en)).trim().to_owned();
    match why {
        Unready::Empty => say("В анкеті ще немає складових і показників.", "The questionnaire is empty.", ""),
        Unready::EmptyArea(code) => {
            say("Немає показників у складовій", "There are no indicators in the sub-index", code)
        }
        Unready::NoArea(code) => say(
            "Складової показника немає серед складових раунду:",
            "The sub-index of this indicator is not among those of the round:",
            code,
        ),
        Unready::Scoring(code) => {
            say("Не сказано, як оцінювати показник", "It is not said how this indicator is scored:", code)
        }
    }
}

fn listed(visitor: &Visitor, questionnaire: &Questionnaire) -> Markup {
    let full = super::super::model::FULL;
    html! {
        @for area in &questionnaire.areas {
            h3 { (area.code) ". " (area.title) ", " (word(visitor, "вага", "weight")) " " (area.weight) }
            (table(&area.title, &[
                Head::new(word(visitor, "Показник", "Indicator")),
                Head::number(word(visitor, "Вага", "Weight")),
                Head::number(word(visitor, "Балів індексу щонайбільше", "Points of the index at most")),
            ], &area.questions.iter().map(|own| vec![
                html! { (own.code) ". " (own.title) },
                html! { (own.weight) },
                html! { (points(questionnaire.gain(area, own, 0).min(full), visitor.lang)) },
            ]).collect::<Vec<_>>()))
        }
    }
}

/// Who has answered.
fn progress(app: &App, visitor: &Visitor, forms: &[Record]) -> Markup {
    let count = |state: &str| forms.iter().filter(|own| own.text("state") == state).count();
    let today = visitor.today().to_string();
    let is_open = |own: &&Record| matches!(own.text("state"), "asked" | "returned");
    let late = forms.iter().filter(is_open).filter(|own| own.text("due") < today.as_str()).count();
    let Some(register) = app.store.catalogue().register("readiness-forms") else { return html! {} };
    let rows: Vec<Vec<Markup>> = forms
        .iter()
        .map(|own| {
            vec![
                html! { a data-item href={ "/readiness/forms/" (own.id()) } { (app.territory(own.text("territory"), visitor.lang)) } },
                html! { (state_title(visitor, register, own.text("state"))) },
                html! { (own.int("answered_count").unwrap_or_default()) " / " (own.int("asked_count").unwrap_or_default()) },
                html! { (own.int("readiness_index").map_or("–".to_owned(), |index| points(index, visitor.lang))) },
            ]
        })
        .collect();
    let heads = [
        Head::new(word(visitor, "Громада", "Community")),
        Head::new(word(visitor, "Стан", "State")),
        Head::number(word(visitor, "Відповідей", "Answers")),
        Head::number(word(visitor, "Індекс поки що", "Index so far")),
    ];
    let title = word(visitor, "Хто відповів", "Who has answered");
    html! {
        h2 { (title) }
        p {
            (word(visitor, "Подано", "Submitted")) ": " (count("submitted")) ", "
            (word(visitor, "підтверджено", "confirmed")) ": " (count("confirmed")) ", "
            (word(visitor, "очікується", "waited for")) ": " (count("asked") + count("returned")) ", "
            (word(visitor, "прострочено", "late")) ": " (late) ", "
            (word(visitor, "усього", "of")) " " (format::count(forms.len() as i64)) "."
        }
        (table(title, &heads, &rows))
    }
}

/// Opens, copies or publishes.
pub async fn act(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Response, WebError> {
    let asked = open(&app, &visitor, id).await?;
    let round = asked.round.clone();
    let done = match form.get("do") {
        "open" => match round::open(&app.store, &visitor.actor, round).await {
            Ok(()) => {
                let opened = app.store.load(queries::ROUNDS, id).await?.ok_or(WebError::NotFound)?;
                round::ask(&app.store, &visitor.actor, &opened).await.map(|_| ())
            }
            Err(error) => Err(error),
        },
        "copy" => round::copy(&app.store, &visitor.actor, &round).await.map(|_| ()),
        "publish" => round::publish(&app.store, &visitor.actor, round).await.map(|_| ()),
        _ => return Err(WebError::StaleForm),
    };
    let words = match done {
        Ok(()) => {
            let to = if form.get("do") == "publish" {
                "/readiness".to_owned()
            } else {
                format!("/readiness/rounds/{id}")
            };
            return Ok(Redirect::to(&to).into_response());
        }
        Err(RoundError::Act(error)) => return Err(error.into()),
        Err(RoundError::Store(error)) => return Err(error.into()),
        Err(RoundError::Unready(why)) => unready(&visitor, &why),
        Err(RoundError::NotNow) => word(
            &visitor,
            "Раунд уже в іншому стані. Ось як він виглядає тепер.",
            "The round is in another state by now. This is how it looks.",
        )
        .to_owned(),
        Err(RoundError::NothingConfirmed) => word(
            &visitor,
            "Жодної анкети ще не підтверджено: оприлюднювати нічого.",
            "No form is confirmed yet: there is nothing to publish.",
        )
        .to_owned(),
        Err(RoundError::NothingToCopy) => word(
            &visitor,
            "Раніших анкет немає: додайте складові й показники.",
            "There is no earlier questionnaire: add sub-indices and indicators.",
        )
        .to_owned(),
    };
    let page = page(&app, &visitor, &asked, Some(&words)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
