//! A new version of a register whose field takes over what an older field holds, and the end of fields that are retired.
//!
//! A change of type is a new field beside the old one: `from` names it, the old one has `until`. The records are converted in
//! acts of some hundreds while the register is in use; the old values stay, so going back is a declaration, until
//! [`Store::purge`] empties what is retired.

use std::sync::Arc;
use std::time::Duration;

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::Values;
use oblast_register::{Field, Register};

use crate::act::ActError;
use crate::database::Pace;
use crate::record::Record;
use crate::records::{RecordError, put};
use crate::{Row, Store, StoreError};

/// How many records an act converts.
const BATCH: i64 = 200;
/// How long a lease is, in microseconds: longer than any batch takes.
const LEASE: i64 = 60_000_000;
/// How often it is looked whether there is work.
const EVERY: Duration = Duration::from_secs(2);
/// How many records that could not be read are shown.
const SHOWN: i64 = 100;

/// How far the conversion of a field is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// The register.
    pub register: String,
    /// The field that is filled.
    pub field: String,
    /// The field that it is filled from.
    pub source: String,
    /// The version of the register that asks for it.
    pub version: i64,
    /// How many records there were to convert.
    pub total: i64,
    /// How many were looked at.
    pub done: i64,
    /// How many of them could not be read as the new kind.
    pub failed: i64,
    /// Is it over?
    pub is_done: bool,
    after: Uuid,
    lease_until: i64,
}

/// What was taken away for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purged {
    /// The register.
    pub register: String,
    /// The field, or the column that no declaration names any more.
    pub field: String,
    /// How many records lost a value; 0 where only an empty column went.
    pub records: usize,
}

/// Why retired fields were not emptied.
#[derive(Debug, thiserror::Error)]
pub enum PurgeError {
    /// Values of a retired field stand nowhere else yet.
    #[error(
        "`{register}`: the new field `{field}` is empty in {count} records whose old field `{source_field}` is not: fill it in first"
    )]
    Unconverted {
        /// The register.
        register: String,
        /// The new field.
        field: String,
        /// The retired one.
        source_field: String,
        /// How many records.
        count: i64,
    },
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const COLUMNS: &str = "register, field, source, version, total, done, failed, after_id, state, lease_until";
const TYPES: [ColumnType; 10] = [
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Int,
    ColumnType::Int,
    ColumnType::Int,
    ColumnType::Int,
    ColumnType::Id,
    ColumnType::Text,
    ColumnType::Int,
];

fn read(row: &Row) -> Conversion {
    Conversion {
        register: row.text(0).to_owned(),
        field: row.text(1).to_owned(),
        source: row.text(2).to_owned(),
        version: row.int(3),
        total: row.int(4),
        done: row.int(5),
        failed: row.int(6),
        after: row.id(7),
        is_done: row.text(8) == "done",
        lease_until: row.int(9),
    }
}

/// The fields of a register that take over another, with that other.
fn taking_over(register: &Register) -> impl Iterator<Item = (&Field, &Field)> {
    let own = register.fields.iter().filter(|field| !field.retired);
    own.filter_map(|field| Some((field, register.field(field.from.as_deref()?)?)))
}

/// The records that a field has yet to take over from another.
fn is_waiting(field: &Field, source: &Field) -> String {
    format!("{} is not null and {} is null", source.id, field.id)
}

/// The value of the old field as the new one reads it; nothing where it cannot.
fn converted(record: &Record, field: &Field, source: &Field) -> Option<Value> {
    let text = source.kind.to_text(record.get(&source.id), source);
    field.parse_cell(&text).ok().filter(|value| !value.is_null())
}

impl Store {
    /// Notes what the declarations ask to be converted; where that was asked before, nothing.
    pub(crate) async fn plan_conversions(&self) -> Result<(), StoreError> {
        for register in self.catalogue().registers() {
            if taking_over(register).next().is_none() {
                continue;
            }
            let noted = self.conversions(register).await?;
            for (field, source) in taking_over(register) {
                // Counting reads the whole table: once, not at every start.
                if noted.iter().any(|own| own.field == field.id) {
                    continue;
                }
                let waiting = format!("{} where {}", register.table(), is_waiting(field, source));
                let total = self.count(&waiting, &[], i64::MAX).await?;
                let sql = format!(
                    "insert into conversion ({COLUMNS}, changed_at) \
                     values ($1, $2, $3, $4, $5, 0, 0, $6, 'running', 0, $7) on conflict do nothing"
                );
                let values = vec![
                    register.id.as_str().into(),
                    field.id.as_str().into(),
                    source.id.as_str().into(),
                    register.version.into(),
                    total.into(),
                    Uuid::nil().into(),
                    self.clock.now().as_microsecond().into(),
                ];
                self.scratch(&sql, values).await?;
            }
        }
        Ok(())
    }

    /// The conversions that the declared versions of registers ask for.
    pub async fn conversions(&self, register: &Register) -> Result<Vec<Conversion>, StoreError> {
        let sql =
            format!("select {COLUMNS} from conversion where register = $1 and version = $2 order by field");
        let rows = self.query(&sql, &[register.id.as_str().into(), register.version.into()], &TYPES).await?;
        Ok(rows.iter().map(read).collect())
    }

    /// Converts what there is to convert, until the process ends; nothing where no declaration asks for it.
    pub async fn run_conversions(&self) {
        if self.catalogue().registers().all(|register| taking_over(register).next().is_none()) {
            return;
        }
        loop {
            if let Err(error) = self.convert(Pace::Gentle, |_| {}).await {
                tracing::warn!(%error, "records were not converted");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Converts what there is to convert now; `told` hears of each batch.
    pub async fn convert(&self, pace: Pace, told: impl Fn(&Conversion)) -> Result<(), RecordError> {
        while let Some(mut own) = self.take_conversion().await? {
            let register = self.catalogue().register(&own.register).cloned();
            let Some(register) = register.filter(|register| register.version == own.version) else {
                // Another version is declared now; this one is asked for no more.
                self.end_conversion(&own).await?;
                continue;
            };
            while !own.is_done {
                let began = tokio::time::Instant::now();
                self.convert_batch(&register, &mut own).await?;
                told(&own);
                pace.rest(began).await;
            }
        }
        Ok(())
    }

    async fn take_conversion(&self) -> Result<Option<Conversion>, StoreError> {
        let now = self.clock.now().as_microsecond();
        let sql = format!(
            "select {COLUMNS} from conversion where state = 'running' and lease_until < $1 order by register, field, version limit 1"
        );
        let Some(own) = self.query(&sql, &[now.into()], &TYPES).await?.first().map(read) else {
            return Ok(None);
        };
        let sql = "update conversion set lease_until = $1 where register = $2 and field = $3 and version = $4 and lease_until = $5";
        let values = vec![
            (now + LEASE).into(),
            own.register.as_str().into(),
            own.field.as_str().into(),
            own.version.into(),
            own.lease_until.into(),
        ];
        Ok((self.scratch(sql, values).await? == 1).then_some(own))
    }

    async fn end_conversion(&self, own: &Conversion) -> Result<(), StoreError> {
        let sql = "update conversion set state = 'done' where register = $1 and field = $2 and version = $3";
        let key = vec![own.register.as_str().into(), own.field.as_str().into(), own.version.into()];
        self.scratch(sql, key).await.map(|_| ())
    }

    async fn convert_batch(&self, register: &Arc<Register>, own: &mut Conversion) -> Result<(), RecordError> {
        let found = register.field(&own.field).zip(register.field(&own.source));
        let Some((field, source)) = found else {
            own.is_done = true;
            return Ok(self.end_conversion(own).await?);
        };
        let tail = format!("where id > $1 and {} order by id limit {BATCH}", is_waiting(field, source));
        let records = self.select(&register.table(), &tail, &[own.after.into()]).await?;
        let count = records.len() as i64;
        if let Some(last) = records.last() {
            own.after = last.id();
        }
        let ready: Vec<(Record, Value)> = records
            .into_iter()
            .filter_map(|record| Some((converted(&record, field, source)?, record)))
            .map(|(value, record)| (record, value))
            .collect();
        let mut failed = count - ready.len() as i64;
        failed += self.write_converted(register, field, source, ready).await?;
        own.done += count;
        own.failed += failed;
        own.is_done = count < BATCH;
        let now = self.clock.now().as_microsecond();
        let sql = "update conversion set done = $1, failed = $2, after_id = $3, state = $4, changed_at = $5, lease_until = $6 \
                   where register = $7 and field = $8 and version = $9";
        let values = vec![
            own.done.into(),
            own.failed.into(),
            own.after.into(),
            if own.is_done { "done" } else { "running" }.into(),
            now.into(),
            (if own.is_done { 0 } else { now + LEASE }).into(),
            own.register.as_str().into(),
            own.field.as_str().into(),
            own.version.into(),
        ];
        self.scratch(sql, values).await?;
        Ok(())
    }

    /// Writes a batch in one act; where somebody changed one of its records meanwhile, or a value must not stand twice,
    /// one after another. How many could not be written.
    async fn write_converted(
        &self,
        register: &Arc<Register>,
        field: &Field,
        source: &Field,
        ready: Vec<(Record, Value)>,
    ) -> Result<i64, RecordError> {
        if ready.is_empty() {
            return Ok(0);
        }
        let given = |value: &Value| Values::from([(field.id.clone(), value.clone())]);
        let mut act = self.act("record.convert");
        act.indexed_later = self.is_unindexed(register).await?;
        for (record, value) in &ready {
            let mut record = record.clone();
            self.fill_record(register, &mut record, &given(value));
            act = act.update(record);
        }
        match self.apply(act).await {
            Ok(_) => return Ok(0),
            Err(ActError::Conflict { .. } | ActError::Duplicate { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let mut failed = 0;
        for (record, _) in ready {
            let id = record.id();
            let Some(mut now) = self.load(&register.table(), id).await? else { continue };
            if !now.get(&field.id).is_null() {
                continue;
            }
            let Some(value) = converted(&now, field, source) else {
                failed += 1;
                continue;
            };
            self.fill_record(register, &mut now, &given(&value));
            match self.apply(self.act("record.convert").about(&register.table(), id).update(now)).await {
                Ok(_) | Err(ActError::Conflict { .. }) => {}
                Err(ActError::Duplicate { .. }) => failed += 1,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(failed)
    }

    /// Records whose old value the new field could not take over: the first of them, and how many there are.
    pub async fn unconverted(
        &self,
        register: &Register,
        conversion: &Conversion,
    ) -> Result<(Vec<Record>, i64), StoreError> {
        let found = register.field(&conversion.field).zip(register.field(&conversion.source));
        let Some((field, source)) = found else { return Ok((Vec::new(), 0)) };
        let condition = format!("where {}", is_waiting(field, source));
        let table = register.table();
        let count = self.count(&format!("{} {condition}", self.visible(&table)?), &[], i64::MAX).await?;
        let records = self.select(&table, &format!("{condition} order by id limit {SHOWN}"), &[]).await?;
        Ok((records, count))
    }

    /// Empties the fields that are retired, record by record in acts, then drops the columns that no declaration names and
    /// nothing stands in. After that there is no way back.
    pub async fn purge(&self) -> Result<Vec<Purged>, PurgeError> {
        let mut purged = Vec::new();
        let registers: Vec<Arc<Register>> = self.catalogue().registers().cloned().collect();
        for register in &registers {
            self.must_be_converted(register).await?;
            for field in register.fields.iter().filter(|field| field.retired) {
                let records = self.empty_field(register, field).await?;
                if records > 0 {
                    purged.push(Purged { register: register.id.clone(), field: field.id.clone(), records });
                }
            }
            purged.extend(self.drop_columns(register).await?);
        }
        Ok(purged)
    }

    async fn must_be_converted(&self, register: &Register) -> Result<(), PurgeError> {
        for (field, source) in taking_over(register).filter(|(_, source)| source.retired) {
            let waiting = format!("{} where {}", register.table(), is_waiting(field, source));
            let count = self.count(&waiting, &[], i64::MAX).await?;
            if count > 0 {
                return Err(PurgeError::Unconverted {
                    register: register.id.clone(),
                    field: field.id.clone(),
                    source_field: source.id.clone(),
                    count,
                });
            }
        }
        Ok(())
    }

    async fn empty_field(&self, register: &Register, field: &Field) -> Result<usize, PurgeError> {
        let tail = format!("where {} is not null order by id limit {BATCH}", field.id);
        let mut count = 0;
        loop {
            let records = self.select(&register.table(), &tail, &[]).await?;
            if records.is_empty() {
                return Ok(count);
            }
            let mut act = self.act("record.purge");
            let emptied = records.len();
            for mut record in records {
                put(&mut record, field, &Value::Null);
                act = act.update(record);
            }
            match self.apply(act).await {
                Ok(_) => count += emptied,
                // Somebody changed one of them: they are read again.
                Err(ActError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn drop_columns(&self, register: &Register) -> Result<Vec<Purged>, StoreError> {
        let def = self.table(&register.table())?.clone();
        let mut purged = Vec::new();
        for column in self.standing_columns(&def.name).await? {
            let holds = format!("{} where {column} is not null", def.name);
            if def.position(&column).is_some() || self.count(&holds, &[], 1).await? > 0 {
                continue;
            }
            for index in ["by", "one", "in"] {
                self.scratch(&format!("drop index if exists {}_{index}_{column}", def.name), Vec::new())
                    .await?;
            }
            self.scratch(&format!("alter table {} drop column {column}", def.name), Vec::new()).await?;
            purged.push(Purged { register: register.id.clone(), field: column, records: 0 });
        }
        Ok(purged)
    }

    async fn standing_columns(&self, table: &str) -> Result<Vec<String>, StoreError> {
        let sql = match self.dialect() {
            crate::migrate::Dialect::Sqlite => "select name from pragma_table_info($1)",
            crate::migrate::Dialect::Postgres => {
                "select cast(column_name as text) from information_schema.columns \
                 where table_schema = current_schema() and table_name = $1"
            }
        };
        let rows = self.query(sql, &[table.into()], &[ColumnType::Text]).await?;
        Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
    }
}
