//! One of the two databases.

use std::sync::Arc;
use std::time::Duration;

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Ids, Uuid, Value};
use oblast_register::Catalogue;
use tokio::time::Instant;

use crate::act::{Act, ActError, Receipt};
use crate::postgres::Postgres;
use crate::prepare::{Bulk, Statement};
use crate::schema::Schema;
use crate::sqlite::Sqlite;
use crate::{Location, StoreError};

/// A row of a query's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// A value.
    pub fn get(&self, index: usize) -> &Value {
        &self.0[index]
    }

    /// A text; empty where absent.
    pub fn text(&self, index: usize) -> &str {
        self.0[index].as_text().unwrap_or_default()
    }

    /// An integer; 0 where absent.
    pub fn int(&self, index: usize) -> i64 {
        self.0[index].as_int().unwrap_or_default()
    }

    /// An id; nil where absent.
    pub fn id(&self, index: usize) -> Uuid {
        self.0[index].as_id().unwrap_or_default()
    }

    /// Bytes; empty where absent.
    pub fn bytes(&self, index: usize) -> &[u8] {
        match &self.0[index] {
            Value::Bytes(bytes) => bytes,
            _ => &[],
        }
    }

    pub(crate) fn into_values(self) -> Vec<Value> {
        self.0
    }
}

/// What a writer takes.
pub(crate) enum Job {
    Act(Box<Act>, tokio::sync::oneshot::Sender<Result<Receipt, ActError>>),
    Scratch(String, Vec<Value>, tokio::sync::oneshot::Sender<Result<u64, StoreError>>),
    Load(Box<Load>, tokio::sync::oneshot::Sender<Result<(), ActError>>),
}

/// Rows without legal effect, written together in a transaction of their own: staged by an import, or scratch.
#[derive(Default)]
pub(crate) struct Load {
    pub bulks: Vec<Bulk>,
    pub statements: Vec<Statement>,
}

/// How fast long work goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As fast as it can: nobody else writes.
    Full,
    /// Half of the time at most, and less where a piece takes long: others write too.
    Gentle,
}

/// A piece of work that takes no longer keeps nobody waiting.
const SHORT: Duration = Duration::from_millis(20);
/// The longest rest.
const REST: Duration = Duration::from_secs(5);

impl Pace {
    /// Rests after a piece of work that began then.
    pub(crate) async fn rest(self, began: Instant) {
        if self == Pace::Gentle {
            let took = began.elapsed();
            let times = (took.as_secs_f64() / SHORT.as_secs_f64()).max(1.0);
            tokio::time::sleep(took.mul_f64(times).min(REST)).await;
        }
    }
}

/// How many jobs may wait for the writer before senders wait for them.
pub(crate) const QUEUE: usize = 1024;

/// How many acts share one commit at most.
pub(crate) const BATCH: usize = 64;

pub(crate) enum Database {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// Opening parameters that both databases take.
pub(crate) struct Opening {
    pub schema: Arc<Schema>,
    pub catalogue: Catalogue,
    pub ids: Arc<Ids>,
    pub node: i64,
    pub now: i64,
    pub read_only: bool,
}

impl Database {
    pub async fn open(location: &Location, opening: Opening) -> Result<Self, StoreError> {
        match location {
            Location::Sqlite(path) => {
                let path = path.clone();
                let opened = tokio::task::spawn_blocking(move || Sqlite::open(&path, opening)).await;
                opened
                    .unwrap_or_else(|error| Err(StoreError::Database(error.to_string())))
                    .map(Database::Sqlite)
            }
            Location::Postgres(url) => Postgres::open(url, opening).await.map(Database::Postgres),
        }
    }

    fn jobs(&self) -> &tokio::sync::mpsc::Sender<Job> {
        match self {
            Database::Sqlite(sqlite) => &sqlite.jobs,
            Database::Postgres(postgres) => &postgres.jobs,
        }
    }

    pub async fn apply(&self, act: Act) -> Result<Receipt, ActError> {
        let stopped = || ActError::Unavailable("the writer has stopped".into());
        let (reply, answer) = tokio::sync::oneshot::channel();
        self.jobs().send(Job::Act(Box::new(act), reply)).await.map_err(|_| stopped())?;
        // A writer that dies with the act in hand may have committed it.
        answer.await.unwrap_or(Err(ActError::Unknown))
    }

    pub async fn scratch(&self, sql: &str, parameters: Vec<Value>) -> Result<u64, StoreError> {
        let stopped = || StoreError::Database("the writer has stopped".into());
        let (reply, answer) = tokio::sync::oneshot::channel();
        let job = Job::Scratch(sql.to_owned(), parameters, reply);
        self.jobs().send(job).await.map_err(|_| stopped())?;
        answer.await.unwrap_or_else(|_| Err(stopped()))
    }

    pub async fn load(&self, load: Load) -> Result<(), ActError> {
        let stopped = || ActError::Unavailable("the writer has stopped".into());
        let (reply, answer) = tokio::sync::oneshot::channel();
        self.jobs().send(Job::Load(Box::new(load), reply)).await.map_err(|_| stopped())?;
        answer.await.unwrap_or(Err(ActError::Unknown))
    }

    pub async fn query(
        &self,
        sql: &str,
        parameters: &[Value],
        columns: &[ColumnType],
    ) -> Result<Vec<Row>, StoreError> {
        match self {
            Database::Sqlite(sqlite) => sqlite.query(sql, parameters, columns).await,
            Database::Postgres(postgres) => postgres.query(sql, parameters).await,
        }
    }

    pub async fn close(&self) {
        match self {
            Database::Sqlite(sqlite) => sqlite.close().await,
            Database::Postgres(postgres) => postgres.close().await,
        }
    }
}
