//! The files of a case: shown as pictures made here, given as they are, added while something is asked.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_kernel::access::Request;
use oblast_store::Record;
use oblast_store::cases::CaseView;
use oblast_store::files::MOST;

use super::complete::granted;
use super::content::own_task;
use super::{Typed, again, open};
use crate::error::WebError;
use crate::layout;
use crate::state::App;
use crate::upload::{self, FileProblem, Uploaded};
use crate::visitor::Visitor;

/// May the visitor add a file: the applicant who is asked, the official whose turn it is.
fn may_add(visitor: &Visitor, view: &CaseView) -> bool {
    let own = visitor.may(Request::ActForApplicant(&view.parties));
    view.is_open() && ((own && view.open_correction().is_some()) || own_task(visitor, view).is_some())
}

/// The files, with the form where one may be added.
pub(super) fn section(visitor: &Visitor, view: &CaseView, attachments: &[Record], typed: &Typed) -> Markup {
    let may_add = may_add(visitor, view);
    if attachments.is_empty() && !may_add {
        return html! {};
    }
    html! {
        h2 { (visitor.t("files-title")) }
        ul class="files" {
            @for file in attachments {
                li {
                    a href={ "/files/" (file.id()) "/view" } { (file.text("name")) }
                    " – " (upload::size(visitor, file.int("size").unwrap_or_default()))
                    @if let Some(document) = document(view, file) { p class="small soft" { (visitor.say(document)) } }
                }
            }
        }
        @if may_add {
            (upload::form(visitor, &format!("/cases/{}/files", view.case.id()), None, &visitor.t("file-add"), typed.error("file")))
        }
    }
}

fn document<'v>(view: &'v CaseView, file: &Record) -> Option<&'v oblast_kernel::Text> {
    let index = usize::try_from(file.int("document")?).ok()?;
    view.procedure.documents.get(index).map(|document| &document.title)
}

/// Adds a file.
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    mut form: Uploaded,
) -> Result<Response, WebError> {
    let view = open(&app, &visitor, id).await?;
    if !may_add(&visitor, &view) {
        return Err(WebError::NotPermitted);
    }
    let taken = if app.store.attachments(id).await?.len() >= MOST {
        form.refuse(WebError::File(FileProblem::TooMany)).await
    } else {
        form.take(&app.store).await
    };
    match taken {
        Ok((name, taken)) => {
            // The power of an official comes from the position that the task is with; an applicant needs none.
            let task = own_task(&visitor, &view).and_then(|task| granted(&visitor, &view, task.id()).ok());
            let position = task.and_then(|(_, position)| position);
            app.store.attach(&visitor.actor, position, &view, &name, &taken).await?;
            Ok(Redirect::to(&format!("/cases/{id}")).into_response())
        }
        Err(WebError::File(problem)) => {
            let errors = vec![("file".to_owned(), problem.words(&visitor))];
            again(&app, &visitor, id, Typed { errors, ..Typed::default() }).await
        }
        Err(error) => Err(error),
    }
}

/// An attachment with its case, for who may read the case; the reading is journalled.
async fn attachment(app: &App, visitor: &Visitor, id: Uuid) -> Result<(Record, CaseView), WebError> {
    let file = app.store.load("attachment", id).await?.ok_or(WebError::NotFound)?;
    let case = file.reference("case_id").ok_or(WebError::NotFound)?;
    let view = open(app, visitor, case).await?;
    Ok((file, view))
}

fn page_number(query: &HashMap<String, String>) -> usize {
    query.get("page").and_then(|page| page.parse().ok()).filter(|page| *page > 0).unwrap_or(1)
}

/// The page of a file: its picture, page by page, and the file itself.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Markup, WebError> {
    let (file, view) = attachment(&app, &visitor, id).await?;
    let number = page_number(&query);
    let files = &app.store.files;
    let counted = async {
        let bytes = files.read(file.text("hash")).await?;
        files.pages(bytes, file.text("media_type"), number).await
    };
    let (pages, problem) = match counted.await {
        Ok(pages) => (pages, None),
        Err(error) => match WebError::from(error) {
            WebError::File(problem) => (0, Some(problem.words(&visitor))),
            error => return Err(error),
        },
    };
    let name = file.text("name");
    Ok(layout::page(
        &app,
        &visitor,
        name,
        "/cases",
        html! {
            p class="crumbs" {
                a href={ "/cases/" (view.case.id()) } { (visitor.tf("case-title", &[("number", view.case.text("number").into())])) }
            }
            h1 { (name) }
            @if let Some(problem) = &problem { p class="notice late" role="alert" { (problem) } }
            @else {
                div class="actions" {
                    a class="button quiet" href={ "/files/" (id) } download=(name) { (visitor.t("file-download")) }
                }
                @if pages > 1 {
                    nav class="pager" aria-label=(visitor.t("pages")) {
                        span { (visitor.tf("file-page", &[("page", number.into()), ("pages", pages.into())])) }
                        @if number > 1 { a href={ "/files/" (id) "/view?page=" (number - 1) } { (visitor.t("file-previous")) } }
                        @if number < pages { a href={ "/files/" (id) "/view?page=" (number + 1) } { (visitor.t("file-next")) } }
                    }
                }
                @if pages > 0 {
                    img class="sheet" src={ "/files/" (id) "/page.png?page=" (number) } alt=(visitor.tf("file-picture", &[("name", name.into()), ("page", number.into())]));
                } @else { p { (visitor.t("file-no-picture")) } }
            }
        },
    ))
}

/// The picture of a page.
pub async fn picture(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let (file, _) = attachment(&app, &visitor, id).await?;
    let bytes = app.store.files.read(file.text("hash")).await?;
    let picture = app.store.files.preview(bytes, file.text("media_type"), page_number(&query)).await?;
    let picture = picture.ok_or(WebError::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], picture.png).into_response())
}

/// The file itself.
pub async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, WebError> {
    let (file, _) = attachment(&app, &visitor, id).await?;
    let bytes = app.store.files.read(file.text("hash")).await?;
    Ok(upload::inert(file.text("name"), file.text("media_type"), bytes))
}
