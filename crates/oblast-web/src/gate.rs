//! How often the same address may come with what costs: passwords, signatures to be judged. Before anything is read or hashed, and in
//! memory only: what many addresses do together is counted in the database (`oblast_store::accounts::limits`).

use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use oblast_store::accounts::limits::network;

use crate::error::WebError;
use crate::visitor::Visitor;

/// So many at once, then one a second.
const BURST: NonZeroU32 = NonZeroU32::new(30).unwrap();
const A_SECOND: NonZeroU32 = NonZeroU32::MIN;
/// When more addresses than this are remembered, those that may come freely again are forgotten.
const REMEMBERED: usize = 10_000;

/// The gate.
pub struct Gate {
    limiter: DefaultKeyedRateLimiter<String>,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Gate")
    }
}

impl Default for Gate {
    fn default() -> Self {
        Gate { limiter: RateLimiter::keyed(Quota::per_second(A_SECOND).allow_burst(BURST)) }
    }
}

impl Gate {
    /// Lets a request of the visitor pass, or says that it came too soon. Who comes by no network is let pass: that is a test.
    pub fn pass(&self, visitor: &Visitor) -> Result<(), WebError> {
        let network = network(&visitor.address);
        if network.is_empty() {
            return Ok(());
        }
        if self.limiter.len() > REMEMBERED {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&network).map_err(|_| WebError::TooOften(1))
    }
}
