//! Keys of devices (WebAuthn): what of them is kept. What they prove is judged in the web layer.

use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_kernel::value::ColumnType;

use super::AccountError;
use crate::act::Scratch;
use crate::{Row, Store, StoreError};

/// How many an account may have.
pub const MOST: usize = 20;

/// A key of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyView {
    /// The id of the credential.
    pub id: Vec<u8>,
    /// Whose it is.
    pub account: Uuid,
    /// What its holder calls it.
    pub title: String,
    /// The public part, as the library keeps it.
    pub credential: String,
    /// When it was added, microseconds.
    pub created_at: i64,
    /// When it was last used.
    pub used_at: Option<i64>,
}

const COLUMNS: &str =
    "passkey.id, passkey.account, passkey.title, passkey.credential, passkey.created_at, passkey.used_at";
const TYPES: [ColumnType; 6] =
    [ColumnType::Bytes, ColumnType::Id, ColumnType::Text, ColumnType::Text, ColumnType::Int, ColumnType::Int];

fn view(row: &Row) -> PasskeyView {
    PasskeyView {
        id: row.get(0).as_bytes().unwrap_or_default().to_vec(),
        account: row.id(1),
        title: row.text(2).to_owned(),
        credential: row.text(3).to_owned(),
        created_at: row.int(4),
        used_at: row.get(5).as_int(),
    }
}

impl Store {
    /// The keys of an account, in the order of their adding.
    pub async fn passkeys(&self, account: Uuid) -> Result<Vec<PasskeyView>, StoreError> {
        let sql =
            format!("select {COLUMNS} from passkey where account = $1 order by created_at, id limit 100");
        Ok(self.query(&sql, &[account.into()], &TYPES).await?.iter().map(view).collect())
    }

    /// The key of a credential, where its account is active.
    pub async fn passkey(&self, id: &[u8]) -> Result<Option<PasskeyView>, StoreError> {
        let sql = format!(
            "select {COLUMNS} from passkey join account on account.id = passkey.account \
             where passkey.id = $1 and account.state = 'active'"
        );
        Ok(self.query(&sql, &[id.to_vec().into()], &TYPES).await?.first().map(view))
    }

    /// Adds a key. False where its credential is known already, whosever it is.
    pub async fn add_passkey(
        &self,
        actor: &Actor,
        id: &[u8],
        title: &str,
        credential: &str,
    ) -> Result<bool, AccountError> {
        let Some(account) = actor.account else { return Ok(false) };
        let sql = "select account from passkey where id = $1";
        if !self.query(sql, &[id.to_vec().into()], &[ColumnType::Id]).await?.is_empty() {
            return Ok(false);
        }
        // The table's key lets no second one in where two come at once.
        let sql =
            "insert into passkey (id, account, title, credential, created_at) values ($1, $2, $3, $4, $5)";
        let now = self.clock.now().as_microsecond();
        let parameters =
            vec![id.to_vec().into(), account.into(), title.into(), credential.into(), now.into()];
        let act = self.act("account.passkey-add").by(actor).about("account", account);
        let act = act.also(Scratch { sql: sql.into(), parameters });
        self.apply(self.tell_holder(act, account, "security-factor").await?).await?;
        Ok(true)
    }

    /// Notes that a key was used, with the counter by which copies are found out.
    pub async fn note_passkey(&self, id: &[u8], credential: &str) -> Result<(), StoreError> {
        let sql = "update passkey set credential = $1, used_at = $2 where id = $3";
        let now = self.clock.now().as_microsecond();
        self.scratch(sql, vec![credential.into(), now.into(), id.to_vec().into()]).await.map(|_| ())
    }

    /// Removes a key of the actor's own.
    pub async fn remove_passkey(&self, actor: &Actor, id: &[u8]) -> Result<(), AccountError> {
        let Some(account) = actor.account else { return Ok(()) };
        let sql = "delete from passkey where account = $1 and id = $2";
        let act = self.act("account.passkey-remove").by(actor).about("account", account);
        let act = act.also(Scratch { sql: sql.into(), parameters: vec![account.into(), id.to_vec().into()] });
        self.apply(self.tell_holder(act, account, "security-factor").await?).await?;
        Ok(())
    }
}
