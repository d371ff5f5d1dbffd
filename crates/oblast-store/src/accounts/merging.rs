//! Persons that are one – who applied on paper and later signs in, whose name was mistyped at a desk – merged by an act, and unmerged.
//!
//! What was the duplicate's becomes the kept person's, row by row, each with its version in the journal; the merger writes down which rows
//! these were, so that undoing it gives back the same ones. What came after the merger stays with the kept person.

use std::collections::BTreeSet;

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};
use serde_json::json;

use crate::record::Record;
use crate::{Act, Store, StoreError};

/// Where rows say whose they are.
const OWNED: [(&str, &[&str]); 6] = [
    ("account", &["person"]),
    ("position", &["person"]),
    ("deputy", &["person"]),
    ("cases", &["applicant", "representative"]),
    ("mandate", &["principal", "representative"]),
    ("notice", &["person"]),
];
/// What a kept person takes from the duplicate where it is not known of them.
const FILLED: [&str; 4] = ["patronymic", "rnokpp", "email", "phone"];
/// How many rows one merger moves at most.
const MOST: usize = 10_000;
/// How many persons are looked through at once.
const FOUND: i64 = 50;

/// Why persons cannot be merged, or a merger not undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotMerged {
    /// One of them is not known, or it is one and the same row.
    #[error("two different persons are needed")]
    Missing,
    /// One of them was merged already.
    #[error("one of them was merged already")]
    Already,
    /// Organisations are told apart by their code.
    #[error("an organisation is not merged")]
    Organisation,
    /// Two tax numbers are two persons.
    #[error("they have different tax numbers")]
    OtherNumber,
    /// One acts for the other by a mandate: they are two.
    #[error("one of them represents the other")]
    EachOther,
    /// More rows than one act moves.
    #[error("more than {MOST} rows would be moved")]
    TooMuch,
    /// It was undone already.
    #[error("it was undone already")]
    Undone,
    /// The kept person was merged into another one afterwards: that comes first.
    #[error("a later merger has to be undone first")]
    Later,
}

/// What the two of a merger have.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The person who stays.
    pub kept: Record,
    /// The person who goes.
    pub duplicate: Record,
    /// The account of each; where both have one, the duplicate's is closed.
    pub accounts: [Option<Record>; 2],
}

/// A row of which a column is moved.
type Moved = (String, String, Uuid);

impl Store {
    /// The two of a merger, or why they cannot be merged.
    pub async fn pair(&self, kept: Uuid, duplicate: Uuid) -> Result<Result<Pair, NotMerged>, StoreError> {
        let (Some(left), Some(right)) =
            (self.load("person", kept).await?, self.load("person", duplicate).await?)
        else {
            return Ok(Err(NotMerged::Missing));
        };
        let pair = Pair {
            accounts: [self.open_account(kept).await?, self.open_account(duplicate).await?],
            kept: left,
            duplicate: right,
        };
        let both = [&pair.kept, &pair.duplicate];
        let numbers = both.map(|own| own.text("rnokpp"));
        Ok(if kept == duplicate {
            Err(NotMerged::Missing)
        } else if both.iter().any(|own| !own.get("merged_into").is_null()) {
            Err(NotMerged::Already)
        } else if both.iter().any(|own| own.get("organisation").as_text().is_some()) {
            Err(NotMerged::Organisation)
        } else if numbers.iter().all(|number| !number.is_empty()) && numbers[0] != numbers[1] {
            Err(NotMerged::OtherNumber)
        } else if self.represent_each_other(kept, duplicate).await? {
            Err(NotMerged::EachOther)
        } else {
            Ok(pair)
        })
    }

    /// The account by which a person signs in.
    pub async fn open_account(&self, person: Uuid) -> Result<Option<Record>, StoreError> {
        let tail = "where person = $1 and state = 'active' order by id limit 1";
        Ok(self.select("account", tail, &[person.into()]).await?.into_iter().next())
    }

    async fn represent_each_other(&self, one: Uuid, other: Uuid) -> Result<bool, StoreError> {
        let sql = "select id from mandate where (principal = $1 and representative = $2) \
                   or (principal = $2 and representative = $1) limit 1";
        Ok(!self.query(sql, &[one.into(), other.into()], &[ColumnType::Id]).await?.is_empty())
    }

    /// Adds a merger to an act.
    pub(crate) async fn with_merger(
        &self,
        mut act: Act,
        pair: Pair,
        basis: &str,
    ) -> Result<Result<Act, NotMerged>, StoreError> {
        let Pair { mut kept, mut duplicate, accounts } = pair;
        let (into, from) = (kept.id(), duplicate.id());
        let mut moved: Vec<Moved> = Vec::new();
        let closed = accounts.iter().all(Option::is_some);
        for (table, columns) in OWNED {
            if table == "account" && closed {
                continue;
            }
            let conditions: Vec<String> = columns.iter().map(|column| format!("{column} = $1")).collect();
            let tail = format!("where {} order by id limit {}", conditions.join(" or "), MOST + 1);
            for mut row in self.select(table, &tail, &[from.into()]).await? {
                for column in columns.iter().filter(|column| row.reference(column) == Some(from)) {
                    moved.push((table.into(), (*column).into(), row.id()));
                }
                give(&mut row, columns, from, into);
                act = act.update(row);
            }
        }
        if moved.len() > MOST {
            return Ok(Err(NotMerged::TooMuch));
        }
        let mut filled: Vec<&str> = Vec::new();
        for column in FILLED {
            if kept.text(column).is_empty() && !duplicate.text(column).is_empty() {
                kept.set(column, duplicate.get(column).clone());
                filled.push(column);
            }
        }
        duplicate.set("merged_into", into);
        let mut row = self.new_record("person_merge")?;
        row.set("kept", into);
        row.set("duplicate", from);
        row.set("moved", json!(moved).to_string());
        row.set("filled", json!(filled).to_string());
        row.set("basis", basis);
        row.set("merged_at", act.at.as_microsecond());
        act.persons = vec![into, from];
        if let [Some(_), Some(account)] = accounts {
            row.set("closed", account.id());
            act = self.with_closed_account(act, account).await?;
        }
        act = self.notify(act, &kept, "persons-merged", json!({}), None).await?;
        // The kept row gets a version too, so that nobody merges it elsewhere at the same moment.
        Ok(Ok(act.update(kept).update(duplicate).insert(row)))
    }

    /// An account that nobody signs in to: its sessions and tokens end, what it had taken lies open again.
    async fn with_closed_account(&self, act: Act, mut account: Record) -> Result<Act, StoreError> {
        let id = account.id();
        let tail = "where is_open = 1 and assignee = $1 order by id limit 10000";
        let tasks = self.select("task", tail, &[id.into()]).await?;
        let act = tasks.into_iter().fold(act, |act, mut task| {
            task.set("assignee", Value::Null);
            act.update(task)
        });
        account.set("state", "closed");
        Ok(self.without_entry(act, id).await?.update(account))
    }

    /// Adds to an act that a merger is undone: what it moved and nobody has moved since goes back.
    pub(crate) async fn with_unmerger(
        &self,
        mut act: Act,
        merger: Uuid,
        basis: &str,
    ) -> Result<Result<Act, NotMerged>, StoreError> {
        let Some(mut row) = self.load("person_merge", merger).await? else {
            return Ok(Err(NotMerged::Missing));
        };
        let (Some(into), Some(from)) = (row.reference("kept"), row.reference("duplicate")) else {
            return Ok(Err(NotMerged::Missing));
        };
        let (Some(mut kept), Some(mut duplicate)) =
            (self.load("person", into).await?, self.load("person", from).await?)
        else {
            return Ok(Err(NotMerged::Missing));
        };
        if !row.get("undone_at").is_null() {
            return Ok(Err(NotMerged::Undone));
        }
        if !kept.get("merged_into").is_null() {
            return Ok(Err(NotMerged::Later));
        }
        let unreadable = |error: serde_json::Error| StoreError::Unexpected(error.to_string());
        let moved: Vec<Moved> = serde_json::from_str(row.text("moved")).map_err(unreadable)?;
        let filled: Vec<String> = serde_json::from_str(row.text("filled")).map_err(unreadable)?;
        for (table, _) in OWNED {
            let own = moved.iter().filter(|(name, ..)| name == table);
            let ids: BTreeSet<Uuid> = own.clone().map(|(.., id)| *id).collect();
            for mut owned in self.load_all(table, ids.into_iter()).await? {
                let columns: Vec<&str> = own
                    .clone()
                    .filter(|(.., id)| *id == owned.id())
                    .map(|(_, column, _)| &**column)
                    .collect();
                if give(&mut owned, &columns, into, from) {
                    act = act.update(owned);
                }
            }
        }
        let taken = filled.iter().filter(|column| kept.get(column) == duplicate.get(column));
        for column in taken.cloned().collect::<Vec<_>>() {
            kept.set(&column, Value::Null);
        }
        if let Some(account) = row.reference("closed")
            && let Some(mut account) = self.load("account", account).await?
        {
            account.set("state", "active");
            act = act.update(account);
        }
        duplicate.set("merged_into", Value::Null);
        for person in [&kept, &duplicate] {
            act = self.notify(act, person, "persons-unmerged", json!({}), None).await?;
        }
        row.set("undone_at", act.at.as_microsecond());
        row.set("undo_basis", basis);
        act.persons = vec![into, from];
        Ok(Ok(act.update(kept).update(duplicate).update(row)))
    }

    /// A person and all who were merged into them.
    pub async fn merged_with(&self, person: Uuid) -> Result<Vec<Uuid>, StoreError> {
        let sql = "with recursive own(id) as (select id from person where id = $1 \
                   union select person.id from person join own on person.merged_into = own.id) select id from own";
        let rows = self.query(sql, &[person.into()], &[ColumnType::Id]).await?;
        Ok(rows.iter().map(|row| row.id(0)).collect())
    }

    /// The mergers, the latest first: all, or those of one person that stand.
    pub async fn mergers(&self, kept: Option<Uuid>) -> Result<Vec<Record>, StoreError> {
        let (condition, parameters) = match kept {
            Some(person) => ("where kept = $1 and undone_at is null", vec![Value::Id(person)]),
            None => ("", Vec::new()),
        };
        let tail = format!("{condition} order by merged_at desc, id desc limit 200");
        self.select("person_merge", &tail, &parameters).await
    }

    /// Persons of whom a tax number stands more than once, those of one number together.
    pub async fn doubled_numbers(&self) -> Result<Vec<Record>, StoreError> {
        let tail = format!(
            "where merged_into is null and rnokpp in (select rnokpp from person where merged_into is null \
             and rnokpp is not null group by rnokpp having count(*) > 1 order by rnokpp limit {FOUND}) \
             order by rnokpp, id limit {}",
            FOUND * 4
        );
        self.select("person", &tail, &[]).await
    }

    /// Persons of a surname and a given name, written exactly so.
    pub async fn persons_named(&self, family: &str, given: &str) -> Result<Vec<Record>, StoreError> {
        let tail = format!(
            "where family_name = $1 and given_name = $2 and merged_into is null order by id limit {FOUND}"
        );
        self.select("person", &tail, &[family.into(), given.into()]).await
    }

    /// In how many cases a person is the applicant.
    pub async fn count_cases(&self, person: Uuid) -> Result<i64, StoreError> {
        let sql = "select count(*) from cases where applicant = $1";
        let rows = self.query(sql, &[person.into()], &[ColumnType::Int]).await?;
        Ok(rows.first().map_or(0, |row| row.int(0)))
    }
}

/// Puts a person in the place of another where a row names that one; false where it does not.
fn give(row: &mut Record, columns: &[&str], from: Uuid, into: Uuid) -> bool {
    let mut gave = false;
    for column in columns {
        if row.reference(column) == Some(from) {
            row.set(column, into);
            gave = true;
        }
    }
    gave
}

#[cfg(test)]
mod tests {
    use oblast_register::Catalogue;

    use super::*;
    use crate::schema::{Class, Schema};

    /// A table that comes to name persons is moved too, or says here why not.
    #[test]
    fn every_column_that_names_a_person_is_moved() {
        const APART: [(&str, &str); 4] = [
            ("person", "merged_into"),
            ("person_merge", "kept"),
            ("person_merge", "duplicate"),
            ("notice_choice", "person"), // the kept person's own choice counts
        ];
        let schema = Schema::new(&Catalogue::default()).unwrap();
        let names =
            ["person", "applicant", "principal", "representative", "kept", "duplicate", "merged_into"];
        for table in schema.tables() {
            assert_eq!(schema.classes()[&table.name], Class::Act);
            for column in table.columns.iter().filter(|column| names.contains(&&*column.name)) {
                let is_moved =
                    OWNED.iter().any(|(own, columns)| *own == table.name && columns.contains(&&*column.name));
                let is_apart = APART.contains(&(&*table.name, &*column.name));
                assert!(is_moved != is_apart, "{}.{}", table.name, column.name);
            }
        }
    }
}
