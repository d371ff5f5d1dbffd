//! Short messages by an HTTP gateway: `POST {"id", "to", "text"}`, a bearer token, `Idempotency-Key` with the id.

use std::time::Duration;

use oblast_store::notices::{Delivery, Outcome};
use oblast_web::notices::Message;
use serde_json::json;

/// How long a gateway may take to answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A gateway.
pub struct Gateway {
    url: String,
    token: Option<String>,
    agent: ureq::Agent,
}

impl Gateway {
    /// A gateway of an address, with the token that it wants.
    pub fn new(url: &str, token: Option<&str>) -> Self {
        let config =
            ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).http_status_as_error(false).build();
        Gateway { url: url.to_owned(), token: token.map(str::to_owned), agent: config.into() }
    }

    pub(super) async fn send(&self, delivery: &Delivery, message: &Message) -> Outcome {
        let body = json!({ "id": delivery.id, "to": delivery.address, "text": message.short });
        let mut request = self.agent.post(&self.url).header("idempotency-key", delivery.id.to_string());
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let answer =
            tokio::task::spawn_blocking(move || request.send_json(&body).map(|answer| answer.status()));
        match answer.await {
            Ok(Ok(status)) if status.is_success() => Outcome::Sent(status.to_string()),
            // Too many requests and a slow start of the gateway pass; other refusals do not.
            Ok(Ok(status)) if status.is_client_error() && !matches!(status.as_u16(), 408 | 425 | 429) => {
                Outcome::Refused(status.to_string())
            }
            Ok(Ok(status)) => Outcome::Later(status.to_string()),
            Ok(Err(error)) => Outcome::Later(error.to_string()),
            Err(error) => Outcome::Later(error.to_string()),
        }
    }
}
