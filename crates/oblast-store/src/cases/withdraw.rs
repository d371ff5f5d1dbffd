//! The applicant takes the application back.

use oblast_kernel::Value;
use oblast_kernel::access::Actor;
use oblast_kernel::clock::kyiv_date;
use oblast_register::procedure::WITHDRAWN;

use super::correct::changed;
use super::{CaseError, CaseView};
use crate::Store;

impl Store {
    /// Ends an undecided case without a decision; its open tasks are closed.
    pub async fn withdraw_case(&self, actor: &Actor, view: &CaseView, version: i64) -> Result<(), CaseError> {
        if view.case.version() != version || !view.is_open() {
            return Err(CaseError::Changed);
        }
        let now = self.clock.now();
        let mut case = view.case.clone();
        case.set("state", WITHDRAWN);
        case.set("withdrawn_on", kyiv_date(now).to_string());
        case.set("waiting_until", Value::Null);
        let mut act = self.act("case.withdraw").by(actor).about("cases", case.id()).update(case);
        for task in view.tasks.iter().filter(|task| task.int("is_open") == Some(1)) {
            let mut task = task.clone();
            task.set("is_open", 0);
            task.set("waiting_until", Value::Null);
            task.set("done_at", now.as_microsecond());
            act = act.update(task);
        }
        changed(self.apply(act).await)
    }
}
