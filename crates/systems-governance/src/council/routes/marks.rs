//! An expert gives points to the entries of a contest, one entry at a time.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::Record;
use oblast_web::components::field::Plain;
use oblast_web::components::{empty, error_summary};
use oblast_web::form::Submitted;
use oblast_web::{App, Visitor, WebError, layout};

use super::super::contest::{self, ContestError};
use super::super::queries;
use super::super::reviewing::works_there;
use super::{MENU, crumbs, files, shown, word};

struct Opened {
    contest: Record,
    criteria: Vec<Record>,
    account: Uuid,
}

async fn open(app: &App, visitor: &Visitor, id: Uuid) -> Result<Opened, WebError> {
    let contest = app.store.load(queries::CONTESTS, id).await?.ok_or(WebError::NotFound)?;
    let account = visitor.actor.account.ok_or(WebError::SignInFirst)?;
    if !queries::is_expert(&app.store, &visitor.actor).await? {
        return Err(WebError::NotPermitted);
    }
    let criteria = queries::criteria(&app.store, id).await?;
    Ok(Opened { contest, criteria, account })
}

/// The page.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Markup, WebError> {
    let opened = open(&app, &visitor, id).await?;
    page(&app, &visitor, &opened, None).await
}

/// What was typed for an entry and is wrong.
struct Refused<'r> {
    entry: Uuid,
    form: &'r Submitted,
    errors: Vec<(String, String)>,
}

async fn page(
    app: &App,
    visitor: &Visitor,
    opened: &Opened,
    refused: Option<Refused<'_>>,
) -> Result<Markup, WebError> {
    let Opened { contest, criteria, account } = opened;
    let register = app.store.register("contest-entries")?;
    let own = account.to_string();
    let mut parts = Vec::new();
    for entry in queries::entries(&app.store, contest.id()).await? {
        if !contest::is_in_time(contest, &entry)
            || works_there(&app.store, *account, entry.text("community")).await?
        {
            continue;
        }
        let marks = queries::marks(&app.store, entry.id()).await?;
        let points: BTreeMap<&str, i64> = marks
            .iter()
            .filter(|mark| mark.text("expert") == own)
            .map(|mark| (mark.text("criterion"), mark.int("points").unwrap_or_default()))
            .collect();
        let under = format!("/contests/{}/marks/{}/files", contest.id(), entry.id());
        let documents = files::list(app, visitor, entry.id(), &under).await?;
        let refused = refused.as_ref().filter(|refused| refused.entry == entry.id());
        parts.push(html! {
            section class="panel" {
                h2 { (entry.text("title")) }
                p { (app.territory(entry.text("community"), visitor.lang)) ", " (word(visitor, "просять, грн", "asked for, UAH")) ": " (shown(visitor, &register, &entry, "requested")) }
                p class="pre" { (entry.text("summary")) }
                (documents)
                form method="post" action={ "/contests/" (contest.id()) "/marks/" (entry.id()) } {
                    input type="hidden" name="csrf" value=(visitor.csrf);
                    @for criterion in criteria {
                        @let code = criterion.text("code");
                        @let name = format!("points-{}-{code}", entry.id());
                        @let kept = points.get(code).map(i64::to_string).unwrap_or_default();
                        @let typed = refused.map_or(kept.as_str(), |refused| refused.form.get(&name));
                        @let error = refused.and_then(|refused| refused.errors.iter().find(|(own, _)| *own == name)).map(|(_, words)| words.as_str());
                        (Plain {
                            name: &name,
                            label: format!("{} (0–{})", criterion.text("title"), criterion.int("points").unwrap_or_default()),
                            value: typed,
                            error,
                            ..Plain::default()
                        }.line("numeric", true, false))
                    }
                    div class="actions" { button class="button quiet" type="submit" { (word(visitor, "Зберегти бали", "Save the points")) } }
                }
            }
        });
    }
    let title = word(visitor, "Оцінити проєкти", "Judge the projects");
    let href = format!("/contests/{}", contest.id());
    let errors = refused.map(|refused| refused.errors).unwrap_or_default();
    Ok(layout::page(
        app,
        visitor,
        title,
        MENU,
        html! {
            (crumbs(visitor, &[(&href, contest.text("title"))]))
            (error_summary(visitor, &errors))
            h1 { (title) }
            p class="column" { (word(visitor,
                "Заявок громади, в якій ви працюєте, тут немає. Враховуються оцінки, де є бали за всіма критеріями.",
                "Entries of the community in which you work are not here. Marks count once there are points by every criterion.")) }
            @if parts.is_empty() { (empty(word(visitor, "Оцінювати зараз нічого.", "There is nothing to judge now."), None)) }
            @for part in &parts { (part) }
        },
    ))
}

/// A document of an entry.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, entry, file)): Path<(Uuid, Uuid, Uuid)>,
) -> Result<Response, WebError> {
    let opened = open(&app, &visitor, id).await?;
    let entries = queries::entries(&app.store, id).await?;
    let own = entries.iter().find(|own| own.id() == entry && contest::is_in_time(&opened.contest, own));
    let own = own.filter(|_| opened.contest.text("state") == "judging").ok_or(WebError::NotFound)?;
    if works_there(&app.store, opened.account, own.text("community")).await? {
        return Err(WebError::NotPermitted);
    }
    files::give(&app, entry, file).await
}

/// Keeps the points for an entry.
pub async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, entry)): Path<(Uuid, Uuid)>,
    form: Submitted,
) -> Result<Response, WebError> {
    let opened = open(&app, &visitor, id).await?;
    let entries = queries::entries(&app.store, id).await?;
    let own = entries.iter().find(|own| own.id() == entry).ok_or(WebError::NotFound)?;
    let (mut points, mut errors) = (BTreeMap::new(), Vec::new());
    for criterion in &opened.criteria {
        let code = criterion.text("code");
        let name = format!("points-{entry}-{code}");
        let typed = form.get(&name).trim();
        let most = criterion.int("points").unwrap_or_default();
        match typed.parse::<i64>() {
            Ok(given) if (0..=most).contains(&given) => {
                points.insert(code.to_owned(), given);
            }
            _ if typed.is_empty() => {}
            _ => {
                let words = word(&visitor, "ціле число від 0 до", "a whole number from 0 to");
                errors.push((name, format!("{}: {words} {most}", criterion.text("title"))));
            }
        }
    }
    if !errors.is_empty() {
        let refused = Refused { entry, form: &form, errors };
        let page = page(&app, &visitor, &opened, Some(refused)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match contest::mark(&app.store, &visitor.actor, &opened.contest, own, &points).await {
        Ok(()) => Ok(Redirect::to(&format!("/contests/{id}/marks")).into_response()),
        Err(ContestError::Conflict) => Err(WebError::NotPermitted),
        Err(ContestError::Act(error)) => Err(error.into()),
        Err(ContestError::Store(error)) => Err(error.into()),
        Err(_) => Err(WebError::StaleForm),
    }
}
