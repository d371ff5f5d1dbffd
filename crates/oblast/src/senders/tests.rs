//! The outbox against a real mail server (npm `smtp-server`, as a process) and a gateway.

use std::io::{BufRead as _, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use jiff::ToSpan as _;
use oblast_kernel::{Clock as _, Uuid};
use oblast_store::cases::Application;
use oblast_testkit::{APPLICATION, PERMIT, Place, Region, at, on_both, region, typed};
use serde_json::Value as Json;

use super::*;

struct MailServer {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    port: u16,
}

impl MailServer {
    fn start(port: u16) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e");
        let mut process = Command::new("node")
            .args(["smtp-server.mjs", &port.to_string()])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .spawn()
            .expect("node runs");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.next().expect("npm ci was run in e2e").unwrap().parse().unwrap();
        MailServer { process, lines, port }
    }

    fn mail(&mut self) -> Json {
        serde_json::from_str(&self.lines.next().unwrap().unwrap()).unwrap()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn settings(smtp_port: u16, sms_url: &str) -> Settings {
    Settings {
        data: PathBuf::new(),
        files: oblast_store::files::FilePlace::Folder(PathBuf::new()),
        scanner: None,
        listen: ([127, 0, 0, 1], 0).into(),
        location: oblast_store::Location::Sqlite(PathBuf::new()),
        node: 1,
        https: true,
        public_url: "https://oblast.example".into(),
        systems: None,
        messages: Messages {
            smtp: Some(format!("smtp://127.0.0.1:{smtp_port}")),
            mail_from: Some("Область <noreply@oblast.example>".into()),
            sms_url: Some(sms_url.to_owned()),
            sms_token: Some("secret".into()),
        },
        sources: crate::settings::Sources::default(),
        signatures: Default::default(),
        identity: crate::settings::Identity::default(),
    }
}

/// Gives the resident addresses and lets them apply: one delivery for each.
async fn apply(store: &Store, region: &Region, email: &str) -> Uuid {
    let person = region.resident.person.unwrap();
    let mut record = store.load("person", person).await.unwrap().unwrap();
    record.set("email", email);
    record.set("phone", "+380991234567");
    store.apply(store.act("person.change").update(record)).await.unwrap();
    let service = store.catalogue().service(PERMIT).unwrap().clone();
    let values = typed(&service.procedure.fields, APPLICATION);
    let application = Application::online(person, region.centre, &values);
    store.submit_case(&region.resident, &service, &application, None).await.unwrap().id
}

async fn state_of(store: &Store, channel: &str) -> (String, i64) {
    let lines = store.deliveries(10).await.unwrap();
    let line = lines.into_iter().find(|line| line.channel == channel).unwrap();
    (line.state, line.attempts)
}

type Received = Arc<Mutex<Vec<(String, Json)>>>;

async fn take(State(received): State<Received>, headers: HeaderMap, body: axum::body::Bytes) -> StatusCode {
    let token = headers["authorization"].to_str().unwrap().to_owned();
    received.lock().unwrap().push((token, serde_json::from_slice(&body).unwrap()));
    StatusCode::ACCEPTED
}

async fn gateway() -> (String, Received) {
    let received = Received::default();
    let router = Router::new().route("/send", post(take)).with_state(Arc::clone(&received));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/send", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, received)
}

on_both! {
    async fn a_notice_goes_out_by_mail_and_by_short_message_once(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let (sms_url, received) = gateway().await;
        let mut server = MailServer::start(0);
        let senders = Senders::new(store.clone(), &settings(server.port, &sms_url)).unwrap();
        let case = apply(&store, &region, "resident@example.com").await;
        assert_eq!(senders.round().await.unwrap(), 2);
        assert_eq!(senders.round().await.unwrap(), 0, "nothing is left");

        let mail = server.mail();
        let raw = mail["raw"].as_str().unwrap();
        assert_eq!(mail["to"][0], "resident@example.com");
        assert!(raw.contains("@oblast.example>") && raw.to_lowercase().contains("message-id"), "{raw}");
        assert!(!raw.contains("Тестовий"), "no name in it");
        let received = received.lock().unwrap().clone();
        assert_eq!(received.len(), 1);
        assert_eq!((received[0].0.as_str(), received[0].1["to"].as_str()), ("Bearer secret", Some("+380991234567")));
        let text = received[0].1["text"].as_str().unwrap();
        assert!(text.contains("Заяву зареєстровано: ЗР-000001/2026") && text.contains(&format!("/cases/{case}")), "{text}");
        assert_eq!(state_of(&store, "email").await, ("sent".into(), 1));
        let person = region.resident.person.unwrap();
        assert_eq!(store.unseen_notices(person).await.unwrap(), 1, "and it stands in the cabinet");
    }
}

on_both! {
    async fn a_mail_that_comes_back_later_marks_its_delivery(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let (sms_url, _received) = gateway().await;
        let mut server = MailServer::start(0);
        let senders = Senders::new(store.clone(), &settings(server.port, &sms_url)).unwrap();
        apply(&store, &region, "resident@example.com").await;
        senders.round().await.unwrap();
        let mail = server.mail();
        let report = format!(
            "Subject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; boundary=b\r\n\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n\
             Action: failed\r\nStatus: 5.2.2\r\n\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\n{}\r\n--b--\r\n",
            mail["raw"].as_str().unwrap()
        );
        let bounce = crate::commands::bounce::read(report.as_bytes()).unwrap();
        assert!(store.return_delivery(bounce.delivery, &bounce.detail).await.unwrap());
        assert_eq!(state_of(&store, "email").await, ("refused".into(), 1));
        assert!(!store.return_delivery(region.centre, "5.1.1").await.unwrap(), "nobody's");
    }
}

on_both! {
    async fn a_mail_server_that_is_away_for_a_day_loses_nothing(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let (sms_url, _received) = gateway().await;
        let port = { std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port() };
        let senders = Senders::new(store.clone(), &settings(port, &sms_url)).unwrap();
        apply(&store, &region, "resident@example.com").await;
        let mut tried = 0;
        for _ in 0..48 {
            tried += senders.round().await.unwrap();
            place.clock.set(place.clock.now() + 30.minutes());
        }
        assert!((5..20).contains(&tried), "with growing pauses: {tried}");
        assert_eq!(state_of(&store, "email").await.0, "waiting");
        let mut server = MailServer::start(port);
        place.clock.set(place.clock.now() + 24.hours());
        senders.round().await.unwrap();
        assert_eq!(server.mail()["to"][0], "resident@example.com");
        assert_eq!(state_of(&store, "email").await.0, "sent");
    }
}

on_both! {
    async fn a_refused_address_is_not_tried_again_and_a_passing_error_is(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let (sms_url, _received) = gateway().await;
        let server = MailServer::start(0);
        let senders = Senders::new(store.clone(), &settings(server.port, &sms_url)).unwrap();
        apply(&store, &region, "refused@example.com").await;
        senders.round().await.unwrap();
        assert_eq!(state_of(&store, "email").await, ("refused".into(), 1));
        place.clock.set(place.clock.now() + 3.hours());
        assert_eq!(senders.round().await.unwrap(), 0);

        apply(&store, &region, "later@example.com").await;
        senders.round().await.unwrap();
        assert_eq!(state_of(&store, "email").await, ("waiting".into(), 1));
        place.clock.set(place.clock.now() + 24.hours() * 4);
        senders.round().await.unwrap();
        assert_eq!(state_of(&store, "email").await, ("given_up".into(), 2), "after three days");
    }
}

on_both! {
    async fn what_a_killed_sender_had_taken_is_taken_again_after_its_lease(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        apply(&store, &region, "resident@example.com").await;
        let taken = store.take_deliveries(10).await.unwrap();
        assert_eq!(taken.len(), 2);
        assert!(store.take_deliveries(10).await.unwrap().is_empty(), "another node does not take it");
        place.clock.set(place.clock.now() + 3.minutes());
        let again = store.take_deliveries(10).await.unwrap();
        let ids = |deliveries: &[Delivery]| deliveries.iter().map(|delivery| delivery.id).collect::<Vec<_>>();
        assert_eq!(ids(&again), ids(&taken), "under the same identifier");
    }
}

on_both! {
    async fn nobody_is_written_to_at_night_nor_against_their_choice(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        place.clock.set(at("2026-03-16T20:00:00Z"));
        apply(&store, &region, "resident@example.com").await;
        assert!(store.take_deliveries(10).await.unwrap().is_empty());
        place.clock.set(at("2026-03-17T06:00:00Z"));
        assert_eq!(store.take_deliveries(10).await.unwrap().len(), 2, "at eight in the morning");

        let choice = oblast_store::notices::Choice { lang: oblast_kernel::Lang::En, email: true, sms: false };
        store.choose_notices(&region.resident, region.resident.person.unwrap(), choice).await.unwrap();
        apply(&store, &region, "resident@example.com").await;
        let taken = store.take_deliveries(10).await.unwrap();
        assert_eq!(taken.len(), 1);
        let message = Message::of(&store, &taken[0], "https://oblast.example").await.unwrap();
        assert!(message.subject.starts_with("Application registered: ЗР-000002/2026"), "{}", message.subject);
    }
}
