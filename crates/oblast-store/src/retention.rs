//! Records whose term of keeping has ended.

use jiff::civil::Date;
use oblast_register::Register;
use oblast_register::plan::SEALED_KEY;

use crate::record::Record;
use crate::{Store, StoreError};

/// How many records one run erases at most; the next run takes the next ones.
pub const MOST: usize = 1_000;

impl Store {
    /// The records of a register whose date is not after a day and whose restricted values are still there, the oldest first.
    pub async fn due_records(&self, register: &Register, until: Date) -> Result<Vec<Record>, StoreError> {
        let Some(retention) = &register.retention else { return Ok(Vec::new()) };
        let from = &retention.from;
        let tail =
            format!("where {from} <= $1 and {SEALED_KEY} is not null order by {from}, id limit {MOST}");
        self.select(&register.table(), &tail, &[until.to_string().into()]).await
    }
}
