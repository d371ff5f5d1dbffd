//! Imports: the rows of a file become records of a register.
//!
//! A file is received, read into rows ([`receive`]), matched with the fields, checked ([`check`]), staged in batches
//! into the register's own table under an import that lists, search and API leave out ([`stage`]), and published by
//! one act with a Merkle root over the rows ([`proof`]), or discarded. Work that takes long is done beside the answers
//! ([`work`]), under a lease, and goes on where a killed process left it.

mod check;
mod indexes;
pub(crate) mod proof;
mod receive;
mod rows;
mod secret;
mod stage;
mod work;

use std::collections::HashMap;

use oblast_kernel::access::Actor;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Ids, Uuid, Value};
use oblast_register::matching::{self, Mapping, NUMBER};
use oblast_register::{FieldError, Register};
use serde_json::{Value as Json, json};

use crate::act::ActError;
use crate::database::Row;
use crate::files::FileError;
use crate::record::Record;
use crate::sealing::Sealing;
use crate::{Store, StoreError};

use secret::Secret;

pub use oblast_tables::{ENCODINGS, Format, Notice, Reading, Summary, TableError};
pub use receive::LARGEST;

/// How many bad cells are kept with their words; beyond them they are counted.
pub const FINDINGS: i64 = 10_000;
/// How many cells may be mended in place.
pub const FIXES: usize = 2_000;
/// How long the files of an import that nobody ends are kept, in microseconds: a week.
const KEPT: i64 = 7 * 86_400_000_000;

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Read; waits for its columns to be matched.
    Read,
    /// Being checked.
    Checking,
    /// Checked; waits for the word to stage.
    Checked,
    /// Being staged.
    Staging,
    /// Staged; waits for the word to publish.
    Staged,
    /// Its rows are records.
    Published,
    /// Its rows are being removed.
    Discarding,
    /// Nothing of it is left.
    Discarded,
}

impl Phase {
    const ALL: [Phase; 8] = [
        Phase::Read,
        Phase::Checking,
        Phase::Checked,
        Phase::Staging,
        Phase::Staged,
        Phase::Published,
        Phase::Discarding,
        Phase::Discarded,
    ];

    /// The name, as it is stored and in texts.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Read => "read",
            Phase::Checking => "checking",
            Phase::Checked => "checked",
            Phase::Staging => "staging",
            Phase::Staged => "staged",
            Phase::Published => "published",
            Phase::Discarding => "discarding",
            Phase::Discarded => "discarded",
        }
    }

    fn from_name(name: &str) -> Phase {
        Phase::ALL.into_iter().find(|phase| phase.name() == name).unwrap_or(Phase::Read)
    }

    /// Does the worker have it now?
    pub fn is_running(self) -> bool {
        matches!(self, Phase::Checking | Phase::Staging | Phase::Discarding)
    }
}

/// The state of an import's row of legal effect whose rows nobody sees yet.
pub(crate) const STAGING: &str = "staging";
/// Its rows are records.
pub(crate) const PUBLISHED: &str = "published";
/// Its rows are being removed.
pub(crate) const DISCARDING: &str = "discarding";
/// Its rows are gone.
pub(crate) const DISCARDED: &str = "discarded";

/// An import under way, or over.
#[derive(Clone, Debug)]
pub struct Run {
    /// The id, also of the import of legal effect.
    pub id: Uuid,
    /// The register.
    pub register: String,
    /// Who began it.
    pub account: Uuid,
    /// The name of the file.
    pub file_name: String,
    /// SHA-256 of the file.
    pub file_hash: String,
    /// The size of the file, in bytes.
    pub file_size: i64,
    /// What it is written in.
    pub format: Format,
    /// How it was asked to be read.
    pub reading: Reading,
    /// What was read.
    pub summary: Summary,
    /// What each column goes into.
    pub mapping: Mapping,
    /// How many rows it has.
    pub rows: i64,
    /// How far it is.
    pub phase: Phase,
    /// How many rows of the phase are done.
    pub done: i64,
    /// How many cells are wrong.
    pub bad_cells: i64,
    /// How many rows have a cell that is wrong.
    pub bad_rows: i64,
    /// Are rows with a wrong cell left out?
    pub leave_out: bool,
    /// Why it stopped.
    pub failure: Option<String>,
    /// When it began, in microseconds.
    pub created_at: i64,
    lease_until: i64,
    /// What its files, its sample and its cells are encrypted under, until it ends.
    secret: Option<Secret>,
}

/// A wrong cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCell {
    /// The row, as the file counts it.
    pub row: i64,
    /// The place of the column, from 0.
    pub column: usize,
    /// What the cell holds.
    pub value: String,
    /// The code of the text.
    pub code: String,
    /// Its variables.
    pub args: Vec<(String, String)>,
}

/// Why an import did not go on.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The import is not where this can be done, or is not there.
    #[error("the import is not at this step")]
    Step,
    /// The file is not taken.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file is no table that we read: its name.
    #[error("`{0}` is no table that is read")]
    NotATable(String),
    /// The table was not read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// No column goes into these required fields.
    #[error("no column for {}", .0.join(", "))]
    Missing(Vec<String>),
    /// More cells were mended than may be.
    #[error("more than {FIXES} cells are mended in place")]
    TooManyFixes,
    /// There are wrong cells, and rows with them are not left out.
    #[error("there are wrong cells")]
    BadCells,
    /// No row is left to be taken.
    #[error("no row is left")]
    NoRows,
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const COLUMNS: &str = "id, register, account, file_name, file_hash, file_size, format, reading, summary, mapping, \
     rows, phase, done, bad_cells, bad_rows, leave_out, failure, created_at, lease_until, sealed_key";

fn read_run(row: &Row, sealing: Option<&Sealing>) -> Run {
    let json = |index: usize| row.text(index);
    let id = row.id(0);
    let secret = Secret::stored(sealing, id, row.get(19));
    let summary = secret::opened(secret.as_ref(), secret::SUMMARY, json(8));
    Run {
        id,
        register: row.text(1).to_owned(),
        account: row.id(2),
        file_name: row.text(3).to_owned(),
        file_hash: row.text(4).to_owned(),
        file_size: row.int(5),
        format: Format::from_name(row.text(6)).unwrap_or(Format::Csv),
        reading: serde_json::from_str(json(7)).unwrap_or_default(),
        summary: summary.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default(),
        mapping: serde_json::from_str(json(9)).unwrap_or_default(),
        rows: row.int(10),
        phase: Phase::from_name(row.text(11)),
        done: row.int(12),
        bad_cells: row.int(13),
        bad_rows: row.int(14),
        leave_out: row.int(15) == 1,
        failure: row.get(16).as_text().map(str::to_owned),
        created_at: row.int(17),
        lease_until: row.int(18),
        secret,
    }
}

const RUN_TYPES: [ColumnType; 20] = {
    use ColumnType::{Bytes, Id, Int, Text};
    [
        Id, Text, Id, Text, Text, Int, Text, Text, Text, Text, Int, Text, Int, Int, Int, Int, Text, Int, Int,
        Bytes,
    ]
};

fn args_text(args: &[(&'static str, String)]) -> String {
    let args: Vec<Json> = args.iter().map(|(name, value)| json!([name, value])).collect();
    Json::Array(args).to_string()
}

impl Store {
    /// An import.
    pub async fn import_run(&self, id: Uuid) -> Result<Option<Run>, StoreError> {
        let sql = format!("select {COLUMNS} from import_run where id = $1");
        Ok(self.runs(&sql, &[id.into()]).await?.pop())
    }

    /// The imports of a register, the newest first.
    pub async fn import_runs(&self, register: &str) -> Result<Vec<Run>, StoreError> {
        let sql = format!(
            "select {COLUMNS} from import_run where register = $1 order by created_at desc, id desc limit 50"
        );
        self.runs(&sql, &[register.into()]).await
    }

    async fn runs(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Run>, StoreError> {
        let rows = self.query(sql, parameters, &RUN_TYPES).await?;
        Ok(rows.iter().map(|row| read_run(row, self.sealing())).collect())
    }

    /// The published imports of the same file into the same register.
    pub async fn same_file(&self, run: &Run) -> Result<Vec<Record>, StoreError> {
        let tail =
            "where file_hash = $1 and register = $2 and state = 'published' order by ended_at desc limit 10";
        self.select("import_set", tail, &[run.file_hash.as_str().into(), run.register.as_str().into()]).await
    }

    /// The wrong cells of an import, in the order of its rows.
    pub async fn bad_cells(
        &self,
        run: &Run,
        after: (i64, i64),
        limit: i64,
    ) -> Result<Vec<BadCell>, StoreError> {
        use ColumnType::{Int, Text};
        let sql = format!(
            "select row_number, column_number, value, code, args from import_finding where run = $1 \
             and (row_number, column_number) > ($2, $3) order by row_number, column_number limit {}",
            limit.clamp(1, 1000)
        );
        let rows = self
            .query(&sql, &[run.id.into(), after.0.into(), after.1.into()], &[Int, Int, Text, Text, Text])
            .await?;
        let opened =
            |text: &str| secret::opened(run.secret.as_ref(), secret::CELLS, text).unwrap_or_default();
        let cell = |row: &Row| BadCell {
            row: row.int(0),
            column: usize::try_from(row.int(1)).unwrap_or_default(),
            value: opened(row.text(2)),
            code: row.text(3).to_owned(),
            args: serde_json::from_str(&opened(row.text(4))).unwrap_or_default(),
        };
        Ok(rows.iter().map(cell).collect())
    }

    /// Mends cells: what they hold instead, by row and column. Changes nothing in the file.
    pub async fn mend_cells(&self, run: &Run, cells: &[(i64, usize, String)]) -> Result<(), ImportError> {
        if run.phase != Phase::Checked {
            return Err(ImportError::Step);
        }
        let known = self.fixes(run).await?;
        let new = cells.iter().filter(|(row, column, _)| !known.contains_key(&(*row, *column))).count();
        if known.len() + new > FIXES {
            return Err(ImportError::TooManyFixes);
        }
        let sql = "insert into import_fix (run, row_number, column_number, value) values ($1, $2, $3, $4) \
                   on conflict (run, row_number, column_number) do update set value = $4";
        for (row, column, value) in cells {
            let column = i64::try_from(*column).unwrap_or_default();
            let value = secret::kept(run.secret.as_ref(), &self.ids, secret::CELLS, value);
            let values = vec![run.id.into(), (*row).into(), column.into(), value.into()];
            self.scratch(sql, values).await?;
        }
        Ok(())
    }

    /// The mended cells.
    async fn fixes(&self, run: &Run) -> Result<HashMap<(i64, usize), String>, StoreError> {
        use ColumnType::{Int, Text};
        let sql = "select row_number, column_number, value from import_fix where run = $1";
        let rows = self.query(sql, &[run.id.into()], &[Int, Int, Text]).await?;
        let fix = |row: &Row| {
            let value = secret::opened(run.secret.as_ref(), secret::CELLS, row.text(2)).unwrap_or_default();
            ((row.int(0), usize::try_from(row.int(1)).unwrap_or_default()), value)
        };
        Ok(rows.iter().map(fix).collect())
    }

    /// Says what each column goes into, and has the rows checked.
    pub async fn check_import(
        &self,
        register: &Register,
        run: &Run,
        mapping: &Mapping,
    ) -> Result<(), ImportError> {
        let missing = matching::missing(register, mapping);
        if !missing.is_empty() {
            return Err(ImportError::Missing(missing.iter().map(|field| field.id.clone()).collect()));
        }
        let text = serde_json::to_string(mapping).unwrap_or_default();
        let sql = "update import_run set mapping = $1, phase = 'checking', done = 0, bad_cells = 0, bad_rows = 0, \
                   failure = null, lease_until = 0, changed_at = $2 where id = $3 and phase in ('read', 'checked')";
        let now = self.clock.now().as_microsecond();
        self.stepped(self.scratch(sql, vec![text.into(), now.into(), run.id.into()]).await?)
    }

    fn stepped(&self, rows: u64) -> Result<(), ImportError> {
        if rows == 0 {
            return Err(ImportError::Step);
        }
        self.importing.notify_one();
        Ok(())
    }

    /// Begins to stage: from here on the import has legal effect, and the numbers of its records are leased.
    pub async fn stage_import(
        &self,
        actor: &Actor,
        register: &Register,
        run: &Run,
        leave_out: bool,
    ) -> Result<(), ImportError> {
        if run.phase != Phase::Checked {
            return Err(ImportError::Step);
        }
        if run.bad_cells > 0 && !leave_out {
            return Err(ImportError::BadCells);
        }
        let taken = run.rows - run.bad_rows;
        if taken == 0 {
            return Err(ImportError::NoRows);
        }
        let mut set = self.new_record("import_set")?;
        set.set("id", run.id);
        set.set("register", run.register.as_str());
        set.set("state", STAGING);
        set.set("file_name", run.file_name.as_str());
        set.set("file_hash", run.file_hash.as_str());
        set.set("author", run.account);
        set.set("began_at", self.clock.now().as_microsecond());
        set.set("salt", self.ids.bytes::<16>().to_vec());
        let numbered = run.mapping.iter().flatten().any(|target| target == NUMBER);
        let leased = (register.number.is_some() && !numbered).then_some(taken);
        set.set("number_count", leased);
        let sql = "update import_run set phase = 'staging', done = 0, leave_out = $1, failure = null, lease_until = 0, \
                   changed_at = $2 where id = $3 and phase = 'checked'";
        let now = self.clock.now().as_microsecond();
        let parameters = vec![Value::Int(leave_out.into()), now.into(), run.id.into()];
        let mut act = self.act("import.begin").by(actor).in_position(actor.first_position());
        act = act.about("import_set", run.id).insert(set);
        if let Some(count) = leased {
            act = act.lease("number_from", &register.table(), count);
        }
        let act = act.also(crate::Scratch { sql: sql.into(), parameters });
        match self.apply(act).await {
            Ok(_) => self.stepped(1),
            // The second of two clicks: the import has begun.
            Err(ActError::Duplicate { .. }) => Err(ImportError::Step),
            Err(error) => Err(error.into()),
        }
    }

    /// Publishes what is staged: one act, and all its rows are records.
    pub async fn publish_import(&self, actor: &Actor, run: &Run) -> Result<(), ImportError> {
        if run.phase != Phase::Staged {
            return Err(ImportError::Step);
        }
        let mut set = self.open_set(run).await?;
        let (rows, root) = self.staged_root(run.id).await?;
        set.set("state", PUBLISHED);
        set.set("rows", rows);
        set.set("root", root);
        self.end_import(actor, "import.publish", set, Phase::Published).await?;
        // Which index serves a list best follows from what the table holds now.
        let table = format!("reg_{}", run.register.replace('-', "_"));
        self.touch(std::iter::once(table.as_str()));
        if let Err(error) = self.scratch(&format!("analyze {table}"), Vec::new()).await {
            tracing::warn!(%error, "the table was not analysed");
        }
        self.forget_files(run.id).await;
        Ok(())
    }

    /// Discards an import before it is published. Rows that are staged are removed beside the answers.
    pub async fn discard_import(&self, actor: &Actor, run: &Run) -> Result<(), ImportError> {
        match run.phase {
            Phase::Staging | Phase::Staged => {
                let mut set = self.open_set(run).await?;
                set.set("state", DISCARDING);
                self.end_import(actor, "import.discard", set, Phase::Discarding).await?;
                self.stepped(1)
            }
            Phase::Read | Phase::Checking | Phase::Checked => {
                let sql = "update import_run set phase = 'discarded', changed_at = $1 \
                           where id = $2 and phase in ('read', 'checking', 'checked')";
                let now = self.clock.now().as_microsecond();
                self.stepped(self.scratch(sql, vec![now.into(), run.id.into()]).await?)?;
                self.forget_files(run.id).await;
                Ok(())
            }
            _ => Err(ImportError::Step),
        }
    }

    /// The import of legal effect, while it is neither published nor discarded.
    async fn open_set(&self, run: &Run) -> Result<Record, ImportError> {
        let set = self.load("import_set", run.id).await?;
        set.filter(|set| set.text("state") == STAGING).ok_or(ImportError::Step)
    }

    async fn end_import(
        &self,
        actor: &Actor,
        kind: &str,
        mut set: Record,
        phase: Phase,
    ) -> Result<(), ImportError> {
        let now = self.clock.now().as_microsecond();
        let id = set.id();
        set.set("ended_at", now);
        let sql = "update import_run set phase = $1, done = 0, failure = null, lease_until = 0, changed_at = $2 where id = $3";
        let parameters = vec![phase.name().into(), now.into(), id.into()];
        let act = self.act(kind).by(actor).in_position(actor.first_position()).about("import_set", id);
        match self.apply(act.update(set).also(crate::Scratch { sql: sql.into(), parameters })).await {
            Ok(_) => Ok(()),
            Err(ActError::Conflict { .. }) => Err(ImportError::Step),
            Err(error) => Err(error.into()),
        }
    }

    /// Forgets imports that nobody ended for a week, and what was noted of those that are over.
    pub async fn forget_old_imports(&self) -> Result<(), StoreError> {
        let before = self.clock.now().as_microsecond() - KEPT;
        let sql = format!(
            "select {COLUMNS} from import_run where phase in ('read', 'checked') and changed_at < $1 limit 100"
        );
        for run in self.runs(&sql, &[before.into()]).await? {
            let sql =
                "update import_run set phase = 'discarded' where id = $1 and phase in ('read', 'checked')";
            self.scratch(sql, vec![run.id.into()]).await?;
            self.forget_files(run.id).await;
        }
        Ok(())
    }

    /// The files of an import and what was found in them are needed no more: their key goes first, so that what is left
    /// behind, in a backup too, cannot be read.
    async fn forget_files(&self, run: Uuid) {
        let sql = "update import_run set sealed_key = null where id = $1 and sealed_key is not null";
        if let Err(error) = self.scratch(sql, vec![run.into()]).await {
            tracing::warn!(%error, "the key of an import was not destroyed");
        }
        for kind in receive::KINDS {
            if let Err(error) = self.files.unspool(&receive::spooled(run, kind)).await {
                tracing::warn!(%error, "a file of an import was not removed");
            }
        }
        for table in ["import_finding", "import_fix"] {
            if let Err(error) =
                self.scratch(&format!("delete from {table} where run = $1"), vec![run.into()]).await
            {
                tracing::warn!(%error, "what was found in an import was not forgotten");
            }
        }
    }
}

/// A wrong cell as it is kept.
fn finding(run: &Run, ids: &Ids, row: i64, column: usize, value: &str, error: &FieldError) -> Vec<Value> {
    let kept = |text: &str| secret::kept(run.secret.as_ref(), ids, secret::CELLS, text);
    // A long text is recognised by its beginning.
    let shown: String = value.chars().take(500).collect();
    vec![
        run.id.into(),
        row.into(),
        i64::try_from(column).unwrap_or_default().into(),
        error.code.into(),
        kept(&args_text(&error.args)).into(),
        kept(&shown.replace('\0', "\u{fffd}")).into(),
    ]
}
