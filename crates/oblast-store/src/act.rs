//! An act as a value.

use jiff::Timestamp;
use oblast_kernel::access::Actor;
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::journal::Digest;
use oblast_kernel::{Uuid, Value};

use crate::record::Record;

/// One indivisible deed with legal effect: guarded changes and one journal entry.
#[derive(Clone, Debug)]
pub struct Act {
    /// What it is, e.g. `case.submit`.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// Who: the account.
    pub account: Option<Uuid>,
    /// In which position.
    pub position: Option<Uuid>,
    /// What it is about: table and id.
    pub subject: Option<(String, Uuid)>,
    /// For what purpose personal data are read.
    pub purpose: Option<String>,
    /// Whose personal data are read.
    pub persons: Vec<Uuid>,
    /// The rows that it writes.
    pub changes: Vec<Change>,
    /// Numbers to be issued in the same transaction, gap-free.
    pub numbers: Vec<NumberRequest>,
    /// Writes to scratch tables that belong to it.
    pub also: Vec<Scratch>,
    /// The key under which a repetition is recognised.
    pub idempotency: Option<Idempotency>,
    /// Are its records written into the index of the search later, all at once?
    pub indexed_later: bool,
}

/// A whole row as it will stand.
#[derive(Clone, Debug)]
pub struct Change {
    /// The version that must stand now; 0 for a new row.
    pub expected: i64,
    /// The row with its new version.
    pub record: Record,
}

/// A number to be issued from a counter into a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberRequest {
    /// Which change.
    pub change: usize,
    /// Which column.
    pub column: &'static str,
    /// The counter. The year of the act in Kyiv is added, so that numbers begin anew each year.
    pub counter: String,
    /// The template (`oblast_register::register::format_number`).
    pub template: String,
    /// Other changes and columns that take the same number.
    pub also: Vec<(usize, &'static str)>,
    /// How many numbers are taken; the first one is written.
    pub count: i64,
}

/// A write to a scratch table in the transaction of an act: the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Scratch {
    /// The statement; placeholders first appear in their order.
    pub sql: String,
    /// Their values.
    pub parameters: Vec<Value>,
}

/// A key of idempotency: the same key with the same request gives the first result again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// Whose key.
    pub scope: Uuid,
    /// The key.
    pub key: String,
    /// The digest of the request.
    pub request: Digest,
    /// What the first request created.
    pub result: Uuid,
}

/// What an applied act gives back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its place in the node's chain.
    pub seq: i64,
    /// The issued numbers, in the order of the requests.
    pub numbers: Vec<String>,
}

/// Why an act was not applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// A row is not at the version that the act was made from.
    #[error("{table} {id} was changed meanwhile")]
    Conflict {
        /// The table.
        table: String,
        /// The row.
        id: Uuid,
    },
    /// A value that must not stand twice does.
    #[error("the value of {column} in {table} exists already")]
    Duplicate {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// The key of idempotency was used before.
    #[error("this request was made before")]
    Replay,
    /// The disk is full; nothing was written.
    #[error("no space is left")]
    Full,
    /// The database does not answer; nothing was written.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// The connection broke while committing: the act may stand or not. The same key may be used again.
    #[error("the database did not confirm; it is not known whether the act stands")]
    Unknown,
}

impl Act {
    /// An empty act.
    pub fn new(kind: &str, at: Timestamp) -> Self {
        Act {
            kind: kind.to_owned(),
            at,
            account: None,
            position: None,
            subject: None,
            purpose: None,
            persons: Vec::new(),
            changes: Vec::new(),
            numbers: Vec::new(),
            also: Vec::new(),
            idempotency: None,
            indexed_later: false,
        }
    }

    /// Says who acts.
    pub fn by(mut self, actor: &Actor) -> Self {
        self.account = actor.account;
        self
    }

    /// Says in which position.
    pub fn in_position(mut self, position: Option<Uuid>) -> Self {
        self.position = position;
        self
    }

    /// Says what it is about.
    pub fn about(mut self, table: &str, id: Uuid) -> Self {
        self.subject = Some((table.to_owned(), id));
        self
    }

    /// Adds a new row.
    pub fn insert(mut self, record: Record) -> Self {
        self.changes.push(Change { expected: 0, record: record.with_version(1) });
        self
    }

    /// Replaces a row that must still be at the version that `record` was loaded with.
    pub fn update(mut self, record: Record) -> Self {
        let expected = record.version();
        self.changes.push(Change { expected, record: record.with_version(expected + 1) });
        self
    }

    /// Does it change nothing yet?
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Asks for a number into a column of the last added change.
    pub fn number(mut self, column: &'static str, counter: &str, template: &str) -> Self {
        self.numbers.push(NumberRequest {
            change: self.changes.len().saturating_sub(1),
            column,
            counter: counter.to_owned(),
            template: template.to_owned(),
            also: Vec::new(),
            count: 1,
        });
        self
    }

    /// Leases numbers of a counter: the first one goes, plain, into a column of the last added change.
    pub fn lease(mut self, column: &'static str, counter: &str, count: i64) -> Self {
        self = self.number(column, counter, "{counter}");
        if let Some(request) = self.numbers.last_mut() {
            request.count = count;
        }
        self
    }

    /// Writes the number that was asked for last into a column of the last added change too.
    pub fn same_number(mut self, column: &'static str) -> Self {
        let change = self.changes.len().saturating_sub(1);
        if let Some(request) = self.numbers.last_mut() {
            request.also.push((change, column));
        }
        self
    }

    /// Adds a write to a scratch table, in the same transaction.
    pub fn also(mut self, write: Scratch) -> Self {
        debug_assert!(
            crate::dialect::placeholders_in_order(&write.sql, write.parameters.len()),
            "{}",
            write.sql
        );
        self.also.push(write);
        self
    }

    /// Sets the key of idempotency.
    pub fn once(mut self, idempotency: Option<Idempotency>) -> Self {
        self.idempotency = idempotency;
        self
    }

    /// The year by which its numbers are counted.
    pub(crate) fn year(&self) -> i16 {
        kyiv_date(self.at).year()
    }

    /// Puts an issued number into its place.
    pub(crate) fn fill(&mut self, index: usize, number: String) {
        let request = &self.numbers[index];
        for (change, column) in request.also.iter().copied().chain([(request.change, request.column)]) {
            if let Some(change) = self.changes.get_mut(change) {
                change.record.set(column, Value::Text(number.clone()));
            }
        }
    }
}

/// The receipt of an act that stands at `seq`.
pub(crate) fn receipt(act: &Act, seq: i64) -> Receipt {
    let numbers = act
        .numbers
        .iter()
        .filter_map(|number| act.changes.get(number.change).map(|change| change.record.text(number.column)))
        .map(str::to_owned)
        .collect();
    Receipt { seq, numbers }
}
