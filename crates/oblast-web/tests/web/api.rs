//! The JSON API.

use axum::body::Body;
use axum::http::{Request, header};
use oblast_kernel::access::Actor;
use oblast_testkit::{Backend, PERMITS, Place, TestApp, on_both};
use serde_json::json;

fn path() -> String {
    format!("/api/v1/registers/{PERMITS}/records")
}

fn body() -> serde_json::Value {
    json!({ "data": {
        "place": "м. Лісне", "structure": "roof", "area": "12.5", "holder": "ТОВ",
        "issued_on": "2026-03-01", "valid_until": "2027-03-01",
    } })
}

on_both! {
    async fn a_record_is_entered_read_and_listed(place: Place) {
        let app = TestApp::new(&place).await;
        let token = app.store.issue_token("operator").await.unwrap();
        let created = app.post_json(&token, &path(), None, body().to_string()).await;
        assert_eq!(created.status, 201, "{}", created.body);
        assert_eq!(created.headers[header::ETAG], "\"1\"");
        let read = app.get(&Actor::default(), created.location()).await.json();
        assert_eq!(read["number"], "ДЗР-00001/2026");
        assert_eq!(read["data"]["area"], "12.50", "decimals are exact strings");
        for n in 0..4 {
            let mut more = body();
            more["data"]["issued_on"] = json!(format!("2026-03-{:02}", 10 + n));
            assert_eq!(app.post_json(&token, &path(), None, more.to_string()).await.status, 201);
        }
        let mut seen = Vec::new();
        let mut next = String::new();
        loop {
            let page = app.get(&Actor::default(), &format!("{}?limit=2{next}", path())).await.json();
            seen.extend(page["records"].as_array().unwrap().iter().map(|record| record["data"]["issued_on"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(cursor) => next = format!("&after={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen, ["2026-03-13", "2026-03-12", "2026-03-11", "2026-03-10", "2026-03-01"]);
        let filtered = app.get(&Actor::default(), &format!("{}?issued_on_from=2026-03-12", path())).await.json();
        assert_eq!(filtered["records"].as_array().unwrap().len(), 2);
    }
}

on_both! {
    async fn the_same_key_gives_the_same_record(place: Place) {
        let app = TestApp::new(&place).await;
        let token = app.store.issue_token("operator").await.unwrap();
        let text = body().to_string();
        let target = path();
        let replies = futures_util::future::join_all((0..8).map(|_| app.post_json(&token, &target, Some("k-1"), text.clone()))).await;
        let first = replies[0].json()["id"].clone();
        assert!(replies.iter().all(|reply| reply.status == 201 && reply.json()["id"] == first));
        let mut other = body();
        other["data"]["holder"] = json!("Інший");
        let reused = app.post_json(&token, &target, Some("k-1"), other.to_string()).await;
        assert_eq!((reused.status.as_u16(), reused.json()["code"].as_str().unwrap().to_owned()), (422, "key-reused".to_owned()));
        let listed = app.get(&Actor::default(), &target).await.json();
        assert_eq!(listed["records"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_input_is_a_problem_document_that_names_every_field() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let token = app.store.issue_token("operator").await.unwrap();
    let wrong = json!({ "data": { "place": 5, "structure": "castle", "area": "-1", "issued_on": "2026-02-31", "surprise": true } });
    let reply = app.post_json(&token, &path(), None, wrong.to_string()).await;
    assert_eq!(reply.status, 422);
    assert_eq!(reply.headers[header::CONTENT_TYPE], "application/problem+json");
    let json = reply.json();
    let fields: Vec<&str> =
        json["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["place", "structure", "area", "holder", "issued_on", "valid_until", "surprise"]);
    for body in ["", "{", "[]", "null", "{\"data\":[]}", "\u{0}", &"[".repeat(100_000)] {
        assert_eq!(app.post_json(&token, &path(), None, body.to_owned()).await.status, 400);
    }
    let huge = format!("{{\"data\":{{\"place\":\"{}\"}}}}", "x".repeat(300_000));
    assert_eq!(app.post_json(&token, &path(), None, huge).await.status, 413);
    assert_eq!(app.post_json(&token, &path(), Some(&"k".repeat(200)), body().to_string()).await.status, 400);
    for query in ["limit=0", "limit=x", "after=x", "issued_on_from=31.02.2026", "sort=holder%27"] {
        assert_eq!(app.get(&Actor::default(), &format!("{}?{query}", path())).await.status, 400, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_powers_are_checked_and_a_cookie_is_no_token() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let text = body().to_string();
    assert_eq!(app.post_json("oblast_wrong", &path(), None, text.clone()).await.status, 401);
    for (login, expected) in
        [("resident", 403), ("administrator", 403), ("heritage", 403), ("head", 201), ("operator", 201)]
    {
        let token = app.store.issue_token(login).await.unwrap();
        assert_eq!(app.post_json(&token, &path(), None, text.clone()).await.status, expected, "{login}");
    }
    assert_eq!(app.post(&app.region.head, &path(), &[]).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_openapi_document_describes_every_api_route() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    // An official is told of the registers for officials too.
    let token = app.store.issue_token("head").await.unwrap();
    let request = Request::get("/api/openapi.json").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let document = app.send(request.body(Body::empty()).unwrap()).await.json();
    assert_eq!(document["openapi"], "3.1.0");
    for spec in oblast_web::routes::specs(&[]).iter().filter(|spec| spec.path.starts_with("/api/v1/")) {
        let register = if spec.path.contains("{step}") && spec.path.contains("{register}") {
            "administrative-offences"
        } else {
            PERMITS
        };
        let path = spec
            .path
            .replace("{register}", register)
            .replace("records/{record}/steps/{step}", "records/{record}/steps/receive");
        let method = spec.method.as_str().to_lowercase();
        assert!(document["paths"][&path][&method].is_object(), "{method} {path}");
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
}

on_both! {
    async fn a_record_is_changed_only_from_its_newest_version(place: Place) {
        let app = TestApp::new(&place).await;
        let operator = app.store.issue_token("operator").await.unwrap();
        let head = app.store.issue_token("head").await.unwrap();
        let created = app.post_json(&operator, &path(), None, body().to_string()).await;
        let target = created.location().to_owned();
        let change = json!({ "data": { "area": "20", "holder": "ТОВ «Нове»" }, "state": "expired" }).to_string();
        assert_eq!(app.patch_json(&operator, &target, Some("\"1\""), change.clone()).await.status, 403, "may enter, not change");
        let missing = app.patch_json(&head, &target, None, change.clone()).await;
        assert!(missing.status == 428 && missing.json()["code"] == "no-version", "{}", missing.body);
        let changed = app.patch_json(&head, &target, Some("\"1\""), change.clone()).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        assert_eq!(changed.headers[header::ETAG], "\"2\"");
        let json = changed.json();
        assert_eq!((json["data"]["area"].as_str(), json["state"].as_str()), (Some("20.00"), Some("expired")));
        assert_eq!(json["data"]["place"], "м. Лісне", "what is not given stays");
        assert_eq!(app.patch_json(&head, &target, Some("\"1\""), change).await.status, 412);
        for (wrong, status) in [
            (json!({ "data": { "area": "багато" } }), 422), (json!({ "data": { "nothing": 1 } }), 422),
            (json!({ "state": "no-such" }), 422), (json!({ "data": { "place": null } }), 422), (json!({ "data": [] }), 400),
        ] {
            let reply = app.patch_json(&head, &target, Some("\"2\""), wrong.to_string()).await;
            assert_eq!(reply.status.as_u16(), status, "{wrong}: {}", reply.body);
        }
        let history = app.get(&Actor::default(), &format!("{target}/history")).await.json();
        let versions = history["versions"].as_array().unwrap();
        assert_eq!((versions.len(), versions[0]["version"].as_i64(), versions[1]["data"]["area"].as_str()), (2, Some(2), Some("12.50")));
        assert!(versions[0]["data"].get("basis").is_none(), "fields of officials stay theirs");
        let schema = app.get(&Actor::default(), &format!("/api/v1/registers/{PERMITS}")).await.json();
        assert_eq!(schema["schema"]["properties"]["area"]["title"], "Площа рекламного поля");
        assert!(schema["schema"]["properties"].get("basis").is_none() && schema["states"][0]["id"] == "valid", "{schema}");
    }
}
