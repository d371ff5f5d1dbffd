//! Drafts of applications: what was typed, kept over sign-out and power cuts until it is sent or expires.

use std::collections::BTreeMap;

use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use crate::{Store, StoreError};

/// How long a draft is kept after it was last saved, in microseconds: 30 days.
const KEPT: i64 = 30 * 86_400_000_000;

/// What was typed, by field, as it was typed.
pub type Answers = BTreeMap<String, String>;

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
            answers: serde_json::from_str(row.text(0)).unwrap_or_default(),
            saved_at: row.int(1),
        }))
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
