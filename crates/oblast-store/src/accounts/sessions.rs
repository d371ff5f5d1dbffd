//! Sessions: who is signed in, by what, from where; and API tokens.

use jiff::Timestamp;
use oblast_kernel::access::{Actor, Delegation, Mandate, Position, Role};
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::journal::sha256;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use super::{AccountError, position_in_force};
use crate::act::Scratch;
use crate::{Store, StoreError};

/// How long a session lasts: 12 hours, a working day with its evening (OWASP ASVS 4.0.3, 3.3.2).
pub const SESSION_MICROS: i64 = 12 * 3600 * 1_000_000;
/// After so long without a request it is over (the same).
pub const IDLE_MICROS: i64 = 30 * 60 * 1_000_000;
/// That a session is used is noted once a minute: a page is no reason to write.
const SEEN_MICROS: i64 = 60 * 1_000_000;
/// What is changed of how one signs in is changed by who signed in less than this ago.
pub const FRESH_MICROS: i64 = 15 * 60 * 1_000_000;
/// The longest name of a browser that is kept.
const LONGEST_AGENT: usize = 300;

/// By what somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A password alone.
    Password,
    /// A password and a code of an app.
    Code,
    /// A password and one of the codes that were kept for this.
    Recovery,
    /// The first step by an invitation.
    Invitation,
    /// A key of a device, which knows its holder by a PIN, a finger or a face.
    Passkey,
    /// A qualified or advanced electronic signature.
    Signature,
    /// A provider of identities.
    Provider {
        /// Its name in the settings.
        name: String,
        /// Does the installation take it for two factors?
        strong: bool,
    },
}

impl Way {
    /// The name in the table.
    pub fn name(&self) -> String {
        match self {
            Way::Password => "password".into(),
            Way::Code => "code".into(),
            Way::Recovery => "recovery".into(),
            Way::Invitation => "invitation".into(),
            Way::Passkey => "passkey".into(),
            Way::Signature => "signature".into(),
            Way::Provider { name, strong: true } => format!("provider:{name}"),
            Way::Provider { name, strong: false } => format!("provider-weak:{name}"),
        }
    }

    /// Were there two factors, or one that is as good? A password alone is not, nor is a link from a mail.
    fn is_strong(name: &str) -> bool {
        matches!(name, "code" | "recovery" | "passkey" | "signature" | "token")
            || name.starts_with("provider:")
    }
}

/// How somebody comes in.
#[derive(Clone, Debug)]
pub struct Entry {
    /// By what.
    pub way: Way,
    /// The browser, as it names itself.
    pub agent: String,
    /// The address.
    pub address: String,
}

impl Entry {
    /// By a password, from nowhere: what tests begin with.
    pub fn password() -> Entry {
        Entry { way: Way::Password, agent: String::new(), address: String::new() }
    }
}

/// A session as the browser holds it.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The secret of the cookie; only its digest is stored.
    pub secret: String,
    /// The id under which it is listed.
    pub id: Uuid,
    /// The secret against cross-site requests.
    pub csrf: String,
}

/// Who a session or a token belongs to.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The actor with the positions in force now.
    pub actor: Actor,
    /// The person's name as it is written.
    pub name: String,
    /// The secret against cross-site requests; empty for tokens.
    pub csrf: String,
    /// The session or the token.
    pub session: SessionView,
}

/// A session as its holder sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// The id.
    pub id: Uuid,
    /// By what its holder signed in ([`Way::name`]).
    pub way: String,
    /// The browser.
    pub agent: String,
    /// The address.
    pub address: String,
    /// When it began, microseconds.
    pub since: i64,
    /// When it was last used, microseconds.
    pub seen: i64,
}

impl SessionView {
    /// Two factors, or one that is as good?
    pub fn is_strong(&self) -> bool {
        Way::is_strong(&self.way)
    }

    /// Is it proved by law whose session it is: by an electronic signature, or by the state's identification?
    pub fn proves_person(&self) -> bool {
        matches!(self.way.as_str(), "signature" | "provider:id-gov-ua")
    }

    /// Did its holder sign in just now?
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now.as_microsecond() - self.since < FRESH_MICROS
    }
}

/// A browser's name without its versions: these change while a session runs.
fn kind_of(agent: &str) -> String {
    agent.chars().filter(|letter| !letter.is_ascii_digit() && *letter != '.').collect()
}

impl Store {
    /// Begins a session.
    pub async fn begin_session(&self, account: Uuid, entry: &Entry) -> Result<NewSession, AccountError> {
        let (secret, csrf) = (self.ids.secret(), self.ids.secret());
        let now = self.clock.now().as_microsecond();
        let id = self.ids.id(self.clock.now());
        let sql = "insert into session (digest, account, csrf, created_at, expires_at, id, way, agent, address, seen_at) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $4)";
        let agent: String =
            entry.agent.chars().filter(|letter| !letter.is_control()).take(LONGEST_AGENT).collect();
        let parameters = vec![
            sha256(secret.as_bytes()).to_vec().into(),
            account.into(),
            csrf.as_str().into(),
            now.into(),
            (now + SESSION_MICROS).into(),
            id.into(),
            entry.way.name().into(),
            agent.into(),
            entry.address.as_str().into(),
        ];
        let mut act = self.act("session.begin").about("account", account);
        act.account = Some(account);
        act.purpose = Some(entry.way.name());
        let forget = "delete from session where expires_at < $1 or id is null or seen_at < $2";
        let act = act
            .also(Scratch { sql: sql.into(), parameters })
            .also(Scratch { sql: forget.into(), parameters: vec![now.into(), (now - IDLE_MICROS).into()] });
        self.apply(act).await?;
        Ok(NewSession { secret, id, csrf })
    }

    /// Ends a session.
    pub async fn end_session(&self, secret: &str) -> Result<(), StoreError> {
        let digest = sha256(secret.as_bytes()).to_vec();
        self.scratch("delete from session where digest = $1", vec![digest.into()]).await.map(|_| ())
    }

    /// Ends one of an account's sessions, or all but one.
    pub async fn end_sessions(&self, actor: &Actor, which: Ending) -> Result<(), AccountError> {
        let Some(account) = actor.account else { return Ok(()) };
        let (condition, id) = match which {
            Ending::One(id) => ("id = $2", id),
            Ending::AllBut(id) => ("id <> $2", id),
        };
        let sql = format!("delete from session where account = $1 and {condition}");
        let act = self.act("session.end").by(actor).about("account", account);
        let parameters = vec![account.into(), id.into()];
        self.apply(act.also(Scratch { sql, parameters })).await?;
        Ok(())
    }

    /// A session whose holder has just proved more than before.
    pub async fn strengthen_session(&self, session: Uuid, way: &Way) -> Result<(), StoreError> {
        let sql = "update session set way = $1 where id = $2";
        self.scratch(sql, vec![way.name().into(), session.into()]).await.map(|_| ())
    }

    /// The sessions of an account, the latest first.
    pub async fn sessions(&self, account: Uuid) -> Result<Vec<SessionView>, StoreError> {
        let now = self.clock.now().as_microsecond();
        let (text, int) = (ColumnType::Text, ColumnType::Int);
        let sql = "select id, way, agent, address, created_at, seen_at from session where account = $1 \
                   and expires_at > $2 and seen_at > $3 and id is not null order by seen_at desc, id limit 100";
        let parameters = [account.into(), now.into(), (now - IDLE_MICROS).into()];
        let rows = self.query(sql, &parameters, &[ColumnType::Id, text, text, text, int, int]).await?;
        Ok(rows.iter().map(|row| session_view(row, 0)).collect())
    }

    /// Whose session this is, if it still runs. A cookie that comes from another browser than the one that it was given to was
    /// stolen: the session ends.
    pub async fn session(&self, secret: &str, agent: &str) -> Result<Option<Identity>, StoreError> {
        let now = self.clock.now();
        let micros = now.as_microsecond();
        let found = Found {
            csrf: "session.csrf",
            columns: "session.id, session.way, session.agent, session.address, session.created_at, session.seen_at",
            tables: "session join account on account.id = session.account",
            condition: "session.digest = $2 and session.expires_at > $3 and session.seen_at > $4 and session.id is not null",
        };
        let more = vec![micros.into(), (micros - IDLE_MICROS).into()];
        let Some(identity) = self.identity(&found, secret, now, more).await? else { return Ok(None) };
        if kind_of(&identity.session.agent) != kind_of(agent) {
            self.end_stolen(&identity).await?;
            return Ok(None);
        }
        if micros - identity.session.seen > SEEN_MICROS {
            let digest = sha256(secret.as_bytes()).to_vec();
            let sql = "update session set seen_at = $1 where digest = $2";
            self.scratch(sql, vec![micros.into(), digest.into()]).await?;
        }
        Ok(Some(identity))
    }

    async fn end_stolen(&self, identity: &Identity) -> Result<(), StoreError> {
        let Some(account) = identity.actor.account else { return Ok(()) };
        let act = self.act("session.stolen").about("account", account).also(Scratch {
            sql: "delete from session where id = $1".into(),
            parameters: vec![identity.session.id.into()],
        });
        let act = self.tell_holder(act, account, "security-stolen").await?;
        self.apply(act).await.map(|_| ()).map_err(|error| StoreError::Database(error.to_string()))
    }

    /// Whose API token this is, if it is in force.
    pub async fn token(&self, secret: &str) -> Result<Option<Identity>, StoreError> {
        let found = Found {
            csrf: "''",
            columns: "api_token.id, 'token', '', '', api_token.issued_at, api_token.issued_at",
            tables: "api_token join account on account.id = api_token.account",
            condition: "api_token.digest = $2 and api_token.revoked_at is null",
        };
        self.identity(&found, secret, self.clock.now(), Vec::new()).await
    }

    /// One query: this stands before every request of somebody who is signed in.
    async fn identity(
        &self,
        found: &Found,
        secret: &str,
        now: Timestamp,
        more: Vec<Value>,
    ) -> Result<Option<Identity>, StoreError> {
        let (id, text, int) = (ColumnType::Id, ColumnType::Text, ColumnType::Int);
        let Found { csrf, columns, tables, condition } = found;
        let in_force = position_in_force("$1");
        let deputising = "deputy.position = position.id and deputy.person = account.person \
                          and deputy.valid_from <= $1 and deputy.valid_until >= $1";
        let sql = format!(
            "select account.id, account.person, person.family_name, person.given_name, person.patronymic, \
             position.id, position.body, position.role, mandate.id, mandate.principal, mandate.services, \
             body.territory, body.code, {csrf}, {columns}, case when position.person = account.person or exists \
             (select 1 from deputy where {deputising} and deputy.services is null) then null \
             else (select string_agg(deputy.services, ' ') from deputy where {deputising}) end from {tables} \
             join person on person.id = account.person \
             left join position on {in_force} \
             and (position.person = account.person or position.id in (select deputy.position from deputy \
             where deputy.person = account.person and deputy.valid_from <= $1 and deputy.valid_until >= $1)) \
             left join body on body.id = position.body \
             left join mandate on mandate.representative = account.person and mandate.ended_at is null \
             and mandate.valid_from <= $1 and (mandate.valid_until is null or mandate.valid_until >= $1) \
             where {condition} and account.state = 'active' order by position.id, mandate.id"
        );
        let mut parameters =
            vec![kyiv_date(now).to_string().into(), sha256(secret.as_bytes()).to_vec().into()];
        parameters.extend(more);
        let types = [
            id, id, text, text, text, id, id, text, id, id, text, text, text, text, id, text, text, text,
            int, int, text,
        ];
        let rows = self.query(&sql, &parameters, &types).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let name = [2, 3, 4].map(|index| first.text(index)).join(" ").trim().to_owned();
        let (mut positions, mut mandates, mut delegations) = (Vec::new(), Vec::new(), Vec::new());
        for row in &rows {
            if let Some(role) = Role::from_name(row.text(7)) {
                let territory = row.get(11).as_text().map(str::to_owned);
                let code = row.get(12).as_text().map(str::to_owned);
                let position = Position { id: row.id(5), body: row.id(6), role, code, territory };
                match row.get(20).as_text() {
                    Some(services) => delegations.push(Delegation { position, services: words(services) }),
                    None => positions.push(position),
                }
            }
            if let Some(id) = row.get(8).as_id() {
                mandates.push(Mandate { id, principal: row.id(9), services: words(row.text(10)) });
            }
        }
        // Each position stands beside each mandate.
        positions.dedup();
        delegations.dedup();
        mandates.sort_by_key(|mandate| mandate.id);
        mandates.dedup();
        let (account, person) = (Some(first.id(0)), Some(first.id(1)));
        let actor = Actor { account, person, positions, mandates, delegations };
        let session = session_view(first, 14);
        Ok(Some(Identity { actor, name, csrf: first.text(13).to_owned(), session }))
    }
}

/// Which sessions are ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// This one.
    One(Uuid),
    /// All but this one.
    AllBut(Uuid),
}

/// Names that stand in one text.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// Where a secret is looked up.
struct Found {
    csrf: &'static str,
    columns: &'static str,
    tables: &'static str,
    condition: &'static str,
}

/// The six columns of a session from one on.
fn session_view(row: &crate::Row, from: usize) -> SessionView {
    SessionView {
        id: row.id(from),
        way: row.text(from + 1).to_owned(),
        agent: row.text(from + 2).to_owned(),
        address: row.text(from + 3).to_owned(),
        since: row.int(from + 4),
        seen: row.int(from + 5),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_that_was_updated_is_the_same_one() {
        let before = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.8078.73 Safari/537.36";
        let after = "Mozilla/5.0 (X11; Linux x86_64) Chrome/157.0.1.2 Safari/537.36";
        assert_eq!(kind_of(before), kind_of(after));
        assert_ne!(kind_of(before), kind_of("curl/8.5.0"));
    }
}
