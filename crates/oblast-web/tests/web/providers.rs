//! Providers of identities: what may come back from one, and what may not.

use std::sync::Arc;

use oblast_kernel::Text;
use oblast_testkit::{HEAD_RNOKPP, Place, Reply, TestApp, at, on_both};
use oblast_web::Site;
use oblast_web::providers::{Answer, Begun, Person, Provider, ProviderError};

/// A provider that says what its code says: `subject` or `subject/rnokpp`.
#[derive(Debug)]
struct Double(&'static str, Text);

impl Provider for Double {
    fn name(&self) -> &str {
        self.0
    }
    fn title(&self) -> &Text {
        &self.1
    }
    fn is_strong(&self) -> bool {
        true
    }
    fn issuer(&self) -> &str {
        "https://double.example"
    }
    fn begin<'a>(&'a self, redirect: &'a str) -> Answer<'a, Begun> {
        Box::pin(async move {
            Ok(Begun {
                url: format!("https://double.example/ask?back={redirect}"),
                state: "state-1".into(),
                kept: "nonce-1".into(),
            })
        })
    }
    fn complete<'a>(&'a self, code: &'a str, kept: &'a str, redirect: &'a str) -> Answer<'a, Person> {
        Box::pin(async move {
            assert_eq!(kept, "nonce-1");
            assert_eq!(redirect, format!("http://oblast.example/login/with/{}/back", self.0));
            match code.split_once('/') {
                Some(("broken", _)) => Err(ProviderError::Invalid("a forged token".into())),
                Some((subject, rnokpp)) => {
                    Ok(Person { subject: subject.into(), rnokpp: Some(rnokpp.into()), name: String::new() })
                }
                None => Ok(Person { subject: code.into(), ..Person::default() }),
            }
        })
    }
}

async fn app(place: &Place) -> TestApp {
    let providers: Vec<Arc<dyn Provider>> =
        ["one", "two"].map(|name| Arc::new(Double(name, Text::new(name, name))) as Arc<dyn Provider>).into();
    TestApp::presented(place, &[], Site { providers, ..TestApp::site() }).await
}

async fn go(app: &TestApp, name: &str) -> String {
    let gone = app.get_with("", &format!("/login/with/{name}?next=/account")).await;
    assert!(gone.location().starts_with("https://double.example/ask"), "{}", gone.location());
    gone.cookie()
}

async fn back(app: &TestApp, cookie: &str, name: &str, query: &str) -> Reply {
    app.get_with(cookie, &format!("/login/with/{name}/back?{query}")).await
}

on_both! {
    async fn an_answer_counts_once_where_it_was_asked_for(place: Place) {
        let app = app(&place).await;
        let good = format!("code=subject-1/{HEAD_RNOKPP}&state=state-1");
        // Nobody asked; another browser asked; another state; another provider asked, or answers; a refusal.
        assert_eq!(back(&app, "", "one", &good).await.status, 422);
        let cookie = go(&app, "one").await;
        for (name, query) in [
            ("one", "code=subject-1&state=state-2"),
            ("one", "code=subject-1"),
            ("two", good.as_str()),
            ("one", &format!("{good}&iss=https://evil.example")),
        ] {
            let cookie = go(&app, "one").await;
            let reply = back(&app, &cookie, name, query).await;
            assert!(reply.status == 422 && reply.body.contains("не завершено"), "{name} {query}");
            assert_eq!(back(&app, &cookie, "one", &good).await.status, 422, "and what was asked for is void: {query}");
        }
        let denied = go(&app, "one").await;
        assert!(back(&app, &denied, "one", "error=access_denied&state=state-1").await.body.contains("скасовано"));
        let forged = go(&app, "one").await;
        assert!(back(&app, &forged, "one", "code=broken/x&state=state-1").await.body.contains("не пройшла перевірки"));
        let entered = back(&app, &cookie, "one", &format!("{good}&iss=https://double.example")).await;
        assert_eq!((entered.status.as_u16(), entered.location()), (303, "/account"));
        assert_eq!(app.get_with(&entered.cookie(), "/queue").await.status, 200, "the head, by the tax number");
        assert_eq!(back(&app, &cookie, "one", &good).await.status, 422, "once");
        // From now on by the subject, whatever it says of the number; another subject of the same number has to be tied by hand.
        let again = go(&app, "one").await;
        assert_eq!(back(&app, &again, "one", "code=subject-1&state=state-1").await.status, 303);
        place.clock.set(at("2026-03-16T07:20:00Z"));
        let late = go(&app, "one").await;
        place.clock.set(at("2026-03-16T07:31:00Z"));
        assert_eq!(back(&app, &late, "one", &good).await.status, 422, "too late");
    }
}

on_both! {
    async fn who_is_tied_by_hand_is_who_asked_for_it(place: Place) {
        let app = app(&place).await;
        let (session, csrf) = app.sign_in(&app.region.resident).await;
        let gone = app.get_with(&session, "/login/with/one?next=/account&tie=1").await;
        let cookies = format!("{session}; {}", gone.cookie());
        // The same answer in a browser where nobody, or somebody else, is signed in ties nobody.
        let (foreign, _) = app.sign_in(&app.region.neighbour).await;
        let stolen = app.get_with(&session, "/login/with/one?next=/account&tie=1").await.cookie();
        let reply = back(&app, &format!("{foreign}; {stolen}"), "one", "code=subject-9&state=state-1").await;
        assert!(reply.status == 422 && reply.body.contains("тут немає"), "{}", reply.status);
        assert_eq!(back(&app, &cookies, "one", "code=subject-9&state=state-1").await.status, 303);
        assert!(app.store.account_outside("one", "subject-9").await.unwrap() == app.region.resident.account);
        // Tied already: nobody else gets it.
        let (other, _) = app.sign_in(&app.region.neighbour).await;
        let gone = app.get_with(&other, "/login/with/one?next=/account&tie=1").await;
        let reply = back(&app, &format!("{other}; {}", gone.cookie()), "one", "code=subject-9&state=state-1").await;
        assert_eq!(reply.status, 422);
        assert!(!csrf.is_empty());
    }
}

on_both! {
    async fn nobody_is_led_to_another_site(place: Place) {
        let app = app(&place).await;
        for next in ["https://evil.example", "//evil.example", "/\\evil.example", "%0d%0aset-cookie:x=1"] {
            let gone = app.get_with("", &format!("/login/with/one?next={next}")).await;
            let entered = back(&app, &gone.cookie(), "one", &format!("code=s/{HEAD_RNOKPP}&state=state-1")).await;
            assert_eq!(entered.location(), "/", "{next}");
        }
    }
}
