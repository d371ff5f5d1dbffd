//! What somebody does past the journal is found.

use ed25519_dalek::SigningKey;
use oblast_kernel::Value;
use oblast_kernel::journal::Finding;
use oblast_store::Store;
use oblast_store::journal::verify_export;
use oblast_testkit::{Place, on_both};

use crate::acts::permit;

/// Ten records, one of them changed twice.
async fn written(place: &Place) -> (Store, oblast_store::Record) {
    let store = place.open().await;
    let first = permit(&store, "Місце 0");
    store.apply(store.act("record.create").insert(first.clone())).await.unwrap();
    for n in 1..10 {
        store.apply(store.act("record.create").insert(permit(&store, &format!("Місце {n}")))).await.unwrap();
    }
    for text in ["Раз", "Два"] {
        let mut record = store.load(&first.def().name, first.id()).await.unwrap().unwrap();
        record.set("place", text);
        store.apply(store.act("record.change").update(record)).await.unwrap();
    }
    assert_eq!(findings(&store).await, []);
    (store, first)
}

async fn findings(store: &Store) -> Vec<Finding> {
    store.verify(vec![]).await.unwrap().findings
}

/// Writes past the journal, sees that it is found, and gives what was found.
async fn tamper(store: &Store, sql: &str, values: Vec<Value>) -> Vec<Finding> {
    assert!(store.scratch(sql, values).await.unwrap() > 0, "{sql}");
    let found = findings(store).await;
    assert!(!found.is_empty(), "not found: {sql}");
    found
}

on_both! {
    async fn a_changed_row_is_found(place: Place) {
        let (store, first) = written(&place).await;
        let sql = format!("update {} set place = 'Інше' where id = $1", first.def().name);
        let found = tamper(&store, &sql, vec![first.id().into()]).await;
        assert_eq!(found, [Finding::RowChanged { table: first.def().name.clone(), id: first.id() }]);
    }
}

on_both! {
    async fn a_row_set_back_to_an_older_version_is_found(place: Place) {
        let (store, first) = written(&place).await;
        let sql = format!("update {} set place = 'Місце 0', place_sort = 'місце 0', version = 1 where id = $1", first.def().name);
        tamper(&store, &sql, vec![first.id().into()]).await;
    }
}

on_both! {
    async fn a_deleted_row_is_found(place: Place) {
        let (store, first) = written(&place).await;
        let sql = format!("delete from {} where id = $1", first.def().name);
        let found = tamper(&store, &sql, vec![first.id().into()]).await;
        assert_eq!(found, [Finding::RowMissing { table: first.def().name.clone(), id: first.id() }]);
    }
}

on_both! {
    async fn an_added_row_is_found(place: Place) {
        let (store, first) = written(&place).await;
        let sql = format!("update {} set id = $1 where id = $2", first.def().name);
        let stranger = oblast_kernel::Uuid::from_u128(5);
        let found = tamper(&store, &sql, vec![stranger.into(), first.id().into()]).await;
        assert!(found.contains(&Finding::RowUnknown { table: first.def().name.clone(), id: stranger }));
    }
}

on_both! {
    async fn a_deleted_entry_is_found(place: Place) {
        let (store, _) = written(&place).await;
        let found = tamper(&store, "delete from journal_entry where seq = $1", vec![Value::Int(5)]).await;
        assert!(found.contains(&Finding::Order { node: 1, expected: 5, found: 6 }));
    }
}

on_both! {
    async fn reordered_entries_are_found(place: Place) {
        let (store, _) = written(&place).await;
        for (from, to) in [(3, 1000), (4, 3), (1000, 4)] {
            store.scratch("update journal_entry set seq = $1 where seq = $2", vec![Value::Int(to), Value::Int(from)]).await.unwrap();
        }
        assert!(findings(&store).await.contains(&Finding::Altered { node: 1, seq: 3 }));
    }
}

on_both! {
    async fn an_altered_entry_is_found(place: Place) {
        let (store, _) = written(&place).await;
        tamper(&store, "update journal_entry set body = replace(body, 'record.create', 'record.change') where seq = $1", vec![Value::Int(2)]).await;
    }
}

on_both! {
    async fn a_cut_tail_is_found(place: Place) {
        let (store, _) = written(&place).await;
        let found = tamper(&store, "delete from journal_entry where seq > $1", vec![Value::Int(10)]).await;
        assert!(found.contains(&Finding::Truncated { node: 1, seq: 12, last: 10 }));
    }
}

on_both! {
    async fn a_changed_history_is_found(place: Place) {
        let (store, first) = written(&place).await;
        let sql = "update journal_version set snapshot = replace(snapshot, 'Раз', 'Ніколи') where row_id = $1 and row_version = 2";
        let found = tamper(&store, sql, vec![first.id().into()]).await;
        assert_eq!(found, [Finding::VersionChanged { table: first.def().name.clone(), id: first.id(), version: 2 }]);
        tamper(&store, "delete from journal_version where row_id = $1 and row_version = 2", vec![first.id().into()]).await;
    }
}

on_both! {
    async fn a_tail_cut_with_everything_that_hangs_on_it_is_found_by_a_held_checkpoint(place: Place) {
        let (store, _) = written(&place).await;
        let key = SigningKey::from_bytes(&[9; 32]);
        let mut before = Vec::new();
        store.export_journal(&mut before).await.unwrap();
        let held = store.make_checkpoint(&key).await.unwrap();
        assert_eq!(findings(&store).await, []);

        // Somebody with the whole database takes the last record back and repairs all notes of it.
        let entries = store.entries_before(14, 2).await.unwrap();
        let back = &entries[1].0;
        for sql in ["delete from journal_version where seq > $1", "delete from journal_entry where seq > $1", "delete from journal_checkpoint where seq >= $1"] {
            store.scratch(sql, vec![Value::Int(back.seq - 1)]).await.unwrap();
        }
        let (last, _) = store.entries_before(i64::MAX, 1).await.unwrap().remove(0);
        store.scratch("update journal_head set seq = $1, hash = $2", vec![last.seq.into(), last.hash.as_str().into()]).await.unwrap();
        let report = store.verify(vec![held.clone()]).await.unwrap();
        assert!(report.findings.contains(&Finding::Truncated { node: 1, seq: held.seq, last: last.seq }));

        // The export alone, without a database, shows the same.
        let mut after = Vec::new();
        store.export_journal(&mut after).await.unwrap();
        assert_eq!(verify_export(before.as_slice(), vec![held.clone()]).unwrap().findings, []);
        assert!(!verify_export(after.as_slice(), vec![held]).unwrap().findings.is_empty());
    }
}

on_both! {
    async fn an_export_that_was_edited_is_found(place: Place) {
        let (store, _) = written(&place).await;
        let mut export = Vec::new();
        assert_eq!(store.export_journal(&mut export).await.unwrap(), 12);
        let text = String::from_utf8(export).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let without = [&lines[..4], &lines[5..]].concat().join("\n");
        let mut swapped = lines.clone();
        swapped.swap(3, 4);
        let edited = text.replacen("record.create", "record.forged", 1);
        for forged in [without, swapped.join("\n"), edited] {
            assert!(!verify_export(forged.as_bytes(), vec![]).unwrap().findings.is_empty());
        }
        assert!(verify_export(&b"not an export\n"[..], vec![]).is_err());
    }
}
