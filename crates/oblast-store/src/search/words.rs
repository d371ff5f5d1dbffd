//! The words that a list is searched by.

use oblast_kernel::Value;
use oblast_register::Register;

use super::document::register_term;
use super::{expression, groups, query_tokens};
use crate::migrate::Dialect;
use crate::{Store, StoreError};

/// Up to so many records of a register are found by their words first; beyond that each row of the list is asked
/// whether it has them.
const FEW: i64 = 100_000;

/// The condition that some words, in any form, stand in the public fields of a record: in two ways that choose the same
/// rows. `?` stands for the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsCondition {
    /// Finds the records by their words first: fast where few have them.
    pub first: String,
    /// Asks of each row whether it has them: fast where most have them.
    pub each: String,
    /// The words, as the database wants them.
    pub value: Value,
}

impl WordsCondition {
    /// Nothing where the text has no words.
    pub fn new(store: &Store, register: &Register, text: &str) -> Option<Self> {
        let mut groups = groups(&query_tokens(text));
        if groups.is_empty() {
            return None;
        }
        groups.push(vec![register_term(&register.id)]);
        let table = register.table();
        let (first, each) = match store.dialect() {
            Dialect::Sqlite => (
                "id in (select d.id from search_index i join search_document d on d.doc = i.rowid \
                 where search_index match ?)",
                // The numbers are gathered once, in their order.
                format!(
                    "exists (select 1 from search_document d where d.id = {table}.id \
                     and d.doc in (select rowid from search_index where search_index match ?))"
                ),
            ),
            Dialect::Postgres => (
                "id in (select d.id from search_document d where d.terms @@ cast(cast(? as text) as tsquery))",
                // As a value, the planner does not make a join of it.
                format!(
                    "(select d.terms @@ cast(cast(? as text) as tsquery) from search_document d \
                     where d.id = {table}.id)"
                ),
            ),
        };
        Some(WordsCondition { first: first.into(), each, value: expression(&groups, store.dialect()).into() })
    }

    /// The way that is fast for these words, and the value.
    pub(crate) async fn chosen(self, store: &Store) -> Result<(String, Value), StoreError> {
        let found = match store.dialect() {
            Dialect::Sqlite => "search_index where search_index match $1",
            Dialect::Postgres => "search_document where terms @@ cast(cast($1 as text) as tsquery)",
        };
        let found = store.count(found, std::slice::from_ref(&self.value), FEW + 1).await?;
        Ok((if found > FEW { self.each } else { self.first }, self.value))
    }
}
