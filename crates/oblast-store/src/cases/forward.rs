//! A case forwarded to the body that is competent: the term begins anew with its receipt there.

use oblast_kernel::access::{Actor, Role};
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::{Uuid, Value};
use serde_json::json;

use super::{CaseError, CaseView, changed};
use crate::accounts::{BodyView, body_view, position_in_force};
use crate::record::Record;
use crate::{Store, StoreError};

/// The kind of such a change of the term.
pub const FORWARDED: &str = "forwarding";

impl Store {
    /// The bodies to which a task can be forwarded: of the same kind, with somebody who can do it.
    pub async fn forward_targets(&self, task: &Record) -> Result<Vec<BodyView>, StoreError> {
        let Some(body) = task.reference("body") else { return Ok(Vec::new()) };
        let Some(own) = self.load("body", body).await? else { return Ok(Vec::new()) };
        let Some(role) = Role::from_name(task.text("role")) else { return Ok(Vec::new()) };
        let in_force = position_in_force("$4");
        let tail = format!(
            "where kind = $1 and id <> $2 and exists (select 1 from position where position.body = body.id \
             and position.role = $3 and {in_force}) order by title_uk limit 500"
        );
        let today = kyiv_date(self.clock.now()).to_string();
        let parameters =
            [Value::Text(own.text("kind").to_owned()), body.into(), role.name().into(), today.into()];
        Ok(self.select("body", &tail, &parameters).await?.iter().map(body_view).collect())
    }

    /// Forwards a case from the body of an open task to another one: its open tasks and its part in the case.
    pub async fn forward_case(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        view: &CaseView,
        (task, version): (&Record, i64),
        target: Uuid,
        reason: &str,
    ) -> Result<(), CaseError> {
        if task.version() != version || task.int("is_open") != Some(1) || view.open_correction().is_some() {
            return Err(CaseError::Changed);
        }
        if reason.trim().is_empty() {
            return Err(CaseError::NoteRequired);
        }
        if !self.forward_targets(task).await?.iter().any(|body| body.id == target) {
            return Err(CaseError::NotForwardable);
        }
        let from = task.reference("body");
        let mut change = self.new_record("term_change")?;
        change.set("case_id", view.case.id());
        change.set("kind", FORWARDED);
        change.set("reason", reason.trim());
        change.set("at", self.clock.now().as_microsecond());
        change.set("by_account", actor.account);
        let mut view = view.clone();
        view.term_changes.push(change.clone());
        for column in ["intake", "provider"] {
            if view.case.reference(column) == from {
                view.case.set(column, target);
            }
        }
        for own in view.tasks.iter_mut().filter(|own| own.int("is_open") == Some(1)) {
            if own.reference("body") == from {
                own.set("body", target);
                own.set("assignee", Value::Null);
            }
        }
        let act = self.act("case.forward").by(actor).in_position(position).about("cases", view.case.id());
        let act = self.recount(act.insert(change), &view, None)?;
        let due = self.term_of(&view)?.due.to_string();
        let args = json!({ "service": view.procedure.id, "due": due });
        let act = self.notify_parties(act, &view, "forwarded", args).await?;
        changed(self.apply(act).await)
    }

    /// The body of a task: where the case was forwarded from its provider, the tasks of the provider went along.
    pub(super) async fn task_body(&self, case: &Record, code: &str) -> Result<Uuid, CaseError> {
        let version = case.int("procedure_version").unwrap_or_default();
        let procedure = self.catalogue().procedure_version(case.text("procedure"), version);
        match (procedure, case.reference("provider")) {
            (Some(procedure), Some(provider)) if procedure.provider == code => Ok(provider),
            _ => self.body_of_code(code).await,
        }
    }
}
