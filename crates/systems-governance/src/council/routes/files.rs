//! Documents of a submission or an entry for the experts who review it: they work in other bodies, and its card shows its
//! documents to its own body and to the council's alone.

use axum::response::Response;
use maud::{Markup, html};
use oblast_kernel::Uuid;
use oblast_store::Record;
use oblast_store::record_files::RECORD_FILE;
use oblast_web::{App, Visitor, WebError, upload};

use super::word;

/// The documents as links under an address; nothing where there are none.
pub async fn list(app: &App, visitor: &Visitor, record: Uuid, under: &str) -> Result<Markup, WebError> {
    let files = app.store.record_files(record).await?;
    let own: Vec<&Record> = files.iter().filter(|file| !RECORD_FILE.is_erased(file)).collect();
    Ok(html! {
        @if !own.is_empty() {
            p { (word(visitor, "Документи", "Documents")) ":" }
            ul {
                @for file in own {
                    @let name = RECORD_FILE.name(file).unwrap_or_default();
                    li { a href={ (under) "/" (file.id()) } download=(name) { (name) } " – " (upload::size(visitor, file.int("size").unwrap_or_default())) }
                }
            }
        }
    })
}

/// A document of a record.
pub async fn give(app: &App, record: Uuid, file: Uuid) -> Result<Response, WebError> {
    let files = app.store.record_files(record).await?;
    let file = files.iter().find(|own| own.id() == file && !RECORD_FILE.is_erased(own));
    let file = file.ok_or(WebError::NotFound)?;
    let bytes = app.store.file_of(file, RECORD_FILE).await?;
    Ok(upload::inert(RECORD_FILE.name(file).unwrap_or_default(), file.text("media_type"), bytes))
}
