//! Declarations and what stands: the text of each version is kept, and a new version must fit the records.

use std::sync::Arc;

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Lang, Value};
use oblast_register::{Catalogue, Field, Register, register};

use crate::{Store, StoreError};

/// What is declared, its name, version and text.
type Declaration<'c> = (&'static str, &'c str, i64, &'c str);

impl Store {
    /// Could these declarations be used over what is stored?
    ///
    /// # Errors
    /// [`StoreError::DeclarationChanged`] where a text changed under its version,
    /// [`StoreError::DeclarationContradicts`] where a new version of a register does not fit its records.
    pub async fn check_declarations(&self, catalogue: &Catalogue) -> Result<(), StoreError> {
        self.new_declarations(catalogue).await.map(|_| ())
    }

    /// Those that were not declared before, all of which could be used.
    async fn new_declarations<'c>(
        &self,
        catalogue: &'c Catalogue,
    ) -> Result<Vec<Declaration<'c>>, StoreError> {
        let mut new = Vec::new();
        for (kind, id, version, declared) in catalogue.texts() {
            match self.declared(kind, id, version).await? {
                Some(known) if known == declared => {}
                Some(_) => {
                    return Err(StoreError::DeclarationChanged { kind, id: id.to_owned(), version });
                }
                None => {
                    if let Some(register) = catalogue.register(id).filter(|_| kind == "register") {
                        self.check_register(register).await?;
                    }
                    new.push((kind, id, version, declared));
                }
            }
        }
        Ok(new)
    }

    /// The text under which a version was declared first.
    async fn declared(&self, kind: &str, id: &str, version: i64) -> Result<Option<String>, StoreError> {
        let sql = "select declared from declaration where kind = $1 and id = $2 and version = $3";
        let key = [Value::from(kind), Value::from(id), Value::Int(version)];
        let rows = self.query(sql, &key, &[ColumnType::Text]).await?;
        Ok(rows.first().map(|row| row.text(0).to_owned()))
    }

    /// Keeps the text of each declared version; then reads back the older versions of procedures, under which cases
    /// may still run.
    pub(crate) async fn remember_declarations(&mut self) -> Result<(), StoreError> {
        let text = ColumnType::Text;
        for (kind, id, version, declared) in self.new_declarations(&self.catalogue).await? {
            let sql = "insert into declaration (kind, id, version, declared) values ($1, $2, $3, $4)";
            self.scratch(sql, vec![kind.into(), id.into(), version.into(), Value::from(declared)]).await?;
        }
        let rows = self
            .query("select id, declared from declaration where kind = 'procedure'", &[], &[text, text])
            .await?;
        let mut catalogue = (*self.catalogue).clone();
        for row in rows {
            let name = format!("{} (in the database)", row.text(0));
            catalogue.add_older_procedure(&name, row.text(1)).map_err(|problems| {
                StoreError::Unexpected(problems.iter().map(ToString::to_string).collect())
            })?;
        }
        self.catalogue = Arc::new(catalogue);
        Ok(())
    }

    /// Does a new version fit what was stored under the latest one?
    async fn check_register(&self, new: &Register) -> Result<(), StoreError> {
        let sql = "select declared from declaration where kind = 'register' and id = $1 order by version desc limit 1";
        let rows = self.query(sql, &[new.id.as_str().into()], &[ColumnType::Text]).await?;
        let Some(row) = rows.first() else { return Ok(()) };
        let Ok(old) = register::parse("register.toml", row.text(0)) else {
            tracing::warn!(
                register = new.id,
                "the version before this cannot be read any more: not compared"
            );
            return Ok(());
        };
        if old.has_steps() && !new.has_steps() {
            let why =
                "its steps are gone, and the records have the days that they set: keep a step".to_owned();
            let (register, field) = (new.id.clone(), "steps".to_owned());
            return Err(StoreError::DeclarationContradicts { register, field, why });
        }
        for was in old.fields.iter().filter(|was| new.field(&was.id).is_none()) {
            if self.is_filled(new, was).await? {
                let why =
                    "it is gone, but records have it: keep it with `until`, then `oblast migrate --purge`";
                let (register, field) = (new.id.clone(), was.id.clone());
                return Err(StoreError::DeclarationContradicts { register, field, why: why.into() });
            }
        }
        for field in &new.fields {
            let Some(was) = old.field(&field.id) else { continue };
            if let Some(why) = self.contradiction(new, was, field).await? {
                let (register, field) = (new.id.clone(), field.id.clone());
                return Err(StoreError::DeclarationContradicts { register, field, why });
            }
        }
        Ok(())
    }

    async fn contradiction(
        &self,
        register: &Register,
        was: &Field,
        field: &Field,
    ) -> Result<Option<String>, StoreError> {
        if !is_stored_alike(was, field) {
            let (was, is) = (was.kind.name(), field.kind.name());
            return Ok(Some(format!(
                "what is stored as `{was}` cannot be read as this `{is}`; give the new field another `id` and fill it by `from`"
            )));
        }
        if field.unique
            && !was.unique
            && let Some(value) = self.doubled(register, field).await?
        {
            return Ok(Some(format!("it is to be `unique`, but more than one record has «{value}»")));
        }
        for choice in &was.choices {
            if field.choices.iter().all(|kept| kept.id != choice.id)
                && self.holds(register, field, &choice.id).await?
            {
                return Ok(Some(format!("the choice `{}` is gone, but records have it", choice.id)));
            }
        }
        Ok(None)
    }

    /// Does any record have a value in this field?
    async fn is_filled(&self, register: &Register, field: &Field) -> Result<bool, StoreError> {
        let filled = format!("{} where {} is not null", register.table(), field.id);
        Ok(self.count(&filled, &[], 1).await? > 0)
    }

    /// A value that more than one record has.
    async fn doubled(&self, register: &Register, field: &Field) -> Result<Option<String>, StoreError> {
        let (table, column) = (register.table(), &field.id);
        let sql = format!(
            "select {column} from {table} where {column} is not null group by {column} having count(*) > 1 limit 1"
        );
        let rows = self.query(&sql, &[], &[field.column()]).await?;
        Ok(rows.first().and_then(|row| row.0.first()).map(|value| field.kind.display(value, field, Lang::Uk)))
    }

    /// Does a record have this choice, alone or among several?
    async fn holds(&self, register: &Register, field: &Field, choice: &str) -> Result<bool, StoreError> {
        let (table, column) = (register.table(), &field.id);
        let sql =
            format!("select 1 from {table} where {column} = $1 or {column} like $2 escape '\\' limit 1");
        let among = format!("% {} %", choice.replace('_', "\\_"));
        let rows = self.query(&sql, &[choice.into(), among.into()], &[ColumnType::Int]).await?;
        Ok(!rows.is_empty())
    }
}

/// Are values of the one read as what they were under the other?
fn is_stored_alike(was: &Field, is: &Field) -> bool {
    let text = |field: &Field| matches!(field.kind.name(), "text" | "long_text");
    let same = was.kind.name() == is.kind.name() && was.scale == is.scale && was.target == is.target;
    was.is_restricted() == is.is_restricted() && (same || (text(was) && text(is)))
}
