//! Signing in: a second factor, recovery, being held back, invitations, limits, sessions.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_store::Store;
use oblast_store::accounts::sessions::{Entry, Way};
use oblast_testkit::{Place, Reply, TestApp, at, encode, on_both};
use oblast_web::Site;
use oblast_web::anonymous::found;
use oblast_web::state::SecondFactor;
use totp_rs::{Algorithm, Builder};

const PASSWORD: &str = "лелека гніздо вітряк";

fn code(place: &Place, secret: &[u8]) -> String {
    use oblast_kernel::Clock as _;
    let totp =
        Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_secret(secret.to_vec()).build();
    totp.unwrap().generate(u64::try_from(place.clock.now().as_second()).unwrap()).to_string()
}

/// An account with a password and an app: the app's secret and the recovery codes.
async fn with_app(place: &Place, store: &Store, actor: &Actor) -> (Vec<u8>, Vec<String>) {
    let account = actor.account.unwrap();
    store.set_password(account, PASSWORD).await.unwrap();
    let (_, ticket) = store.new_authenticator(account);
    let secret = store.offered_authenticator(account, &ticket).unwrap();
    let codes = store.add_authenticator(actor, &secret, &code(place, &secret)).await.unwrap().unwrap();
    (secret, codes)
}

async fn password(app: &TestApp, login: &str, password: &str) -> Reply {
    app.post_with("", "/login", &[("login", login), ("password", password), ("next", "/cases")]).await
}

on_both! {
    async fn a_password_alone_is_not_enough_where_there_is_an_app(place: Place) {
        let app = TestApp::new(&place).await;
        let (secret, recovery) = with_app(&place, &app.store, &app.region.head).await;
        place.clock.set(at("2026-03-16T07:05:00Z"));
        let asked = password(&app, "head", PASSWORD).await;
        assert_eq!(asked.status, 200);
        assert!(asked.cookie().is_empty(), "nobody is signed in yet");
        let ticket = asked.input("ticket");
        let enter = async |ticket: &str, code: &str| {
            app.post_with("", "/login/code", &[("ticket", ticket), ("code", code), ("next", "/cases")]).await
        };
        assert_eq!(enter(&ticket, "000000").await.status, 422);
        assert_eq!(enter("чужий", &code(&place, &secret)).await.status, 422);
        let entered = enter(&ticket, &code(&place, &secret)).await;
        assert_eq!((entered.status.as_u16(), entered.location()), (303, "/cases"));
        assert_eq!(app.get_with(&entered.cookie(), "/queue").await.status, 200);
        let replayed = enter(&ticket, &code(&place, &secret)).await;
        assert_eq!(replayed.status, 422, "neither ticket nor code is good twice");
        let again = password(&app, "head", PASSWORD).await;
        let entered = enter(&again.input("ticket"), &recovery[0]).await;
        assert_eq!(entered.status, 303);
        // The wrong code five times: a pause, whoever tries.
        let again = password(&app, "head", PASSWORD).await.input("ticket");
        for _ in 0..5 {
            assert_eq!(enter(&again, "123456").await.status, 422);
        }
        place.clock.set(at("2026-03-16T07:05:30Z"));
        let paused = enter(&again, &code(&place, &secret)).await;
        assert_eq!(paused.status, 429);
        assert!(paused.body.contains("Забагато спроб"), "{}", paused.body);
    }
}

on_both! {
    async fn an_official_with_a_password_alone_has_no_powers_where_two_factors_are_asked_for(place: Place) {
        let site = Site { second_factor: SecondFactor::Officials, ..TestApp::site() };
        let app = TestApp::presented(&place, &[], site).await;
        app.store.set_password(app.region.head.account.unwrap(), PASSWORD).await.unwrap();
        let cookie = password(&app, "head", PASSWORD).await.cookie();
        let queue = app.get_with(&cookie, "/queue").await;
        assert_eq!(queue.status, 403);
        assert!(queue.body.contains("/account/sign-in"), "told what to do");
        assert_eq!(app.get_with(&cookie, "/cases").await.status, 200, "as a resident they may go on");
        // They add an app and go on in the same session.
        let page = app.get_with(&cookie, "/account/app").await;
        let (ticket, csrf) = (page.input("ticket"), page.input("csrf"));
        let secret = app.store.offered_authenticator(app.region.head.account.unwrap(), &ticket).unwrap();
        let form = [("csrf", csrf.as_str()), ("ticket", ticket.as_str())];
        let wrong = app.post_with(&cookie, "/account/app", &[&form[..], &[("code", "000000")]].concat()).await;
        assert_eq!((wrong.status.as_u16(), wrong.input("ticket")), (422, ticket.clone()), "the same secret is shown again");
        let right = app.post_with(&cookie, "/account/app", &[&form[..], &[("code", &code(&place, &secret))]].concat()).await;
        assert_eq!(right.status, 200);
        assert_eq!(right.body.matches("<li><code>").count(), 10, "the recovery codes");
        assert_eq!(app.get_with(&cookie, "/queue").await.status, 200);
        // A token of an official is made by an operator and has the powers.
        let token = app.store.issue_token("head").await.unwrap();
        let request = Request::get("/api/v1/registers").header(header::AUTHORIZATION, format!("Bearer {token}"));
        assert_eq!(app.send(request.body(Body::empty()).unwrap()).await.status, 200);
    }
}

on_both! {
    async fn how_one_signs_in_is_changed_by_who_signed_in_just_now(place: Place) {
        let app = TestApp::new(&place).await;
        let resident = app.region.resident.account.unwrap();
        let session = app.store.begin_session(resident, &Entry::password()).await.unwrap();
        let cookie = format!("oblast_session={}", session.secret);
        let page = app.get_with(&cookie, "/account/app").await;
        place.clock.set(at("2026-03-16T07:16:00Z"));
        let late = app.get_with(&cookie, "/account/app").await;
        assert_eq!((late.status.as_u16(), late.location()), (303, "/login?next=/account/app&again=1"));
        let (csrf, ticket) = (page.input("csrf"), page.input("ticket"));
        for path in ["/account/app", "/account/app/remove", "/account/recovery", "/account/passkeys/remove"] {
            let sent = app.post_with(&cookie, path, &[("csrf", &csrf), ("ticket", &ticket), ("code", "1")]).await;
            assert_eq!(sent.location(), "/login?next=/account/sign-in&again=1", "{path}");
        }
    }
}

on_both! {
    async fn a_new_password_is_checked_and_ends_the_other_sessions(place: Place) {
        let app = TestApp::new(&place).await;
        let resident = &app.region.resident;
        app.store.set_password(resident.account.unwrap(), PASSWORD).await.unwrap();
        let elsewhere = app.store.begin_session(resident.account.unwrap(), &Entry::password()).await.unwrap();
        let send = async |current: &str, new: &str, again: &str| {
            app.post(resident, "/account/password", &[("current", current), ("password", new), ("password_again", again)]).await
        };
        let new = "жито колесо молоко сім";
        assert!(send("не той", new, new).await.body.contains("Це не теперішній пароль"));
        assert!(send(PASSWORD, "коротко", "коротко").await.body.contains("Закоротко"));
        assert!(send(PASSWORD, "passwordpassword", "passwordpassword").await.body.contains("вгадують"));
        assert!(send(PASSWORD, new, "інше").await.body.contains("Паролі різні"));
        assert!(app.store.session(&elsewhere.secret, "").await.unwrap().is_some());
        assert_eq!(send(PASSWORD, new, new).await.status, 303);
        assert!(app.store.session(&elsewhere.secret, "").await.unwrap().is_none());
        assert_eq!(password(&app, "resident", PASSWORD).await.status, 422);
        assert_eq!(password(&app, "resident", new).await.status, 303);
    }
}

on_both! {
    async fn an_invitation_leads_in_once(place: Place) {
        let app = TestApp::new(&place).await;
        let secret = app.store.invite(&app.region.operator, None, app.region.head.account.unwrap()).await.unwrap();
        let path = format!("/welcome/{secret}");
        let page = app.get_with("", &path).await;
        assert!(page.body.contains("Тестовий head") && page.body.contains("<code>head</code>"), "{}", page.body);
        assert_eq!(app.get_with("", &path).await.status, 200, "who only looks does not use it up");
        let form = [("password", PASSWORD), ("password_again", PASSWORD)];
        let entered = app.post_with("", &path, &form).await;
        assert_eq!((entered.status.as_u16(), entered.location()), (303, "/account/sign-in"));
        assert_eq!(app.get_with(&entered.cookie(), "/account/sign-in").await.status, 200);
        for reply in [app.get_with("", &path).await, app.post_with("", &path, &form).await] {
            assert_eq!(reply.status, 410);
            assert!(reply.body.contains("Запрошення не діє"));
        }
    }
}

async fn from(app: &TestApp, peer: &str, forwarded: Option<&str>, login: &str) -> Reply {
    let mut request =
        Request::post("/login").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(forwarded) = forwarded {
        request = request.header("x-forwarded-for", forwarded);
    }
    let body = Body::from(format!("login={login}&password=x"));
    app.send(of_peer(request.body(body).unwrap(), peer)).await
}

fn of_peer(mut request: Request<Body>, peer: &str) -> Request<Body> {
    let peer: std::net::SocketAddr = format!("{peer}:40000").parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

/// A form that came from a network, with more fields.
async fn sent(app: &TestApp, peer: &str, more: &[(&str, &str)]) -> Reply {
    // Each time another login, so that it is not their limit that refuses.
    static LOGINS: AtomicU32 = AtomicU32::new(0);
    let login = format!("nobody{}", LOGINS.fetch_add(1, Ordering::Relaxed));
    let fields = [&[("login", &*login), ("password", "x")], more].concat();
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let request = Request::post("/login").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    app.send(of_peer(request.body(Body::from(body.join("&"))).unwrap(), peer)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_for_anybody_is_dear_for_programs_and_open_for_people() {
    let place = Place::new(oblast_testkit::Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let ticket = async || app.get_with("", "/login").await.input("work_ticket");
    // Without scripts: ten at once, then one after the other.
    let mut statuses = Vec::new();
    for _ in 0..14 {
        statuses.push(sent(&app, "203.0.113.7", &[]).await.status.as_u16());
    }
    assert_eq!(statuses[..10], [422; 10], "whoever has no scripts comes in too");
    assert_eq!(statuses[12..], [429; 2]);
    let told = sent(&app, "203.0.113.7", &[]).await;
    assert!(told.body.contains("Зачекайте хвилину") && told.headers[header::RETRY_AFTER] == "60");
    // From the same network, with the work done.
    let own = ticket().await;
    let work = found(&own);
    let proof = [("work_ticket", own.as_str()), ("work", work.as_str())];
    assert_ne!(sent(&app, "203.0.113.7", &proof).await.status, 429);
    assert_eq!(sent(&app, "203.0.113.7", &proof).await.status, 429, "a proof is good once");
    let other = ticket().await;
    for wrong in [
        [("work_ticket", other.as_str()), ("work", work.as_str())],
        [("work_ticket", "made up"), ("work", &found("made up"))],
        [("work_ticket", ""), ("work", &found(""))],
    ] {
        assert_eq!(sent(&app, "203.0.113.7", &wrong).await.status, 429, "{wrong:?}");
    }
    // What people do not see is not filled in by them.
    let trapped = sent(&app, "203.0.113.8", &[("site", "http://spam.example")]).await;
    assert_eq!(trapped.status, 422);
    assert!(trapped.body.contains("якого люди не бачать"));
    for page in ["/login", "/verify"] {
        let body = app.get_with("", page).await.body;
        assert!(
            body.contains("data-work=\"16\"") && body.contains("name=\"site\" tabindex=\"-1\""),
            "{page}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_is_slowed_down_and_nobody_gets_around_it_by_a_header() {
    let place = Place::new(oblast_testkit::Backend::Sqlite).await.unwrap();
    let site = Site { proxies: vec!["192.0.2.254".parse().unwrap()], ..TestApp::site() };
    let app = TestApp::presented(&place, &[], site).await;
    let mut statuses = Vec::new();
    for attempt in 0..100 {
        let spoofed = format!("10.0.0.{attempt}");
        statuses.push(
            from(&app, "203.0.113.5", Some(&spoofed), &format!("login{attempt}")).await.status.as_u16(),
        );
    }
    let slowed = statuses.iter().filter(|status| **status == 429).count();
    assert!(slowed >= 60, "{statuses:?}");
    assert_eq!(from(&app, "203.0.113.6", None, "somebody").await.status, 422, "others come in");
    // Behind our own proxy everybody is counted by themselves, and what they claim before it does not count.
    let mut statuses = Vec::new();
    for attempt in 0..60 {
        let claimed = format!("10.1.0.{attempt}, 198.51.100.9");
        statuses.push(
            from(&app, "192.0.2.254", Some(&claimed), &format!("login{attempt}")).await.status.as_u16(),
        );
    }
    assert!(statuses.iter().filter(|status| **status == 429).count() >= 20, "{statuses:?}");
    assert_eq!(from(&app, "192.0.2.254", Some("198.51.100.10"), "somebody").await.status, 422);
}

on_both! {
    async fn the_page_of_sessions_ends_them(place: Place) {
        let app = TestApp::new(&place).await;
        let account = app.region.resident.account.unwrap();
        let agent = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
        let entry = Entry { way: Way::Passkey, agent: agent.into(), address: "192.0.2.7".into() };
        let phone = app.store.begin_session(account, &entry).await.unwrap();
        let page = app.get(&app.region.resident, "/account").await;
        assert!(page.body.contains("Firefox, Android") && page.body.contains("192.0.2.7"), "{}", page.body);
        let ended = app.post(&app.region.resident, "/account/sessions", &[("session", &phone.id.to_string())]).await;
        assert_eq!(ended.status, 303);
        assert!(app.store.session(&phone.secret, agent).await.unwrap().is_none());
        let other = app.post(&app.region.neighbour, "/account/sessions", &[("session", &Uuid::nil().to_string())]).await;
        assert_eq!(other.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_the_cookie_is_this_hosts_alone() {
    let place = Place::new(oblast_testkit::Backend::Sqlite).await.unwrap();
    let site = Site { https: true, public_url: "https://oblast.example".into(), ..Site::default() };
    let app = TestApp::presented(&place, &[], site).await;
    app.store.set_password(app.region.resident.account.unwrap(), PASSWORD).await.unwrap();
    let entered = password(&app, "resident", PASSWORD).await;
    let set = entered.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(set.starts_with("__Host-oblast_session="), "{set}");
    for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Domain"), "{set}");
    let old = entered.cookie().replace("__Host-", "");
    assert_eq!(
        app.get_with(&old, "/cases").await.status,
        303,
        "the name without the prefix counts for nothing"
    );
}
