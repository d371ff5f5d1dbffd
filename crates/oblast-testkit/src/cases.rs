//! Cases that went their whole way.

use oblast_kernel::Uuid;
use oblast_store::cases::{Application, Completion};

use crate::{RESIDENT_RNOKPP, TestApp};

impl TestApp {
    /// A payment that the resident applied for, and that was checked and granted: its case.
    pub async fn granted_payment(&self) -> Uuid {
        let service = self.store.catalogue().service("regional-payment").expect("a service").clone();
        let answers = [
            ("programme", "veteran"),
            ("veteran_certificate", "УБД 123456"),
            ("rnokpp", RESIDENT_RNOKPP),
            ("iban", "UA213223130000026007233566001"),
            ("phone", "+380991234567"),
        ];
        let read = |(name, text): &(&str, &str)| {
            let field = service.procedure.field(name).expect("a field");
            ((*name).to_owned(), field.parse(text).expect("a sound answer"))
        };
        let values = answers.iter().map(read).collect();
        let region = &self.region;
        let person = region.resident.person.expect("a person");
        let application = Application::online(person, region.centre, &values);
        let submitted = self.store.submit_case(&region.resident, &service, &application, None).await;
        let case = submitted.expect("a case").id;
        for (actor, outcome) in [(&region.social, "entitled"), (&region.social_head, "grant")] {
            let view = self.store.case(case).await.expect("a store").expect("a case");
            let task = view.tasks.iter().find(|task| task.int("is_open") == Some(1)).expect("a task");
            let completion = Completion { outcome: outcome.into(), note: None, grounds: None };
            let ended = self.store.complete_task(actor, None, task.id(), task.version(), &completion).await;
            ended.expect("an end");
        }
        case
    }
}
