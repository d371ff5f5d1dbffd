//! What is before the council, and one submission: its reviews, who else may be asked, what may be decided.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::Record;
use oblast_web::components::field::select;
use oblast_web::components::table::{Head, table};
use oblast_web::components::{due_badge, empty, error_summary};
use oblast_web::form::Submitted;
use oblast_web::pages::records::steps::{listed, may_take};
use oblast_web::pages::registers::{View, state_title};
use oblast_web::{App, Visitor, WebError, format, layout};

use super::super::queries;
use super::super::reviewing::{self, AskError};
use super::{MENU, crumbs, files, shown, word};

/// What has been decided for the better: everybody may know of it.
const AGREED: [&str; 3] = ["agreed", "forwarded", "confirmed"];
/// What is before the council.
const BEFORE: [&str; 2] = ["submitted", "review"];

/// The council for everybody: agreed programmes, contests, the bank; and what is before it for those who work in it.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    let register = app.store.register("local-programmes")?;
    let agreed = queries::submissions(&app.store, &AGREED).await?;
    let before = match visitor.actor.is_official() {
        true => queries::submissions(&app.store, &BEFORE).await?,
        false => Vec::new(),
    };
    let contests = app
        .store
        .select(queries::CONTESTS, "where state <> 'draft' order by year desc, id limit 20", &[])
        .await?;
    let of_contests = app.store.register("project-contests")?;
    let sum: i64 = agreed.iter().filter_map(|own| own.int("amount")).fold(0, i64::saturating_add);
    let title = word(&visitor, "Науково-технічна рада", "Science-technical council");
    let rows = |all: &[Record], is_public: bool| -> Vec<Vec<Markup>> {
        all.iter()
            .map(|own| {
                let href = format!("/council/submissions/{}", own.id());
                let name = format!("{} {}", own.text("number"), own.text("title"));
                vec![
                    html! { @if is_public && !visitor.actor.is_official() { (name) } @else { a data-item href=(href) { (name) } } },
                    html! { (app.territory(own.text("community"), visitor.lang)) },
                    html! { (shown(&visitor, &register, own, "amount")) },
                    html! { (state_title(&visitor, &register, own.text("state"))) },
                    html! {
                        @if is_public { (shown(&visitor, &register, own, "decided_on")) }
                        @else if let Ok(due) = own.text("decide_by").parse::<Date>() { (due_badge(&visitor, due)) }
                        @else { (word(&visitor, "подано", "submitted")) " " (shown(&visitor, &register, own, "submitted_on")) }
                    },
                ]
            })
            .collect()
    };
    let heads = |day: &str| {
        [
            Head::new(word(&visitor, "Подання", "Submission")),
            Head::new(word(&visitor, "Громада", "Community")),
            Head::number(word(&visitor, "Гроші, грн", "Money, UAH")),
            Head::new(word(&visitor, "Стан", "State")),
            Head::new(day),
        ]
    };
    let is_expert = queries::is_expert(&app.store, &visitor.actor).await?;
    let mine = View::of(&app, &visitor, &register).await?.may_create(&visitor);
    Ok(layout::page(
        &app,
        &visitor,
        title,
        MENU,
        html! {
            h1 { (title) }
            p class="lead column" { (word(&visitor,
                "Громади подають програми й технічні завдання, експерти дають висновки, рада погоджує, повертає або відхиляє. Погоджене йде до національного замовника.",
                "Communities submit programmes and technical assignments, experts review, the council agrees, returns or rejects. What is agreed goes on to the national customer.")) }
            div class="actions" {
                @if mine { a class="button" href="/registers/local-programmes/new" { (word(&visitor, "Нове подання", "A new submission")) } }
                @if visitor.actor.is_official() { a href="/registers/local-programmes" { (word(&visitor, "Усі подання", "All submissions")) } }
                @if is_expert { a href="/registers/expert-reviews" { (word(&visitor, "Висновки", "Reviews")) } }
                a href="/registers/ready-solutions" { (word(&visitor, "Банк готових рішень", "Bank of ready solutions")) }
                a href="/registers/council-experts" { (word(&visitor, "Склад експертів", "Experts")) }
            }
            @if visitor.actor.is_official() {
                h2 { (word(&visitor, "На розгляді", "Before the council")) }
                @if before.is_empty() { (empty(word(&visitor, "Зараз нічого не розглядають.", "Nothing is being considered now."), None)) }
                @else { (table(word(&visitor, "На розгляді", "Before the council"), &heads(word(&visitor, "Строк", "Due")), &rows(&before, false))) }
            }
            h2 { (word(&visitor, "Погоджено", "Agreed")) }
            @if agreed.is_empty() { (empty(word(&visitor, "Ще нічого не погоджено.", "Nothing is agreed yet."), None)) }
            @else {
                p { (agreed.len()) " " (word(&visitor, "на суму, грн:", "for, UAH:")) " " strong { (oblast_kernel::decimal::readable(sum, 2)) } }
                (table(word(&visitor, "Погоджено", "Agreed"), &heads(word(&visitor, "Рішення", "Decided")), &rows(&agreed, true)))
            }
            h2 { (word(&visitor, "Конкурси проєктів", "Contests of projects")) }
            @if contests.is_empty() { (empty(word(&visitor, "Конкурсів іще не оголошували.", "No contest is announced yet."), None)) }
            ul class="cards" {
                @for own in &contests {
                    li class="card" {
                        h3 { a class="cover" href={ "/contests/" (own.id()) } { (own.text("title")) } }
                        p { span class="state" { (state_title(&visitor, &of_contests, own.text("state"))) } " " (format::stored_date(own.text("due"), visitor.lang)) }
                        p { (word(&visitor, "Фонд, грн", "Fund, UAH")) ": " strong { (shown(&visitor, &of_contests, own, "fund")) } }
                    }
                }
            }
            @if View::open(&app, &visitor, "project-contests").await?.may_create(&visitor) { p { a href="/registers/project-contests" { (word(&visitor, "Усі конкурси", "All contests")) } } }
        },
    ))
}

struct Opened {
    view: View,
    submission: Record,
    leads: bool,
    /// Does the visitor see what is not for every official: who leads, whose it is, who reviews; what is agreed all see?
    sees: bool,
}

async fn open(app: &App, visitor: &Visitor, id: Uuid) -> Result<Opened, WebError> {
    let view = View::open(app, visitor, "local-programmes").await?;
    let submission = app.store.load(queries::SUBMISSIONS, id).await?.ok_or(WebError::NotFound)?;
    let leads = may_take(visitor, &view, &submission, "agree");
    let view = view.of_record(visitor, &submission);
    let sees = view.sees_official
        || AGREED.contains(&submission.text("state"))
        || queries::is_expert(&app.store, &visitor.actor).await?;
    Ok(Opened { view, submission, leads, sees })
}

/// A submission with its reviews.
pub async fn submission(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Markup, WebError> {
    let opened = open(&app, &visitor, id).await?;
    page(&app, &visitor, &opened, &Submitted::default(), &[]).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    opened: &Opened,
    typed: &Submitted,
    errors: &[(String, String)],
) -> Result<Markup, WebError> {
    let Opened { view, submission, leads, sees } = opened;
    let register = &view.register;
    let reviews = View::open(app, visitor, "expert-reviews").await?;
    let given = queries::reviews(&app.store, submission.id()).await?;
    let back = format!("/council/submissions/{}", submission.id());
    let documents = match sees {
        true => files::list(app, visitor, submission.id(), &format!("{back}/files")).await?,
        false => html! {},
    };
    let title = submission.text("title");
    let asked: Vec<&str> = given.iter().map(|own| own.text("expert")).collect();
    let free: Vec<(String, String)> = queries::experts(&app.store)
        .await?
        .into_iter()
        .filter(|own| !asked.contains(&own.text("account")))
        .map(|own| {
            (own.text("account").to_owned(), format!("{}, {}", own.text("name"), own.text("expertise")))
        })
        .collect();
    let steps = listed(visitor, view, submission, &back);
    Ok(layout::page(
        app,
        visitor,
        title,
        MENU,
        html! {
            (crumbs(visitor, &[]))
            (error_summary(visitor, errors))
            h1 { (title) }
            p { span class="state" { (state_title(visitor, register, submission.text("state"))) } " " (app.territory(submission.text("community"), visitor.lang)) ", " (submission.text("number")) }
            dl class="facts" {
                @for name in FACTS {
                    @if let Some(field) = register.field(name).filter(|field| (*sees || view.sees(field)) && !submission.get(name).is_null()) {
                        dt { (visitor.say(&field.title)) } dd class="pre" { (shown(visitor, register, submission, name)) }
                    }
                }
            }
            (documents)
            p { a href={ "/registers/local-programmes/" (submission.id()) } { (word(visitor, "Картка й історія", "Card and history")) } }
            @if *sees { (what_experts_say(app, visitor, &reviews, &given, &back)) }
            @if *leads && !free.is_empty() { (asking(visitor, &free, typed, errors)) }
            @if !steps.0.is_empty() { h2 { (word(visitor, "Що далі", "What comes next")) } (steps) }
        },
    ))
}

/// The fields of a submission in the order in which they are read.
const FACTS: [&str; 15] = [
    "kind",
    "begins",
    "ends",
    "goal",
    "own_money",
    "oblast_money",
    "state_money",
    "other_money",
    "amount",
    "decide_by",
    "remark",
    "protocol",
    "decided_on",
    "sent_by_letter",
    "answer_letter",
];

/// The reviews. Who wrote them the council knows, not the community that submits.
fn what_experts_say(app: &App, visitor: &Visitor, reviews: &View, given: &[Record], back: &str) -> Markup {
    let accounts = app.store.catalogue().directories().accounts.entries();
    let name = |own: &Record| match accounts.get(own.text("expert")).filter(|_| reviews.sees_official) {
        Some(entry) => visitor.say(&entry.title).to_owned(),
        None => word(visitor, "експерт", "expert").to_owned(),
    };
    let rows: Vec<Vec<Markup>> = given
        .iter()
        .map(|own| {
            let due: Option<Date> = own.text("due").parse().ok().filter(|_| own.text("state") == "asked");
            vec![
                html! { (name(own)) },
                html! { (state_title(visitor, &reviews.register, own.text("state"))) @if let Some(due) = due { " " (due_badge(visitor, due)) } },
                html! { strong { (shown(visitor, &reviews.register, own, "conclusion")) } @if !own.get("reasons").is_null() { p class="pre" { (own.text("reasons")) } } },
                html! { (listed(visitor, reviews, own, back)) },
            ]
        })
        .collect();
    let count = |what: &str| given.iter().filter(|own| own.text("conclusion") == what).count();
    let title = word(visitor, "Висновки експертів", "Reviews of experts");
    html! {
        h2 { (title) }
        @if given.is_empty() { (empty(word(visitor, "Експертів іще не запитано.", "No expert is asked yet."), None)) }
        @else {
            p {
                (word(visitor, "підтримати", "support")) ": " (count("positive")) ", "
                (word(visitor, "із зауваженнями", "with remarks")) ": " (count("with_remarks")) ", "
                (word(visitor, "не підтримувати", "do not support")) ": " (count("negative")) ", "
                (word(visitor, "очікується", "waited for")) ": " (given.iter().filter(|own| own.text("state") == "asked").count())
            }
            (table(title, &[
                Head::new(word(visitor, "Експерт", "Expert")),
                Head::new(word(visitor, "Стан", "State")),
                Head::new(word(visitor, "Висновок", "Conclusion")),
                Head::new(word(visitor, "Дія", "Action")),
            ], &rows))
        }
    }
}

/// The form by which another expert is asked.
fn asking(
    visitor: &Visitor,
    free: &[(String, String)],
    typed: &Submitted,
    errors: &[(String, String)],
) -> Markup {
    let wrong = error(errors, "due");
    html! {
        h3 { (word(visitor, "Запитати експерта", "Ask an expert")) }
        form method="post" class="filters" {
            input type="hidden" name="csrf" value=(visitor.csrf);
            (select("expert", word(visitor, "Експерт", "Expert"), free, typed.get("expert"), Some(word(visitor, "– виберіть –", "– choose –")), error(errors, "expert")))
            div class=(if wrong.is_some() { "field wrong" } else { "field" }) {
                label for="f-due" { (word(visitor, "Висновок до", "Due")) }
                @if let Some(words) = wrong { p class="error-text" id="f-due-error" { (words) } }
                input id="f-due" name="due" type="text" inputmode="numeric" class="short" placeholder=(visitor.t("date-shape")) value=(typed.get("due"))
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| "f-due-error")];
            }
            button class="button quiet" type="submit" { (word(visitor, "Запитати", "Ask")) }
        }
    }
}

/// A document of a submission.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, file)): Path<(Uuid, Uuid)>,
) -> Result<Response, WebError> {
    let opened = open(&app, &visitor, id).await?;
    if opened.sees { files::give(&app, id, file).await } else { Err(WebError::NotPermitted) }
}

fn error<'e>(errors: &'e [(String, String)], name: &str) -> Option<&'e str> {
    errors.iter().find(|(own, _)| own == name).map(|(_, words)| words.as_str())
}

/// Asks an expert for a review.
pub async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Response, WebError> {
    let opened = open(&app, &visitor, id).await?;
    if !opened.leads {
        return Err(WebError::NotPermitted);
    }
    let register = app.store.register("expert-reviews")?;
    let due = register.field("due").and_then(|field| field.parse(form.get("due")).ok());
    let due: Option<Date> = due.and_then(|day| day.as_text().and_then(|day| day.parse().ok()));
    let due = due.filter(|due| *due >= visitor.today());
    let expert: Option<Uuid> = form.get("expert").parse().ok();
    let mut errors: Vec<(String, String)> = Vec::new();
    let mut wrong = |name: &str, words: &str| errors.push((name.to_owned(), words.to_owned()));
    match (expert, due) {
        (Some(expert), Some(due)) => {
            match reviewing::ask(&app.store, &visitor.actor, &opened.submission, expert, due).await {
                Ok(()) => return Ok(Redirect::to(&format!("/council/submissions/{id}")).into_response()),
                Err(AskError::Act(error)) => return Err(error.into()),
                Err(AskError::Store(error)) => return Err(error.into()),
                Err(AskError::NotNow) => return Err(WebError::StaleForm),
                Err(AskError::Conflict) => wrong(
                    "expert",
                    word(
                        &visitor,
                        "Експерт працює в цій громаді: запитайте іншого.",
                        "The expert works in this community: ask another one.",
                    ),
                ),
                Err(AskError::NoExpert) => wrong(
                    "expert",
                    word(
                        &visitor,
                        "Такого експерта в раді немає.",
                        "There is no such expert in the council.",
                    ),
                ),
                Err(AskError::Already) => wrong(
                    "expert",
                    word(&visitor, "Цього експерта вже запитано.", "This expert was asked already."),
                ),
            }
        }
        (expert, due) => {
            if expert.is_none() {
                wrong("expert", word(&visitor, "Виберіть експерта.", "Choose an expert."));
            }
            if due.is_none() {
                wrong(
                    "due",
                    word(
                        &visitor,
                        "Напишіть день, не раніший за сьогодні: 14.03.2026.",
                        "Write a day from today on: 14.03.2026.",
                    ),
                );
            }
        }
    }
    let page = page(&app, &visitor, &opened, &form, &errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
