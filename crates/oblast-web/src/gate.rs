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
/// Of forms without a proof of work so many at once, then six a minute.
const UNPROVED_BURST: NonZeroU32 = NonZeroU32::new(10).unwrap();
const UNPROVED_A_MINUTE: NonZeroU32 = NonZeroU32::new(6).unwrap();
/// When more addresses than this are remembered, those that may come freely again are forgotten.
const REMEMBERED: usize = 10_000;

/// The gate.
pub struct Gate {
    all: DefaultKeyedRateLimiter<String>,
    unproved: DefaultKeyedRateLimiter<String>,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Gate")
    }
}

impl Default for Gate {
    fn default() -> Self {
        Gate {
            all: RateLimiter::keyed(Quota::per_second(A_SECOND).allow_burst(BURST)),
            unproved: RateLimiter::keyed(Quota::per_minute(UNPROVED_A_MINUTE).allow_burst(UNPROVED_BURST)),
        }
    }
}

impl Gate {
    /// Lets a request of the visitor pass, or says that it came too soon. Who comes by no network is let pass: that is a test.
    pub fn pass(&self, visitor: &Visitor) -> Result<(), WebError> {
        if is_let_in(&self.all, visitor) { Ok(()) } else { Err(WebError::TooOften(1)) }
    }

    /// The same for a form that anybody may send and that came without a proof of work.
    pub fn pass_unproved(&self, visitor: &Visitor) -> Result<(), WebError> {
        if is_let_in(&self.unproved, visitor) { Ok(()) } else { Err(WebError::Unproved) }
    }
}

fn is_let_in(limiter: &DefaultKeyedRateLimiter<String>, visitor: &Visitor) -> bool {
    let network = network(&visitor.address);
    if limiter.len() > REMEMBERED {
        limiter.retain_recent();
    }
    network.is_empty() || limiter.check_key(&network).is_ok()
}
