//! Tickets: what goes through a browser and comes back once – the state of a sign-in that is half done. Sealed, so that nobody reads
//! or makes one; nothing is written for who only asks.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use oblast_kernel::journal::{hex, sha256};

use crate::{Store, StoreError};

/// How long a ticket is good, in microseconds.
const GOOD: i64 = 10 * 60 * 1_000_000;

impl Store {
    /// A ticket for a purpose; empty where this installation has no key, and then it opens nothing.
    pub fn ticket(&self, purpose: &str, content: &str) -> String {
        let until = self.clock.now().as_microsecond() + GOOD;
        let sealed = self.sealing().and_then(|sealing| {
            sealing.seal_secret(&self.ids, purpose, format!("{until}\n{content}").as_bytes())
        });
        sealed.map(|sealed| BASE64.encode(sealed)).unwrap_or_default()
    }

    /// What a ticket says, while it is good; it stays good.
    pub fn read_ticket(&self, purpose: &str, ticket: &str) -> Option<String> {
        self.opened(purpose, ticket).map(|(_, content)| content)
    }

    /// What a ticket says; nobody is told again.
    pub async fn take_ticket(&self, purpose: &str, ticket: &str) -> Result<Option<String>, StoreError> {
        let Some((until, content)) = self.opened(purpose, ticket) else { return Ok(None) };
        let now = self.clock.now().as_microsecond();
        self.scratch("delete from challenge where expires_at < $1", vec![now.into()]).await?;
        let sql = "insert into challenge (id, expires_at) values ($1, $2) on conflict do nothing";
        // The bytes, not the text: base64 has several texts for the same bytes.
        let id = hex(&sha256(&BASE64.decode(ticket).unwrap_or_default()));
        let is_first = self.scratch(sql, vec![id.into(), until.into()]).await? == 1;
        Ok(is_first.then_some(content))
    }

    fn opened(&self, purpose: &str, ticket: &str) -> Option<(i64, String)> {
        let plain = self.sealing()?.open_secret(purpose, &BASE64.decode(ticket).ok()?)?;
        let plain = String::from_utf8(plain).ok()?;
        let (until, content) = plain.split_once('\n')?;
        let until: i64 = until.parse().ok()?;
        (until >= self.clock.now().as_microsecond()).then(|| (until, content.to_owned()))
    }
}
