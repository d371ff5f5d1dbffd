//! Lists: keyset paging, Ukrainian order, filters.

use oblast_kernel::Value;
use oblast_store::records::{Condition, ListQuery};
use oblast_store::search::WordsCondition;
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

on_both! {
    async fn a_list_is_searched_by_words_in_any_form_and_only_in_public_fields(place: Place) {
        let store = place.open().await;
        oblast_testkit::region(&store).await;
        store.refresh_directories().await.unwrap();
        let assets = store.catalogue().register("it-assets").unwrap().clone();
        for (model, note) in [("Ноутбук службовий", "таємна примітка"), ("Сервери шафові", ""), ("Монітор", "службова")] {
            let values = oblast_testkit::typed(&assets.fields, &[("category", "printer"), ("model", model), ("body", "heritage"), ("note", note)]);
            let record = store.draft_record(&assets, &values).unwrap();
            store.apply(store.insert_record(store.act("record.create"), &assets, record)).await.unwrap();
        }
        let found = async |words: &str| {
            let query = ListQuery { words: Some(words.into()), limit: 10, ..ListQuery::default() };
            let records = store.list(&assets, &query).await.unwrap().records;
            assert_eq!(store.count_records(&assets, &query).await.unwrap(), records.len() as i64);
            // Where many records have the words, each row is asked instead: it says the same.
            if let Some(condition) = WordsCondition::new(&store, &assets, words) {
                let tail = format!("where {}", condition.each.replace('?', "$1"));
                let each = store.select("reg_it_assets", &tail, &[condition.value]).await.unwrap();
                assert_eq!(each.len(), records.len(), "{words}");
            }
            records.iter().map(|record| record.text("model").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("ноутбука").await, ["Ноутбук службовий"], "another form of the word");
        assert_eq!(found("шафові сервер").await, ["Сервери шафові"]);
        assert_eq!(found("службов").await, ["Ноутбук службовий"], "the beginning of a word; not what is for officials");
        assert!(found("таємна").await.is_empty());
        assert!(found("...").await.is_empty(), "no word finds nothing");
        assert!(found("\" OR 1=1 *").await.is_empty());
        assert_eq!(store.search("ноутбук", 0, 10).await.unwrap().total, 0, "a register for officials is not on the site's search");
        let mut record = store.select("reg_it_assets", "where model = 'Монітор'", &[]).await.unwrap().remove(0);
        record.set("model", "Проєктор");
        store.apply(store.act("record.change").update(record)).await.unwrap();
        assert!(found("монітор").await.is_empty(), "as it stands now");
        assert_eq!(found("проєктор").await, ["Проєктор"]);
    }
}
