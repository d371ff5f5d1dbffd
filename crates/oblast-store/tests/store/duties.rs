//! Deputies, tasks handed on, cases returned, the load.

use jiff::civil::{Date, date};
use oblast_kernel::Uuid;
use oblast_kernel::access::{self, Actor, Denied, Request, Role};
use oblast_store::Store;
use oblast_store::accounts::sessions::Entry;
use oblast_store::cases::{Application, CaseError, CaseView, Completion};
use oblast_store::duties::{DeputyError, NewDeputy};
use oblast_testkit::{APPLICATION, PERMIT, Place, Region, at, on_both, region, typed};

async fn submitted(store: &Store, region: &Region) -> Uuid {
    let service = store.catalogue().service(PERMIT).unwrap().clone();
    let values = typed(&service.procedure.fields, APPLICATION);
    let application = Application::online(region.resident.person.unwrap(), region.centre, &values);
    store.submit_case(&region.resident, &service, &application, None).await.unwrap().id
}

async fn view(store: &Store, case: Uuid) -> CaseView {
    store.case(case).await.unwrap().unwrap()
}

fn deputy<'n>(position: Uuid, login: &'n str, days: (Date, Date), services: &'n [&'n str]) -> NewDeputy<'n> {
    NewDeputy { position, login, days, basis: "наказ 7", services }
}

/// The official as they come in now.
async fn signed_in(store: &Store, actor: &Actor) -> Actor {
    let session = store.begin_session(actor.account.unwrap(), &Entry::password()).await.unwrap();
    store.session(&session.secret, "").await.unwrap().unwrap().actor
}

async fn positions(store: &Store, actor: &Actor) -> usize {
    signed_in(store, actor).await.positions.len()
}

on_both! {
    async fn a_deputy_has_the_powers_on_the_named_days_only(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let position = region.head.positions[0].id;
        let name = async |login: &str, from, until| store.name_deputy(&region.head, &deputy(position, login, (from, until), &[])).await;
        assert!(matches!(name("nobody", date(2026, 3, 17), date(2026, 3, 20)).await, Err(DeputyError::NoAccount(_))));
        assert!(matches!(name("head", date(2026, 3, 17), date(2026, 3, 20)).await, Err(DeputyError::Oneself)));
        assert!(matches!(name("heritage", date(2026, 3, 15), date(2026, 3, 20)).await, Err(DeputyError::Days)));
        assert!(matches!(name("heritage", date(2026, 3, 20), date(2026, 3, 17)).await, Err(DeputyError::Days)));
        assert!(matches!(name("heritage", date(2026, 3, 17), date(2028, 3, 17)).await, Err(DeputyError::Days)));
        name("heritage", date(2026, 3, 17), date(2026, 3, 18)).await.unwrap();
        assert_eq!(positions(&store, &region.heritage).await, 1, "not yet");
        place.clock.set(at("2026-03-18T20:00:00Z"));
        assert_eq!(positions(&store, &region.heritage).await, 2);
        assert_eq!(store.colleagues(Role::Head, region.head.positions[0].body, None).await.unwrap().len(), 2);
        place.clock.set(at("2026-03-18T22:00:00Z"));
        assert_eq!(positions(&store, &region.heritage).await, 1, "midnight in Kyiv has passed");
        // Who is dismissed takes the deputy's powers along.
        name("heritage", date(2026, 3, 19), date(2026, 3, 25)).await.unwrap();
        let mut dismissed = store.load("position", position).await.unwrap().unwrap();
        dismissed.set("valid_until", "2026-03-19");
        store.apply(store.act("position.end").update(dismissed)).await.unwrap();
        place.clock.set(at("2026-03-20T09:00:00Z"));
        assert_eq!(positions(&store, &region.heritage).await, 1);
    }
}

on_both! {
    async fn the_tasks_of_some_services_are_delegated_and_nothing_else(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let (position, centre) = (region.administrator.positions[0].id, region.centre);
        let days = (date(2026, 3, 16), date(2026, 3, 18));
        let name = async |login: &str, services: &[&str]| {
            store.name_deputy(&region.administrator, &deputy(position, login, days, services)).await
        };
        assert!(matches!(name("resident", &[PERMIT]).await, Err(DeputyError::NoPosition(_))), "residents have no queue");
        name("roads", &["residence-extract"]).await.unwrap();
        name("heritage", &["residence-extract", PERMIT]).await.unwrap();
        let case = submitted(&store, &region).await;
        let view = view(&store, case).await;
        let task = view.tasks[0].clone();
        let (roads, heritage) = (signed_in(&store, &region.roads).await, signed_in(&store, &region.heritage).await);
        assert_eq!((roads.positions.len(), heritage.positions.len()), (1, 1), "no position comes of it");
        assert_eq!((roads.delegations.len(), heritage.delegations.len()), (1, 1));
        let complete = Request::CompleteTask { parties: &view.parties, role: Role::Administrator, body: centre };
        assert_eq!(access::decide(&heritage, complete), Ok(()));
        assert_eq!(access::decide(&roads, complete), Err(Denied::NotPermitted), "another service");
        assert_eq!(access::decide(&heritage, Request::TakeAtDesk { centre }), Err(Denied::NotPermitted));
        assert_eq!(access::decide(&heritage, Request::ReadCase(&view.parties)), Ok(()));
        let queued = store.queue(&heritage, None, 10).await.unwrap();
        assert_eq!(queued.iter().map(|line| line.task.id()).collect::<Vec<_>>(), [task.id()]);
        assert!(store.queue(&roads, None, 10).await.unwrap().is_empty());
        // Who has the tasks can be given one; who has those of another service cannot.
        let assign = async |to: &Actor| store.assign_task(&region.administrator, Some(position), &task, 1, to.account).await;
        assert!(matches!(assign(&roads).await, Err(CaseError::Missing)));
        assign(&heritage).await.unwrap();
        let seen = store.colleagues(Role::Administrator, centre, None).await.unwrap();
        assert_eq!(seen.len(), 1, "in what is no case they take no part");

        // Two delegations are one; a deputy of the whole position needs none.
        name("heritage", &["birth-registration"]).await.unwrap();
        let heritage = signed_in(&store, &region.heritage).await;
        assert_eq!((heritage.delegations.len(), heritage.delegations[0].services.len()), (1, 3));
        name("heritage", &[]).await.unwrap();
        let heritage = signed_in(&store, &region.heritage).await;
        assert_eq!((heritage.positions.len(), heritage.delegations.len()), (2, 0));
        for row in store.deputies(&[position]).await.unwrap() {
            store.end_deputy(&region.administrator, &row).await.unwrap();
        }
        let heritage = signed_in(&store, &region.heritage).await;
        assert_eq!((heritage.positions.len(), heritage.delegations.len()), (1, 0), "ended at once");
    }
}

on_both! {
    async fn a_task_goes_to_a_colleague_of_its_body_only(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let case = submitted(&store, &region).await;
        let task = view(&store, case).await.tasks[0].clone();
        let assign = async |version, to| store.assign_task(&region.administrator, None, &task, version, to).await;
        assert!(matches!(assign(1, region.roads.account).await, Err(CaseError::Missing)), "no colleague");
        assign(1, region.administrator.account).await.unwrap();
        assert!(matches!(assign(1, None).await, Err(CaseError::Changed)));
        let load = store.workload(&[region.centre]).await.unwrap();
        assert_eq!((load[0].assignee, load[0].open, load[0].overdue), (region.administrator.account, 1, 0));
        place.clock.set(at("2026-04-20T09:00:00Z"));
        assert_eq!(store.workload(&[region.centre]).await.unwrap()[0].overdue, 1);
        assert!(store.workload(&[]).await.unwrap().is_empty());
    }
}

on_both! {
    async fn a_returned_case_goes_through_the_stage_again(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let case = submitted(&store, &region).await;
        let first = view(&store, case).await;
        let back = store.return_case(&region.administrator, None, &first, &first.tasks[0], 1, "назад").await;
        assert!(matches!(back, Err(CaseError::NoSuchOutcome)), "before the first stage there is none");
        let complete = Completion { outcome: "complete".into(), note: None, grounds: None };
        store.complete_task(&region.administrator, None, first.tasks[0].id(), 1, &complete).await.unwrap();
        let approving = view(&store, case).await;
        let task = approving.tasks.iter().find(|task| task.text("task") == "approve_heritage").unwrap();
        let give_back = async |words: &str| store.return_case(&region.heritage, None, &approving, task, 1, words).await;
        assert!(matches!(give_back("  ").await, Err(CaseError::NoteRequired)));
        give_back("Немає плану").await.unwrap();
        assert!(matches!(give_back("ще раз").await, Err(CaseError::Changed)));
        let returned = view(&store, case).await;
        assert_eq!(returned.case.text("state"), "check");
        let open: Vec<&str> = returned.tasks.iter().filter(|task| task.int("is_open") == Some(1)).map(|task| task.text("task")).collect();
        assert_eq!(open, ["check"], "both approvals have ended");
        let check = returned.tasks.iter().find(|task| task.int("is_open") == Some(1)).unwrap();
        store.complete_task(&region.administrator, None, check.id(), 1, &complete).await.unwrap();
        assert_eq!(view(&store, case).await.case.text("state"), "approval");
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}
