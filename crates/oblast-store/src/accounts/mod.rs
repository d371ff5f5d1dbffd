//! Bodies, persons, accounts and what they sign in by.

pub mod approvals;
pub mod bodies;
pub mod factors;
pub mod invitations;
pub mod limits;
pub mod merging;
pub mod officials;
pub mod outside;
pub mod passkeys;
pub mod password;
pub mod sessions;
pub mod table;
pub mod tickets;

use std::collections::HashMap;

use oblast_kernel::Uuid;
use oblast_kernel::access::Role;
use oblast_kernel::clock::kyiv_date;
use oblast_kernel::journal::sha256;
use oblast_kernel::lang::Text;
use oblast_kernel::value::ColumnType;

use crate::record::Record;
use crate::{ActError, Store, StoreError};

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

/// The full name as a Ukrainian document writes it: family name first. Of an organisation, its title.
pub fn full_name(person: &Record) -> String {
    if let Some(title) = person.get("organisation").as_text() {
        return title.to_owned();
    }
    joined(["family_name", "given_name", "patronymic"].map(|column| person.text(column)))
}

/// The condition that a row of `position` is in force on the day of a placeholder. Who was dismissed has lost it at once, whatever the
/// last day in the order.
pub(crate) fn position_in_force(day: &str) -> String {
    format!(
        "position.ended_at is null and position.valid_from <= {day} \
         and (position.valid_until is null or position.valid_until >= {day})"
    )
}

/// The parts of a name that there are.
pub(crate) fn joined(parts: [&str; 3]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

impl Store {
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
        let in_force = position_in_force("$2");
        let sql = format!(
            "select distinct body.territory from position join body on body.id = position.body \
                   join account on account.person = position.person where account.id = $1 \
                   and {in_force} and body.territory is not null"
        );
        let rows = self.query(&sql, &[account.into(), today.into()], &[ColumnType::Text]).await?;
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

    /// All bodies, in the order of their titles.
    pub async fn all_bodies(&self) -> Result<Vec<BodyView>, StoreError> {
        let bodies = self.select("body", "order by title_uk, id limit 10000", &[]).await?;
        Ok(bodies.iter().map(body_view).collect())
    }

    /// The bodies by their codes, in small letters.
    pub async fn body_codes(&self) -> Result<HashMap<String, Uuid>, StoreError> {
        let bodies = self.select("body", "where code is not null limit 10000", &[]).await?;
        Ok(bodies.iter().map(|body| (body.text("code").to_lowercase(), body.id())).collect())
    }

    /// The roles that an account has today, in whichever body.
    pub async fn roles_of(&self, account: Uuid) -> Result<Vec<Role>, StoreError> {
        let today = kyiv_date(self.clock.now()).to_string();
        let in_force = position_in_force("$2");
        let sql = format!(
            "select distinct position.role from position join account on account.person = position.person \
             where account.id = $1 and {in_force}"
        );
        let rows = self.query(&sql, &[account.into(), today.into()], &[ColumnType::Text]).await?;
        Ok(rows.iter().filter_map(|row| Role::from_name(row.text(0))).collect())
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
