//! The state's integrated identification (id.gov.ua): the code flow of OAuth with its own names, and an answer that is encrypted to a
//! key of ours (DSTU 4145 agreement, GOST 28147). It has no nonce and no PKCE: the state alone ties the answer to the browser, and the
//! code is good once.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dstu::algorithm::SigningKey;
use dstu::certificate::Certificate;
use dstu::{container, envelope};
use oblast_kernel::{Ids, Text, identifier};
use oblast_web::error::form_encoded;
use oblast_web::providers::{Answer, Begun, Person, Provider, ProviderError};
use serde_json::Value as Json;

use super::{LONGEST, agent, invalid, unavailable};
use crate::settings::StateId;
use crate::{Failure, trust};

/// By which ways it may recognise somebody: an electronic signature, a bank, Diia.
const WAYS: &str = "dig_sign,bank_id,diia_id";
/// What is asked of it: names to be shown, the tax number by which an account is found. No address, no mail.
const FIELDS: &str = "lastname,givenname,middlename,drfocode,unzr";

/// The provider.
pub struct StateIdProvider {
    own: StateId,
    title: Text,
    agent: ureq::Agent,
    keys: Vec<SigningKey>,
    certificate: Certificate,
}

impl std::fmt::Debug for StateIdProvider {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "StateIdProvider({})", self.own.url)
    }
}

impl StateIdProvider {
    /// The provider of the settings, with the key that answers are encrypted to.
    pub fn new(own: StateId) -> Result<Self, Failure> {
        let failed = |words: String| Failure::words(format!("{}: {words}", own.key.display()));
        let opened = container::open(&trust::read(&own.key)?, &own.password);
        let opened = opened.map_err(|error| failed(error.to_string()))?;
        let agrees = |own: &&Certificate| {
            let is_ours = opened.keys.iter().any(|key| own.key().is_ok_and(|public| public == key.public()));
            is_ours && own.agrees_on_keys()
        };
        let certificate = opened.certificates.iter().find(agrees).cloned();
        let certificate =
            certificate.ok_or_else(|| failed("there is no certificate for agreement of its key".into()))?;
        let title = Text::new("id.gov.ua", "id.gov.ua");
        Ok(StateIdProvider { own, title, agent: agent(), keys: opened.keys, certificate })
    }

    fn address(&self, redirect: &str) -> Begun {
        let state = Ids::system().secret();
        let url = format!(
            "{}/?response_type=code&client_id={}&auth_type={WAYS}&state={state}&redirect_uri={}",
            self.own.url,
            form_encoded(&self.own.client_id),
            form_encoded(redirect).replace('/', "%2F"),
        );
        Begun { url, state, kept: String::new() }
    }

    async fn ask(&self, path: &str, pairs: Vec<(&'static str, String)>) -> Result<Json, ProviderError> {
        let (agent, url) = (self.agent.clone(), format!("{}/{path}", self.own.url));
        let asked = move || -> Result<(u16, String), ureq::Error> {
            let mut answer = agent.post(&url).send_form(pairs)?;
            let status = answer.status().as_u16();
            Ok((status, answer.body_mut().with_config().limit(LONGEST).read_to_string()?))
        };
        let answer = tokio::task::spawn_blocking(asked).await.map_err(unavailable)?;
        let (status, text) = answer.map_err(unavailable)?;
        let json: Json =
            serde_json::from_str(&text).map_err(|error| invalid(format!("{status}: {error}")))?;
        match (status, json.get("error")) {
            (200, None) => Ok(json),
            (_, Some(error)) => Err(invalid(error)),
            (status, None) => Err(unavailable(status)),
        }
    }

    async fn answer(&self, code: &str) -> Result<Person, ProviderError> {
        let own = &self.own;
        let pairs = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("client_id", own.client_id.clone()),
            ("client_secret", own.client_secret.clone()),
            ("code", code.to_owned()),
        ];
        let token = self.ask("get-access-token", pairs).await?;
        let pairs = vec![
            ("access_token", text(&token, "access_token")?),
            ("user_id", text(&token, "user_id")?),
            ("fields", FIELDS.to_owned()),
            ("cert", STANDARD.encode(self.certificate.der())),
        ];
        let answer = self.ask("get-user-info", pairs).await?;
        self.person(&self.opened(&text(&answer, "encryptedUserInfo")?)?)
    }

    fn opened(&self, encrypted: &str) -> Result<Json, ProviderError> {
        let bytes = STANDARD.decode(encrypted).map_err(invalid)?;
        let keys = self.keys.iter().filter_map(|key| match key {
            SigningKey::Dstu(key) => Some(key),
            _ => None,
        });
        let mut told = invalid("no key for agreement");
        for key in keys {
            match envelope::open(&bytes, key, std::slice::from_ref(&self.certificate)) {
                Ok(plain) => return serde_json::from_slice(&plain).map_err(invalid),
                Err(error) => told = invalid(error),
            }
        }
        Err(told)
    }

    /// Somebody is known by the tax number, or where they have none by the number in the demographic register; never by a mail address.
    fn person(&self, json: &Json) -> Result<Person, ProviderError> {
        let part = |name: &str| json.get(name).and_then(Json::as_str).unwrap_or_default().trim();
        let rnokpp = Some(part("drfocode")).filter(|number| identifier::rnokpp(number).is_ok());
        let unzr = Some(part("unzr")).filter(|number| identifier::unzr(number).is_ok());
        let subject = rnokpp.map(|number| format!("drfocode:{number}"));
        let subject = subject.or_else(|| unzr.map(|number| format!("unzr:{number}")));
        let name = ["lastname", "givenname", "middlename"].map(part).join(" ").trim().to_owned();
        Ok(Person {
            subject: subject.ok_or_else(|| invalid("neither drfocode nor unzr"))?,
            rnokpp: rnokpp.map(str::to_owned),
            name,
        })
    }
}

fn text(json: &Json, name: &str) -> Result<String, ProviderError> {
    match json.get(name) {
        Some(Json::String(text)) if !text.is_empty() => Ok(text.clone()),
        Some(Json::Number(number)) => Ok(number.to_string()),
        _ => Err(invalid(format!("no {name}"))),
    }
}

impl Provider for StateIdProvider {
    fn name(&self) -> &str {
        "id-gov-ua"
    }

    fn title(&self) -> &Text {
        &self.title
    }

    /// It knows people by a signature, a bank or Diia: each is at least as good as two factors.
    fn is_strong(&self) -> bool {
        true
    }

    fn issuer(&self) -> &str {
        &self.own.url
    }

    fn begin<'a>(&'a self, redirect: &'a str) -> Answer<'a, Begun> {
        Box::pin(async move { Ok(self.address(redirect)) })
    }

    fn complete<'a>(&'a self, code: &'a str, _kept: &'a str, _redirect: &'a str) -> Answer<'a, Person> {
        Box::pin(self.answer(code))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use axum::extract::{Form, State};
    use axum::routing::post;
    use axum::{Json as Answered, Router};
    use dstu::issue::{Purpose, Subject};
    use serde_json::json;

    use super::*;
    use crate::authority::{KeyKind, TestAuthority};

    const NOW: i64 = 1_773_644_400;

    /// A double of the state's provider: it knows one code, gives one token, and encrypts what it says to who asks.
    struct Double {
        sender: crate::authority::Holder,
        code: Mutex<Option<String>>,
        says: Json,
    }

    type Pairs = Form<Vec<(String, String)>>;

    fn of(pairs: &Pairs, name: &str) -> String {
        pairs.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    async fn token(State(own): State<Arc<Double>>, pairs: Pairs) -> Answered<Json> {
        let code = own.code.lock().unwrap().take();
        let fits = code == Some(of(&pairs, "code"))
            && of(&pairs, "client_id") == "region"
            && of(&pairs, "client_secret") == "between us"
            && of(&pairs, "grant_type") == "authorization_code";
        Answered(match fits {
            true => json!({ "access_token": "token-1", "token_type": "bearer", "user_id": 42 }),
            false => json!({ "error": "invalid_grant" }),
        })
    }

    async fn info(State(own): State<Arc<Double>>, pairs: Pairs) -> Answered<Json> {
        assert_eq!((of(&pairs, "access_token"), of(&pairs, "user_id")), ("token-1".into(), "42".into()));
        let recipient = Certificate::parse(&STANDARD.decode(of(&pairs, "cert")).unwrap()).unwrap();
        let SigningKey::Dstu(key) = &own.sender.key else { unreachable!() };
        let sender = (key, &own.sender.certificate);
        let sealed =
            envelope::seal(own.says.to_string().as_bytes(), &recipient, sender, true, &Ids::system().bytes());
        Answered(json!({ "encryptedUserInfo": STANDARD.encode(sealed.unwrap()) }))
    }

    async fn asked(says: Json, code: &str) -> Result<Person, ProviderError> {
        let ids = Ids::system();
        let authority = TestAuthority::new(NOW, &ids).unwrap();
        let agreement = |name| Subject { name, purpose: Purpose::Agreement, ..Subject::default() };
        let own = authority.issue(&agreement("Область"), KeyKind::Dstu257, NOW, &ids).unwrap();
        let sender = authority.issue(&agreement("id.gov.ua"), KeyKind::Dstu257, NOW, &ids).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("agreement.p12");
        std::fs::write(&key, authority.key_file(&own, "пароль", &ids).unwrap()).unwrap();
        let double = Arc::new(Double { sender, code: Mutex::new(Some("code-1".into())), says });
        let router = Router::new()
            .route("/get-access-token", post(token))
            .route("/get-user-info", post(info))
            .with_state(double);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let provider = StateIdProvider::new(StateId {
            url,
            client_id: "region".into(),
            client_secret: "between us".into(),
            key,
            password: "пароль".into(),
        })
        .unwrap();
        let begun = provider.begin("https://oblast.example/login/with/id-gov-ua/back").await.unwrap();
        assert!(
            begun
                .url
                .contains("/?response_type=code&client_id=region&auth_type=dig_sign,bank_id,diia_id&state=")
        );
        assert!(
            begun
                .url
                .ends_with("redirect_uri=https%3A%2F%2Foblast.example%2Flogin%2Fwith%2Fid-gov-ua%2Fback")
        );
        let first = provider.complete(code, "", "").await;
        if first.is_ok() {
            assert!(provider.complete(code, "", "").await.is_err(), "a code is good once");
        }
        first
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_encrypted_answer_says_who_it_is() {
        let says = json!({ "lastname": "Гайдай", "givenname": "Зоряна", "middlename": "", "drfocode": "0000100027" });
        let person = asked(says, "code-1").await.unwrap();
        assert_eq!(person.rnokpp.as_deref(), Some("0000100027"));
        assert_eq!((person.subject.as_str(), person.name.as_str()), ("drfocode:0000100027", "Гайдай Зоряна"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn without_a_number_nobody_is_known_and_a_wrong_code_says_nothing() {
        let by_unzr = asked(json!({ "lastname": "Гайдай", "unzr": "19900309-00025" }), "code-1").await;
        let by_mail =
            asked(json!({ "lastname": "Гайдай", "email": "z@example.com", "drfocode": "123" }), "code-1")
                .await;
        assert_eq!(by_mail, Err(ProviderError::Invalid("neither drfocode nor unzr".into())));
        let person = by_unzr.unwrap();
        assert_eq!((person.rnokpp, person.subject.as_str()), (None, "unzr:19900309-00025"));
        assert!(matches!(asked(json!({}), "code-2").await, Err(ProviderError::Invalid(_))));
    }
}
