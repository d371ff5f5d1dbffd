//! The application over a store, spoken to without a network.

use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use oblast_kernel::Value;
use oblast_kernel::access::{Actor, Role};
use oblast_register::catalogue::DeclarationFile;
use oblast_store::Store;
use oblast_store::accounts::sessions::Entry;
use oblast_web::{App, Site, system};
use tower::ServiceExt as _;

use crate::{Place, Region, add, official, region, routes, systems};

/// The application over a store, spoken to without a network.
pub struct TestApp {
    /// The store.
    pub store: Store,
    /// The region.
    pub region: Region,
    router: axum::Router,
}

impl TestApp {
    /// The application over a place.
    pub async fn new(place: &Place) -> TestApp {
        TestApp::with(place, &[]).await
    }

    /// The same with more declarations, each the text of a `register.toml`.
    pub async fn with(place: &Place, registers: &[&str]) -> TestApp {
        TestApp::signing(place, registers, oblast_web::signing::Signing::default()).await
    }

    /// The same that judges and makes signatures.
    pub async fn signing(
        place: &Place,
        registers: &[&str],
        signing: oblast_web::signing::Signing,
    ) -> TestApp {
        TestApp::presented(place, registers, Site { signing, ..TestApp::site() }).await
    }

    /// How a test's application presents itself where nothing else is said.
    pub fn site() -> Site {
        Site { public_url: "http://oblast.example".into(), ..Site::default() }
    }

    /// The application that presents itself so.
    pub async fn presented(place: &Place, registers: &[&str], site: Site) -> TestApp {
        let files = registers.iter().enumerate().map(|(index, text)| DeclarationFile {
            path: format!("{index}/register.toml"),
            text: (*text).to_owned(),
        });
        let catalogue = system::catalogue(systems(), files.collect());
        let store = place.open_with(catalogue.expect("sound declarations"), false).await.expect("it opens");
        let region = region(&store).await;
        let router = oblast_web::router(App::new(store.clone(), site), &routes());
        TestApp { store, region, router }
    }

    /// Territories with their codes and titles, known from now on.
    pub async fn territories(&self, all: &[(&str, &str)]) {
        for (code, title) in all {
            let columns = [
                ("code", Value::from(*code)),
                ("category", if title.ends_with("район") { "Р" } else { "Н" }.into()),
                ("title_uk", (*title).into()),
                ("title_en", (*title).into()),
            ];
            add(&self.store, "territory", &columns).await;
        }
        self.store.refresh_directories().await.expect("directories");
    }

    /// An official of a body of its own in a territory.
    pub async fn official_of(&self, login: &str, role: Role, territory: &str) -> Actor {
        let columns = [
            ("kind", Value::from("community")),
            ("title_uk", "Громада".into()),
            ("title_en", "Community".into()),
            ("territory", territory.into()),
        ];
        let body = add(&self.store, "body", &columns).await;
        let mut actor = official(&self.store, login, role, body).await;
        actor.positions[0].territory = Some(territory.to_owned());
        actor
    }

    /// Signs an actor in: the value of the cookie and the secret of forms. A visitor has neither.
    pub async fn sign_in(&self, actor: &Actor) -> (String, String) {
        let Some(account) = actor.account else { return (String::new(), String::new()) };
        let session = self.store.begin_session(account, &Entry::password()).await.expect("a session");
        let identity = self.store.session(&session.secret, "").await.expect("a store").expect("an identity");
        (format!("oblast_session={}", session.secret), identity.csrf)
    }

    /// Sends a request.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        Reply::read(self.router.clone().oneshot(request).await.expect("an answer")).await
    }

    /// Sends a form without a session, or with what a cookie holds.
    pub async fn post_with(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> Reply {
        let body: Vec<String> =
            form.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")));
        self.send(request.expect("a request")).await
    }

    /// Reads a page with what a cookie holds.
    pub async fn get_with(&self, cookie: &str, path: &str) -> Reply {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// Sends a request whose answer is no text.
    pub async fn send_bytes(&self, request: Request<Body>) -> Vec<u8> {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        response.into_body().collect().await.expect("a body").to_bytes().to_vec()
    }

    /// Reads a page as an actor.
    pub async fn get(&self, actor: &Actor, path: &str) -> Reply {
        let (cookie, _) = self.sign_in(actor).await;
        self.send(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).expect("a request"))
            .await
    }

    /// Sends a form as an actor, from our own page.
    pub async fn post(&self, actor: &Actor, path: &str, form: &[(&str, &str)]) -> Reply {
        let (cookie, csrf) = self.sign_in(actor).await;
        let mut pairs = form.to_vec();
        pairs.push(("csrf", &csrf));
        let body: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")));
        self.send(request.expect("a request")).await
    }

    /// Takes a step with a record as it is; the status and the page.
    pub async fn step(
        &self,
        actor: &Actor,
        (register, id): (&str, &str),
        step: &str,
        given: &[(&str, &str)],
    ) -> (u16, String) {
        let version = self.record(register, id).await.version().to_string();
        let mut form = given.to_vec();
        form.push(("version", &version));
        let reply = self.post(actor, &format!("/registers/{register}/{id}/steps/{step}"), &form).await;
        (reply.status.as_u16(), reply.body)
    }

    /// Sends a form with one file as an actor, from our own page.
    pub async fn upload(&self, actor: &Actor, path: &str, name: &str, bytes: &[u8]) -> Reply {
        self.upload_as(actor, path, (0, ""), name, bytes).await
    }

    /// The same with the number of the document that the file is, and its caption.
    pub async fn upload_as(
        &self,
        actor: &Actor,
        path: &str,
        (document, caption): (usize, &str),
        name: &str,
        bytes: &[u8],
    ) -> Reply {
        let (cookie, csrf) = self.sign_in(actor).await;
        let mut body = format!(
            "--X\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--X\r\n\
             content-disposition: form-data; name=\"document\"\r\n\r\n{document}\r\n--X\r\n\
             content-disposition: form-data; name=\"caption\"\r\n\r\n{caption}\r\n--X\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--X--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }

    /// Changes a part of something by JSON under a token; `version` goes into `If-Match`.
    pub async fn patch_json(
        &self,
        token: &str,
        path: &str,
        version: Option<&str>,
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::patch(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        if let Some(version) = version {
            request = request.header(header::IF_MATCH, version);
        }
        self.send(request.body(body.into()).expect("a request")).await
    }

    /// Sends JSON under a token.
    pub async fn post_json(
        &self,
        token: &str,
        path: &str,
        key: Option<&str>,
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::post(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.send(request.body(body.into()).expect("a request")).await
    }
}

/// Percent-encodes a value of a form.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() { (byte as char).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}

/// An answer with its body read.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: header::HeaderMap,
    /// The body.
    pub body: String,
}

impl Reply {
    async fn read(response: Response<Body>) -> Reply {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The first cookie that it sets, as it is sent back.
    pub fn cookie(&self) -> String {
        let set = self.headers.get(header::SET_COOKIE).and_then(|value| value.to_str().ok());
        set.and_then(|set| set.split(';').next()).unwrap_or_default().to_owned()
    }

    /// The value of an input of the page.
    pub fn input(&self, name: &str) -> String {
        let found = self.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
        found.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    }

    /// Where it redirects to.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
