//! What every handler has.

use std::sync::Arc;

use ed25519_dalek::VerifyingKey;
use oblast_kernel::Lang;
use oblast_store::Store;

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The storage.
    pub store: Store,
    /// How this installation presents itself.
    pub site: Arc<Site>,
}

impl App {
    /// The title of a territory by its code; the code itself where it is not known.
    pub fn territory(&self, code: &str, lang: Lang) -> String {
        let entries = self.store.catalogue().directories().territories.entries();
        let own = entries.get(code);
        own.map_or_else(|| code.to_owned(), |entry| entry.title.get(lang).to_owned())
    }
}

/// How an installation presents itself.
#[derive(Clone, Debug, Default)]
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
    /// How electronic signatures are judged and made.
    pub signing: crate::signing::Signing,
    /// The key files of the demonstration's accounts: login, bytes. None outside it.
    pub demo_keys: Vec<(String, bytes::Bytes)>,
}
