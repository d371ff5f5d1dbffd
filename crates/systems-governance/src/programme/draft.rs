//! A document that is being read: its file, what was corrected in it, what is understood so far.

use oblast_kernel::access::Actor;
use oblast_kernel::{Uuid, Value};
use oblast_store::files::{FileError, Taken};
use oblast_store::record_files::RECORD_FILE;
use oblast_store::{ActError, Record, Store, StoreError};
use oblast_tables::TableError;
use oblast_tables::document::{Block, read_document};

use super::check::{Finding, check};
use super::corrections::Corrections;
use super::model::Programme;
use super::reading::read;

/// The register of the documents.
pub const DRAFTS: &str = "programme-drafts";
/// The field of the file, here and in the versions.
pub const DOCUMENT: &str = "document";

/// How many characters the corrections of a document take at most, as its register says.
const MOST: usize = 100_000;

/// A document and what is understood of it.
pub struct Draft {
    /// Its record.
    pub record: Record,
    /// Its file.
    pub file: Record,
    /// What is corrected.
    pub corrections: Corrections,
    /// The document as it is written.
    pub written: Vec<Block>,
    /// What is understood of it, corrected.
    pub programme: Programme,
    /// What of it disagrees.
    pub findings: Vec<Finding>,
}

/// Why a document was not read.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// There is none.
    #[error("there is no such document")]
    Missing,
    /// More is corrected than may be.
    #[error("more than {MOST} characters of corrections")]
    TooMany,
    /// It is no document that is read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Its file cannot be given.
    #[error(transparent)]
    File(#[from] FileError),
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is understood of a document with its corrections.
fn understand(blocks: &[Block], corrections: &Corrections) -> (Programme, Vec<Finding>) {
    let programme = read(&corrections.apply(blocks.to_vec()));
    let findings = check(&programme);
    (programme, findings)
}

/// Keeps a file that was taken, so that it can be read. Gives the id of its record.
pub async fn begin(store: &Store, actor: &Actor, name: &str, taken: &Taken) -> Result<Uuid, DraftError> {
    let bytes = store.files.read(&taken.hash).await?;
    let sniffed = name.to_owned();
    if let Err(error) = beside(move || read_document(&sniffed, &bytes)).await? {
        // One that cannot be read is not kept.
        store.release(std::slice::from_ref(&taken.hash)).await?;
        return Err(error.into());
    }
    let catalogue = std::sync::Arc::clone(store.catalogue());
    let register = catalogue.register(DRAFTS).ok_or(DraftError::Missing)?;
    let field = register.field(DOCUMENT).ok_or(DraftError::Missing)?;
    let title: String = name.chars().take(300).collect();
    let mut record = store.draft_record(register, &[("title".to_owned(), Value::from(title))].into())?;
    let act = store.act("record.create").by(actor).in_position(actor.first_position());
    let act = act.about(&register.table(), record.id());
    let act = store.with_file(act, actor, register, &mut record, field, (name, taken))?;
    let id = record.id();
    store.apply(store.insert_record(act, register, record)).await?;
    Ok(id)
}

async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Unexpected(error.to_string()))
}

/// A document as it is understood now.
pub async fn load(store: &Store, id: Uuid) -> Result<Draft, DraftError> {
    let record = store.load("reg_programme_drafts", id).await?.ok_or(DraftError::Missing)?;
    let file = store.record_files(id).await?.into_iter().next().ok_or(DraftError::Missing)?;
    let bytes = store.file_of(&file, RECORD_FILE).await?;
    let name = RECORD_FILE.name(&file).unwrap_or_default().to_owned();
    let corrections = Corrections::parse(record.text("corrections"));
    let own = corrections.clone();
    let (written, (programme, findings)) = beside(move || {
        let written = read_document(&name, &bytes)?;
        let understood = understand(&written, &own);
        Ok::<_, TableError>((written, understood))
    })
    .await??;
    Ok(Draft { record, file, corrections, written, programme, findings })
}

/// Keeps the corrections of a document.
pub async fn correct(
    store: &Store,
    actor: &Actor,
    draft: Draft,
    corrections: &Corrections,
) -> Result<(), DraftError> {
    let catalogue = std::sync::Arc::clone(store.catalogue());
    let register = catalogue.register(DRAFTS).ok_or(DraftError::Missing)?;
    let mut record = draft.record;
    let text = (!corrections.is_empty()).then(|| corrections.text());
    if text.as_ref().is_some_and(|text| text.chars().count() > MOST) {
        return Err(DraftError::TooMany);
    }
    store.fill_record(register, &mut record, &[("corrections".to_owned(), Value::from(text))].into());
    let act = store.act("record.change").by(actor).in_position(actor.first_position());
    store.apply(act.about(&register.table(), record.id()).update(record)).await?;
    Ok(())
}

/// A document that is not to be saved.
pub async fn discard(store: &Store, actor: &Actor, draft: Draft) -> Result<(), DraftError> {
    let mut record = draft.record;
    record.set("state", "discarded");
    record.set("updated_at", store.clock.now().as_microsecond());
    let act = store.act("record.change").by(actor).in_position(actor.first_position());
    store.apply(act.about("reg_programme_drafts", record.id()).update(record)).await?;
    Ok(())
}
