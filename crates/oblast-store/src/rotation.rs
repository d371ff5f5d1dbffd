//! The exchange of the master key. What is under it directly – the keys of records, files and imports, the secrets of accounts, the keys
//! of the indexes – is encrypted anew in one act; what these keys hold stays as it is, so that it takes seconds for a large register.

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use crate::accounts::factors::secret_purpose;
use crate::act::Scratch;
use crate::migrate::Dialect;
use crate::postgres::LOCK;
use crate::sealing::NOTE;
use crate::{ActError, Sealing, Store, StoreError};

/// How many keys are read at once.
const PAGE: usize = 5_000;

/// The greatest number of a node.
const NODES: i64 = 1023;

/// What was encrypted anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Keys of records, files, imports.
    pub keys: usize,
    /// Secrets of apps that make codes.
    pub secrets: usize,
}

/// Why the master key was not exchanged.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// Another node would go on writing under the old one.
    #[error("another node uses this database; stop all nodes first")]
    Nodes,
    /// Something is not under the key that is exchanged.
    #[error("{table} {id}: its key does not open; nothing was changed")]
    Foreign {
        /// The table.
        table: String,
        /// The row.
        id: Uuid,
    },
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Encrypts what is under the master key under the next one: all of it or nothing. The store is to be opened anew afterwards.
    pub async fn rotate(&self, next: Sealing) -> Result<Rotated, RotationError> {
        let sealing = self.sealing().ok_or(StoreError::Key)?;
        if self.has_other_nodes().await? {
            return Err(RotationError::Nodes);
        }
        let next = next.after(sealing);
        let mut act = self.act("keys.rotate");
        let mut rotated = Rotated::default();
        for table in self.sealed_tables().await? {
            let foreign = |id| RotationError::Foreign { table: table.clone(), id };
            let mut after = Uuid::nil();
            loop {
                let sql = format!(
                    "select id, sealed_key from {table} where sealed_key is not null and id > $1 order by id limit {PAGE}"
                );
                let rows = self.query(&sql, &[after.into()], &[ColumnType::Id, ColumnType::Bytes]).await?;
                for row in &rows {
                    let id = row.id(0);
                    let stored = row.get(1).as_bytes().unwrap_or_default();
                    let anew = sealing.sealed_anew(&next, &self.ids, (&table, id), stored);
                    let sql = format!("update {table} set sealed_key = $1 where id = $2");
                    let parameters = vec![anew.ok_or_else(|| foreign(id))?.into(), id.into()];
                    act = act.also(Scratch { sql, parameters });
                    rotated.keys += 1;
                }
                match rows.last() {
                    Some(last) if rows.len() == PAGE => after = last.id(0),
                    _ => break,
                }
            }
        }
        let rows = self
            .query("select account, secret from authenticator", &[], &[ColumnType::Id, ColumnType::Bytes])
            .await?;
        for row in &rows {
            let account = row.id(0);
            let purpose = secret_purpose(account);
            let foreign = || RotationError::Foreign { table: "authenticator".into(), id: account };
            let plain = sealing
                .open_secret(&purpose, row.get(1).as_bytes().unwrap_or_default())
                .ok_or_else(foreign)?;
            let anew = next.seal_secret(&self.ids, &purpose, &plain).ok_or_else(foreign)?;
            let sql = "update authenticator set secret = $1 where account = $2".into();
            act = act.also(Scratch { sql, parameters: vec![anew.into(), account.into()] });
            rotated.secrets += 1;
        }
        act = self.with_drafts_under(act, &next).await?;
        let index = next.index_keys(&self.ids).ok_or(StoreError::Key)?;
        let sql = "update key_note set sealed = $1 where name = 'index'".into();
        act = act.also(Scratch { sql, parameters: vec![index.into()] });
        let sql = "update counter set value = $1 where scope = $2".into();
        act = act.also(Scratch { sql, parameters: vec![next.check().into(), NOTE.into()] });
        self.apply(act).await?;
        Ok(rotated)
    }

    /// Do other nodes use the database now? Each holds a lock of its own; on SQLite there is one process.
    async fn has_other_nodes(&self) -> Result<bool, StoreError> {
        if self.dialect() == Dialect::Sqlite {
            return Ok(false);
        }
        let sql = "select cast(count(*) as bigint) from pg_locks join pg_database on pg_database.oid = pg_locks.database \
                   where pg_database.datname = current_database() and pg_locks.locktype = 'advisory' and pg_locks.granted \
                   and cast(cast(pg_locks.classid as text) as bigint) = $1 \
                   and cast(cast(pg_locks.objid as text) as bigint) between $2 and $3 \
                   and cast(cast(pg_locks.objid as text) as bigint) <> $4";
        let (high, low) = (LOCK >> 32, LOCK & 0xffff_ffff);
        let parameters = [high.into(), (low + 1).into(), (low + NODES).into(), (low + self.node()).into()];
        let rows = self.query(sql, &parameters, &[ColumnType::Int]).await?;
        Ok(rows.first().is_some_and(|row| row.int(0) > 0))
    }

    /// The tables whose rows have keys, those of registers that are declared no more too.
    async fn sealed_tables(&self) -> Result<Vec<String>, StoreError> {
        let sql = match self.dialect() {
            Dialect::Sqlite => {
                "select own.name from sqlite_master own join pragma_table_info(own.name) part on part.name = 'sealed_key' \
                 where own.type = 'table' order by own.name"
            }
            Dialect::Postgres => {
                "select cast(table_name as text) from information_schema.columns where column_name = 'sealed_key' \
                 and table_schema = current_schema() order by 1"
            }
        };
        let rows = self.query(sql, &[], &[ColumnType::Text]).await?;
        let names = rows.iter().map(|row| match row.get(0) {
            Value::Text(name) => name.clone(),
            _ => String::new(),
        });
        Ok(names.filter(|name| !name.is_empty()).collect())
    }
}
