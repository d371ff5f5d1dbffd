//! PostgreSQL: a writer with one connection and pipelined transactions, and a pool for reading.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use futures_util::future::{join_all, try_join_all};
use oblast_kernel::Value;
use oblast_kernel::journal::{GENESIS, hex, unhex};
use tokio::sync::mpsc;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Config, NoTls};

use crate::StoreError;
use crate::act::{self, Act, ActError, Receipt};
use crate::database::{BATCH, Job, Load, Opening, QUEUE, Row};
use crate::migrate::{self, Dialect, Standing};
use crate::prepare::{Bulk, COUNTER, Head, Preparer, Statement};

/// How many connections read.
const READERS: usize = 8;

/// The advisory lock under which a database is migrated; writers hold this plus their node.
pub(crate) const LOCK: i64 = 0x6f62_6c61_7374_0000;

pub(crate) struct Postgres {
    pub jobs: mpsc::Sender<Job>,
    pool: Pool,
    writer: Mutex<Option<tokio::task::JoinHandle<()>>>,
    stop: Arc<tokio::sync::Notify>,
}

#[derive(Debug)]
struct Bound<'v>(&'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self.0, kind) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(int), &Type::INT4) => i32::try_from(*int)?.to_sql(kind, out),
            (Value::Int(int), &Type::INT8) => int.to_sql(kind, out),
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::NAME) => text.to_sql(kind, out),
            (Value::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(kind, out),
            (Value::Id(id), &Type::UUID) => {
                out.extend_from_slice(id.as_bytes());
                Ok(IsNull::No)
            }
            (value, kind) => Err(format!("{value:?} does not go into {kind}").into()),
        }
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

struct Raw(Vec<u8>);
impl<'a> tokio_postgres::types::FromSql<'a> for Raw {
    fn from_sql(_kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Raw(raw.to_vec()))
    }
    fn accepts(_kind: &Type) -> bool {
        true
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            Some(&SqlState::DISK_FULL) => StoreError::Full,
            _ => StoreError::Database(words(&error)),
        }
    }
}

impl From<tokio_postgres::Error> for ActError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            Some(&SqlState::DISK_FULL) => ActError::Full,
            Some(&SqlState::UNIQUE_VIOLATION) => duplicate(&error),
            _ => ActError::Unavailable(words(&error)),
        }
    }
}

/// The words of the server; they hold no values of rows (`detail` would).
fn words(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

/// The violated constraint is named `<table>_one_<column>`, `<table>_<column>_key` or `<table>_pkey`.
fn duplicate(error: &tokio_postgres::Error) -> ActError {
    let details = error.as_db_error();
    let table = details.and_then(|error| error.table()).unwrap_or_default().to_owned();
    if table == "idempotency" {
        return ActError::Replay;
    }
    let constraint = details.and_then(|error| error.constraint()).unwrap_or_default();
    let rest = constraint.strip_prefix(&table).unwrap_or(constraint);
    let column =
        rest.strip_prefix("_one_").or_else(|| rest.strip_prefix('_')?.strip_suffix("_key")).unwrap_or("id");
    ActError::Duplicate { table, column: column.to_owned() }
}

fn pool_error(error: impl std::fmt::Display) -> StoreError {
    StoreError::Database(error.to_string())
}

impl Postgres {
    pub async fn open(url: &str, opening: Opening) -> Result<Self, StoreError> {
        let mut config: Config = url.parse().map_err(|error: tokio_postgres::Error| pool_error(error))?;
        config.application_name("oblast");
        config.connect_timeout(Duration::from_secs(10));
        let manager = Manager::from_config(
            config.clone(),
            NoTls,
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let count = if opening.read_only { 1 } else { READERS };
        let pool = Pool::builder(manager).max_size(count).build().map_err(pool_error)?;
        let (jobs, inbox) = mpsc::channel(QUEUE);
        let stop = Arc::new(tokio::sync::Notify::new());
        let mut handle = None;
        if !opening.read_only {
            migrate(&pool, &opening).await?;
            let preparer = Preparer::new(opening.schema, opening.ids, opening.node, Dialect::Postgres);
            let mut writer = Writer { config, preparer, session: None };
            writer.connect().await?;
            handle = Some(tokio::spawn(writer.run(inbox, Arc::clone(&stop))));
        } else {
            // Alone, a reader sees one moment: what is compared stays together while a server writes on.
            let client = pool.get().await.map_err(pool_error)?;
            client.batch_execute("begin transaction isolation level repeatable read read only").await?;
        }
        Ok(Postgres { jobs, pool, writer: Mutex::new(handle), stop })
    }

    pub async fn query(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, StoreError> {
        let client = self.pool.get().await.map_err(pool_error)?;
        let statement = client.prepare_cached(sql).await?;
        let bound: Vec<Bound<'_>> = parameters.iter().map(Bound).collect();
        let bound: Vec<&(dyn ToSql + Sync)> =
            bound.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        let rows = client.query(&statement, &bound).await?;
        rows.iter().map(read_row).collect()
    }

    pub async fn close(&self) {
        self.stop.notify_one();
        let handle = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(handle) = handle {
            let _ = handle.await;
        }
        self.pool.close();
    }
}

fn read_row(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let values = row.columns().iter().enumerate().map(|(index, column)| {
        Ok(match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(index)?.into(),
            Type::INT4 => row.try_get::<_, Option<i32>>(index)?.map(i64::from).into(),
            Type::TEXT | Type::VARCHAR => row.try_get::<_, Option<String>>(index)?.into(),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(index)?.into(),
            Type::UUID => match row.try_get::<_, Option<Raw>>(index)? {
                Some(Raw(bytes)) => Value::Bytes(bytes).as_id().map_or(Value::Null, Value::Id),
                None => Value::Null,
            },
            ref other => return Err(StoreError::Unexpected(format!("a column of type {other}"))),
        })
    });
    values.collect::<Result<_, _>>().map(Row)
}

async fn migrate(pool: &Pool, opening: &Opening) -> Result<(), StoreError> {
    let mut client = pool.get().await.map_err(pool_error)?;
    let transaction = client.transaction().await?;
    transaction.execute("select pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    let mut standing = Standing::default();
    let sql = "select table_name::text, column_name::text from information_schema.columns \
               where table_schema = current_schema()";
    for row in transaction.query(sql, &[]).await? {
        standing.tables.entry(row.get(0)).or_default().insert(row.get(1));
    }
    if standing.tables.contains_key("migration") {
        let rows = transaction.query("select id from migration", &[]).await?;
        standing.applied = rows.iter().map(|row| row.get(0)).collect::<BTreeSet<i64>>();
    }
    for statement in migrate::plan(&standing, &opening.catalogue, Dialect::Postgres, opening.now) {
        transaction
            .batch_execute(&statement)
            .await
            .map_err(|error| migrate::explained(&statement, error.into()))?;
    }
    let sql = "insert into journal_head (node, seq, hash) values ($1, 0, $2) on conflict (node) do nothing";
    transaction.execute(sql, &[&opening.node, &hex(&GENESIS)]).await?;
    transaction.commit().await?;
    Ok(())
}

/// The writer's connection with what it knows: gone when the connection is.
struct Session {
    client: Client,
    prepared: HashMap<Arc<str>, tokio_postgres::Statement>,
    counter: tokio_postgres::Statement,
    head: Head,
}

struct Writer {
    config: Config,
    preparer: Preparer,
    session: Option<Session>,
}

type Waiting = (Act, tokio::sync::oneshot::Sender<Result<Receipt, ActError>>);

impl Writer {
    /// Connects, takes this node's lock and reads its head.
    async fn connect(&mut self) -> Result<(), StoreError> {
        let (client, connection) = self.config.connect(NoTls).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "the writer's connection ended");
            }
        });
        let node = self.preparer.node;
        // A killed process's connection may live on for a moment: the server frees its lock when it notices.
        client.batch_execute("set synchronous_commit = on; set lock_timeout = '5s'").await?;
        client.execute("select pg_advisory_lock($1)", &[&(LOCK + node)]).await.map_err(
            |error| match error.code() {
                Some(&SqlState::LOCK_NOT_AVAILABLE) => {
                    StoreError::Locked(format!("node {node} of this database"))
                }
                _ => error.into(),
            },
        )?;
        let row = client.query_one("select seq, hash from journal_head where node = $1", &[&node]).await?;
        let hash = unhex(&row.get::<_, String>(1))
            .ok_or_else(|| StoreError::Unexpected("the head of the journal".into()))?;
        let counter = client.prepare(COUNTER).await?;
        let head = Head { seq: row.get(0), hash };
        self.session = Some(Session { client, prepared: HashMap::new(), counter, head });
        Ok(())
    }

    async fn run(mut self, mut inbox: mpsc::Receiver<Job>, stop: Arc<tokio::sync::Notify>) {
        loop {
            let first = tokio::select! {
                biased;
                job = inbox.recv() => job,
                () = stop.notified() => None,
            };
            let Some(first) = first else { break };
            if self.session.as_ref().is_none_or(|session| session.client.is_closed())
                && let Err(error) = self.connect().await
            {
                tracing::error!(%error, "the database does not answer");
                self.session = None;
                refuse(first, &error);
                continue;
            }
            let (mut acts, mut next, mut load) = (Vec::new(), Some(first), None);
            while let Some(job) = next.take() {
                if matches!(job, Job::Load(..)) {
                    // Long, and the next one may wait already: the acts that came before go first.
                    load = Some(job);
                    break;
                }
                self.take(job, &mut acts).await;
                next = (acts.len() < BATCH).then(|| inbox.try_recv().ok()).flatten();
            }
            self.commit(acts).await;
            if let Some(load) = load {
                self.take(load, &mut Vec::new()).await;
            }
        }
    }

    async fn load(&mut self, load: &Load) -> Result<(), ActError> {
        let Some(session) = &mut self.session else {
            return Err(ActError::Unavailable("not connected".into()));
        };
        session.load(load).await
    }

    async fn take(&mut self, job: Job, acts: &mut Vec<Waiting>) {
        match job {
            Job::Act(act, reply) => acts.push((*act, reply)),
            Job::Load(load, reply) => {
                let _ = reply.send(self.load(&load).await);
            }
            Job::Scratch(sql, parameters, reply) => {
                let done = match &self.session {
                    Some(session) => {
                        let bound: Vec<Bound<'_>> = parameters.iter().map(Bound).collect();
                        let bound: Vec<&(dyn ToSql + Sync)> =
                            bound.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
                        session.client.execute(&sql, &bound).await.map_err(StoreError::from)
                    }
                    None => Err(StoreError::Database("not connected".into())),
                };
                let _ = reply.send(done);
            }
        }
    }

    /// Several acts a transaction; where one of them fails, each is replayed by itself.
    async fn commit(&mut self, waiting: Vec<Waiting>) {
        if waiting.is_empty() {
            return;
        }
        let (mut acts, replies): (Vec<Act>, Vec<_>) = waiting.into_iter().unzip();
        match self.attempt(&mut acts).await {
            Ok(receipts) => replies.into_iter().zip(receipts).for_each(|(reply, receipt)| {
                let _ = reply.send(Ok(receipt));
            }),
            Err(error) if acts.len() == 1 || error == ActError::Unknown => {
                replies.into_iter().for_each(|reply| {
                    let _ = reply.send(Err(error.clone()));
                });
            }
            Err(_) => {
                for (act, reply) in acts.iter_mut().zip(replies) {
                    let result = self.attempt(std::slice::from_mut(act)).await;
                    let _ = reply.send(result.map(|mut receipts| receipts.remove(0)));
                }
            }
        }
    }

    async fn attempt(&mut self, acts: &mut [Act]) -> Result<Vec<Receipt>, ActError> {
        let Some(mut session) = self.session.take() else {
            return Err(ActError::Unavailable("not connected".into()));
        };
        let result = session.attempt(&self.preparer, acts).await;
        // After an unknown end the head is unknown too: it is read again by a new connection.
        if result != Err(ActError::Unknown) {
            self.session = Some(session);
        }
        result
    }
}

fn refuse(job: Job, error: &StoreError) {
    match job {
        Job::Act(_, reply) => {
            let _ = reply.send(Err(ActError::Unavailable(error.to_string())));
        }
        Job::Load(_, reply) => {
            let _ = reply.send(Err(ActError::Unavailable(error.to_string())));
        }
        Job::Scratch(_, _, reply) => {
            let _ = reply.send(Err(error.clone()));
        }
    }
}

impl Session {
    async fn attempt(&mut self, preparer: &Preparer, acts: &mut [Act]) -> Result<Vec<Receipt>, ActError> {
        match self.write(preparer, acts).await {
            Ok((head, receipts)) => match self.client.batch_execute("commit").await {
                Ok(()) => {
                    self.head = head;
                    Ok(receipts)
                }
                Err(error) if error.as_db_error().is_some() => Err(error.into()),
                Err(_) => Err(ActError::Unknown),
            },
            Err(error) => {
                let _ = self.client.batch_execute("rollback").await;
                Err(error)
            }
        }
    }

    async fn write(
        &mut self,
        preparer: &Preparer,
        acts: &mut [Act],
    ) -> Result<(Head, Vec<Receipt>), ActError> {
        let counters = Preparer::counters(acts);
        if !counters.is_empty() {
            let (client, counter) = (&self.client, &self.counter);
            let issue = try_join_all(counters.iter().map(|(scope, count)| async move {
                let row = client.query_one(counter, &[scope, count]).await?;
                Ok::<i64, tokio_postgres::Error>(row.get(0))
            }));
            let (begun, last) = tokio::join!(client.batch_execute("begin"), issue);
            begun?;
            Preparer::fill_numbers(acts, &counters, &last?);
        }

        let mut head = self.head;
        let mut receipts = Vec::with_capacity(acts.len());
        let mut batch = preparer.batch();
        for act in acts.iter() {
            head = preparer.add(act, head, &mut batch)?;
            receipts.push(act::receipt(act, head.seq));
        }
        batch.statements.push(preparer.move_head(self.head, head));
        let bulks = [&batch.keys.unnest, &batch.versions.unnest, &batch.entries.unnest];
        self.prepare(bulks.into_iter().chain(batch.statements.iter().map(|statement| &statement.sql)))
            .await?;
        // Everything goes out at once; the answers come in their order.
        let begin =
            async { if counters.is_empty() { self.client.batch_execute("begin").await } else { Ok(()) } };
        let rows = join_all(batch.statements.iter().map(|statement| self.execute(statement)));
        let (begun, keys, rows, versions, entries) = tokio::join!(
            biased;
            begin,
            self.execute_bulk(&batch.keys),
            rows,
            self.execute_bulk(&batch.versions),
            self.execute_bulk(&batch.entries)
        );
        begun?;
        keys?;
        for (statement, answer) in batch.statements.into_iter().zip(rows) {
            let count = answer?;
            if let Some(failure) = statement.one_row_or
                && count != 1
            {
                return Err(failure);
            }
        }
        versions?;
        entries?;
        Ok((head, receipts))
    }

    /// A transaction of its own.
    async fn load(&mut self, load: &Load) -> Result<(), ActError> {
        let bulks = load.bulks.iter().map(|bulk| &bulk.unnest);
        self.prepare(bulks.chain(load.statements.iter().map(|statement| &statement.sql))).await?;
        self.client.batch_execute("begin").await?;
        match self.write_load(load).await {
            Ok(()) => Ok(self.client.batch_execute("commit").await?),
            Err(error) => {
                let _ = self.client.batch_execute("rollback").await;
                Err(error)
            }
        }
    }

    async fn write_load(&self, load: &Load) -> Result<(), ActError> {
        for bulk in &load.bulks {
            self.execute_bulk(bulk).await?;
        }
        for statement in &load.statements {
            let count = self.execute(statement).await?;
            if let Some(failure) = &statement.one_row_or
                && count != 1
            {
                return Err(failure.clone());
            }
        }
        Ok(())
    }

    async fn prepare(&mut self, sqls: impl Iterator<Item = &Arc<str>>) -> Result<(), ActError> {
        for sql in sqls {
            if !self.prepared.contains_key(sql) {
                let prepared = self.client.prepare(sql).await?;
                self.prepared.insert(Arc::clone(sql), prepared);
            }
        }
        Ok(())
    }

    /// One array a column; nothing is sent where there are no rows.
    async fn execute_bulk(&self, bulk: &Bulk) -> Result<u64, tokio_postgres::Error> {
        let Some(width) = bulk.rows.first().map(Vec::len) else { return Ok(0) };
        let columns: Vec<Vec<Bound<'_>>> =
            (0..width).map(|column| bulk.rows.iter().map(|row| Bound(&row[column])).collect()).collect();
        let bound: Vec<&(dyn ToSql + Sync)> =
            columns.iter().map(|column| column as &(dyn ToSql + Sync)).collect();
        self.client.execute(&self.prepared[&bulk.unnest], &bound).await
    }

    async fn execute(&self, statement: &Statement) -> Result<u64, tokio_postgres::Error> {
        let bound: Vec<Bound<'_>> = statement.parameters.iter().map(Bound).collect();
        let bound: Vec<&(dyn ToSql + Sync)> =
            bound.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        self.client.execute(&self.prepared[&statement.sql], &bound).await
    }
}
