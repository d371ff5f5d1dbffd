//! Invitations: the first step into an account, by a code that is good once.

use oblast_kernel::access::Actor;
use oblast_kernel::journal::sha256;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use super::AccountError;
use crate::act::Scratch;
use crate::{Act, Store, StoreError};

/// How long an invitation is good: 14 days.
pub const GOOD_DAYS: i64 = 14;

/// Whom an invitation is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The account.
    pub account: Uuid,
    /// Its login.
    pub login: String,
    /// The name of its person.
    pub name: String,
}

impl Store {
    /// Adds to an act an invitation instead of those before it; its code is given once.
    pub(crate) fn with_invitation(&self, act: Act, account: Uuid) -> (Act, String) {
        let secret = self.ids.secret();
        let now = self.clock.now().as_microsecond();
        let old = Scratch {
            sql: "delete from invitation where account = $1".into(),
            parameters: vec![account.into()],
        };
        let new = Scratch {
            sql: "insert into invitation (digest, account, created_at, expires_at) values ($1, $2, $3, $4)"
                .into(),
            parameters: vec![
                sha256(secret.as_bytes()).to_vec().into(),
                account.into(),
                now.into(),
                (now + GOOD_DAYS * 86_400_000_000).into(),
            ],
        };
        (act.also(old).also(new), secret)
    }

    /// A new invitation for an account: the one before is void, and so is what it signed in by – the way back for who lost all of it.
    pub async fn invite(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        account: Uuid,
    ) -> Result<String, AccountError> {
        let act = self.act("account.invite").by(actor).in_position(position).about("account", account);
        let (act, secret) = self.with_new_beginning(act, account).await?;
        self.apply(act).await?;
        Ok(secret)
    }

    /// Adds to an act that an account begins anew.
    pub(crate) async fn with_new_beginning(
        &self,
        act: Act,
        account: Uuid,
    ) -> Result<(Act, String), StoreError> {
        let act = self.without_factors(act, account);
        let act = self.tell_holder(act, account, "security-invited").await?;
        Ok(self.with_invitation(act, account))
    }

    /// Whom a code invites, while it is good.
    pub async fn invited(&self, secret: &str) -> Result<Option<Invited>, StoreError> {
        let text = ColumnType::Text;
        let sql = "select account.id, account.login, person.family_name, person.given_name, person.patronymic \
                   from invitation join account on account.id = invitation.account \
                   join person on person.id = account.person \
                   where invitation.digest = $1 and invitation.expires_at > $2 and account.state = 'active'";
        let parameters: [Value; 2] =
            [sha256(secret.as_bytes()).to_vec().into(), self.clock.now().as_microsecond().into()];
        let rows = self.query(sql, &parameters, &[ColumnType::Id, text, text, text, text]).await?;
        Ok(rows.first().map(|row| Invited {
            account: row.id(0),
            login: row.text(1).to_owned(),
            name: super::joined([2, 3, 4].map(|index| row.text(index))),
        }))
    }

    /// Uses up an invitation and sets the password. `None`: it was used, or is too old.
    pub async fn accept_invitation(
        &self,
        secret: &str,
        password: &str,
    ) -> Result<Option<Uuid>, AccountError> {
        let Some(invited) = self.invited(secret).await? else { return Ok(None) };
        let digest = sha256(secret.as_bytes()).to_vec();
        // Of two at once one finds it.
        if self.scratch("delete from invitation where digest = $1", vec![digest.into()]).await? == 0 {
            return Ok(None);
        }
        self.set_password(invited.account, password).await?;
        Ok(Some(invited.account))
    }
}
