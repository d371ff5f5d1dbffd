//! Records that are entered and read.

use axum::http::StatusCode;
use oblast_kernel::access::Actor;

use crate::{MORNING, TestApp, at};

impl TestApp {
    /// Enters a record by its form: its id, or the page that says what is wrong.
    pub async fn enter(
        &self,
        actor: &Actor,
        register: &str,
        answers: &[(&str, &str)],
    ) -> Result<String, String> {
        let key = self.store.ids.id(at(MORNING)).to_string();
        let mut form = answers.to_vec();
        form.push(("key", &key));
        let made = self.post(actor, &format!("/registers/{register}/new"), &form).await;
        match made.status {
            StatusCode::SEE_OTHER => Ok(made.location().rsplit('/').next().unwrap_or_default().to_owned()),
            _ => Err(made.body),
        }
    }

    /// A record of a register.
    pub async fn record(&self, register: &str, id: &str) -> oblast_store::Record {
        let table = self.store.register(register).expect("a register").table();
        let record = self.store.load(&table, id.parse().expect("an id")).await.expect("a store");
        record.expect("a record")
    }
}
