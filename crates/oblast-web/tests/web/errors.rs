//! What fails: a page with an id, and the same id in the log.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use oblast_testkit::{APPLICATION, Backend, PERMIT, Place, TestApp};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Keeps the fields of errors as words.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Words<'w>(&'w mut String);

impl Visit for Words<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{}={value:?} ", field.name());
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::ERROR
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Words(&mut self.0.lock().unwrap()));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

// One thread: what is logged here is this test's alone.
#[tokio::test]
async fn what_fails_has_an_id_that_stands_in_the_log() {
    let place = Place::new(Backend::Sqlite).await.unwrap();
    let app = TestApp::new(&place).await;
    let (cookie, csrf) = app.sign_in(&app.region.resident).await;
    let centre = app.region.centre.to_string();
    let key = "0195a000-0000-7000-8000-000000000001";
    let form = [&[("key", key), ("intake", &centre), ("csrf", &csrf)], APPLICATION].concat();
    app.store.close().await;
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let reply = app.post_with(&cookie, &format!("/services/{PERMIT}/apply"), &form).await;
    assert!(reply.status.is_server_error(), "{}", reply.status);
    let id = reply.body.split("оператора: <code>").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
    assert!(log.0.lock().unwrap().contains(&format!("id={id} ")), "{id}: {}", log.0.lock().unwrap());
    // Who asks for what is not there is told so, without an id.
    assert!(!app.get_with("", "/nothing").await.body.contains("Код помилки"));
}
