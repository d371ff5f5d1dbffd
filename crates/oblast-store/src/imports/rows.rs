//! The rows of an import, read one batch after another beside the one who takes them.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

use jiff::civil::Date;
use oblast_register::matching::{Mapping, RowValues, read_row};
use oblast_register::{Catalogue, FieldError, Register};
use tokio::sync::mpsc;

use super::{ImportError, Run};
use crate::references::Known;
use crate::{Store, StoreError};

/// How many rows are taken at once: a transaction of so many keeps no act waiting for long.
pub(super) const BATCH: usize = 300;
/// The same where each row comes into indexes at places of their own.
pub(super) const INDEXED_BATCH: usize = 100;

/// How many references are remembered.
const KNOWN: usize = 100_000;

/// A row and what it says.
pub(super) struct ReadRow {
    /// Its number, as the file counts it.
    pub number: i64,
    /// Its cells, mended.
    pub cells: Vec<String>,
    /// What it says.
    pub says: RowValues,
    /// What is wrong with it, by the place of the column; beyond the last column where no column is to blame.
    pub errors: BTreeMap<usize, FieldError>,
}

/// What rows are read by.
struct Reader {
    register: Arc<Register>,
    catalogue: Arc<Catalogue>,
    mapping: Mapping,
    fixes: HashMap<(i64, usize), String>,
    today: Date,
    batch: usize,
}

impl Reader {
    fn row(&self, record: &csv::StringRecord) -> Option<ReadRow> {
        let mut fields = record.iter();
        let number: i64 = fields.next()?.parse().ok()?;
        let mut cells: Vec<String> = fields.map(str::to_owned).collect();
        if !self.fixes.is_empty() {
            for (column, cell) in cells.iter_mut().enumerate() {
                if let Some(mended) = self.fixes.get(&(number, column)) {
                    cell.clone_from(mended);
                }
            }
        }
        let (says, mut errors) = read_row(&self.register, &self.mapping, &cells);
        if errors.is_empty() {
            for (field, error) in self.catalogue.check_values(&self.register.id, &says.values, self.today) {
                let column = self.mapping.iter().position(|target| target.as_deref() == Some(field));
                errors.insert(column.unwrap_or(cells.len()), error);
            }
        }
        Some(ReadRow { number, cells, says, errors })
    }

    fn read(&self, file: File, after: i64, out: &mpsc::Sender<Result<Vec<ReadRow>, String>>) {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(BufReader::with_capacity(256 * 1024, file));
        let mut record = csv::StringRecord::new();
        let mut batch = Vec::with_capacity(self.batch);
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {
                    let known = record.get(0).and_then(|number| number.parse::<i64>().ok());
                    if known.is_none_or(|number| number <= after) {
                        continue;
                    }
                    batch.extend(self.row(&record));
                    if batch.len() >= self.batch {
                        let full = std::mem::replace(&mut batch, Vec::with_capacity(self.batch));
                        if out.blocking_send(Ok(full)).is_err() {
                            return;
                        }
                    }
                }
                Ok(false) => break,
                Err(error) => {
                    let _ = out.blocking_send(Err(error.to_string()));
                    return;
                }
            }
        }
        if !batch.is_empty() {
            let _ = out.blocking_send(Ok(batch));
        }
    }
}

/// Batches of rows as they come.
pub(super) struct Batches(mpsc::Receiver<Result<Vec<ReadRow>, String>>);

impl Batches {
    pub async fn next(&mut self) -> Result<Option<Vec<ReadRow>>, ImportError> {
        match self.0.recv().await {
            None => Ok(None),
            Some(Ok(batch)) => Ok(Some(batch)),
            Some(Err(words)) => Err(StoreError::Unexpected(words).into()),
        }
    }
}

impl Store {
    /// Finds the records that the rows of a batch refer to.
    pub(super) async fn settle_batch(
        &self,
        register: &Register,
        run: &Run,
        batch: &mut [ReadRow],
        known: &mut Known,
    ) -> Result<(), ImportError> {
        if register.fields.iter().all(|field| field.target.is_none()) {
            return Ok(());
        }
        for row in batch.iter_mut() {
            for (field, error) in self.settle_known(register, &mut row.says.values, known).await? {
                let column = run.mapping.iter().position(|target| target.as_deref() == Some(&field));
                row.errors.insert(column.unwrap_or(row.cells.len()), error);
            }
        }
        // A large file may name many records; what was found is forgotten before it takes much memory.
        if known.len() > KNOWN {
            known.clear();
        }
        Ok(())
    }

    /// The rows of an import after one of them, some at once.
    pub(super) async fn batches(
        &self,
        register: &Arc<Register>,
        run: &Run,
        after: i64,
        batch: usize,
    ) -> Result<Batches, ImportError> {
        let file = self.rows_of(run).await?;
        let reader = Reader {
            register: Arc::clone(register),
            catalogue: Arc::clone(self.catalogue()),
            mapping: run.mapping.clone(),
            fixes: self.fixes(run).await?,
            today: oblast_kernel::clock::kyiv_date(self.clock.now()),
            batch,
        };
        let (out, batches) = mpsc::channel(2);
        tokio::task::spawn_blocking(move || reader.read(file, after, &out));
        Ok(Batches(batches))
    }
}
