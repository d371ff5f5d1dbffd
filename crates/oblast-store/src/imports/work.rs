//! The long work of imports, beside the answers: under a lease, and on from where a killed process left it.

use std::time::Duration;

use super::{COLUMNS, ImportError, Phase, Run};
use crate::act::ActError;
use crate::database::Load;
use crate::prepare::Statement;
use crate::{Store, StoreError};

/// How often it is looked whether there is work, when nobody says so.
const EVERY: Duration = Duration::from_secs(2);
/// How long a lease is, in microseconds: longer than the writing of any batch.
const LEASE: i64 = 60_000_000;

impl Store {
    /// Does what there is to do, until the process ends.
    pub async fn run_imports(&self) {
        loop {
            if let Err(error) = self.work_imports().await {
                tracing::warn!(%error, "the imports were not looked through");
            }
            let _ = tokio::time::timeout(EVERY, self.importing.notified()).await;
        }
    }

    /// Does what there is to do now; how many steps that were.
    pub async fn work_imports(&self) -> Result<usize, StoreError> {
        let mut done = 0;
        while let Some(run) = self.take_import().await? {
            done += 1;
            if let Err(error) = self.work_on(&run).await {
                tracing::warn!(%error, import = %run.id, "an import stopped");
                self.stop_import(&run, &error).await?;
            }
        }
        Ok(done)
    }

    /// What another process of this node had in hand when it ended is free at once.
    pub(crate) async fn free_imports(&self) -> Result<(), StoreError> {
        self.scratch("update import_run set lease_until = 0 where node = $1", vec![self.node().into()])
            .await?;
        Ok(())
    }

    async fn take_import(&self) -> Result<Option<Run>, StoreError> {
        let now = self.clock.now().as_microsecond();
        let sql = format!(
            "select {COLUMNS} from import_run where phase in ('checking', 'staging', 'discarding') \
             and failure is null and lease_until < $1 order by changed_at, id limit 1"
        );
        let Some(run) = self.runs(&sql, &[now.into()]).await?.pop() else {
            return Ok(None);
        };
        let sql = "update import_run set lease_until = $1, node = $2 where id = $3 and phase = $4 and lease_until = $5";
        let values = vec![
            (now + LEASE).into(),
            self.node().into(),
            run.id.into(),
            run.phase.name().into(),
            run.lease_until.into(),
        ];
        let taken = self.scratch(sql, values).await? == 1;
        Ok(taken.then_some(run))
    }

    async fn work_on(&self, run: &Run) -> Result<(), ImportError> {
        let register = self.catalogue().register(&run.register).cloned();
        match (run.phase, &register) {
            (Phase::Discarding, register) => self.remove_rows(register.as_ref(), run).await,
            (Phase::Checking, Some(register)) => self.check_rows(register, run).await,
            (Phase::Staging, Some(register)) => self.stage_rows(register, run).await,
            _ => Err(StoreError::Unexpected(format!("the register {} is not declared", run.register)).into()),
        }
    }

    /// Notes how far the work is and keeps the lease. `false` where somebody ended the import meanwhile.
    pub(super) async fn progress(
        &self,
        run: &Run,
        phase: &str,
        done: i64,
        bad: Option<(i64, i64)>,
    ) -> Result<bool, ImportError> {
        let note = self.progress_statement(run, phase, done, bad);
        Ok(self.scratch(&note.sql, note.parameters).await? == 1)
    }

    /// The same as a part of what is written: a conflict where somebody ended the import meanwhile.
    pub(super) fn progress_statement(
        &self,
        run: &Run,
        phase: &str,
        done: i64,
        bad: Option<(i64, i64)>,
    ) -> Statement {
        let now = self.clock.now().as_microsecond();
        let mut parameters = vec![done.into(), now.into(), (now + LEASE).into()];
        let mut sets = "done = $1, changed_at = $2, lease_until = $3".to_owned();
        if let Some((cells, rows)) = bad {
            parameters.extend([cells.into(), rows.into()]);
            sets.push_str(", bad_cells = $4, bad_rows = $5");
        }
        let place = parameters.len();
        let sql =
            format!("update import_run set {sets} where id = ${} and phase = ${}", place + 1, place + 2);
        parameters.extend([run.id.into(), phase.into()]);
        let ended = ActError::Conflict { table: "import_run".into(), id: run.id };
        Statement { sql: sql.into(), parameters, one_row_or: Some(ended) }
    }

    /// Stops an import with the reason; what passes by itself is tried again instead.
    async fn stop_import(&self, run: &Run, error: &ImportError) -> Result<(), StoreError> {
        let passes = matches!(
            error,
            ImportError::Act(ActError::Unavailable(_) | ActError::Unknown)
                | ImportError::Store(StoreError::Database(_) | StoreError::Locked(_))
        );
        if passes {
            return Ok(());
        }
        let code = match error {
            ImportError::Act(ActError::Duplicate { .. }) => "duplicate",
            ImportError::Act(ActError::Full) | ImportError::Store(StoreError::Full) => "full",
            ImportError::File(_) => "file",
            ImportError::BadCells => "changed",
            _ => "internal",
        };
        // A check can simply be asked for again; what is half staged can only be discarded.
        let phase = if run.phase == Phase::Checking { Phase::Read } else { run.phase };
        let sql =
            "update import_run set failure = $1, phase = $2, lease_until = 0 where id = $3 and phase = $4";
        let values = vec![code.into(), phase.name().into(), run.id.into(), run.phase.name().into()];
        self.scratch(sql, values).await.map(|_| ())
    }

    /// Writes rows without legal effect in a transaction of their own.
    pub(crate) async fn load_rows(&self, load: Load) -> Result<(), ActError> {
        self.database.load(load).await
    }
}
