//! Cases: parallel tasks, races, results.

use oblast_kernel::access::Actor;
use oblast_store::Store;
use oblast_store::cases::{Application, CaseError, Completion};
use oblast_testkit::{APPLICATION, PERMIT, PERMITS, Place, Region, at, on_both, region, typed};

async fn submitted(store: &Store, region: &Region) -> oblast_kernel::Uuid {
    let service = store.catalogue().service(PERMIT).unwrap().clone();
    let values = typed(&service.procedure.fields, APPLICATION);
    let person = region.resident.person.unwrap();
    let application = Application::online(person, region.centre, &values);
    store.submit_case(&region.resident, &service, &application, None).await.unwrap().id
}

async fn finish(
    store: &Store,
    case: oblast_kernel::Uuid,
    task: &str,
    actor: &Actor,
    outcome: &str,
) -> Result<(), CaseError> {
    let view = store.case(case).await?.unwrap();
    let record = view.tasks.iter().find(|record| record.text("task") == task).unwrap();
    let completion = Completion { outcome: outcome.into(), note: None, grounds: None };
    store.complete_task(actor, None, record.id(), record.version(), &completion).await
}

on_both! {
    async fn from_the_application_to_the_record(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let case = submitted(&store, &region).await;
        finish(&store, case, "check", &region.administrator, "complete").await.unwrap();
        finish(&store, case, "approve_heritage", &region.heritage, "agree").await.unwrap();
        assert_eq!(store.case(case).await.unwrap().unwrap().case.text("state"), "approval");
        finish(&store, case, "approve_roads", &region.roads, "agree").await.unwrap();
        place.clock.set(at("2026-04-15T12:00:00Z"));
        finish(&store, case, "decide", &region.head, "grant").await.unwrap();

        let view = store.case(case).await.unwrap().unwrap();
        assert_eq!(view.case.text("number"), "ЗР-000001/2026");
        assert_eq!(view.case.text("due_on"), "2026-04-15", "30 calendar days from 16 March");
        assert_eq!((view.case.text("state"), view.case.int("in_time"), view.case.int("days")), ("granted", Some(1), Some(30)));
        let record = store.load("reg_outdoor_advertising_permits", view.case.reference("record_id").unwrap()).await.unwrap().unwrap();
        assert_eq!(record.text("number"), "ДЗР-00001/2026");
        assert_eq!(record.text("holder"), "Тестовий resident");
        assert_eq!((record.text("issued_on"), record.text("valid_until")), ("2026-04-15", "2028-04-14"));
        assert_eq!(record.text("basis"), "ЗР-000001/2026");
        assert_eq!(record.reference("case_id"), Some(case));
        assert_eq!(store.history("cases", case, 10).await.unwrap().len() as i64, view.case.version());
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
        assert!(store.catalogue().register(PERMITS).is_some());
    }
}

on_both! {
    async fn both_approvals_at_once_open_one_decision(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        for _ in 0..5 {
            let case = submitted(&store, &region).await;
            finish(&store, case, "check", &region.administrator, "complete").await.unwrap();
            let (heritage, roads) = tokio::join!(
                finish(&store, case, "approve_heritage", &region.heritage, "agree"),
                finish(&store, case, "approve_roads", &region.roads, "agree"),
            );
            heritage.unwrap();
            roads.unwrap();
            let view = store.case(case).await.unwrap().unwrap();
            assert_eq!(view.case.text("state"), "decision");
            assert_eq!(view.tasks.iter().filter(|task| task.text("task") == "decide").count(), 1);
        }
    }
}

on_both! {
    async fn a_task_is_done_once(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let case = submitted(&store, &region).await;
        let attempts = (0..6).map(|_| finish(&store, case, "check", &region.administrator, "complete"));
        let results = futures_util::future::join_all(attempts).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        assert!(results.iter().all(|result| matches!(result, Ok(()) | Err(CaseError::Changed))));
        let refusal = finish(&store, case, "approve_roads", &region.roads, "refuse").await;
        assert!(matches!(refusal, Err(CaseError::NoSuchOutcome)));
    }
}

on_both! {
    async fn a_refusal_wants_a_ground_and_an_explanation(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let case = submitted(&store, &region).await;
        assert!(matches!(finish(&store, case, "check", &region.administrator, "incomplete").await, Err(CaseError::GroundsRequired)));
        let task = store.case(case).await.unwrap().unwrap().tasks.remove(0);
        let mut completion = Completion { outcome: "incomplete".into(), note: None, grounds: Some("heritage".into()) };
        let refuse = |completion: Completion| {
            let (store, region, task) = (store.clone(), region.clone(), task.clone());
            async move { store.complete_task(&region.administrator, None, task.id(), task.version(), &completion).await }
        };
        assert!(matches!(refuse(completion.clone()).await, Err(CaseError::NoteRequired)));
        completion.note = Some("Немає згоди".into());
        completion.grounds = Some("no such ground".into());
        assert!(matches!(refuse(completion.clone()).await, Err(CaseError::GroundsRequired)));
        completion.grounds = Some("incomplete".into());
        refuse(completion).await.unwrap();
        let case = store.case(case).await.unwrap().unwrap().case;
        assert_eq!((case.text("state"), case.text("refusal")), ("refused", "incomplete"));
        assert_eq!(case.reference("record_id"), None);
    }
}

on_both! {
    async fn a_queue_is_by_due_date_and_of_ones_own_positions(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let mut cases = Vec::new();
        for day in ["2026-03-18T07:00:00Z", "2026-03-16T07:00:00Z", "2026-03-17T07:00:00Z"] {
            place.clock.set(at(day));
            cases.push(submitted(&store, &region).await);
        }
        let queue = store.queue(&region.administrator, None, 10).await.unwrap();
        let order: Vec<_> = queue.iter().map(|line| line.case.id()).collect();
        assert_eq!(order, [cases[1], cases[2], cases[0]]);
        let last = &queue[1].task;
        let rest = store.queue(&region.administrator, Some((last.text("due_on").into(), last.id())), 10).await.unwrap();
        assert_eq!(rest.iter().map(|line| line.case.id()).collect::<Vec<_>>(), [cases[0]]);
        assert!(store.queue(&region.head, None, 10).await.unwrap().is_empty());
        assert!(store.queue(&region.resident, None, 10).await.unwrap().is_empty());
    }
}

on_both! {
    async fn figures_agree_with_their_rows(place: Place) {
        use oblast_store::indicators::{Figure, Indicator};
        let store = place.open().await;
        for indicator in Indicator::ALL {
            assert_eq!(store.figure(indicator).await.unwrap(), store.figure_again(indicator).await.unwrap().0);
        }
        let region = region(&store).await;
        for days in [3, 10, 40] {
            place.clock.set(at("2026-03-16T07:00:00Z"));
            let case = submitted(&store, &region).await;
            place.clock.set(at("2026-03-16T07:00:00Z") + jiff::SignedDuration::from_hours(24 * days));
            let task = store.case(case).await.unwrap().unwrap().tasks.remove(0);
            let completion = Completion { outcome: "incomplete".into(), note: Some("ні".into()), grounds: Some("incomplete".into()) };
            store.complete_task(&region.administrator, None, task.id(), 1, &completion).await.unwrap();
        }
        submitted(&store, &region).await;
        assert_eq!(store.figure(Indicator::MedianDays).await.unwrap(), Figure::Tenths(Some(100)));
        assert_eq!(store.figure(Indicator::ShareInTime).await.unwrap(), Figure::Tenths(Some(667)));
        assert_eq!(store.figure(Indicator::CasesByState).await.unwrap(), Figure::Counts(vec![(format!("{PERMIT}/check"), 1), (format!("{PERMIT}/refused"), 3)]));
        for indicator in Indicator::ALL {
            assert_eq!(store.figure(indicator).await.unwrap(), store.figure_again(indicator).await.unwrap().0);
        }
    }
}
