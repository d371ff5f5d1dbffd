//! Every route as every role, against the matrix in `routes.snap`.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{Method, Request, header};
use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_store::cases::Application;
use oblast_testkit::{APPLICATION, Backend, PERMIT, PERMITS, Place, TestApp, on_both, typed};
use oblast_web::routes;

struct Filled {
    case: Uuid,
    task: Uuid,
    record: Uuid,
}

async fn fill(app: &TestApp) -> Filled {
    let service = app.store.catalogue().service(PERMIT).unwrap().clone();
    let values = typed(&service.procedure.fields, APPLICATION);
    let resident = &app.region.resident;
    let case = app
        .store
        .submit_case(
            resident,
            &service,
            &Application::online(resident.person.unwrap(), app.region.centre, &values),
            None,
        )
        .await
        .unwrap()
        .id;
    let task = app.store.case(case).await.unwrap().unwrap().tasks[0].id();
    let register = app.store.catalogue().register(PERMITS).unwrap().clone();
    let answers = [
        ("place", "м. Лісне"),
        ("structure", "roof"),
        ("area", "2"),
        ("holder", "ТОВ"),
        ("issued_on", "2026-03-01"),
        ("valid_until", "2027-03-01"),
    ];
    let values = typed(&register.fields, &answers);
    let record =
        app.store.create_record(&app.region.head, None, &register, &values, None, None).await.unwrap().id();
    Filled { case, task, record }
}

fn path(template: &str, filled: &Filled) -> String {
    let api = template.starts_with("/api/");
    let record = if api || template.contains("{record}") { filled.record.to_string() } else { String::new() };
    template
        .replace("{tag}", "en")
        .replace("{procedure}", PERMIT)
        .replace("{case}", &filled.case.to_string())
        .replace("{task}", &filled.task.to_string())
        .replace("{register}", PERMITS)
        .replace("{record}", &record)
        .replace("{indicator}", "median-days")
        .replace("{name}", "oblast.css")
        .replace("{term}", "admin_service_30cd")
        .replace("{attachment}", &filled.record.to_string())
        .replace("{upload}", &filled.record.to_string())
        .replace("{change}", &filled.record.to_string())
        .replace("{import}", &filled.record.to_string())
        .replace("{step}", "check")
        .replace("{figure}", "no-such")
        .replace("{file}", &filled.record.to_string())
        .replace("{view}", &filled.record.to_string())
        .replace("{code}", "ABCD")
        .replace("{list}", &filled.record.to_string())
        .replace("{draft}", &filled.record.to_string())
        .replace("{programme}", &filled.record.to_string())
        .replace("{report}", &filled.record.to_string())
        .replace("{community}", "UA00")
        .replace("{territory}", "UA00")
        .replace("{body}", "nobody")
        .replace("{kind}", "decision")
        .replace("{login}", "head")
        .replace("{provider}", "nobody")
        .replace("{position}", &filled.record.to_string())
        .replace("{approval}", &filled.record.to_string())
        .replace("{identity}", &filled.record.to_string())
}

async fn status(app: &TestApp, actor: &Actor, login: &str, method: &Method, path: &str) -> u16 {
    if path.starts_with("/api/") {
        let mut request = Request::builder().method(method).uri(path);
        if actor.account.is_some() {
            let token = app.store.issue_token(login).await.unwrap();
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        return app.send(request.body(Body::from("{}")).unwrap()).await.status.as_u16();
    }
    let reply = match *method {
        Method::GET => app.get(actor, path).await,
        _ => app.post(actor, path, &[]).await,
    };
    reply.status.as_u16()
}

/// What each status means here: 200 and 303 the page or the way on; 4xx of the form itself (400, 403 for a form
/// without its key, 422) mean that the handler was reached; 401, 403 and 404 mean a closed door.
#[tokio::test(flavor = "multi_thread")]
async fn every_route_as_every_role_is_as_in_the_matrix() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let filled = fill(&app).await;
    let mut matrix = String::new();
    let names: Vec<&str> = app.region.actors().iter().map(|(name, _)| *name).collect();
    writeln!(matrix, "{:<66} {}", "", names.join(" ")).unwrap();
    for spec in routes::specs(&oblast_testkit::routes()) {
        write!(matrix, "{:<66}", format!("{} {}", spec.method, spec.path)).unwrap();
        for (name, actor) in app.region.actors() {
            let login = if name == "specialist" { "heritage" } else { name };
            let status = status(&app, &actor, login, &spec.method, &path(spec.path, &filled)).await;
            assert!(status < 500, "{} {} as {name}: {status}", spec.method, spec.path);
            if !spec.audience.includes(&actor) {
                assert!(
                    matches!(status, 303 | 401 | 403),
                    "{} {} as {name}: {status}",
                    spec.method,
                    spec.path
                );
            }
            write!(matrix, " {status:<width$}", width = name.len()).unwrap();
        }
        matrix.truncate(matrix.trim_end().len());
        matrix.push('\n');
    }
    let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/web/routes.snap");
    if std::env::var_os("OBLAST_UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(snapshot, &matrix).unwrap();
    }
    let expected = std::fs::read_to_string(snapshot).unwrap_or_default();
    assert_eq!(
        matrix, expected,
        "powers changed; if that is meant, run with OBLAST_UPDATE_SNAPSHOTS=1 and review"
    );
}

on_both! {
    async fn a_strangers_case_looks_like_none_and_reading_is_journalled(place: Place) {
        let app = TestApp::new(&place).await;
        let filled = fill(&app).await;
        let page = format!("/cases/{}", filled.case);
        assert_eq!(app.get(&app.region.neighbour, &page).await.status, 404);
        assert_eq!(app.get(&app.region.operator, &page).await.status, 404);
        assert_eq!(app.get(&app.region.resident, &page).await.status, 200);
        assert_eq!(app.get(&app.region.administrator, &page).await.status, 200);
        let entries = app.store.entries_before(i64::MAX, 100).await.unwrap();
        let readings: Vec<_> = entries.iter().filter(|(_, body)| body.act == "personal_data.read").collect();
        assert_eq!(readings.len(), 1, "one's own case is no reading by another");
        assert_eq!(readings[0].1.persons, [app.region.resident.person.unwrap()]);
        assert_eq!(readings[0].1.account, app.region.administrator.account);
        assert!(!entries.iter().any(|(entry, _)| entry.body.contains("Тестовий") || entry.body.contains("Садова")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_official_sees_more_fields_than_the_public_but_the_file_is_the_public_list() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let filled = fill(&app).await;
    let mut record = app.store.load("reg_outdoor_advertising_permits", filled.record).await.unwrap().unwrap();
    record.set("basis", "ТАЄМНИЦЯ-1");
    app.store.apply(app.store.act("record.change").update(record)).await.unwrap();
    let card = format!("/registers/{PERMITS}/{}", filled.record);
    let api = format!("/api/v1/registers/{PERMITS}/records");
    assert!(app.get(&app.region.head, &card).await.body.contains("ТАЄМНИЦЯ-1"));
    let visitor = Actor::default();
    let csv = format!("/registers/{PERMITS}/records.csv");
    let json = format!("/registers/{PERMITS}/records.json");
    for (actor, path) in [
        (&visitor, &card),
        (&app.region.operator, &card),
        (&visitor, &api),
        (&app.region.head, &csv),
        (&app.region.head, &json),
    ] {
        let reply = app.get(actor, path).await;
        assert_eq!(reply.status, 200);
        assert!(!reply.body.contains("ТАЄМНИЦЯ-1"), "{path}");
    }
    // A hidden field is no filter either: what cannot be seen cannot be guessed.
    assert!(
        app.get(&visitor, &format!("{api}?basis=ТАЄМНИЦЯ-2")).await.body.contains(&filled.record.to_string())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_its_security_headers() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let filled = fill(&app).await;
    for path in [
        "/".to_owned(),
        "/no-such".into(),
        "/api/v1/registers".into(),
        "/assets/oblast.css".into(),
        path("/cases/{case}", &filled),
    ] {
        let headers = app.get(&Actor::default(), &path).await.headers;
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        for name in [
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
            "permissions-policy",
            "cache-control",
        ] {
            assert!(headers.contains_key(name), "{path}: {name}");
        }
    }
}
