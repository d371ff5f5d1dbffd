//! An extension of the term, where the law has one.

use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_kernel::term::Extension;
use serde_json::json;

use super::{CaseError, CaseView, changed};
use crate::Store;

impl Store {
    /// Extends the term of a case to `total` days from its beginning (working days or months where the law
    /// says so), at most as far as the law allows.
    pub async fn extend_term(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        view: &CaseView,
        version: i64,
        total: i64,
        reason: &str,
    ) -> Result<(), CaseError> {
        if view.case.version() != version || !view.is_open() {
            return Err(CaseError::Changed);
        }
        if reason.trim().is_empty() {
            return Err(CaseError::NoteRequired);
        }
        let before = self.term_of(view)?;
        let cap = match before.term.extension {
            Extension::None => return Err(CaseError::NotExtendable),
            Extension::TotalDays(cap) | Extension::TotalWorkingDays(cap) | Extension::StudyMonths(cap) => cap,
        };
        if total < 1 || total > i64::from(cap) {
            return Err(CaseError::NotExtendable);
        }
        let mut change = self.new_record("term_change")?;
        change.set("case_id", view.case.id());
        change.set("kind", "extension");
        change.set("days", total);
        change.set("reason", reason.trim());
        change.set("at", self.clock.now().as_microsecond());
        change.set("by_account", actor.account);
        let mut view = view.clone();
        view.term_changes.push(change.clone());
        let due = self.term_of(&view)?.due;
        if due <= before.due {
            return Err(CaseError::NotExtendable);
        }
        let act = self.act("case.extend").by(actor).in_position(position).about("cases", view.case.id());
        let waiting = view.case.text("waiting_until").parse().ok();
        let act = self.recount(act.insert(change), &view, waiting)?;
        let args = json!({ "service": view.procedure.id, "due": due.to_string() });
        let act = self.notify_parties(act, &view, "extended", args).await?;
        changed(self.apply(act).await)
    }
}
