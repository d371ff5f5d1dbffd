//! Forms: proved to be ours, kept when wrong, once when repeated.

use axum::body::Body;
use axum::http::{Request, header};
use futures_util::future::join_all;
use oblast_testkit::{APPLICATION, Backend, PERMIT, PERMITS, Place, TestApp, encode, on_both};

const KEY: (&str, &str) = ("key", "0195a000-0000-7000-8000-000000000001");

fn apply() -> String {
    format!("/services/{PERMIT}/apply")
}

on_both! {
    async fn the_same_form_sent_many_times_gives_one_case(place: Place) {
        let app = TestApp::new(&place).await;
        let centre = app.region.centre.to_string();
        let form = [&[KEY, ("intake", centre.as_str())], APPLICATION].concat();
        let path = apply();
        let replies = join_all((0..10).map(|_| app.post(&app.region.resident, &path, &form))).await;
        let first = replies[0].location();
        assert!(first.starts_with("/cases/"), "{}", replies[0].body);
        assert!(replies.iter().all(|reply| reply.status == 303 && reply.location() == first));
        let cases = app.store.cases_of(app.region.resident.person.unwrap(), &[], None, 100).await.unwrap();
        assert_eq!(cases.len(), 1);
        // The same key in another's hands is another key.
        let other = app.post(&app.region.neighbour, &path, &form).await;
        assert!(other.status == 303 && other.location() != first);
    }
}

on_both! {
    async fn html_and_sql_in_every_field_are_inert_and_nothing_typed_is_lost(place: Place) {
        let app = TestApp::new(&place).await;
        let nasty = "<script>alert('x')</script>'; drop table cases; -- {{7*7}}";
        let service = app.store.catalogue().service(PERMIT).unwrap().clone();
        let mut form: Vec<(&str, &str)> = vec![KEY, ("intake", nasty)];
        form.extend(service.procedure.fields.iter().map(|field| (field.id.as_str(), nasty)));
        let reply = app.post(&app.region.resident, &apply(), &form).await;
        assert_eq!(reply.status, 422);
        assert!(!reply.body.contains("<script>alert"), "escaped");
        let kept = reply.body.matches("&lt;script&gt;alert").count();
        // Radio buttons cannot show what is no choice; every text field can.
        assert!(kept >= service.procedure.fields.len() - 1, "kept {kept}");

        let centre = app.region.centre.to_string();
        let mut form = vec![KEY, ("intake", centre.as_str()), ("note", nasty)];
        form.extend(APPLICATION.iter().filter(|(name, _)| *name != "place"));
        form.push(("place", nasty));
        let reply = app.post(&app.region.resident, &apply(), &form).await;
        assert_eq!(reply.status, 303);
        let page = app.get(&app.region.administrator, reply.location()).await.body;
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>alert"));
        assert_eq!(app.store.verify(vec![]).await.unwrap().findings, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_or_without_its_secret_is_refused() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let (cookie, csrf) = app.sign_in(&app.region.resident).await;
    let send = async |secret: &str, extra: Option<(&'static str, &'static str)>| {
        let mut request = Request::post(apply())
            .header(header::COOKIE, &cookie)
            .header(header::HOST, "oblast.example")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some((name, value)) = extra {
            request = request.header(name, value);
        }
        app.send(request.body(Body::from(format!("csrf={}", encode(secret)))).unwrap()).await.status.as_u16()
    };
    assert_eq!(send(&csrf, None).await, 422, "ours: the fields are empty, that is all");
    assert_eq!(send(&csrf, Some(("origin", "http://oblast.example"))).await, 422);
    assert_eq!(send("", None).await, 403);
    assert_eq!(send("guess", None).await, 403);
    assert_eq!(send(&csrf, Some(("origin", "https://evil.example"))).await, 403);
    assert_eq!(send(&csrf, Some(("sec-fetch-site", "cross-site"))).await, 403);
    assert_eq!(app.get(&app.region.resident, "/cases").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn huge_and_broken_forms_are_refused() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let huge = "я".repeat(300_000);
    assert_eq!(app.post(&app.region.resident, &apply(), &[("place", &huge)]).await.status, 413);
    let long = "я".repeat(10_000);
    let reply = app.post(&app.region.resident, &apply(), &[KEY, ("place", &long)]).await;
    assert_eq!(reply.status, 422);
    assert!(reply.body.contains("щонайбільше 300 знаків, тут 10000"), "the count is told");
    assert!(reply.body.contains(&long), "and the text is kept");
    let (cookie, _) = app.sign_in(&app.region.resident).await;
    for body in ["%zz", "a=%ff%fe", "\0", "csrf"] {
        let request = Request::post(apply())
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        let status = app.send(request.unwrap()).await.status.as_u16();
        assert!(matches!(status, 400 | 403), "{body}: {status}");
    }
    for path in [
        "/cases?after=x",
        "/journal?before=x",
        "/queue?case=x",
        "/registers?x=%ff",
        "/dashboard/cases-by-state?state=%00&after=1.2",
    ] {
        assert!(app.get(&app.region.head, path).await.status.as_u16() < 500, "{path}");
    }
}

on_both! {
    async fn a_record_changed_meanwhile_is_shown_with_both_values(place: Place) {
        let app = TestApp::new(&place).await;
        let head = &app.region.head;
        let base = [
            ("place", "Перше"), ("structure", "roof"), ("area", "2"), ("holder", "ТОВ"),
            ("issued_on", "01.03.2026"), ("valid_until", "01.03.2027"),
        ];
        let created = app.post(head, &format!("/registers/{PERMITS}/new"), &[&[KEY], &base[..]].concat()).await;
        assert_eq!(created.status, 303, "{}", created.body);
        let card = created.location().to_owned();
        let change = async |place: &'static str, version: &'static str| {
            let mut form = base.to_vec();
            form[0] = ("place", place);
            form.extend([("version", version), ("state", "valid")]);
            app.post(head, &format!("{card}/edit"), &form).await
        };
        assert_eq!(change("Друге", "1").await.status, 303);
        let told = change("Третє", "1").await;
        assert_eq!(told.status, 409);
        for shown in ["Перше", "Друге", "Третє", "name=\"version\" value=\"2\""] {
            assert!(told.body.contains(shown), "{shown}");
        }
        assert_eq!(change("Третє", "2").await.status, 303);
        assert!(app.get(&app.region.resident, &card).await.body.contains("Третє"));
        let wrong = change("", "3").await;
        assert!(wrong.status == 422 && wrong.body.contains("Заповніть поле «Місце»"));
    }
}

on_both! {
    async fn a_session_that_ends_in_the_middle_loses_nothing_that_was_typed(place: Place) {
        let app = TestApp::new(&place).await;
        let account = app.region.resident.account.unwrap();
        app.store.set_password(account, "correct horse").await.unwrap();
        let send = async |path: &str, form: &[(&str, &str)]| {
            let pairs: Vec<String> =
                form.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
            let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            app.send(request.body(Body::from(pairs.join("&"))).unwrap()).await
        };
        let centre = app.region.centre.to_string();
        let form = [&[KEY, ("csrf", "old"), ("intake", centre.as_str())], APPLICATION].concat();
        let asked = send(&apply(), &form).await;
        assert_eq!(asked.status, 401);
        assert!(asked.body.contains("name=\"waiting.place\" value=\"м. Лісне, вул. Садова, 5\""), "{}", asked.body);
        assert!(!asked.body.contains("waiting.csrf"));

        let waiting: Vec<(String, &str)> =
            form.iter().filter(|(name, _)| *name != "csrf").map(|(name, value)| (format!("waiting.{name}"), *value)).collect();
        let path = apply();
        let mut login = vec![("login", "resident"), ("password", "wrong"), ("waiting_path", path.as_str())];
        login.extend(waiting.iter().map(|(name, value)| (name.as_str(), *value)));
        let wrong = send("/login", &login).await;
        assert!(wrong.status == 422 && wrong.body.contains("waiting.place"), "a wrong password loses nothing either");
        login[1].1 = "correct horse";
        let offered = send("/login", &login).await;
        assert_eq!(offered.status, 200);
        assert!(offered.body.contains(&format!("action=\"{path}\"")) && offered.body.contains("name=\"place\" value=\"м. Лісне"));

        login[2].1 = "https://evil.example/";
        assert_eq!(send("/login", &login).await.status, 303, "no form is offered for another site");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_large_is_refused_beside_its_field() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let (cookie, csrf) = app.sign_in(&app.region.resident).await;
    let path = format!("/services/{PERMIT}/documents");
    let send = async |csrf: &str, content: Vec<u8>, says_its_length: bool| {
        let mut body = format!(
            "--X\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--X\r\nContent-Disposition: form-data; \
             name=\"document\"\r\n\r\n1\r\n--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"план.pdf\"\r\n\r\n"
        )
        .into_bytes();
        body.extend(content);
        body.extend(b"\r\n--X--\r\n");
        let mut request = Request::post(&path)
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X");
        if says_its_length {
            request = request.header(header::CONTENT_LENGTH, body.len());
        }
        app.send(request.body(Body::from(body)).unwrap()).await
    };
    for says_its_length in [true, false] {
        let reply = send(&csrf, vec![b'x'; 27 * 1024 * 1024], says_its_length).await;
        assert_eq!(reply.status, 422);
        assert!(reply.body.contains("Файл більший за 25 МБ") && reply.body.contains("f-file-1-error"));
    }
    assert_eq!(
        send("guess", b"%PDF-1.4".to_vec(), true).await.status,
        403,
        "the secret stands before the file"
    );
    let reply = send(&csrf, b"<script>alert(1)</script>".to_vec(), true).await;
    assert!(reply.status == 422 && reply.body.contains("а всередині інше"), "{}", reply.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_cannot_be_written_now_waits_on_its_page() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let (cookie, csrf) = app.sign_in(&app.region.resident).await;
    let centre = app.region.centre.to_string();
    let form = [&[KEY, ("intake", centre.as_str()), ("csrf", csrf.as_str())], APPLICATION].concat();
    let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    app.store.close().await;
    let request = Request::post(apply())
        .header(header::COOKIE, &cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.join("&")));
    let reply = app.send(request.unwrap()).await;
    assert_eq!(reply.status, 503, "{}", reply.body);
    assert!(reply.body.contains("Надіслати ще раз"), "{}", reply.body);
    for (name, value) in [KEY, ("place", "м. Лісне, вул. Садова, 5"), ("csrf", csrf.as_str())]
    {
        assert!(reply.body.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name}: {}", reply.body);
    }
    // A password is never written into a page.
    let request = Request::post("/login")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("login=resident&password=secret"));
    let reply = app.send(request.unwrap()).await;
    assert!(!reply.body.contains("secret"), "{}", reply.body);
}

on_both! {
    async fn an_address_that_names_nothing_is_a_page_in_the_visitors_language(place: Place) {
        let app = TestApp::new(&place).await;
        let erase = format!("/registers/{PERMITS}/erase");
        for path in ["/cases/erase", &erase, "/cases/%F0%9F", "/verify/../x", "/cases/1"] {
            let reply = app.get(&app.region.operator, path).await;
            assert_eq!(reply.status, 404, "{path}");
            assert!(reply.body.contains("<h1>") && !reply.body.contains("Invalid URL"), "{path}: {}", reply.body);
        }
        let reply = app.post(&app.region.operator, "/approvals/1", &[("decision", "approve")]).await;
        assert!(reply.status == 400 && reply.body.contains("<h1>"), "{}", reply.body);
        let api = app.get(&app.region.operator, &format!("/api/v1/registers/{PERMITS}/records/1")).await;
        assert!(matches!(api.status.as_u16(), 401 | 404) && api.json()["code"].is_string());
    }
}
