//! Lists: keyset paging, Ukrainian order, filters.

use oblast_kernel::Value;
use oblast_store::records::{Condition, ListQuery};
use oblast_testkit::{PERMITS, Place, on_both};

use crate::acts::permit;

on_both! {
    async fn pages_hold_every_record_once_in_ukrainian_order(place: Place) {
        let store = place.open().await;
        let register = store.catalogue().register(PERMITS).unwrap().clone();
        let names = ["Яр", "їжак", "Йосип", "ґанок", "гай", "Єва", "ель", "Іва"];
        for n in 0..64 {
            let record = permit(&store, names[n % names.len()]);
            store.apply(store.act("record.create").insert(record)).await.unwrap();
        }
        for descending in [false, true] {
            let mut query = ListQuery { sort: Some("place".into()), descending: Some(descending), limit: 7, ..ListQuery::default() };
            let mut seen = Vec::new();
            loop {
                let page = store.list(&register, &query).await.unwrap();
                seen.extend(page.records);
                query.after = page.next;
                if query.after.is_none() { break }
            }
            let mut order: Vec<&str> = seen.iter().map(|record| record.text("place")).collect();
            order.dedup();
            let mut expected = vec!["гай", "ґанок", "ель", "Єва", "Іва", "їжак", "Йосип", "Яр"];
            if descending { expected.reverse() }
            assert_eq!(order, expected);
            let ids: std::collections::BTreeSet<_> = seen.iter().map(|record| record.id()).collect();
            assert_eq!((seen.len(), ids.len()), (64, 64));
        }
    }
}

on_both! {
    async fn filters_find_words_in_any_letter_case_and_nothing_is_a_wildcard(place: Place) {
        let store = place.open().await;
        let register = store.catalogue().register(PERMITS).unwrap().clone();
        for text in ["вул. ЇДАЛЬНА, 5", "вул. Їжакевича", "100 % знижка", "вул. М'яти"] {
            store.apply(store.act("record.create").insert(permit(&store, text))).await.unwrap();
        }
        let count = async |condition: Condition| {
            let query = ListQuery { conditions: vec![("place".into(), condition)], limit: 10, ..ListQuery::default() };
            let count = store.count_records(&register, &query).await.unwrap();
            assert_eq!(store.list(&register, &query).await.unwrap().records.len() as i64, count);
            count
        };
        assert_eq!(count(Condition::Holds("їдальна".into())).await, 1);
        assert_eq!(count(Condition::Holds("Їж".into())).await, 1);
        assert_eq!(count(Condition::Holds("м’яти".into())).await, 1, "any apostrophe");
        assert_eq!(count(Condition::Holds("100 % зниж".into())).await, 1);
        assert_eq!(count(Condition::Holds("1%0".into())).await, 0);
        assert_eq!(count(Condition::Holds("' or 1=1 --".into())).await, 0);
        assert_eq!(count(Condition::Is(Value::from("вул. Їжакевича"))).await, 1);
    }
}
