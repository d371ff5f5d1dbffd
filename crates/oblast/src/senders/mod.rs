//! Sends what waits in the outbox: mail and short messages.

mod email;
mod sms;

use std::time::Duration;

use oblast_store::Store;
use oblast_store::notices::{Channel, Delivery, Outcome};
use oblast_web::notices::Message;

use crate::settings::{Messages, Settings};
use crate::{Failure, settings::SettingError};

pub use email::Mail;
pub use sms::Gateway;

/// How often the outbox is looked through.
const EVERY: Duration = Duration::from_secs(2);
/// How many deliveries are taken at once.
const AT_ONCE: i64 = 20;

/// The senders of an installation.
pub struct Senders {
    store: Store,
    mail: Option<Mail>,
    gateway: Option<Gateway>,
    public_url: String,
}

impl Senders {
    /// The senders that the settings name.
    pub fn new(store: Store, settings: &Settings) -> Result<Self, Failure> {
        let Messages { smtp, mail_from, sms_url, sms_token } = &settings.messages;
        let wrong = |place: &str, message: String| SettingError::Elsewhere { place: place.into(), message };
        let mail = match smtp {
            Some(url) => {
                let from = mail_from.as_deref().unwrap_or_default();
                Some(Mail::new(url, from).map_err(|message| wrong("smtp, mail_from", message))?)
            }
            None => None,
        };
        let gateway = sms_url.as_ref().map(|url| Gateway::new(url, sms_token.as_deref()));
        Ok(Senders { store, mail, gateway, public_url: settings.public_url.clone() })
    }

    /// Sends what is due, until the process ends.
    pub async fn run(self) {
        let mut ticks = tokio::time::interval(EVERY);
        loop {
            ticks.tick().await;
            match self.round().await {
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the outbox was not looked through"),
            }
        }
    }

    /// Sends what is due now; how many deliveries were tried.
    pub async fn round(&self) -> Result<usize, oblast_store::StoreError> {
        let deliveries = self.store.take_deliveries(AT_ONCE).await?;
        for delivery in &deliveries {
            let outcome = self.deliver(delivery).await;
            self.store.end_delivery(delivery, &outcome).await?;
        }
        Ok(deliveries.len())
    }

    async fn deliver(&self, delivery: &Delivery) -> Outcome {
        let message = match Message::of(&self.store, delivery, &self.public_url).await {
            Ok(message) => message,
            Err(error) => return Outcome::Later(error.to_string()),
        };
        match (delivery.channel, &self.mail, &self.gateway) {
            (Channel::Email, Some(mail), _) => mail.send(delivery, &message).await,
            (Channel::Sms, _, Some(gateway)) => gateway.send(delivery, &message).await,
            _ => Outcome::Later("this channel is not set up any more".into()),
        }
    }
}

#[cfg(test)]
mod tests;
