//! The beginning of a case.

use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_kernel::clock::kyiv_date;
use oblast_register::catalogue::{Service, Values};
use oblast_register::procedure::{Procedure, Stage, TaskBody};
use serde_json::{Map, Value as Json, json};

use super::CaseError;
use crate::act::{Act, Idempotency};
use crate::files::Upload;
use crate::record::Record;
use crate::{Store, StoreError};

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
    /// The files of the draft; with several cases, they go to each.
    pub uploads: &'a [Upload],
}

impl<'a> Application<'a> {
    /// An application online by the applicant.
    pub fn online(applicant: Uuid, intake: Uuid, values: &'a Values) -> Self {
        let applicant = Applicant::Known(applicant);
        Application {
            applicant,
            representative: None,
            intake,
            channel: Channel::Online,
            values,
            uploads: &[],
        }
    }
}

/// Cases that one application starts: a life event.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The life event.
    pub event: String,
    /// The id that its cases share.
    pub id: Uuid,
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
        let cases = self.submit_cases(actor, &[(service, application)], None, once).await?;
        cases.into_iter().next().ok_or(CaseError::Missing)
    }

    /// Registers one application for several services: all of its cases in one act. The first case takes the
    /// result's id of `once`.
    pub async fn submit_cases(
        &self,
        actor: &Actor,
        applications: &[(&Service, &Application<'_>)],
        bundle: Option<&Bundle>,
        once: Option<Idempotency>,
    ) -> Result<Vec<Submitted>, CaseError> {
        let mut ids = Vec::new();
        let mut act = self.act("case.submit").by(actor);
        for (index, (service, application)) in applications.iter().enumerate() {
            let mut case = self.new_case(service, application, bundle).await?;
            if let Some(once) = once.as_ref().filter(|_| index == 0) {
                case.set("id", once.result);
            }
            if index == 0 {
                act = act.about("cases", case.id());
                if let Applicant::New(person) = &application.applicant {
                    act = act.insert(person.clone());
                }
            }
            let procedure = &service.procedure;
            let first = procedure.stages.first().ok_or(CaseError::Missing)?;
            let counter = format!("case/{}", procedure.id);
            act = act.insert(case.clone()).number("number", &counter, &procedure.number);
            act = self.open_stage(act, first, &case).await?;
            if let Some(account) = actor.account {
                act = self.attach_uploads(act, account, application.uploads, case.id())?;
            }
            let applicant = match &application.applicant {
                Applicant::Known(id) => self.load("person", *id).await?.ok_or(CaseError::Missing)?,
                Applicant::New(person) => person.clone(),
            };
            let args = json!({ "service": procedure.id, "due": case.text("due_on") });
            act = self.notify(act, &applicant, "submitted", args, Some(case.id())).await?;
            ids.push(case.id());
        }
        let receipt = self.apply(act.once(once)).await?;
        Ok(ids.into_iter().zip(receipt.numbers).map(|(id, number)| Submitted { id, number }).collect())
    }

    async fn new_case(
        &self,
        service: &Service,
        application: &Application<'_>,
        bundle: Option<&Bundle>,
    ) -> Result<Record, CaseError> {
        let procedure = &service.procedure;
        let now = self.clock.now();
        let provider = self.body_of_code(&procedure.provider).await?;
        let first = procedure.stages.first().ok_or(CaseError::Missing)?;
        let applicant = match &application.applicant {
            Applicant::Known(id) => *id,
            Applicant::New(person) => person.id(),
        };
        let mut case = self.new_record("cases")?;
        case.set("procedure", procedure.id.as_str());
        case.set("procedure_version", procedure.version);
        case.set("state", first.id.as_str());
        case.set("applicant", applicant);
        case.set("representative", application.representative);
        case.set("channel", application.channel.name());
        case.set("intake", application.intake);
        case.set("provider", provider);
        case.set("application", application_text(procedure, application.values));
        case.set("submitted_at", now.as_microsecond());
        case.set("submitted_on", kyiv_date(now).to_string());
        case.set("code", self.ids.receipt_code());
        case.set("life_event", bundle.map(|bundle| bundle.event.clone()));
        case.set("bundle", bundle.map(|bundle| bundle.id));
        case.set("due_on", self.count_term(&case, procedure, &[], &[])?.due.to_string());
        Ok(case)
    }

    /// The other cases that the same application started.
    pub async fn bundled(&self, case: &Record) -> Result<Vec<Record>, StoreError> {
        let Some(bundle) = case.reference("bundle") else { return Ok(Vec::new()) };
        let tail = "where bundle = $1 order by number limit 20";
        let cases = self.select("cases", tail, &[bundle.into()]).await?;
        Ok(cases.into_iter().filter(|other| other.id() != case.id()).collect())
    }

    pub(crate) async fn open_stage(
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
