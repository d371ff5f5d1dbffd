//! Records that other records refer to: found by id, number or name when a reference is written.

use std::collections::HashMap;

use oblast_kernel::{Lang, Uuid, Value};
use oblast_register::catalogue::Values;
use oblast_register::kind::reference::{parts, stored};
use oblast_register::{Field, FieldError, Register};

use crate::record::Record;
use crate::records::{Condition, ListQuery};
use crate::{Store, StoreError};

/// What was looked up already: the register and the text that was typed.
pub(crate) type Known = HashMap<(String, String), Result<Value, FieldError>>;

/// The fields of a register that refer to another.
fn references(register: &Register) -> impl Iterator<Item = (&Field, &str)> {
    register.fields.iter().filter_map(|field| Some((field, field.target.as_deref()?)))
}

impl Store {
    /// The records of a table that refer to another record by a column; `rest` of the query says which and in what order.
    pub async fn select_referring(
        &self,
        table: &str,
        column: &str,
        id: Uuid,
        rest: &str,
    ) -> Result<Vec<Record>, StoreError> {
        // References begin with the id that they refer to: as a range an index serves it.
        let tail = format!("where {column} >= $1 and {column} < $2 {rest}");
        self.select(table, &tail, &[id.to_string().into(), format!("{id}:").into()]).await
    }

    /// Puts the records in the place of what was typed to refer to them; gives what was not found by field.
    pub async fn settle_references(
        &self,
        register: &Register,
        values: &mut Values,
    ) -> Result<Vec<(String, FieldError)>, StoreError> {
        self.settle_known(register, values, &mut Known::new()).await
    }

    /// The same for one row of many.
    pub(crate) async fn settle_known(
        &self,
        register: &Register,
        values: &mut Values,
        known: &mut Known,
    ) -> Result<Vec<(String, FieldError)>, StoreError> {
        let mut errors = Vec::new();
        for (field, target) in references(register) {
            let Some(text) = values.get(&field.id).and_then(Value::as_text).map(str::to_owned) else {
                continue;
            };
            let key = (target.to_owned(), text);
            let found = match known.get(&key) {
                Some(found) => found.clone(),
                None => {
                    let found = self.find_referred(target, &key.1).await?;
                    known.insert(key, found.clone());
                    found
                }
            };
            match found {
                Ok(value) => {
                    values.insert(field.id.clone(), value);
                }
                Err(error) => errors.push((field.id.clone(), error)),
            }
        }
        Ok(errors)
    }

    async fn find_referred(&self, target: &str, text: &str) -> Result<Result<Value, FieldError>, StoreError> {
        let missing = Err(FieldError::new("reference-unknown"));
        let Some(register) = self.catalogue().register(target).cloned() else { return Ok(missing) };
        let table = register.table();
        if let Some((id, _)) = parts(&Value::from(text)) {
            let record = self.load(&table, id).await?;
            return Ok(record
                .map(|record| refer(&register, &record))
                .ok_or(FieldError::new("reference-unknown")));
        }
        let mut found = self.select(&table, "where number = $1 limit 2", &[text.into()]).await?;
        if let (true, Some(label)) = (found.is_empty(), &register.label) {
            found = self
                .select(&table, &format!("where {label} = $1 order by id limit 2"), &[text.into()])
                .await?;
        }
        Ok(match found.as_slice() {
            [] => missing,
            [one] => Ok(refer(&register, one)),
            _ => Err(FieldError::new("reference-several")),
        })
    }

    /// The registers whose records refer to those of another, each with the field and how many refer to this one,
    /// counted to 10 000.
    pub async fn referring(
        &self,
        register: &str,
        id: Uuid,
    ) -> Result<Vec<(std::sync::Arc<Register>, String, i64)>, StoreError> {
        let mut all = Vec::new();
        let registers: Vec<_> = self.catalogue().registers().cloned().collect();
        for other in registers {
            let fields: Vec<String> = references(&other)
                .filter(|(_, target)| *target == register)
                .map(|(field, _)| field.id.clone())
                .collect();
            for field in fields {
                let conditions = vec![(field.clone(), Condition::Within(id.to_string()))];
                let count =
                    self.count_records(&other, &ListQuery { conditions, ..ListQuery::default() }).await?;
                all.push((std::sync::Arc::clone(&other), field, count));
            }
        }
        Ok(all)
    }
}

/// A reference to a record, with its name.
fn refer(register: &Register, record: &Record) -> Value {
    let label = register.label.as_ref().and_then(|label| register.field(label));
    let name =
        label.map(|field| field.kind.display(record.get(&field.id), field, Lang::Uk)).unwrap_or_default();
    let number = record.text("number");
    let name = match (number.is_empty(), name.is_empty()) {
        (false, false) => format!("{number} {name}"),
        (false, true) => number.to_owned(),
        _ => name,
    };
    stored(record.id(), &name)
}
