//! Drafts of applications: what was typed, kept over sign-out and power cuts until it is sent or expires.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use crate::act::Scratch;
use crate::{Act, Sealing, Store, StoreError};

/// How long a draft is kept after it was last saved, in microseconds: 30 days.
const KEPT: i64 = 30 * 86_400_000_000;

/// What was typed, by field, as it was typed.
pub type Answers = BTreeMap<String, String>;

/// What the answers of a draft are encrypted for.
fn purpose(account: Uuid, procedure: &str) -> String {
    format!("draft {account} {procedure}")
}

/// A kept draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What was typed.
    pub answers: Answers,
    /// When it was saved, in microseconds.
    pub saved_at: i64,
}

impl Store {
    /// Keeps a draft; an account has one for each procedure.
    pub async fn save_draft(
        &self,
        account: Uuid,
        procedure: &str,
        answers: &Answers,
    ) -> Result<(), StoreError> {
        let now = self.clock.now().as_microsecond();
        let text =
            serde_json::to_string(answers).map_err(|error| StoreError::Unexpected(error.to_string()))?;
        let sealed = self
            .sealing()
            .and_then(|own| own.seal_secret(&self.ids, &purpose(account, procedure), text.as_bytes()));
        let text = BASE64.encode(sealed.ok_or(StoreError::Key)?);
        let sql = "insert into draft (account, procedure, answers, saved_at, expires_at) \
                   values ($1, $2, $3, $4, $5) \
                   on conflict (account, procedure) do update set answers = $3, saved_at = $4, expires_at = $5";
        let values = vec![account.into(), procedure.into(), text.into(), now.into(), (now + KEPT).into()];
        self.scratch(sql, values).await.map(|_| ())
    }

    /// The draft of an account for a procedure.
    pub async fn draft(&self, account: Uuid, procedure: &str) -> Result<Option<Draft>, StoreError> {
        let sql =
            "select answers, saved_at from draft where account = $1 and procedure = $2 and expires_at > $3";
        let now = Value::Int(self.clock.now().as_microsecond());
        let parameters = [account.into(), procedure.into(), now];
        let rows = self.query(sql, &parameters, &[ColumnType::Text, ColumnType::Int]).await?;
        Ok(rows.first().map(|row| Draft {
            answers: self.opened_answers(&purpose(account, procedure), row.text(0)).unwrap_or_default(),
            saved_at: row.int(1),
        }))
    }

    /// What was typed; drafts of before stand in the clear.
    fn opened_answers(&self, purpose: &str, stored: &str) -> Option<Answers> {
        if stored.starts_with('{') {
            return serde_json::from_str(stored).ok();
        }
        let plain = self.sealing()?.open_secret(purpose, &BASE64.decode(stored).ok()?)?;
        serde_json::from_slice(&plain).ok()
    }

    /// Adds to an act that drafts are encrypted under a next master key.
    pub(crate) async fn with_drafts_under(&self, mut act: Act, next: &Sealing) -> Result<Act, StoreError> {
        let text = ColumnType::Text;
        let sql = "select account, procedure, answers from draft";
        for row in self.query(sql, &[], &[ColumnType::Id, text, text]).await? {
            let (account, procedure) = (row.id(0), row.text(1));
            let purpose = purpose(account, procedure);
            let plain = BASE64.decode(row.text(2)).ok();
            let plain = plain.and_then(|sealed| self.sealing()?.open_secret(&purpose, &sealed));
            // What does not open now is lost already; what stands in the clear stays so until it expires.
            let Some(anew) = plain.and_then(|plain| next.seal_secret(&self.ids, &purpose, &plain)) else {
                continue;
            };
            let sql = "update draft set answers = $1 where account = $2 and procedure = $3".into();
            let parameters = vec![BASE64.encode(anew).into(), account.into(), procedure.into()];
            act = act.also(Scratch { sql, parameters });
        }
        Ok(act)
    }

    /// The procedures for which an account keeps drafts, with when they were saved; the newest first.
    pub async fn drafts(&self, account: Uuid) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "select procedure, saved_at from draft where account = $1 and expires_at > $2 \
                   order by saved_at desc, procedure limit 100";
        let parameters = [account.into(), Value::Int(self.clock.now().as_microsecond())];
        let rows = self.query(sql, &parameters, &[ColumnType::Text, ColumnType::Int]).await?;
        Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.int(1))).collect())
    }

    /// Forgets a draft with its files: it was sent, or is not wanted.
    pub async fn drop_draft(&self, account: Uuid, procedure: &str) -> Result<(), StoreError> {
        self.drop_uploads(account, procedure).await?;
        let sql = "delete from draft where account = $1 and procedure = $2";
        self.scratch(sql, vec![account.into(), procedure.into()]).await.map(|_| ())
    }

    /// Forgets the drafts that have expired.
    pub async fn forget_old_drafts(&self) -> Result<u64, StoreError> {
        let now = self.clock.now().as_microsecond();
        self.scratch("delete from draft where expires_at < $1", vec![now.into()]).await
    }
}
