//! From acts to statements: the part of the writer that both databases share.

use std::sync::Arc;

use oblast_kernel::journal::{Body, Digest, RowChange, chain, commitment, hex};
use oblast_kernel::{Ids, Value};

use crate::act::{Act, ActError};
use crate::schema::Schema;

/// A statement and what a wrong number of rows would mean.
pub(crate) struct Statement {
    pub sql: Arc<str>,
    pub parameters: Vec<Value>,
    /// If set, exactly one row must be written; else this happened.
    pub one_row_or: Option<ActError>,
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
    sql: FixedSql,
}

struct FixedSql {
    version: Arc<str>,
    entry: Arc<str>,
    head: Arc<str>,
    idempotency: Arc<str>,
}

/// Issues the next numbers of a counter: the last of `$2` numbers comes back.
pub(crate) const COUNTER: &str = "insert into counter (scope, value) values ($1, $2) \
     on conflict (scope) do update set value = counter.value + $2 returning value";

impl Preparer {
    pub fn new(schema: Arc<Schema>, ids: Arc<Ids>, node: i64) -> Self {
        let sql = FixedSql {
            version:
                "insert into journal_version (row_id, row_version, table_name, node, seq, salt, snapshot) \
                      values ($1, $2, $3, $4, $5, $6, $7)"
                    .into(),
            entry: "insert into journal_entry (node, seq, body, hash) values ($1, $2, $3, $4)".into(),
            head: "update journal_head set seq = $1, hash = $2 where node = $3 and seq = $4".into(),
            idempotency:
                "insert into idempotency (scope, key, request, result, at) values ($1, $2, $3, $4, $5)".into(),
        };
        Preparer { schema, ids, node, sql }
    }

    /// The counters that a batch needs, each with how many numbers, in the order of first need.
    pub fn counters(acts: &[Act]) -> Vec<(String, i64)> {
        let mut counters: Vec<(String, i64)> = Vec::new();
        for scope in acts.iter().flat_map(scopes) {
            match counters.iter_mut().find(|(known, _)| *known == scope) {
                Some((_, count)) => *count += 1,
                None => counters.push((scope, 1)),
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
            for (index, scope) in scopes(act).into_iter().enumerate() {
                let Some(place) = counters.iter().position(|(known, _)| *known == scope) else { continue };
                let template = act.numbers[index].template.clone();
                act.fill(index, oblast_register::register::format_number(&template, next[place], year));
                next[place] += 1;
            }
        }
    }

    /// The statements of an act, and the head after it.
    pub fn statements(&self, act: &Act, head: Head, out: &mut Vec<Statement>) -> Result<Head, ActError> {
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
            out.push(if change.expected == 0 {
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
            out.push(self.plain(
                &self.sql.version,
                vec![
                    Value::Id(record.id()),
                    Value::Int(record.version()),
                    Value::Text(name.clone()),
                    Value::Int(self.node),
                    Value::Int(seq),
                    Value::Bytes(salt.to_vec()),
                    Value::Text(canonical),
                ],
            ));
        }
        if let Some(key) = &act.idempotency {
            let parameters = vec![
                Value::Id(key.scope),
                Value::Text(key.key.clone()),
                Value::Bytes(key.request.to_vec()),
                Value::Id(key.result),
                Value::Int(act.at.as_microsecond()),
            ];
            out.push(self.plain(&self.sql.idempotency, parameters));
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
        let parameters =
            vec![Value::Int(self.node), Value::Int(seq), Value::Text(body), Value::Text(hex(&hash))];
        out.push(self.plain(&self.sql.entry, parameters));
        Ok(Head { seq, hash })
    }

    /// Moves the note of the head; fails if somebody else moved it.
    pub fn move_head(&self, from: Head, to: Head) -> Statement {
        Statement {
            sql: Arc::clone(&self.sql.head),
            parameters: vec![
                Value::Int(to.seq),
                Value::Text(hex(&to.hash)),
                Value::Int(self.node),
                Value::Int(from.seq),
            ],
            one_row_or: Some(ActError::Unavailable("another process wrote this node's journal".into())),
        }
    }

    fn plain(&self, sql: &Arc<str>, parameters: Vec<Value>) -> Statement {
        Statement { sql: Arc::clone(sql), parameters, one_row_or: None }
    }
}

fn scopes(act: &Act) -> Vec<String> {
    act.numbers.iter().map(|number| format!("{}/{}", number.counter, act.year())).collect()
}
