//! kill -9 at random moments under load: every acknowledged act is there, none twice, the journal verifies.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use oblast_testkit::{PERMITS, Place, on_both};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};

use crate::process::{Server, oblast, run, succeed};

const KILLS: usize = 25;
const CLIENTS: usize = 6;

/// What the clients know: keys whose answer came, with the id, and keys whose answer did not.
#[derive(Default)]
struct Known {
    acknowledged: Mutex<BTreeMap<String, String>>,
    uncertain: Mutex<Vec<String>>,
    next: AtomicU64,
}

fn enter(agent: &ureq::Agent, server: &str, token: &str, key: &str) -> Option<String> {
    let body = json!({ "data": {
        "place": key, "structure": "roof", "area": "1", "holder": key, "issued_on": "2026-03-01", "valid_until": "2027-03-01",
    } });
    let answer = agent
        .post(format!("{server}/api/v1/registers/{PERMITS}/records"))
        .header("authorization", format!("Bearer {token}"))
        .header("idempotency-key", key)
        .send_json(&body);
    let json: Value = answer.ok()?.body_mut().read_json().ok()?;
    Some(json["id"].as_str()?.to_owned())
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(10))).build().into()
}

/// Sends until the server is gone: first what was uncertain, then new acts.
fn client(server: &str, token: &str, known: &Known) {
    let agent = agent();
    loop {
        let repeated = known.uncertain.lock().unwrap().pop();
        let key = repeated.unwrap_or_else(|| format!("key-{}", known.next.fetch_add(1, Ordering::SeqCst)));
        match enter(&agent, server, token, &key) {
            Some(id) => {
                known.acknowledged.lock().unwrap().insert(key, id);
            }
            None => {
                known.uncertain.lock().unwrap().push(key);
                return;
            }
        }
    }
}

fn all_records(server: &str) -> Vec<Value> {
    let mut records = Vec::new();
    let mut after = String::new();
    loop {
        let url = format!("{server}/api/v1/registers/{PERMITS}/records?limit=1000{after}");
        let page: Value = agent().get(url).call().unwrap().body_mut().read_json().unwrap();
        records.extend(page["records"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return records,
        }
    }
}

on_both! {
    async fn acknowledged_acts_survive_kills_and_none_stands_twice(place: Place) {
        tokio::task::spawn_blocking(move || kill_many_times(&place)).await.unwrap();
    }
}

fn kill_many_times(place: &Place) {
    Server::start(place, "demo").stop();
    let token = succeed(&mut oblast(place, &["token", "issue", "--account", "admin"]));
    let before = {
        let server = Server::start(place, "serve");
        let count = all_records(&server.url).len();
        server.stop();
        count
    };
    let known = Known::default();
    let mut moments = StdRng::from_os_rng();
    for _ in 0..KILLS {
        let server = Server::start(place, "serve");
        let url = server.url.clone();
        std::thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| client(&url, &token, &known));
            }
            let moment = moments.random_range(5..250);
            std::thread::sleep(Duration::from_millis(moment));
            server.kill();
        });
        let (verified, printed) = run(&mut oblast(place, &["verify"]));
        assert!(verified, "{printed}");
    }

    let server = Server::start(place, "serve");
    for key in known.uncertain.lock().unwrap().drain(..) {
        let id = enter(&agent(), &server.url, &token, &key).expect("a repetition is answered");
        known.acknowledged.lock().unwrap().insert(key, id);
    }
    let acknowledged = known.acknowledged.lock().unwrap();
    assert!(acknowledged.len() > KILLS, "there was load: {}", acknowledged.len());
    let records = all_records(&server.url);
    assert_eq!(records.len(), before + acknowledged.len(), "nothing twice, nothing that nobody sent");
    let stored: BTreeMap<&str, &str> = records
        .iter()
        .map(|record| (record["data"]["place"].as_str().unwrap(), record["id"].as_str().unwrap()))
        .collect();
    for (key, id) in acknowledged.iter() {
        assert_eq!(stored.get(key.as_str()), Some(&id.as_str()), "{key} was acknowledged");
    }
    server.stop();
    let (verified, printed) = run(&mut oblast(place, &["verify"]));
    assert!(verified, "{printed}");
}
