//! Keys of devices (WebAuthn Level 2): what is asked of a browser, and what it answers. The state in between goes through the browser
//! as a sealed ticket that is good once, so that any node may take the answer.

use oblast_kernel::Uuid;
use oblast_store::Store;
use oblast_store::accounts::passkeys::PasskeyView;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::error::WebError;

/// The machinery, tied to the address of the platform.
pub struct Passkeys(Webauthn);

impl std::fmt::Debug for Passkeys {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Passkeys")
    }
}

/// What a page asks a browser for.
pub struct Asked {
    /// The options, as JSON.
    pub options: String,
    /// What brings the state back.
    pub ticket: String,
}

const SIGN_IN: &str = "passkey sign-in";

fn add(account: Uuid) -> String {
    format!("passkey add {account}")
}

fn json(value: &impl Serialize) -> Result<String, WebError> {
    serde_json::to_string(value).map_err(|error| WebError::Internal(error.to_string()))
}

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

impl Passkeys {
    /// For a platform that is reached by this address; `None` where it has no name: keys are tied to names.
    pub fn new(public_url: &str) -> Option<Passkeys> {
        let url = Url::parse(public_url).ok()?;
        let name = url.domain()?.to_owned();
        WebauthnBuilder::new(&name, &url).ok()?.rp_name("oblast").build().ok().map(Passkeys)
    }

    /// Asks for a new key of an account that has others.
    pub fn ask_new(
        &self,
        store: &Store,
        (account, login, name): (Uuid, &str, &str),
        known: &[PasskeyView],
    ) -> Result<Asked, WebError> {
        let others = known.iter().map(|own| own.id.clone()).collect();
        let (options, state) = self
            .0
            .start_passkey_registration(account, login, name, Some(others))
            .map_err(|error| WebError::Internal(error.to_string()))?;
        // A key that knows whose it is signs in without a login. One that has no room for that is as good beside a password.
        let mut options =
            serde_json::to_value(options).map_err(|error| WebError::Internal(error.to_string()))?;
        options["publicKey"]["authenticatorSelection"]["residentKey"] = "preferred".into();
        Ok(Asked { options: options.to_string(), ticket: store.ticket(&add(account), &json(&state)?) })
    }

    /// A new key that a browser made: the id of its credential, and what is kept of it. `None`: it proves nothing.
    pub async fn take_new(
        &self,
        store: &Store,
        account: Uuid,
        ticket: &str,
        answer: &str,
    ) -> Result<Option<(Vec<u8>, String)>, WebError> {
        let state = store.take_ticket(&add(account), ticket).await?;
        let state = state.as_deref().and_then(read::<PasskeyRegistration>);
        let Some((state, answer)) = state.zip(read::<RegisterPublicKeyCredential>(answer)) else {
            return Ok(None);
        };
        match self.0.finish_passkey_registration(&answer, &state) {
            Ok(key) => Ok(Some((key.cred_id().to_vec(), json(&key)?))),
            Err(error) => {
                tracing::warn!(%error, "a new passkey was not taken");
                Ok(None)
            }
        }
    }

    /// Asks for a key of whomever.
    pub fn ask(&self, store: &Store) -> Result<Asked, WebError> {
        let (mut options, state) = self
            .0
            .start_discoverable_authentication()
            .map_err(|error| WebError::Internal(error.to_string()))?;
        // The page has a button; the browser shows its own choice.
        options.mediation = None;
        Ok(Asked { options: json(&options)?, ticket: store.ticket(SIGN_IN, &json(&state)?) })
    }

    /// Whose key it is that answered. `None`: nobody's, or it proves nothing.
    pub async fn take(&self, store: &Store, ticket: &str, answer: &str) -> Result<Option<Uuid>, WebError> {
        let state = store.take_ticket(SIGN_IN, ticket).await?;
        let state = state.as_deref().and_then(read::<DiscoverableAuthentication>);
        let Some((state, answer)) = state.zip(read::<PublicKeyCredential>(answer)) else { return Ok(None) };
        let Ok((account, id)) = self.0.identify_discoverable_authentication(&answer) else { return Ok(None) };
        // The device says whose it is; the key that we know says it too, or it is a key of another.
        let known = store.passkey(id).await?.filter(|known| known.account == account);
        let Some(mut key) = known.as_ref().and_then(|known| read::<Passkey>(&known.credential)) else {
            return Ok(None);
        };
        match self.0.finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(&key)) {
            Ok(result) => {
                self.note(store, id, &mut key, &result).await?;
                Ok(result.user_verified().then_some(account))
            }
            Err(error) => {
                tracing::warn!(%error, "a passkey was not taken");
                Ok(None)
            }
        }
    }

    async fn note(
        &self,
        store: &Store,
        id: &[u8],
        key: &mut Passkey,
        result: &AuthenticationResult,
    ) -> Result<(), WebError> {
        key.update_credential(result);
        Ok(store.note_passkey(id, &json(key)?).await?)
    }
}
