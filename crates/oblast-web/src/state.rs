//! What every handler has.

use std::net::IpAddr;
use std::sync::Arc;

use ed25519_dalek::VerifyingKey;
use oblast_kernel::Lang;
use oblast_kernel::access::Actor;
use oblast_store::Store;
use oblast_store::accounts::sessions::SessionView;

use crate::gate::Gate;
use crate::passkeys::Passkeys;
use crate::providers::Provider;

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The storage.
    pub store: Store,
    /// How this installation presents itself.
    pub site: Arc<Site>,
    /// How often the same address may come with what costs.
    pub gate: Arc<Gate>,
}

impl App {
    /// The application over a storage.
    pub fn new(store: Store, site: Site) -> App {
        App { store, site: Arc::new(site), gate: Arc::default() }
    }

    /// The title of a territory by its code; the code itself where it is not known.
    pub fn territory(&self, code: &str, lang: Lang) -> String {
        let entries = self.store.catalogue().directories().territories.entries();
        let own = entries.get(code);
        own.map_or_else(|| code.to_owned(), |entry| entry.title.get(lang).to_owned())
    }
}

/// Whom a second factor is asked of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecondFactor {
    /// Officials: without one they have no powers.
    Officials,
    /// Those who have set one up.
    #[default]
    Offered,
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
    /// Which second factor is asked for.
    pub second_factor: SecondFactor,
    /// Keys of devices; none where the platform is reached by a bare address, which they cannot be tied to.
    pub passkeys: Option<Arc<Passkeys>>,
    /// Who else says who somebody is.
    pub providers: Vec<Arc<dyn Provider>>,
    /// The addresses of our own proxies.
    pub proxies: Vec<IpAddr>,
    /// The key files of the demonstration's accounts: login, bytes. None outside it.
    pub demo_keys: Vec<(String, bytes::Bytes)>,
}

impl Site {
    /// The cookie of a session. With its prefix browsers take it over https alone, and from nobody but this very host.
    pub fn session_cookie(&self) -> &'static str {
        if self.https { "__Host-oblast_session" } else { "oblast_session" }
    }

    /// Is this an official who has to sign in by more than a password first?
    pub fn holds_back(&self, actor: &Actor, session: &SessionView) -> bool {
        self.second_factor == SecondFactor::Officials && actor.is_official() && !session.is_strong()
    }
}
