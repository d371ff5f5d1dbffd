//! Who read whose personal data, and which records are about a person.

use std::sync::Arc;

use oblast_kernel::access::{Actor, FieldClass};
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Text, Uuid, Value};
use oblast_register::Register;

use crate::act::{ActError, Scratch};
use crate::record::Record;
use crate::{Row, Store, StoreError};

/// How many readings one statement writes.
const AT_ONCE: usize = 100;
/// How many records of a register are looked up about one person.
const RECORDS: i64 = 200;

/// A reading of somebody's personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The id.
    pub id: Uuid,
    /// Whose data, or which record about them.
    pub subject: Uuid,
    /// When, microseconds.
    pub at: i64,
    /// The account that read.
    pub account: Option<Uuid>,
    /// The title of its position.
    pub position: Option<Text>,
    /// The title of its body.
    pub body: Option<Text>,
    /// The purpose, as it was journalled: `case`, `queue`, `register <id>`.
    pub purpose: String,
    /// The case or record that was opened, where it was one.
    pub about: Option<Uuid>,
}

fn reading(row: &Row) -> Reading {
    let text = |uk: usize| {
        let title = row.get(uk).as_text()?;
        Some(Text::new(title, row.get(uk + 1).as_text().unwrap_or(title)))
    };
    Reading {
        id: row.id(0),
        subject: row.id(1),
        at: row.int(2),
        account: row.get(3).as_id(),
        position: text(4),
        body: text(6),
        purpose: row.text(8).to_owned(),
        about: row.get(9).as_id(),
    }
}

impl Store {
    /// Journals that personal data were read: one entry, durable before the answer leaves; and writes down where each person finds it.
    pub async fn note_reading(
        &self,
        actor: &Actor,
        persons: Vec<Uuid>,
        purpose: &str,
        subject: Option<(&str, Uuid)>,
    ) -> Result<(), ActError> {
        if persons.is_empty() {
            return Ok(());
        }
        let mut act = self.act("personal_data.read").by(actor);
        act.position = actor.first_position();
        act.purpose = Some(purpose.to_owned());
        act.subject = subject.map(|(table, id)| (table.to_owned(), id));
        let now = self.clock.now();
        for part in persons.chunks(AT_ONCE) {
            let mut parameters: Vec<Value> = vec![
                now.as_microsecond().into(),
                actor.account.into(),
                act.position.into(),
                purpose.into(),
                subject.map(|(_, id)| id).into(),
            ];
            let mut rows = Vec::new();
            for person in part {
                parameters.extend([Value::Id(self.ids.id(now)), Value::Id(*person)]);
                let last = parameters.len();
                rows.push(format!("($1, $2, $3, $4, $5, ${}, ${last})", last - 1));
            }
            let sql = format!(
                "insert into reading (at, account, position, purpose, about, id, subject) values {}",
                rows.join(", ")
            );
            act = act.also(Scratch { sql, parameters });
        }
        act.persons = persons;
        self.apply(act).await.map(|_| ())
    }

    /// The records about a person in registers with personal data: those that their cases ended in, and where the tax number is
    /// proved (`by_number`) those with that number. A number that somebody else entered into an account opens nothing.
    pub async fn records_about(
        &self,
        person: &Record,
        by_number: bool,
    ) -> Result<Vec<(Arc<Register>, Record)>, StoreError> {
        let number = if by_number { person.text("rnokpp").to_owned() } else { String::new() };
        let mut found = Vec::new();
        let registers: Vec<Arc<Register>> =
            self.catalogue().registers().filter(|register| register.personal).cloned().collect();
        for register in registers {
            let mut conditions = vec![
                "id in (select record_id from cases where applicant = $1 and record_id is not null)"
                    .to_owned(),
            ];
            let mut parameters: Vec<Value> = vec![person.id().into()];
            for field in register.fields.iter().filter(|_| !number.is_empty()) {
                let is_person = matches!(field.kind.name(), "person" | "rnokpp");
                let n = parameters.len() + 1;
                match (is_person, field.class == FieldClass::Restricted, self.sealing()) {
                    (true, true, Some(sealing)) if field.filter => {
                        parameters.push(sealing.token(&register.table(), &field.id, &number));
                        conditions.push(format!("id in (select row_id from blind_index where token = ${n})"));
                    }
                    (true, false, _) if field.kind.name() == "rnokpp" => {
                        parameters.push(number.as_str().into());
                        conditions.push(format!("{} = ${n}", field.id));
                    }
                    _ => {}
                }
            }
            let tail = format!("where {} order by id limit {RECORDS}", conditions.join(" or "));
            let records = self.select(&register.table(), &tail, &parameters).await?;
            found.extend(records.into_iter().map(|record| (Arc::clone(&register), record)));
        }
        Ok(found)
    }

    /// The readings of some subjects by others than the account, the latest first.
    pub async fn readings_of(
        &self,
        subjects: &[Uuid],
        account: Uuid,
        before: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<Reading>, StoreError> {
        if subjects.is_empty() {
            return Ok(Vec::new());
        }
        let (at, id) = before.unwrap_or((i64::MAX, Uuid::max()));
        let mut parameters: Vec<Value> = vec![account.into(), at.into(), id.into()];
        parameters.extend(subjects.iter().copied().map(Value::Id));
        let places: Vec<String> = (4..=parameters.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "select reading.id, reading.subject, reading.at, reading.account, position.title_uk, position.title_en, \
             body.title_uk, body.title_en, reading.purpose, reading.about from reading \
             left join position on position.id = reading.position left join body on body.id = position.body \
             where (reading.account is null or reading.account <> $1) and (reading.at, reading.id) < ($2, $3) \
             and reading.subject in ({}) order by reading.at desc, reading.id desc limit {limit}",
            places.join(", ")
        );
        let (id, text) = (ColumnType::Id, ColumnType::Text);
        let types = [id, id, ColumnType::Int, id, text, text, text, text, text, id];
        Ok(self.query(&sql, &parameters, &types).await?.iter().map(reading).collect())
    }
}
