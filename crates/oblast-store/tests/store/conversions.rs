//! A field of another type takes over what an older one holds; the old one stays until it is purged.

use oblast_kernel::access::Actor;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::DeclarationFile;
use oblast_register::{Catalogue, Register};
use oblast_store::conversions::PurgeError;
use oblast_store::{Pace, Store, StoreError};
use oblast_testkit::{Place, on_both, typed};

const FIRST: &str = r#"
[register]
id = "benches"
version = 1
title = { uk = "Лавки", en = "Benches" }
description = { uk = "Де стоять", en = "Where they stand" }
holder = "parks"
label = "place"
sort = "place"
[access]
read = ["public"]
create = ["head"]
change = ["head"]
[[fields]]
id = "place"
kind = "text"
required = true
title = { uk = "Місце", en = "Place" }
[[fields]]
id = "length"
kind = "text"
filter = true
title = { uk = "Довжина", en = "Length" }
"#;

const NEW: &str = r#"
[[fields]]
id = "metres"
kind = "decimal"
from = "length"
since = 2
filter = true
title = { uk = "Довжина, м", en = "Length, m" }
"#;

fn second() -> String {
    let retired =
        FIRST.replace("version = 1", "version = 2").replace("id = \"length\"", "id = \"length\"\nuntil = 1");
    format!("{retired}{NEW}")
}

/// The old field is in use again, the new one is not.
fn back() -> String {
    let new = NEW.replace("from = \"length\"\nsince = 2", "since = 2\nuntil = 2");
    format!("{}{new}", FIRST.replace("version = 1", "version = 3"))
}

/// The old field is gone.
fn third() -> String {
    let start = second().replace("version = 2", "version = 3");
    let field = start.find("[[fields]]\nid = \"length\"").unwrap();
    let after = start.find("[[fields]]\nid = \"metres\"").unwrap();
    format!("{}{}", &start[..field], start[after..].replace("from = \"length\"\n", ""))
}

async fn try_open(place: &Place, text: String) -> Result<Store, StoreError> {
    let file = DeclarationFile { path: "register.toml".into(), text };
    place.open_with(Catalogue::read(&[file]).unwrap(), false).await
}

async fn open(place: &Place, text: String) -> Store {
    try_open(place, text).await.unwrap()
}

fn register(store: &Store) -> std::sync::Arc<Register> {
    store.catalogue().register("benches").cloned().unwrap()
}

fn actor() -> Actor {
    Actor { account: Some(Uuid::from_u128(7)), ..Actor::default() }
}

/// A register of the first version with these lengths; closed again.
async fn filled(place: &Place, lengths: &[&str]) {
    let store = open(place, FIRST.into()).await;
    let register = register(&store);
    for (number, length) in lengths.iter().enumerate() {
        let values = typed(&register.fields, &[("place", &format!("Сквер {number}")), ("length", length)]);
        store.create_record(&actor(), None, &register, &values, None, None).await.unwrap();
    }
    store.close().await;
}

async fn lengths(store: &Store, column: &str) -> Vec<Value> {
    let records = store.select("reg_benches", "order by place_sort", &[]).await.unwrap();
    records.iter().map(|record| record.get(column).clone()).collect()
}

on_both! {
    async fn what_can_be_read_is_taken_over_and_what_cannot_is_shown(place: Place) {
        filled(&place, &["1,5", "двадцять", "", "2"]).await;
        let store = open(&place, second()).await;
        let own = register(&store);
        let before = store.conversions(&own).await.unwrap();
        assert_eq!((before[0].total, before[0].done, before[0].is_done), (3, 0, false));
        store.convert(Pace::Full, |_| {}).await.unwrap();
        let after = store.conversions(&own).await.unwrap().remove(0);
        assert_eq!((after.done, after.failed, after.is_done), (3, 1, true));
        assert_eq!(lengths(&store, "metres").await, [Value::Int(150), Value::Null, Value::Null, Value::Int(200)]);
        assert_eq!(lengths(&store, "length").await[0], Value::from("1,5"), "the old value stays");
        let (left, count) = store.unconverted(&own, &after).await.unwrap();
        assert_eq!((left[0].text("length"), count), ("двадцять", 1));
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
        assert!(matches!(store.purge().await, Err(PurgeError::Unconverted { count: 1, .. })), "nothing is lost");

        // Filled in by hand, the old field can go for good.
        let mut values = typed(&own.fields, &[("place", "Сквер 1"), ("metres", "20")]);
        values.remove("length");
        store.change_record(&actor(), None, &own, left[0].clone(), &values).await.unwrap();
        let purged = store.purge().await.unwrap();
        assert_eq!((purged[0].field.as_str(), purged[0].records), ("length", 3));
        assert!(lengths(&store, "length").await.iter().all(Value::is_null));
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
        let id = left[0].id();
        let history = store.history("reg_benches", id, 10).await.unwrap();
        assert_eq!(history.last().unwrap().record.text("length"), "двадцять", "the history forgets nothing");
        store.close().await;

        // Now the declaration may drop it, and the next purge drops the column.
        let store = open(&place, third()).await;
        let dropped: Vec<String> = store.purge().await.unwrap().into_iter().map(|own| own.field).collect();
        assert_eq!(dropped, ["length", "length_sort"]);
        assert_eq!(lengths(&store, "metres").await[0], Value::Int(150));
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}

on_both! {
    async fn until_it_is_purged_there_is_a_way_back(place: Place) {
        filled(&place, &["1,5", "2"]).await;
        let store = open(&place, second()).await;
        store.convert(Pace::Full, |_| {}).await.unwrap();
        store.close().await;
        let gone = try_open(&place, third()).await.err().unwrap();
        assert!(matches!(&gone, StoreError::DeclarationContradicts { field, .. } if field == "length"), "{gone}");
        let store = open(&place, back()).await;
        assert_eq!(lengths(&store, "length").await, [Value::from("1,5"), Value::from("2")]);
        assert!(register(&store).field("metres").unwrap().retired);
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}

on_both! {
    async fn many_records_are_converted_while_the_register_is_in_use(place: Place) {
        let numbers: Vec<String> = (0..450).map(|number| number.to_string()).collect();
        filled(&place, &numbers.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let store = open(&place, second()).await;
        let own = register(&store);
        // Somebody reads a record, the conversion writes it, and their change is told of the conflict.
        let stale = store.select("reg_benches", "order by id limit 1", &[]).await.unwrap().remove(0);
        let batches = std::sync::atomic::AtomicUsize::new(0);
        store
            .convert(Pace::Full, |_| {
                batches.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            })
            .await
            .unwrap();
        assert_eq!(batches.into_inner(), 3, "in batches of two hundred");
        let values = typed(&own.fields, &[("place", "Інше")]);
        assert!(store.change_record(&actor(), None, &own, stale, &values).await.is_err());
        assert_eq!(store.count("reg_benches where metres is not null", &[], 1_000).await.unwrap(), 450);
        store.close().await;

        // A start anew does not begin anew, and what was killed in the middle goes on from the data themselves.
        let store = open(&place, second()).await;
        assert!(store.conversions(&own).await.unwrap()[0].is_done);
        store.scratch("update reg_benches set metres = null where metres = $1", vec![Value::Int(100)]).await.unwrap();
        store
            .scratch("update conversion set state = 'running', after_id = $1, done = 0", vec![Uuid::nil().into()])
            .await
            .unwrap();
        store.convert(Pace::Full, |_| {}).await.unwrap();
        assert_eq!(store.count("reg_benches where metres is null", &[], 10).await.unwrap(), 0);
    }
}
