//! Mandates: who acts for whom, on which days, in which services.

use jiff::civil::{Date, date};
use oblast_kernel::Uuid;
use oblast_kernel::access::{self, Actor};
use oblast_store::Store;
use oblast_store::accounts::sessions::Entry;
use oblast_store::cases::{Application, Representation};
use oblast_store::mandates::{MandateKind, NewMandate};
use oblast_testkit::{APPLICATION, PERMIT, Place, Region, at, on_both, region, typed};

async fn actor(store: &Store, who: &Actor) -> Actor {
    let session = store.begin_session(who.account.unwrap(), &Entry::password()).await.unwrap();
    store.session(&session.secret, "").await.unwrap().unwrap().actor
}

/// The neighbour acts for the resident.
async fn mandate(store: &Store, region: &Region, services: &[&str], until: Option<Date>) -> Uuid {
    let new = NewMandate {
        kind: MandateKind::Attorney,
        principal: region.resident.person.unwrap(),
        representative: region.neighbour.person.unwrap(),
        services: services.iter().map(|service| (*service).to_owned()).collect(),
        basis: "довіреність 12".into(),
        valid_until: until,
        centre: region.centre,
    };
    let row = store.mandate(&region.administrator, &new).unwrap();
    let id = row.id();
    store.record_mandate(&region.administrator, None, id, &[row]).await.unwrap();
    id
}

on_both! {
    async fn a_mandate_gives_its_power_on_its_days_and_until_it_is_ended(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        assert!(actor(&store, &region.neighbour).await.mandates.is_empty());
        let first = mandate(&store, &region, &[PERMIT], Some(date(2026, 3, 17))).await;
        let second = mandate(&store, &region, &[], None).await;
        let held = actor(&store, &region.neighbour).await.mandates;
        let services = |id| held.iter().find(|own| own.id == id).map(|own| own.services.clone());
        assert_eq!((services(first), services(second)), (Some(vec![PERMIT.to_owned()]), Some(vec![])));
        assert_eq!(held.len(), 2);
        assert!(actor(&store, &region.resident).await.mandates.is_empty(), "not the other way round");
        assert_eq!(store.notices(region.resident.person.unwrap(), None, 10).await.unwrap().len(), 2, "the principal is told");

        place.clock.set(at("2026-03-17T22:30:00Z"));
        assert_eq!(actor(&store, &region.neighbour).await.mandates.len(), 1, "midnight in Kyiv has passed");
        let row = store.load("mandate", second).await.unwrap().unwrap();
        store.end_mandate(&region.resident, None, &row).await.unwrap();
        assert!(actor(&store, &region.neighbour).await.mandates.is_empty());
        assert_eq!(store.mandates_of(region.resident.person.unwrap()).await.unwrap().len(), 2, "ended ones stay in the list");
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}

on_both! {
    async fn a_case_brought_by_a_representative_is_the_principals(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let mandate = mandate(&store, &region, &[PERMIT], None).await;
        let (principal, representative) = (region.resident.person.unwrap(), region.neighbour.person.unwrap());
        let service = store.catalogue().service(PERMIT).unwrap().clone();
        let values = typed(&service.procedure.fields, APPLICATION);
        let application = Application {
            representation: Some(Representation { representative, mandate }),
            ..Application::online(principal, region.centre, &values)
        };
        let case = store.submit_case(&region.neighbour, &service, &application, None).await.unwrap().id;
        let view = store.case(case).await.unwrap().unwrap();
        assert_eq!(view.applicant.id(), principal);
        assert_eq!(view.representative.as_ref().unwrap().0.id(), representative);
        let neighbour = actor(&store, &region.neighbour).await;
        assert_eq!(access::decide(&neighbour, access::Request::ActForApplicant(&view.parties)), Ok(()));
        for (person, told) in [(principal, 2), (representative, 1)] {
            assert_eq!(store.notices(person, None, 10).await.unwrap().len(), told, "both are told");
        }
        assert_eq!(store.cases_of(principal, &[PERMIT.to_owned()], None, 10).await.unwrap().len(), 1);
        assert_eq!(store.cases_of(principal, &["residence-extract".to_owned()], None, 10).await.unwrap().len(), 0);
        assert_eq!(store.cases_of(representative, &[], None, 10).await.unwrap().len(), 0);

        // The mandate ends: the power and the notices end with it.
        let row = store.load("mandate", mandate).await.unwrap().unwrap();
        store.end_mandate(&region.neighbour, None, &row).await.unwrap();
        let neighbour = actor(&store, &region.neighbour).await;
        assert!(access::decide(&neighbour, access::Request::ReadCase(&view.parties)).is_err());
        store.extend_term(&region.head, None, &view, view.case.version(), 40, "складна справа").await.unwrap_err();
        let completion = oblast_store::cases::Completion {
            outcome: "incomplete".into(), note: Some("немає згоди".into()), grounds: Some("incomplete".into()),
        };
        let task = &view.tasks[0];
        store.complete_task(&region.administrator, None, task.id(), task.version(), &completion).await.unwrap();
        assert_eq!(store.notices(principal, None, 10).await.unwrap().len(), 3);
        assert_eq!(store.notices(representative, None, 10).await.unwrap().len(), 1);
    }
}

on_both! {
    async fn an_organisation_is_one_by_its_code(place: Place) {
        let store = place.open().await;
        let _region = region(&store).await;
        let new = |title: &str| store.new_person(&[("organisation", title), ("edrpou", "00032129")]).unwrap();
        store.apply(store.act("person.enter").insert(new("ТОВ «Обрій»"))).await.unwrap();
        let twice = store.apply(store.act("person.enter").insert(new("ТОВ «Інше»"))).await;
        assert!(matches!(twice, Err(oblast_store::ActError::Duplicate { table, column }) if table == "person" && column == "edrpou"));
        let known = store.organisation("00032129").await.unwrap().unwrap();
        assert_eq!(oblast_store::accounts::full_name(&known), "ТОВ «Обрій»");
    }
}
