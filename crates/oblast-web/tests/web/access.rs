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
        .replace("{deputy}", &filled.record.to_string())
        .replace("{merger}", &filled.record.to_string())
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

/// The grade of an answer's headers, as the Mozilla Observatory and OWASP's list of secure headers would look at them: what is missing.
fn missing(headers: &header::HeaderMap, path: &str) -> Vec<String> {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let policy = value("content-security-policy");
    let has = |directive: &str| policy.split(';').any(|own| own.trim() == directive);
    let mut wrong = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            wrong.push(format!("{path}: {what}: {policy}"))
        }
    };
    must(has("default-src 'none'"), "nothing is let in that is not named");
    // A file to be kept is opened in a sandbox, where it can do nothing at all.
    let sealed = has("sandbox");
    must(sealed || has("base-uri 'none'") && policy.contains("form-action"), "forms go nowhere else");
    must(
        !policy.contains("unsafe-inline") && !policy.contains("unsafe-eval")
            || policy.contains("'wasm-unsafe-eval'"),
        "no inline scripts",
    );
    must(
        !policy.replace("'wasm-unsafe-eval'", "").contains("unsafe")
            && !policy.contains("http:")
            && !policy.contains("data:"),
        "no other origin",
    );
    match path.starts_with("/embed/") {
        true => must(has("frame-ancestors *"), "to be embedded"),
        false => must(
            (sealed || has("frame-ancestors 'none'")) && value("x-frame-options") == "DENY",
            "not to be framed",
        ),
    }
    must(value("x-content-type-options") == "nosniff", "types are not guessed");
    must(value("referrer-policy") == "same-origin", "addresses are not told to others");
    must(value("cross-origin-opener-policy") == "same-origin", "windows are apart");
    must(!value("permissions-policy").is_empty(), "no camera");
    must(value("server").is_empty() && value("x-powered-by").is_empty(), "what runs here is not told");
    let kept = path.starts_with("/assets/");
    must(kept || value("cache-control") == "no-store", "pages are not kept");
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_every_route_has_its_security_headers() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let filled = fill(&app).await;
    let mut paths: Vec<String> = routes::specs(&oblast_testkit::routes())
        .iter()
        .filter(|spec| spec.method == Method::GET)
        .map(|spec| path(spec.path, &filled))
        .collect();
    paths.push("/no-such".into());
    for actor in [Actor::default(), app.region.operator.clone()] {
        let (cookie, _) = app.sign_in(&actor).await;
        for path in &paths {
            let headers = app.get_with(&cookie, path).await.headers;
            assert_eq!(missing(&headers, path), Vec::<String>::new());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_somebody_made_up_stands_in_no_answer() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let filled = fill(&app).await;
    for spec in routes::specs(&oblast_testkit::routes()).iter().filter(|spec| spec.method == Method::GET) {
        let path = path(spec.path, &filled);
        let request = Request::get(&path)
            .header(header::HOST, "evil.example")
            .header("x-forwarded-host", "evil.example");
        let reply = app.send(request.body(Body::empty()).unwrap()).await;
        assert!(!reply.body.contains("evil.example"), "{path}");
        assert!(!format!("{:?}", reply.headers).contains("evil.example"), "{path}");
    }
    // What is broken into two headers is no header.
    for next in ["/%0d%0aset-cookie:%20a=b", "/\r\nset-cookie: a=b"] {
        let reply = app.get_with("", &format!("/language/en?next={}", oblast_testkit::encode(next))).await;
        assert_eq!(reply.headers.get_all(header::SET_COOKIE).iter().count(), 1, "{next}");
        assert!(
            !format!("{:?}", reply.headers).contains("a=b") || reply.location().contains("%0d%0a"),
            "{next}"
        );
    }
}

/// Another resident, and an official of another body, at everything that is this resident's.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_one_is_reached_by_another_who_knows_its_id() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let filled = fill(&app).await;
    let resident = &app.region.resident;
    let (cookie, _) = app.sign_in(resident).await;
    let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 64]].concat();
    let documents = format!("/services/{PERMIT}/documents");
    app.upload_as(resident, &documents, (1, "план"), "plan.png", &picture).await;
    let page = app.get_with(&cookie, &documents).await.body;
    let upload = page
        .split(&format!("{documents}/"))
        .nth(1)
        .and_then(|rest| rest.split('/').next())
        .unwrap_or("none")
        .to_owned();
    let neighbour = &app.region.neighbour;
    let view = app
        .post(resident, &format!("/registers/{PERMITS}/views"), &[("title", "моє"), ("query", "place=x")])
        .await;
    assert!(view.status.as_u16() < 400, "{}", view.body);
    let views = app
        .store
        .query("select id from saved_view", &[], &[oblast_kernel::value::ColumnType::Id])
        .await
        .unwrap();
    let view = views.first().map_or(Uuid::nil(), |row| row.id(0));
    let objects = |template: &str| {
        template
            .replace("{case}", &filled.case.to_string())
            .replace("{task}", &filled.task.to_string())
            .replace("{upload}", &upload)
            .replace("{view}", &view.to_string())
            .replace("{procedure}", PERMIT)
            .replace("{register}", PERMITS)
            .replace("{kind}", "decision")
            .replace("{file}", &filled.case.to_string())
    };
    let theirs = ["{case}", "{upload}", "{view}"];
    let mut tried = 0;
    for spec in routes::specs(&oblast_testkit::routes()) {
        if !theirs.iter().any(|name| spec.path.contains(name)) {
            continue;
        }
        let path = objects(spec.path);
        for (who, actor) in [
            ("visitor", &Actor::default()),
            ("neighbour", neighbour),
            ("roads", &app.region.roads),
            ("operator", &app.region.operator),
        ] {
            // The department of roads takes part in the case and may read it.
            if who == "roads" && spec.path.contains("{case}") {
                continue;
            }
            let reply = match spec.method {
                Method::GET => app.get(actor, &path).await,
                _ => app.post(actor, &path, &[("outcome", "approve"), ("note", "x"), ("version", "1")]).await,
            };
            let login = reply.status == 303 && reply.location().starts_with("/login");
            let back = reply.status == 303 && !spec.path.contains("{case}");
            let closed = matches!(reply.status.as_u16(), 400 | 401 | 403 | 404 | 405);
            assert!(login || back || closed, "{} {path} as {who}: {}", spec.method, reply.status);
            assert!(
                !reply.body.contains("Садова") && !reply.body.contains("Тестовий resident"),
                "{path} as {who}"
            );
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
    let kept = app
        .store
        .query("select id from saved_view", &[], &[oblast_kernel::value::ColumnType::Id])
        .await
        .unwrap();
    assert_eq!(kept.len(), views.len(), "nobody forgot another's view");
    let page = app.get_with(&cookie, &documents).await.body;
    assert!(page.contains(&upload), "nobody removed another's file");
    assert_eq!(
        app.store.case(filled.case).await.unwrap().unwrap().tasks[0].version(),
        1,
        "nobody did another's task"
    );
}

/// Whether there is such a login is not told by the work that is done: both wait for the hasher, or are told to come again.
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_at_the_door_is_told_to_come_again_known_or_not() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    app.store.set_password(app.region.resident.account.unwrap(), "лелека гніздо вітряк").await.unwrap();
    for login in ["resident", "nobody-at-all"] {
        let crowd: Vec<_> = (0..1000)
            .map(|_| {
                let store = app.store.clone();
                tokio::spawn(async move { store.check_password(login, "wrong").await.unwrap() })
            })
            .collect();
        let mut busy = 0;
        for one in crowd {
            let checked = one.await.unwrap();
            assert_eq!(checked.account(), None);
            busy += u32::from(checked == oblast_store::accounts::password::Checked::Busy);
        }
        assert!(busy > 500, "{login}: {busy}");
    }
    assert_eq!(app.get_with("", "/").await.status, 200);
}
