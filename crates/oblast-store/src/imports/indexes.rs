//! The indexes of a register while a large import is staged.
//!
//! A row that comes into an index at a random place costs a page of the disk. Where an import brings most of what the
//! register will hold, its indexes are dropped before the rows come and made over all of them afterwards, in their
//! order, each in a moment of its own so that acts come between. A process that is killed meanwhile makes them when it
//! starts, as any index that is declared and does not stand.

use oblast_register::Register;
use oblast_register::plan::{self, Index};

use super::Run;
use crate::migrate::index_ddl;
use crate::{Store, StoreError};

/// How many rows are worth it.
const MANY: i64 = 1_000;
/// The rows that stand already are at most this part of those that come: their lists do without indexes meanwhile.
const PART: i64 = 4;

/// What the import itself needs is left: what must not stand twice, and the rows by their import.
fn deferrable(register: &Register) -> impl Iterator<Item = Index> {
    plan::indexes(register).into_iter().filter(|index| !index.unique && index.only_with.is_none())
}

impl Store {
    /// Drops the indexes if that is worth it. Were they?
    pub(super) async fn defer_indexes(&self, register: &Register, run: &Run) -> Result<bool, StoreError> {
        let coming = run.rows - run.bad_rows;
        if coming < MANY || self.standing_rows(register, run, coming / PART + 1).await? > coming / PART {
            return Ok(false);
        }
        for index in deferrable(register) {
            self.scratch(&format!("drop index if exists {}", index.name), Vec::new()).await?;
        }
        Ok(true)
    }

    /// Makes the indexes that do not stand.
    pub(super) async fn restore_indexes(&self, register: &Register) -> Result<(), StoreError> {
        let table = register.table();
        for index in deferrable(register) {
            self.scratch(&index_ddl(&table, &index), Vec::new()).await?;
        }
        Ok(())
    }

    /// How many rows of other origin the register holds, counted to a limit.
    async fn standing_rows(&self, register: &Register, run: &Run, limit: i64) -> Result<i64, StoreError> {
        let others = format!("{} where import_id is null or import_id <> $1", register.table());
        self.count(&others, &[run.id.into()], limit).await
    }
}
