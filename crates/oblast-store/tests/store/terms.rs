//! Terms of cases: suspended by a question, extended, amended, by the calendar in force.

use jiff::civil::date;
use oblast_kernel::calendar::Regime;
use oblast_kernel::term::{Extension, Step};
use oblast_kernel::{Uuid, Value};
use oblast_store::Store;
use oblast_store::cases::{Answered, Application, CaseError, CaseView, Completion, Question};
use oblast_store::facts::{Amendment, CalendarRule, FactError};
use oblast_testkit::{APPLICATION, PERMIT, Place, Region, at, on_both, region, typed};

async fn submitted(store: &Store, region: &Region) -> CaseView {
    let service = store.catalogue().service(PERMIT).unwrap().clone();
    let values = typed(&service.procedure.fields, APPLICATION);
    let person = region.resident.person.unwrap();
    let application = Application::online(person, region.centre, &values);
    let case = store.submit_case(&region.resident, &service, &application, None).await.unwrap();
    view(store, case.id).await
}

async fn view(store: &Store, case: Uuid) -> CaseView {
    store.case(case).await.unwrap().unwrap()
}

async fn ask(store: &Store, region: &Region, view: &CaseView, question: &Question) -> Result<(), CaseError> {
    let task = &view.tasks[0];
    store.ask_correction(&region.administrator, None, task.id(), task.version(), question).await
}

fn question(until: Option<jiff::civil::Date>) -> Question {
    Question {
        message: "Додайте план розміщення".into(), fields: vec!["place".into()], answer_until: until
    }
}

fn amendment(count: i32, from: jiff::civil::Date) -> Amendment {
    Amendment {
        code: "admin_service_30cd".into(),
        valid_from: from,
        count,
        extension: Extension::TotalDays(45),
        citation: "Закон про зміни, ст. 1".into(),
        certain: true,
        reason: "набрав чинності".into(),
    }
}

on_both! {
    async fn a_question_stops_the_term_and_the_answer_sets_it_going(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        // Submitted on Monday 16 March; 30 calendar days end on 15 April.
        let case = submitted(&store, &region).await;
        assert_eq!(case.case.text("due_on"), "2026-04-15");
        place.clock.set(at("2026-03-18T10:00:00Z"));
        let soonest = date(2026, 3, 25);
        assert_eq!(store.soonest_answer(date(2026, 3, 18)), soonest, "five working days");
        assert!(matches!(ask(&store, &region, &case, &question(Some(date(2026, 3, 24)))).await, Err(CaseError::TooSoon(day)) if day == soonest));
        ask(&store, &region, &case, &question(Some(date(2026, 3, 30)))).await.unwrap();

        let asked = view(&store, case.case.id()).await;
        assert_eq!(asked.case.text("due_on"), "2026-04-27", "12 days until 30 March do not count");
        assert_eq!(asked.case.text("waiting_until"), "2026-03-30");
        assert_eq!(asked.tasks[0].text("due_on"), "2026-04-27");
        assert!(matches!(ask(&store, &region, &asked, &question(None)).await, Err(CaseError::Changed)), "one question at a time");
        let completion = Completion { outcome: "complete".into(), note: None, grounds: None };
        let task = &asked.tasks[0];
        let early = store.complete_task(&region.administrator, None, task.id(), task.version(), &completion).await;
        assert!(matches!(early, Err(CaseError::Waiting(_))), "{early:?}");

        place.clock.set(at("2026-03-23T08:00:00Z"));
        let mut values = asked.application();
        values.insert("place".into(), Value::from("вул. Виправлена, 1"));
        let answered = Answered { values, reply: Some("Виправлено".into()) };
        let stale = store.answer_correction(&region.resident, &asked, 1, &answered).await;
        assert!(matches!(stale, Err(CaseError::Changed)));
        store.answer_correction(&region.resident, &asked, asked.case.version(), &answered).await.unwrap();

        let answered = view(&store, case.case.id()).await;
        assert_eq!(answered.case.text("due_on"), "2026-04-20", "five days, 19 to 23 March, did not count");
        assert_eq!(answered.tasks[0].text("due_on"), "2026-04-20");
        assert!(answered.case.get("waiting_until").is_null());
        assert_eq!(answered.application()["place"], Value::from("вул. Виправлена, 1"));
        let steps = store.term_of(&answered).unwrap().steps;
        let passed = Step::Suspended { first: date(2026, 3, 19), last: date(2026, 3, 23) };
        assert!(steps.contains(&passed), "{steps:?}");
        let task = &answered.tasks[0];
        store.complete_task(&region.administrator, None, task.id(), task.version(), &completion).await.unwrap();
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}

on_both! {
    async fn an_unanswered_question_holds_the_case_no_longer_than_its_day(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let case = submitted(&store, &region).await;
        ask(&store, &region, &case, &question(None)).await.unwrap();
        place.clock.set(at("2026-03-24T08:00:00Z"));
        let asked = view(&store, case.case.id()).await;
        assert_eq!(asked.case.text("waiting_until"), "2026-03-23");
        let completion = Completion { outcome: "incomplete".into(), note: Some("Немає плану".into()), grounds: Some("incomplete".into()) };
        let task = &asked.tasks[0];
        store.complete_task(&region.administrator, None, task.id(), task.version(), &completion).await.unwrap();
        let ended = view(&store, case.case.id()).await;
        assert_eq!((ended.case.text("state"), ended.case.text("due_on")), ("refused", "2026-04-22"));
    }
}

on_both! {
    async fn a_withdrawn_case_has_no_open_task_and_no_decision(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let case = submitted(&store, &region).await;
        store.withdraw_case(&region.resident, &case, case.case.version()).await.unwrap();
        let gone = view(&store, case.case.id()).await;
        assert_eq!((gone.case.text("state"), gone.case.text("withdrawn_on")), ("withdrawn", "2026-03-16"));
        assert!(gone.tasks.iter().all(|task| task.int("is_open") == Some(0)));
        assert!(!gone.is_open());
        assert!(matches!(store.withdraw_case(&region.resident, &gone, gone.case.version()).await, Err(CaseError::Changed)));
        let completion = Completion { outcome: "complete".into(), note: None, grounds: None };
        let late = store.complete_task(&region.administrator, None, gone.tasks[0].id(), gone.tasks[0].version(), &completion).await;
        assert!(matches!(late, Err(CaseError::Changed)));
    }
}

on_both! {
    async fn an_amended_term_holds_for_cases_that_come_after(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let before = submitted(&store, &region).await;
        store.amend_term(&region.operator, &amendment(10, date(2026, 3, 17))).await.unwrap();
        let twice = store.amend_term(&region.operator, &amendment(12, date(2026, 3, 17))).await;
        assert!(matches!(twice, Err(FactError::Twice)), "{twice:?}");
        assert!(matches!(store.amend_term(&region.operator, &amendment(0, date(2026, 3, 18))).await, Err(FactError::Count)));
        place.clock.set(at("2026-03-17T09:00:00Z"));
        let after = submitted(&store, &region).await;
        assert_eq!(before.case.text("due_on"), "2026-04-15");
        assert_eq!(after.case.text("due_on"), "2026-03-27");
        assert_eq!(store.term_of(&before).unwrap().term.count, 30, "the older case is counted as it was");

        // The amended law knows an extension to 45 days in all.
        let extend = |total, reason| store.extend_term(&region.head, None, &after, after.case.version(), total, reason);
        assert!(matches!(extend(46, "вивчення").await, Err(CaseError::NotExtendable)));
        assert!(matches!(extend(5, "вивчення").await, Err(CaseError::NotExtendable)), "shorter is no extension");
        assert!(matches!(extend(20, " ").await, Err(CaseError::NoteRequired)));
        extend(20, "потрібне вивчення").await.unwrap();
        assert_eq!(view(&store, after.case.id()).await.case.text("due_on"), "2026-04-06");
        let fixed = store.extend_term(&region.head, None, &before, before.case.version(), 45, "вивчення").await;
        assert!(matches!(fixed, Err(CaseError::NotExtendable)), "the old law had none");
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}

on_both! {
    async fn peace_brings_the_holidays_back(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        // 30 days from 28 July end on 27 August; from 25 July on Monday 24 August, Independence Day.
        place.clock.set(at("2026-07-25T09:00:00Z"));
        let war = submitted(&store, &region).await;
        assert_eq!(war.case.text("due_on"), "2026-08-24");
        let rule = CalendarRule::Regime(date(2026, 8, 1), Regime::Peacetime);
        store.add_calendar_rule(&region.operator, &rule, "Указ про завершення воєнного стану").await.unwrap();
        let peace = submitted(&store, &region).await;
        assert_eq!(peace.case.text("due_on"), "2026-08-25");
        let again = store.add_calendar_rule(&region.operator, &rule, "Указ").await;
        assert!(matches!(again, Err(FactError::Twice)));
        store.close().await;
        drop(store);
        let store = place.open().await;
        assert_eq!(store.facts().calendar.regime_on(date(2026, 8, 1)), Regime::Peacetime, "kept over a restart");
    }
}
