//! A row of a table that acts write, addressed by the names of its columns.

use std::sync::Arc;

use oblast_kernel::{Uuid, Value};
use oblast_register::plan::TableDef;
use serde_json::{Map, Value as Json};

use crate::database::Row;

/// A row with all its columns.
///
/// Names of columns are the program's own, so an unknown one is a mistake in the program: it panics, in the
/// first test that touches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    def: Arc<TableDef>,
    values: Vec<Value>,
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
        Record { def, values, imported: None }
    }

    pub(crate) fn from_row(def: Arc<TableDef>, row: Row) -> Self {
        let mut record = Record { def, values: row.into_values(), imported: None };
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
        Some(Record { def, values, imported: None })
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

    /// All values in the order of the columns.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// A value.
    pub fn get(&self, column: &str) -> &Value {
        &self.values[self.position(column)]
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
        let position = self.position(column);
        self.values[position] = value.into();
    }

    /// The canonical form: JSON with sorted names, without absent values, so that a column added later does
    /// not change the form of older rows.
    pub fn canonical(&self) -> String {
        let map: Map<String, Json> = self
            .def
            .columns
            .iter()
            .zip(&self.values)
            .filter(|(_, value)| !value.is_null())
            .map(|(column, value)| (column.name.clone(), value.canonical(column.kind)))
            .collect();
        Json::Object(map).to_string()
    }
}
