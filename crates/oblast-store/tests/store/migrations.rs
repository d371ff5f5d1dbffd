//! Tables follow declarations: additions only, and a fresh schema equals all migrations.

use oblast_kernel::value::ColumnType;
use oblast_register::Catalogue;
use oblast_register::catalogue::DeclarationFile;
use oblast_store::{Location, Store, StoreError};
use oblast_testkit::{Backend, Place, on_both, typed};

const HEAD: &str = r#"
[register]
id = "benches"
title = { uk = "Лавки", en = "Benches" }
description = { uk = "Де стоять", en = "Where they stand" }
holder = "parks"
label = "place"
sort = "place"
version = "#;

const FIRST: &str = r#"1
[access]
read = ["public"]
[[fields]]
id = "place"
kind = "text"
required = true
title = { uk = "Місце", en = "Place" }
"#;

const MORE: &str = r#"
[[fields]]
id = "painted_on"
kind = "date"
filter = true
since = 2
title = { uk = "Пофарбовано", en = "Painted on" }
"#;

fn catalogue(text: String) -> Catalogue {
    Catalogue::read(&[DeclarationFile { path: "register.toml".into(), text }]).unwrap()
}

fn first() -> Catalogue {
    catalogue(format!("{HEAD}{FIRST}"))
}

fn second() -> Catalogue {
    catalogue(format!("{HEAD}{FIRST}{MORE}").replace("version = 1", "version = 2"))
}

async fn columns(store: &Store, place: &Place) -> Vec<String> {
    let text = ColumnType::Text;
    let rows = match place.location {
        Location::Sqlite(_) => {
            let sql = "select m.name || '.' || p.name || ' ' || p.type from sqlite_master m, pragma_table_info(m.name) p where m.type = 'table'";
            store.query(sql, &[], &[text]).await
        }
        Location::Postgres(_) => {
            let sql = "select table_name || '.' || column_name || ' ' || data_type from information_schema.columns where table_schema = 'public'";
            store.query(sql, &[], &[text]).await
        }
    };
    let mut columns: Vec<String> = rows.unwrap().iter().map(|row| row.text(0).to_owned()).collect();
    columns.sort();
    columns
}

on_both! {
    async fn a_migrated_schema_equals_a_fresh_one_and_old_rows_still_verify(place: Place) {
        let store = place.open_with(first(), false).await.unwrap();
        let register = store.catalogue().register("benches").unwrap().clone();
        let record = store.draft_record(&register, &typed(&register.fields, &[("place", "Парк")])).unwrap();
        store.apply(store.act("record.create").insert(record.clone())).await.unwrap();
        store.close().await;
        drop(store);

        let store = place.open_with(second(), false).await.unwrap();
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
        let mut loaded = store.load("reg_benches", record.id()).await.unwrap().unwrap();
        loaded.set("painted_on", "2026-03-01");
        store.apply(store.act("record.change").update(loaded)).await.unwrap();
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);

        let backend = if place.url().is_some() { Backend::Postgres } else { Backend::Sqlite };
        let other = Place::new(backend).await.unwrap();
        let fresh = other.open_with(second(), false).await.unwrap();
        assert_eq!(columns(&store, &place).await, columns(&fresh, &other).await);
    }
}

on_both! {
    async fn a_declaration_does_not_change_under_its_version(place: Place) {
        let store = place.open_with(first(), false).await.unwrap();
        store.close().await;
        drop(store);
        let changed = catalogue(format!("{HEAD}{FIRST}{MORE}"));
        let error = place.open_with(changed, false).await.err().unwrap();
        assert!(matches!(error, StoreError::DeclarationChanged { version: 1, .. }), "{error}");
    }
}

on_both! {
    async fn a_second_writer_is_refused(place: Place) {
        let store = place.open_with(first(), false).await.unwrap();
        let second = place.open_with(first(), false).await.err().unwrap();
        assert!(matches!(second, StoreError::Locked(_)), "{second}");
        let reader = place.open_with(first(), true).await.unwrap();
        assert_eq!(reader.verify(vec![]).await.unwrap().findings, []);
        drop(store);
    }
}
