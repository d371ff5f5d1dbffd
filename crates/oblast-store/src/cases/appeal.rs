//! The appeal of a decision: a case about another case. Granted, it sets the decision aside, and the other
//! case is decided anew within a new term (Law 2073-IX).

use oblast_kernel::clock::kyiv_date;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::Service;
use oblast_register::procedure::{Next, Stage, WITHDRAWN};
use serde_json::json;

use super::{CaseError, CaseView};
use crate::act::Act;
use crate::record::Record;
use crate::{Store, StoreError};

/// How many of a person's decided cases are looked through for those that can be appealed.
const LOOKED_AT: usize = 200;

impl Store {
    /// The service by which the decision of a case can be appealed now: it was refused, and no appeal of it is
    /// open or was rejected.
    pub async fn appeal_service(&self, view: &CaseView) -> Result<Option<&Service>, StoreError> {
        let declared = self.catalogue().service(&view.procedure.id);
        let appeal = declared.and_then(|service| service.procedure.appeal.as_ref());
        let service = appeal.and_then(|(appeal, _)| self.catalogue().service(appeal));
        let Some(service) = service.filter(|_| view.is_refused()) else { return Ok(None) };
        let appeals = self.appeals_of(view.case.id()).await?;
        Ok(Some(service).filter(|_| !appeals.iter().any(|appeal| self.bars_another(appeal))))
    }

    /// The appeals of the decisions of a case, the oldest first.
    pub async fn appeals_of(&self, case: Uuid) -> Result<Vec<Record>, StoreError> {
        let tail = "where appeal_of = $1 order by submitted_at, id limit 100";
        self.select("cases", tail, &[case.into()]).await
    }

    /// The cases of an applicant whose decisions can be appealed by this service, the latest first.
    pub async fn appealable(&self, applicant: Uuid, service: &str) -> Result<Vec<Record>, StoreError> {
        let tail = format!(
            "where applicant = $1 and decided_on is not null order by decided_on desc, id desc limit {LOOKED_AT}"
        );
        let mut found = Vec::new();
        for case in self.select("cases", &tail, &[applicant.into()]).await? {
            if self.was_granted(&case) {
                continue;
            }
            let Some(view) = self.case(case.id()).await? else { continue };
            let by = self.appeal_service(&view).await?;
            if by.is_some_and(|by| by.procedure.id == service) {
                found.push(case);
            }
        }
        Ok(found)
    }

    /// Is the appeal open, or was it rejected? One that was granted or withdrawn bars nothing.
    fn bars_another(&self, appeal: &Record) -> bool {
        appeal.text("state") != WITHDRAWN && !self.was_granted(appeal)
    }

    /// Did a case end as its applicant asked?
    fn was_granted(&self, case: &Record) -> bool {
        let version = case.int("procedure_version").unwrap_or_default();
        let procedure = self.catalogue().procedure_version(case.text("procedure"), version);
        let result = procedure.and_then(|procedure| procedure.result(case.text("state")));
        result.is_some_and(|result| result.positive)
    }

    /// The appealed case is written too, so that of two appeals at once only one is taken.
    pub(super) async fn guard_appeal(
        &self,
        act: Act,
        appealed: &CaseView,
        service: &Service,
    ) -> Result<Act, CaseError> {
        match self.appeal_service(appealed).await? {
            Some(by) if by.procedure.id == service.procedure.id => Ok(act.update(appealed.case.clone())),
            _ => Err(CaseError::NotAppealable),
        }
    }

    /// Sets the appealed decision aside: the case goes back to the stage in which it was decided.
    pub(super) async fn reopen(&self, act: Act, appeal: &CaseView) -> Result<Act, CaseError> {
        let id = appeal.appealed.as_ref().map(Record::id).ok_or(CaseError::Missing)?;
        let view = self.case(id).await?.ok_or(CaseError::Missing)?;
        let stage = deciding_stage(&view).ok_or(CaseError::Missing)?;
        let now = self.clock.now();
        let mut case = view.case.clone();
        for column in ["decided_on", "days", "in_time", "refusal", "waiting_until"] {
            case.set(column, Value::Null);
        }
        case.set("state", stage.id.as_str());
        case.set("reopened_at", now.as_microsecond());
        case.set("edition", case.int("edition").unwrap_or_default() + 1);
        let due = self.count_term(&case, &view.procedure, &view.corrections, &view.term_changes)?.due;
        case.set("due_on", due.to_string());
        let act = self.open_stage(act.update(case.clone()), stage, &case).await?;
        let act = self.void_decisions(act, id, kyiv_date(now)).await?;
        let args = json!({ "service": view.procedure.id, "due": due.to_string() });
        Ok(self.notify_parties(act, &view, "reopened", args).await?)
    }
}

/// The stage of the task that ended the case.
fn deciding_stage(view: &CaseView) -> Option<&Stage> {
    let state = view.case.text("state");
    let ended = view.tasks.iter().filter(|task| {
        let outcome =
            view.procedure.task(task.text("task")).and_then(|own| own.outcome(task.text("outcome")));
        outcome.is_some_and(|outcome| outcome.next == Next::Result(state.to_owned()))
    });
    view.procedure.stage(ended.max_by_key(|task| task.int("done_at"))?.text("stage"))
}
