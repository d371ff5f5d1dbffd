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
        case.set("procedure", procedure.id.as_str());
        case.set("procedure_version", procedure.version);
        case.set("state", first.id.as_str());
        case.set("applicant", applicant);
        case.set("intake", intake);
        case.set("provider", provider);
        case.set("application", application_text(procedure, values));
        case.set("submitted_at", now.as_microsecond());
        case.set("submitted_on", today.to_string());
        case.set("due_on", self.count_term(&case, procedure, &[], &[])?.due.to_string());
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
