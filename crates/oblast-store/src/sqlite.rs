//! SQLite: a writer thread with one connection, and a few connections for reading.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use oblast_kernel::Value;
use oblast_kernel::journal::{GENESIS, hex, unhex};
use oblast_kernel::value::ColumnType;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, params_from_iter};
use tokio::sync::{Semaphore, mpsc};

use crate::act::{Act, ActError, Receipt};
use crate::database::{BATCH, Job, Load, Opening, QUEUE, Row};
use crate::migrate::{self, Dialect, Standing};
use crate::prepare::{Bulk, COUNTER, Head, Preparer, Statement};
use crate::{StoreError, act};

/// How many connections read.
const READERS: usize = 4;

pub(crate) struct Sqlite {
    pub jobs: mpsc::Sender<Job>,
    readers: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
    writer: Mutex<Option<std::thread::JoinHandle<()>>>,
    stop: Arc<tokio::sync::Notify>,
    lock: Mutex<Option<File>>,
}

struct Bound<'v>(&'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Int(int) => ValueRef::Integer(*int),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
            Value::Id(id) => ValueRef::Blob(id.as_bytes()),
        }))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                StoreError::Locked(error.to_string())
            }
            _ => StoreError::Database(error.to_string()),
        }
    }
}

impl From<rusqlite::Error> for ActError {
    fn from(error: rusqlite::Error) -> Self {
        let message = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => ActError::Full,
            Some(ErrorCode::ConstraintViolation) => {
                duplicate(&message).unwrap_or(ActError::Unavailable(message))
            }
            _ => ActError::Unavailable(message),
        }
    }
}

/// `UNIQUE constraint failed: table.column, ...`
fn duplicate(message: &str) -> Option<ActError> {
    let place = message.split("UNIQUE constraint failed: ").nth(1)?;
    let (table, column) = place.split(',').next()?.trim().split_once('.')?;
    Some(match table {
        "idempotency" => ActError::Replay,
        _ => ActError::Duplicate { table: table.to_owned(), column: column.to_owned() },
    })
}

impl Sqlite {
    pub fn open(path: &Path, opening: Opening) -> Result<Self, StoreError> {
        let (jobs, inbox) = mpsc::channel(QUEUE);
        let stop = Arc::new(tokio::sync::Notify::new());
        let (lock, writer) = if opening.read_only {
            (None, None)
        } else {
            let lock = lock(path)?;
            let mut connection = Connection::open(path)?;
            connection.execute_batch(
                "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; \
                 pragma busy_timeout = 5000; pragma cache_size = -65536; pragma analysis_limit = 1000;",
            )?;
            connection.set_prepared_statement_cache_capacity(256);
            migrate(&mut connection, &opening)?;
            let preparer = Preparer::new(opening.schema, opening.ids, opening.node, Dialect::Sqlite);
            let head = read_head(&connection, opening.node)?;
            let mut writer = Writer { connection, preparer, head };
            let runtime = tokio::runtime::Handle::current();
            let stopping = Arc::clone(&stop);
            let thread = std::thread::Builder::new().name("oblast-writer".into());
            let handle = thread
                .spawn(move || writer.run(inbox, &runtime, &stopping))
                .map_err(|error| StoreError::Database(error.to_string()))?;
            (Some(lock), Some(handle))
        };
        // Alone, a reader sees one moment: what is compared stays together while a server writes on.
        let count = if opening.read_only { 1 } else { READERS };
        let readers = (0..count).map(|_| open_reader(path)).collect::<Result<Vec<_>, _>>()?;
        if opening.read_only {
            readers.iter().try_for_each(|reader| reader.execute_batch("begin"))?;
        }
        Ok(Sqlite {
            jobs,
            readers: Arc::new(Mutex::new(readers)),
            permits: Arc::new(Semaphore::new(count)),
            writer: Mutex::new(writer),
            stop,
            lock: Mutex::new(lock),
        })
    }

    pub async fn query(
        &self,
        sql: &str,
        parameters: &[Value],
        columns: &[ColumnType],
    ) -> Result<Vec<Row>, StoreError> {
        let closed = |error: &dyn std::fmt::Display| StoreError::Database(error.to_string());
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|error| closed(&error))?;
        let readers = Arc::clone(&self.readers);
        let (sql, parameters, columns) = (sql.to_owned(), parameters.to_vec(), columns.to_vec());
        let read = move || {
            let taken = readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(connection) = taken else {
                return Err(StoreError::Database("no connection is free".into()));
            };
            let rows = read(&connection, &sql, &parameters, &columns);
            readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            drop(permit);
            rows
        };
        tokio::task::spawn_blocking(read).await.unwrap_or_else(|error| Err(closed(&error)))
    }

    pub async fn close(&self) {
        self.stop.notify_one();
        let handle = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(handle) = handle {
            let _ = tokio::task::spawn_blocking(move || handle.join()).await;
        }
        // Who still reads holds no lock: the file can be opened anew.
        self.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// One process holds the file; the lock goes when the process does, however it dies.
fn lock(path: &Path) -> Result<File, StoreError> {
    let place = path.with_extension("lock");
    let file = File::create(&place)
        .map_err(|error| StoreError::Database(format!("{}: {error}", place.display())))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => Err(StoreError::Locked(path.display().to_string())),
    }
}

fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection
        .execute_batch("pragma busy_timeout = 5000; pragma query_only = on; pragma cache_size = -16384;")?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

fn migrate(connection: &mut Connection, opening: &Opening) -> Result<(), StoreError> {
    let mut standing = Standing::default();
    let mut tables = connection.prepare("select name from sqlite_master where type = 'table'")?;
    let names: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    drop(tables);
    for name in names {
        let mut columns = connection.prepare("select name from pragma_table_info(?1)")?;
        let columns = columns.query_map([&name], |row| row.get(0))?.collect::<Result<_, _>>()?;
        standing.tables.insert(name, columns);
    }
    if standing.tables.contains_key("migration") {
        let mut applied = connection.prepare("select id from migration")?;
        standing.applied = applied.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    }
    let transaction = connection.transaction()?;
    for statement in migrate::plan(&standing, &opening.catalogue, Dialect::Sqlite, opening.now) {
        transaction
            .execute_batch(&statement)
            .map_err(|error| migrate::explained(&statement, error.into()))?;
    }
    let sql = "insert into journal_head (node, seq, hash) values (?1, 0, ?2) on conflict (node) do nothing";
    transaction.execute(sql, (opening.node, hex(&GENESIS)))?;
    transaction.commit()?;
    Ok(())
}

fn read_head(connection: &Connection, node: i64) -> Result<Head, StoreError> {
    let sql = "select seq, hash from journal_head where node = ?1";
    let (seq, hash): (i64, String) =
        connection.query_row(sql, [node], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let hash = unhex(&hash).ok_or_else(|| StoreError::Unexpected("the head of the journal".into()))?;
    Ok(Head { seq, hash })
}

fn read(
    connection: &Connection,
    sql: &str,
    parameters: &[Value],
    columns: &[ColumnType],
) -> Result<Vec<Row>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params_from_iter(parameters.iter().map(Bound)))?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let values = columns.iter().enumerate().map(|(index, kind)| value(row.get_ref(index)?, *kind));
        out.push(Row(values.collect::<Result<_, StoreError>>()?));
    }
    Ok(out)
}

fn value(stored: ValueRef<'_>, kind: ColumnType) -> Result<Value, StoreError> {
    let wrong = || StoreError::Unexpected(format!("a {} in a column of {kind:?}", stored.data_type()));
    Ok(match (stored, kind) {
        (ValueRef::Null, _) => Value::Null,
        (ValueRef::Integer(int), ColumnType::Int) => Value::Int(int),
        (ValueRef::Text(text), ColumnType::Text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        (ValueRef::Blob(bytes), ColumnType::Bytes) => Value::Bytes(bytes.to_vec()),
        (ValueRef::Blob(bytes), ColumnType::Id) => {
            Value::Bytes(bytes.to_vec()).as_id().map(Value::Id).ok_or_else(wrong)?
        }
        _ => return Err(wrong()),
    })
}

struct Writer {
    connection: Connection,
    preparer: Preparer,
    head: Head,
}

type Waiting = (Act, tokio::sync::oneshot::Sender<Result<Receipt, ActError>>);

impl Writer {
    fn run(
        &mut self,
        mut inbox: mpsc::Receiver<Job>,
        runtime: &tokio::runtime::Handle,
        stop: &tokio::sync::Notify,
    ) {
        loop {
            let first = runtime.block_on(async {
                tokio::select! {
                    biased;
                    job = inbox.recv() => job,
                    () = stop.notified() => None,
                }
            });
            let Some(first) = first else { break };
            let (mut acts, mut next, mut load) = (Vec::new(), Some(first), None);
            while let Some(job) = next.take() {
                if matches!(job, Job::Load(..)) {
                    // Long, and the next one may wait already: the acts that came before go first.
                    load = Some(job);
                    break;
                }
                self.take(job, &mut acts);
                next = (acts.len() < BATCH).then(|| inbox.try_recv().ok()).flatten();
            }
            self.commit(acts);
            if let Some(load) = load {
                self.take(load, &mut Vec::new());
            }
        }
        let _ = self.connection.execute_batch("pragma wal_checkpoint(truncate)");
    }

    fn load(&self, load: &Load) -> Result<(), ActError> {
        self.connection.execute_batch("begin immediate")?;
        let written = load
            .bulks
            .iter()
            .try_for_each(|bulk| self.write_bulk(bulk))
            .and_then(|()| load.statements.iter().try_for_each(|statement| self.execute(statement)))
            .and_then(|()| Ok(self.connection.execute_batch("commit")?));
        if written.is_err() {
            let _ = self.connection.execute_batch("rollback");
        }
        written
    }

    fn execute(&self, statement: &Statement) -> Result<(), ActError> {
        let mut prepared = self.connection.prepare_cached(&statement.sql)?;
        let count = prepared.execute(params_from_iter(statement.parameters.iter().map(Bound)))?;
        match &statement.one_row_or {
            Some(failure) if count != 1 => Err(failure.clone()),
            _ => Ok(()),
        }
    }

    /// Acts are gathered; scratch writes need no company and are done at once.
    fn take(&self, job: Job, acts: &mut Vec<Waiting>) {
        match job {
            Job::Act(act, reply) => acts.push((*act, reply)),
            Job::Load(load, reply) => {
                let _ = reply.send(self.load(&load));
            }
            Job::Scratch(sql, parameters, reply) => {
                let done = self.connection.prepare_cached(&sql).and_then(|mut statement| {
                    statement.execute(params_from_iter(parameters.iter().map(Bound)))
                });
                let _ = reply.send(done.map(|count| count as u64).map_err(StoreError::from));
            }
        }
    }

    /// Several acts a commit; where one of them fails, each is replayed by itself.
    fn commit(&mut self, waiting: Vec<Waiting>) {
        if waiting.is_empty() {
            return;
        }
        let (mut acts, replies): (Vec<Act>, Vec<_>) = waiting.into_iter().unzip();
        match self.attempt(&mut acts) {
            Ok(receipts) => replies.into_iter().zip(receipts).for_each(|(reply, receipt)| {
                let _ = reply.send(Ok(receipt));
            }),
            Err(error) if acts.len() == 1 => replies.into_iter().for_each(|reply| {
                let _ = reply.send(Err(error.clone()));
            }),
            Err(_) => {
                for (act, reply) in acts.iter_mut().zip(replies) {
                    let result =
                        self.attempt(std::slice::from_mut(act)).map(|mut receipts| receipts.remove(0));
                    let _ = reply.send(result);
                }
            }
        }
    }

    fn attempt(&mut self, acts: &mut [Act]) -> Result<Vec<Receipt>, ActError> {
        self.connection.execute_batch("begin immediate")?;
        match self.write(acts) {
            Ok((head, receipts)) => match self.connection.execute_batch("commit") {
                Ok(()) => {
                    self.head = head;
                    Ok(receipts)
                }
                Err(error) => {
                    let _ = self.connection.execute_batch("rollback");
                    Err(error.into())
                }
            },
            Err(error) => {
                let _ = self.connection.execute_batch("rollback");
                Err(error)
            }
        }
    }

    fn write(&self, acts: &mut [Act]) -> Result<(Head, Vec<Receipt>), ActError> {
        let counters = Preparer::counters(acts);
        let last = counters
            .iter()
            .map(|(scope, count)| {
                self.connection.prepare_cached(COUNTER)?.query_row((scope, count), |row| row.get(0))
            })
            .collect::<Result<Vec<i64>, rusqlite::Error>>()?;
        Preparer::fill_numbers(acts, &counters, &last);
        let mut head = self.head;
        let mut receipts = Vec::with_capacity(acts.len());
        let mut batch = self.preparer.batch();
        for act in acts.iter() {
            head = self.preparer.add(act, head, &mut batch)?;
            receipts.push(act::receipt(act, head.seq));
        }
        batch.statements.push(self.preparer.move_head(self.head, head));
        self.write_bulk(&batch.keys)?;
        batch.statements.iter().try_for_each(|statement| self.execute(statement))?;
        self.write_bulk(&batch.versions)?;
        self.write_bulk(&batch.entries)?;
        Ok((head, receipts))
    }

    fn write_bulk(&self, bulk: &Bulk) -> Result<(), ActError> {
        let mut prepared = self.connection.prepare_cached(&bulk.single)?;
        for row in &bulk.rows {
            prepared.execute(params_from_iter(row.iter().map(Bound)))?;
        }
        Ok(())
    }
}
