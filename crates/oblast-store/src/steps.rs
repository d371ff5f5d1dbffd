//! Steps of records: from state to state, by whom the register says, within the terms of the law.

use std::collections::HashSet;

use jiff::civil::Date;
use oblast_kernel::access::{Actor, Audience, Keeping, Role};
use oblast_kernel::clock::{from_micros, kyiv_date, kyiv_noon};
use oblast_kernel::term::count::{self, Due as Counted};
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::Values;
use oblast_register::plan::{DUE_ON, STATE_AT};
use oblast_register::step::{Due, Parts, Step};
use oblast_register::{FieldError, Register};

use serde_json::{Value as Json, json};

use crate::act::Act;
use crate::record::Record;
use crate::records::{Filter, RecordError, values_of};
use crate::{Store, StoreError};

/// How many records belong to one at most.
const PARTS: usize = 2_000;

/// The template of the notice that the other side took a step.
pub const STEP_TAKEN: &str = "step";

/// How many records are shown that wait for somebody.
pub const WAITING: i64 = 50;

/// A record that waits for somebody.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The register.
    pub register: std::sync::Arc<Register>,
    /// The record.
    pub record: Record,
    /// The steps that they may take.
    pub steps: Vec<String>,
}

/// The account that a field of a record names.
pub fn named(record: &Record, field: &str) -> Option<Uuid> {
    record.get(field).as_text().and_then(|id| id.parse().ok())
}

impl Store {
    /// The last day of a step, counted as of the record; none where it has none.
    pub fn step_due(&self, step: &Step, record: &Record) -> Option<Date> {
        let day = |field: &str| record.get(field).as_text().and_then(|day| day.parse::<Date>().ok());
        match step.due.as_ref()? {
            Due::On(field) => day(field),
            Due::Term(term, after) => {
                let began = match after {
                    Some(field) => day(field)?,
                    None => {
                        kyiv_date(from_micros(record.int(STATE_AT).or_else(|| record.int("created_at"))?))
                    }
                };
                let facts = self.facts();
                let term = facts.term(&term.code, began).unwrap_or_else(|| (*term).clone());
                let (due, _) =
                    count::due(&term, kyiv_noon(began), &facts.calendar, &count::Options::default()).ok()?;
                Some(match due {
                    Counted::Date(date) => date,
                    Counted::Instant(instant) => kyiv_date(instant),
                })
            }
        }
    }

    /// Counts by when the next step of a record is to be taken: the earliest of those that may follow.
    pub(crate) fn set_due(&self, register: &Register, record: &mut Record) {
        if !register.has_steps() {
            return;
        }
        if record.get(STATE_AT).is_null() {
            let created = record.get("created_at").clone();
            record.set(STATE_AT, created);
        }
        let state = record.text("state").to_owned();
        let due = register.steps_from(&state).filter_map(|step| self.step_due(step, record)).min();
        record.set(DUE_ON, due.map(|due| due.to_string()));
    }

    /// A record with what a step fills in and copies, before it is checked.
    pub fn stepped_values(
        &self,
        register: &Register,
        step: &Step,
        record: &Record,
        given: &Values,
    ) -> Values {
        let mut values = values_of(register, record);
        values.extend(
            given.iter().filter(|(name, _)| step.fields.contains(name)).map(|(n, v)| (n.clone(), v.clone())),
        );
        for (into, from) in &step.copy {
            let value = values.get(from).cloned().unwrap_or(Value::Null);
            values.insert(into.clone(), value);
        }
        values.extend(step.clear.iter().map(|name| (name.clone(), Value::Null)));
        values
    }

    /// What is wrong with a step that is to be taken: a required field that is empty, what the rules say.
    pub fn check_step(
        &self,
        register: &Register,
        step: &Step,
        given: &Values,
        values: &Values,
    ) -> Vec<(String, FieldError)> {
        let lacks = |name: &&String| given.get(*name).is_none_or(Value::is_null);
        let mut errors: Vec<(String, FieldError)> = step
            .required
            .iter()
            .filter(lacks)
            .map(|name| (name.clone(), FieldError::new("required")))
            .collect();
        if errors.is_empty() {
            let today = kyiv_date(self.clock.now());
            let said = self.catalogue.check_step(&register.id, &step.id, values, today);
            errors.extend(said.into_iter().map(|(name, error)| (name.to_owned(), error)));
        }
        errors
    }

    /// Takes a step: `record` as it was loaded at the version that the form was made from, `values` as
    /// [`Store::stepped_values`] gives them.
    pub async fn take_step(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        register: &Register,
        step: &Step,
        mut record: Record,
        mut values: Values,
    ) -> Result<(), RecordError> {
        if !step.is_from(record.text("state")) {
            return Err(RecordError::NotNow);
        }
        if let (Some(field), Some(account)) = (&step.sign, actor.account) {
            values.insert(field.clone(), account.to_string().into());
        }
        let now = self.clock.now();
        if let Some(field) = &step.dated {
            values.insert(field.clone(), kyiv_date(now).to_string().into());
        }
        if let Some(to) = step.to.as_deref().filter(|to| *to != record.text("state")) {
            record.set(STATE_AT, now.as_microsecond());
            record.set("state", to);
        }
        self.fill_record(register, &mut record, &values);
        let mut act =
            self.act("record.step").by(actor).in_position(position).about(&register.table(), record.id());
        if !step.tell.is_empty() {
            let args = json!({ "register": register.id, "step": step.id, "record": record.id().to_string(),
                "number": record.text("number") });
            for body in self.other_side(register, step, &record).await? {
                act = self.tell(act, &step.tell, body, STEP_TAKEN, &args).await?;
            }
        }
        for parts in &step.parts {
            act = self.with_parts(act, parts, record.id()).await?;
        }
        self.apply(act.update(record)).await?;
        Ok(())
    }

    /// Adds to an act that the records which belong to one go into a state with it.
    async fn with_parts(&self, mut act: Act, parts: &Parts, whole: Uuid) -> Result<Act, StoreError> {
        let Some(register) = self.catalogue().register(&parts.register).cloned() else { return Ok(act) };
        let rest = format!("order by id limit {PARTS}");
        for mut own in self.select_referring(&register.table(), &parts.field, whole, &rest).await? {
            if own.text("state") != parts.to {
                own.set("state", parts.to.as_str());
                self.fill_record(&register, &mut own, &Values::new());
                act = act.update(own);
            }
        }
        Ok(act)
    }

    /// The bodies on the other side of a step: who keeps the record where the holder takes it, else the holder.
    async fn other_side(
        &self,
        register: &Register,
        step: &Step,
        record: &Record,
    ) -> Result<Vec<Uuid>, StoreError> {
        match step.by_holder {
            true => self.keepers(register, record).await,
            false => self.coded(&register.holder).await,
        }
    }

    /// The bodies that keep a record: those of its territory, that of its code, or the holder of the register.
    pub(crate) async fn keepers(
        &self,
        register: &Register,
        record: &Record,
    ) -> Result<Vec<Uuid>, StoreError> {
        match &register.rules.kept_by {
            None => self.coded(&register.holder).await,
            Some(Keeping::Body(field)) => self.coded(record.text(field)).await,
            Some(Keeping::Territory(field)) => self.bodies_of(record.text(field)).await,
        }
    }

    async fn coded(&self, code: &str) -> Result<Vec<Uuid>, StoreError> {
        Ok(self.body_by_code(code).await?.map(|body| body.id).into_iter().collect())
    }

    /// The bodies whose own territory this is.
    pub async fn bodies_of(&self, territory: &str) -> Result<Vec<Uuid>, StoreError> {
        let bodies =
            self.select("body", "where territory = $1 order by id limit 20", &[territory.into()]).await?;
        Ok(bodies.iter().map(Record::id).collect())
    }

    /// Adds to an act that officials of these roles in a body are told of it; each person once.
    pub async fn tell(
        &self,
        mut act: Act,
        roles: &[Role],
        body: Uuid,
        template: &str,
        args: &Json,
    ) -> Result<Act, StoreError> {
        let mut told = HashSet::new();
        for role in roles {
            for colleague in self.colleagues(*role, body, None).await? {
                let Some(account) = self.load("account", colleague.account).await? else { continue };
                let Some(person) = account.reference("person").filter(|id| told.insert(*id)) else {
                    continue;
                };
                if let Some(person) = self.load("person", person).await? {
                    act = self.notify(act, &person, template, args.clone(), None).await?;
                }
            }
        }
        Ok(act)
    }

    /// The records that wait for a step of this actor, the most urgent first.
    pub async fn waiting_records(&self, actor: &Actor) -> Result<Vec<Waiting>, StoreError> {
        let mut waiting: Vec<Waiting> = Vec::new();
        let registers: Vec<_> = self.catalogue().registers().filter(|own| own.has_steps()).cloned().collect();
        for register in registers {
            let holder = self.body_by_code(&register.holder).await?.map(|body| body.id);
            for step in register.steps.iter().filter(|step| step.is_awaited()) {
                for record in self.waiting_for(actor, &register, holder, step).await? {
                    let known = waiting.iter_mut().find(|own| own.record.id() == record.id());
                    match known {
                        Some(known) => known.steps.push(step.id.clone()),
                        None => waiting.push(Waiting {
                            register: std::sync::Arc::clone(&register),
                            record,
                            steps: vec![step.id.clone()],
                        }),
                    }
                }
            }
        }
        let due = |own: &Waiting| own.record.get(DUE_ON).as_text().unwrap_or("9999").to_owned();
        waiting.sort_by_key(due);
        waiting.truncate(WAITING as usize);
        Ok(waiting)
    }

    async fn waiting_for(
        &self,
        actor: &Actor,
        register: &Register,
        holder: Option<Uuid>,
        step: &Step,
    ) -> Result<Vec<Record>, StoreError> {
        let mut filter = Filter::default();
        filter.any("state", step.from.iter().map(|state| state.as_str().into()));
        let account = actor.account.map(|account| account.to_string());
        if let Some(only) = &step.only {
            filter.add(&format!("{only} = ?"), account.clone().into());
        } else {
            let is_others = !step.by_holder && register.has_two_sides();
            let takes = |role: Role| {
                step.who.iter().any(|who| match who {
                    Audience::Role(own) => *own == role,
                    _ => true,
                })
            };
            let mut own = actor.positions.iter().filter(|position| takes(position.role));
            let holds = !is_others
                && own
                    .clone()
                    .any(|position| holder == Some(position.body) || position.role == Role::Operator);
            let keeping = register.rules.kept_by.as_ref().filter(|_| !step.by_holder);
            let place = keeping.and_then(|keeping| own.find_map(|position| keeping.own(position)));
            match (keeping, holds, place) {
                (_, true, _) => {}
                (Some(Keeping::Territory(field)), false, Some(place)) => filter.within(field, place),
                (Some(Keeping::Body(field)), false, Some(code)) => {
                    filter.add(&format!("{field} = ?"), code.into());
                }
                _ => return Ok(Vec::new()),
            }
        }
        for field in &step.except {
            filter.add(&format!("coalesce({field}, '') <> ?"), account.clone().into());
        }
        let tail = format!(
            "{} order by case when {DUE_ON} is null then 1 else 0 end, {DUE_ON}, id limit {WAITING}",
            filter.tail()
        );
        self.select(&register.table(), &tail, &filter.parameters).await
    }
}
