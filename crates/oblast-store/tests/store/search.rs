//! The search: inflected, misspelt, hostile; written in the act.

use oblast_store::Store;
use oblast_store::search::Results;
use oblast_testkit::{PERMITS, Place, on_both, region, typed};

async fn found(store: &Store, query: &str) -> Results {
    store.search(query, 0, 20).await.unwrap()
}

async fn urls(store: &Store, query: &str) -> Vec<String> {
    found(store, query).await.hits.into_iter().map(|hit| hit.url).collect()
}

on_both! {
    async fn services_are_found_by_any_form_synonym_and_both_languages(place: Place) {
        let store = place.open().await;
        for (query, url) in [
            ("дозволу на рекламу", "/services/outdoor-advertising-permit"),
            ("зовнішньою рекламою", "/services/outdoor-advertising-permit"),
            ("БІЛБОРДИ", "/services/outdoor-advertising-permit"),
            ("прописки", "/services/residence-extract"),
            ("довідкою про місце проживання", "/services/residence-extract"),
            ("народження дітей", "/services/birth-of-a-child"),
            ("єМалятко", "/services/birth-of-a-child"),
            ("соціальних пільг", "/services/regional-payment"),
            ("advertising permit", "/services/outdoor-advertising-permit"),
        ] {
            assert_eq!(urls(&store, query).await.first().map(String::as_str), Some(url), "{query}");
        }
    }
}

on_both! {
    async fn a_misspelt_query_gets_a_suggestion_that_finds(place: Place) {
        let store = place.open().await;
        let results = found(&store, "рекламма").await;
        assert_eq!(results.total, 0);
        let suggestion = results.suggestion.unwrap();
        assert!(found(&store, &suggestion).await.total > 0, "{suggestion}");
        let two = found(&store, "довол на рекламму").await;
        assert!(two.suggestion.is_some() || two.total > 0, "{two:?}");
        assert_eq!(found(&store, "ъъъыыы").await.suggestion, None);
    }
}

on_both! {
    async fn hostile_and_empty_queries_find_nothing_and_break_nothing(place: Place) {
        let store = place.open().await;
        for query in ["", "   ", "'\"", "a\" OR \"b", "'; drop table cases; --", "*", "AND NOT (", "\\", ":*", "&|!()", "NEAR(а б)"] {
            let _ = found(&store, query).await;
        }
        let _ = found(&store, &"довгий ".repeat(5_000)).await;
        let _ = found(&store, &"я".repeat(100_000)).await;
        assert!(store.is_ready().await);
    }
}

on_both! {
    async fn a_record_is_found_as_soon_as_the_act_stands_and_as_it_was_changed(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let register = store.catalogue().register(PERMITS).unwrap().clone();
        let answers = [
            ("place", "м. Лісне, вул. М’ясницька, 5"), ("structure", "roof"), ("area", "2"), ("holder", "ТОВ «Таємна назва»"),
            ("issued_on", "2026-03-01"), ("valid_until", "2027-03-01"),
        ];
        let values = typed(&register.fields, &answers);
        let record = store.create_record(&region.head, None, &register, &values, None, None).await.unwrap();
        let url = format!("/registers/{PERMITS}/{}", record.id());
        assert!(urls(&store, "м'ясницькою").await.contains(&url), "another apostrophe, another form");
        assert!(urls(&store, "лісного мясницька").await.is_empty(), "both words are wanted");

        let mut changed = store.load(&register.table(), record.id()).await.unwrap().unwrap();
        changed.set("place", "м. Степове, пл. Театральна, 1");
        store.apply(store.act("record.change").update(changed)).await.unwrap();
        assert!(urls(&store, "театральної площі").await.is_empty(), "«площа» is written «пл.» there");
        assert!(urls(&store, "театральної").await.contains(&url));
        assert!(!urls(&store, "м'ясницькою").await.contains(&url), "the old words are gone");

        // What is not applied is not found.
        let mut stale = store.load(&register.table(), record.id()).await.unwrap().unwrap();
        stale.set("place", "Незаписане");
        let act = store.act("record.change").update(stale.clone()).update(stale);
        assert!(store.apply(act).await.is_err());
        assert!(urls(&store, "незаписане").await.is_empty());
    }
}
