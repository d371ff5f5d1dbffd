//! The tables: the kernel's from `migrations/`, the registers' from their declarations.

use std::collections::BTreeMap;
use std::sync::Arc;

use oblast_kernel::value::ColumnType;
use oblast_register::Catalogue;
use oblast_register::plan::{self, Column, TableDef};

use crate::StoreError;

/// The migrations of the kernel's tables, in their order.
pub const MIGRATIONS: &[(i64, &str)] = &[(1, include_str!("../../../migrations/0001_kernel.sql"))];

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
        for (_, sql) in MIGRATIONS {
            for (class, def) in read_tables(sql)? {
                schema.classes.insert(def.name.clone(), class);
                if class == Class::Act {
                    schema.add(def);
                }
            }
        }
        for register in catalogue.registers() {
            schema.classes.insert(register.table(), Class::Act);
            schema.add(plan::table(register));
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
        let table = ActTable { insert: insert.into(), update: update.into(), def: Arc::new(def) };
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

/// Reads the tables of a migration: one column a line, a class above each table.
fn read_tables(sql: &str) -> Result<Vec<(Class, TableDef)>, StoreError> {
    let wrong = |line: &str| StoreError::Unexpected(format!("migration: {line}"));
    let mut tables = Vec::new();
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
            let mut columns = Vec::new();
            for line in lines.by_ref().take_while(|line| *line != ");") {
                let mut words = line.split_whitespace().map(|word| word.trim_end_matches(','));
                let (Some(column), Some(kind)) = (words.next(), words.next()) else {
                    return Err(wrong(line));
                };
                let kind = match kind {
                    "uuid" => ColumnType::Id,
                    "bytea" => ColumnType::Bytes,
                    "bigint" => ColumnType::Int,
                    "text" => ColumnType::Text,
                    _ if column == "primary" => continue,
                    _ => return Err(wrong(line)),
                };
                columns.push(Column { name: column.to_owned(), kind });
            }
            let class = class.take().ok_or_else(|| wrong(&name))?;
            tables.push((class, TableDef { name, columns }));
        }
    }
    Ok(tables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kernel_table_declares_its_class_and_acts_have_versions() {
        let tables = read_tables(MIGRATIONS[0].1).unwrap();
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
