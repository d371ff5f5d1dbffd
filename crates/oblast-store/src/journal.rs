//! Reading, exporting, checkpointing and verifying the journal.

use std::collections::HashMap;
use std::io::{self, BufRead, Write};

use ed25519_dalek::SigningKey;
use oblast_kernel::journal::{Body, ChainVerifier, Checkpoint, Entry, Finding, commitment, hex, unhex};
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use crate::act::ActError;
use crate::imports::proof::Imports;
use crate::{Store, StoreError};

/// How many rows are read at a time.
const PAGE: i64 = 2_000;

/// What a verification looked at and found.
#[derive(Debug)]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Rows compared with their last entry.
    pub rows: u64,
    /// Versions of the history compared with their entries.
    pub versions: u64,
    /// What was found; empty where the journal holds.
    pub findings: Vec<Finding>,
}

/// Why a checkpoint was not made.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an export was not read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file could not be read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A line is not what the export writes.
    #[error("line {line}: {message}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
}

/// The first line of an export.
const EXPORT_HEADER: &str = r#"{"format":"oblast-journal","version":1}"#;

/// Verifies an export, one JSON entry a line, alone: without a database.
pub fn verify_export(input: impl BufRead, checkpoints: Vec<Checkpoint>) -> Result<Report, ExportError> {
    let mut verifier = ChainVerifier::new(checkpoints);
    let mut lines = input.lines().enumerate();
    match lines.next() {
        Some((_, header)) if header.as_deref().unwrap_or_default().trim() == EXPORT_HEADER => {}
        _ => {
            return Err(ExportError::Line {
                line: 1,
                message: "this is not an export of the journal".into(),
            });
        }
    }
    for (index, line) in lines {
        let line = line?;
        let entry: Entry = serde_json::from_str(&line)
            .map_err(|error| ExportError::Line { line: index + 1, message: error.to_string() })?;
        verifier.feed(&entry);
    }
    let (findings, entries, _) = verifier.finish();
    Ok(Report { entries, rows: 0, versions: 0, findings })
}

/// What the journal says of a row: its last version and each version's commitment.
#[derive(Default)]
struct Claims {
    last: HashMap<Uuid, (usize, i64)>,
    versions: HashMap<(Uuid, i64), String>,
    tables: Vec<String>,
}

/// What is left to be compared when the versions are: the salts of the last ones.
type Salts = HashMap<Uuid, Vec<u8>>;

impl Claims {
    fn note(&mut self, body: Body) {
        for row in body.rows {
            let table = self.tables.iter().position(|table| *table == row.table).unwrap_or_else(|| {
                self.tables.push(row.table.clone());
                self.tables.len() - 1
            });
            self.last.insert(row.id, (table, row.version));
            self.versions.insert((row.id, row.version), row.digest);
        }
    }
}

impl Store {
    /// Entries of this node from the newest, before `before`.
    pub async fn entries_before(&self, before: i64, limit: i64) -> Result<Vec<(Entry, Body)>, StoreError> {
        let sql = format!(
            "select node, seq, body, hash from journal_entry where node = $1 and seq < $2 \
             order by seq desc limit {}",
            limit.clamp(1, 1000)
        );
        let entries = self.read_entries(&sql, &[self.node().into(), before.into()]).await?;
        entries
            .into_iter()
            .map(|entry| {
                let body = serde_json::from_str(&entry.body)
                    .map_err(|_| StoreError::Unexpected(format!("journal entry {}", entry.seq)))?;
                Ok((entry, body))
            })
            .collect()
    }

    async fn read_entries(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Entry>, StoreError> {
        let (int, text) = (ColumnType::Int, ColumnType::Text);
        let rows = self.query(sql, parameters, &[int, int, text, text]).await?;
        let entry = |row: &crate::Row| Entry {
            node: row.int(0),
            seq: row.int(1),
            body: row.text(2).to_owned(),
            hash: row.text(3).to_owned(),
        };
        Ok(rows.iter().map(entry).collect())
    }

    /// The entries of all nodes, each chain in its order, after this place.
    async fn entries_after(&self, node: i64, seq: i64) -> Result<Vec<Entry>, StoreError> {
        let sql = format!(
            "select node, seq, body, hash from journal_entry where (node, seq) > ($1, $2) \
             order by node, seq limit {PAGE}"
        );
        self.read_entries(&sql, &[node.into(), seq.into()]).await
    }

    /// Writes the whole journal, one JSON entry a line. Returns how many.
    pub async fn export_journal(&self, out: &mut (dyn Write + Send)) -> Result<u64, ExportFailure> {
        writeln!(out, "{EXPORT_HEADER}")?;
        let (mut node, mut seq, mut count) = (i64::MIN, 0, 0);
        loop {
            let entries = self.entries_after(node, seq).await?;
            let Some(last) = entries.last() else { return Ok(count) };
            (node, seq) = (last.node, last.seq);
            for entry in &entries {
                let line = serde_json::to_string(entry).map_err(io::Error::from)?;
                writeln!(out, "{line}")?;
                count += 1;
            }
        }
    }

    /// Signs the head of this node's chain. The checkpoint is itself a row under the journal.
    pub async fn make_checkpoint(&self, key: &SigningKey) -> Result<Checkpoint, CheckpointError> {
        let sql = "select seq, hash from journal_head where node = $1";
        let rows = self.query(sql, &[self.node().into()], &[ColumnType::Int, ColumnType::Text]).await?;
        let unexpected = || StoreError::Unexpected("the head of the journal".into());
        let row = rows.first().ok_or_else(unexpected)?;
        let hash = unhex(row.text(1)).ok_or_else(unexpected)?;
        let now = self.clock.now().as_microsecond();
        let checkpoint = Checkpoint::sign(self.node(), row.int(0), &hash, now, key);
        let mut record = self.new_record("journal_checkpoint")?;
        record.set("node", checkpoint.node);
        record.set("seq", checkpoint.seq);
        record.set("hash", checkpoint.hash.as_str());
        record.set("at", checkpoint.at);
        record.set("public_key", checkpoint.public_key.as_str());
        record.set("signature", checkpoint.signature.as_str());
        let id = record.id();
        self.apply(self.act("journal.checkpoint").about("journal_checkpoint", id).insert(record)).await?;
        Ok(checkpoint)
    }

    /// The newest checkpoints.
    pub async fn checkpoints(&self, limit: i64) -> Result<Vec<Checkpoint>, StoreError> {
        let records = self
            .select("journal_checkpoint", &format!("order by at desc, seq desc limit {limit}"), &[])
            .await?;
        Ok(records
            .iter()
            .map(|record| Checkpoint {
                node: record.int("node").unwrap_or_default(),
                seq: record.int("seq").unwrap_or_default(),
                hash: record.text("hash").to_owned(),
                at: record.int("at").unwrap_or_default(),
                public_key: record.text("public_key").to_owned(),
                signature: record.text("signature").to_owned(),
            })
            .collect())
    }

    /// Verifies the chains, the notes of their heads, the history and every row of every table that acts
    /// write. Memory: about 150 bytes for each version.
    pub async fn verify(&self, held: Vec<Checkpoint>) -> Result<Report, StoreError> {
        let mut checkpoints = held;
        checkpoints.extend(self.checkpoints(10_000).await?);
        let mut verifier = ChainVerifier::new(checkpoints);
        let mut claims = Claims::default();
        let (mut node, mut seq) = (i64::MIN, 0);
        loop {
            let entries = self.entries_after(node, seq).await?;
            let Some(last) = entries.last() else { break };
            (node, seq) = (last.node, last.seq);
            for entry in &entries {
                if let Some(body) = verifier.feed(entry) {
                    claims.note(body);
                }
            }
        }
        self.expect_heads(&mut verifier).await?;
        let (findings, entries, _) = verifier.finish();
        let mut report = Report { entries, rows: 0, versions: 0, findings };
        let mut imports = self.imports().await?;
        let salts = self.verify_versions(&claims, &mut imports, &mut report).await?;
        self.verify_rows(claims, &salts, &imports, &mut report).await?;
        self.verify_imports(imports, &mut report.findings).await?;
        Ok(report)
    }

    /// Checkpoints that are signed by another key than `key` (in hexadecimal): somebody may have signed a
    /// history of their own.
    pub async fn foreign_checkpoints(&self, key: &str) -> Result<Vec<Finding>, StoreError> {
        let checkpoints = self.checkpoints(10_000).await?;
        let foreign = checkpoints.into_iter().filter(|checkpoint| checkpoint.public_key != key);
        Ok(foreign
            .map(|checkpoint| Finding::CheckpointForeign { node: checkpoint.node, seq: checkpoint.seq })
            .collect())
    }

    async fn expect_heads(&self, verifier: &mut ChainVerifier) -> Result<(), StoreError> {
        let (int, text) = (ColumnType::Int, ColumnType::Text);
        for row in self.query("select node, seq, hash from journal_head", &[], &[int, int, text]).await? {
            verifier.expect_head(row.int(0), row.int(1), &unhex(row.text(2)).unwrap_or_default());
        }
        Ok(())
    }

    /// Compares every stored version with its commitment; gives the salts of the last versions.
    async fn verify_versions(
        &self,
        claims: &Claims,
        imports: &mut Imports,
        report: &mut Report,
    ) -> Result<Salts, StoreError> {
        let mut salts = HashMap::new();
        let mut seen = 0;
        let (mut id, mut version) = (Uuid::nil(), 0);
        let columns =
            [ColumnType::Id, ColumnType::Int, ColumnType::Text, ColumnType::Bytes, ColumnType::Text];
        let sql = format!(
            "select row_id, row_version, table_name, salt, snapshot from journal_version \
             where (row_id, row_version) > ($1, $2) order by row_id, row_version limit {PAGE}"
        );
        loop {
            let rows = self.query(&sql, &[id.into(), version.into()], &columns).await?;
            let Some(last) = rows.last() else { break };
            (id, version) = (last.id(0), last.int(1));
            for row in &rows {
                report.versions += 1;
                let (id, version) = (row.id(0), row.int(1));
                let digest = hex(&commitment(row.bytes(3), row.text(4)));
                let claim = claims.versions.get(&(id, version));
                seen += usize::from(claim.is_some());
                if claim.is_none() && version == 1 && imports.published(import_of(row.text(4))) {
                    imports.written.insert(id);
                } else if claim != Some(&digest) {
                    let table = row.text(2).to_owned();
                    report.findings.push(Finding::VersionChanged { table, id, version });
                }
                if claims.last.get(&id).is_some_and(|(_, last)| *last == version) {
                    salts.insert(id, row.bytes(3).to_vec());
                }
            }
        }
        if seen < claims.versions.len() {
            self.report_lost_versions(claims, report).await?;
        }
        Ok(salts)
    }

    /// Some versions that the journal names are gone: finds which.
    async fn report_lost_versions(&self, claims: &Claims, report: &mut Report) -> Result<(), StoreError> {
        let sql = "select row_id from journal_version where row_id = $1 and row_version = $2";
        for (id, version) in claims.versions.keys() {
            let found = self.query(sql, &[(*id).into(), (*version).into()], &[ColumnType::Id]).await?;
            if found.is_empty() {
                let table =
                    claims.last.get(id).map(|(table, _)| claims.tables[*table].clone()).unwrap_or_default();
                report.findings.push(Finding::VersionChanged { table, id: *id, version: *version });
            }
        }
        Ok(())
    }

    /// Compares every row with the commitment of its last entry.
    async fn verify_rows(
        &self,
        mut claims: Claims,
        salts: &Salts,
        imports: &Imports,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let tables: Vec<String> = self.schema().tables().map(|table| table.name.clone()).collect();
        for table in tables {
            let mut id = Uuid::nil();
            loop {
                let tail = format!("where id > $1 order by id limit {PAGE}");
                let records = self.select_all(&table, &tail, &[id.into()]).await?;
                let Some(last) = records.last() else { break };
                id = last.id();
                for record in &records {
                    report.rows += 1;
                    let id = record.id();
                    if !claims.last.contains_key(&id) && imports.accounts_for(record) {
                        continue;
                    }
                    let claim = claims.last.remove(&id).filter(|(index, _)| claims.tables[*index] == table);
                    let Some((_, version)) = claim else {
                        report.findings.push(Finding::RowUnknown { table: table.clone(), id });
                        continue;
                    };
                    let digest = salts.get(&id).map(|salt| hex(&commitment(salt, &record.canonical())));
                    if record.version() != version || digest.as_ref() != claims.versions.get(&(id, version)) {
                        report.findings.push(Finding::RowChanged { table: table.clone(), id });
                    }
                }
            }
        }
        for (id, (table, _)) in claims.last {
            report.findings.push(Finding::RowMissing { table: claims.tables[table].clone(), id });
        }
        Ok(())
    }
}

/// The import of a stored version.
fn import_of(snapshot: &str) -> Option<Uuid> {
    let json: serde_json::Value = serde_json::from_str(snapshot).ok()?;
    json.get("import_id")?.as_str()?.parse().ok()
}

/// Why an export was not written.
#[derive(Debug, thiserror::Error)]
pub enum ExportFailure {
    /// The file could not be written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
