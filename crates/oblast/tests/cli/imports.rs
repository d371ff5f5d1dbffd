//! kill -9 while an import is checked and staged: it goes on where it was, every row is there once.

use std::fmt::Write as _;
use std::time::Duration;

use oblast_testkit::{Place, on_both};
use serde_json::Value;

use crate::process::{Server, oblast, run, succeed};

pub const ROWS: usize = 12_000;
/// How often the server is killed at most: a fast machine is done before.
const KILLS: usize = 4;

pub const SYSTEMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../bench/systems");

pub fn rows() -> String {
    let mut text = String::from("code,title,status,region_code,quantity,opened_on\n");
    for row in 0..ROWS {
        let day = row % 28 + 1;
        writeln!(text, "N-{row},Object {row},open,{},{row},2025-03-{day:02}", row % 90).unwrap();
    }
    text
}

pub struct Client {
    agent: ureq::Agent,
    token: String,
}

impl Client {
    pub fn new(token: String) -> Self {
        let agent =
            ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(30))).build().into();
        Client { agent, token }
    }

    pub fn post(&self, url: &str, body: &str) -> Value {
        let answer =
            self.agent.post(url).header("authorization", format!("Bearer {}", self.token)).send(body);
        answer.unwrap().body_mut().read_json().unwrap()
    }

    pub fn get(&self, url: &str) -> Value {
        let answer = self.agent.get(url).header("authorization", format!("Bearer {}", self.token)).call();
        answer.unwrap().body_mut().read_json().unwrap()
    }

    /// Waits until the import is so far; gives its phase and how many rows are done.
    pub fn until(&self, server: &Server, id: &str, far: impl Fn(&str, i64) -> bool) -> (String, i64) {
        loop {
            let run = self.get(&format!("{}/api/v1/imports/{id}", server.url));
            assert!(run["failure"].is_null() && run["bad_cells"] == 0, "{run}");
            let (phase, done) = (run["phase"].as_str().unwrap().to_owned(), run["done"].as_i64().unwrap());
            if far(&phase, done) {
                return (phase, done);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The codes of all records.
pub fn codes(client: &Client, server: &Server) -> Vec<String> {
    let (mut codes, mut after) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{}/api/v1/registers/objects/records?limit=1000{after}", server.url));
        codes.extend(
            page["records"]
                .as_array()
                .unwrap()
                .iter()
                .map(|own| own["data"]["code"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    codes
}

on_both! {
    async fn an_import_survives_kills_and_every_row_stands_once(place: Place) {
        tokio::task::spawn_blocking(move || kill_an_import(&place)).await.unwrap();
    }
}

fn kill_an_import(place: &Place) {
    let with = ["--systems", SYSTEMS];
    Server::start_with(place, "demo", &with).stop();
    let token = succeed(oblast(place, &["token", "issue", "--account", "admin"]).args(with));
    let client = Client::new(token);

    let mut server = Server::start_with(place, "serve", &with);
    let taken =
        client.post(&format!("{}/api/v1/registers/objects/imports?name=rows.csv", server.url), &rows());
    let id = taken["id"].as_str().unwrap().to_owned();
    client.post(&format!("{}/api/v1/imports/{id}/check", server.url), "");
    server.kill();
    server = Server::start_with(place, "serve", &with);
    client.until(&server, &id, |phase, _| phase == "checked");
    client.post(&format!("{}/api/v1/imports/{id}/stage", server.url), "");
    let mut before = 0;
    for _ in 0..KILLS {
        let (phase, done) = client.until(&server, &id, |phase, done| phase == "staged" || done > before);
        if phase == "staged" {
            break;
        }
        before = done;
        server.kill();
        server = Server::start_with(place, "serve", &with);
        let records = client.get(&format!("{}/api/v1/registers/objects/records", server.url));
        assert_eq!(records["records"].as_array().unwrap().len(), 0, "nobody sees what is staged");
    }
    assert!(before > 0, "it was killed while it staged");
    client.until(&server, &id, |phase, _| phase == "staged");
    client.post(&format!("{}/api/v1/imports/{id}/publish", server.url), "");

    let mut codes = codes(&client, &server);
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), ROWS);
    let found = client.get(&format!("{}/api/v1/registers/objects/records?q=N-7777", server.url));
    assert_eq!(found["records"].as_array().unwrap().len(), 1, "each is found once by its words");
    server.stop();
    let (verified, printed) = run(oblast(place, &["verify"]).args(with));
    assert!(verified, "{printed}");
}
