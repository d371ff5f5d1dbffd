//! The beginning of a case.

use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_kernel::clock::kyiv_date;
use oblast_register::catalogue::{Service, Values};
use oblast_register::procedure::{Procedure, Stage, TaskBody};
use serde_json::{Map, Value as Json, json};

use super::{CaseError, CaseView, set_application};
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

/// An application to be registered.
#[derive(Clone, Debug)]
pub struct Application<'a> {
    /// The person or organisation that applies.
    pub applicant: Uuid,
    /// Who brings it for the applicant, and by which mandate.
    pub representation: Option<Representation>,
    /// Persons and a mandate that are entered in the same act.
    pub new: &'a [Record],
    /// The service centre that takes it; without one it goes to the provider itself.
    pub intake: Option<Uuid>,
    /// How it came.
    pub channel: Channel,
    /// The decision that it is an appeal of.
    pub appealed: Option<&'a CaseView>,
    /// The answers.
    pub values: &'a Values,
    /// The files of the draft; with several cases, they go to each.
    pub uploads: &'a [Upload],
}

/// Who acts for the applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Representation {
    /// The person.
    pub representative: Uuid,
    /// Their mandate.
    pub mandate: Uuid,
}

impl<'a> Application<'a> {
    /// An application online by the applicant, at a centre.
    pub fn online(applicant: Uuid, intake: Uuid, values: &'a Values) -> Self {
        Application { intake: Some(intake), ..Application::of(applicant, values) }
    }

    /// An application online by the applicant, to the provider itself.
    pub fn of(applicant: Uuid, values: &'a Values) -> Self {
        Application {
            applicant,
            representation: None,
            new: &[],
            intake: None,
            channel: Channel::Online,
            appealed: None,
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
                act = self.enter(act, application.new).await?;
            }
            let procedure = &service.procedure;
            if let Some(appealed) = application.appealed {
                act = self.guard_appeal(act, appealed, service).await?;
            } else if procedure.about_decision {
                return Err(CaseError::NotAppealable);
            }
            let first = procedure.stages.first().ok_or(CaseError::Missing)?;
            let counter = format!("case/{}", procedure.id);
            act = act.insert(case.clone()).number("number", &counter, &procedure.number);
            act = self.open_stage(act, first, &case).await?;
            if let Some(account) = actor.account {
                act = self.attach_uploads(act, account, application.uploads, case.id())?;
            }
            act = self.notify_submitted(act, procedure, application, &case).await?;
            ids.push(case.id());
        }
        let receipt = self.apply(act.once(once)).await?;
        Ok(ids.into_iter().zip(receipt.numbers).map(|(id, number)| Submitted { id, number }).collect())
    }

    /// The applicant and the representative learn that the application was registered.
    async fn notify_submitted(
        &self,
        act: Act,
        procedure: &Procedure,
        application: &Application<'_>,
        case: &Record,
    ) -> Result<Act, CaseError> {
        let people = [Some(application.applicant), application.representation.map(|own| own.representative)];
        let args = json!({ "service": procedure.id, "due": case.text("due_on") });
        let mut act = act;
        for id in people.into_iter().flatten() {
            let new = application.new.iter().find(|row| row.id() == id).cloned();
            let person = match new {
                Some(person) => person,
                None => self.load("person", id).await?.ok_or(CaseError::Missing)?,
            };
            act = self.notify(act, &person, "submitted", args.clone(), Some(case.id())).await?;
        }
        Ok(act)
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
        let mut case = self.new_record("cases")?;
        case.set("procedure", procedure.id.as_str());
        case.set("procedure_version", procedure.version);
        case.set("state", first.id.as_str());
        case.set("applicant", application.applicant);
        case.set("representative", application.representation.map(|own| own.representative));
        case.set("mandate", application.representation.map(|own| own.mandate));
        case.set("appeal_of", application.appealed.map(|appealed| appealed.case.id()));
        case.set("channel", application.channel.name());
        case.set("intake", application.intake.unwrap_or(provider));
        case.set("provider", provider);
        set_application(&mut case, procedure, application.values);
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
                TaskBody::Code(code) => self.task_body(case, code).await?,
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
