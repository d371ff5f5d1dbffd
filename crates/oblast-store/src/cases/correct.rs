//! A question to the applicant: what is missing or wrong, and by when it may be mended.
//!
//! While the applicant is asked the term does not run; the answer, or the day until which it may come, sets it
//! going again.

use jiff::civil::Date;
use oblast_kernel::access::Actor;
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::Values;
use serde_json::json;

use super::set_application;
use super::{CaseError, CaseView, changed};
use crate::Store;
use crate::act::Act;

/// The least time that an applicant is given (Law 2073-IX), as a code of the terms.
const LEAST: &str = "admin_fix_period_5wd";

/// What an official asks.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is wrong and what to do.
    pub message: String,
    /// The fields of the application that may be changed; none means all of them.
    pub fields: Vec<String>,
    /// The last day for the answer; the soonest that the law allows if absent.
    pub answer_until: Option<Date>,
}

/// What the applicant answers.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The application with the corrections.
    pub values: Values,
    /// A word to the official.
    pub reply: Option<String>,
}

impl Store {
    /// The soonest last day for an answer to a question asked on `today`.
    pub fn soonest_answer(&self, today: Date) -> Date {
        let facts = self.facts();
        let days = facts.term(LEAST, today).map_or(5, |term| term.count.unsigned_abs());
        facts.calendar.add_working_days(today, days)
    }

    /// Asks the applicant to correct the application. `version` is the task's that the official saw.
    pub async fn ask_correction(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        task: Uuid,
        version: i64,
        question: &Question,
    ) -> Result<(), CaseError> {
        let task = self.load("task", task).await?.ok_or(CaseError::Missing)?;
        let case = task.reference("case_id").ok_or(CaseError::Missing)?;
        let view = self.case(case).await?.ok_or(CaseError::Missing)?;
        if task.version() != version || task.int("is_open") != Some(1) || view.open_correction().is_some() {
            return Err(CaseError::Changed);
        }
        if question.message.trim().is_empty() {
            return Err(CaseError::NoteRequired);
        }
        let now = self.clock.now();
        let soonest = self.soonest_answer(kyiv_date(now));
        let until = question.answer_until.unwrap_or(soonest);
        if until < soonest {
            return Err(CaseError::TooSoon(soonest));
        }
        let mut asked = self.new_record("correction_request")?;
        asked.set("case_id", case);
        asked.set("task_id", task.id());
        asked.set("message", question.message.trim());
        asked.set("fields", question.fields.join(" "));
        asked.set("asked_at", now.as_microsecond());
        asked.set("asked_by", actor.account);
        asked.set("answer_until", until.to_string());
        let mut view = view;
        view.corrections.push(asked.clone());
        for own in view.tasks.iter_mut().filter(|own| own.id() == task.id()) {
            own.set("waiting_until", until.to_string());
        }
        let act = self.act("case.ask").by(actor).in_position(position).about("cases", case).insert(asked);
        let act = self.recount(act, &view, Some(until))?;
        let args = json!({ "service": view.procedure.id, "until": until.to_string() });
        let act = self.notify_parties(act, &view, "question", args).await?;
        changed(self.apply(act).await)
    }

    /// Takes the applicant's answer; the term runs on from the next day.
    pub async fn answer_correction(
        &self,
        actor: &Actor,
        view: &CaseView,
        version: i64,
        answered: &Answered,
    ) -> Result<(), CaseError> {
        let asked = view.open_correction().ok_or(CaseError::Changed)?;
        if view.case.version() != version {
            return Err(CaseError::Changed);
        }
        let mut asked = asked.clone();
        asked.set("answered_at", self.clock.now().as_microsecond());
        asked.set("reply", answered.reply.clone());
        let mut view = view.clone();
        set_application(&mut view.case, &view.procedure, &answered.values);
        let place = view.corrections.iter_mut().find(|row| row.id() == asked.id());
        if let Some(place) = place {
            *place = asked.clone();
        }
        for own in view.tasks.iter_mut().filter(|own| Some(own.id()) == asked.reference("task_id")) {
            own.set("waiting_until", Value::Null);
        }
        let act = self.act("case.answer").by(actor).about("cases", view.case.id()).update(asked);
        let act = self.recount(act, &view, None)?;
        changed(self.apply(act).await)
    }

    /// Writes the due date anew into the case and its open tasks, with whatever else was set in them.
    pub(super) fn recount(
        &self,
        act: Act,
        view: &CaseView,
        waiting_until: Option<Date>,
    ) -> Result<Act, CaseError> {
        let due = self.term_of(view)?.due.to_string();
        let mut case = view.case.clone();
        case.set("due_on", due.as_str());
        case.set("waiting_until", waiting_until.map(|day| day.to_string()));
        let open = view.tasks.iter().filter(|task| task.int("is_open") == Some(1));
        Ok(open.fold(act.update(case), |act, task| {
            let mut task = task.clone();
            task.set("due_on", due.as_str());
            act.update(task)
        }))
    }
}
