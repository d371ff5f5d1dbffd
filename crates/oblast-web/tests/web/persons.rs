//! Doubled records of a person: found, compared, merged and unmerged by two operators.

use oblast_kernel::access::Role;
use oblast_testkit::{Place, RESIDENT_RNOKPP, TestApp, on_both};

on_both! {
    async fn doubled_records_are_found_compared_merged_and_parted_by_two(place: Place) {
        let app = TestApp::new(&place).await;
        let first = app.region.operator.clone();
        let second = app.official_of("operator2", Role::Operator, "UA01").await;
        let names = [
            ("family_name", "Тестова"),
            ("given_name", "<b>resident</b>"),
            ("rnokpp", RESIDENT_RNOKPP),
            ("email", "paper@example.com"),
        ];
        let row = app.store.new_person(&names).unwrap();
        let paper = row.id().to_string();
        app.store.apply(app.store.act("person.seed").insert(row)).await.unwrap();
        let resident = app.region.resident.person.unwrap().to_string();

        let list = app.get(&first, "/persons").await;
        assert!(list.body.contains("paper@example.com") && list.body.contains("&lt;b&gt;resident"), "doubled and inert");
        assert!(app.get(&first, "/persons?family_name=Тестова&given_name=Ніхто").await.body.contains("немає"));
        let sought = app.get(&first, &format!("/persons?with={paper}&family_name=Тестовий&given_name=resident")).await;
        let hidden = format!("type=\"hidden\" name=\"person\" value=\"{paper}\"");
        assert!(sought.body.contains(&hidden) && sought.body.contains(&resident), "another name is sought for a record");
        for wrong in ["/persons/compare", "/persons/compare?person=1", &format!("/persons/compare?person={paper}")] {
            assert!(matches!(app.get(&first, wrong).await.status.as_u16(), 404 | 422), "{wrong}");
        }
        let compare = app.get(&first, &format!("/persons/compare?person={paper}&person={resident}")).await;
        assert!(compare.body.contains("Імена різні"), "what differs is said before anybody decides");
        assert!(compare.body.contains(&format!("value=\"{resident}\" selected")), "who has an account is offered to stay");

        let form = [("person", &*paper), ("person", &*resident), ("kept", &*resident), ("reason", "")];
        let empty = app.post(&first, "/persons/compare", &form).await;
        assert_eq!(empty.status, 422);
        let form = [("person", &*paper), ("person", &*resident), ("kept", &*resident), ("reason", "свідоцтво про шлюб")];
        for other in [&app.region.head, &app.region.administrator, &app.region.resident] {
            assert_eq!(app.post(other, "/persons/compare", &form).await.status, 403);
        }
        let stranger = [("kept", &*paper), ("person", &*paper), ("person", &*first.person.unwrap().to_string())];
        assert_eq!(app.post(&first, "/persons/compare", &stranger).await.status, 403, "not with oneself");
        assert_eq!(app.post(&first, "/persons/compare", &form).await.location(), "/approvals");
        let approval = app.store.approvals().await.unwrap().remove(0).id();
        let path = format!("/approvals/{approval}");
        let asked = app.get(&second, "/approvals").await;
        assert!(asked.body.contains("Тестовий resident ← Тестова"));
        let look = format!("href=\"/persons/compare?person={resident}&amp;person={paper}\"");
        assert!(asked.body.contains(&look), "who approves sees what both records hold");
        let (own, by) = (app.region.resident.person.unwrap(), app.region.resident.account.unwrap());
        let readings = app.store.readings_of(&[own], by, None, 50).await.unwrap();
        let of_second: Vec<_> = readings.iter().filter(|reading| reading.account == second.account).collect();
        assert_eq!(of_second.len(), 1, "a name in the list is a reading");
        assert_eq!(app.post(&first, &path, &[("decision", "approve")]).await.status, 403);
        assert_eq!(app.post(&second, &path, &[("decision", "approve")]).await.status, 303);

        // The person sees it, and who looked.
        let own = app.get(&app.region.resident, "/account/data").await;
        assert!(own.body.contains("paper@example.com") && own.body.contains("свідоцтво про шлюб"));
        assert!(app.get(&app.region.resident, "/account/readings").await.body.contains("чи він не подвоєний"));
        assert!(app.get(&app.region.resident, "/notices").await.body.contains("Ваші записи об’єднано"));
        let again = app.post(&first, "/persons/compare", &form).await;
        assert!(again.status == 422 && again.body.contains("уже об’єднано"));

        let merger = app.store.mergers(None).await.unwrap().remove(0).id();
        let path = format!("/persons/mergers/{merger}");
        assert!(app.get(&first, &path).await.body.contains("Кожен знову матиме своє"));
        assert_eq!(app.post(&first, &path, &[("reason", "")]).await.status, 422);
        assert_eq!(app.post(&first, &path, &[("reason", "помилка")]).await.location(), "/approvals");
        assert!(app.get(&second, "/approvals").await.body.contains(&format!("href=\"{path}\"")));
        let approval = app.store.approvals().await.unwrap().remove(0).id();
        assert_eq!(app.post(&second, &format!("/approvals/{approval}"), &[("decision", "approve")]).await.status, 303);
        assert!(!app.get(&app.region.resident, "/account/data").await.body.contains("paper@example.com"));
        assert_eq!(app.post(&first, &path, &[("reason", "помилка")]).await.status, 409, "undone once");
        assert!(app.get(&first, "/persons").await.body.contains("скасовано"));
    }
}
