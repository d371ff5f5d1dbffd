//! One's own personal data: three procedures with the terms of Law 2297-VI.

use oblast_store::cases::Application;
use oblast_testkit::{Place, TestApp, on_both, typed};

const ACCESS: &[(&str, &str)] = &[("scope", "усі"), ("whom", "true")];
const CORRECTION: &[(&str, &str)] =
    &[("place", "Реєстр мешканців"), ("written", "вул. Садова, 5"), ("correct", "вул. Садова, 6; договір")];
const ERASURE: &[(&str, &str)] =
    &[("place", "АП-000001/2026"), ("ground", "term_ended"), ("reasons", "минуло п’ять років")];

on_both! {
    async fn a_request_about_ones_data_is_answered_within_thirty_days_and_deferred_to_forty_five_at_most(place: Place) {
        let app = TestApp::new(&place).await;
        let resident = &app.region.resident;
        for (procedure, answers) in
            [("personal-data-access", ACCESS), ("personal-data-correction", CORRECTION), ("personal-data-erasure", ERASURE)]
        {
            let service = app.store.catalogue().service(procedure).unwrap().clone();
            let values = typed(&service.procedure.fields, answers);
            let application = Application::online(resident.person.unwrap(), app.region.centre, &values);
            let case = app.store.submit_case(resident, &service, &application, None).await.unwrap().id;
            let view = app.store.case(case).await.unwrap().unwrap();
            assert_eq!(view.case.text("due_on"), "2026-04-15", "{procedure}: 30 calendar days of 16 March");
            let path = format!("/cases/{case}");
            let study = format!("{path}/tasks/{}", view.tasks[0].id());
            let version = view.tasks[0].version().to_string();
            let proposed = app
                .post(&app.region.lawyer, &study, &[("outcome", "grant"), ("note", "дані заявника"), ("version", &version)])
                .await;
            assert_eq!(proposed.status, 303, "{procedure}: {}", proposed.body);
            let extend = format!("{path}/extend");
            let version = app.store.case(case).await.unwrap().unwrap().case.version().to_string();
            let defer = async |total: &str| {
                let form = [("total", total), ("extend_reason", "великий обсяг"), ("version", version.as_str())];
                app.post(&app.region.governor, &extend, &form).await.status.as_u16()
            };
            assert_eq!(defer("46").await, 422, "no later than 45 days in all");
            assert_eq!(defer("45").await, 303);
            assert_eq!(app.store.case(case).await.unwrap().unwrap().case.text("due_on"), "2026-04-30");
            let view = app.store.case(case).await.unwrap().unwrap();
            let task = view.tasks.iter().find(|task| task.int("is_open") == Some(1)).unwrap();
            let decide = format!("{path}/tasks/{}", task.id());
            let version = task.version().to_string();
            let decided = app
                .post(&app.region.governor, &decide, &[("outcome", "grant"), ("note", "виконано"), ("version", &version)])
                .await;
            assert_eq!(decided.status, 303, "{procedure}: {}", decided.body);
            assert_eq!(app.store.case(case).await.unwrap().unwrap().case.text("state"), "granted");
        }
    }
}
