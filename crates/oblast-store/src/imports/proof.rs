//! The root over what an import published, and its verification.
//!
//! A leaf is the salted commitment to a row, as the journal has it of any row; a batch has the root over its leaves,
//! the import the root over its batches. The import's own row, with the root, is in the journal like any other.

use std::collections::{HashMap, HashSet};

use oblast_kernel::journal::{Digest, Finding, commitment, hex, sha256, unhex};
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, merkle};

use super::PUBLISHED;
use crate::record::Record;
use crate::{Store, StoreError};

/// How many rows are compared at a time.
const PAGE: i64 = 2_000;

/// What the salts of an import's rows are made of.
pub(crate) struct Salt(Vec<u8>);

impl Salt {
    pub fn of(set: &Record) -> Salt {
        Salt(match set.get("salt") {
            oblast_kernel::Value::Bytes(bytes) => bytes.clone(),
            _ => Vec::new(),
        })
    }

    fn of_row(&self, row: i64) -> Digest {
        let mut text = b"oblast import salt 1\n".to_vec();
        text.extend_from_slice(&self.0);
        text.extend_from_slice(&row.to_be_bytes());
        sha256(&text)
    }
}

/// The leaf of a row in its canonical form.
pub(super) fn leaf(salt: &Salt, row: i64, canonical: &str) -> Digest {
    merkle::leaf(&commitment(&salt.of_row(row)[..16], canonical))
}

/// The imports whose rows a verification meets.
#[derive(Default)]
pub(crate) struct Imports {
    published: HashMap<Uuid, Record>,
    /// Imports whose rows nobody sees: nothing is claimed of them.
    unseen: HashSet<Uuid>,
    /// First versions that were written down when their rows changed, until their import accounts for them.
    pub written: HashSet<Uuid>,
}

impl Imports {
    /// Is this a row that only the root of an import accounts for?
    pub fn accounts_for(&self, record: &Record) -> bool {
        record.import().is_some_and(|import| {
            self.unseen.contains(&import) || (record.version() == 1 && self.published.contains_key(&import))
        })
    }

    /// Was this version published by an import?
    pub fn published(&self, import: Option<Uuid>) -> bool {
        import.is_some_and(|import| self.published.contains_key(&import))
    }
}

/// The root over batches.
fn whole(batches: &[Digest]) -> String {
    let leaves: Vec<Digest> = batches.iter().map(merkle::leaf).collect();
    hex(&merkle::root(&leaves))
}

impl Store {
    /// How many rows are staged, and the root over them.
    pub(super) async fn staged_root(&self, set: Uuid) -> Result<(i64, String), StoreError> {
        let batches = self.import_batches(set).await?;
        let roots: Vec<Digest> = batches.iter().map(|batch| batch.root).collect();
        Ok((batches.iter().map(|batch| batch.rows).sum(), whole(&roots)))
    }

    async fn import_batches(&self, set: Uuid) -> Result<Vec<Batch>, StoreError> {
        use ColumnType::{Int, Text};
        let sql = "select first_row, last_row, rows, root from import_batch where import_set = $1 order by first_row";
        let rows = self.query(sql, &[set.into()], &[Int, Int, Int, Text]).await?;
        let batch = |row: &crate::Row| Batch {
            first: row.int(0),
            last: row.int(1),
            rows: row.int(2),
            root: unhex(row.text(3)).unwrap_or_default(),
        };
        Ok(rows.iter().map(batch).collect())
    }

    /// The imports of this database.
    pub(crate) async fn imports(&self) -> Result<Imports, StoreError> {
        let mut imports = Imports::default();
        let mut after = Uuid::nil();
        loop {
            let sets =
                self.select("import_set", "where id > $1 order by id limit 1000", &[after.into()]).await?;
            let Some(last) = sets.last() else { return Ok(imports) };
            after = last.id();
            for set in sets {
                match set.text("state") {
                    PUBLISHED => imports.published.insert(set.id(), set).map(|_| ()),
                    _ => imports.unseen.insert(set.id()).then_some(()),
                };
            }
        }
    }

    /// Compares the rows of every published import with its root.
    pub(crate) async fn verify_imports(
        &self,
        mut imports: Imports,
        findings: &mut Vec<Finding>,
    ) -> Result<(), StoreError> {
        for (id, set) in std::mem::take(&mut imports.published) {
            let register = self.catalogue().register(set.text("register")).cloned();
            // A register that is not declared any more keeps its table, but nobody reads it.
            let Some(table) = register.map(|register| register.table()) else { continue };
            let batches = self.import_batches(id).await?;
            let roots: Vec<Digest> = batches.iter().map(|batch| batch.root).collect();
            let rows: i64 = batches.iter().map(|batch| batch.rows).sum();
            let bounds = (
                batches.first().map_or(0, |batch| batch.first),
                batches.last().map_or(0, |batch| batch.last),
            );
            let changed =
                |first, last| Finding::ImportChanged { table: table.clone(), import: id, first, last };
            if whole(&roots) != set.text("root") || set.int("rows") != Some(rows) {
                findings.push(changed(bounds.0, bounds.1));
            }
            let found = self.verify_batches(&table, &set, &batches, &mut imports.written).await?;
            findings.extend(found.into_iter().map(|(first, last)| changed(first, last)));
        }
        for id in imports.written {
            findings.push(Finding::VersionChanged { table: String::new(), id, version: 1 });
        }
        Ok(())
    }

    /// The bounds of the batches whose rows are not what was published.
    async fn verify_batches(
        &self,
        table: &str,
        set: &Record,
        batches: &[Batch],
        written: &mut HashSet<Uuid>,
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let (salt, mut found) = (Salt::of(set), Vec::new());
        let mut expected = batches.iter();
        let (mut batch, mut leaves) = (expected.next(), Vec::new());
        let mut end = |batch: &Batch, leaves: &mut Vec<Digest>| {
            if merkle::root(leaves) != batch.root || leaves.len() as i64 != batch.rows {
                found.push((batch.first, batch.last));
            }
            leaves.clear();
        };
        let mut after = i64::MIN;
        loop {
            let rows = self.published_rows(table, set.id(), after).await?;
            let Some((last, ..)) = rows.last() else { break };
            after = *last;
            for (row, id, canonical, was_written) in rows {
                if was_written {
                    written.remove(&id);
                }
                while let Some(own) = batch.filter(|own| row > own.last) {
                    end(own, &mut leaves);
                    batch = expected.next();
                }
                leaves.push(leaf(&salt, row, &canonical));
            }
        }
        while let Some(own) = batch {
            end(own, &mut leaves);
            batch = expected.next();
        }
        if !leaves.is_empty() {
            found.push((after, after));
        }
        Ok(found)
    }

    /// Rows as they were published: row, id, canonical form, and whether that was written down since.
    async fn published_rows(
        &self,
        table: &str,
        set: Uuid,
        after: i64,
    ) -> Result<Vec<(i64, Uuid, String, bool)>, StoreError> {
        let tail = format!("where import_id = $1 and import_row > $2 order by import_row limit {PAGE}");
        let records = self.select_all(table, &tail, &[set.into(), after.into()]).await?;
        let mut written: HashMap<Uuid, String> = HashMap::new();
        if records.iter().any(|record| record.version() > 1) {
            let sql = format!(
                "select v.row_id, v.snapshot from journal_version v join {table} r on r.id = v.row_id \
                 where v.row_version = 1 and r.import_id = $1 and r.version > 1 and r.import_row > $2 \
                 order by r.import_row limit {PAGE}"
            );
            let columns = [ColumnType::Id, ColumnType::Text];
            for row in self.query(&sql, &[set.into(), after.into()], &columns).await? {
                written.insert(row.id(0), row.text(1).to_owned());
            }
        }
        let row = |record: &Record| {
            let (id, number) = (record.id(), record.int("import_row").unwrap_or_default());
            match written.remove(&id) {
                Some(snapshot) => (number, id, snapshot, true),
                None => (number, id, record.canonical(), false),
            }
        };
        Ok(records.iter().map(row).collect())
    }
}

struct Batch {
    first: i64,
    last: i64,
    rows: i64,
    root: Digest,
}
