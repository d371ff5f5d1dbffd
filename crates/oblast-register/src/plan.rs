//! From a declaration to a table: columns, indexes, and the additive changes from an older table.

use oblast_kernel::value::ColumnType;

use crate::kind::{Field, Filter};
use crate::register::Register;

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name.
    pub name: String,
    /// The type.
    pub kind: ColumnType,
    /// Is what stands in it encrypted under the record's key?
    pub sealed: bool,
}

impl Column {
    /// A column whose values stand as they are.
    pub fn new(name: impl Into<String>, kind: ColumnType) -> Self {
        Column { name: name.into(), kind, sealed: false }
    }
}

/// The column with the key of a record that has encrypted values, itself encrypted under the master key. It is no part
/// of the history: once it is empty, what was encrypted under it is gone everywhere.
pub const SEALED_KEY: &str = "sealed_key";

/// A table that acts write: its first columns are `id` and `version`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDef {
    /// The name.
    pub name: String,
    /// The columns in their order.
    pub columns: Vec<Column>,
}

impl TableDef {
    /// A table from pairs of name and type; `id` and `version` come first by themselves.
    pub fn new(name: &str, columns: &[(&str, ColumnType)]) -> Self {
        let own = [("id", ColumnType::Id), ("version", ColumnType::Int)];
        let columns = own.iter().chain(columns).map(|(name, kind)| Column::new(*name, *kind)).collect();
        TableDef { name: name.to_owned(), columns }
    }

    /// Are any of its values encrypted?
    pub fn is_sealed(&self) -> bool {
        self.columns.iter().any(|column| column.sealed)
    }

    /// The place of a column.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|other| other.name == column)
    }

    /// The names of the columns, joined for SQL.
    pub fn column_list(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// An index of a register's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// The name.
    pub name: String,
    /// The columns.
    pub columns: Vec<String>,
    /// May no two rows share the values?
    pub unique: bool,
    /// Only the rows that have this column.
    pub only_with: Option<&'static str>,
}

/// The columns that every register's table has after `id` and `version`.
pub const RECORD_COLUMNS: &[(&str, ColumnType)] = &[
    ("number", ColumnType::Text),
    ("state", ColumnType::Text),
    ("case_id", ColumnType::Id),
    ("created_at", ColumnType::Int),
    ("updated_at", ColumnType::Int),
    ("import_id", ColumnType::Id),
    ("import_row", ColumnType::Int),
];

/// By when the next step of a record is to be taken: a date.
pub const DUE_ON: &str = "due_on";
/// When a record came into its state: microseconds.
pub const STATE_AT: &str = "state_at";

/// The table of a register.
pub fn table(register: &Register) -> TableDef {
    let mut table = TableDef::new(&register.table(), RECORD_COLUMNS);
    if register.fields.iter().any(Field::is_restricted) {
        table.columns.push(Column::new(SEALED_KEY, ColumnType::Bytes));
    }
    if register.has_steps() {
        table.columns.push(Column::new(DUE_ON, ColumnType::Text));
        table.columns.push(Column::new(STATE_AT, ColumnType::Int));
    }
    for field in &register.fields {
        let sealed = field.is_restricted();
        table.columns.push(Column { name: field.id.clone(), kind: field.column(), sealed });
        for (ending, kind) in field.beside() {
            table.columns.push(Column::new(format!("{}{ending}", field.id), *kind));
        }
    }
    table
}

/// The column by which a list is sorted when it is sorted by a field.
pub fn order_column(register: &Register, field: &str) -> Option<String> {
    let field = register.field(field)?;
    Some(field.sort_column().unwrap_or_else(|| field.id.clone()))
}

/// The indexes of a register's table: one for the first order, one for each filter in that order, one for
/// each thing that must not stand twice.
pub fn indexes(register: &Register) -> Vec<Index> {
    let table = register.table();
    let sort = order_column(register, &register.sort).unwrap_or_else(|| "created_at".into());
    let plain = |name: &str, columns: &[&str]| Index {
        name: format!("{table}_{name}"),
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        unique: false,
        only_with: None,
    };
    let mut indexes = vec![plain("order", &[&sort, "id"])];
    indexes.push(Index { only_with: Some("import_id"), ..plain("import", &["import_id", "import_row"]) });
    if register.has_steps() {
        indexes.push(plain("due", &["state", DUE_ON, "id"]));
    }
    for field in register.fields.iter().filter(|field| field.filtering() == Filter::Box) {
        let sides = field.kind.beside().iter().map(|(ending, _)| format!("{}{ending}", field.id));
        let sides: Vec<String> = sides.collect();
        let sides: Vec<&str> = sides.iter().map(String::as_str).collect();
        indexes.push(plain(&format!("in_{}", field.id), &sides));
    }
    let own = |field: &&Field| field.filter && !matches!(field.filtering(), Filter::Box | Filter::Blind);
    for field in register.fields.iter().filter(own) {
        indexes.push(plain(&format!("by_{}", field.id), &[&field.id, &sort, "id"]));
    }
    let unique = register.fields.iter().filter(|field| field.unique).map(|field| field.id.as_str());
    for column in register.number.iter().map(|_| "number").chain(unique) {
        indexes.push(Index { unique: true, ..plain(&format!("one_{column}"), &[column]) });
    }
    indexes
}
