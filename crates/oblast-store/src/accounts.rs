//! Bodies, persons, accounts, positions, sessions and API tokens.

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use jiff::Timestamp;
use oblast_kernel::access::{Actor, Mandate, Position, Role};
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::journal::sha256;
use oblast_kernel::lang::Text;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};

use crate::record::Record;
use crate::{ActError, Store, StoreError};

/// How long a session lasts: 12 hours, a working day with its evening.
pub const SESSION_MICROS: i64 = 12 * 3600 * 1_000_000;

/// A session as the browser holds it.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The secret of the cookie; only its digest is stored.
    pub secret: String,
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
}

/// A body for choosing and showing.
#[derive(Clone, Debug)]
pub struct BodyView {
    /// The id.
    pub id: Uuid,
    /// The title.
    pub title: Text,
    /// Where it is; empty if not known.
    pub address: String,
    /// When it is open; empty if not known.
    pub hours: String,
    /// Its telephone; empty if not known.
    pub phone: String,
}

/// Why a token was not issued or a password not set.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// No such account.
    #[error("there is no account `{0}`")]
    NoAccount(String),
    /// The password could not be hashed.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// argon2id with 19 MiB and two passes: the OWASP minimum, about 30 ms here.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None).unwrap_or_default())
}

/// The full name as a Ukrainian document writes it: family name first. Of an organisation, its title.
pub fn full_name(person: &Record) -> String {
    if let Some(title) = person.get("organisation").as_text() {
        return title.to_owned();
    }
    joined(["family_name", "given_name", "patronymic"].map(|column| person.text(column)))
}

/// The parts of a name that there are.
pub(crate) fn joined(parts: [&str; 3]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

impl Store {
    /// Sets the password of an account. The hash is no part of the journal; that it was set is.
    pub async fn set_password(&self, account: Uuid, password: &str) -> Result<(), AccountError> {
        let salt = SaltString::encode_b64(&self.ids.bytes::<16>())
            .map_err(|error| AccountError::Hash(error.to_string()))?;
        let password = password.to_owned();
        let hash = tokio::task::spawn_blocking(move || {
            hasher().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string())
        })
        .await
        .map_err(|error| AccountError::Hash(error.to_string()))?
        .map_err(|error| AccountError::Hash(error.to_string()))?;
        let now = self.clock.now().as_microsecond();
        let sql = "insert into credential (account, hash, changed_at) values ($1, $2, $3) \
                   on conflict (account) do update set hash = $2, changed_at = $3";
        self.scratch(sql, vec![Value::Id(account), hash.into(), now.into()]).await?;
        self.apply(self.act("account.password").about("account", account)).await?;
        Ok(())
    }

    /// The account of a login and password. Takes the same work whether or not the login exists.
    pub async fn check_password(&self, login: &str, password: &str) -> Result<Option<Uuid>, StoreError> {
        const NOBODY: &str =
            "$argon2id$v=19$m=19456,t=2,p=1$b2JsYXN0LW5vYm9keS0w$mSFTUCHJPbvJbTg3q/JrMJbVM0wvkJbPq7x0W0NUfVw";
        let account = self.load_by("account", "login", login.into()).await?;
        let account = account.filter(|account| account.text("state") == "active");
        let hash = match &account {
            Some(account) => {
                let sql = "select hash from credential where account = $1";
                let rows = self.query(sql, &[account.id().into()], &[ColumnType::Text]).await?;
                rows.first().map_or_else(|| NOBODY.to_owned(), |row| row.text(0).to_owned())
            }
            None => NOBODY.to_owned(),
        };
        let password = password.to_owned();
        let _permit = self.hashing.acquire().await;
        let fits = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|parsed| hasher().verify_password(password.as_bytes(), &parsed).is_ok())
                && hash != NOBODY
        })
        .await
        .unwrap_or(false);
        Ok(account.filter(|_| fits).map(|account| account.id()))
    }

    /// Begins a session.
    pub async fn begin_session(&self, account: Uuid) -> Result<NewSession, AccountError> {
        let (secret, csrf) = (self.ids.secret(), self.ids.secret());
        let now = self.clock.now().as_microsecond();
        let sql =
            "insert into session (digest, account, csrf, created_at, expires_at) values ($1, $2, $3, $4, $5)";
        let digest = sha256(secret.as_bytes()).to_vec();
        let values =
            vec![digest.into(), account.into(), csrf.into(), now.into(), (now + SESSION_MICROS).into()];
        self.scratch(sql, values).await?;
        let mut act = self.act("session.begin").about("account", account);
        act.account = Some(account);
        self.apply(act).await?;
        self.scratch("delete from session where expires_at < $1", vec![now.into()]).await?;
        Ok(NewSession { secret })
    }

    /// Ends a session.
    pub async fn end_session(&self, secret: &str) -> Result<(), StoreError> {
        let digest = sha256(secret.as_bytes()).to_vec();
        self.scratch("delete from session where digest = $1", vec![digest.into()]).await.map(|_| ())
    }

    /// Whose session this is, if it still runs.
    pub async fn session(&self, secret: &str) -> Result<Option<Identity>, StoreError> {
        let now = self.clock.now();
        let found = "session.csrf from session join account on account.id = session.account";
        let condition = "session.digest = $2 and session.expires_at > $3";
        self.identity(found, condition, secret, now, vec![now.as_microsecond().into()]).await
    }

    /// Whose API token this is, if it is in force.
    pub async fn token(&self, secret: &str) -> Result<Option<Identity>, StoreError> {
        let found = "'' from api_token join account on account.id = api_token.account";
        let condition = "api_token.digest = $2 and api_token.revoked_at is null";
        self.identity(found, condition, secret, self.clock.now(), Vec::new()).await
    }

    /// One query: this stands before every request of somebody who is signed in.
    async fn identity(
        &self,
        found: &str,
        condition: &str,
        secret: &str,
        now: Timestamp,
        more: Vec<Value>,
    ) -> Result<Option<Identity>, StoreError> {
        let (id, text) = (ColumnType::Id, ColumnType::Text);
        let sql = format!(
            "select account.id, account.person, person.family_name, person.given_name, person.patronymic, \
             position.id, position.body, position.role, mandate.id, mandate.principal, mandate.services, body.territory, body.code, {found} \
             join person on person.id = account.person \
             left join position on position.valid_from <= $1 \
             and (position.valid_until is null or position.valid_until >= $1) \
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
        let rows = self
            .query(
                &sql,
                &parameters,
                &[id, id, text, text, text, id, id, text, id, id, text, text, text, text],
            )
            .await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let name = [2, 3, 4].map(|index| first.text(index)).join(" ").trim().to_owned();
        let (mut positions, mut mandates) = (Vec::new(), Vec::new());
        for row in &rows {
            if let Some(role) = Role::from_name(row.text(7)) {
                let territory = row.get(11).as_text().map(str::to_owned);
                let code = row.get(12).as_text().map(str::to_owned);
                positions.push(Position { id: row.id(5), body: row.id(6), role, code, territory });
            }
            if let Some(id) = row.get(8).as_id() {
                let services = row.text(10).split_whitespace().map(str::to_owned).collect();
                mandates.push(Mandate { id, principal: row.id(9), services });
            }
        }
        // Each position stands beside each mandate.
        positions.dedup();
        mandates.sort_by_key(|mandate| mandate.id);
        mandates.dedup();
        let actor = Actor { account: Some(first.id(0)), person: Some(first.id(1)), positions, mandates };
        Ok(Some(Identity { actor, name, csrf: first.text(13).to_owned() }))
    }

    /// Issues an API token for an account; the secret is given once.
    pub async fn issue_token(&self, login: &str) -> Result<String, AccountError> {
        let account = self.load_by("account", "login", login.into()).await?;
        let account = account.ok_or_else(|| AccountError::NoAccount(login.to_owned()))?;
        let secret = format!("oblast_{}", self.ids.secret());
        let mut token = self.new_record("api_token")?;
        token.set("account", account.id());
        token.set("digest", sha256(secret.as_bytes()).to_vec());
        token.set("issued_at", self.clock.now().as_microsecond());
        let act = self.act("token.issue").about("account", account.id()).insert(token);
        self.apply(act).await?;
        Ok(secret)
    }

    /// The name of an account's person.
    pub async fn account_name(&self, account: Uuid) -> Result<Option<String>, StoreError> {
        let Some(account) = self.load("account", account).await? else { return Ok(None) };
        let Some(person) = account.reference("person") else { return Ok(None) };
        Ok(self.load("person", person).await?.map(|person| full_name(&person)))
    }

    /// The territories of the bodies in which an account holds a position today.
    pub async fn territories_of(&self, account: Uuid) -> Result<Vec<String>, StoreError> {
        let today = kyiv_date(self.clock.now()).to_string();
        let sql = "select distinct body.territory from position join body on body.id = position.body \
                   join account on account.person = position.person where account.id = $1 \
                   and position.valid_from <= $2 and (position.valid_until is null or position.valid_until >= $2) \
                   and body.territory is not null";
        let rows = self.query(sql, &[account.into(), today.into()], &[ColumnType::Text]).await?;
        Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
    }

    /// The body of a code.
    pub async fn body_by_code(&self, code: &str) -> Result<Option<BodyView>, StoreError> {
        Ok(self.load_by("body", "code", code.into()).await?.map(|body| body_view(&body)))
    }

    /// A body.
    pub async fn body(&self, id: Uuid) -> Result<Option<BodyView>, StoreError> {
        Ok(self.load("body", id).await?.map(|body| body_view(&body)))
    }

    /// The service centres, in the order of their titles.
    pub async fn service_centres(&self) -> Result<Vec<BodyView>, StoreError> {
        let bodies =
            self.select("body", "where kind = 'service_centre' order by title_uk limit 500", &[]).await?;
        Ok(bodies.iter().map(body_view).collect())
    }
}

pub(crate) fn body_view(body: &Record) -> BodyView {
    let text = |column: &str| body.text(column).to_owned();
    BodyView {
        id: body.id(),
        title: Text::new(body.text("title_uk"), body.text("title_en")),
        address: text("address"),
        hours: text("hours"),
        phone: text("phone"),
    }
}
