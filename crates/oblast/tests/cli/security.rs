//! What must not leak from a running server.

use oblast_testkit::{Place, on_both};

use crate::process::{PASSWORD, Server, agent, answered, get, input, oblast, sign_in, succeed};

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
