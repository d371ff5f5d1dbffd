//! A document of a decision is read beside its source, corrected, and saved as a version of a programme.

mod save;
mod view;

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::Markup;
use oblast_kernel::Uuid;
use oblast_web::form::Submitted;
use oblast_web::pages::registers::View;
use oblast_web::upload::Uploaded;
use oblast_web::{App, Visitor, WebError};

use super::super::corrections::{Corrections, lines};
use super::super::draft::{self, DRAFTS, Draft, DraftError};
pub use save::save;

/// How many cells a line is given at most.
const CELLS: usize = 100;

/// What is wrong with a document, in words; an error that is nobody's typing goes on.
fn words(visitor: &Visitor, error: DraftError) -> Result<String, WebError> {
    let word = |uk: &str, en: &str| super::word(visitor, uk, en).to_owned();
    match error {
        DraftError::Missing => Err(WebError::NotFound),
        DraftError::TooMany => Ok(word(
            "Виправлень забагато: виправте сам файл і додайте його знову.",
            "Too much is corrected: correct the file itself and add it again.",
        )),
        DraftError::Table(error) => Ok(format!(
            "{} {error}",
            word(
                "Файл не вдалося прочитати. Потрібен DOCX, XLSX, ODS або текст. Подробиці:",
                "The file was not read. It must be DOCX, XLSX, ODS or text. Details:"
            )
        )),
        DraftError::File(error) => match WebError::from(error) {
            WebError::File(problem) => Ok(problem.words(visitor)),
            error => Err(error),
        },
        DraftError::Act(error) => Err(error.into()),
        DraftError::Store(error) => Err(error.into()),
    }
}

/// The documents, for those who may read them in.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Markup, WebError> {
    view::list(&app, &visitor, None).await
}

/// Takes a document.
pub async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    mut form: Uploaded,
) -> Result<Response, WebError> {
    let own = View::open(&app, &visitor, DRAFTS).await?;
    if !own.may_create(&visitor) {
        return Err(WebError::NotPermitted);
    }
    let problem = match form.take(&app.store).await {
        Ok((name, taken)) => match draft::begin(&app.store, &visitor.actor, &name, &taken).await {
            Ok(id) => return Ok(Redirect::to(&format!("/programmes/drafts/{id}")).into_response()),
            Err(error) => words(&visitor, error)?,
        },
        Err(WebError::File(problem)) => problem.words(&visitor),
        Err(error) => return Err(error),
    };
    let page = view::list(&app, &visitor, Some(&problem)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// A document, for those who may read documents in.
async fn open(app: &App, visitor: &Visitor, id: Uuid) -> Result<Draft, WebError> {
    let own = View::open(app, visitor, DRAFTS).await?;
    match draft::load(&app.store, id).await {
        Ok(draft) if own.may_create(visitor) => Ok(draft),
        Ok(_) => Err(WebError::NotPermitted),
        Err(error) => Err(WebError::BadRequest(words(visitor, error)?)),
    }
}

/// The same while it is being read.
async fn open_reading(app: &App, visitor: &Visitor, id: Uuid) -> Result<Draft, WebError> {
    let draft = open(app, visitor, id).await?;
    if draft.record.text("state") == "reading" { Ok(draft) } else { Err(WebError::StaleForm) }
}

/// What is understood, beside what is written.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let draft = open(&app, &visitor, id).await?;
    let line = query.get("line").and_then(|text| text.parse().ok());
    view::page(&app, &visitor, &draft, line, &Submitted::default(), &[]).await
}

/// Reads a line otherwise than it is written.
pub async fn correct(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    form: Submitted,
) -> Result<Redirect, WebError> {
    let draft = open_reading(&app, &visitor, id).await?;
    let line = form.number("line").and_then(|line| usize::try_from(line).ok());
    let line = line.ok_or(WebError::StaleForm)?;
    let is_there = lines(&draft.written).iter().any(|(own, _)| *own == line);
    if !is_there {
        return Err(WebError::StaleForm);
    }
    let mut corrections = draft.corrections.clone();
    match edited(&form) {
        Some(cells) => corrections.set(line, cells),
        None => corrections.forget(line),
    }
    keep(&app, &visitor, draft, &corrections).await?;
    Ok(Redirect::to(&format!("/programmes/drafts/{id}?line={line}#line-{line}")))
}

async fn keep(app: &App, visitor: &Visitor, draft: Draft, corrections: &Corrections) -> Result<(), WebError> {
    match draft::correct(&app.store, &visitor.actor, draft, corrections).await {
        Ok(()) => Ok(()),
        Err(error) => Err(WebError::BadRequest(words(visitor, error)?)),
    }
}

/// The cells of a line as they were typed, one inserted or taken out; nothing where it is to be read as it is written.
fn edited(form: &Submitted) -> Option<Vec<String>> {
    let typed = form.all("cell").into_iter().map(|cell| cell.trim().to_owned());
    let mut cells: Vec<String> = typed.take(CELLS).collect();
    let place = |text: &str| text.parse::<usize>().ok().filter(|place| *place <= cells.len());
    match form.get("do").split_once('-') {
        Some(("insert", at)) => {
            let at = place(at)?;
            cells.insert(at, String::new());
        }
        Some(("drop", at)) => {
            let at = place(at).filter(|at| *at < cells.len())?;
            cells.remove(at);
        }
        _ if form.get("do") == "forget" => return None,
        _ => {}
    }
    Some(cells)
}

/// Forgets the document.
pub async fn discard(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    _form: Submitted,
) -> Result<Redirect, WebError> {
    let draft = open_reading(&app, &visitor, id).await?;
    match draft::discard(&app.store, &visitor.actor, draft).await {
        Ok(()) => Ok(Redirect::to("/programmes/drafts")),
        Err(error) => Err(WebError::BadRequest(words(&visitor, error)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Submitted {
        Submitted::of_body(text.as_bytes())
    }

    #[test]
    fn cells_are_kept_inserted_and_taken_out() {
        let cells = "cell=a&cell=+b+&cell=c";
        let edit = |order: &str| edited(&form(&format!("{cells}&do={order}")));
        assert_eq!(edit("keep").unwrap(), ["a", "b", "c"]);
        assert_eq!(edit("insert-1").unwrap(), ["a", "", "b", "c"]);
        assert_eq!(edit("insert-3").unwrap(), ["a", "b", "c", ""]);
        assert_eq!(edit("drop-0").unwrap(), ["b", "c"]);
        assert_eq!(edit("forget"), None);
        assert_eq!(edit("drop-3"), None, "no such cell");
        assert_eq!(edit("insert-999"), None);
        assert_eq!(edited(&form(&"cell=x&".repeat(500))).unwrap().len(), CELLS);
    }
}
