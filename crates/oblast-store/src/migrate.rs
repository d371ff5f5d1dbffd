//! What has to be done to a database so that it holds the declared tables. Changes only add.

use std::collections::{BTreeMap, BTreeSet};

use oblast_register::plan::{self, Column, Index};
use oblast_register::{Catalogue, Register};

use crate::schema::MIGRATIONS;
use crate::{StoreError, dialect};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// What stands in a database.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// The kernel's migrations that were applied.
    pub applied: BTreeSet<i64>,
    /// Tables with their columns.
    pub tables: BTreeMap<String, BTreeSet<String>>,
}

/// The statements to run, in one transaction.
pub(crate) fn plan(standing: &Standing, catalogue: &Catalogue, dialect: Dialect, now: i64) -> Vec<String> {
    let mut statements = Vec::new();
    for (id, sql) in MIGRATIONS {
        if !standing.applied.contains(id) {
            statements.push(match dialect {
                Dialect::Sqlite => dialect::sqlite_ddl(sql),
                Dialect::Postgres => dialect::postgres_ddl(sql),
            });
            statements.push(format!("insert into migration (id, applied_at) values ({id}, {now})"));
        }
    }
    for register in catalogue.registers() {
        statements.extend(register_plan(standing, register, dialect));
    }
    statements
}

fn register_plan(standing: &Standing, register: &Register, dialect: Dialect) -> Vec<String> {
    let table = plan::table(register);
    let mut statements = Vec::new();
    match standing.tables.get(&table.name) {
        None => {
            let columns: Vec<String> =
                table.columns.iter().map(|column| column_ddl(column, dialect)).collect();
            let strict = if dialect == Dialect::Sqlite { " strict" } else { "" };
            statements.push(format!(
                "create table {} ({}, primary key (id)){strict}",
                table.name,
                columns.join(", ")
            ));
        }
        Some(existing) => {
            for column in table.columns.iter().filter(|column| !existing.contains(&column.name)) {
                let column = column_ddl(column, dialect);
                statements.push(format!("alter table {} add column {column}", table.name));
            }
        }
    }
    statements.extend(plan::indexes(register).iter().map(|index| index_ddl(&table.name, index)));
    statements
}

fn column_ddl(column: &Column, dialect: Dialect) -> String {
    let kind = match dialect {
        Dialect::Sqlite => column.kind.sqlite().to_owned(),
        Dialect::Postgres if column.kind.postgres() == "text" => "text collate \"C\"".to_owned(),
        Dialect::Postgres => column.kind.postgres().to_owned(),
    };
    let null = if matches!(column.name.as_str(), "id" | "version") { " not null" } else { "" };
    format!("{} {kind}{null}", column.name)
}

/// Makes an index of a register's table where it does not stand.
pub(crate) fn index_ddl(table: &str, index: &Index) -> String {
    let unique = if index.unique { "unique " } else { "" };
    let only = index.only_with.map(|column| format!(" where {column} is not null")).unwrap_or_default();
    let columns = index.columns.join(", ");
    format!("create {unique}index if not exists {} on {table} ({columns}){only}", index.name)
}

/// Says which field was to be unique where its index cannot be made over the records.
pub(crate) fn explained(statement: &str, error: StoreError) -> StoreError {
    let place =
        statement.starts_with("create unique index").then(|| statement.split(" on reg_").nth(1)).flatten();
    match (place.and_then(|place| place.trim_end_matches(')').split_once(" (")), &error) {
        (Some((register, field)), StoreError::Database(words)) => StoreError::DeclarationContradicts {
            register: register.replace('_', "-"),
            field: field.to_owned(),
            why: format!("it is to be `unique`, but more than one record has the same value ({words})"),
        },
        _ => error,
    }
}
