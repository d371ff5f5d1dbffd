//! A row of a table that acts write, addressed by the names of its columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use oblast_kernel::{Ids, Uuid, Value};
use oblast_register::plan::{SEALED_KEY, TableDef};
use serde_json::{Map, Value as Json};

use crate::database::Row;
use crate::files::FileKey;
use crate::sealing::{RecordKey, Sealing};

/// What the key of a row's file is for.
const FILE: &str = "file";

/// What an encrypted column holds for who cannot read it.
static UNREAD: Value = Value::Null;

/// A value of an encrypted column in the clear.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Opened {
    value: Value,
    /// Was it set since it was read?
    is_new: bool,
}

/// A row with all its columns.
///
/// Names of columns are the program's own, so an unknown one is a mistake in the program: it panics, in the
/// first test that touches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    def: Arc<TableDef>,
    values: Vec<Value>,
    /// What encrypted columns hold in the clear, by their places; in `values` they stand as they are stored.
    opened: BTreeMap<usize, Opened>,
    /// The canonical form as loaded, where the row stands as an import published it: no entry of the journal has
    /// this version, so its first change writes it down.
    imported: Option<Arc<str>>,
}

impl Record {
    /// A new row: no version yet, all other columns empty.
    pub fn new(def: Arc<TableDef>, id: Uuid) -> Self {
        let mut values = vec![Value::Null; def.columns.len()];
        values[0] = Value::Id(id);
        values[1] = Value::Int(0);
        Record { def, values, opened: BTreeMap::new(), imported: None }
    }

    pub(crate) fn from_row(def: Arc<TableDef>, row: Row) -> Self {
        let values = row.into_values();
        let mut record = Record { def, values, opened: BTreeMap::new(), imported: None };
        if record.version() == 1 && record.import().is_some() {
            record.imported = Some(record.canonical().into());
        }
        record
    }

    /// The import that the row came by.
    pub fn import(&self) -> Option<Uuid> {
        self.def.position("import_id").and_then(|position| self.values[position].as_id())
    }

    /// The canonical form that an import published, where the row has not changed since.
    pub(crate) fn imported(&self) -> Option<&str> {
        self.imported.as_deref()
    }

    /// The row of a stored snapshot; columns that it does not name are empty.
    pub fn from_snapshot(def: Arc<TableDef>, snapshot: &str) -> Option<Self> {
        let json: Map<String, Json> = serde_json::from_str(snapshot).ok()?;
        let values = def
            .columns
            .iter()
            .map(|column| {
                json.get(&column.name)
                    .map_or(Some(Value::Null), |json| Value::from_canonical(json, column.kind))
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Record { def, values, opened: BTreeMap::new(), imported: None })
    }

    fn position(&self, column: &str) -> usize {
        match self.def.position(column) {
            Some(position) => position,
            None => unreachable!("{} has no column {column}", self.def.name),
        }
    }

    pub(crate) fn with_version(mut self, version: i64) -> Self {
        self.values[1] = Value::Int(version);
        self
    }

    /// The table.
    pub fn def(&self) -> &Arc<TableDef> {
        &self.def
    }

    /// The id.
    pub fn id(&self) -> Uuid {
        self.values[0].as_id().unwrap_or_default()
    }

    /// The version, from 1; 0 for a row that was not written yet.
    pub fn version(&self) -> i64 {
        self.values[1].as_int().unwrap_or_default()
    }

    /// All values in the order of the columns, as they are stored.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// A value; of an encrypted column what could be decrypted.
    pub fn get(&self, column: &str) -> &Value {
        let position = self.position(column);
        if self.def.columns[position].sealed {
            return self.opened.get(&position).map_or(&UNREAD, |opened| &opened.value);
        }
        &self.values[position]
    }

    /// Is there something encrypted in a column that cannot be read: its key was destroyed, or it was altered?
    pub fn is_unreadable(&self, column: &str) -> bool {
        let position = self.position(column);
        self.def.columns[position].sealed && self.is_sealed(column) && !self.opened.contains_key(&position)
    }

    /// Does an encrypted column hold something, readable or not?
    pub(crate) fn is_sealed(&self, column: &str) -> bool {
        !self.values[self.position(column)].is_null()
    }

    /// A text; empty where the value is absent.
    pub fn text(&self, column: &str) -> &str {
        self.get(column).as_text().unwrap_or_default()
    }

    /// An integer, if the value is there.
    pub fn int(&self, column: &str) -> Option<i64> {
        self.get(column).as_int()
    }

    /// A reference, if the value is there.
    pub fn reference(&self, column: &str) -> Option<Uuid> {
        self.get(column).as_id()
    }

    /// Sets a value.
    pub fn set(&mut self, column: &str, value: impl Into<Value>) {
        let (position, value) = (self.position(column), value.into());
        if !self.def.columns[position].sealed {
            self.values[position] = value;
        } else if self.get(column) != &value || self.is_unreadable(column) {
            self.opened.insert(position, Opened { value, is_new: true });
        }
    }

    /// Are there values that must be encrypted before the row is written?
    pub(crate) fn has_unsealed(&self) -> bool {
        self.opened.values().any(|opened| opened.is_new)
    }

    fn key(&self, sealing: &Sealing) -> Option<RecordKey> {
        match &self.values[self.def.position(SEALED_KEY)?] {
            Value::Bytes(stored) => sealing.open_key(&self.def.name, self.id(), stored),
            _ => None,
        }
    }

    fn key_or_new(&mut self, sealing: &Sealing, ids: &Ids) -> Option<RecordKey> {
        if let Some(key) = self.key(sealing) {
            return Some(key);
        }
        let (key, stored) = sealing.new_key(ids, &self.def.name, self.id())?;
        let position = self.def.position(SEALED_KEY)?;
        self.values[position] = Value::Bytes(stored);
        Some(key)
    }

    /// What a file of the row is sealed under, where the row has a key.
    pub(crate) fn file_key(&self, sealing: &Sealing) -> Option<FileKey> {
        self.key(sealing).map(|key| key.file_key(FILE))
    }

    /// The same; a row without a key gets one.
    pub(crate) fn new_file_key(&mut self, sealing: &Sealing, ids: &Ids) -> Option<FileKey> {
        self.key_or_new(sealing, ids).map(|key| key.file_key(FILE))
    }

    /// Decrypts what can be.
    pub(crate) fn open(&mut self, sealing: &Sealing) {
        if !self.def.is_sealed() {
            return;
        }
        let Some(key) = self.key(sealing) else { return };
        let id = self.id();
        for (position, column) in self.def.columns.iter().enumerate().filter(|(_, column)| column.sealed) {
            let Value::Bytes(stored) = &self.values[position] else { continue };
            match key.open(&self.def.name, id, &column.name, stored) {
                Some(value) => drop(self.opened.insert(position, Opened { value, is_new: false })),
                None => {
                    tracing::error!(table = self.def.name, %id, column = column.name, "an encrypted value was altered")
                }
            }
        }
    }

    /// Decrypts an older version by the key that the row has now.
    pub(crate) fn open_by(&mut self, now: &Record, sealing: &Sealing) {
        if let Some(position) = self.def.position(SEALED_KEY) {
            self.values[position] = now.values[position].clone();
            self.open(sealing);
        }
    }

    /// Encrypts what was set; under a new key where the row has none.
    pub(crate) fn seal(&mut self, sealing: &Sealing, ids: &Ids) -> Option<()> {
        let id = self.id();
        let key = self.key_or_new(sealing, ids)?;
        for (position, opened) in self.opened.iter_mut().filter(|(_, opened)| opened.is_new) {
            let column = &self.def.columns[*position].name;
            self.values[*position] = match &opened.value {
                Value::Null => Value::Null,
                value => Value::Bytes(key.seal(ids, &self.def.name, id, column, value)?),
            };
            opened.is_new = false;
        }
        Some(())
    }

    /// Destroys the key: nothing that was encrypted under it can be read again.
    pub(crate) fn erase(&mut self) {
        if let Some(position) = self.def.position(SEALED_KEY) {
            self.values[position] = Value::Null;
            self.opened.clear();
        }
    }

    /// The canonical form: JSON with sorted names, without absent values, so that a column added later does
    /// not change the form of older rows; what is encrypted as it is stored, and without its key.
    pub fn canonical(&self) -> String {
        let map: Map<String, Json> = self
            .def
            .columns
            .iter()
            .zip(&self.values)
            .filter(|(column, value)| !value.is_null() && column.name != SEALED_KEY)
            .map(|(column, value)| (column.name.clone(), value.canonical(column.kind)))
            .collect();
        Json::Object(map).to_string()
    }
}
