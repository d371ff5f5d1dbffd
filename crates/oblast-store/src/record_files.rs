//! Files of records: added and removed by acts that change the record, so that its history tells of them.

use oblast_kernel::access::Actor;
use oblast_kernel::{Uuid, Value};
use oblast_register::{Field, Register};

use crate::act::ActError;
use crate::files::{Taken, clean_name};
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

impl Store {
    /// The files of a record that are there now, in the order in which they came.
    pub async fn record_files(&self, record: Uuid) -> Result<Vec<Record>, StoreError> {
        let tail = "where record_id = $1 and removed_at is null order by added_at, id limit 500";
        self.select("record_file", tail, &[record.into()]).await
    }

    /// Adds a taken file to a field of a record.
    #[allow(clippy::too_many_arguments)] // who, where and what: each is one thing
    pub async fn add_record_file(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        register: &Register,
        record: &Record,
        (field, most): (&Field, usize),
        (name, caption): (&str, &str),
        taken: &Taken,
    ) -> Result<(), RecordFileError> {
        let standing = self.record_files(record.id()).await?;
        let count = standing.iter().filter(|file| file.text("field") == field.id).count();
        if count >= most {
            self.release(std::slice::from_ref(&taken.hash)).await?;
            return Err(RecordFileError::TooMany);
        }
        let mut row = self.new_record("record_file")?;
        row.set("register", register.id.as_str());
        row.set("record_id", record.id());
        row.set("field", field.id.as_str());
        row.set("name", clean_name(name));
        row.set("caption", Some(caption.trim()).filter(|text| !text.is_empty()).map(str::to_owned));
        row.set("hash", taken.hash.as_str());
        row.set("size", taken.size);
        row.set("media_type", taken.media_type);
        row.set("added_at", self.clock.now().as_microsecond());
        row.set("added_by", actor.account);
        let record = self.counted(record, field, count + 1);
        let act = self.act("record.attach").by(actor).in_position(position);
        let act = act.about(&register.table(), record.id()).update(record).insert(row);
        Ok(self.apply(act).await.map(|_| ())?)
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
