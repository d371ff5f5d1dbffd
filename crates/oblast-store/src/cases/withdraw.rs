//! The applicant takes the application back.

use oblast_kernel::Value;
use oblast_kernel::access::Actor;
use oblast_kernel::clock::kyiv_date;
use oblast_register::procedure::WITHDRAWN;

use super::{CaseError, CaseView, changed};
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
        let act = self.act("case.withdraw").by(actor).about("cases", case.id()).update(case);
        changed(self.apply(view.close_tasks(act, now, |_| {})).await)
    }
}
