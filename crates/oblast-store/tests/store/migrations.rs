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
        let changed = catalogue(format!("{HEAD}{FIRST}{MORE}").replace("since = 2\n", ""));
        let error = place.open_with(changed, false).await.err().unwrap();
        assert!(matches!(error, StoreError::DeclarationChanged { version: 1, .. }), "{error}");
    }
}

const COLOUR: &str = r#"
[[fields]]
id = "colour"
kind = "choice"
title = { uk = "Колір", en = "Colour" }
choices = [
  { id = "green", title = { uk = "зелений", en = "green" } },
  { id = "dark_red", title = { uk = "бордовий", en = "dark red" } },
]
[[fields]]
id = "marks"
kind = "several"
title = { uk = "Позначки", en = "Marks" }
choices = [
  { id = "new", title = { uk = "нова", en = "new" } },
  { id = "old", title = { uk = "стара", en = "old" } },
]
"#;

on_both! {
    async fn a_declaration_that_contradicts_the_records_is_refused_in_words(place: Place) {
        let text = format!("{HEAD}{FIRST}{COLOUR}");
        let store = place.open_with(catalogue(text.clone()), false).await.unwrap();
        let register = store.catalogue().register("benches").unwrap().clone();
        for colour in ["green", "dark_red"] {
            let answers = [("place", "Парк"), ("colour", colour), ("marks", "new")];
            let record = store.draft_record(&register, &typed(&register.fields, &answers)).unwrap();
            store.apply(store.act("record.create").insert(record)).await.unwrap();
        }
        let second = text.replace("version = 1", "version = 2");
        let gone = |id: &str| second.lines().filter(|line| !line.contains(&format!("id = \"{id}\""))).fold(String::new(), |out, line| out + line + "\n");
        for (changed, field, words) in [
            (second.replacen("kind = \"text\"", "kind = \"integer\"", 1), "place", "`text` cannot be read as this `integer`"),
            (second.replacen("kind = \"text\"", "kind = \"text\"\nunique = true", 1), "place", "«Парк»"),
            (gone("dark_red"), "colour", "the choice `dark_red` is gone"),
            (gone("new"), "marks", "the choice `new` is gone"),
        ] {
            match store.check_declarations(&catalogue(changed)).await {
                Err(StoreError::DeclarationContradicts { register, field: named, why }) => {
                    assert_eq!((register.as_str(), named.as_str()), ("benches", field));
                    assert!(why.contains(words), "{why}");
                }
                other => panic!("{field}: {other:?}"),
            }
        }
        for fits in [gone("old"), second.replacen("kind = \"text\"", "kind = \"long_text\"", 1), second.clone()] {
            store.check_declarations(&catalogue(fits)).await.unwrap();
        }
        store.close().await;
        drop(store);

        // The same where the program starts with it; and what was refused leaves nothing behind.
        let unique = second.replacen("kind = \"text\"", "kind = \"text\"\nunique = true", 1);
        for changed in [unique, gone("dark_red")] {
            let error = place.open_with(catalogue(changed), false).await.err().unwrap();
            assert!(matches!(error, StoreError::DeclarationContradicts { .. }), "{error}");
        }
        let store = place.open_with(catalogue(second), false).await.unwrap();
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
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
