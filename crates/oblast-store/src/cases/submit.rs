//! The beginning of a case.

use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_kernel::clock::kyiv_date;
use oblast_register::catalogue::{Service, Values};
use oblast_register::procedure::{Procedure, Stage, TaskBody};
use serde_json::{Map, Value as Json};

use super::CaseError;
use crate::Store;
use crate::act::{Act, Idempotency};
use crate::record::Record;

/// A begun case.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
}

pub(super) fn application_text(procedure: &Procedure, values: &Values) -> String {
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

/// How an application came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Online, entered by the applicant.
    Online,
    /// On paper or by word of mouth at the desk of a service centre, entered by its administrator.
    Desk,
}

impl Channel {
    /// The name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Online => "online",
            Channel::Desk => "desk",
        }
    }
}

/// Who applies.
#[derive(Clone, Debug)]
pub enum Applicant {
    /// A person who is known.
    Known(Uuid),
    /// A person who is entered in the same act.
    New(Record),
}

/// An application to be registered.
#[derive(Clone, Debug)]
pub struct Application<'a> {
    /// Who applies.
    pub applicant: Applicant,
    /// Who acts for the applicant, if somebody does.
    pub representative: Option<Uuid>,
    /// The service centre that takes it.
    pub intake: Uuid,
    /// How it came.
    pub channel: Channel,
    /// The answers.
    pub values: &'a Values,
}

impl<'a> Application<'a> {
    /// An application online by the applicant.
    pub fn online(applicant: Uuid, intake: Uuid, values: &'a Values) -> Self {
        let applicant = Applicant::Known(applicant);
        Application { applicant, representative: None, intake, channel: Channel::Online, values }
    }
}

impl Store {
    /// Registers an application on the day it came: the case, its number and its first tasks.
    pub async fn submit_case(
        &self,
        actor: &Actor,
        service: &Service,
        application: &Application<'_>,
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
        case.set("procedure", procedure.id.as_str());
        case.set("procedure_version", procedure.version);
        case.set("state", first.id.as_str());
        let (applicant, person) = match &application.applicant {
            Applicant::Known(id) => (*id, None),
            Applicant::New(person) => (person.id(), Some(person.clone())),
        };
        case.set("applicant", applicant);
        case.set("representative", application.representative);
        case.set("channel", application.channel.name());
        case.set("intake", application.intake);
        case.set("provider", provider);
        case.set("application", application_text(procedure, application.values));
        case.set("submitted_at", now.as_microsecond());
        case.set("submitted_on", today.to_string());
        case.set("due_on", self.count_term(&case, procedure, &[], &[])?.due.to_string());
        let id = case.id();
        let mut act = self.act("case.submit").by(actor).about("cases", id).once(once);
        if let Some(person) = person {
            act = act.insert(person);
        }
        let counter = format!("case/{}", procedure.id);
        act = act.insert(case.clone()).number("number", &counter, &procedure.number);
        act = self.open_stage(act, first, &case).await?;
        let receipt = self.apply(act).await?;
        Ok(Submitted { id, number: receipt.numbers.into_iter().next().unwrap_or_default() })
    }

    pub(super) async fn open_stage(
        &self,
        mut act: Act,
        stage: &Stage,
        case: &Record,
    ) -> Result<Act, CaseError> {
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
}
