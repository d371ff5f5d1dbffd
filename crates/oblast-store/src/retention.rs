//! Records whose term of keeping has ended.

use jiff::civil::Date;
use oblast_kernel::value::ColumnType;
use oblast_register::Register;
use oblast_register::plan::SEALED_KEY;

use crate::record::Record;
use crate::{Store, StoreError};

/// How many records one run erases at most; the next run takes the next ones.
pub const MOST: usize = 1_000;

impl Store {
    /// How many records of a register are due, however many; what is counted is not opened.
    pub async fn count_due(&self, register: &Register, until: Date) -> Result<i64, StoreError> {
        let Some(retention) = &register.retention else { return Ok(0) };
        let sql = format!("select count(*) from {} where {}", register.table(), due(&retention.from));
        let rows = self.query(&sql, &[until.to_string().into()], &[ColumnType::Int]).await?;
        Ok(rows.first().map_or(0, |row| row.int(0)))
    }

    /// The records of a register whose date is not after a day and whose restricted values are still there, the oldest first.
    pub async fn due_records(&self, register: &Register, until: Date) -> Result<Vec<Record>, StoreError> {
        let Some(retention) = &register.retention else { return Ok(Vec::new()) };
        let from = &retention.from;
        let tail = format!("where {} order by {from}, id limit {MOST}", due(from));
        self.select(&register.table(), &tail, &[until.to_string().into()]).await
    }
}

/// The condition that a record is due; the day is the first parameter.
fn due(from: &str) -> String {
    format!("{from} <= $1 and {SEALED_KEY} is not null")
}
