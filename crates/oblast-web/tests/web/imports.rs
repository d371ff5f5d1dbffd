//! A file becomes records, by the pages and by the API.

use axum::body::Body;
use axum::http::{Request, header};
use oblast_kernel::access::Actor;
use oblast_testkit::{PERMITS, Place, Reply, TestApp, on_both};

const HEADS: &str = "Номер дозволу;Місце розташування;Вид конструкції;Площа, м²;Власник;Видано;Чинний до";

fn rows(rows: &[&str]) -> Vec<u8> {
    format!("{HEADS}\n{}\n", rows.join("\n")).into_bytes()
}

/// The page of an import after the work that it waits for.
async fn page(app: &TestApp, path: &str) -> Reply {
    app.store.work_imports().await.unwrap();
    app.get(&app.region.head, path).await
}

/// What the form of columns chooses, from the page itself.
fn chosen(page: &str) -> Vec<(String, String)> {
    page.split("<select name=\"column-")
        .skip(1)
        .map(|part| {
            let column = part.split('"').next().unwrap();
            let select = part.split("</select>").next().unwrap();
            let value = select.split(" selected").next().filter(|_| select.contains(" selected"));
            let value = value
                .and_then(|before| before.rsplit("value=\"").next())
                .map(|text| text.trim_end_matches('"'));
            (format!("column-{column}"), value.unwrap_or_default().to_owned())
        })
        .collect()
}

on_both! {
    async fn a_file_is_matched_mended_staged_and_published(place: Place) {
        let app = TestApp::new(&place).await;
        let head = app.region.head.clone();
        let file = rows(&[
            "1;вул. Садова, 1;Щит (білборд);18;ТОВ «Схід»;01.03.2026;01.03.2027",
            "2;вул. Садова, 2;дахова конструкція;багато;ТОВ «Захід»;31.02.2026;01.03.2027",
        ]);
        let list = format!("/registers/{PERMITS}/imports");
        let sent = app.upload(&head, &list, "дозволи.csv", &file).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let run = sent.location().to_owned();
        let read = page(&app, &run).await.body;
        let columns = chosen(&read);
        let targets: Vec<&str> = columns.iter().map(|(_, target)| target.as_str()).collect();
        assert_eq!(targets[1..], ["place", "structure", "area", "holder", "issued_on", "valid_until"], "{targets:?}");
        let mut form: Vec<(&str, &str)> = columns.iter().map(|(name, target)| (name.as_str(), target.as_str())).collect();
        form[0].1 = "number";
        assert_eq!(app.post(&head, &format!("{run}/check"), &form).await.status, 303);
        let waiting = app.get(&head, &run).await;
        assert_eq!(waiting.headers[header::REFRESH], "1", "the page asks again while there is work");
        let told = page(&app, &run).await.body;
        assert!(told.contains("Комірок із помилками: 2"), "{told}");
        assert!(told.contains("name=\"cell-3-3\" value=\"багато\"") && told.contains("такої дати немає"), "{told}");
        let csv = app.get(&head, &format!("{run}/mistakes.csv")).await.body;
        assert!(csv.contains("3,\"Площа, м²\",багато"), "{csv}");
        assert_eq!(app.post(&head, &format!("{run}/stage"), &[]).await.status, 422, "not with mistakes");
        let mended = [("cell-3-3", "12,5"), ("cell-3-5", "28.02.2026")];
        assert_eq!(app.post(&head, &format!("{run}/mend"), &mended).await.status, 303);
        assert!(page(&app, &run).await.body.contains("2 рядки, помилок немає"));
        assert_eq!(app.post(&head, &format!("{run}/stage"), &[]).await.status, 303);
        assert!(page(&app, &run).await.body.contains("2 записи готові"));
        let public = format!("/registers/{PERMITS}");
        assert!(!app.get(&Actor::default(), &public).await.body.contains("Садова, 2"));
        let api = format!("/api/v1/registers/{PERMITS}/records");
        assert_eq!(app.get(&Actor::default(), &api).await.json()["records"].as_array().unwrap().len(), 0);
        assert_eq!(app.post(&head, &format!("{run}/publish"), &[]).await.status, 303);
        assert!(page(&app, &run).await.body.contains("2 записи оприлюднено"));
        assert!(app.get(&Actor::default(), &public).await.body.contains("Садова, 2"));
        let records = app.get(&Actor::default(), &api).await.json();
        let mut areas: Vec<&str> =
            records["records"].as_array().unwrap().iter().map(|record| record["data"]["area"].as_str().unwrap()).collect();
        areas.sort_unstable();
        assert_eq!(areas, ["12.50", "18.00"]);
        assert_eq!(app.post(&head, &format!("{run}/publish"), &[]).await.status, 303, "a second click shows the same");
        let again = app.upload(&head, &list, "дозволи.csv", &file).await;
        assert!(page(&app, again.location()).await.body.contains("Цей самий файл уже імпортовано"));
    }
}

on_both! {
    async fn wrong_files_are_told_and_strangers_see_no_import(place: Place) {
        let app = TestApp::new(&place).await;
        let head = app.region.head.clone();
        let list = format!("/registers/{PERMITS}/imports");
        for (name, bytes, words) in [
            ("a.exe", &b"MZ\x90"[..], "не таблиця"),
            ("a.xlsx", b"PK\x03\x04junk", "пошкоджено"),
            ("a.csv", "a;b\n\"відкрито;2\n".as_bytes(), "не закриті"),
            ("a.csv", b"a;b\n", "жодного рядка"),
            ("a.csv", b"", "порожній"),
        ] {
            let sent = app.upload(&head, &list, name, bytes).await;
            assert_eq!(sent.status, 422, "{name}");
            assert!(sent.body.contains(words), "{name}: {}", sent.body);
        }
        let sent = app.upload(&head, &list, "a.csv", &rows(&["1;2;3;4;5;6;7"])).await;
        let run = sent.location().to_owned();
        for actor in [&app.region.heritage, &app.region.administrator] {
            assert_eq!(app.get(actor, &run).await.status, 404);
            assert_eq!(app.post(actor, &format!("{run}/discard"), &[]).await.status, 404);
            assert_eq!(app.upload(actor, &list, "a.csv", b"x").await.status, 403);
        }
        let empty = app.post(&head, &format!("{run}/check"), &[]).await;
        assert_eq!(empty.status, 422);
        assert!(empty.body.contains("не вибрано стовпця"));
        assert_eq!(app.post(&head, &format!("{run}/discard"), &[]).await.status, 303);
        assert!(page(&app, &run).await.body.contains("скасовано"));
    }
}

on_both! {
    async fn an_import_goes_by_the_api_too(place: Place) {
        let app = TestApp::new(&place).await;
        let token = app.store.issue_token("head").await.unwrap();
        let send = async |path: String, body: Vec<u8>| {
            let request = Request::post(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
            app.send(request.body(Body::from(body)).unwrap()).await
        };
        let file = rows(&["1;вул. Нова, 1;billboard;18;ТОВ;01.03.2026;01.03.2027"]);
        let received = send(format!("/api/v1/registers/{PERMITS}/imports?name=a.csv"), file).await;
        assert_eq!(received.status, 201, "{}", received.body);
        let place = received.location().to_owned();
        for step in ["check", "stage", "publish"] {
            let done = send(format!("{place}/{step}"), Vec::new()).await;
            assert_eq!(done.status, 202, "{step}: {}", done.body);
            app.store.work_imports().await.unwrap();
        }
        let twice = send(format!("{place}/stage"), Vec::new()).await;
        assert_eq!(twice.status, 409);
        let mapping = br#"{"mapping":["a"]}"#.to_vec();
        assert_eq!(send(format!("{place}/check"), mapping).await.status, 400);
        assert_eq!(send(format!("{place}/other"), Vec::new()).await.status, 404);
        assert!(app.store.verify(vec![]).await.unwrap().findings.is_empty());
    }
}
