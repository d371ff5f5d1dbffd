//! How often a wrong password or code may be tried. Counted in the database: each node sees what came to the others.

use std::net::IpAddr;

use oblast_kernel::Value;
use oblast_kernel::value::ColumnType;

use super::AccountError;
use crate::{Store, StoreError};

/// What is counted is forgotten after an hour without another attempt.
const FORGOTTEN: i64 = 3_600_000_000;
/// The pause once the limit is reached.
const PAUSE: i64 = 60_000_000;
/// The pause once twice as many came.
const LONG_PAUSE: i64 = 15 * 60_000_000;

/// Whose attempts are counted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A login, known or not, from one address: who tries many passwords.
    LoginFrom(String, String),
    /// A login from everywhere: who tries from many addresses.
    Login(String),
    /// An address: who tries many logins.
    Address(String),
    /// The codes of an account whose password is known.
    Codes(String),
}

impl Subject {
    /// What is counted when a password is tried.
    pub fn of_password(login: &str, address: &str) -> [Subject; 3] {
        // Letters alike in their case are one login; the same digest is made of whatever was typed.
        let login = login.trim().to_lowercase();
        let address = network(address);
        [Subject::LoginFrom(login.clone(), address.clone()), Subject::Login(login), Subject::Address(address)]
    }

    /// How many attempts there are before a pause. A centre's people share one address.
    fn limit(&self) -> i64 {
        match self {
            Subject::LoginFrom(..) | Subject::Codes(_) => 5,
            Subject::Login(_) => 20,
            Subject::Address(_) => 100,
        }
    }

    fn parts(&self) -> Vec<&str> {
        match self {
            Subject::LoginFrom(login, address) => vec!["login from", login, address],
            Subject::Login(login) => vec!["login", login],
            Subject::Address(address) => vec!["address", address],
            Subject::Codes(account) => vec!["codes", account],
        }
    }
}

/// The network of an address: an IPv6 customer has a /64 to choose from.
pub fn network(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(v6)) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => v6.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
        },
        Ok(IpAddr::V4(v4)) => v4.to_string(),
        Err(_) => String::new(),
    }
}

impl Store {
    /// Counts an attempt of each subject before it is looked at, so that many at once are no way around. Says after how many seconds
    /// another one may come, where it may not come now; then it is not counted.
    pub async fn attempt(&self, subjects: &[Subject]) -> Result<Option<i64>, StoreError> {
        let now = self.clock.now().as_microsecond();
        for subject in subjects {
            let sql = "insert into attempt (subject, failures, last_at, until_at) values ($1, 1, $2, 0) \
                       on conflict (subject) do update set \
                       failures = case when attempt.last_at < $3 then 1 else attempt.failures + 1 end, \
                       last_at = $2, \
                       until_at = case when attempt.last_at < $3 or attempt.failures + 1 < $4 then 0 \
                       when attempt.failures + 1 < $5 then cast($6 as bigint) else cast($7 as bigint) end \
                       where attempt.until_at <= $2";
            let limit = subject.limit();
            let Some(key) = self.subject(subject) else { return Ok(None) };
            let parameters = vec![
                key,
                now.into(),
                (now - FORGOTTEN).into(),
                limit.into(),
                (limit * 2).into(),
                (now + PAUSE).into(),
                (now + LONG_PAUSE).into(),
            ];
            if self.scratch(sql, parameters).await? == 0 {
                return Ok(Some(self.pause(subject, now).await?));
            }
        }
        Ok(None)
    }

    /// The attempt was a good one: what was counted for the subjects is forgotten. Of an address only this attempt is, so that one
    /// password that is known is no way to try others without an end.
    pub async fn attempt_succeeded(&self, subjects: &[Subject]) -> Result<(), StoreError> {
        for subject in subjects {
            let sql = match subject {
                Subject::Address(_) => {
                    "update attempt set failures = failures - 1, until_at = 0 where subject = $1"
                }
                _ => "delete from attempt where subject = $1",
            };
            if let Some(key) = self.subject(subject) {
                self.scratch(sql, vec![key]).await?;
            }
        }
        Ok(())
    }

    /// Tells the holder of a login, if there is one, that somebody tries its passwords: once, when the limit of the subject is reached.
    pub async fn warn_of_attempts(&self, login: &str, subject: &Subject) -> Result<(), AccountError> {
        let Some(key) = self.subject(subject) else { return Ok(()) };
        let rows =
            self.query("select failures from attempt where subject = $1", &[key], &[ColumnType::Int]).await?;
        if rows.first().is_none_or(|row| row.int(0) != subject.limit()) {
            return Ok(());
        }
        let Some(account) = self.load_by("account", "login", login.into()).await? else { return Ok(()) };
        let act = self.act("session.attempts").about("account", account.id());
        self.apply(self.tell_holder(act, account.id(), "security-attempts").await?).await?;
        Ok(())
    }

    /// Forgets what nobody came back to.
    pub async fn forget_old_attempts(&self) -> Result<(), StoreError> {
        let until = self.clock.now().as_microsecond() - FORGOTTEN;
        let sql = "delete from attempt where last_at < $1";
        self.scratch(sql, vec![until.into()]).await.map(|_| ())
    }

    async fn pause(&self, subject: &Subject, now: i64) -> Result<i64, StoreError> {
        let Some(key) = self.subject(subject) else { return Ok(0) };
        let rows =
            self.query("select until_at from attempt where subject = $1", &[key], &[ColumnType::Int]).await?;
        let until = rows.first().map_or(now, |row| row.int(0));
        Ok(((until - now) / 1_000_000 + 1).max(1))
    }

    fn subject(&self, subject: &Subject) -> Option<Value> {
        self.sealing().map(|sealing| Value::Bytes(sealing.attempt(&subject.parts()).to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_one_subject_however_many_addresses_it_has() {
        assert_eq!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2:bbbb::2"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_eq!(network("unix"), "");
    }

    #[test]
    fn a_login_is_one_however_it_is_written() {
        assert_eq!(Subject::of_password("Head", "192.0.2.1"), Subject::of_password(" head ", "192.0.2.1"));
    }
}
