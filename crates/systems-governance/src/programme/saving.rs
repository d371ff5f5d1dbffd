//! A document that was read becomes a version of a programme: one act, with its measures, its money and what of its sums
//! disagrees.

use jiff::civil::Date;
use oblast_kernel::access::Actor;
use oblast_kernel::{Lang, Uuid, Value};
use oblast_register::catalogue::Values;
use oblast_register::kind::reference;
use oblast_store::{Act, ActError, Record, Store, StoreError};

use super::check::{Finding, Unit};
use super::draft::{DOCUMENT, Draft};
use super::funding::planned;
use super::model::Programme;

/// How many rows a version may have: an act of so many keeps no other waiting for long.
const MOST: usize = 20_000;

/// By which decision a document is a version of which programme.
pub struct Decision {
    /// The programme, or what is to be written of a new one.
    pub programme: Result<Record, Values>,
    /// Who decided, and the number.
    pub decision: String,
    /// When.
    pub decided_on: Date,
    /// Why it was amended.
    pub note: Option<String>,
}

/// Why a version was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// There is no measure in it.
    #[error("the document has no measures")]
    NoMeasures,
    /// It has more rows than are saved at once.
    #[error("more than {MOST} rows")]
    TooMany,
    /// It was saved or discarded already.
    #[error("the document is not being read any more")]
    NotReading,
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an act of saving is put together of.
struct Saving<'s> {
    store: &'s Store,
    act: Act,
    programme: Value,
    edition: Value,
    rows: usize,
}

impl Saving<'_> {
    /// Inserts a row that belongs to the programme and, where its register says so, to the version.
    fn add<const N: usize>(&mut self, id: &str, values: [(&str, Value); N]) -> Result<(), StoreError> {
        let register = self.store.register(id)?;
        let mut all: Values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        all.insert("programme".into(), self.programme.clone());
        if register.field("edition").is_some() {
            all.insert("edition".into(), self.edition.clone());
        }
        let record = self.store.draft_record(&register, &all)?;
        let store = self.store;
        self.also(|act| store.insert_record(act, &register, record));
        self.rows += 1;
        Ok(())
    }

    /// Adds something to the act.
    fn also(&mut self, more: impl FnOnce(Act) -> Act) {
        let act = std::mem::replace(&mut self.act, self.store.act(""));
        self.act = more(act);
    }
}

/// Saves it. Gives the id of the programme.
pub async fn save(store: &Store, actor: &Actor, draft: Draft, decision: Decision) -> Result<Uuid, SaveError> {
    if draft.record.text("state") != "reading" {
        return Err(SaveError::NotReading);
    }
    if draft.programme.annex.measures().next().is_none() {
        return Err(SaveError::NoMeasures);
    }
    let act = store.act("record.create").by(actor).in_position(actor.first_position());
    let mut saving = Saving { store, act, programme: Value::Null, edition: Value::Null, rows: 0 };
    let (programmes, versions) =
        (saving.store.register("programmes")?, saving.store.register("programme-versions")?);
    let (programme, is_new) = match decision.programme {
        Ok(mut record) => {
            // Two who save for one programme at once: the second of them is told.
            record.set("updated_at", store.clock.now().as_microsecond());
            (record, false)
        }
        Err(values) => (store.draft_record(&programmes, &values)?, true),
    };
    let id = programme.id();
    saving.programme = reference::stored(id, programme.text("title"));
    let earlier = match is_new {
        true => Vec::new(),
        false => super::queries::versions(store, id).await?,
    };
    let values: Values = [
        ("programme", saving.programme.clone()),
        ("ordinal", Value::Int(earlier.len() as i64 + 1)),
        ("decision", Value::from(decision.decision.as_str())),
        ("decided_on", Value::from(decision.decided_on.to_string())),
        ("note", Value::from(decision.note)),
        ("findings", Value::Int(causes(&draft.findings))),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let mut version = store.draft_record(&versions, &values)?;
    saving.edition = reference::stored(version.id(), &decision.decision);
    saving.also(|act| act.about(&versions.table(), version.id()));
    for mut other in earlier.into_iter().filter(|other| other.text("state") == "in_force") {
        other.set("state", "superseded");
        other.set("updated_at", store.clock.now().as_microsecond());
        saving.also(|act| act.update(other));
    }
    contents(&mut saving, &draft.programme, &draft.findings, is_new)?;
    if saving.rows > MOST {
        return Err(SaveError::TooMany);
    }
    let mut act = saving.act;
    if let Some(field) = versions.field(DOCUMENT) {
        act = store.with_file_of(act, actor, &versions, &mut version, field, &draft.file)?;
    }
    let mut record = draft.record;
    record.set("state", "saved");
    record.set("edition", saving.edition);
    record.set("updated_at", store.clock.now().as_microsecond());
    act = if is_new { act.insert(programme) } else { act.update(programme) };
    store.apply(act.insert(version).update(record)).await?;
    Ok(id)
}

/// Root causes among findings.
pub fn causes(findings: &[Finding]) -> i64 {
    findings.iter().filter(|own| own.follows_from.is_none()).count() as i64
}

fn contents(
    saving: &mut Saving<'_>,
    programme: &Programme,
    findings: &[Finding],
    is_new: bool,
) -> Result<(), StoreError> {
    let mut ordinal = 0;
    let mut direction_of = std::collections::HashMap::new();
    for direction in &programme.annex.directions {
        for measure in &direction.measures {
            ordinal += 1;
            direction_of.insert(measure.code.as_str(), direction.code.as_str());
            saving.add(
                "programme-measures",
                [
                    ("ordinal", Value::Int(ordinal)),
                    ("direction_code", direction.code.as_str().into()),
                    ("direction", direction.title.as_str().into()),
                    ("code", measure.code.as_str().into()),
                    ("title", measure.title.as_str().into()),
                    ("executors", given(&measure.executors)),
                    ("term", given(&measure.term)),
                    ("result", given(&measure.result)),
                ],
            )?;
        }
    }
    for (index, own) in planned(programme).iter().enumerate() {
        let direction = direction_of.get(own.code.as_str()).copied();
        saving.add(
            "programme-funding",
            [
                ("ordinal", Value::Int(index as i64 + 1)),
                ("direction_code", Value::from(direction.map(str::to_owned))),
                ("measure_code", own.code.as_str().into()),
                ("source", Value::from(own.source.as_ref().map(|source| source.budget.name().to_owned()))),
                ("source_name", Value::from(own.source.as_ref().map(|source| source.name.clone()))),
                ("year", own.year.map_or(Value::Null, |year| Value::Int(year.into()))),
                ("costs", own.costs.name().into()),
                ("said", own.said.name().into()),
                ("amount", own.said.amount().map_or(Value::Null, |money| Value::Int(money.0))),
            ],
        )?;
    }
    for (index, own) in findings.iter().enumerate() {
        let money = |value: i64| match own.unit {
            Unit::Thousands => Value::Int(value),
            Unit::Percent => Value::Null,
        };
        saving.add(
            "programme-findings",
            [
                ("ordinal", Value::Int(index as i64 + 1)),
                ("cause", own.follows_from.map_or(Value::Null, |cause| Value::Int(cause as i64 + 1))),
                ("kind", own.kind.name().into()),
                ("words", own.text(Lang::Uk).into()),
                ("words_en", own.text(Lang::En).into()),
                ("stated", money(own.stated)),
                ("computed", money(own.computed)),
                ("line", own.places.first().map_or(Value::Null, |place| Value::Int(place.line as i64))),
            ],
        )?;
    }
    for past in programme.history.iter().filter(|_| is_new) {
        let Some(year) = past.year else { continue };
        let money = |figure: &super::model::Figure| {
            figure.value.amount().map_or(Value::Null, |money| Value::Int(money.0))
        };
        saving.add(
            "programme-history",
            [
                ("year", Value::Int(year.into())),
                ("planned_capital", money(&past.planned[1])),
                ("planned_current", money(&past.planned[2])),
                ("actual_capital", money(&past.actual[1])),
                ("actual_current", money(&past.actual[2])),
            ],
        )?;
    }
    Ok(())
}

/// A text, or nothing where there is none.
fn given(text: &str) -> Value {
    Value::from(Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned))
}
