//! Mail by SMTP (RFC 5321). The identifier of the message stays the same over attempts, so that a mail that was
//! taken but not noted as taken is known to be the same one.

use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message as Letter};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use oblast_store::notices::{Delivery, Outcome};
use oblast_web::notices::Message;

/// How long a server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A mail server and the sender's address.
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    /// A server of an address like `smtps://user:password@host` or `smtp://host:25?tls=opportunistic`.
    pub fn new(url: &str, from: &str) -> Result<Self, String> {
        let from = from.parse().map_err(|error| format!("`{from}` is no sender's address: {error}"))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| format!("this is no address of a mail server: {error}"))?;
        Ok(Mail { transport: transport.timeout(Some(TIMEOUT)).build(), from })
    }

    pub(super) async fn send(&self, delivery: &Delivery, message: &Message) -> Outcome {
        let letter = match self.letter(delivery, message) {
            Ok(letter) => letter,
            Err(words) => return Outcome::Refused(words),
        };
        match self.transport.send(letter).await {
            Ok(answer) => Outcome::Sent(answer.message().collect::<Vec<_>>().join(" ")),
            Err(error) => ended(&error),
        }
    }

    fn letter(&self, delivery: &Delivery, message: &Message) -> Result<Letter, String> {
        let to: Address = delivery.address.parse().map_err(|error| format!("the address: {error}"))?;
        Letter::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .message_id(Some(format!("<{}@{}>", delivery.id, self.from.email.domain())))
            .subject(&message.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(message.body.clone())
            .map_err(|error| error.to_string())
    }
}

/// 5xx is final (a bounce); everything else is tried again.
fn ended(error: &SmtpError) -> Outcome {
    if error.is_permanent() { Outcome::Refused(error.to_string()) } else { Outcome::Later(error.to_string()) }
}
