//! The dry run: every row is read as it would be staged, nothing is written but what is wrong.

use std::collections::HashMap;
use std::sync::Arc;

use oblast_kernel::Value;
use oblast_kernel::journal::sha256;
use oblast_register::matching::NUMBER;
use oblast_register::{FieldError, Register};

use super::rows::{BATCH, ReadRow};
use super::{FINDINGS, ImportError, Run, finding};
use crate::Store;
use crate::database::Load;
use crate::prepare::{Bulk, BulkTable};
use crate::references::Known;

/// What must not stand twice: the column in the table, the place of the column in the file.
type Unique = Vec<(String, usize)>;

/// Where a value stood first.
type Seen = HashMap<(usize, [u8; 16]), i64>;

fn unique(register: &Register, run: &Run) -> Unique {
    let once = register.fields.iter().filter(|field| field.unique).map(|field| field.id.as_str());
    let columns = once.chain(register.number.iter().map(|_| NUMBER));
    columns
        .filter_map(|column| {
            let place = run.mapping.iter().position(|target| target.as_deref() == Some(column))?;
            Some((column.to_owned(), place))
        })
        .collect()
}

fn value_of(row: &ReadRow, column: &str) -> Value {
    match column {
        NUMBER => row.says.number.clone().into(),
        field => row.says.values.get(field).cloned().unwrap_or(Value::Null),
    }
}

fn bulk() -> Bulk {
    let columns = [
        ("run", "uuid"),
        ("row_number", "bigint"),
        ("column_number", "bigint"),
        ("code", "text"),
        ("args", "text"),
        ("value", "text"),
    ];
    Bulk::new(&BulkTable::new("import_finding", &columns))
}

impl Store {
    /// Checks all rows, from the first.
    pub(super) async fn check_rows(&self, register: &Arc<Register>, run: &Run) -> Result<(), ImportError> {
        self.scratch("delete from import_finding where run = $1", vec![run.id.into()]).await?;
        let unique = unique(register, run);
        let (mut seen, mut done, mut bad_cells, mut bad_rows) = (Seen::new(), 0_i64, 0_i64, 0_i64);
        let mut batches = self.batches(register, run, 0, BATCH).await?;
        let mut known = Known::new();
        while let Some(mut batch) = batches.next().await? {
            self.settle_batch(register, run, &mut batch, &mut known).await?;
            self.check_unique(register, &unique, &mut seen, &mut batch).await?;
            let mut found = bulk();
            for row in &batch {
                done += 1;
                bad_rows += i64::from(!row.errors.is_empty());
                for (column, error) in &row.errors {
                    bad_cells += 1;
                    if bad_cells <= FINDINGS {
                        let value = row.cells.get(*column).map_or("", String::as_str);
                        found.rows.push(finding(run, &self.ids, row.number, *column, value, error));
                    }
                }
            }
            if !found.rows.is_empty() {
                self.load_rows(Load { bulks: vec![found], statements: Vec::new() }).await?;
            }
            if !self.progress(run, "checking", done, Some((bad_cells, bad_rows))).await? {
                return Ok(());
            }
        }
        let sql = "update import_run set phase = 'checked', done = $1, bad_cells = $2, bad_rows = $3, lease_until = 0, \
                   changed_at = $4 where id = $5 and phase = 'checking'";
        let now = self.clock.now().as_microsecond();
        let values = vec![done.into(), bad_cells.into(), bad_rows.into(), now.into(), run.id.into()];
        self.scratch(sql, values).await?;
        Ok(())
    }

    /// What must not stand twice: neither in the file nor in the register.
    async fn check_unique(
        &self,
        register: &Register,
        unique: &Unique,
        seen: &mut Seen,
        batch: &mut [ReadRow],
    ) -> Result<(), ImportError> {
        for (index, (column, place)) in unique.iter().enumerate() {
            let mut asked = Vec::new();
            for row in batch.iter_mut() {
                let value = value_of(row, column);
                if value.is_null() || row.errors.contains_key(place) {
                    continue;
                }
                let digest = sha256(format!("{value:?}").as_bytes());
                let key = (index, digest[..16].try_into().unwrap_or_default());
                let first = *seen.entry(key).or_insert(row.number);
                if first == row.number {
                    asked.push(value);
                } else {
                    row.errors.insert(*place, FieldError::new("twice-in-file").with("row", first));
                }
            }
            let taken = self.standing(register, column, &asked).await?;
            for row in batch.iter_mut().filter(|row| taken.contains(&value_of(row, column))) {
                row.errors.entry(*place).or_insert_with(|| FieldError::new("duplicate"));
            }
        }
        Ok(())
    }

    /// Which of these values stand in a column already, also in rows that nobody sees yet.
    async fn standing(
        &self,
        register: &Register,
        column: &str,
        asked: &[Value],
    ) -> Result<Vec<Value>, ImportError> {
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let table = self.table(&register.table())?;
        let kind = table.columns.iter().find(|own| own.name == column).map(|own| own.kind);
        let Some(kind) = kind else { return Ok(Vec::new()) };
        let places: Vec<String> = (1..=asked.len()).map(|place| format!("${place}")).collect();
        let sql = format!("select {column} from {} where {column} in ({})", table.name, places.join(", "));
        let rows = self.query(&sql, asked, &[kind]).await?;
        Ok(rows.iter().map(|row| row.get(0).clone()).collect())
    }
}
