//! Several nodes over one database: one platform, each job done once.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use oblast_kernel::journal::hex;
use oblast_store::cases::Application;
use oblast_testkit::{APPLICATION, Backend, PERMIT, Place, region, typed};
use tokio::sync::watch;

use crate::imports::{Client, ROWS, SYSTEMS, codes, rows};
use crate::process::{PASSWORD, Server, agent, answered, get, input, oblast, sign_in, succeed};

async fn postgres() -> Option<Place> {
    let place = Place::new(Backend::Postgres).await;
    if place.is_none() {
        eprintln!("OBLAST_TEST_POSTGRES is not set: not run");
    }
    place
}

/// A node of its own data directory over the database of a place. The master key is the same on each; where the place has a journal's
/// key, that too.
fn node(place: &Place, number: u32, more: &[(&str, &str)]) -> Server {
    let data = place.dir.join(format!("node{number}"));
    std::fs::create_dir_all(data.join("keys")).unwrap();
    for key in ["restricted.key", "journal.key"] {
        let _ = std::fs::copy(place.dir.join("data/keys").join(key), data.join("keys").join(key));
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_oblast"));
    command.args(["serve", "--database", place.url().unwrap()]).arg("--data").arg(&data);
    command.env("OBLAST_NODE", number.to_string()).env("OBLAST_SECOND_FACTOR", "offered");
    command.env("OBLAST_FILES", place.dir.join("files")).envs(more.iter().copied());
    Server::run(place, command, &[])
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_over_one_database_are_one_platform() {
    let Some(place) = postgres().await else { return };
    tokio::task::spawn_blocking(move || two_nodes(&place)).await.unwrap();
}

fn two_nodes(place: &Place) {
    Server::start(place, "demo").stop();
    let (one, two) = (node(place, 1, &[]), node(place, 2, &[]));
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

/// A gateway of short messages: how often each came, from which nodes; it answers when both have sent something.
#[derive(Clone)]
struct Gateway {
    came: Arc<Mutex<BTreeMap<String, u32>>>,
    nodes: watch::Sender<BTreeMap<String, u32>>,
}

async fn take(State(gateway): State<Gateway>, headers: HeaderMap) -> StatusCode {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    *gateway.came.lock().unwrap().entry(text("idempotency-key")).or_default() += 1;
    gateway.nodes.send_modify(|nodes| *nodes.entry(text("authorization")).or_default() += 1);
    gateway.nodes.subscribe().wait_for(|nodes| nodes.len() == 2).await.unwrap();
    StatusCode::ACCEPTED
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_send_each_message_once() {
    const MESSAGES: u32 = 50;
    let Some(place) = postgres().await else { return };
    let store = place.open().await;
    let region = region(&store).await;
    let service = store.catalogue().service(PERMIT).unwrap().clone();
    let values = typed(&service.procedure.fields, APPLICATION);
    for number in 0..MESSAGES {
        let phone = format!("+3809900000{number:02}");
        let row =
            store.new_person(&[("family_name", "Тестовий"), ("given_name", "Житель"), ("phone", &phone)]);
        let row = row.unwrap();
        let application = Application::online(row.id(), region.centre, &values);
        store.apply(store.act("person.seed").insert(row)).await.unwrap();
        store.submit_case(&region.administrator, &service, &application, None).await.unwrap();
    }
    store.close().await;
    drop(store);
    // The key under which the place was written.
    let keys = place.dir.join("data/keys");
    std::fs::create_dir_all(&keys).unwrap();
    std::fs::write(keys.join("restricted.key"), hex(&[1; 32])).unwrap();

    let gateway = Gateway { came: Arc::default(), nodes: watch::channel(BTreeMap::new()).0 };
    let router = Router::new().route("/send", post(take)).with_state(gateway.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/send", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut sent = gateway.nodes.subscribe();
    let place = tokio::task::spawn_blocking(move || {
        let start = |number: u32| {
            node(&place, number, &[("OBLAST_SMS_URL", &url), ("OBLAST_SMS_TOKEN", &number.to_string())])
        };
        let nodes = [start(1), start(2)];
        let all = sent.wait_for(|nodes| nodes.values().sum::<u32>() >= MESSAGES);
        let _ = tokio::runtime::Handle::current().block_on(all);
        nodes.into_iter().for_each(Server::stop);
        place
    });
    let place = place.await.unwrap();
    let store = place.open().await;
    let deliveries = store.deliveries(1000).await.unwrap();
    let texts: Vec<_> = deliveries.iter().filter(|own| own.channel == "sms").collect();
    assert_eq!(texts.len(), MESSAGES as usize);
    assert!(texts.iter().all(|own| own.attempts == 1), "each was tried once");
    let came = gateway.came.lock().unwrap().clone();
    assert_eq!(came.len(), MESSAGES as usize);
    assert!(came.values().all(|count| *count == 1), "none came twice: {came:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_of_two_nodes_has_every_row_once() {
    let Some(place) = postgres().await else { return };
    tokio::task::spawn_blocking(move || import_on_two(&place)).await.unwrap();
}

fn import_on_two(place: &Place) {
    let with = ["--systems", SYSTEMS];
    Server::start_with(place, "demo", &with).stop();
    let token = succeed(oblast(place, &["token", "issue", "--account", "admin"]).args(with));
    let client = Client::new(token);
    let systems = [("OBLAST_SYSTEMS", SYSTEMS)];
    let (one, two) = (node(place, 1, &systems), node(place, 2, &systems));
    let url = format!("{}/api/v1/registers/objects/imports?name=rows.csv", one.url);
    let id = client.post(&url, &rows())["id"].as_str().unwrap().to_owned();
    for (server, step, phase) in [(&two, "check", "checked"), (&one, "stage", "staged")] {
        client.post(&format!("{}/api/v1/imports/{id}/{step}", server.url), "");
        client.until(&two, &id, |own, _| own == phase);
    }
    client.post(&format!("{}/api/v1/imports/{id}/publish", two.url), "");
    let found = codes(&client, &one);
    let mut once = found.clone();
    once.sort();
    once.dedup();
    assert_eq!((found.len(), once.len()), (ROWS, ROWS));
    one.stop();
    two.stop();
    let verified = succeed(oblast(place, &["verify"]).args(with));
    assert!(verified.ends_with("findings: 0"), "{verified}");
}
