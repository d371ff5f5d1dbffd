//! Files of records: added and removed by acts that change the record, so that its history tells of them. What a
//! restricted field holds is sealed under a key of its own, name and caption too.

use oblast_kernel::access::Actor;
use oblast_kernel::{Uuid, Value};
use oblast_register::{Field, Register};

use crate::act::{Act, ActError};
use crate::files::{FileError, FileKey, Taken, clean_name};
use crate::record::Record;
use crate::{Store, StoreError};

/// Why a file was not added or removed.
#[derive(Debug, thiserror::Error)]
pub enum RecordFileError {
    /// The field holds as many as may be.
    #[error("there are too many files")]
    TooMany,
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The columns by which a row refers to a file.
#[derive(Clone, Copy, Debug)]
pub struct FileColumns {
    hash: &'static str,
    name: &'static str,
    sealed_name: &'static str,
}

/// A file of a record: `record_file`.
pub const RECORD_FILE: FileColumns =
    FileColumns { hash: "hash", name: "name", sealed_name: "restricted_name" };
/// The evidence of a request to change a record: `change_request`.
pub const EVIDENCE: FileColumns =
    FileColumns { hash: "evidence_hash", name: "evidence_name", sealed_name: "restricted_evidence_name" };

impl FileColumns {
    /// The name of a row's file; nothing where there is no file.
    pub fn name<'r>(&self, row: &'r Record) -> Option<&'r str> {
        row.get(self.sealed_name).as_text().or_else(|| row.get(self.name).as_text())
    }

    /// Was the key destroyed under which the file was sealed?
    pub fn is_erased(&self, row: &Record) -> bool {
        row.is_unreadable(self.sealed_name)
    }

    /// Writes down which file was taken, and its name: sealed, where the file is.
    pub(crate) fn set(&self, row: &mut Record, name: &str, taken: &Taken, is_sealed: bool) {
        row.set(self.hash, taken.hash.as_str());
        let (open, sealed) = if is_sealed { (String::new(), Some(name)) } else { (name.to_owned(), None) };
        row.set(self.name, open);
        row.set(self.sealed_name, sealed.map(str::to_owned));
    }
}

/// The caption of a record's file.
pub fn caption(file: &Record) -> Option<&str> {
    file.get("restricted_caption").as_text().or_else(|| file.get("caption").as_text())
}

impl Store {
    /// The bytes of the file that a row refers to, in the clear.
    pub async fn file_of(&self, row: &Record, columns: FileColumns) -> Result<bytes::Bytes, FileError> {
        let hash = row.get(columns.hash).as_text().ok_or(FileError::Missing)?;
        if !row.is_sealed(columns.sealed_name) {
            return self.files.read(hash).await;
        }
        let key = self.file_key(row).ok_or(FileError::Erased)?;
        self.files.read_sealed(hash, &key).await
    }

    /// A row for a file of a field that is about to come, and what the file is to be sealed under.
    pub fn new_record_file(&self, field: &Field) -> Result<(Record, Option<FileKey>), StoreError> {
        let mut row = self.new_record("record_file")?;
        row.set("field", field.id.as_str());
        let key = field.is_restricted().then(|| self.new_file_key(&mut row)).transpose()?;
        Ok((row, key))
    }

    /// The files of a record that are there now, in the order in which they came.
    pub async fn record_files(&self, record: Uuid) -> Result<Vec<Record>, StoreError> {
        let tail = "where record_id = $1 and removed_at is null order by added_at, id limit 500";
        self.select("record_file", tail, &[record.into()]).await
    }

    /// Adds a taken file to a field of a record: the row is the one that was made for it.
    #[allow(clippy::too_many_arguments)] // who, where and what: each is one thing
    pub async fn add_record_file(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        register: &Register,
        record: &Record,
        (field, most): (&Field, usize),
        (name, caption): (&str, &str),
        (mut row, taken): (Record, &Taken),
    ) -> Result<(), RecordFileError> {
        let standing = self.record_files(record.id()).await?;
        let count = standing.iter().filter(|file| file.text("field") == field.id).count();
        if count >= most {
            self.release(std::slice::from_ref(&taken.hash)).await?;
            return Err(RecordFileError::TooMany);
        }
        RECORD_FILE.set(&mut row, &clean_name(name), taken, field.is_restricted());
        let column = if field.is_restricted() { "restricted_caption" } else { "caption" };
        row.set(column, Some(caption.trim()).filter(|text| !text.is_empty()).map(str::to_owned));
        row.set("size", taken.size);
        row.set("media_type", taken.media_type);
        self.belongs(&mut row, actor, register, record.id());
        let record = self.counted(record, field, count + 1);
        let act = self.act("record.attach").by(actor).in_position(position);
        let act = act.about(&register.table(), record.id()).update(record).insert(row);
        Ok(self.apply(act).await.map(|_| ())?)
    }

    fn belongs(&self, file: &mut Record, actor: &Actor, register: &Register, record: Uuid) {
        file.set("register", register.id.as_str());
        file.set("record_id", record);
        file.set("added_at", self.clock.now().as_microsecond());
        file.set("added_by", actor.account);
    }

    /// Adds a taken file to a record that is inserted by the same act.
    pub fn with_file(
        &self,
        act: Act,
        actor: &Actor,
        register: &Register,
        record: &mut Record,
        field: &Field,
        (name, taken): (&str, &Taken),
    ) -> Result<Act, StoreError> {
        let mut row = self.new_record("record_file")?;
        RECORD_FILE.set(&mut row, &clean_name(name), taken, false);
        row.set("size", taken.size);
        row.set("media_type", taken.media_type);
        Ok(self.with_row(act, actor, register, record, field, row))
    }

    /// Gives a record that is inserted by the same act a file that another record has.
    pub fn with_file_of(
        &self,
        act: Act,
        actor: &Actor,
        register: &Register,
        record: &mut Record,
        field: &Field,
        file: &Record,
    ) -> Result<Act, StoreError> {
        let mut row = self.new_record("record_file")?;
        for column in ["name", "caption", "hash", "size", "media_type"] {
            row.set(column, file.get(column).clone());
        }
        Ok(self.with_row(act, actor, register, record, field, row))
    }

    fn with_row(
        &self,
        act: Act,
        actor: &Actor,
        register: &Register,
        record: &mut Record,
        field: &Field,
        mut row: Record,
    ) -> Act {
        row.set("field", field.id.as_str());
        self.belongs(&mut row, actor, register, record.id());
        record.set(&field.id, 1);
        act.insert(row)
    }

    /// Takes a file away from a record. Its bytes stay: the history refers to them.
    pub async fn remove_record_file(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        register: &Register,
        record: &Record,
        file: Record,
    ) -> Result<(), RecordFileError> {
        let Some(field) = register.field(file.text("field")) else { return Ok(()) };
        let standing = self.record_files(record.id()).await?;
        let left =
            standing.iter().filter(|own| own.text("field") == field.id && own.id() != file.id()).count();
        let mut file = file;
        file.set("removed_at", self.clock.now().as_microsecond());
        file.set("removed_by", actor.account);
        let record = self.counted(record, field, left);
        let act = self.act("record.detach").by(actor).in_position(position);
        let act = act.about(&register.table(), record.id()).update(record).update(file);
        Ok(self.apply(act).await.map(|_| ())?)
    }

    fn counted(&self, record: &Record, field: &Field, count: usize) -> Record {
        let mut record = record.clone();
        let count = i64::try_from(count).ok().filter(|count| *count > 0);
        record.set(&field.id, count.map_or(Value::Null, Value::Int));
        record.set("updated_at", self.clock.now().as_microsecond());
        record
    }
}
