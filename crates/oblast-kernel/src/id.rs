//! Identifiers and random bytes from an injected source.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng, TryRngCore};
use uuid::{Builder, Uuid};

/// A source of identifiers (UUIDv7) and secrets.
///
/// [`Ids::system`] draws from the operating system; [`Ids::seeded`] repeats itself and serves the
/// demonstration's data and tests only.
pub struct Ids(Source);

enum Source {
    System,
    Seeded(Box<Mutex<StdRng>>),
}

impl Ids {
    /// Random bytes of the operating system.
    pub fn system() -> Self {
        Ids(Source::System)
    }

    /// The same sequence for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Ids(Source::Seeded(Box::new(Mutex::new(StdRng::seed_from_u64(seed)))))
    }

    /// `N` random bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing safe can be done then.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            #[allow(clippy::expect_used)] // proven: getrandom does not fail on the systems we build for
            Source::System => {
                rand::rngs::OsRng.try_fill_bytes(&mut bytes).expect("the system gives randomness")
            }
            Source::Seeded(rng) => rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes),
        }
        bytes
    }

    /// A new UUIDv7 (RFC 9562) of the given instant.
    pub fn id(&self, at: Timestamp) -> Uuid {
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    /// Twelve random digits: the code on a receipt, read by a scanner.
    pub fn receipt_code(&self) -> String {
        format!("{:012}", u64::from_be_bytes(self.bytes()) % 1_000_000_000_000)
    }

    /// A secret of 256 bits in base64url: session cookies, API tokens, passwords that are printed once.
    pub fn secret(&self) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_version_7_and_sort_by_time() {
        let ids = Ids::system();
        let early = ids.id("2026-01-01T00:00:00Z".parse().unwrap());
        let late = ids.id("2026-01-01T00:00:01Z".parse().unwrap());
        assert_eq!(early.get_version_num(), 7);
        assert!(early < late);
    }

    #[test]
    fn a_seed_repeats_itself() {
        let at = Timestamp::UNIX_EPOCH;
        assert_eq!(Ids::seeded(7).id(at), Ids::seeded(7).id(at));
        assert_ne!(Ids::seeded(7).id(at), Ids::seeded(8).id(at));
    }
}
