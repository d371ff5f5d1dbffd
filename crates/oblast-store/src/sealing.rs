//! Restricted values: encrypted under a key of their record, that under a master key outside the database.
//!
//! XChaCha20-Poly1305 with random nonces; a value is bound to its table, row and column, so that none can be moved. What
//! is found by is a blind index: HMAC-SHA-256 of whole words, cut to 128 bits. Once a record's key is destroyed, its
//! values are gone from the row and from every version in the history.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use oblast_kernel::{Ids, Uuid, Value};
use oblast_register::plan::SEALED_KEY;
use oblast_register::{Field, Register};
use serde_json::Value as Json;
use sha2::Sha256;

use crate::act::{Act, ActError, Scratch};
use crate::files::FileKey;
use crate::record::Record;
use crate::{Store, StoreError};

const NONCE: usize = 24;
/// How many records are erased in one statement.
const ERASED_AT_ONCE: usize = 500;
const INDEX_KEYS: &[u8] = b"index keys";
/// Where it is noted which master key the data were written under.
pub(crate) const NOTE: &str = "sealing/check";

/// What seals and opens. Made of the master key; never shown.
pub struct Sealing {
    keys: XChaCha20Poly1305,
    blind: Hmac<Sha256>,
    challenges: Hmac<Sha256>,
    /// What accounts keep of their own, and what goes through a browser and back.
    secrets: XChaCha20Poly1305,
    /// Logins and addresses where wrong passwords are counted; codes and subjects that are only compared.
    attempts: Hmac<Sha256>,
    /// The keys of `blind` and `attempts`: they stay when the master key is exchanged.
    index: [[u8; 32]; 2],
    /// Tells whether the key is the one that the data were written under.
    check: i64,
}

impl std::fmt::Debug for Sealing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Sealing")
    }
}

/// A key of one record.
#[derive(Clone)]
pub(crate) struct RecordKey {
    values: XChaCha20Poly1305,
    bytes: [u8; 32],
}

impl std::fmt::Debug for RecordKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("RecordKey")
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    #[allow(clippy::expect_used)] // proven: HMAC takes keys of any length
    <Hmac<Sha256> as hmac::Mac>::new_from_slice(key).expect("HMAC takes any key")
}

/// A key for one purpose.
fn derived(master: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mut mac = keyed(master);
    feed(&mut mac, &[purpose.as_bytes()]);
    mac.finalize().into_bytes().into()
}

/// Each part with its length before it, so that no two lists of parts are fed alike.
fn feed(mac: &mut Hmac<Sha256>, parts: &[&[u8]]) {
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
}

fn seal(cipher: &XChaCha20Poly1305, ids: &Ids, bound_to: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
    let nonce: [u8; NONCE] = ids.bytes();
    let sealed = cipher.encrypt(XNonce::from_slice(&nonce), Payload { msg: plain, aad: bound_to }).ok()?;
    Some([nonce.as_slice(), &sealed].concat())
}

fn open(cipher: &XChaCha20Poly1305, bound_to: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
    cipher.decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: bound_to }).ok()
}

fn bound_to(table: &str, id: Uuid, column: &str) -> Vec<u8> {
    format!("{table}\n{id}\n{column}").into_bytes()
}

impl Sealing {
    /// From the master key.
    pub fn new(master: &[u8; 32]) -> Self {
        let check = derived(master, "check");
        let index = ["blind index", "attempts"].map(|purpose| derived(master, purpose));
        Sealing {
            keys: XChaCha20Poly1305::new(Key::from_slice(&derived(master, "keys of records"))),
            blind: keyed(&index[0]),
            challenges: keyed(&derived(master, "challenges")),
            secrets: XChaCha20Poly1305::new(Key::from_slice(&derived(master, "secrets"))),
            attempts: keyed(&index[1]),
            index,
            check: i64::from_be_bytes(check[..8].try_into().unwrap_or_default()) & i64::MAX,
        }
    }

    /// The keys that stay when the master key is exchanged, as they are stored under it.
    pub(crate) fn index_keys(&self, ids: &Ids) -> Option<Vec<u8>> {
        seal(&self.keys, ids, INDEX_KEYS, &self.index.concat())
    }

    /// The same with keys that are stored already.
    pub(crate) fn with_index_keys(mut self, stored: &[u8]) -> Option<Sealing> {
        let plain = open(&self.keys, INDEX_KEYS, stored)?;
        let (blind, attempts) = plain.split_at_checked(32)?;
        self.index = [blind.try_into().ok()?, attempts.try_into().ok()?];
        self.blind = keyed(&self.index[0]);
        self.attempts = keyed(&self.index[1]);
        Some(self)
    }

    /// Takes over the keys that stay from the one before.
    pub(crate) fn after(mut self, before: &Sealing) -> Sealing {
        self.index = before.index;
        self.blind = before.blind.clone();
        self.attempts = before.attempts.clone();
        self
    }

    /// A stored key of a row, as it is stored under another master key.
    pub(crate) fn sealed_anew(
        &self,
        next: &Sealing,
        ids: &Ids,
        (table, id): (&str, Uuid),
        stored: &[u8],
    ) -> Option<Vec<u8>> {
        let bound = bound_to(table, id, SEALED_KEY);
        seal(&next.keys, ids, &bound, &open(&self.keys, &bound, stored)?)
    }

    pub(crate) fn check(&self) -> i64 {
        self.check
    }

    /// A new key, and as it is stored.
    pub(crate) fn new_key(&self, ids: &Ids, table: &str, id: Uuid) -> Option<(RecordKey, Vec<u8>)> {
        let key: [u8; 32] = ids.bytes();
        let stored = seal(&self.keys, ids, &bound_to(table, id, SEALED_KEY), &key)?;
        Some((RecordKey::new(key), stored))
    }

    /// A stored key.
    pub(crate) fn open_key(&self, table: &str, id: Uuid, stored: &[u8]) -> Option<RecordKey> {
        let key = open(&self.keys, &bound_to(table, id, SEALED_KEY), stored)?;
        Some(RecordKey::new(key.try_into().ok()?))
    }

    /// What proves that a challenge came from here.
    pub(crate) fn challenge_mark(&self, words: &str) -> [u8; 32] {
        let mut mac = self.challenges.clone();
        feed(&mut mac, &[words.as_bytes()]);
        mac.finalize().into_bytes().into()
    }

    /// Seals bytes for one purpose; what is sealed for another does not open.
    pub(crate) fn seal_secret(&self, ids: &Ids, purpose: &str, plain: &[u8]) -> Option<Vec<u8>> {
        seal(&self.secrets, ids, purpose.as_bytes(), plain)
    }

    /// Opens them.
    pub(crate) fn open_secret(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        open(&self.secrets, purpose.as_bytes(), sealed)
    }

    /// Under what wrong passwords are counted: neither login nor address can be read from it.
    pub(crate) fn attempt(&self, parts: &[&str]) -> [u8; 32] {
        let mut mac = self.attempts.clone();
        feed(&mut mac, &parts.iter().map(|part| part.as_bytes()).collect::<Vec<_>>());
        mac.finalize().into_bytes().into()
    }

    /// What stands in the blind index for a word of a column.
    pub(crate) fn token(&self, table: &str, column: &str, word: &str) -> Value {
        let mut mac = self.blind.clone();
        feed(&mut mac, &[table.as_bytes(), column.as_bytes(), word.as_bytes()]);
        Value::Bytes(mac.finalize().into_bytes()[..16].to_vec())
    }
}

impl RecordKey {
    fn new(bytes: [u8; 32]) -> Self {
        RecordKey { values: XChaCha20Poly1305::new(Key::from_slice(&bytes)), bytes }
    }

    /// What a file of the record is sealed under.
    pub(crate) fn file_key(&self, purpose: &str) -> FileKey {
        FileKey(derived(&self.bytes, purpose))
    }

    pub(crate) fn seal(
        &self,
        ids: &Ids,
        table: &str,
        id: Uuid,
        column: &str,
        value: &Value,
    ) -> Option<Vec<u8>> {
        let json = match value {
            Value::Text(text) => Json::from(text.as_str()),
            Value::Int(int) => Json::from(*int),
            _ => return None,
        };
        seal(&self.values, ids, &bound_to(table, id, column), json.to_string().as_bytes())
    }

    pub(crate) fn open(&self, table: &str, id: Uuid, column: &str, sealed: &[u8]) -> Option<Value> {
        let plain = open(&self.values, &bound_to(table, id, column), sealed)?;
        match serde_json::from_slice(&plain).ok()? {
            Json::String(text) => Some(Value::Text(text)),
            Json::Number(number) => number.as_i64().map(Value::Int),
            _ => None,
        }
    }
}

/// The rows of the blind index for what a record holds.
pub(crate) fn tokens(sealing: &Sealing, register: &Register, record: &Record) -> Vec<Vec<Value>> {
    let searched = register.fields.iter().filter(|field| field.filter && field.is_restricted());
    let words = |field: &Field| {
        let mut words = field.words(record.get(&field.id));
        words.sort();
        words.dedup();
        words
    };
    let table = register.table();
    searched
        .flat_map(|field| {
            words(field).into_iter().map(|word| sealing.token(&table, &field.id, &word)).collect::<Vec<_>>()
        })
        .map(|token| vec![token, record.id().into()])
        .collect()
}

impl Store {
    pub(crate) fn sealing(&self) -> Option<&Sealing> {
        self.sealing.as_deref()
    }

    /// Encrypts what is to be, and adds what it is found by.
    pub(crate) fn seal_act(&self, act: &mut Act) -> Result<(), ActError> {
        let mut found_by = Vec::new();
        for change in &mut act.changes {
            if !change.record.has_unsealed() {
                continue;
            }
            let no_key = || ActError::Unavailable("restricted values cannot be encrypted: no key".into());
            let sealing = self.sealing().ok_or_else(no_key)?;
            change.record.seal(sealing, &self.ids).ok_or_else(no_key)?;
            if let Some(register) =
                self.schema.act_table(&change.record.def().name).and_then(|table| table.sealed.as_ref())
            {
                if change.expected > 0 {
                    let sql = "delete from blind_index where row_id = $1".into();
                    found_by.push(Scratch { sql, parameters: vec![change.record.id().into()] });
                }
                let sql = "insert into blind_index (token, row_id) values ($1, $2) on conflict do nothing";
                let rows = tokens(sealing, register, &change.record).into_iter();
                found_by.extend(rows.map(|parameters| Scratch { sql: sql.into(), parameters }));
            }
        }
        act.also.extend(found_by);
        Ok(())
    }

    /// Decrypts what can be.
    pub(crate) fn open_records(&self, records: &mut [Record]) {
        if let Some(sealing) = self.sealing() {
            records.iter_mut().for_each(|record| record.open(sealing));
        }
    }

    /// What the file of a row is to be sealed under; a row without a key gets one.
    pub(crate) fn new_file_key(&self, row: &mut Record) -> Result<FileKey, StoreError> {
        self.sealing().and_then(|sealing| row.new_file_key(sealing, &self.ids)).ok_or(StoreError::Key)
    }

    /// What the file of a row was sealed under, while the row has its key.
    pub(crate) fn file_key(&self, row: &Record) -> Option<FileKey> {
        self.sealing().and_then(|sealing| row.file_key(sealing))
    }

    /// Is the master key the one that the data were written under? The first one is remembered.
    pub(crate) async fn check_sealing(&self) -> Result<(), StoreError> {
        let Some(sealing) = self.sealing() else { return Err(StoreError::Key) };
        match self.noted(NOTE).await? {
            Some(check) if check != sealing.check => Err(StoreError::Key),
            Some(_) => Ok(()),
            None => self.note(NOTE, sealing.check).await,
        }
    }

    /// Takes the keys that stay when the master key is exchanged; the first ones are remembered.
    pub(crate) async fn take_index_keys(&mut self) -> Result<(), StoreError> {
        let Some(sealing) = self.sealing.take().and_then(std::sync::Arc::into_inner) else {
            return Err(StoreError::Key);
        };
        let sql = "select sealed from key_note where name = 'index'";
        let rows = self.query(sql, &[], &[oblast_kernel::value::ColumnType::Bytes]).await?;
        let sealing = match rows.first().and_then(|row| row.get(0).as_bytes()) {
            Some(stored) => sealing.with_index_keys(stored).ok_or(StoreError::Key)?,
            None => {
                let stored = sealing.index_keys(&self.ids).ok_or(StoreError::Key)?;
                let sql = "insert into key_note (name, sealed) values ('index', $1) on conflict do nothing";
                self.scratch(sql, vec![stored.into()]).await?;
                sealing
            }
        };
        self.sealing = Some(std::sync::Arc::new(sealing));
        Ok(())
    }

    /// Destroys the key of a record: its restricted values are gone, here and in every version of the history. Its
    /// files and the requests to change it lose theirs too.
    pub async fn erase_restricted(
        &self,
        actor: &oblast_kernel::access::Actor,
        register: &Register,
        record: Record,
        reason: &str,
    ) -> Result<(), ActError> {
        let act = self.act("record.erase").by(actor).in_position(actor.first_position());
        let mut act = act.about(&register.table(), record.id());
        act.purpose = Some(reason.to_owned());
        let act = self.with_erasure(act, register, vec![record]).await;
        let act = act.map_err(|error| ActError::Unavailable(error.to_string()))?;
        self.apply(act).await.map(|_| ())
    }

    /// Adds to an act that the keys of records are destroyed.
    pub(crate) async fn with_erasure(
        &self,
        mut act: Act,
        register: &Register,
        records: Vec<Record>,
    ) -> Result<Act, StoreError> {
        let ids: Vec<Value> = records.iter().map(|record| record.id().into()).collect();
        act.subject = act.subject.or_else(|| Some((register.table(), records.first()?.id())));
        let mut rows = records;
        for some in ids.chunks(ERASED_AT_ONCE) {
            let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
            let places = places.join(", ");
            for table in ["change_request", "record_file"] {
                let tail = format!("where record_id in ({places}) and sealed_key is not null");
                rows.extend(self.select(table, &tail, some).await?);
            }
            let sql = format!("delete from blind_index where row_id in ({places})");
            act = act.also(Scratch { sql, parameters: some.to_vec() });
        }
        for mut row in rows {
            row.erase();
            act = act.update(row);
        }
        Ok(act)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_opens_only_in_its_own_place_and_unaltered() {
        let (sealing, ids) = (Sealing::new(&[7; 32]), Ids::seeded(1));
        let table = "reg_offences";
        let (id, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (key, stored) = sealing.new_key(&ids, table, id).unwrap();
        let value = Value::from("Гайдай Зоряна");
        let mut sealed = key.seal(&ids, table, id, "offender", &value).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("Гайдай"));
        let opened = sealing.open_key(table, id, &stored).unwrap();
        assert_eq!(opened.open(table, id, "offender", &sealed), Some(value.clone()));
        assert_eq!(opened.open(table, other, "offender", &sealed), None, "another row");
        assert_eq!(opened.open(table, id, "witness", &sealed), None, "another column");
        assert!(sealing.open_key(table, other, &stored).is_none(), "the key of another row");
        assert!(Sealing::new(&[8; 32]).open_key(table, id, &stored).is_none(), "another master key");
        assert_ne!(
            sealed,
            key.seal(&ids, table, id, "offender", &value).unwrap(),
            "equal values look unlike"
        );
        for bit in 0..sealed.len() * 8 {
            sealed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(opened.open(table, id, "offender", &sealed), None, "bit {bit}");
            sealed[bit / 8] ^= 1 << (bit % 8);
        }
    }

    #[test]
    fn words_are_found_by_under_one_key_in_one_column_only() {
        let sealing = Sealing::new(&[7; 32]);
        let token = sealing.token("reg_a", "name", "гайдай");
        assert_eq!(token, Sealing::new(&[7; 32]).token("reg_a", "name", "гайдай"));
        assert_ne!(token, sealing.token("reg_b", "name", "гайдай"));
        assert_ne!(token, sealing.token("reg_a", "witness", "гайдай"));
        assert_ne!(token, Sealing::new(&[8; 32]).token("reg_a", "name", "гайдай"));
    }
}
