//! The second factor: codes of an app (TOTP, RFC 6238) and the codes that are kept for when it is lost.

use base64::Engine as _;
use oblast_kernel::access::Actor;
use oblast_kernel::value::ColumnType;
use oblast_kernel::{Uuid, Value};
use totp_rs::{Algorithm, Builder, Totp};

use super::AccountError;
use crate::act::Scratch;
use crate::{Act, Store, StoreError};

/// How long a code is shown, in seconds.
const STEP: u64 = 30;
/// Clocks of telephones may go wrong by so many steps.
const SKEW: u16 = 1;
/// How many codes are kept for when the app is lost.
const RECOVERY_CODES: usize = 10;
/// Their letters: none looks like another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The second factors that an account has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    /// An app that makes codes?
    pub app: bool,
    /// How many keys of devices.
    pub passkeys: i64,
    /// How many recovery codes are left.
    pub recovery: i64,
}

impl Factors {
    /// Is a password alone not enough for this account?
    pub fn any(&self) -> bool {
        self.app || self.passkeys > 0
    }
}

fn totp(secret: &[u8]) -> Option<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(SKEW)
        .with_step_duration(STEP)
        .with_secret(secret.to_vec())
        .build()
        .ok()
}

/// What the secret of an account's app is sealed for.
pub(crate) fn secret_purpose(account: Uuid) -> String {
    format!("authenticator {account}")
}

/// Base32 without padding (RFC 4648), as apps take secrets.
pub fn base32(secret: &[u8]) -> String {
    totp(secret).map(|totp| totp.secret().to_base32()).unwrap_or_default()
}

/// The step whose code this is, as seconds: of the one now, the one before and the one after.
fn step_of(secret: &[u8], code: &str, seconds: u64) -> Option<i64> {
    let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let found = totp(secret).filter(|_| is_code)?.check(&code, seconds)?;
    i64::try_from(found).ok()
}

/// A recovery code as it is compared: without what people put between, with what they mistake.
fn normal(code: &str) -> String {
    code.chars()
        .filter(|letter| letter.is_ascii_alphanumeric())
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            'U' => 'V',
            letter => letter,
        })
        .collect()
}

impl Store {
    /// The second factors of an account.
    pub async fn factors(&self, account: Uuid) -> Result<Factors, StoreError> {
        let sql = "select (select count(*) from authenticator where account = $1), \
                   (select count(*) from passkey where account = $1), \
                   (select count(*) from recovery_code where account = $1 and used_at is null)";
        let rows = self.query(sql, &[account.into()], &[ColumnType::Int; 3]).await?;
        Ok(rows.first().map_or_else(Factors::default, |row| Factors {
            app: row.int(0) > 0,
            passkeys: row.int(1),
            recovery: row.int(2),
        }))
    }

    /// A new secret for an app: base32, and the ticket that brings it back with the first code. Nothing is kept until then.
    pub fn new_authenticator(&self, account: Uuid) -> (String, String) {
        let secret: [u8; 20] = self.ids.bytes();
        let content = base64::engine::general_purpose::STANDARD.encode(secret);
        (base32(&secret), self.ticket(&secret_purpose(account), &content))
    }

    /// The secret that a ticket brings back.
    pub fn offered_authenticator(&self, account: Uuid, ticket: &str) -> Option<Vec<u8>> {
        let content = self.read_ticket(&secret_purpose(account), ticket)?;
        base64::engine::general_purpose::STANDARD.decode(content).ok()
    }

    /// Takes an app whose first code is right, and gives the recovery codes; they are shown this once. `None`: the code is wrong.
    pub async fn add_authenticator(
        &self,
        actor: &Actor,
        secret: &[u8],
        code: &str,
    ) -> Result<Option<Vec<String>>, AccountError> {
        let Some(account) = actor.account else { return Ok(None) };
        let now = self.clock.now();
        let Some(step) = step_of(secret, code, self.seconds_outside()) else { return Ok(None) };
        let sealed =
            self.sealing().and_then(|own| own.seal_secret(&self.ids, &secret_purpose(account), secret));
        let sealed = sealed.ok_or(StoreError::Key)?;
        let sql = "insert into authenticator (account, secret, confirmed_at, last_step) values ($1, $2, $3, $4) \
                   on conflict (account) do update set secret = $2, confirmed_at = $3, last_step = $4";
        let parameters = vec![account.into(), sealed.into(), now.as_microsecond().into(), step.into()];
        let act = self.act("account.app-add").by(actor).about("account", account);
        let act = act.also(Scratch { sql: sql.into(), parameters });
        let (act, codes) = self.with_recovery_codes(act, account)?;
        self.apply(self.tell_holder(act, account, "security-factor").await?).await?;
        Ok(Some(codes))
    }

    /// New recovery codes instead of the old ones.
    pub async fn renew_recovery_codes(&self, actor: &Actor) -> Result<Vec<String>, AccountError> {
        let Some(account) = actor.account else { return Ok(Vec::new()) };
        let act = self.act("account.recovery-codes").by(actor).about("account", account);
        let (act, codes) = self.with_recovery_codes(act, account)?;
        self.apply(self.tell_holder(act, account, "security-factor").await?).await?;
        Ok(codes)
    }

    fn with_recovery_codes(&self, act: Act, account: Uuid) -> Result<(Act, Vec<String>), StoreError> {
        let mut act = act.also(Scratch {
            sql: "delete from recovery_code where account = $1".into(),
            parameters: vec![account.into()],
        });
        let mut codes = Vec::new();
        for _ in 0..RECOVERY_CODES {
            // 60 bits: not to be guessed, and still to be typed.
            let letters = self.ids.bytes::<12>().map(|byte| ALPHABET[usize::from(byte % 32)] as char);
            let code: String = letters.iter().collect();
            let digest = self.recovery_digest(account, &code).ok_or(StoreError::Key)?;
            let sql = "insert into recovery_code (account, digest) values ($1, $2)";
            act = act.also(Scratch { sql: sql.into(), parameters: vec![account.into(), digest] });
            codes.push(format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..]));
        }
        Ok((act, codes))
    }

    fn recovery_digest(&self, account: Uuid, code: &str) -> Option<Value> {
        let parts = ["recovery", &account.to_string(), code];
        self.sealing().map(|sealing| Value::Bytes(sealing.attempt(&parts).to_vec()))
    }

    fn seconds_outside(&self) -> u64 {
        u64::try_from(self.outside_clock.now().as_second()).unwrap_or(0)
    }

    /// Is this a code of the account's app, not used before? A code that was seen over a shoulder opens nothing once more.
    pub async fn check_code(&self, account: Uuid, code: &str) -> Result<bool, StoreError> {
        let sql = "select secret from authenticator where account = $1";
        let rows = self.query(sql, &[account.into()], &[ColumnType::Bytes]).await?;
        let sealed = rows.first().and_then(|row| row.get(0).as_bytes().map(<[u8]>::to_vec));
        let secret = sealed
            .zip(self.sealing())
            .and_then(|(sealed, sealing)| sealing.open_secret(&secret_purpose(account), &sealed));
        let Some(step) = secret.and_then(|secret| step_of(&secret, code, self.seconds_outside())) else {
            return Ok(false);
        };
        let sql = "update authenticator set last_step = $1 where account = $2 and last_step < $1";
        Ok(self.scratch(sql, vec![step.into(), account.into()]).await? == 1)
    }

    /// Is this a recovery code of the account? It is used up.
    pub async fn take_recovery_code(&self, account: Uuid, code: &str) -> Result<bool, StoreError> {
        let Some(digest) = self.recovery_digest(account, &normal(code)) else { return Ok(false) };
        let now = self.clock.now().as_microsecond();
        let sql =
            "update recovery_code set used_at = $1 where account = $2 and digest = $3 and used_at is null";
        Ok(self.scratch(sql, vec![now.into(), account.into(), digest]).await? == 1)
    }

    /// Removes the app and the recovery codes.
    pub async fn remove_authenticator(&self, actor: &Actor) -> Result<(), AccountError> {
        let Some(account) = actor.account else { return Ok(()) };
        let act = self.act("account.app-remove").by(actor).about("account", account);
        let act = self.tell_holder(act, account, "security-factor").await?;
        let mut act = act;
        for table in ["authenticator", "recovery_code"] {
            let sql = format!("delete from {table} where account = $1");
            act = act.also(Scratch { sql, parameters: vec![account.into()] });
        }
        self.apply(act).await?;
        Ok(())
    }

    /// Removes every second factor of somebody who lost them all, and ends their sessions: they begin anew by an invitation.
    pub(crate) fn without_factors(&self, act: Act, account: Uuid) -> Act {
        ["authenticator", "recovery_code", "passkey", "credential", "session"].into_iter().fold(
            act,
            |act, table| {
                let sql = format!("delete from {table} where account = $1");
                act.also(Scratch { sql, parameters: vec![account.into()] })
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: SHA-1, the last six of the eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert!(step_of(secret, code, seconds).is_some(), "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_go_wrong_by_half_a_minute_and_no_more() {
        let secret = b"12345678901234567890";
        let code = "081804";
        let at = 1_111_111_109;
        for seconds in [at - 30, at, at + 30, at + 20] {
            assert!(step_of(secret, code, seconds).is_some(), "{seconds}");
        }
        for seconds in [at - 90, at + 90] {
            assert!(step_of(secret, code, seconds).is_none(), "{seconds}");
        }
        for wrong in ["", "08180", "0818044", "08180a", "081805", "０８１８０４"] {
            assert!(step_of(secret, wrong, at).is_none(), "{wrong}");
        }
        assert!(step_of(secret, " 081 804 ", at).is_some(), "as apps show it");
    }

    #[test]
    fn a_recovery_code_is_read_as_people_type_it() {
        assert_eq!(normal("abcd-efgh-jkmn"), "ABCDEFGHJKMN");
        assert_eq!(normal("oil0 – 1234"), "01101234");
    }
}
