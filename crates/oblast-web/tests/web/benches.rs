//! A register of one's own: shapes on the map, figures on the dashboard.

use oblast_kernel::access::Actor;
use oblast_testkit::{BENCHES, Place, TestApp, on_both, typed};
use serde_json::json;

async fn filled(place: &Place) -> TestApp {
    let app = TestApp::with(place, &[BENCHES]).await;
    let register = app.store.catalogue().register("benches").unwrap().clone();
    for (n, (name, category, seats, set_on, position)) in [
        ("Сквер", "bench", "4", "2024-05-01", "50.4501, 30.5234"),
        ("Алея", "bench", "3", "2025-05-01", "48.45, 34.98"),
        ("Парк", "arbour", "12", "2025-06-01", ""),
        ("Сад", "", "", "", "46.48, 30.73"),
    ]
    .into_iter()
    .enumerate()
    {
        let answers = [
            ("place", name),
            ("category", category),
            ("seats", seats),
            ("set_on", set_on),
            ("position", position),
        ];
        let values = typed(&register.fields, &answers);
        let mut record = app.store.draft_record(&register, &values).unwrap();
        if n == 1 {
            record.set("state", "broken");
        }
        let act = app.store.act("record.create");
        app.store.apply(app.store.insert_record(act, &register, record)).await.unwrap();
    }
    app
}

on_both! {
    async fn places_are_given_as_geojson_within_a_box(place: Place) {
        let app = filled(&place).await;
        let visitor = Actor::default();
        let whole = app.get(&visitor, "/registers/benches/records.geojson").await;
        assert_eq!(whole.headers["content-type"], "application/geo+json");
        let json = whole.json();
        assert_eq!(json["features"].as_array().unwrap().len(), 4);
        let boxed = app.get(&visitor, "/registers/benches/records.geojson?position=30,50,31,51&most=10").await.json();
        let features = boxed["features"].as_array().unwrap();
        assert_eq!(features.len(), 1);
        assert_eq!(features[0]["geometry"], json!({ "type": "Point", "coordinates": [30.5234, 50.4501] }));
        assert_eq!(features[0]["properties"]["place"], "Сквер");
        for wrong in ["position=1,2,3", "position=31,50,30,51", "most=0", "most=9999999", "position=a,b,c,d", "position=0,0,999,1"] {
            let reply = app.get(&visitor, &format!("/registers/benches/records.geojson?{wrong}")).await;
            assert_eq!(reply.status, 400, "{wrong}");
        }
        assert_eq!(app.get(&visitor, "/registers/outdoor-advertising-permits/records.geojson").await.status, 404);
        let list = app.get(&visitor, "/registers/benches").await.body;
        assert!(list.contains("data-map=\"show\"") && list.contains("records.geojson?most=5000"), "{list}");
        let csv = app.get(&visitor, "/registers/benches/records.csv").await.body;
        assert!(csv.contains("POINT (30.5234 50.4501)"), "{csv}");
    }
}

on_both! {
    async fn a_place_is_typed_and_wrong_ones_are_told(place: Place) {
        let app = TestApp::with(&place, &[BENCHES]).await;
        let head = &app.region.head;
        let send = async |position: &str, yard: &str| {
            app.post(head, "/registers/benches/new", &[("key", "00000000-0000-7000-8000-000000000001"), ("place", "Двір"), ("position", position), ("yard", yard)]).await
        };
        for (position, yard, words) in [
            ("30.5, 50.4", "", "широту й довготу переставлено"),
            ("поруч", "", "введіть широту й довготу"),
            ("95, 30", "", "від -90 до 90"),
            ("", "50, 30\n51, 31\n50, 31\n51, 30", "сторони 1 і 3"),
            ("", "50, 30\n51, 31", "замало точок"),
        ] {
            let reply = send(position, yard).await;
            assert_eq!(reply.status, 422);
            assert!(reply.body.contains(words), "{words}: {}", reply.body);
            assert!(reply.body.contains(position.lines().next().unwrap_or_default()), "what was typed stays");
        }
        let made = send("50,4501; 30,5234", "50, 30\n50, 30.01\n50.01, 30.01\n50.01, 30").await;
        assert_eq!(made.status, 303, "{}", made.body);
        let card = app.get(head, made.location()).await.body;
        assert!(card.contains("50.4501, 30.5234") && card.contains("79,5 га") && card.contains("data-geometry"), "{card}");
        let form = app.get(head, &format!("{}/edit", made.location())).await.body;
        assert!(form.contains("50, 30\n50, 30.01\n50.01, 30.01\n50.01, 30</textarea>"), "{form}");
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}

on_both! {
    async fn figures_are_computed_by_group_and_year_and_again_from_their_rows(place: Place) {
        let app = filled(&place).await;
        let visitor = Actor::default();
        let dashboard = app.get(&visitor, "/dashboard").await.body;
        assert!(dashboard.contains("/dashboard/benches/broken") && dashboard.contains("25,0"), "{dashboard}");
        let broken = app.get(&visitor, "/dashboard/benches/broken").await.body;
        assert!(broken.contains("50,0 %") && broken.contains("2025") && broken.contains("не вказано"), "{broken}");
        assert!(broken.contains("збігаються") || broken.contains("та сама") || broken.contains("notice done"), "{broken}");
        let seats = app.get(&visitor, "/dashboard/benches/seats?group=broken").await.body;
        assert!(seats.contains("<span class=\"value\">19"), "{seats}");
        assert!(seats.contains("Алея") || seats.contains("Л-00002/2026"), "{seats}");
        assert!(!seats.contains("Л-00001/2026"), "only the rows of the group");
        assert_eq!(app.get(&visitor, "/dashboard/benches/no-such").await.status, 404);
        assert_eq!(app.get(&visitor, "/dashboard/no-such/broken").await.status, 404);
        assert_eq!(app.get(&visitor, "/dashboard/benches/broken?after=%27").await.status, 400);
    }
}

on_both! {
    async fn a_register_that_is_not_open_may_publish_its_figures_without_its_rows(place: Place) {
        let closed = BENCHES.replace("read = [\"public\"]", "read = [\"official\"]").replace("search = true", "personal = true\npurpose = { uk = \"перевірка\", en = \"a test\" }")
            .replacen("measure = \"share\"", "measure = \"share\"\npublish = true", 1);
        let app = TestApp::with(&place, &[&closed]).await;
        let visitor = Actor::default();
        assert_eq!(app.get(&visitor, "/registers/benches").await.status, 303);
        let figure = app.get(&visitor, "/dashboard/benches/broken").await;
        assert_eq!(figure.status, 200, "{}", figure.body);
        assert!(figure.body.contains("Записи цього реєстру відкриті не всім") && !figure.body.contains("/registers/benches"), "{}", figure.body);
        assert_eq!(app.get(&visitor, "/dashboard/benches/seats").await.status, 404);
        assert_eq!(app.get(&app.region.head, "/dashboard/benches/seats").await.status, 200);
        assert!(!app.get(&visitor, "/dashboard").await.body.contains("benches/seats"));
    }
}

const COMMUNITY: &str = "UA51100270000073549";
const CITY: &str = "UA51100270010076757";
const OTHER: &str = "UA51100010000055555";

on_both! {
    async fn a_body_sees_and_changes_its_own_territory(place: Place) {
        let by_territory = BENCHES
            .replace("approve = [\"head\"]", "approve = [\"head\"]\nterritory = \"community\"")
            .replace("id = \"seats\"\nkind = \"integer\"", "id = \"note\"\nkind = \"text\"\ntitle = { uk = \"Нотатка\", en = \"Note\" }\n[[fields]]\nid = \"seats\"\nkind = \"integer\"");
        let app = TestApp::with(&place, &[&by_territory]).await;
        let register = app.store.catalogue().register("benches").unwrap().clone();
        let mut ids = Vec::new();
        for community in [CITY, OTHER] {
            let values = typed(&register.fields, &[("place", "Двір"), ("community", community), ("note", "ТАЄМНЕ")]);
            let record = app.store.create_record(&app.region.head, None, &register, &values, None, None).await.unwrap();
            ids.push(record.id());
        }
        let clerk = app.official_of("clerk", oblast_kernel::access::Role::Head, COMMUNITY).await;
        let card = |id| format!("/registers/benches/{id}");
        let own = app.get(&clerk, &card(ids[0])).await.body;
        assert!(own.contains("ТАЄМНЕ") && own.contains("/edit"), "{own}");
        let other = app.get(&clerk, &card(ids[1])).await.body;
        assert!(!other.contains("ТАЄМНЕ") && !other.contains("/edit"), "{other}");
        assert_eq!(app.get(&clerk, &format!("{}/edit", card(ids[1]))).await.status, 403);
        assert_eq!(app.get(&clerk, "/registers/benches/imports").await.status, 403, "a file is for the whole register");

        let key = "00000000-0000-7000-8000-000000000009";
        let send = async |path: &str, community: &str| {
            let form = [("key", key), ("version", "1"), ("state", "fine"), ("place", "Сад"), ("community", community)];
            app.post(&clerk, path, &form).await
        };
        for foreign in [OTHER, ""] {
            for path in ["/registers/benches/new".to_owned(), format!("{}/edit", card(ids[0]))] {
                let refused = send(&path, foreign).await;
                assert_eq!(refused.status, 422, "{path} {foreign}");
                assert!(refused.body.contains("Такий запис належить не вам"), "{}", refused.body);
            }
        }
        assert_eq!(send(&format!("{}/edit", card(ids[1])), COMMUNITY).await.status, 403, "nobody takes another's record over");
        assert_eq!(send("/registers/benches/new", COMMUNITY).await.status, 303);
        assert_eq!(send(&format!("{}/edit", card(ids[0])), CITY).await.status, 303);
        let token = app.store.issue_token("clerk").await.unwrap();
        let api = "/api/v1/registers/benches/records";
        let body = |community: &str| json!({ "data": { "place": "Парк", "community": community } }).to_string();
        assert_eq!(app.post_json(&token, api, None, body(OTHER)).await.status, 422);
        assert_eq!(app.post_json(&token, api, None, body(CITY)).await.status, 201);
    }
}

const REPAIRS: &str = r#"
[register]
id = "repairs"
version = 1
title = { uk = "Ремонти", en = "Repairs" }
description = { uk = "Що відремонтовано", en = "What was repaired" }
holder = "architecture"
label = "what"
sort = "what"
[access]
read = ["public"]
create = ["head"]
change = ["head"]
[[fields]]
id = "what"
kind = "text"
required = true
class = "public"
list = true
title = { uk = "Що зроблено", en = "What was done" }
[[fields]]
id = "bench"
kind = "reference"
register = "benches"
class = "public"
list = true
title = { uk = "Лавка", en = "Bench" }
"#;

on_both! {
    async fn a_record_refers_to_another_by_number_name_or_id_and_the_other_shows_it(place: Place) {
        let app = TestApp::with(&place, &[BENCHES, REPAIRS]).await;
        let (benches, head) = (app.store.catalogue().register("benches").unwrap().clone(), app.region.head.clone());
        let mut bench = Vec::new();
        for name in ["Сквер", "Алея", "Алея"] {
            let values = typed(&benches.fields, &[("place", name)]);
            bench.push(app.store.create_record(&head, None, &benches, &values, None, None).await.unwrap().id());
        }
        let send = async |n: usize, reference: &str| {
            let key = format!("00000000-0000-7000-8000-00000000001{n}");
            app.post(&head, "/registers/repairs/new", &[("key", &key), ("what", "Пофарбовано"), ("bench", reference)]).await
        };
        for (n, reference) in ["Сквер", "Л-00001/2026", &bench[0].to_string()].into_iter().enumerate() {
            let made = send(n, reference).await;
            assert_eq!(made.status, 303, "{reference}: {}", made.body);
            let card = app.get(&head, made.location()).await.body;
            assert!(card.contains(&format!("href=\"/registers/benches/{}\"", bench[0])) && card.contains("Л-00001/2026 Сквер"), "{card}");
        }
        for (n, (wrong, words)) in [("Парк", "такого запису немає"), ("Алея", "записів із такою назвою кілька")].into_iter().enumerate() {
            let refused = send(n + 5, wrong).await;
            assert!(refused.status == 422 && refused.body.contains(words), "{}", refused.body);
        }
        let card = app.get(&Actor::default(), &format!("/registers/benches/{}", bench[0])).await.body;
        assert!(card.contains("Пов’язані записи") && card.contains(&format!("/registers/repairs?bench={}", bench[0])), "{card}");
        let list = app.get(&Actor::default(), &format!("/api/v1/registers/repairs/records?bench={}", bench[0])).await.json();
        assert_eq!(list["records"].as_array().unwrap().len(), 3);
        assert_eq!(list["records"][0]["data"]["bench"], bench[0].to_string());
        let none = app.get(&Actor::default(), &format!("/api/v1/registers/repairs/records?bench={}", bench[1])).await.json();
        assert_eq!(none["records"].as_array().unwrap().len(), 0);

        let file = "Що зроблено;Лавка\nЗварено;Сквер\nЗварено;Немає\n".as_bytes();
        let sent = app.upload(&head, "/registers/repairs/imports", "r.csv", file).await;
        let run = sent.location().to_owned();
        app.post(&head, &format!("{run}/check"), &[("column-0", "what"), ("column-1", "bench")]).await;
        app.store.work_imports().await.unwrap();
        assert!(app.get(&head, &run).await.body.contains("такого запису немає"));
        app.post(&head, &format!("{run}/stage"), &[("leave_out", "true")]).await;
        app.store.work_imports().await.unwrap();
        app.post(&head, &format!("{run}/publish"), &[]).await;
        let list = app.get(&Actor::default(), &format!("/api/v1/registers/repairs/records?bench={}", bench[0])).await.json();
        assert_eq!(list["records"].as_array().unwrap().len(), 4);
    }
}

on_both! {
    async fn records_have_labels_and_a_card_as_pdf(place: Place) {
        let app = filled(&place).await;
        let labels = app.get(&app.region.head, "/registers/benches/labels?category=bench").await.body;
        assert_eq!(labels.matches("<svg").count(), 2, "{labels}");
        assert!(labels.contains("Сквер") && !labels.contains("Парк") && !labels.contains("<?xml"));
        let record = app.store.load_by("reg_benches", "place", "Сквер".into()).await.unwrap().unwrap();
        let path = format!("/registers/benches/{}/card.pdf", record.id());
        let request = axum::http::Request::get(&path).body(axum::body::Body::empty()).unwrap();
        assert!(app.send_bytes(request).await.starts_with(b"%PDF-1.7"));
        assert_eq!(app.get(&Actor::default(), "/registers/benches/00000000-0000-7000-8000-000000000001/card.pdf").await.status, 404);
    }
}

/// A picture of one point.
const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

on_both! {
    async fn files_are_added_on_the_card_shown_and_taken_away(place: Place) {
        use base64::Engine as _;
        let picture = base64::engine::general_purpose::STANDARD.decode(PICTURE).unwrap();
        let app = filled(&place).await;
        let (register, head) = (app.store.catalogue().register("benches").unwrap().clone(), app.region.head.clone());
        let field = |id: &str| register.fields.iter().position(|field| field.id == id).unwrap();
        let record = app.store.load_by("reg_benches", "place", "Сквер".into()).await.unwrap().unwrap();
        let card = format!("/registers/benches/{}", record.id());
        let path = format!("{card}/files");
        for name in ["перше.png", "друге.png"] {
            assert_eq!(app.upload_as(&head, &path, (field("pictures"), "Загальний вигляд"), name, &picture).await.status, 303);
        }
        assert_eq!(app.upload_as(&head, &path, (field("act"), ""), "акт.png", &picture).await.status, 303);
        let more = app.upload_as(&head, &path, (field("act"), ""), "ще.png", &picture).await;
        assert_eq!(more.status, 422, "one act alone");
        let wrong = app.upload_as(&head, &path, (field("pictures"), "Загальний вигляд"), "вірус.exe", b"MZ").await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.body.contains(r#"value="Загальний вигляд""#), "what was typed is kept");
        assert_eq!(app.upload_as(&head, &path, (field("place"), ""), "а.png", &picture).await.status, 403, "no field of files");
        assert_eq!(app.upload_as(&app.region.heritage, &path, (field("pictures"), "Загальний вигляд"), "а.png", &picture).await.status, 403);

        let visitor = Actor::default();
        let page = app.get(&visitor, &card).await.body;
        assert_eq!(page.matches(r#"alt="Загальний вигляд""#).count(), 2, "{page}");
        assert!(!page.contains("акт.png"), "{page}");
        let file = page.split("/record-files/").nth(1).unwrap().split(['"', '/']).next().unwrap().to_owned();
        let drawn = app.get(&visitor, &format!("/record-files/{file}/picture.png")).await;
        assert_eq!((drawn.status.as_u16(), drawn.headers["content-type"].to_str().unwrap()), (200, "image/png"));
        assert_eq!(app.get(&visitor, &format!("/record-files/{file}")).await.status, 404, "a camera may have written where it stood");
        let inert = app.get(&head, &format!("/record-files/{file}")).await;
        assert!(inert.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
        let act = app.store.record_files(record.id()).await.unwrap().into_iter().find(|own| own.text("field") == "act").unwrap();
        assert_eq!(app.get(&visitor, &format!("/record-files/{}", act.id())).await.status, 404, "not for everybody");
        assert_eq!(app.get(&head, &format!("/record-files/{}", act.id())).await.status, 200);

        // A change of the record leaves its files; how many there are stands in its data and its history.
        let edit = [("version", "4"), ("state", "fine"), ("place", "Сквер біля школи")];
        assert_eq!(app.post(&head, &format!("{card}/edit"), &edit).await.status, 303);
        let json = app.get(&visitor, &format!("/api/v1/registers/benches/records/{}", record.id())).await.json();
        assert_eq!(json["data"]["pictures"], 2);
        assert_eq!(app.post(&visitor, &format!("/record-files/{file}/remove"), &[]).await.status, 401);
        assert_eq!(app.post(&head, &format!("/record-files/{file}/remove"), &[]).await.status, 303);
        assert_eq!(app.get(&visitor, &format!("/record-files/{file}/picture.png")).await.status, 404);
        let page = app.get(&head, &card).await.body;
        assert!(page.contains("Забрано файл") && page.contains("Додано файл"), "{page}");
        let (count, lost) = app.store.verify_files().await.unwrap();
        assert_eq!((count, lost.len()), (3, 0), "what was taken away is still what it was");
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}
