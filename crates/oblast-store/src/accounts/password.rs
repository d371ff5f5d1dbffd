//! Passwords: argon2id, and what is asked of a new one.

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};
use serde_json::json;

use super::{AccountError, full_name};
use crate::act::Scratch;
use crate::{Store, StoreError};

/// The shortest new password, in characters (OWASP ASVS 4.0.3, 2.1.1).
pub const SHORTEST: usize = 12;
/// The longest one (2.1.2); what is longer costs time and adds nothing.
pub const LONGEST: usize = 128;
/// How many sign-ins wait for the hasher at most; the next ones are told to come again.
const WAITING: usize = 64;

/// What is wrong with a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than [`SHORTEST`] characters.
    #[error("too short")]
    Short,
    /// More than [`LONGEST`] characters.
    #[error("too long")]
    Long,
    /// Among the first that are tried: a common one, a name, a row of keys.
    #[error("easily guessed")]
    Guessable,
}

/// Is a password good enough? `known` are words that who attacks this person tries first: login and names.
pub fn check_new(password: &str, known: &[&str]) -> Result<(), WeakPassword> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(WeakPassword::Short);
    }
    if length > LONGEST {
        return Err(WeakPassword::Long);
    }
    // Fewer than 10^8 guesses is within reach of an attack on the hash.
    match u8::from(zxcvbn::zxcvbn(password, known).score()) < 3 {
        true => Err(WeakPassword::Guessable),
        false => Ok(()),
    }
}

/// argon2id with 19 MiB and two passes: the OWASP minimum, about 30 ms here.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None).unwrap_or_default())
}

impl Checked {
    /// The account that it fits.
    pub fn account(self) -> Option<Uuid> {
        match self {
            Checked::Fits(account) => Some(account),
            _ => None,
        }
    }
}

/// How a password fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is this account's.
    Fits(Uuid),
    /// It is not, or there is no such account.
    Wrong,
    /// Too many wait already; it was not looked at.
    Busy,
}

impl Store {
    /// Sets the password of an account. The hash is no part of the journal; that it was set is, and its holder is told.
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
        let parameters = vec![Value::Id(account), hash.into(), now.into()];
        let is_new = !self.has_password(account).await?;
        let mut act = self.act("account.password").about("account", account);
        act.account = Some(account);
        act = act.also(Scratch { sql: sql.into(), parameters });
        if !is_new {
            act = self.tell_holder(act, account, "security-password").await?;
        }
        self.apply(act).await?;
        Ok(())
    }

    /// Does the account have a password?
    pub async fn has_password(&self, account: Uuid) -> Result<bool, StoreError> {
        let sql = "select account from credential where account = $1";
        Ok(!self.query(sql, &[account.into()], &[ColumnType::Id]).await?.is_empty())
    }

    /// What is wrong with a new password of an account.
    pub async fn weakness(&self, account: Uuid, password: &str) -> Result<Option<WeakPassword>, StoreError> {
        let account = self.load("account", account).await?;
        let login = account.as_ref().map_or_else(String::new, |own| own.text("login").to_owned());
        let person = match account.and_then(|own| own.reference("person")) {
            Some(person) => self.load("person", person).await?,
            None => None,
        };
        let name = person.as_ref().map(full_name).unwrap_or_default().to_lowercase();
        let mut known: Vec<&str> = name.split_whitespace().collect();
        known.extend([login.as_str(), "oblast", "область", "пароль", "україна", "слава"]);
        Ok(check_new(password, &known).err())
    }

    /// The account of a login and password. Takes the same work whether or not the login exists.
    pub async fn check_password(&self, login: &str, password: &str) -> Result<Checked, StoreError> {
        let account = self.load_by("account", "login", login.into()).await?;
        let account = account.filter(|account| account.text("state") == "active").map(|account| account.id());
        self.check_password_of(account, password).await
    }

    /// The same of a known account; of none, with the same work.
    pub async fn check_password_of(
        &self,
        account: Option<Uuid>,
        password: &str,
    ) -> Result<Checked, StoreError> {
        const NOBODY: &str =
            "$argon2id$v=19$m=19456,t=2,p=1$b2JsYXN0LW5vYm9keS0w$mSFTUCHJPbvJbTg3q/JrMJbVM0wvkJbPq7x0W0NUfVw";
        // The same query with and without an account.
        let sql = "select hash from credential where account = $1";
        let rows = self.query(sql, &[account.unwrap_or(Uuid::nil()).into()], &[ColumnType::Text]).await?;
        let hash = rows.first().map_or_else(|| NOBODY.to_owned(), |row| row.text(0).to_owned());
        let password: String = password.chars().take(LONGEST).collect();
        let Ok(_place) = self.at_the_door.try_acquire() else { return Ok(Checked::Busy) };
        let _permit = self.hashing.acquire().await;
        let fits = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|parsed| hasher().verify_password(password.as_bytes(), &parsed).is_ok())
                && hash != NOBODY
        })
        .await
        .unwrap_or(false);
        Ok(account.filter(|_| fits).map_or(Checked::Wrong, Checked::Fits))
    }

    /// Tells the holder of an account, in the act itself, that how they sign in was changed.
    pub(crate) async fn tell_holder(
        &self,
        act: crate::Act,
        account: Uuid,
        template: &str,
    ) -> Result<crate::Act, StoreError> {
        let account = self.load("account", account).await?;
        let Some(person) = account.and_then(|own| own.reference("person")) else { return Ok(act) };
        match self.load("person", person).await? {
            Some(person) => self.notify(act, &person, template, json!({}), None).await,
            None => Ok(act),
        }
    }
}

/// Places for those who wait for the hasher.
pub(crate) fn door() -> tokio::sync::Semaphore {
    tokio::sync::Semaphore::new(WAITING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_password_is_long_and_not_among_the_first_guesses() {
        assert_eq!(check_new("Короткий1", &[]), Err(WeakPassword::Short));
        assert_eq!(check_new(&"а".repeat(129), &[]), Err(WeakPassword::Long));
        for weak in ["passwordpassword", "qwertyuiop12", "aaaaaaaaaaaaaaaa", "123456789012"] {
            assert_eq!(check_new(weak, &[]), Err(WeakPassword::Guessable), "{weak}");
        }
        assert_eq!(check_new("гайдайзоряна", &["гайдай", "зоряна"]), Err(WeakPassword::Guessable));
        assert_eq!(check_new("лелека гніздо вітряк", &["гайдай"]), Ok(()));
        assert_eq!(check_new("correct horse battery staple", &[]), Ok(()));
    }
}
