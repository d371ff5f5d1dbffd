//! Cases: an application under way through the stages of its procedure.

mod appeal;
mod complete;
mod correct;
mod extend;
mod forward;
mod lookup;
mod submit;
mod term;
mod withdraw;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use oblast_kernel::access::{Actor, Delegation, Parties};
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::{Appealed, Values};
use oblast_register::procedure::{Procedure, WITHDRAWN};
use serde_json::{Map, Value as Json};

use crate::act::{Act, ActError};
use crate::record::Record;
use crate::{Store, StoreError};

pub use complete::Completion;
pub use correct::{Answered, Question};
pub use forward::FORWARDED;
pub use submit::{Application, Bundle, Channel, Representation, Submitted};
pub use term::TermCount;

/// A case with its tasks and the applicant.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// The case.
    pub case: Record,
    /// Who has to do with it, for decisions on access.
    pub parties: Parties,
    /// Its tasks, the oldest first.
    pub tasks: Vec<Record>,
    /// The applicant.
    pub applicant: Record,
    /// The person who brought the application for the applicant, with their mandate.
    pub representative: Option<(Record, Record)>,
    /// The case whose decision is appealed by this one.
    pub appealed: Option<Record>,
    /// The procedure in the version under which the case runs.
    pub procedure: Arc<Procedure>,
    /// What the applicant was asked to correct, the oldest first.
    pub corrections: Vec<Record>,
    /// Extensions and new beginnings of the term, the oldest first.
    pub term_changes: Vec<Record>,
}

impl CaseView {
    /// The answers of the application.
    pub fn application(&self) -> Values {
        application(&self.procedure, stored_application(&self.case))
    }

    /// Was it decided, and not as the applicant asked?
    pub fn is_refused(&self) -> bool {
        let result = self.procedure.result(self.case.text("state"));
        !self.case.get("decided_on").is_null() && result.is_some_and(|result| !result.positive)
    }

    /// Is it neither decided nor withdrawn?
    pub fn is_open(&self) -> bool {
        self.case.get("decided_on").is_null() && self.case.text("state") != WITHDRAWN
    }

    /// The question that the applicant has not answered yet.
    pub fn open_correction(&self) -> Option<&Record> {
        self.corrections.iter().find(|asked| asked.get("answered_at").is_null()).filter(|_| self.is_open())
    }

    /// A task of the case.
    pub fn task(&self, id: Uuid) -> Option<&Record> {
        self.tasks.iter().find(|task| task.id() == id)
    }

    /// Closes the open tasks without an outcome; `more` sets what else there is to say of one.
    pub(crate) fn close_tasks(&self, act: Act, at: Timestamp, more: impl Fn(&mut Record)) -> Act {
        let open = self.tasks.iter().filter(|task| task.int("is_open") == Some(1));
        open.fold(act, |act, task| {
            let mut task = task.clone();
            task.set("is_open", 0);
            task.set("waiting_until", Value::Null);
            task.set("done_at", at.as_microsecond());
            more(&mut task);
            act.update(task)
        })
    }

    /// The day on which the application came.
    pub fn submitted_on(&self) -> Date {
        self.case.text("submitted_on").parse().unwrap_or(Date::MIN)
    }

    /// The decision that this case is an appeal of, as it stands.
    pub fn appealed_decision(&self) -> Option<Appealed> {
        let case = self.appealed.as_ref()?;
        let decided_on = case.get("decided_on").as_text().and_then(|day| day.parse().ok());
        Some(Appealed { number: case.text("number").to_owned(), decided_on })
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
    /// The task waits until the applicant answers, or until this day passes.
    #[error("the applicant was asked and may answer until {0}")]
    Waiting(Date),
    /// The day until which the applicant may answer is sooner than the law allows.
    #[error("the applicant has until {0} at least")]
    TooSoon(Date),
    /// A register has no record that a positive result needs: the code of the lookup.
    #[error("the lookup `{0}` found nothing")]
    NothingFound(String),
    /// The decision cannot be appealed, or is appealed already.
    #[error("the decision cannot be appealed")]
    NotAppealable,
    /// The case cannot be forwarded there.
    #[error("the case cannot be forwarded to this body")]
    NotForwardable,
    /// The term of the case cannot be extended, or not so.
    #[error("the term cannot be extended so")]
    NotExtendable,
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

/// A conflict means that somebody was faster.
pub(crate) fn changed<T>(result: Result<T, ActError>) -> Result<(), CaseError> {
    match result {
        Ok(_) => Ok(()),
        Err(ActError::Conflict { .. }) => Err(CaseError::Changed),
        Err(error) => Err(error.into()),
    }
}

/// The application of a case as JSON: encrypted where it is stored; in the clear where it came before it was.
pub fn stored_application(case: &Record) -> &str {
    case.get("answers").as_text().unwrap_or_else(|| case.text("application"))
}

/// Puts an application into a case.
fn set_application(case: &mut Record, procedure: &Procedure, values: &Values) {
    case.set("answers", submit::application_text(procedure, values));
    case.set("application", "");
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

/// The condition that a task is with one of an official's positions, or was delegated to them; its parameters follow those that are there.
pub(crate) fn of_positions(actor: &Actor, parameters: &mut Vec<Value>) -> String {
    let mut places = Vec::new();
    for position in &actor.positions {
        parameters.extend([Value::Id(position.body), position.role.name().into()]);
        places.push(format!("(body = ${} and role = ${})", parameters.len() - 1, parameters.len()));
    }
    for Delegation { position, services } in &actor.delegations {
        parameters.extend([Value::Id(position.body), position.role.name().into()]);
        let first = parameters.len() + 1;
        parameters.extend(services.iter().map(|service| Value::from(service.as_str())));
        let names: Vec<String> = (first..=parameters.len()).map(|n| format!("${n}")).collect();
        places.push(format!(
            "(body = ${} and role = ${} and exists (select 1 from cases where cases.id = task.case_id and cases.procedure in ({})))",
            first - 2,
            first - 1,
            names.join(", ")
        ));
    }
    places.join(" or ")
}

impl Store {
    pub(crate) async fn body_of_code(&self, code: &str) -> Result<Uuid, CaseError> {
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
        let representative = self.representative(&case).await?;
        let appealed = match case.reference("appeal_of") {
            Some(id) => Some(self.load("cases", id).await?.ok_or_else(|| unexpected("appealed case"))?),
            None => None,
        };
        let parties = self.parties(&case, &tasks).await?;
        let corrections = self
            .select("correction_request", "where case_id = $1 order by asked_at, id limit 100", &[id.into()])
            .await?;
        let term_changes =
            self.select("term_change", "where case_id = $1 order by at, id limit 100", &[id.into()]).await?;
        Ok(Some(CaseView {
            case,
            parties,
            tasks,
            applicant,
            representative,
            appealed,
            procedure,
            corrections,
            term_changes,
        }))
    }

    async fn parties(&self, case: &Record, tasks: &[Record]) -> Result<Parties, StoreError> {
        let bodies = tasks.iter().filter_map(|task| task.reference("body"));
        let deciders = match case.reference("appeal_of") {
            Some(appealed) => {
                let tail = "where case_id = $1 and done_by is not null limit 1000";
                let done = self.select("task", tail, &[appealed.into()]).await?;
                done.iter().filter_map(|task| task.reference("done_by")).collect()
            }
            None => Vec::new(),
        };
        // Who decides on an appeal reads the case that it is about.
        let decided = !case.get("decided_on").is_null() || !case.get("reopened_at").is_null();
        let appeals = if decided { self.appeals_of(case.id()).await? } else { Vec::new() };
        let above = appeals.iter().filter_map(|appeal| appeal.reference("provider"));
        Ok(Parties {
            applicant: case.reference("applicant").unwrap_or_default(),
            service: case.text("procedure").to_owned(),
            bodies: bodies.chain(case.reference("intake")).chain(case.reference("provider")).collect(),
            readers: above.collect(),
            deciders,
        })
    }

    async fn representative(&self, case: &Record) -> Result<Option<(Record, Record)>, StoreError> {
        let (Some(person), Some(mandate)) = (case.reference("representative"), case.reference("mandate"))
        else {
            return Ok(None);
        };
        let (person, mandate) = (self.load("person", person).await?, self.load("mandate", mandate).await?);
        Ok(person.zip(mandate))
    }

    /// Adds a notice about a case to an act: for the applicant, and for who represents them in it.
    pub(crate) async fn notify_parties(
        &self,
        act: Act,
        view: &CaseView,
        template: &str,
        args: Json,
    ) -> Result<Act, StoreError> {
        let case = Some(view.case.id());
        let act = self.notify(act, &view.applicant, template, args.clone(), case).await?;
        match &view.representative {
            Some((person, mandate)) if self.mandate_in_force(mandate) => {
                self.notify(act, person, template, args, case).await
            }
            _ => Ok(act),
        }
    }

    /// The case of a number, or of the code on a receipt.
    pub async fn case_by_number(&self, text: &str) -> Result<Option<Uuid>, StoreError> {
        let column = if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            "code"
        } else {
            "number"
        };
        Ok(self.load_by("cases", column, text.into()).await?.map(|case| case.id()))
    }

    /// The person of a tax number.
    pub async fn person_by_rnokpp(&self, rnokpp: &str) -> Result<Option<Record>, StoreError> {
        let tail = "where rnokpp = $1 and merged_into is null order by id limit 1";
        Ok(self.select("person", tail, &[rnokpp.into()]).await?.into_iter().next())
    }

    /// The cases of an applicant, the newest first; of some services only, where some are named.
    pub async fn cases_of(
        &self,
        person: Uuid,
        services: &[String],
        before: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<Record>, StoreError> {
        let (at, id) = before.unwrap_or((i64::MAX, Uuid::max()));
        let mut parameters: Vec<Value> = vec![person.into(), at.into(), id.into()];
        let mut tail = "where applicant = $1 and (submitted_at, id) < ($2, $3)".to_owned();
        if !services.is_empty() {
            let places: Vec<String> = (0..services.len()).map(|place| format!("${}", place + 4)).collect();
            tail += &format!(" and procedure in ({})", places.join(", "));
            parameters.extend(services.iter().map(|service| Value::Text(service.clone())));
        }
        tail += &format!(" order by submitted_at desc, id desc limit {limit}");
        self.select("cases", &tail, &parameters).await
    }

    /// The open tasks of the actor's positions, the most urgent first.
    pub async fn queue(
        &self,
        actor: &Actor,
        after: Option<(String, Uuid)>,
        limit: i64,
    ) -> Result<Vec<QueueLine>, StoreError> {
        if actor.positions.is_empty() && actor.delegations.is_empty() {
            return Ok(Vec::new());
        }
        let (due, id) = after.unwrap_or((String::new(), Uuid::nil()));
        let mut parameters = vec![Value::Text(due), Value::Id(id)];
        let theirs = of_positions(actor, &mut parameters);
        let tail = format!(
            "where is_open = 1 and (due_on, id) > ($1, $2) and ({theirs}) order by due_on, id limit {limit}"
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
}
