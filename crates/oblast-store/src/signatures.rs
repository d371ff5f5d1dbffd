//! Signatures over issued documents: kept as they were given, each in its place among those who sign.

use oblast_kernel::Uuid;
use oblast_kernel::access::Actor;
use oblast_kernel::journal::hex;
use subtle::ConstantTimeEq as _;

use crate::act::ActError;
use crate::cases::{CaseError, of_positions};
use crate::documents::DocumentError;
use crate::record::Record;
use crate::{Store, StoreError};

/// The place of a signature that the installation itself gives.
pub const SEAL: &str = "seal";
/// The place of the applicant's signature.
pub const APPLICANT: &str = "applicant";

/// A signature that was verified.
#[derive(Clone, Debug)]
pub struct NewSignature {
    /// The name on the certificate.
    pub signer: String,
    /// The organisation on it.
    pub organisation: String,
    /// Its code.
    pub edrpou: Option<String>,
    /// The serial number of the certificate, in hexadecimal.
    pub serial: String,
    /// Until when the certificate holds, in microseconds since the Unix epoch.
    pub valid_until: i64,
    /// What the signature is in law.
    pub level: &'static str,
    /// The verdict when it was given.
    pub verdict: &'static str,
    /// What stayed open then, in Ukrainian, one a line.
    pub reservations: String,
    /// The SHA-256 of the certificate at the end of its chain.
    pub trusted: String,
    /// When the signer says that it was signed, in microseconds since the Unix epoch.
    pub signed_at: i64,
    /// When a time stamp says that it was there.
    pub proved_at: Option<i64>,
    /// The signed message, in DER.
    pub message: bytes::Bytes,
}

impl Store {
    /// The signatures over a document, in the order in which they were given.
    pub async fn signatures(&self, document: Uuid) -> Result<Vec<Record>, StoreError> {
        self.select("signature", "where document = $1 order by at, id limit 100", &[document.into()]).await
    }

    /// Keeps a signature over a document of a case, in its place among those who sign: a task, [`APPLICANT`], [`SEAL`]. Who was slower finds the place taken: [`CaseError::Changed`].
    pub async fn add_signature(
        &self,
        actor: &Actor,
        case: Uuid,
        document: &Record,
        slot: &str,
        new: &NewSignature,
    ) -> Result<Record, DocumentError> {
        let hash = self.files.put(new.message.clone()).await?;
        let mut row = self.new_record("signature")?;
        row.set("document", document.id());
        row.set("slot", slot);
        if let Some(account) = actor.account {
            row.set("account", account);
        }
        row.set("signer", new.signer.as_str());
        row.set("organisation", new.organisation.as_str());
        if let Some(edrpou) = &new.edrpou {
            row.set("edrpou", edrpou.as_str());
        }
        row.set("serial", new.serial.as_str());
        row.set("valid_until", new.valid_until);
        row.set("level", new.level);
        row.set("verdict", new.verdict);
        row.set("reservations", new.reservations.as_str());
        row.set("trusted", new.trusted.as_str());
        row.set("signed_at", new.signed_at);
        if let Some(proved) = new.proved_at {
            row.set("proved_at", proved);
        }
        row.set("hash", hash);
        row.set("size", i64::try_from(new.message.len()).unwrap_or(i64::MAX));
        row.set("at", self.clock.now().as_microsecond());
        let act = self.act("document.sign").by(actor).about("cases", case).insert(row.clone());
        match self.apply(act).await {
            Ok(_) => Ok(row),
            Err(ActError::Duplicate { .. }) => Err(DocumentError::Case(CaseError::Changed)),
            Err(error) => Err(DocumentError::Case(error.into())),
        }
    }
}

impl Store {
    /// The tasks by which an official decided cases, or took part, whose decision bears no signature in their place: the newest first.
    pub async fn unsigned_tasks(&self, actor: &Actor, limit: i64) -> Result<Vec<Record>, StoreError> {
        if actor.positions.is_empty() && actor.delegations.is_empty() {
            return Ok(Vec::new());
        }
        let mut parameters = Vec::new();
        let theirs = of_positions(actor, &mut parameters);
        let tail = format!(
            "where is_open = 0 and outcome is not null and ({theirs}) \
             and exists (select 1 from cases where cases.id = task.case_id and cases.decided_on is not null) \
             and not exists (select 1 from document join signature on signature.document = document.id \
             where document.case_id = task.case_id and document.kind = 'decision' and document.void_since is null \
             and signature.slot = task.task) order by done_at desc, id limit {limit}"
        );
        self.select("task", &tail, &parameters).await
    }
}

/// How long a challenge is good, in microseconds.
const CHALLENGE: i64 = 10 * 60 * 1_000_000;

impl Store {
    /// A word that is signed to sign in; good once, for ten minutes. Nothing is written for who only asks: the word bears its own
    /// mark. Empty where nothing may be written at all.
    pub fn new_challenge(&self) -> String {
        let until = self.clock.now().as_microsecond() + CHALLENGE;
        let words = format!("{until}.{}", self.ids.secret());
        let mark = self.sealing.as_ref().map(|sealing| hex(&sealing.challenge_mark(&words)));
        mark.map_or_else(String::new, |mark| format!("{words}.{mark}"))
    }

    /// Uses up a challenge: is it ours, in time, and not used yet?
    pub async fn take_challenge(&self, challenge: &str) -> Result<bool, StoreError> {
        let now = self.clock.now().as_microsecond();
        let parts = challenge.rsplit_once('.').zip(self.sealing.as_ref());
        let Some(((words, mark), sealing)) = parts else { return Ok(false) };
        let until = words.split('.').next().and_then(|until| until.parse::<i64>().ok());
        let is_ours = bool::from(hex(&sealing.challenge_mark(words)).as_bytes().ct_eq(mark.as_bytes()));
        let Some(until) = until.filter(|until| is_ours && *until >= now) else { return Ok(false) };
        self.scratch("delete from challenge where expires_at < $1", vec![now.into()]).await?;
        let sql = "insert into challenge (id, expires_at) values ($1, $2) on conflict do nothing";
        Ok(self.scratch(sql, vec![words.into(), until.into()]).await? == 1)
    }

    /// The account of the person with a tax number, or of the organisation with a code, where exactly one is active.
    pub async fn account_of(
        &self,
        rnokpp: Option<&str>,
        edrpou: Option<&str>,
    ) -> Result<Option<Uuid>, StoreError> {
        let (column, code) = match (rnokpp, edrpou) {
            (Some(code), _) => ("rnokpp", code),
            (None, Some(code)) => ("edrpou", code),
            (None, None) => return Ok(None),
        };
        let tail = format!(
            "where state = 'active' and person in (select id from person where {column} = $1) limit 2"
        );
        let found = self.select("account", &tail, &[code.into()]).await?;
        Ok(match found.as_slice() {
            [only] => Some(only.id()),
            _ => None,
        })
    }
}
