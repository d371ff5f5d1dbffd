//! Changes of records by request: what is to change and why, the evidence, the decision of somebody else.

use oblast_kernel::access::Actor;
use oblast_kernel::{Uuid, Value};
use oblast_register::catalogue::Values;
use oblast_register::{Field, Register};
use serde_json::{Map, Value as Json};

use crate::act::ActError;
use crate::files::{FileKey, Taken, clean_name};
use crate::record::Record;
use crate::record_files::EVIDENCE;
use crate::{Store, StoreError};

/// The states of a request.
pub const OPEN: &str = "open";
/// Decided as asked.
pub const GRANTED: &str = "granted";
/// Decided otherwise.
pub const REJECTED: &str = "rejected";
/// Taken back by its author.
pub const WITHDRAWN: &str = "withdrawn";

/// How many requests of one account may be open.
pub const MOST: i64 = 20;

/// Why a request was not made or not decided.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Nothing in it differs from the record.
    #[error("nothing is to change")]
    Nothing,
    /// The author has as many open requests as may be.
    #[error("too many requests are open")]
    TooMany,
    /// The record or the request is gone, or the request is decided.
    #[error("the request is not open")]
    NotOpen,
    /// What is to change was changed since the request was made.
    #[error("the record was changed meanwhile")]
    Outdated,
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Asks that a record be changed to these values: those that differ are kept. Gives the request's id.
    pub async fn propose_change(
        &self,
        actor: &Actor,
        register: &Register,
        record: &Record,
        values: &Values,
        reason: &str,
    ) -> Result<Uuid, ChangeError> {
        let (restricted, changes) = differing(register, record, values);
        if changes.is_empty() && restricted.is_empty() {
            return Err(ChangeError::Nothing);
        }
        let mine = format!("change_request where author = $1 and state = '{OPEN}'");
        if self.count(&mine, &[actor.account.into()], MOST).await? >= MOST {
            return Err(ChangeError::TooMany);
        }
        let mut request = self.new_record("change_request")?;
        request.set("register", register.id.as_str());
        request.set("record_id", record.id());
        request.set("base_version", record.version());
        request.set("changes", Json::Object(changes).to_string());
        if !restricted.is_empty() {
            request.set("restricted_changes", Json::Object(restricted).to_string());
        }
        request.set("reason", reason);
        request.set("author", actor.account);
        request.set("at", self.clock.now().as_microsecond());
        request.set("state", OPEN);
        let id = request.id();
        let act = self.act("change.propose").by(actor).about("change_request", id).insert(request);
        self.apply(act).await?;
        Ok(id)
    }

    /// What the evidence of a request is to be sealed under: where a register has restricted fields, it is about them.
    pub fn evidence_key(
        &self,
        register: &Register,
        request: &mut Record,
    ) -> Result<Option<FileKey>, StoreError> {
        let restricted = register.fields.iter().any(Field::is_restricted);
        restricted.then(|| self.new_file_key(request)).transpose()
    }

    /// Adds the evidence to an open request; a later file takes the place of an earlier one.
    pub async fn add_evidence(
        &self,
        actor: &Actor,
        request: &Record,
        name: &str,
        taken: &Taken,
        is_sealed: bool,
    ) -> Result<(), ChangeError> {
        let mut request = open(request)?;
        EVIDENCE.set(&mut request, &clean_name(name), taken, is_sealed);
        request.set("evidence_type", taken.media_type);
        request.set("evidence_size", taken.size);
        let act = self.act("change.evidence").by(actor).about("change_request", request.id());
        Ok(self.apply(act.update(request)).await.map(|_| ())?)
    }

    /// Takes a request back.
    pub async fn withdraw_change(&self, actor: &Actor, request: &Record) -> Result<(), ChangeError> {
        let mut request = open(request)?;
        request.set("state", WITHDRAWN);
        request.set("decided_at", self.clock.now().as_microsecond());
        let act = self.act("change.withdraw").by(actor).about("change_request", request.id());
        Ok(self.apply(act.update(request)).await.map(|_| ())?)
    }

    /// Decides on a request; granted, the record is changed in the same act.
    pub async fn decide_change(
        &self,
        actor: &Actor,
        position: Option<Uuid>,
        register: &Register,
        request: &Record,
        granted: bool,
        note: Option<&str>,
    ) -> Result<(), ChangeError> {
        let mut request = open(request)?;
        request.set("state", if granted { GRANTED } else { REJECTED });
        request.set("decided_by", actor.account);
        request.set("decided_at", self.clock.now().as_microsecond());
        request.set("note", note);
        let record_id = request.reference("record_id").ok_or(ChangeError::NotOpen)?;
        let act = self.act(if granted { "record.change" } else { "change.reject" });
        let act = act.by(actor).in_position(position).about(&register.table(), record_id);
        let act = if granted { act.update(self.changed_record(register, &request).await?) } else { act };
        Ok(self.apply(act.update(request)).await.map(|_| ())?)
    }

    /// The record as the request wants it; an error where what it changes was changed since.
    async fn changed_record(&self, register: &Register, request: &Record) -> Result<Record, ChangeError> {
        let id = request.reference("record_id").ok_or(ChangeError::NotOpen)?;
        let mut record = self.load(&register.table(), id).await?.ok_or(ChangeError::NotOpen)?;
        let changes = proposed(register, request);
        let asked = asked(request);
        if changes.len() != asked.len() {
            // The register was declared otherwise since: what was asked cannot be kept as it was meant.
            return Err(ChangeError::Outdated);
        }
        let base = request.int("base_version").unwrap_or_default();
        if record.version() != base {
            let history = self.history(&register.table(), id, 1_000).await?;
            let base = history.iter().find(|version| version.record.version() == base);
            let touched =
                |field: &String| base.is_none_or(|base| base.record.get(field) != record.get(field));
            if changes.keys().any(touched) {
                return Err(ChangeError::Outdated);
            }
        }
        self.fill_record(register, &mut record, &changes);
        Ok(record)
    }

    /// The open requests of some registers, the oldest first.
    pub async fn open_changes(&self, registers: &[&str]) -> Result<Vec<Record>, StoreError> {
        if registers.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (1..=registers.len()).map(|place| format!("${place}")).collect();
        let parameters: Vec<Value> = registers.iter().map(|register| (*register).into()).collect();
        let tail = format!(
            "where state = '{OPEN}' and register in ({}) order by at, id limit 200",
            places.join(", ")
        );
        self.select("change_request", &tail, &parameters).await
    }

    /// The requests of an account, the latest first.
    pub async fn own_changes(&self, account: Uuid) -> Result<Vec<Record>, StoreError> {
        let tail = "where author = $1 order by at desc, id desc limit 100";
        self.select("change_request", tail, &[account.into()]).await
    }
}

fn open(request: &Record) -> Result<Record, ChangeError> {
    if request.text("state") == OPEN { Ok(request.clone()) } else { Err(ChangeError::NotOpen) }
}

/// What differs: in restricted fields, in the others.
fn differing(
    register: &Register,
    record: &Record,
    values: &Values,
) -> (Map<String, Json>, Map<String, Json>) {
    let is_restricted = |name: &str| register.field(name).is_some_and(Field::is_restricted);
    register
        .fields
        .iter()
        .filter(|field| field.is_typed())
        .filter_map(|field| {
            let value = values.get(&field.id).filter(|value| *value != record.get(&field.id))?;
            let json = if value.is_null() { Json::Null } else { field.kind.to_json(value, field) };
            Some((field.id.clone(), json))
        })
        .partition(|(name, _)| is_restricted(name))
}

/// What a request wants, as it stands.
fn asked(request: &Record) -> Map<String, Json> {
    let read =
        |column: &str| serde_json::from_str::<Map<String, Json>>(request.text(column)).unwrap_or_default();
    read("changes").into_iter().chain(read("restricted_changes")).collect()
}

/// The values that a request wants.
pub fn proposed(register: &Register, request: &Record) -> Values {
    let changes = asked(request);
    register
        .fields
        .iter()
        .filter_map(|field| {
            let json = changes.get(&field.id)?;
            let value = if json.is_null() { Value::Null } else { field.kind.parse_json(json, field).ok()? };
            Some((field.id.clone(), value))
        })
        .collect()
}
