//! Acts: all or nothing, guarded, numbered without gaps, once.

use futures_util::future::join_all;
use oblast_store::{ActError, Idempotency, Record, Store};
use oblast_testkit::{PERMITS, Place, at, on_both, typed};

pub fn permit(store: &Store, place: &str) -> Record {
    let register = store.catalogue().register(PERMITS).unwrap().clone();
    let answers = [
        ("place", place),
        ("structure", "roof"),
        ("area", "2,5"),
        ("holder", "ТОВ «Обрій»"),
        ("issued_on", "01.03.2026"),
        ("valid_until", "28.02.2027"),
    ];
    store.draft_record(&register, &typed(&register.fields, &answers)).unwrap()
}

on_both! {
    async fn a_stale_version_is_refused_and_nothing_of_the_act_stands(place: Place) {
        let store = place.open().await;
        let first = permit(&store, "Перше");
        store.apply(store.act("record.create").insert(first.clone())).await.unwrap();
        let loaded = store.load(&first.def().name, first.id()).await.unwrap().unwrap();
        let mut changed = loaded.clone();
        changed.set("place", "Змінене");
        store.apply(store.act("record.change").update(changed)).await.unwrap();

        let mut stale = loaded;
        stale.set("place", "Застаріле");
        let other = permit(&store, "Друге");
        let act = store.act("record.change").insert(other.clone()).update(stale);
        assert!(matches!(store.apply(act).await, Err(ActError::Conflict { .. })));
        assert_eq!(store.load(&first.def().name, other.id()).await.unwrap(), None);
        let now = store.load(&first.def().name, first.id()).await.unwrap().unwrap();
        assert_eq!((now.text("place"), now.version()), ("Змінене", 2));
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}

on_both! {
    async fn one_bad_act_of_a_batch_does_not_spoil_the_others(place: Place) {
        let store = place.open().await;
        let taken = permit(&store, "Зайняте");
        store.apply(store.act("record.create").insert(taken.clone())).await.unwrap();
        let acts = (0..40).map(|n| {
            let record = if n % 10 == 3 { taken.clone() } else { permit(&store, &format!("Місце {n}")) };
            let register = store.catalogue().register(PERMITS).unwrap().clone();
            store.apply(store.insert_record(store.act("record.create"), &register, record))
        });
        let results = join_all(acts).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 36);
        let mut numbers: Vec<String> = results.into_iter().flatten().flat_map(|receipt| receipt.numbers).collect();
        numbers.sort();
        let expected: Vec<String> = (1..=36).map(|n| format!("ДЗР-{n:05}/2026")).collect();
        assert_eq!(numbers, expected, "a refused act leaves no gap");
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}

on_both! {
    async fn numbers_begin_anew_at_kyiv_midnight_of_the_year(place: Place) {
        let store = place.open().await;
        let register = store.catalogue().register(PERMITS).unwrap().clone();
        let mut numbers = Vec::new();
        for moment in ["2026-12-31T21:59:59Z", "2026-12-31T22:00:00Z", "2027-01-01T10:00:00Z"] {
            place.clock.set(at(moment));
            let act = store.insert_record(store.act("record.create"), &register, permit(&store, moment));
            numbers.extend(store.apply(act).await.unwrap().numbers);
        }
        assert_eq!(numbers, ["ДЗР-00001/2026", "ДЗР-00001/2027", "ДЗР-00002/2027"]);
    }
}

on_both! {
    async fn a_key_of_idempotency_is_used_once_and_for_a_day(place: Place) {
        let store = place.open().await;
        let scope = oblast_kernel::Uuid::from_u128(1);
        let attempt = |record: &Record| {
            let once = Idempotency { scope, key: "k".into(), request: [1; 32], result: record.id() };
            store.apply(store.act("record.create").once(Some(once)).insert(record.clone()))
        };
        let records: Vec<Record> = (0..8).map(|n| permit(&store, &n.to_string())).collect();
        let results = join_all(records.iter().map(attempt)).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        assert!(results.iter().flatten().count() == 1 && results.iter().all(|result| {
            !matches!(result, Err(error) if *error != ActError::Replay)
        }));
        assert!(matches!(store.earlier(scope, "k", &[1; 32]).await.unwrap(), Some(Ok(_))));
        assert_eq!(store.earlier(scope, "k", &[2; 32]).await.unwrap(), Some(Err(())));
        place.clock.set(at("2026-03-17T07:00:01Z"));
        assert_eq!(store.earlier(scope, "k", &[1; 32]).await.unwrap(), None);
        assert_eq!(store.forget_old_keys().await.unwrap(), 1);
    }
}

on_both! {
    async fn texts_come_back_as_they_were(place: Place) {
        let store = place.open().await;
        for text in ["'; drop table cases; --", "<script>alert(1)</script>", "\\ \" % _ $1 ?1", "м'ята ’ ʼ \u{301}", "👍 日本"] {
            let record = permit(&store, text);
            store.apply(store.act("record.create").insert(record.clone())).await.unwrap();
            let loaded = store.load(&record.def().name, record.id()).await.unwrap().unwrap();
            assert_eq!(loaded.text("place"), text);
        }
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}
