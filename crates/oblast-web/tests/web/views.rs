//! Lists as people want them, and one change to many records.

use oblast_kernel::access::Actor;
use oblast_testkit::{BENCHES, Place, TestApp, on_both, typed};

async fn filled(place: &Place, count: usize) -> TestApp {
    let app = TestApp::with(place, &[BENCHES]).await;
    let register = app.store.catalogue().register("benches").unwrap().clone();
    for n in 0..count {
        let name = format!("Двір {n}");
        let answers = [
            ("place", name.as_str()),
            ("category", if n % 2 == 0 { "bench" } else { "arbour" }),
            ("seats", "4"),
        ];
        let values = typed(&register.fields, &answers);
        app.store.create_record(&app.region.head, None, &register, &values, None, None).await.unwrap();
    }
    app
}

/// The value of a hidden input of a page.
fn hidden(page: &str, name: &str) -> String {
    let after = page.split(&format!("type=\"hidden\" name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    after.split('"').next().unwrap_or_default().replace("&amp;", "&")
}

on_both! {
    async fn columns_are_chosen_and_a_view_is_kept_for_oneself(place: Place) {
        let app = filled(&place, 3).await;
        let resident = &app.region.resident;
        let list = "/registers/benches?category=bench&col_seats=1&col_place=1&sort=place";
        let page = app.get(resident, list).await.body;
        let head = page.split("<thead>").nth(1).unwrap().split("</thead>").next().unwrap();
        assert!(head.contains("Місць") && head.contains("Місце") && !head.contains("Встановлено"), "{head}");
        assert!(!page.contains("Двір 1"));
        let query = hidden(&page, "query");
        assert!(query.contains("category=bench") && query.contains("col_seats=1"), "{query}");
        let saved = app.post(resident, "/registers/benches/views", &[("title", "  Лавки  "), ("query", &query)]).await;
        assert_eq!(saved.status, 303);
        assert!(saved.location().starts_with("/registers/benches?") && saved.location().contains("sort=place"));
        let page = app.get(resident, saved.location()).await.body;
        assert!(page.contains(">Лавки</a>") && page.contains("aria-current=\"page\""), "{page}");
        assert!(!app.get(&app.region.neighbour, "/registers/benches").await.body.contains(">Лавки</a>"), "for oneself");
        let hostile = app.post(resident, "/registers/benches/views", &[("title", "x"), ("query", "\"><script>&a=//evil")]).await;
        assert!(!hostile.location().contains('<') && hostile.location().starts_with("/registers/benches?"), "{}", hostile.location());
        let path = page.split("action=\"/registers/benches/views/").nth(1).unwrap().split('"').next().unwrap();
        let path = format!("/registers/benches/views/{path}");
        app.post(&app.region.neighbour, &path, &[]).await;
        assert!(app.get(resident, "/registers/benches").await.body.contains(">Лавки</a>"), "nobody forgets another's view");
        app.post(resident, &path, &[]).await;
        assert!(!app.get(resident, "/registers/benches").await.body.contains(">Лавки</a>"));
        for n in 0..30 {
            let title = format!("Добірка {n}");
            let status = app.post(resident, "/registers/benches/views", &[("title", &title), ("query", "")]).await.status;
            assert_eq!(status.as_u16(), if n < 19 { 303 } else { 409 }, "{n}");
        }
        assert_eq!(app.post(&Actor::default(), "/registers/benches/views", &[("title", "x"), ("query", "")]).await.status, 401);
    }
}

on_both! {
    async fn many_records_are_changed_as_they_were_shown(place: Place) {
        let app = filled(&place, 230).await;
        let head = &app.region.head;
        let path = "/registers/benches/bulk";
        let asked = app.get(head, &format!("{path}?category=bench")).await.body;
        assert!(asked.contains("Буде змінено 115 записів"), "{asked}");
        let query = hidden(&asked, "query");
        let none = app.post(head, path, &[("query", &query), ("field", "")]).await;
        assert!(none.status == 422 && none.body.contains("Виберіть поле"), "{}", none.body);
        let field = app.post(head, path, &[("query", &query), ("field", "seats")]).await.body;
        assert!(field.contains("id=\"f-seats\""), "{field}");
        let wrong = app.post(head, path, &[("query", &query), ("field", "seats"), ("given", "1"), ("seats", "99")]).await;
        assert!(wrong.status == 422 && wrong.body.contains("не більше ніж 50"), "{}", wrong.body);
        let form = [("query", query.as_str()), ("field", "seats"), ("given", "1"), ("seats", "6")];
        let shown = app.post(head, path, &form).await.body;
        assert!(shown.contains("<del>4</del>") && shown.contains("<ins>6</ins>") && shown.contains("І ще записів: 95"), "{shown}");
        let seen = hidden(&shown, "seen");

        // Somebody changes one of them meanwhile: it is shown again first.
        let register = app.store.catalogue().register("benches").unwrap().clone();
        let record = app.store.load_by("reg_benches", "place", "Двір 0".into()).await.unwrap().unwrap();
        let mut values = typed(&register.fields, &[("place", "Двір 0"), ("category", "bench"), ("seats", "5")]);
        app.store.change_record(head, None, &register, record, &values).await.unwrap();
        let mut sent = form.to_vec();
        sent.push(("seen", &seen));
        let outdated = app.post(head, path, &sent).await;
        assert_eq!(outdated.status, 409);
        assert!(outdated.body.contains("<del>5</del>"), "{}", outdated.body);
        let seen = hidden(&outdated.body, "seen");
        let mut sent = form.to_vec();
        sent.push(("seen", &seen));
        let done = app.post(head, path, &sent).await;
        assert!(done.body.contains("115 записів змінено"), "{}", done.body);
        let record = app.store.load_by("reg_benches", "place", "Двір 2".into()).await.unwrap().unwrap();
        assert_eq!((record.int("seats"), record.version()), (Some(6), 2));
        let other = app.store.load_by("reg_benches", "place", "Двір 1".into()).await.unwrap().unwrap();
        assert_eq!((other.int("seats"), other.version()), (Some(4), 1));
        let entries = app.store.entries_before(i64::MAX, 5).await.unwrap();
        assert_eq!(entries[0].1.rows.len() + entries[1].1.rows.len(), 115, "two acts");
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());

        let state = [("query", "place=двір 2"), ("field", "state"), ("state", "broken")];
        let shown = app.post(head, path, &state).await.body;
        assert!(shown.contains("<ins>зламана</ins>"), "{shown}");
        values.clear();
        for actor in [&app.region.heritage, &app.region.administrator] {
            assert_eq!(app.get(actor, path).await.status, 403);
            assert_eq!(app.post(actor, path, &state).await.status, 403);
        }
    }
}
