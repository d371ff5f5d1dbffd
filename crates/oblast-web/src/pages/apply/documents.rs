//! The documents of a draft: each with its files.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::files::Upload;

use super::{Filling, Step};
use crate::error::WebError;
use crate::form::Submitted;
use crate::layout;
use crate::state::App;
use crate::upload::{self, Uploaded};
use crate::visitor::Visitor;

fn address(filling: &Filling<'_>) -> String {
    format!("/services/{}/documents", filling.id())
}

/// The documents with their files.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Markup, WebError> {
    let service = app.store.catalogue().form(&id).ok_or(WebError::NotFound)?;
    let filling = Filling::open(&app, &visitor, &service).await?;
    page(&filling, None).await
}

async fn page(filling: &Filling<'_>, wrong: Option<(i64, String)>) -> Result<Markup, WebError> {
    let (app, visitor, procedure) = (filling.app, filling.visitor, &filling.service.procedure);
    let uploads = app.store.uploads(filling.account, filling.id()).await?;
    let title = visitor.t("documents-title");
    let back = if procedure.groups.is_empty() { Step::Whole } else { Step::Check };
    Ok(layout::page(
        app,
        visitor,
        &title,
        "/services",
        html! {
            div class="column" {
                p class="crumbs" { a href={ "/services/" (procedure.id) } { (visitor.say(&procedure.title)) } }
                h1 { (title) }
                p { (visitor.t("documents-lead")) }
                @for (index, document) in procedure.documents.iter().enumerate().filter(|(_, document)| !document.filled_here) {
                    @let number = i64::try_from(index).unwrap_or(i64::MAX);
                    section {
                        h2 { (visitor.say(&document.title)) }
                        (kept(filling, &uploads, number))
                        @let error = wrong.as_ref().filter(|(document, _)| *document == number).map(|(_, words)| words.as_str());
                        (upload::form(visitor, &address(filling), Some(index), &visitor.t("file-choose"), error))
                    }
                }
                div class="actions" { a class="button" href=(filling.address(back)) { (visitor.t("documents-back")) } }
            }
        },
    ))
}

fn kept(filling: &Filling<'_>, uploads: &[Upload], document: i64) -> Markup {
    let visitor = filling.visitor;
    html! {
        ul class="files" {
            @for upload in uploads.iter().filter(|upload| upload.document == document) {
                li {
                    (upload.name) " – " (upload::size(visitor, upload.size)) " "
                    form method="post" action={ (address(filling)) "/" (upload.id) "/remove" } {
                        input type="hidden" name="csrf" value=(visitor.csrf);
                        button class="linklike" type="submit" { (visitor.t("file-remove")) span class="unseen" { " " (upload.name) } }
                    }
                }
            }
        }
    }
}

/// Takes a file.
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    mut form: Uploaded,
) -> Result<Response, WebError> {
    let service = app.store.catalogue().form(&id).ok_or(WebError::NotFound)?;
    let filling = Filling::open(&app, &visitor, &service).await?;
    let taken = match app.store.upload_room(filling.account, &id).await {
        Ok(()) => form.take(&app.store).await,
        Err(error) => form.refuse(error.into()).await,
    };
    let last = i64::try_from(service.procedure.documents.len()).unwrap_or(i64::MAX) - 1;
    let document = form.document.unwrap_or(0).clamp(0, last.max(0));
    let kept = match taken {
        Ok((name, taken)) => {
            let added = app.store.add_upload(filling.account, &id, document, &name, &taken).await;
            added.map_err(WebError::from)
        }
        Err(error) => Err(error),
    };
    match kept {
        Ok(()) => Ok(Redirect::to(&address(&filling)).into_response()),
        Err(WebError::File(problem)) => {
            let page = page(&filling, Some((document, problem.words(&visitor)))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

/// Takes a file out again.
pub async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, upload)): Path<(String, Uuid)>,
    _form: Submitted,
) -> Result<Redirect, WebError> {
    let service = app.store.catalogue().form(&id).ok_or(WebError::NotFound)?;
    let filling = Filling::open(&app, &visitor, &service).await?;
    app.store.drop_upload(filling.account, upload).await?;
    Ok(Redirect::to(&address(&filling)))
}
