//! What must not leak from a running server, and two nodes over one database.

use std::process::Command;

use oblast_testkit::{Place, on_both};

use crate::process::{PASSWORD, Server, oblast, succeed};

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into()
}

/// An answer: the status, the session's cookie if one was set, the page.
struct Answer {
    status: u16,
    cookie: String,
    page: String,
}

fn answered(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut answer = answer.unwrap();
    let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
    let cookie = cookie.and_then(|set| set.split(';').next()).unwrap_or_default().to_owned();
    Answer {
        status: answer.status().as_u16(),
        cookie,
        page: answer.body_mut().read_to_string().unwrap_or_default(),
    }
}

fn sign_in(server: &Server, login: &str, password: &str) -> Answer {
    answered(
        agent().post(format!("{}/login", server.url)).send_form([("login", login), ("password", password)]),
    )
}

fn get(server: &Server, path: &str, cookie: &str) -> Answer {
    answered(agent().get(format!("{}{path}", server.url)).header("cookie", cookie).call())
}

fn input(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}

on_both! {
    async fn no_secret_and_no_name_stands_in_the_log(place: Place) {
        tokio::task::spawn_blocking(move || quiet_log(&place)).await.unwrap();
    }
}

fn quiet_log(place: &Place) {
    let mut command = oblast(place, &["demo"]);
    command.env("OBLAST_LOG", "debug");
    let server = Server::run(place, command, &[]);
    let log = place.dir.join("server.log");
    let printed = std::fs::read_to_string(&log).unwrap().len();
    let entered = sign_in(&server, "resident", PASSWORD);
    assert_eq!(entered.status, 303);
    let secret = entered.cookie.split('=').nth(1).unwrap().to_owned();
    sign_in(&server, "resident", "a-wrong-password-of-mine");
    let data = get(&server, "/account/data", &entered.cookie).page;
    let number = data.split("РНОКПП</dt><dd>").nth(1).and_then(|rest| rest.get(..10)).unwrap().to_owned();
    get(&server, "/search?q=Коваленко", "");
    let csrf = input(&data, "csrf");
    assert!(csrf.len() > 20);
    let token = succeed(&mut oblast(place, &["token", "issue", "--account", "admin"]));
    let api = agent()
        .get(format!("{}/api/v1/registers", server.url))
        .header("authorization", format!("Bearer {token}"));
    assert_eq!(answered(api.call()).status, 200);
    let operator = sign_in(&server, "admin", PASSWORD);
    let list = get(&server, "/officials?q=Бондар", &operator.cookie).page;
    let card =
        list.split("href=\"/officials/").nth(4).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let page = get(&server, &format!("/officials/{card}"), &operator.cookie).page;
    let form = [("csrf", input(&page, "csrf")), ("reason", "загублено телефон".to_owned())];
    let invite =
        agent().post(format!("{}/officials/{card}/invite", server.url)).header("cookie", &operator.cookie);
    let invited = answered(invite.send_form(form)).page;
    let invitation = invited.split("/welcome/").nth(1).unwrap().split('<').next().unwrap().to_owned();
    get(&server, &format!("/welcome/{invitation}"), "");
    server.stop();
    let text = std::fs::read_to_string(&log).unwrap();
    let said = &text[printed..];
    assert!(said.contains("\"route\":\"/login\""), "the log is there: {said}");
    let master = std::fs::read_to_string(place.dir.join("data/keys/restricted.key")).unwrap();
    for (what, secret) in [
        ("password", PASSWORD),
        ("wrong password", "a-wrong-password-of-mine"),
        ("session", secret.as_str()),
        ("secret of forms", csrf.as_str()),
        ("token", token.as_str()),
        ("invitation", invitation.as_str()),
        ("tax number", number.as_str()),
        ("name", "Коваленко"),
        ("name in a query", "%D0%9A%D0%BE%D0%B2%D0%B0%D0%BB%D0%B5%D0%BD%D0%BA%D0%BE"),
        ("master key", master.trim()),
    ] {
        assert!(!said.contains(secret), "{what} stands in the log");
    }
}

/// A node of its own data directory over the database of a place; keys are the same on each node.
fn node(place: &Place, number: u32) -> Server {
    let data = place.dir.join(format!("node{number}"));
    std::fs::create_dir_all(data.join("keys")).unwrap();
    for key in ["restricted.key", "journal.key"] {
        std::fs::copy(place.dir.join("data/keys").join(key), data.join("keys").join(key)).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_oblast"));
    command.args(["serve", "--database", place.url().unwrap()]).arg("--data").arg(&data);
    command.env("OBLAST_NODE", number.to_string()).env("OBLAST_SECOND_FACTOR", "offered");
    command.env("OBLAST_FILES", place.dir.join("files"));
    Server::run(place, command, &[])
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_over_one_database_are_one_platform() {
    let Some(place) = Place::new(oblast_testkit::Backend::Postgres).await else {
        eprintln!("OBLAST_TEST_POSTGRES is not set: not run");
        return;
    };
    tokio::task::spawn_blocking(move || two_nodes(&place)).await.unwrap();
}

fn two_nodes(place: &Place) {
    Server::start(place, "demo").stop();
    let (one, two) = (node(place, 1), node(place, 2));
    // A session of one runs on the other, and ends on both.
    let entered = sign_in(&one, "resident", PASSWORD);
    assert_eq!(get(&two, "/cases", &entered.cookie).status, 200);
    let csrf = input(&get(&two, "/cases", &entered.cookie).page, "csrf");
    let left = agent().post(format!("{}/logout", two.url)).header("cookie", &entered.cookie);
    assert_eq!(answered(left.send_form([("csrf", csrf)])).status, 303);
    assert_eq!(get(&one, "/cases", &entered.cookie).status, 303);
    // Wrong passwords count together.
    for attempt in 0..5 {
        let server = if attempt % 2 == 0 { &one } else { &two };
        assert_eq!(sign_in(server, "head", "wrong").status, 422, "{attempt}");
    }
    assert_eq!(sign_in(&one, "head", PASSWORD).status, 429);
    assert_eq!(sign_in(&two, "head", PASSWORD).status, 429);
    // Both write, each its own chain; whoever verifies finds both whole.
    for server in [&one, &two, &one] {
        assert_eq!(sign_in(server, "resident", PASSWORD).status, 303);
    }
    one.stop();
    two.stop();
    let verified = succeed(&mut oblast(place, &["verify"]));
    assert!(verified.ends_with("findings: 0"), "{verified}");
}
