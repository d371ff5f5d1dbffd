//! From acts to statements: the part of the writer that both databases share.

use std::sync::Arc;

use oblast_kernel::journal::{Body, Digest, RowChange, chain, commitment, hex};
use oblast_kernel::{Ids, Uuid, Value};

use crate::act::{Act, ActError, NumberRequest};
use crate::migrate::Dialect;
use crate::record::Record;
use crate::schema::Schema;
use crate::search::{self, Over};

/// A statement and what a wrong number of rows would mean.
pub(crate) struct Statement {
    pub sql: Arc<str>,
    pub parameters: Vec<Value>,
    /// If set, exactly one row must be written; else this happened.
    pub one_row_or: Option<ActError>,
}

/// Rows of one of the journal's own tables: row by row on SQLite, all at once on PostgreSQL.
pub(crate) struct Bulk {
    /// Inserts one row.
    pub single: Arc<str>,
    /// Inserts rows from one array a column.
    pub unnest: Arc<str>,
    pub rows: Vec<Vec<Value>>,
}

impl Bulk {
    /// No rows of a table yet.
    pub fn new(table: &BulkTable) -> Self {
        Bulk { single: Arc::clone(&table.single), unnest: Arc::clone(&table.unnest), rows: Vec::new() }
    }
}

/// How rows are inserted into a table, many at once.
pub(crate) struct BulkTable {
    single: Arc<str>,
    unnest: Arc<str>,
}

impl BulkTable {
    /// The same with other statements.
    pub fn of(single: String, unnest: String) -> Self {
        BulkTable { single: single.into(), unnest: unnest.into() }
    }

    /// A table with these columns: name and type of each.
    pub fn new(name: &str, columns: &[(&str, &str)]) -> Self {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
        let arrays: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(index, (_, kind))| format!("${}::{kind}[]", index + 1))
            .collect();
        BulkTable {
            single: format!("insert into {name} ({names}) values ({})", places.join(", ")).into(),
            unnest: format!("insert into {name} ({names}) select * from unnest({})", arrays.join(", "))
                .into(),
        }
    }
}

/// What a batch of acts writes, in this order: a repeated key is to be noticed before a value that stands
/// twice because of it, and a stale version before the version that exists already.
pub(crate) struct Batch {
    pub keys: Bulk,
    pub statements: Vec<Statement>,
    pub versions: Bulk,
    pub entries: Bulk,
}

/// The head of a node's chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    pub seq: i64,
    pub hash: Digest,
}

/// Prepares acts of one node.
pub(crate) struct Preparer {
    schema: Arc<Schema>,
    ids: Arc<Ids>,
    pub node: i64,
    dialect: Dialect,
    versions: BulkTable,
    keys: BulkTable,
    entries: BulkTable,
    head: Arc<str>,
}

/// Issues the next numbers of a counter: the last of `$2` numbers comes back.
pub(crate) const COUNTER: &str = "insert into counter (scope, value) values ($1, $2) \
     on conflict (scope) do update set value = counter.value + $2 returning value";

impl Preparer {
    pub fn new(schema: Arc<Schema>, ids: Arc<Ids>, node: i64, dialect: Dialect) -> Self {
        let versions = [
            ("row_id", "uuid"),
            ("row_version", "bigint"),
            ("table_name", "text"),
            ("node", "bigint"),
            ("seq", "bigint"),
            ("salt", "bytea"),
            ("snapshot", "text"),
        ];
        let keys =
            [("scope", "uuid"), ("key", "text"), ("request", "bytea"), ("result", "uuid"), ("at", "bigint")];
        let entries = [("node", "bigint"), ("seq", "bigint"), ("body", "text"), ("hash", "text")];
        Preparer {
            schema,
            ids,
            node,
            dialect,
            versions: BulkTable::new("journal_version", &versions),
            keys: BulkTable::new("idempotency", &keys),
            entries: BulkTable::new("journal_entry", &entries),
            head: "update journal_head set seq = $1, hash = $2 where node = $3 and seq = $4".into(),
        }
    }

    /// A batch without rows.
    pub fn batch(&self) -> Batch {
        Batch {
            keys: Bulk::new(&self.keys),
            statements: Vec::new(),
            versions: Bulk::new(&self.versions),
            entries: Bulk::new(&self.entries),
        }
    }

    /// The counters that a batch needs, each with how many numbers, in the order of first need.
    pub fn counters(acts: &[Act]) -> Vec<(String, i64)> {
        let mut counters: Vec<(String, i64)> = Vec::new();
        for (scope, count) in acts.iter().flat_map(scopes) {
            match counters.iter_mut().find(|(known, _)| *known == scope) {
                Some((_, sum)) => *sum += count,
                None => counters.push((scope, count)),
            }
        }
        counters
    }

    /// Fills the issued numbers in: `last` is the last number of each counter.
    pub fn fill_numbers(acts: &mut [Act], counters: &[(String, i64)], last: &[i64]) {
        let mut next: Vec<i64> =
            counters.iter().zip(last).map(|((_, count), last)| last - count + 1).collect();
        for act in acts {
            let year = act.year();
            for (index, (scope, count)) in scopes(act).into_iter().enumerate() {
                let Some(place) = counters.iter().position(|(known, _)| *known == scope) else { continue };
                let template = act.numbers[index].template.clone();
                act.fill(index, oblast_register::register::format_number(&template, next[place], year));
                next[place] += count;
            }
        }
    }

    /// Adds an act to a batch; gives the head after it.
    pub fn add(&self, act: &Act, head: Head, batch: &mut Batch) -> Result<Head, ActError> {
        let seq = head.seq + 1;
        let mut rows = Vec::with_capacity(act.changes.len());
        for change in &act.changes {
            let record = &change.record;
            let name = &record.def().name;
            let table = self
                .schema
                .act_table(name)
                .ok_or_else(|| ActError::Unavailable(format!("no acts write to {name}")))?;
            let canonical = record.canonical();
            let salt: [u8; 16] = self.ids.bytes();
            rows.push(RowChange {
                table: name.clone(),
                id: record.id(),
                version: record.version(),
                digest: hex(&commitment(&salt, &canonical)),
            });
            let conflict = ActError::Conflict { table: name.clone(), id: record.id() };
            batch.statements.push(if change.expected == 0 {
                Statement {
                    sql: Arc::clone(&table.insert),
                    parameters: record.values().to_vec(),
                    one_row_or: None,
                }
            } else {
                let mut parameters = record.values()[1..].to_vec();
                parameters.push(Value::Id(record.id()));
                parameters.push(Value::Int(change.expected));
                Statement { sql: Arc::clone(&table.update), parameters, one_row_or: Some(conflict) }
            });
            if let (Some(snapshot), Some(import)) = (record.imported(), record.import()) {
                batch.statements.push(self.first_version(record, import, snapshot));
            }
            if let Some(register) = table.searched.as_ref().filter(|_| !act.indexed_later) {
                let document = search::record_document(register, record);
                batch.statements.extend(search::statements(&document, None, self.dialect, Over::Any));
            }
            batch.versions.rows.push(vec![
                Value::Id(record.id()),
                Value::Int(record.version()),
                Value::Text(name.clone()),
                Value::Int(self.node),
                Value::Int(seq),
                Value::Bytes(salt.to_vec()),
                Value::Text(canonical),
            ]);
        }
        batch.statements.extend(act.also.iter().map(|write| Statement {
            sql: write.sql.as_str().into(),
            parameters: write.parameters.clone(),
            one_row_or: None,
        }));
        if let Some(key) = &act.idempotency {
            batch.keys.rows.push(vec![
                Value::Id(key.scope),
                Value::Text(key.key.clone()),
                Value::Bytes(key.request.to_vec()),
                Value::Id(key.result),
                Value::Int(act.at.as_microsecond()),
            ]);
        }
        let body = Body {
            act: act.kind.clone(),
            at: act.at.as_microsecond(),
            account: act.account,
            position: act.position,
            subject: act.subject.clone(),
            purpose: act.purpose.clone(),
            persons: act.persons.clone(),
            rows,
        };
        let body = serde_json::to_string(&body).map_err(|error| ActError::Unavailable(error.to_string()))?;
        let hash = chain(self.node, seq, &head.hash, &body);
        batch.entries.rows.push(vec![
            Value::Int(self.node),
            Value::Int(seq),
            Value::Text(body),
            Value::Text(hex(&hash)),
        ]);
        Ok(Head { seq, hash })
    }

    /// Writes the version down that an import published, under the entry by which it did: the row is about to
    /// change, and only the root over the import proves what it was.
    fn first_version(&self, record: &Record, import: Uuid, snapshot: &str) -> Statement {
        let (id, text) = match self.dialect {
            Dialect::Sqlite => ("$1", "$2"),
            Dialect::Postgres => ("cast($1 as uuid)", "cast($2 as text)"),
        };
        let (salt, snapshot_sql) = match self.dialect {
            Dialect::Sqlite => ("x''", "$3"),
            Dialect::Postgres => ("cast('' as bytea)", "cast($3 as text)"),
        };
        let sql = format!(
            "insert into journal_version (row_id, row_version, table_name, node, seq, salt, snapshot) \
             select {id}, 1, {text}, v.node, v.seq, {salt}, {snapshot_sql} from journal_version v \
             where v.row_id = $4 order by v.row_version desc limit 1"
        );
        let table = record.def().name.as_str();
        Statement {
            sql: sql.into(),
            parameters: vec![record.id().into(), table.into(), snapshot.into(), import.into()],
            one_row_or: Some(ActError::Unavailable(format!("the journal does not know import {import}"))),
        }
    }

    /// Moves the note of the head; fails if somebody else moved it.
    pub fn move_head(&self, from: Head, to: Head) -> Statement {
        Statement {
            sql: Arc::clone(&self.head),
            parameters: vec![
                Value::Int(to.seq),
                Value::Text(hex(&to.hash)),
                Value::Int(self.node),
                Value::Int(from.seq),
            ],
            one_row_or: Some(ActError::Unavailable("another process wrote this node's journal".into())),
        }
    }
}

/// The counters that an act needs, each with how many numbers.
fn scopes(act: &Act) -> Vec<(String, i64)> {
    let scope = |number: &NumberRequest| (format!("{}/{}", number.counter, act.year()), number.count);
    act.numbers.iter().map(scope).collect()
}
