//! Storage on SQLite and PostgreSQL behind one seam.
//!
//! Nothing with legal effect is written but by an [`Act`]: a value that names its changes, their expected
//! versions and its journal entry. [`Store::apply`] writes all of it in one transaction and returns once it
//! is durable. Sessions, counters and caches go through [`Store::scratch`].

pub mod accounts;
pub mod act;
pub mod cases;
pub mod changes;
pub mod classifiers;
pub mod conversions;
pub mod cube;
mod database;
mod declarations;
mod dialect;
pub mod documents;
pub mod drafts;
pub mod duties;
pub mod facts;
pub mod figures;
pub mod files;
pub mod imports;
pub mod indicators;
pub mod journal;
pub mod mandates;
mod migrate;
pub mod notices;
pub mod outlines;
mod postgres;
mod prepare;
pub mod ratings;
pub mod readings;
pub mod record;
pub mod record_files;
pub mod records;
pub mod references;
pub mod reminders;
pub mod retention;
mod rotation;
mod schema;
mod sealing;
pub mod search;
pub mod signatures;
mod sqlite;
pub mod steps;
pub mod views;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Clock, Ids, Uuid, Value};
use oblast_register::Catalogue;
use oblast_register::plan::TableDef;

pub use act::{Act, ActError, Change, Idempotency, Receipt, Scratch};
pub use database::{Pace, Row};
pub use record::Record;
pub use rotation::{Rotated, RotationError};
pub use schema::{Class, Schema};
pub use sealing::Sealing;

use database::{Database, Opening};

/// Why the storage could not be opened, read or migrated.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database does not answer or answered with an error.
    #[error("the database answered: {0}")]
    Database(String),
    /// Another process holds the database.
    #[error("another process holds {0}")]
    Locked(String),
    /// The disk has no space left.
    #[error("no space is left for the database")]
    Full,
    /// A declaration changed without a new version.
    #[error("the {kind} `{id}` changed, but its version is still {version}: raise `version`")]
    DeclarationChanged {
        /// `register` or `procedure`.
        kind: &'static str,
        /// Which.
        id: String,
        /// The version that stands in the database with another text.
        version: i64,
    },
    /// A new version of a register does not fit its records.
    #[error("the register `{register}`, field `{field}`: {why}")]
    DeclarationContradicts {
        /// Which register.
        register: String,
        /// Which field.
        field: String,
        /// What does not fit, and what to do.
        why: String,
    },
    /// The master key of restricted values is not the one that the data were written under.
    #[error(
        "the key of restricted values is not the one that these data were written under: put back `keys/restricted.key`, on each node the same"
    )]
    Key,
    /// What is stored is not what the program writes.
    #[error("the database holds something unexpected: {0}")]
    Unexpected(String),
}

/// Where the data are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL connection string.
    Postgres(String),
}

/// The storage of one node. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    database: Arc<Database>,
    schema: Arc<Schema>,
    catalogue: Arc<Catalogue>,
    /// The clock of the platform.
    pub clock: Arc<dyn Clock>,
    /// What clocks outside show: telephones do not follow the clock of a demonstration.
    pub(crate) outside_clock: Arc<dyn Clock>,
    /// The source of identifiers.
    pub ids: Arc<Ids>,
    node: i64,
    channels: Channels,
    /// The files.
    pub files: files::Files,
    sealing: Option<Arc<Sealing>>,
    /// Passwords being hashed at once: each takes 19 MiB, and a crowd at the door must not take all memory.
    hashing: Arc<tokio::sync::Semaphore>,
    /// Who waits for that: the more stand there, the sooner the next one is told to come again.
    at_the_door: Arc<tokio::sync::Semaphore>,
    /// Figures being computed again at once.
    recounting: Arc<tokio::sync::Semaphore>,
    /// The latest figures of registers.
    figures: Arc<std::sync::Mutex<figures::Kept>>,
    /// Tables of registers that were written since the values of their indicators were made.
    touched: Arc<std::sync::Mutex<std::collections::HashSet<String>>>,
    /// Where the territories lie, as it was last read.
    outlines: Arc<std::sync::Mutex<outlines::Kept>>,
    /// Told when an import has work to be done.
    importing: Arc<tokio::sync::Notify>,
    asked: Arc<AtomicU64>,
    facts: Arc<std::sync::RwLock<Arc<facts::Facts>>>,
    /// The terms of what is declared: misspelt words are most likely meant to be these.
    vocabulary: Arc<std::sync::RwLock<Arc<std::collections::HashSet<String>>>>,
}

/// The ways of messages that an installation has; without one its deliveries are not made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channels {
    /// There is a mail server.
    pub email: bool,
    /// There is a gateway for short messages.
    pub sms: bool,
}

/// What a store is opened with.
pub struct Options {
    /// Where the data are.
    pub location: Location,
    /// The declarations whose tables it keeps.
    pub catalogue: Catalogue,
    /// The clock of the platform.
    pub clock: Arc<dyn Clock>,
    /// What clocks outside show; another one than the platform's in a demonstration alone.
    pub outside_clock: Arc<dyn Clock>,
    /// The source of identifiers.
    pub ids: Arc<Ids>,
    /// The number of this node: each node has its own journal chain.
    pub node: i64,
    /// Where the files are.
    pub files: files::FilePlace,
    /// The virus scanner that looks at uploaded files.
    pub scanner: Option<files::Scanner>,
    /// The ways of messages that this installation has.
    pub channels: Channels,
    /// What encrypts restricted values; without it they are not read, and only a store that is only read opens.
    pub sealing: Option<Sealing>,
    /// Only read: no lock, no migration, no writer. For verification beside a running server.
    pub read_only: bool,
}

impl Store {
    /// Opens the database, migrates it to the declarations and starts the writer.
    pub async fn open(options: Options) -> Result<Store, StoreError> {
        let schema = Arc::new(Schema::new(&options.catalogue)?);
        let now = options.clock.now().as_microsecond();
        let opening = Opening {
            schema: Arc::clone(&schema),
            catalogue: options.catalogue.clone(),
            ids: Arc::clone(&options.ids),
            node: options.node,
            now,
            read_only: options.read_only,
        };
        let files = files::Files::open(options.files, options.scanner, Arc::clone(&options.ids))
            .map_err(|error| StoreError::Unexpected(error.to_string()))?;
        let database = Database::open(&options.location, opening).await?;
        let mut store = Store {
            database: Arc::new(database),
            schema,
            catalogue: Arc::new(options.catalogue),
            clock: options.clock,
            outside_clock: options.outside_clock,
            ids: options.ids,
            node: options.node,
            channels: options.channels,
            files,
            sealing: options.sealing.map(Arc::new),
            hashing: Arc::new(tokio::sync::Semaphore::new(4)),
            at_the_door: Arc::new(accounts::password::door()),
            recounting: Arc::new(tokio::sync::Semaphore::new(1)),
            figures: Arc::default(),
            touched: Arc::default(),
            outlines: Arc::default(),
            importing: Arc::default(),
            asked: Arc::default(),
            facts: Arc::default(),
            vocabulary: Arc::default(),
        };
        if !options.read_only
            && let Err(error) = store.begin().await
        {
            // Whoever tries again, with another key, finds it free.
            store.close().await;
            return Err(error);
        }
        Ok(store)
    }

    /// What stands before the first request.
    async fn begin(&mut self) -> Result<(), StoreError> {
        self.check_sealing().await?;
        self.take_index_keys().await?;
        self.files.sweep(self.clock.now()).await;
        self.remember_declarations().await?;
        self.refresh_facts().await?;
        self.refresh_directories().await?;
        self.free_imports().await?;
        self.plan_conversions().await?;
        self.index_declarations().await?;
        Ok(())
    }

    /// The declarations.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// A register that the program itself declares.
    pub fn register(&self, id: &str) -> Result<Arc<oblast_register::Register>, StoreError> {
        let register = self.catalogue.register(id).cloned();
        register.ok_or_else(|| StoreError::Unexpected(format!("no register {id}")))
    }

    /// The tables.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The number of this node.
    pub fn node(&self) -> i64 {
        self.node
    }

    pub(crate) fn dialect(&self) -> migrate::Dialect {
        match &*self.database {
            Database::Sqlite(_) => migrate::Dialect::Sqlite,
            Database::Postgres(_) => migrate::Dialect::Postgres,
        }
    }

    /// The definition of a table.
    pub fn table(&self, name: &str) -> Result<&Arc<TableDef>, StoreError> {
        self.schema.table(name).ok_or_else(|| StoreError::Unexpected(format!("no table {name}")))
    }

    /// An empty record of a table with a new id.
    pub fn new_record(&self, table: &str) -> Result<Record, StoreError> {
        Ok(Record::new(Arc::clone(self.table(table)?), self.ids.id(self.clock.now())))
    }

    /// An act of `kind` at this moment.
    pub fn act(&self, kind: &str) -> Act {
        Act::new(kind, self.clock.now())
    }

    /// Applies an act: all of it, durably and in the journal, or nothing of it.
    pub async fn apply(&self, mut act: Act) -> Result<Receipt, ActError> {
        self.seal_act(&mut act)?;
        self.asked.fetch_add(1, Ordering::Relaxed);
        let written: Vec<_> = act.changes.iter().map(|change| Arc::clone(change.record.def())).collect();
        let receipt = self.database.apply(act).await?;
        // Once it stands: values that were made anew before do not know of it.
        self.touch(written.iter().map(|table| table.name.as_str()));
        Ok(receipt)
    }

    /// How many acts were asked for since the start: whether others write.
    pub(crate) fn acts_asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// Reads rows. Placeholders are `$1`, `$2`... and first appear in that order. `columns` are the types
    /// of the result.
    pub async fn query(
        &self,
        sql: &str,
        parameters: &[Value],
        columns: &[ColumnType],
    ) -> Result<Vec<Row>, StoreError> {
        debug_assert!(dialect::placeholders_in_order(sql, parameters.len()), "{sql}");
        self.database.query(sql, parameters, columns).await
    }

    /// Writes to a scratch table. Returns the number of rows.
    pub async fn scratch(&self, sql: &str, parameters: Vec<Value>) -> Result<u64, StoreError> {
        debug_assert!(dialect::placeholders_in_order(sql, parameters.len()), "{sql}");
        self.database.scratch(sql, parameters).await
    }

    /// A record of an act's table by its id.
    pub async fn load(&self, table: &str, id: Uuid) -> Result<Option<Record>, StoreError> {
        self.load_by(table, "id", Value::Id(id)).await
    }

    /// The record whose unique column has this value.
    pub async fn load_by(
        &self,
        table: &str,
        column: &str,
        value: Value,
    ) -> Result<Option<Record>, StoreError> {
        Ok(self.select(table, &format!("where {column} = $1 limit 1"), &[value]).await?.pop())
    }

    /// Records of a table under a tail of SQL (`where ... order by ... limit ...`); rows that an import has staged are
    /// none yet.
    pub async fn select(
        &self,
        table: &str,
        tail: &str,
        parameters: &[Value],
    ) -> Result<Vec<Record>, StoreError> {
        self.select_from(table, &self.visible(table)?, tail, parameters).await
    }

    /// The same with the rows that nobody sees yet.
    pub(crate) async fn select_all(
        &self,
        table: &str,
        tail: &str,
        parameters: &[Value],
    ) -> Result<Vec<Record>, StoreError> {
        self.select_from(table, table, tail, parameters).await
    }

    /// What stands after `from` to read the rows of a table without those that an import has staged. While none is
    /// under way, the first condition holds for all rows at once.
    pub fn visible(&self, table: &str) -> Result<String, StoreError> {
        const UNSEEN: &str = "from import_set where state in ('staging', 'discarding')";
        if self.table(table)?.position("import_id").is_none() {
            return Ok(table.to_owned());
        }
        Ok(format!(
            "(select * from {table} where not exists (select 1 {UNSEEN}) or import_id is null \
             or import_id not in (select id {UNSEEN})) as {table}"
        ))
    }

    async fn select_from(
        &self,
        table: &str,
        from: &str,
        tail: &str,
        parameters: &[Value],
    ) -> Result<Vec<Record>, StoreError> {
        let def = self.table(table)?;
        let columns: Vec<ColumnType> = def.columns.iter().map(|column| column.kind).collect();
        let sql = format!("select {} from {from} {tail}", def.column_list());
        let rows = self.query(&sql, parameters, &columns).await?;
        let mut records: Vec<Record> =
            rows.into_iter().map(|row| Record::from_row(Arc::clone(def), row)).collect();
        self.open_records(&mut records);
        Ok(records)
    }

    /// How many rows a query gives, counted up to `limit`.
    pub async fn count(&self, from: &str, parameters: &[Value], limit: i64) -> Result<i64, StoreError> {
        let sql = format!("select count(*) from (select 1 from {from} limit {limit}) as counted");
        let rows = self.query(&sql, parameters, &[ColumnType::Int]).await?;
        Ok(rows.first().map_or(0, |row| row.int(0)))
    }

    /// Does the database answer?
    pub async fn is_ready(&self) -> bool {
        self.query("select 1", &[], &[ColumnType::Int]).await.is_ok()
    }

    /// Stops the writer after what was accepted, and closes the database.
    pub async fn close(&self) {
        self.database.close().await;
    }
}
