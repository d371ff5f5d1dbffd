//! Providers of identities: who else says who somebody is. How each is spoken to is wired in by the binary; what may come back, and
//! whose account it is, is decided here (`pages::login::outside`).

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use oblast_kernel::Text;

/// What takes its time.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, ProviderError>> + Send + 'a>>;

/// A sign-in that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Where the browser goes.
    pub url: String,
    /// What comes back with it, to be compared.
    pub state: String,
    /// What only we know until then: nonce, verifier.
    pub kept: String,
}

/// Who a provider says it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The subject: the same person has the same, for ever.
    pub subject: String,
    /// The tax number, where the provider has proved it.
    pub rnokpp: Option<String>,
    /// The name, as the provider writes it.
    pub name: String,
}

/// Why a provider did not say who it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// It does not answer.
    #[error("the provider does not answer: {0}")]
    Unavailable(String),
    /// What it says does not hold.
    #[error("what the provider says does not hold: {0}")]
    Invalid(String),
}

/// A provider of identities.
pub trait Provider: Debug + Send + Sync {
    /// Its name in addresses and in the database.
    fn name(&self) -> &str;
    /// What the button says.
    fn title(&self) -> &Text;
    /// Does this installation take it for two factors?
    fn is_strong(&self) -> bool;
    /// Its own identifier, which it may send along with its answer (RFC 9207).
    fn issuer(&self) -> &str;
    /// Begins a sign-in that comes back to `redirect`.
    fn begin<'a>(&'a self, redirect: &'a str) -> Answer<'a, Begun>;
    /// Asks who it is, by the code that came back.
    fn complete<'a>(&'a self, code: &'a str, kept: &'a str, redirect: &'a str) -> Answer<'a, Person>;
}
