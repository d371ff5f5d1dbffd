//! Four eyes: a dangerous deed is asked for by one operator and done by the approval of another, in one act with it.

use oblast_kernel::Uuid;
use oblast_kernel::access::{self, Actor, Denied, Request};
use serde::{Deserialize, Serialize};

use super::AccountError;
use super::merging::NotMerged;
use super::officials::{Appointed, Appointment, NotAppointed};
use crate::record::Record;
use crate::{ActError, Store, StoreError};

/// A deed that nobody does alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "deed")]
pub enum Deed {
    /// The appointment of an operator.
    AppointOperator(Box<Appointment>),
    /// A new beginning for the account of an operator or a head: who could do that alone could act as them.
    Invite {
        /// The account.
        account: Uuid,
    },
    /// The erasure of what is restricted in all records of a register whose term has ended.
    Retention {
        /// The register.
        register: String,
        /// The last date, by which it was asked for.
        until: jiff::civil::Date,
        /// How many records there were.
        count: usize,
    },
    /// The erasure of what is restricted in a record: nobody brings it back.
    Erase {
        /// The register.
        register: String,
        /// The record.
        record: Uuid,
    },
    /// The merger of two persons: one of them comes to the cases of the other.
    Merge {
        /// Who stays.
        kept: Uuid,
        /// Who goes.
        duplicate: Uuid,
    },
    /// The end of a merger.
    Unmerge {
        /// The merger.
        merger: Uuid,
    },
}

impl Deed {
    /// The name in the table and in texts.
    pub fn name(&self) -> &'static str {
        match self {
            Deed::AppointOperator(_) => "appoint_operator",
            Deed::Invite { .. } => "invite",
            Deed::Erase { .. } => "erase",
            Deed::Retention { .. } => "retention",
            Deed::Merge { .. } => "merge",
            Deed::Unmerge { .. } => "unmerge",
        }
    }

    fn subject(&self) -> Option<Uuid> {
        match self {
            Deed::AppointOperator(new) => Some(new.body),
            Deed::Invite { account } => Some(*account),
            Deed::Erase { record, .. } => Some(*record),
            Deed::Retention { .. } => None,
            Deed::Merge { duplicate, .. } => Some(*duplicate),
            Deed::Unmerge { merger } => Some(*merger),
        }
    }
}

/// Why a deed was not approved.
#[derive(Debug, thiserror::Error)]
pub enum ApprovalError {
    /// It is decided already, or there is none.
    #[error("it is decided already")]
    Decided,
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Meanwhile the appointment cannot be made.
    #[error(transparent)]
    NotAppointed(#[from] NotAppointed),
    /// Meanwhile the persons cannot be merged, or parted.
    #[error(transparent)]
    NotMerged(#[from] NotMerged),
    /// The account or the storage failed.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl From<StoreError> for ApprovalError {
    fn from(error: StoreError) -> Self {
        ApprovalError::Account(error.into())
    }
}

impl From<ActError> for ApprovalError {
    fn from(error: ActError) -> Self {
        ApprovalError::Account(error.into())
    }
}

impl Store {
    /// Asks for a deed.
    pub async fn ask_approval(&self, actor: &Actor, deed: &Deed, reason: &str) -> Result<Uuid, AccountError> {
        let mut row = self.new_record("approval")?;
        row.set("deed", deed.name());
        row.set("subject", deed.subject());
        let payload =
            serde_json::to_string(deed).map_err(|error| StoreError::Unexpected(error.to_string()))?;
        row.set("payload", payload);
        row.set("reason", reason);
        row.set("state", "open");
        row.set("asked_by", actor.account);
        row.set("asked_at", self.clock.now().as_microsecond());
        let id = row.id();
        let act =
            self.act("approval.ask").by(actor).in_position(actor.first_position()).about("approval", id);
        self.apply(act.insert(row)).await?;
        Ok(id)
    }

    /// The deeds that were asked for, open ones first, the latest first.
    pub async fn approvals(&self) -> Result<Vec<Record>, StoreError> {
        let tail = "order by case when state = 'open' then 0 else 1 end, asked_at desc, id limit 200";
        self.select("approval", tail, &[]).await
    }

    /// What was asked for.
    pub fn deed_of(&self, approval: &Record) -> Result<Deed, StoreError> {
        serde_json::from_str(approval.text("payload"))
            .map_err(|error| StoreError::Unexpected(error.to_string()))
    }

    /// Refuses it; who asked may take it back so.
    pub async fn refuse_approval(&self, actor: &Actor, id: Uuid) -> Result<(), ApprovalError> {
        let row = self.decided(actor, id, "refused").await?;
        let act =
            self.act("approval.refuse").by(actor).in_position(actor.first_position()).about("approval", id);
        self.apply(act.update(row)).await?;
        Ok(())
    }

    /// Approves it, which does it. Who was invited by it is given.
    pub async fn approve(&self, actor: &Actor, id: Uuid) -> Result<Vec<Appointed>, ApprovalError> {
        let row = self.decided(actor, id, "approved").await?;
        let author = row.reference("asked_by").ok_or(ApprovalError::Decided)?;
        access::decide(actor, Request::Approve { author })?;
        let act =
            self.act("approval.grant").by(actor).in_position(actor.first_position()).about("approval", id);
        let deed = self.deed_of(&row)?;
        let mut act = act.update(row.clone());
        let (act, invited) = match deed {
            Deed::Retention { register, until, .. } => {
                act.purpose = Some(row.text("reason").to_owned());
                let register = self.register(&register)?;
                let records = self.due_records(&register, until).await?;
                (self.with_erasure(act, &register, records).await?, Vec::new())
            }
            Deed::Erase { register, record } => {
                act.purpose = Some(row.text("reason").to_owned());
                let register = self.register(&register)?;
                let record = self.load(&register.table(), record).await?.ok_or(ApprovalError::Decided)?;
                (self.with_erasure(act, &register, vec![record]).await?, Vec::new())
            }
            Deed::Merge { kept, duplicate } => {
                if actor.person.is_some_and(|own| own == kept || own == duplicate) {
                    return Err(Denied::OwnCase.into());
                }
                let pair = self.pair(kept, duplicate).await??;
                (self.with_merger(act, pair, row.text("reason")).await??, Vec::new())
            }
            Deed::Unmerge { merger } => {
                (self.with_unmerger(act, merger, row.text("reason")).await??, Vec::new())
            }
            Deed::AppointOperator(new) => {
                let known = self.recognise(&new).await??;
                self.with_appointments(act, &[(*new, known)])?
            }
            Deed::Invite { account } => {
                let login = self.load("account", account).await?.ok_or(ApprovalError::Decided)?;
                let (act, secret) = self.with_new_beginning(act, account).await?;
                let login = login.text("login").to_owned();
                (act, vec![Appointed { login, account, invitation: Some(secret) }])
            }
        };
        self.apply(act).await?;
        Ok(invited)
    }

    async fn decided(&self, actor: &Actor, id: Uuid, state: &str) -> Result<Record, ApprovalError> {
        let row = self.load("approval", id).await?.filter(|row| row.text("state") == "open");
        let mut row = row.ok_or(ApprovalError::Decided)?;
        row.set("state", state);
        row.set("decided_by", actor.account);
        row.set("decided_at", self.clock.now().as_microsecond());
        Ok(row)
    }
}
