//! A contest: its terms and criteria, the entries, the ranking, the decision.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::{Uuid, decimal};
use oblast_store::Record;
use oblast_web::components::field::Plain;
use oblast_web::components::table::{Head, table};
use oblast_web::components::{due_badge, empty, error_summary};
use oblast_web::form::Submitted;
use oblast_web::pages::records::steps::listed;
use oblast_web::pages::registers::{View, state_title};
use oblast_web::{App, Visitor, WebError, layout};

use super::super::contest::{self, ContestError, Judged};
use super::super::queries;
use super::{MENU, crumbs, shown, word};

struct Opened {
    view: View,
    contest: Record,
    leads: bool,
}

async fn open(app: &App, visitor: &Visitor, id: Uuid) -> Result<Opened, WebError> {
    let view = View::open(app, visitor, "project-contests").await?;
    let contest = app.store.load(queries::CONTESTS, id).await?.ok_or(WebError::NotFound)?;
    let leads = view.may_create(visitor);
    if contest.text("state") == "draft" && !leads {
        return Err(WebError::NotFound);
    }
    Ok(Opened { view, contest, leads })
}

/// The page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Markup, WebError> {
    let opened = open(&app, &visitor, id).await?;
    page(&app, &visitor, &opened, None, &[]).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    opened: &Opened,
    typed: Option<&Submitted>,
    errors: &[(String, String)],
) -> Result<Markup, WebError> {
    let Opened { view, contest, leads } = opened;
    let register = &view.register;
    let (id, state) = (contest.id(), contest.text("state"));
    let criteria = queries::criteria(&app.store, id).await?;
    // Until entries are closed nobody but who leads the contest knows who takes part.
    let shows = *leads || matches!(state, "judging" | "decided");
    let judged = if shows { contest::judged(&app.store, contest).await? } else { Vec::new() };
    let is_expert = state == "judging" && queries::is_expert(&app.store, &visitor.actor).await?;
    let entries = View::of(app, visitor, &app.store.register("contest-entries")?).await?;
    let due = contest.text("due").parse().ok().filter(|_| state == "open");
    let title = contest.text("title");
    let back = format!("/contests/{id}");
    let decides = *leads && state == "judging" && !judged.is_empty();
    Ok(layout::page(
        app,
        visitor,
        title,
        MENU,
        html! {
            (crumbs(visitor, &[]))
            (error_summary(visitor, errors))
            h1 { (title) }
            p { span class="state" { (state_title(visitor, register, state)) } @if let Some(due) = due { " " (due_badge(visitor, due)) } }
            dl class="facts" {
                @for name in ["fund", "most", "due", "protocol", "decided_on"] {
                    @if let Some(field) = register.field(name).filter(|_| !contest.get(name).is_null()) { dt { (visitor.say(&field.title)) } dd { (shown(visitor, register, contest, name)) } }
                }
            }
            p class="column pre" { (contest.text("terms")) }
            div class="actions" {
                @if state == "open" && entries.may_create(visitor) { a class="button" href={ "/registers/contest-entries/new?contest=" (id) } { (word(visitor, "Подати проєкт", "Enter a project")) } }
                @if is_expert { a class="button" href={ "/contests/" (id) "/marks" } { (word(visitor, "Оцінити проєкти", "Judge the projects")) } }
                @if *leads && matches!(state, "draft" | "open") { a href={ "/registers/contest-criteria/new?contest=" (id) } { (word(visitor, "Додати критерій", "Add a criterion")) } }
                a href={ "/registers/project-contests/" (id) } { (word(visitor, "Документи й історія", "Documents and history")) }
            }
            (listed(visitor, view, contest, &back))
            h2 { (word(visitor, "Критерії", "Criteria")) }
            @if criteria.is_empty() { (empty(word(visitor, "Критеріїв іще немає.", "There are no criteria yet."), None)) }
            ol class="column" { @for own in &criteria { li { (own.text("title")) " – " (word(visitor, "до", "up to")) " " (own.int("points").unwrap_or_default()) } } }
            @if shows {
                h2 { @if state == "decided" { (word(visitor, "Результати", "Results")) } @else { (word(visitor, "Заявки", "Entries")) } }
                @if judged.is_empty() { (empty(word(visitor, "Заявок іще немає.", "There are no entries yet."), None)) }
                @else if decides { (decision(app, visitor, opened, &judged, typed, errors)) }
                @else { (ranking(app, visitor, state, &judged)) }
            }
        },
    ))
}

fn score(own: &Judged) -> String {
    own.score.map_or("–".to_owned(), |score| decimal::readable(score, 2))
}

fn ranking(app: &App, visitor: &Visitor, state: &str, judged: &[Judged]) -> Markup {
    let Some(register) = app.store.catalogue().register("contest-entries") else { return html! {} };
    let rows: Vec<Vec<Markup>> = judged
        .iter()
        .map(|own| {
            let class = if own.entry.text("state") == "won" { "state done" } else { "state" };
            vec![
                html! { (own.entry.text("title")) },
                html! { (own.entry.text("summary")) },
                html! { (app.territory(own.entry.text("community"), visitor.lang)) },
                html! { (shown(visitor, register, &own.entry, "requested")) },
                html! { (own.sums.len()) },
                html! { @if state == "decided" { (score(own)) } @else { "–" } },
                html! { span class=(class) { (state_title(visitor, register, own.entry.text("state"))) } },
            ]
        })
        .collect();
    table(
        word(visitor, "Заявки", "Entries"),
        &[
            Head::new(word(visitor, "Проєкт", "Project")),
            Head::new(word(visitor, "Суть", "Essence")),
            Head::new(word(visitor, "Громада", "Community")),
            Head::number(word(visitor, "Просять, грн", "Asked for, UAH")),
            Head::number(word(visitor, "Експертів", "Experts")),
            Head::number(word(visitor, "Бали", "Points")),
            Head::new(word(visitor, "Стан", "State")),
        ],
        &rows,
    )
}

/// The ranking with a choice of the winners: those who fit into the fund are chosen beforehand.
fn decision(
    app: &App,
    visitor: &Visitor,
    opened: &Opened,
    judged: &[Judged],
    typed: Option<&Submitted>,
    errors: &[(String, String)],
) -> Markup {
    let Some(register) = app.store.catalogue().register("contest-entries") else { return html! {} };
    let chosen: BTreeSet<Uuid> = match typed {
        Some(form) => form.all("winner").iter().filter_map(|id| id.parse().ok()).collect(),
        None => contest::proposed(&opened.contest, judged),
    };
    let rows: Vec<Vec<Markup>> = judged
        .iter()
        .map(|own| {
            let title = own.entry.text("title");
            vec![
                html! { a href={ "/registers/contest-entries/" (own.entry.id()) } { (title) } },
                html! { (app.territory(own.entry.text("community"), visitor.lang)) },
                html! { (shown(visitor, register, &own.entry, "requested")) },
                html! { (own.sums.len()) },
                html! { (score(own)) },
                html! { label class="radio" { input type="checkbox" name="winner" value=(own.entry.id()) checked[chosen.contains(&own.entry.id())] aria-label={ (word(visitor, "Переможець", "Winner")) ": " (title) }; span { (word(visitor, "переможець", "winner")) } } },
            ]
        })
        .collect();
    let error = |name: &str| errors.iter().find(|(own, _)| own == name).map(|(_, words)| words.as_str());
    html! {
        form method="post" {
            input type="hidden" name="csrf" value=(visitor.csrf);
            div id="f-winner" tabindex="-1" {
                @if let Some(words) = error("winner") { p class="error-text" { (words) } }
                (table(word(visitor, "Рейтинг", "Ranking"), &[
                    Head::new(word(visitor, "Проєкт", "Project")),
                    Head::new(word(visitor, "Громада", "Community")),
                    Head::number(word(visitor, "Просять, грн", "Asked for, UAH")),
                    Head::number(word(visitor, "Експертів", "Experts")),
                    Head::number(word(visitor, "Бали", "Points")),
                    Head::new(word(visitor, "Рішення", "Decision")),
                ], &rows))
            }
            (Plain {
                name: "protocol",
                label: word(visitor, "Протокол ради, номер і дата", "Minutes of the council, number and date").to_owned(),
                value: typed.map_or("", |form| form.get("protocol")),
                error: error("protocol"),
                ..Plain::default()
            }.line("text", false, false))
            div class="actions" { button class="button" type="submit" { (word(visitor, "Визначити переможців", "Set the winners")) } }
        }
    }
}

/// Sets the winners.
pub async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Response, WebError> {
    let opened = open(&app, &visitor, id).await?;
    if !opened.leads {
        return Err(WebError::NotPermitted);
    }
    let protocol: String = form.get("protocol").trim().chars().take(200).collect();
    let winners: BTreeSet<Uuid> = form.all("winner").iter().filter_map(|id| id.parse().ok()).collect();
    let mut errors: Vec<(String, String)> = Vec::new();
    let mut wrong = |name: &str, words: String| errors.push((name.to_owned(), words));
    if protocol.is_empty() {
        wrong(
            "protocol",
            word(&visitor, "Напишіть номер і дату протоколу.", "Write the number and date of the minutes.")
                .to_owned(),
        );
    } else {
        match contest::decide(&app.store, &visitor.actor, opened.contest.clone(), &winners, &protocol).await {
            Ok(()) => return Ok(Redirect::to(&format!("/contests/{id}")).into_response()),
            Err(ContestError::NotJudged(count)) => {
                wrong(
                    "winner",
                    format!(
                        "{} {count}",
                        word(
                            &visitor,
                            "Без оцінки експертів залишилося заявок:",
                            "Entries without marks of experts:"
                        )
                    ),
                );
            }
            Err(ContestError::OverFund) => {
                wrong(
                    "winner",
                    word(
                        &visitor,
                        "Переможці разом просять більше, ніж є у фонді.",
                        "Together the winners ask for more than the fund holds.",
                    )
                    .to_owned(),
                );
            }
            Err(ContestError::NoEntry | ContestError::NotNow | ContestError::Conflict) => {
                return Err(WebError::StaleForm);
            }
            Err(ContestError::Act(error)) => return Err(error.into()),
            Err(ContestError::Store(error)) => return Err(error.into()),
        }
    }
    let page = page(&app, &visitor, &opened, Some(&form), &errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
