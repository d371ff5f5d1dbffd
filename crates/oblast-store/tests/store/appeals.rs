//! Appeals of refusals, and cases forwarded to the competent body.

use jiff::civil::date;
use oblast_kernel::access::{self, Actor, Denied, Role};
use oblast_kernel::{Lang, Uuid, Value};
use oblast_store::Store;
use oblast_store::cases::{Application, CaseError, CaseView, Completion};
use oblast_store::documents::Issue;
use oblast_testkit::{APPLICATION, PERMIT, Place, Region, at, on_both, region, typed};

const APPEAL: &str = "decision-appeal";
const REASONS: &[(&str, &str)] =
    &[("reasons", "Згода власника була в заяві"), ("learned_on", "2026-03-16"), ("phone", "0671234567")];

async fn view(store: &Store, case: Uuid) -> CaseView {
    store.case(case).await.unwrap().unwrap()
}

async fn submitted(store: &Store, region: &Region) -> Uuid {
    let service = store.catalogue().service(PERMIT).unwrap().clone();
    let values = typed(&service.procedure.fields, APPLICATION);
    let application = Application::online(region.resident.person.unwrap(), region.centre, &values);
    store.submit_case(&region.resident, &service, &application, None).await.unwrap().id
}

async fn finish(store: &Store, case: Uuid, actor: &Actor, outcome: &str, grounds: Option<&str>) {
    let own = view(store, case).await;
    let task = own.tasks.iter().find(|task| task.int("is_open") == Some(1)).unwrap();
    let completion = Completion {
        outcome: outcome.into(),
        note: Some("пояснення".into()),
        grounds: grounds.map(str::to_owned),
    };
    store.complete_task(actor, None, task.id(), task.version(), &completion).await.unwrap();
}

async fn appeal(store: &Store, region: &Region, about: &CaseView) -> Result<Uuid, CaseError> {
    let service = store.catalogue().service(APPEAL).unwrap().clone();
    let values = typed(&service.procedure.fields, REASONS);
    let application =
        Application { appealed: Some(about), ..Application::of(region.resident.person.unwrap(), &values) };
    Ok(store.submit_case(&region.resident, &service, &application, None).await?.id)
}

async fn issue(store: &Store, region: &Region, case: &CaseView, code: &str) {
    let issue = Issue {
        code: code.into(),
        kind: "decision",
        lang: Lang::Uk,
        number: case.case.text("number").into(),
        issued_on: date(2026, 3, 16),
        bytes: code.as_bytes().to_vec().into(),
    };
    store.issue_document(&region.resident, case, &issue).await.unwrap();
}

on_both! {
    async fn an_appeal_that_is_upheld_sets_the_refusal_aside(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let case = submitted(&store, &region).await;
        assert!(matches!(appeal(&store, &region, &view(&store, case).await).await, Err(CaseError::NotAppealable)), "not decided yet");
        finish(&store, case, &region.administrator, "incomplete", Some("incomplete")).await;
        let refused = view(&store, case).await;
        issue(&store, &region, &refused, "AAAA").await;

        // Of two at once one is taken.
        let (first, second) = tokio::join!(appeal(&store, &region, &refused), appeal(&store, &region, &refused));
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        let own = first.or(second).unwrap();
        let opened = view(&store, own).await;
        assert_eq!(opened.case.text("number"), "СК-000001/2026");
        assert_eq!(opened.case.text("due_on"), "2026-04-16", "a month");
        let service = store.catalogue().service(APPEAL).unwrap().clone();
        let found = store.lookups(&opened).await.unwrap();
        assert!(store.conditions(&opened, &found, date(2026, 3, 16)).iter().all(|condition| condition.met));
        assert_eq!(store.appealable(region.resident.person.unwrap(), APPEAL).await.unwrap().len(), 0, "one is open");
        assert_eq!(service.procedure.id, APPEAL);

        // Who checked the case decides nothing about its appeal, whatever position they hold.
        let mut both = region.administrator.clone();
        both.positions.extend(region.governor.positions.clone());
        let body = region.governor.positions[0].body;
        let request = access::Request::CompleteTask { parties: &opened.parties, role: Role::Head, body };
        assert_eq!(access::decide(&both, request), Err(Denied::OwnDecision));
        assert_eq!(access::decide(&region.governor, request), Ok(()));
        // Who studies the appeal reads the case.
        let parties = view(&store, case).await.parties;
        assert_eq!(access::decide(&region.lawyer, access::Request::ReadCase(&parties)), Ok(()));
        assert!(access::decide(&region.head, access::Request::ReadCase(&opened.parties)).is_err());

        place.clock.set(at("2026-03-30T09:00:00Z"));
        finish(&store, own, &region.lawyer, "set_aside", None).await;
        finish(&store, own, &region.governor, "uphold", None).await;
        let again = view(&store, case).await;
        assert_eq!((again.case.text("state"), again.case.text("due_on")), ("check", "2026-04-29"), "30 days from the appeal");
        assert!(again.is_open() && again.case.get("refusal").is_null());
        assert_eq!(store.term_of(&again).unwrap().reopened_on, Some(date(2026, 3, 30)));
        assert_eq!(again.tasks.iter().filter(|task| task.int("is_open") == Some(1)).count(), 1);
        let document = store.document_by_code("AAAA").await.unwrap().unwrap();
        assert_eq!(document.text("void_since"), "2026-03-30");
        let notices = store.notices(region.resident.person.unwrap(), None, 10).await.unwrap();
        assert!(notices.iter().any(|notice| notice.text("template") == "reopened"));

        // Refused again: a document of its own, and the new refusal can be appealed once.
        finish(&store, case, &region.administrator, "incomplete", Some("incomplete")).await;
        let refused = view(&store, case).await;
        assert!(store.issued_document(case, "decision", Lang::Uk).await.unwrap().is_none());
        issue(&store, &region, &refused, "BBBB").await;
        let own = appeal(&store, &region, &refused).await.unwrap();
        finish(&store, own, &region.lawyer, "keep", None).await;
        finish(&store, own, &region.governor, "reject", Some("lawful")).await;
        assert_eq!(view(&store, case).await.case.text("state"), "refused");
        assert!(matches!(appeal(&store, &region, &view(&store, case).await).await, Err(CaseError::NotAppealable)));
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}

on_both! {
    async fn a_withdrawn_appeal_bars_nothing_and_what_was_granted_is_not_appealed_here(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let case = submitted(&store, &region).await;
        finish(&store, case, &region.administrator, "incomplete", Some("incomplete")).await;
        let own = appeal(&store, &region, &view(&store, case).await).await.unwrap();
        let opened = view(&store, own).await;
        store.withdraw_case(&region.resident, &opened, opened.case.version()).await.unwrap();
        appeal(&store, &region, &view(&store, case).await).await.unwrap();

        let granted = submitted(&store, &region).await;
        finish(&store, granted, &region.administrator, "complete", None).await;
        finish(&store, granted, &region.heritage, "agree", None).await;
        finish(&store, granted, &region.roads, "agree", None).await;
        finish(&store, granted, &region.head, "grant", None).await;
        assert!(matches!(appeal(&store, &region, &view(&store, granted).await).await, Err(CaseError::NotAppealable)));
        // And an appeal of nothing is none.
        let service = store.catalogue().service(APPEAL).unwrap().clone();
        let values = typed(&service.procedure.fields, REASONS);
        let application = Application::of(region.resident.person.unwrap(), &values);
        let result = store.submit_case(&region.resident, &service, &application, None).await;
        assert!(matches!(result, Err(CaseError::NotAppealable)));
    }
}

on_both! {
    async fn a_case_that_is_forwarded_begins_its_term_anew_in_the_other_body(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let insert = async |table: &str, columns: &[(&str, Value)]| {
            let mut row = store.new_record(table).unwrap();
            columns.iter().for_each(|(column, value)| row.set(column, value.clone()));
            let id = row.id();
            store.apply(store.act("region.seed").insert(row)).await.unwrap();
            id
        };
        let titles: [(&str, Value); 3] =
            [("kind", "service_centre".into()), ("title_uk", "ЦНАП 2".into()), ("title_en", "Centre 2".into())];
        let other = insert("body", &titles).await;
        let case = submitted(&store, &region).await;
        let own = view(&store, case).await;
        let task = &own.tasks[0];
        assert_eq!(store.forward_targets(task).await.unwrap().len(), 0, "nobody works there yet");
        insert("position", &[
            ("person", region.neighbour.person.into()), ("body", other.into()), ("role", "administrator".into()),
            ("title_uk", "посада".into()), ("title_en", "position".into()), ("valid_from", "2020-01-01".into()),
        ]).await;
        assert_eq!(store.forward_targets(task).await.unwrap().len(), 1);

        place.clock.set(at("2026-03-20T09:00:00Z"));
        let forward = async |target: Uuid, reason: &str| {
            store.forward_case(&region.administrator, None, &own, (task, task.version()), target, reason).await
        };
        assert!(matches!(forward(other, " ").await, Err(CaseError::NoteRequired)));
        let heritage = region.heritage.positions[0].body;
        assert!(matches!(forward(heritage, "не наше").await, Err(CaseError::NotForwardable)), "another kind of body");
        forward(other, "Місце в іншій громаді").await.unwrap();
        assert!(matches!(forward(other, "ще раз").await, Err(CaseError::Changed)));
        let moved = view(&store, case).await;
        assert_eq!(moved.tasks[0].reference("body"), Some(other));
        assert_eq!(moved.case.reference("intake"), Some(other));
        assert_eq!(moved.case.text("due_on"), "2026-04-20", "30 days from 20 March end on a Sunday");
        assert!(access::decide(&region.administrator, access::Request::ReadCase(&moved.parties)).is_err());
        let notices = store.notices(region.resident.person.unwrap(), None, 10).await.unwrap();
        assert_eq!(notices.iter().filter(|notice| notice.text("template") == "forwarded").count(), 1);
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}
