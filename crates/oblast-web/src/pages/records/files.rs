//! Files of a record on its card: pictures as we draw them, documents by name; added and removed by who may change it.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_register::Field;
use oblast_register::kind::Input;
use oblast_store::Record;
use oblast_store::record_files::{self, RECORD_FILE, RecordFileError};

use super::View;
use crate::error::WebError;
use crate::form::Submitted;
use crate::state::App;
use crate::upload::{self, FileProblem, Uploaded};
use crate::visitor::Visitor;

/// The fields with files, each with its place among all and how many files it may hold.
fn fields(view: &View) -> impl Iterator<Item = (usize, &Field, usize)> {
    view.register.fields.iter().enumerate().filter_map(|(place, field)| match field.kind.input() {
        Input::Files(most) if view.sees(field) => Some((place, field, most)),
        _ => None,
    })
}

/// A file that was just sent and not taken: for which field, what is wrong, and what was typed beside it.
pub(super) struct Refused {
    place: usize,
    words: String,
    caption: String,
}

/// What a card shows of them.
pub(super) async fn section(
    app: &App,
    visitor: &Visitor,
    view: &View,
    record: &Record,
    refused: Option<Refused>,
) -> Result<Markup, WebError> {
    if fields(view).next().is_none() {
        return Ok(html! {});
    }
    let files = app.store.record_files(record.id()).await?;
    let may_change = view.may_change(visitor, record);
    let action = format!("/registers/{}/{}/files", view.register.id, record.id());
    Ok(html! {
        @for (place, field, most) in fields(view) {
            @let own: Vec<&Record> = files.iter().filter(|file| file.text("field") == field.id).collect();
            @let refused = refused.as_ref().filter(|refused| refused.place == place);
            @let error = refused.map(|refused| refused.words.as_str());
            @if !own.is_empty() || may_change {
                h2 { (visitor.say(&field.title)) }
                @if let Some(help) = &field.help { p class="help" { (visitor.say(help)) } }
                @if own.is_empty() { p class="soft" { (visitor.t("record-files-none")) } }
                ul class="gallery" {
                    @for file in &own { li { (shown(visitor, file, view.sees_official, may_change)) } }
                }
                @if may_change && own.len() < most {
                    details open[error.is_some()] {
                        summary { (visitor.t("record-files-add")) }
                        @let caption = caption(visitor, place, refused.map_or("", |refused| &refused.caption));
                        (upload::form_after(visitor, &action, Some(place), &caption, &visitor.t("record-files-choose"), error))
                    }
                }
            }
        }
    })
}

fn caption(visitor: &Visitor, place: usize, typed: &str) -> Markup {
    let id = format!("f-caption-{place}");
    html! {
        div class="field" {
            label for=(id) { (visitor.t("record-files-caption")) }
            p class="help" id={ (id) "-help" } { (visitor.t("record-files-caption-help")) }
            input id=(id) name="caption" maxlength="200" aria-describedby={ (id) "-help" } value=(typed);
        }
    }
}

/// A camera writes into a picture where and when it was taken, and by whom: only those who keep the record get it as
/// it came, everybody else as we draw it.
fn is_given(file: &Record, sees_official: bool) -> bool {
    sees_official || !file.text("media_type").starts_with("image/")
}

fn shown(visitor: &Visitor, file: &Record, sees_official: bool, may_change: bool) -> Markup {
    if RECORD_FILE.is_erased(file) {
        return html! { p class="soft" { (visitor.t("field-erased")) } };
    }
    let (id, media_type) = (file.id(), file.text("media_type"));
    let (name, caption) = (RECORD_FILE.name(file).unwrap_or_default(), record_files::caption(file));
    let pictured = media_type.starts_with("image/") || media_type == "application/pdf";
    let given = is_given(file, sees_official);
    html! {
        figure {
            @if pictured {
                a href={ "/record-files/" (id) @if !given { "/picture.png" } } download=[given.then_some(name)] {
                    img src={ "/record-files/" (id) "/picture.png" } loading="lazy" alt=(caption.unwrap_or(name));
                }
            }
            figcaption {
                @if let Some(caption) = caption { span { (caption) } " " }
                @if given {
                    a href={ "/record-files/" (id) } download=(name) { (name) }
                    " – " (upload::size(visitor, file.int("size").unwrap_or_default()))
                } @else if caption.is_none() { (name) }
                @if may_change {
                    form method="post" action={ "/record-files/" (id) "/remove" } {
                        input type="hidden" name="csrf" value=(visitor.csrf);
                        button class="linklike" type="submit" aria-label=(visitor.tf("record-files-remove-of", &[("name", name.into())])) { (visitor.t("record-files-remove")) }
                    }
                }
            }
        }
    }
}

/// Adds a file to a field of a record.
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, id)): Path<(String, Uuid)>,
    mut form: Uploaded,
) -> Result<Response, WebError> {
    let view = View::open(&app, &visitor, &register).await?;
    let record = super::load(&app, &view, id).await?;
    let view = view.of_record(&visitor, &record);
    if !view.may_change(&visitor, &record) {
        return Err(WebError::NotPermitted);
    }
    let mut made = None;
    let field_at = |document: Option<i64>| {
        let place = document.and_then(|place| usize::try_from(place).ok());
        fields(&view).find(|(own, ..)| Some(*own) == place).ok_or(WebError::StaleForm)
    };
    let taken = form
        .take_under(&app.store, |document| {
            let (_, field, most) = field_at(document)?;
            let (row, key) = app.store.new_record_file(field)?;
            made = Some((row, field, most));
            Ok(key)
        })
        .await;
    let problem = match taken {
        Ok((name, taken)) => {
            let (row, field, most) = made.ok_or(WebError::StaleForm)?;
            let position = visitor.actor.first_position();
            let added = app
                .store
                .add_record_file(
                    &visitor.actor,
                    position,
                    &view.register,
                    &record,
                    (field, most),
                    (&name, &form.caption),
                    (row, &taken),
                )
                .await;
            match added {
                Ok(()) => return Ok(Redirect::to(&format!("/registers/{register}/{id}")).into_response()),
                Err(RecordFileError::TooMany) => FileProblem::TooMany,
                Err(RecordFileError::Act(error)) => return Err(error.into()),
                Err(RecordFileError::Store(error)) => return Err(error.into()),
            }
        }
        Err(WebError::File(problem)) => problem,
        Err(error) => return Err(error),
    };
    let (place, ..) = field_at(form.document)?;
    let refused = Refused { place, words: problem.words(&visitor), caption: form.caption };
    let page = super::card_page(&app, &visitor, &register, id, &HashMap::new(), Some(refused)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// A file with its record, for who may see the field.
async fn load(app: &App, visitor: &Visitor, id: Uuid) -> Result<(View, Record, Record), WebError> {
    let file = app.store.load("record_file", id).await?.ok_or(WebError::NotFound)?;
    let view = View::open(app, visitor, file.text("register")).await.map_err(|_| WebError::NotFound)?;
    let record = file.reference("record_id").ok_or(WebError::NotFound)?;
    let record = super::load(app, &view, record).await?;
    let view = view.of_record(visitor, &record);
    let seen = fields(&view).any(|(_, field, _)| field.id == file.text("field"));
    // What was taken away is for those who keep the record.
    if !seen || (!file.get("removed_at").is_null() && !view.sees_official) {
        return Err(WebError::NotFound);
    }
    view.note_reading(app, visitor, std::slice::from_ref(&record)).await?;
    Ok((view, record, file))
}

/// The file itself.
pub async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, WebError> {
    let (view, _, file) = load(&app, &visitor, id).await?;
    if !is_given(&file, view.sees_official) {
        return Err(WebError::NotFound);
    }
    let bytes = app.store.file_of(&file, RECORD_FILE).await?;
    Ok(upload::inert(RECORD_FILE.name(&file).unwrap_or_default(), file.text("media_type"), bytes))
}

/// Its first page as we draw it.
pub async fn picture(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, WebError> {
    let (_, _, file) = load(&app, &visitor, id).await?;
    let bytes = app.store.file_of(&file, RECORD_FILE).await?;
    let picture = app.store.files.preview(bytes, file.text("media_type"), 1).await?;
    let picture = picture.ok_or(WebError::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], picture.png).into_response())
}

/// Takes a file away.
pub async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    _form: Submitted,
) -> Result<Redirect, WebError> {
    let (view, record, file) = load(&app, &visitor, id).await?;
    if !view.may_change(&visitor, &record) {
        return Err(WebError::NotPermitted);
    }
    let back = format!("/registers/{}/{}", view.register.id, record.id());
    if file.get("removed_at").is_null() {
        let position = visitor.actor.first_position();
        let removed =
            app.store.remove_record_file(&visitor.actor, position, &view.register, &record, file).await;
        match removed {
            Ok(()) | Err(RecordFileError::TooMany) => {}
            Err(RecordFileError::Act(error)) => return Err(error.into()),
            Err(RecordFileError::Store(error)) => return Err(error.into()),
        }
    }
    Ok(Redirect::to(&back))
}
