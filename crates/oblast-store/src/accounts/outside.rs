//! Accounts as providers of identities know them.

use oblast_kernel::access::Actor;
use oblast_kernel::journal::hex;
use oblast_kernel::{Uuid, Value};

use super::AccountError;
use crate::record::Record;
use crate::{Store, StoreError};

impl Store {
    /// A subject as it is stored: some are tax numbers, and nobody shall read them here.
    fn known_as(&self, provider: &str, subject: &str) -> Result<Value, StoreError> {
        let sealing = self.sealing().ok_or(StoreError::Key)?;
        Ok(hex(&sealing.attempt(&["outside", provider, subject])).into())
    }

    /// The account that a provider knows by a subject, where it is active.
    pub async fn account_outside(&self, provider: &str, subject: &str) -> Result<Option<Uuid>, StoreError> {
        let tail = "where provider = $1 and subject = $2 and ended_at is null";
        let found = self
            .select("outside_identity", tail, &[provider.into(), self.known_as(provider, subject)?])
            .await?;
        let Some(account) = found.first().and_then(|row| row.reference("account")) else { return Ok(None) };
        let account = self.load("account", account).await?;
        Ok(account.filter(|account| account.text("state") == "active").map(|account| account.id()))
    }

    /// As whom providers know an account.
    pub async fn outside_identities(&self, account: Uuid) -> Result<Vec<Record>, StoreError> {
        let tail = "where account = $1 and ended_at is null order by at, id limit 100";
        self.select("outside_identity", tail, &[account.into()]).await
    }

    /// Ties an account to a subject of a provider. False where the subject is tied to another account.
    pub async fn tie_outside(
        &self,
        account: Uuid,
        provider: &str,
        subject: &str,
    ) -> Result<bool, AccountError> {
        let tail = "where provider = $1 and subject = $2";
        let known = self
            .select("outside_identity", tail, &[provider.into(), self.known_as(provider, subject)?])
            .await?;
        if let Some(known) = known.first()
            && known.get("ended_at").is_null()
        {
            return Ok(known.reference("account") == Some(account));
        }
        let mut act = self.act("account.outside-add").about("account", account);
        act.account = Some(account);
        act = self.tell_holder(act, account, "security-factor").await?;
        let now = self.clock.now().as_microsecond();
        let act = match known.into_iter().next() {
            Some(mut row) => {
                row.set("account", account);
                row.set("at", now);
                row.set("ended_at", Value::Null);
                act.update(row)
            }
            None => {
                let mut row = self.new_record("outside_identity")?;
                row.set("account", account);
                row.set("provider", provider);
                row.set("subject", self.known_as(provider, subject)?);
                row.set("at", now);
                act.insert(row)
            }
        };
        self.apply(act).await?;
        Ok(true)
    }

    /// Unties one of the actor's own.
    pub async fn untie_outside(&self, actor: &Actor, id: Uuid) -> Result<(), AccountError> {
        let row = self.load("outside_identity", id).await?;
        let own =
            row.filter(|row| row.reference("account") == actor.account && row.get("ended_at").is_null());
        let (Some(mut row), Some(account)) = (own, actor.account) else { return Ok(()) };
        row.set("ended_at", self.clock.now().as_microsecond());
        let act = self.act("account.outside-remove").by(actor).about("account", account).update(row);
        self.apply(self.tell_holder(act, account, "security-factor").await?).await?;
        Ok(())
    }
}
