//! The end of a task.

use std::sync::Arc;

use jiff::civil::Date;
use oblast_kernel::access::Actor;
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::{Asked, Values};
use oblast_register::flow::{self, Move};
use oblast_register::procedure::{Lookup, Origin, Outcome, Procedure};
use serde_json::json;

use super::lookup::origin_value;
use super::{CaseError, CaseView};
use crate::Store;
use crate::accounts::full_name;
use crate::act::{Act, ActError};
use crate::record::Record;

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

impl Store {
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
        if let Some(until) = done.get("waiting_until").as_text().and_then(|day| day.parse::<Date>().ok())
            && kyiv_date(now) <= until
        {
            return Err(CaseError::Waiting(until));
        }
        done.set("waiting_until", Value::Null);
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
        case.set("waiting_until", Value::Null);
        match step {
            Move::Stay => Ok(act.update(case)),
            Move::Begin(stage) => {
                case.set("state", stage.id.as_str());
                let act = act.update(case.clone());
                self.open_stage(act, stage, &case).await
            }
            Move::End(result) => {
                let today = kyiv_date(self.clock.now());
                let submitted = view.submitted_on();
                case.set("state", result.id.as_str());
                case.set("decided_on", today.to_string());
                case.set("days", i64::from(today.since(submitted).map_or(0, |span| span.get_days())));
                case.set("in_time", i64::from(today <= view.due_on()));
                let act = if result.reopens { self.reopen(act, view).await? } else { act };
                let args = json!({ "service": view.procedure.id, "result": result.id });
                let template = if result.positive { "granted" } else { "refused" };
                let act = self.notify_parties(act, view, template, args).await?;
                if !result.positive {
                    case.set("refusal", completion.grounds.clone());
                    return Ok(act.update(case));
                }
                match self.result_record(view, today).await? {
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
    async fn result_record(
        &self,
        view: &CaseView,
        today: Date,
    ) -> Result<Option<(Arc<oblast_register::Register>, Record)>, CaseError> {
        let found = self.lookups(view).await?;
        let missing = |lookup: &&Lookup| lookup.required.is_some() && !found.contains_key(&lookup.id);
        if let Some(lookup) = view.procedure.lookups.iter().find(missing) {
            return Err(CaseError::NothingFound(lookup.id.clone()));
        }
        let Some(plan) = &view.procedure.record else { return Ok(None) };
        let register = self.catalogue().register(&plan.register).ok_or(CaseError::Missing)?;
        let (answers, name) = (view.application(), full_name(&view.applicant));
        let mut values = Values::new();
        for (field, origin, _) in &plan.fields {
            let value = match origin {
                Origin::DecisionDate => Value::Text(today.to_string()),
                Origin::CaseNumber => view.case.get("number").clone(),
                Origin::Lookup(lookup, field) => {
                    found.get(lookup).and_then(|record| record.get(field)).cloned().unwrap_or(Value::Null)
                }
                origin => origin_value(origin, &answers, &view.applicant),
            };
            values.insert(field.clone(), value);
        }
        if let Some(service) = self.catalogue().service(&view.procedure.id) {
            let rnokpp = view.applicant.get("rnokpp").as_text();
            let (submitted_on, appealed) = (view.submitted_on(), view.appealed_decision());
            let (application, appealed, found) = (&answers, appealed.as_ref(), &found);
            let asked = Asked { application, name: &name, rnokpp, on: today, submitted_on, appealed, found };
            service.rules.complete(&asked, &mut values);
        }
        let mut record = self.draft_record(register, &values)?;
        record.set("case_id", view.case.id());
        Ok(Some((Arc::clone(register), record)))
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
