//! The tables: the kernel's from `migrations/`, the registers' from their declarations.

use std::collections::BTreeMap;
use std::sync::Arc;

use oblast_kernel::value::ColumnType;
use oblast_register::plan::{self, Column, TableDef};
use oblast_register::{Catalogue, Register};

use crate::StoreError;

/// The migrations of the kernel's tables, in their order.
pub const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../../../migrations/0001_kernel.sql")),
    (2, include_str!("../../../migrations/0002_office.sql")),
    (3, include_str!("../../../migrations/0003_representation.sql")),
    (4, include_str!("../../../migrations/0004_changes.sql")),
    (5, include_str!("../../../migrations/0005_imports.sql")),
    (6, include_str!("../../../migrations/0006_classifiers.sql")),
    (7, include_str!("../../../migrations/0007_views.sql")),
    (8, include_str!("../../../migrations/0008_record_files.sql")),
    (9, include_str!("../../../migrations/0009_restricted.sql")),
    (10, include_str!("../../../migrations/0010_conversions.sql")),
    (11, include_str!("../../../migrations/0011_search_digest.sql")),
    (12, include_str!("../../../migrations/0012_restricted_files.sql")),
    (13, include_str!("../../../migrations/0013_indicators.sql")),
    (14, include_str!("../../../migrations/0014_signatures.sql")),
    (15, include_str!("../../../migrations/0015_identity.sql")),
    (16, include_str!("../../../migrations/0016_merging.sql")),
    (17, include_str!("../../../migrations/0017_delegation.sql")),
    (18, include_str!("../../../migrations/0018_answers.sql")),
];

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Legal effect: by acts only, each version in the journal.
    Act,
    /// The journal itself.
    Journal,
    /// No legal effect and no journal.
    Scratch,
}

/// A table that acts write, with the SQL to write it.
pub(crate) struct ActTable {
    pub def: Arc<TableDef>,
    pub insert: Arc<str>,
    pub update: Arc<str>,
    /// The register whose records are found by words.
    pub searched: Option<Arc<Register>>,
    /// The register whose restricted values are found by a blind index.
    pub sealed: Option<Arc<Register>>,
}

/// All tables.
pub struct Schema {
    acts: BTreeMap<String, ActTable>,
    classes: BTreeMap<String, Class>,
}

impl Schema {
    /// The tables of the kernel and of the declared registers.
    pub fn new(catalogue: &Catalogue) -> Result<Schema, StoreError> {
        let mut schema = Schema { acts: BTreeMap::new(), classes: BTreeMap::new() };
        for (class, def) in kernel_tables()? {
            schema.classes.insert(def.name.clone(), class);
            if class == Class::Act {
                schema.add(def);
            }
        }
        for register in catalogue.registers() {
            schema.classes.insert(register.table(), Class::Act);
            schema.add(plan::table(register));
            if let Some(table) = schema.acts.get_mut(&register.table()) {
                table.searched = Some(Arc::clone(register));
                table.sealed = table.def.is_sealed().then(|| Arc::clone(register));
            }
        }
        Ok(schema)
    }

    fn add(&mut self, def: TableDef) {
        let values: Vec<String> = (1..=def.columns.len()).map(|n| format!("${n}")).collect();
        let insert =
            format!("insert into {} ({}) values ({})", def.name, def.column_list(), values.join(", "));
        // `id` first, then all other columns, then the expected version: in the order of first appearance.
        let sets: Vec<String> = def
            .columns
            .iter()
            .enumerate()
            .skip(1)
            .map(|(index, column)| format!("{} = ${index}", column.name))
            .collect();
        let count = def.columns.len();
        let update = format!(
            "update {} set {} where id = ${count} and version = ${}",
            def.name,
            sets.join(", "),
            count + 1
        );
        let table = ActTable {
            insert: insert.into(),
            update: update.into(),
            def: Arc::new(def),
            searched: None,
            sealed: None,
        };
        self.acts.insert(table.def.name.clone(), table);
    }

    /// A table that acts write.
    pub fn table(&self, name: &str) -> Option<&Arc<TableDef>> {
        self.acts.get(name).map(|table| &table.def)
    }

    pub(crate) fn act_table(&self, name: &str) -> Option<&ActTable> {
        self.acts.get(name)
    }

    /// The tables that acts write.
    pub fn tables(&self) -> impl Iterator<Item = &Arc<TableDef>> {
        self.acts.values().map(|table| &table.def)
    }

    /// The class of each table.
    pub fn classes(&self) -> &BTreeMap<String, Class> {
        &self.classes
    }
}

/// The kernel's tables after all migrations.
fn kernel_tables() -> Result<Vec<(Class, TableDef)>, StoreError> {
    let mut tables = Vec::new();
    for (_, sql) in MIGRATIONS {
        read_tables(sql, &mut tables)?;
    }
    Ok(tables)
}

fn wrong(line: &str) -> StoreError {
    StoreError::Unexpected(format!("migration: {line}"))
}

/// Reads a migration: one column a line, a class above each table; columns that are added, a line each.
fn read_tables(sql: &str, tables: &mut Vec<(Class, TableDef)>) -> Result<(), StoreError> {
    let mut class = None;
    let mut lines = sql.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("-- class: ") {
            class = match name {
                "act" => Some(Class::Act),
                "journal" => Some(Class::Journal),
                "scratch" => Some(Class::Scratch),
                _ => return Err(wrong(line)),
            };
        } else if let Some(name) = line.strip_prefix("create table ") {
            let name = name.trim_end_matches(" (").to_owned();
            let columns = lines.by_ref().take_while(|line| *line != ");").filter_map(read_column);
            let columns = columns.collect::<Result<_, _>>()?;
            let class = class.take().ok_or_else(|| wrong(&name))?;
            tables.push((class, TableDef { name, columns }));
        } else if let Some(added) = line.strip_prefix("alter table ") {
            let (name, column) = added.split_once(" add column ").ok_or_else(|| wrong(line))?;
            let (_, table) =
                tables.iter_mut().find(|(_, table)| table.name == name).ok_or_else(|| wrong(line))?;
            table.columns.push(read_column(column).ok_or_else(|| wrong(line))??);
        }
    }
    Ok(())
}

/// A column's line; nothing for the line of a primary key.
fn read_column(line: &str) -> Option<Result<Column, StoreError>> {
    let mut words = line.split_whitespace().map(|word| word.trim_end_matches([',', ';']));
    let (Some(column), Some(kind)) = (words.next(), words.next()) else { return Some(Err(wrong(line))) };
    let kind = match kind {
        "uuid" => ColumnType::Id,
        "bytea" => ColumnType::Bytes,
        "bigint" => ColumnType::Int,
        "text" => ColumnType::Text,
        _ if column == "primary" => return None,
        _ => return Some(Err(wrong(line))),
    };
    Some(Ok(Column { sealed: line.ends_with("-- sealed"), ..Column::new(column, kind) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kernel_table_declares_its_class_and_acts_have_versions() {
        let tables = kernel_tables().unwrap();
        assert!(tables.len() > 15);
        for (class, table) in tables {
            if class == Class::Act {
                assert_eq!(table.columns[0].name, "id", "{}", table.name);
                assert_eq!(table.columns[1].name, "version", "{}", table.name);
            }
        }
    }

    #[test]
    fn journal_tables_are_named_so() {
        let schema = Schema::new(&Catalogue::default()).unwrap();
        for (name, class) in schema.classes() {
            assert!(*class != Class::Journal || name.starts_with("journal_"), "{name}");
        }
    }
}
