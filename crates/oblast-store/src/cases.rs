//! Cases: an application under way through the stages of its procedure.

use std::sync::Arc;

use jiff::civil::Date;
use oblast_kernel::access::Actor;
use oblast_kernel::calendar::Regime;
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::{Service, Values};
use oblast_register::flow::{self, Move};
use oblast_register::procedure::{Origin, Outcome, Procedure, Stage, TaskBody};
use serde_json::{Map, Value as Json};

use crate::accounts::full_name;
use crate::act::{Act, ActError, Idempotency};
use crate::record::Record;
use crate::{Store, StoreError};

/// A case with its tasks and the applicant.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// The case.
    pub case: Record,
    /// Its tasks, the oldest first.
    pub tasks: Vec<Record>,
    /// The applicant.
    pub applicant: Record,
    /// The procedure in the version under which the case runs.
    pub procedure: Arc<Procedure>,
}

impl CaseView {
    /// The bodies that take part.
    pub fn bodies(&self) -> Vec<Uuid> {
        let tasks = self.tasks.iter().filter_map(|task| task.reference("body"));
        tasks.chain(self.case.reference("intake")).chain(self.case.reference("provider")).collect()
    }

    /// The answers of the application.
    pub fn application(&self) -> Values {
        application(&self.procedure, self.case.text("application"))
    }

    /// The last day of the statutory term.
    pub fn due_on(&self) -> Date {
        self.case.text("due_on").parse().unwrap_or(Date::MAX)
    }
}

/// A line of an official's queue.
#[derive(Clone, Debug)]
pub struct QueueLine {
    /// The task.
    pub task: Record,
    /// Its case.
    pub case: Record,
    /// The applicant.
    pub applicant: Record,
}

/// How an official ends a task.
#[derive(Clone, Debug, Default)]
pub struct Completion {
    /// The code of the outcome.
    pub outcome: String,
    /// The explanation.
    pub note: Option<String>,
    /// The ground for refusal.
    pub grounds: Option<String>,
}

/// Why a case was not begun or a task not done.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// No such case or task.
    #[error("there is no such case")]
    Missing,
    /// A body that the procedure names does not exist here.
    #[error("no body has the code `{0}`")]
    NoBody(String),
    /// Somebody did the task or changed the case meanwhile.
    #[error("the task was changed meanwhile")]
    Changed,
    /// The outcome is none of the task's.
    #[error("the task has no such outcome")]
    NoSuchOutcome,
    /// The outcome must be explained.
    #[error("an explanation is required")]
    NoteRequired,
    /// A ground for refusal must be named.
    #[error("a ground for refusal is required")]
    GroundsRequired,
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A begun case.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
}

/// The answers of a stored application.
pub fn application(procedure: &Procedure, stored: &str) -> Values {
    let stored: Map<String, Json> = serde_json::from_str(stored).unwrap_or_default();
    let read = |(name, json): (&String, &Json)| {
        let field = procedure.field(name)?;
        Some((name.clone(), field.parse_json(Some(json)).ok()?))
    };
    stored.iter().filter_map(read).collect()
}

fn application_text(procedure: &Procedure, values: &Values) -> String {
    let json: Map<String, Json> = procedure
        .fields
        .iter()
        .filter_map(|field| {
            let value = values.get(&field.id).filter(|value| !value.is_null())?;
            Some((field.id.clone(), field.kind.to_json(value, field)))
        })
        .collect();
    Json::Object(json).to_string()
}

impl Store {
    /// Registers an application on the day it came: the case, its number and its first tasks.
    pub async fn submit_case(
        &self,
        actor: &Actor,
        applicant: Uuid,
        service: &Service,
        intake: Uuid,
        values: &Values,
        once: Option<Idempotency>,
    ) -> Result<Submitted, CaseError> {
        let procedure = &service.procedure;
        let now = self.clock.now();
        let today = kyiv_date(now);
        let provider = self.body_of_code(&procedure.provider).await?;
        let mut case = self.new_record("cases")?;
        if let Some(once) = &once {
            case.set("id", once.result);
        }
        let first = procedure.stages.first().ok_or(CaseError::Missing)?;
        let due = procedure.term.due(today, Regime::MartialLaw);
        case.set("procedure", procedure.id.as_str());
        case.set("procedure_version", procedure.version);
        case.set("state", first.id.as_str());
        case.set("applicant", applicant);
        case.set("intake", intake);
        case.set("provider", provider);
        case.set("application", application_text(procedure, values));
        case.set("submitted_at", now.as_microsecond());
        case.set("submitted_on", today.to_string());
        case.set("due_on", due.to_string());
        let id = case.id();
        let mut act =
            self.act("case.submit").by(actor).about("cases", id).once(once).insert(case.clone()).number(
                "number",
                &format!("case/{}", procedure.id),
                &procedure.number,
            );
        act = self.open_stage(act, first, &case).await?;
        let receipt = self.apply(act).await?;
        Ok(Submitted { id, number: receipt.numbers.into_iter().next().unwrap_or_default() })
    }

    /// Ends a task and moves the case on. `version` is the task's version that the official saw.
    pub async fn complete_task(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        task: Uuid,
        version: i64,
        completion: &Completion,
    ) -> Result<(), CaseError> {
        // Two tasks of a stage may end at the same moment; then the case was moved, but not this task.
        for _ in 0..8 {
            match self.try_complete(actor, position, task, version, completion).await {
                Err(CaseError::Act(ActError::Conflict { table, .. })) if table == "cases" => {}
                Err(CaseError::Act(ActError::Conflict { .. })) => return Err(CaseError::Changed),
                other => return other,
            }
        }
        Err(CaseError::Changed)
    }

    async fn try_complete(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        task: Uuid,
        version: i64,
        completion: &Completion,
    ) -> Result<(), CaseError> {
        let mut done = self.load("task", task).await?.ok_or(CaseError::Missing)?;
        if done.version() != version || done.int("is_open") != Some(1) {
            return Err(CaseError::Changed);
        }
        let case_id = done.reference("case_id").ok_or(CaseError::Missing)?;
        let view = self.case(case_id).await?.ok_or(CaseError::Missing)?;
        let procedure = Arc::clone(&view.procedure);
        let declared = procedure.task(done.text("task")).ok_or(CaseError::Missing)?;
        let outcome = declared.outcome(&completion.outcome).ok_or(CaseError::NoSuchOutcome)?;
        check_completion(&procedure, outcome, completion)?;

        let now = self.clock.now();
        done.set("is_open", 0);
        done.set("outcome", outcome.id.as_str());
        done.set("note", completion.note.clone());
        done.set("grounds", completion.grounds.clone().filter(|_| outcome.grounds_required));
        done.set("done_at", now.as_microsecond());
        done.set("done_by", actor.account);
        let others =
            view.tasks.iter().filter(|other| other.id() != task && other.int("is_open") == Some(1)).count();
        let act = self.act("case.task").by(actor).in_position(position).about("cases", case_id).update(done);
        let step = flow::after(&procedure, outcome, others).ok_or(CaseError::NoSuchOutcome)?;
        let act = self.move_case(act, &view, step, completion).await?;
        self.apply(act).await?;
        Ok(())
    }

    async fn move_case(
        &self,
        act: Act,
        view: &CaseView,
        step: Move<'_>,
        completion: &Completion,
    ) -> Result<Act, CaseError> {
        // The case is written in any case: it guards against another task of the stage ending at this moment.
        let mut case = view.case.clone();
        match step {
            Move::Stay => Ok(act.update(case)),
            Move::Begin(stage) => {
                case.set("state", stage.id.as_str());
                let act = act.update(case.clone());
                self.open_stage(act, stage, &case).await
            }
            Move::End(result) => {
                let today = kyiv_date(self.clock.now());
                let submitted: Date = case.text("submitted_on").parse().unwrap_or(today);
                case.set("state", result.id.as_str());
                case.set("decided_on", today.to_string());
                case.set("days", i64::from(today.since(submitted).map_or(0, |span| span.get_days())));
                case.set("in_time", i64::from(today <= view.due_on()));
                if !result.positive {
                    case.set("refusal", completion.grounds.clone());
                    return Ok(act.update(case));
                }
                match self.result_record(view, today)? {
                    Some((register, record)) => {
                        case.set("record_id", record.id());
                        Ok(self.insert_record(act.update(case), &register, record))
                    }
                    None => Ok(act.update(case)),
                }
            }
        }
    }

    /// The record that a positive result creates.
    fn result_record(
        &self,
        view: &CaseView,
        today: Date,
    ) -> Result<Option<(Arc<oblast_register::Register>, Record)>, CaseError> {
        let Some(plan) = &view.procedure.record else { return Ok(None) };
        let register = self.catalogue().register(&plan.register).ok_or(CaseError::Missing)?;
        let answers = view.application();
        let mut values = Values::new();
        for (field, origin, _) in &plan.fields {
            let value = match origin {
                Origin::Field(name) => answers.get(name).cloned().unwrap_or(Value::Null),
                Origin::ApplicantName => Value::Text(full_name(&view.applicant)),
                Origin::DecisionDate => Value::Text(today.to_string()),
                Origin::CaseNumber => view.case.get("number").clone(),
                Origin::Rule => Value::Null,
            };
            values.insert(field.clone(), value);
        }
        if let Some(service) = self.catalogue().service(&view.procedure.id) {
            service.rules.complete(&answers, &full_name(&view.applicant), today, &mut values);
        }
        let mut record = self.draft_record(register, &values)?;
        record.set("case_id", view.case.id());
        Ok(Some((Arc::clone(register), record)))
    }

    async fn open_stage(&self, mut act: Act, stage: &Stage, case: &Record) -> Result<Act, CaseError> {
        for declared in &stage.tasks {
            let body = match &declared.body {
                TaskBody::Intake => case.reference("intake").ok_or(CaseError::Missing)?,
                TaskBody::Code(code) => self.body_of_code(code).await?,
            };
            let mut task = self.new_record("task")?;
            task.set("case_id", case.id());
            task.set("stage", stage.id.as_str());
            task.set("task", declared.id.as_str());
            task.set("role", declared.role.name());
            task.set("body", body);
            task.set("opened_at", self.clock.now().as_microsecond());
            task.set("due_on", case.text("due_on"));
            task.set("is_open", 1);
            act = act.insert(task);
        }
        Ok(act)
    }

    async fn body_of_code(&self, code: &str) -> Result<Uuid, CaseError> {
        let body = self.body_by_code(code).await?;
        body.map(|body| body.id).ok_or_else(|| CaseError::NoBody(code.to_owned()))
    }

    /// A case with its tasks.
    pub async fn case(&self, id: Uuid) -> Result<Option<CaseView>, StoreError> {
        let Some(case) = self.load("cases", id).await? else { return Ok(None) };
        let unexpected = |what: &str| StoreError::Unexpected(format!("case {id}: no {what}"));
        let tasks =
            self.select("task", "where case_id = $1 order by opened_at, id limit 1000", &[id.into()]).await?;
        let person = case.reference("applicant").ok_or_else(|| unexpected("applicant"))?;
        let applicant = self.load("person", person).await?.ok_or_else(|| unexpected("person"))?;
        let version = case.int("procedure_version").unwrap_or_default();
        let procedure = self
            .catalogue()
            .procedure_version(case.text("procedure"), version)
            .cloned()
            .ok_or_else(|| unexpected("procedure of its version"))?;
        Ok(Some(CaseView { case, tasks, applicant, procedure }))
    }

    /// The cases of an applicant, the newest first.
    pub async fn cases_of(
        &self,
        person: Uuid,
        before: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<Record>, StoreError> {
        let (at, id) = before.unwrap_or((i64::MAX, Uuid::max()));
        let tail = format!(
            "where applicant = $1 and (submitted_at, id) < ($2, $3) order by submitted_at desc, id desc limit {limit}"
        );
        self.select("cases", &tail, &[person.into(), at.into(), id.into()]).await
    }

    /// The open tasks of the actor's positions, the most urgent first.
    pub async fn queue(
        &self,
        actor: &Actor,
        after: Option<(String, Uuid)>,
        limit: i64,
    ) -> Result<Vec<QueueLine>, StoreError> {
        if actor.positions.is_empty() {
            return Ok(Vec::new());
        }
        let (due, id) = after.unwrap_or((String::new(), Uuid::nil()));
        let mut parameters = vec![Value::Text(due), Value::Id(id)];
        let mut places = Vec::new();
        for position in &actor.positions {
            parameters.extend([Value::Id(position.body), position.role.name().into()]);
            places.push(format!("(body = ${} and role = ${})", parameters.len() - 1, parameters.len()));
        }
        let tail = format!(
            "where is_open = 1 and (due_on, id) > ($1, $2) and ({}) order by due_on, id limit {limit}",
            places.join(" or ")
        );
        let tasks = self.select("task", &tail, &parameters).await?;
        let cases = self.load_all("cases", tasks.iter().filter_map(|task| task.reference("case_id"))).await?;
        let people =
            self.load_all("person", cases.iter().filter_map(|case| case.reference("applicant"))).await?;
        let find = |records: &[Record], id: Option<Uuid>| {
            records.iter().find(|record| Some(record.id()) == id).cloned()
        };
        Ok(tasks
            .into_iter()
            .filter_map(|task| {
                let case = find(&cases, task.reference("case_id"))?;
                let applicant = find(&people, case.reference("applicant"))?;
                Some(QueueLine { task, case, applicant })
            })
            .collect())
    }

    /// Records by their ids, in no order; ids may repeat.
    pub async fn load_all(
        &self,
        table: &str,
        ids: impl Iterator<Item = Uuid>,
    ) -> Result<Vec<Record>, StoreError> {
        let ids: std::collections::BTreeSet<Uuid> = ids.collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
        let parameters: Vec<Value> = ids.into_iter().map(Value::Id).collect();
        self.select(table, &format!("where id in ({})", places.join(", ")), &parameters).await
    }

    /// Journals that personal data were read: one entry, durable before the answer leaves.
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
        act.persons = persons;
        act.purpose = Some(purpose.to_owned());
        act.subject = subject.map(|(table, id)| (table.to_owned(), id));
        self.apply(act).await.map(|_| ())
    }
}

fn check_completion(
    procedure: &Procedure,
    outcome: &Outcome,
    completion: &Completion,
) -> Result<(), CaseError> {
    if outcome.grounds_required
        && completion.grounds.as_deref().and_then(|grounds| procedure.refusal(grounds)).is_none()
    {
        return Err(CaseError::GroundsRequired);
    }
    if outcome.note_required && completion.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
        return Err(CaseError::NoteRequired);
    }
    Ok(())
}
