//! Staging: rows go into the register's own table, a batch a transaction with its note, where nobody sees them yet.

use std::sync::Arc;

use oblast_kernel::clock::{from_micros, kyiv_date};
use oblast_kernel::journal::hex;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, merkle};
use oblast_register::Register;
use oblast_register::plan::TableDef;
use oblast_register::register::format_number;
use tokio::time::Instant;

use super::proof::{Salt, leaf};
use super::rows::{BATCH, Batches, INDEXED_BATCH, ReadRow};
use super::{DISCARDED, ImportError, Run};
use crate::act::ActError;
use crate::database::{Load, Pace};
use crate::prepare::{Bulk, BulkTable, Statement};
use crate::record::Record;
use crate::references::Known;
use crate::sealing::tokens;
use crate::search;
use crate::{Store, StoreError};

/// How many rows are removed at once.
const REMOVED: i64 = 1_000;

/// What staging knows of its import.
struct Staging {
    set: Uuid,
    salt: Salt,
    /// The first leased number and the year in which it was leased.
    numbers: Option<(i64, i16)>,
    table: BulkTable,
}

fn table(def: &TableDef) -> BulkTable {
    let columns: Vec<(&str, &str)> =
        def.columns.iter().map(|column| (column.name.as_str(), column.kind.postgres())).collect();
    BulkTable::new(&def.name, &columns)
}

impl Store {
    /// Stages what is not staged yet.
    pub(super) async fn stage_rows(&self, register: &Arc<Register>, run: &Run) -> Result<(), ImportError> {
        let batch = if self.defer_indexes(register, run).await? { BATCH } else { INDEXED_BATCH };
        let staged = self.stage_batches(register, run, batch).await;
        self.restore_indexes(register).await?;
        let Some(staged) = staged? else { return Ok(()) };
        if staged != run.rows - run.bad_rows {
            // What was checked is not what is here now: rows that were sound are not any more.
            return Err(ImportError::BadCells);
        }
        let sql = "update import_run set phase = 'staged', done = $1, lease_until = 0, changed_at = $2 \
                   where id = $3 and phase = 'staging'";
        let now = self.clock.now().as_microsecond();
        self.scratch(sql, vec![staged.into(), now.into(), run.id.into()]).await?;
        Ok(())
    }

    /// Stages the rows; how many are. Nothing where somebody ended the import meanwhile.
    async fn stage_batches(
        &self,
        register: &Arc<Register>,
        run: &Run,
        batch: usize,
    ) -> Result<Option<i64>, ImportError> {
        let set = self.load("import_set", run.id).await?.ok_or(ImportError::Step)?;
        let began = from_micros(set.int("began_at").unwrap_or_default());
        let staging = Staging {
            set: run.id,
            salt: Salt::of(&set),
            numbers: set.text("number_from").parse().ok().map(|first| (first, kyiv_date(began).year())),
            table: table(self.table(&register.table())?),
        };
        let (last, mut staged) = self.staged(run.id).await?;
        let mut batches = self.batches(register, run, last, batch).await?;
        let mut known = Known::new();
        let mut writing = Load::default();
        loop {
            // While one batch is written, the next is made.
            let made = self.next_load(register, run, &staging, &mut batches, &mut known, &mut staged);
            let (began, acts) = (Instant::now(), self.acts_asked());
            let (written, next) = tokio::join!(self.load_rows(std::mem::take(&mut writing)), made);
            match written {
                Err(ActError::Conflict { .. }) => return Ok(None),
                written => written?,
            }
            // Nobody else writes, or the import gives way.
            if self.acts_asked() != acts {
                Pace::Gentle.rest(began).await;
            }
            match next? {
                Some(load) => writing = load,
                None => return Ok(Some(staged)),
            }
        }
    }

    /// The next batch that has sound rows.
    async fn next_load(
        &self,
        register: &Arc<Register>,
        run: &Run,
        staging: &Staging,
        batches: &mut Batches,
        known: &mut Known,
        staged: &mut i64,
    ) -> Result<Option<Load>, ImportError> {
        while let Some(mut batch) = batches.next().await? {
            self.settle_batch(register, run, &mut batch, known).await?;
            batch.retain(|row| row.errors.is_empty());
            if !batch.is_empty() {
                let mut load = self.batch_load(register, staging, *staged, &batch)?;
                *staged += batch.len() as i64;
                load.statements.push(self.progress_statement(run, "staging", *staged, None));
                return Ok(Some(load));
            }
        }
        Ok(None)
    }

    /// The last row that is staged, and how many are.
    async fn staged(&self, set: Uuid) -> Result<(i64, i64), StoreError> {
        let sql = "select cast(coalesce(max(last_row), 0) as bigint), cast(coalesce(sum(rows), 0) as bigint) \
                   from import_batch where import_set = $1";
        let rows = self.query(sql, &[set.into()], &[ColumnType::Int, ColumnType::Int]).await?;
        Ok(rows.first().map_or((0, 0), |row| (row.int(0), row.int(1))))
    }

    /// The rows of a batch, what the search will find them by, and the note of the batch.
    fn batch_load(
        &self,
        register: &Register,
        staging: &Staging,
        before: i64,
        batch: &[ReadRow],
    ) -> Result<Load, ImportError> {
        let mut load = Load::default();
        let (Some(first), Some(last)) = (batch.first(), batch.last()) else { return Ok(load) };
        let mut rows = Bulk::new(&staging.table);
        let (mut leaves, mut documents) = (Vec::with_capacity(batch.len()), Vec::new());
        let mut found_by =
            Bulk::new(&BulkTable::new("blind_index", &[("token", "bytea"), ("row_id", "uuid")]));
        for (index, row) in (0..).zip(batch) {
            let mut record = self.staged_record(register, staging, before + index, row)?;
            if let Some(sealing) = self.sealing().filter(|_| record.has_unsealed()) {
                let no_key = || StoreError::Unexpected("a row could not be encrypted".into());
                record.seal(sealing, &self.ids).ok_or_else(no_key)?;
                found_by.rows.extend(tokens(sealing, register, &record));
            }
            leaves.push(leaf(&staging.salt, row.number, &record.canonical()));
            documents.push(search::record_document(register, &record));
            rows.rows.push(record.values().to_vec());
        }
        load.bulks.push(rows);
        if !found_by.rows.is_empty() {
            load.bulks.push(found_by);
        }
        load.bulks.extend(search::bulks(&documents, staging.set, self.dialect()));
        load.statements.push(Statement {
            sql: "insert into import_batch (import_set, first_row, last_row, rows, root) values ($1, $2, $3, $4, $5)".into(),
            parameters: vec![
                staging.set.into(),
                first.number.into(),
                last.number.into(),
                (batch.len() as i64).into(),
                hex(&merkle::root(&leaves)).into(),
            ],
            one_row_or: None,
        });
        Ok(load)
    }

    fn staged_record(
        &self,
        register: &Register,
        staging: &Staging,
        place: i64,
        row: &ReadRow,
    ) -> Result<Record, ImportError> {
        let mut record = self.draft_record(register, &row.says.values)?.with_version(1);
        record.set("import_id", staging.set);
        record.set("import_row", row.number);
        if let Some(state) = &row.says.state {
            record.set("state", state.as_str());
            self.set_due(register, &mut record);
        }
        let leased = match (&register.number, staging.numbers) {
            (Some(template), Some((first, year))) => Some(format_number(template, first + place, year)),
            _ => None,
        };
        record.set("number", row.says.number.clone().or(leased));
        Ok(record)
    }

    /// Removes the rows of a discarded import, some at a time.
    pub(super) async fn remove_rows(
        &self,
        register: Option<&Arc<Register>>,
        run: &Run,
    ) -> Result<(), ImportError> {
        let mut done = 0;
        if let Some(register) = register {
            let table = register.table();
            let chosen =
                format!("select id from {table} where import_id = $1 order by import_row limit {REMOVED}");
            let is_sealed = self.table(&table)?.is_sealed();
            loop {
                self.forget_documents(run.id, REMOVED).await?;
                if is_sealed {
                    let sql = format!("delete from blind_index where row_id in ({chosen})");
                    self.scratch(&sql, vec![run.id.into()]).await?;
                }
                let sql = format!("delete from {table} where id in ({chosen})");
                let removed = self.scratch(&sql, vec![run.id.into()]).await?;
                done += i64::try_from(removed).unwrap_or_default();
                if removed == 0 {
                    break;
                }
                self.progress(run, "discarding", done, None).await?;
            }
        }
        self.scratch("delete from import_batch where import_set = $1", vec![run.id.into()]).await?;
        let mut set = self.load("import_set", run.id).await?.ok_or(ImportError::Step)?;
        set.set("state", DISCARDED);
        let sql = "update import_run set phase = 'discarded', lease_until = 0, failure = null where id = $1";
        let gone = crate::Scratch { sql: sql.into(), parameters: vec![run.id.into()] };
        let act = self.act("import.removed").about("import_set", run.id).update(set).also(gone);
        self.apply(act).await?;
        self.forget_files(run.id).await;
        Ok(())
    }
}
