//! Cards of records: as on any day, and what differs between two.

use oblast_kernel::access::Actor;
use oblast_testkit::{PERMITS, Place, TestApp, at, on_both, typed};

const ANSWERS: [(&str, &str); 6] = [
    ("place", "м. Лісне, вул. Садова, 5"),
    ("structure", "roof"),
    ("area", "2"),
    ("holder", "ТОВ «Перше»"),
    ("issued_on", "2026-03-01"),
    ("valid_until", "2027-03-01"),
];

on_both! {
    async fn a_record_is_shown_as_on_any_day(place: Place) {
        let app = TestApp::new(&place).await;
        let register = app.store.catalogue().register(PERMITS).unwrap().clone();
        let values = typed(&register.fields, &ANSWERS);
        let head = &app.region.head;
        let id = app.store.create_record(head, None, &register, &values, None, None).await.unwrap().id();
        for (day, holder) in [("2026-03-18T09:00:00Z", "ТОВ «Друге»"), ("2026-03-20T22:30:00Z", "ТОВ «Третє»")] {
            place.clock.set(at(day));
            let record = app.store.load(&register.table(), id).await.unwrap().unwrap();
            let mut changed = values.clone();
            changed.insert("holder".into(), holder.into());
            app.store.change_record(head, None, &register, record, &changed).await.unwrap();
        }
        let path = format!("/registers/{PERMITS}/{id}");
        let look = async |query: &str| app.get(&Actor::default(), &format!("{path}{query}")).await;
        let facts = |page: &str| page.split("<dl class=\"facts\">").nth(1).unwrap().split("</dl>").next().unwrap().to_owned();
        assert!(facts(&look("").await.body).contains("Третє"));
        for (day, holder) in [("16.03.2026", "Перше"), ("17.03.2026", "Перше"), ("2026-03-18", "Друге"), ("20.03.2026", "Друге"), ("21.03.2026", "Третє")] {
            let page = look(&format!("?on={day}")).await.body;
            assert!(facts(&page).contains(holder), "{day}: half past midnight in Kyiv is the next day: {}", facts(&page));
            assert!(page.contains("Так запис виглядав на кінець дня"), "{day}");
        }
        let early = look("?on=15.03.2026").await.body;
        assert!(early.contains("ще не було"), "{early}");
        let compared = look("?on=17.03.2026&with=19.03.2026").await.body;
        assert!(compared.contains("<del>ТОВ «Перше»</del>") && compared.contains("<ins>ТОВ «Друге»</ins>"), "{compared}");
        let same = look("?on=18.03.2026&with=19.03.2026").await.body;
        assert!(same.contains("Нічим."), "{same}");
        for wrong in ["?on=31.02.2026", "?on=%27", "?on=9999-12-31&with=x", "?on=-9999-01-01"] {
            assert_eq!(look(wrong).await.status, 200, "{wrong}");
        }
        assert!(look("?on=31.02.2026").await.body.contains("Такої дати немає"));
    }
}
