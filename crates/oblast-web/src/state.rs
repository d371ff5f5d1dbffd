//! What every handler has.

use std::sync::Arc;

use ed25519_dalek::VerifyingKey;
use oblast_store::Store;

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The storage.
    pub store: Store,
    /// How this installation presents itself.
    pub site: Arc<Site>,
}

/// How an installation presents itself.
#[derive(Clone, Debug)]
pub struct Site {
    /// Is this the demonstration? Then every page says so and `/login` lists its accounts.
    pub demo: bool,
    /// Is it reached by https? Then cookies are `Secure`.
    pub https: bool,
    /// How it is reached from outside, without a slash at the end: for codes on documents.
    pub public_url: String,
    /// The key that signs the journal's checkpoints.
    pub journal_key: Option<VerifyingKey>,
    /// The demonstration's accounts: login, what it is for in Ukrainian and English.
    pub demo_accounts: Vec<(String, oblast_kernel::Text)>,
}
