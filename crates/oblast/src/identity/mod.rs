//! Providers of identities, by the settings.

mod open_id;
mod state_id;

use std::sync::Arc;
use std::time::Duration;

use oblast_web::Site;
use oblast_web::passkeys::Passkeys;
use oblast_web::providers::{Provider, ProviderError};
use oblast_web::state::SecondFactor;

use crate::Failure;
use crate::settings::Settings;

/// How long a provider may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The longest answer, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// Tells a site who signs in here, and by what. Officials sign in by two factors, except in the demonstration and where the settings
/// say otherwise.
pub fn present(site: &mut Site, settings: &Settings) -> Result<(), Failure> {
    let own = &settings.identity;
    let usual = if site.demo { SecondFactor::Offered } else { SecondFactor::Officials };
    site.second_factor = own.second_factor.unwrap_or(usual);
    site.proxies = own.proxies.iter().map(|address| address.to_canonical()).collect();
    site.passkeys = Passkeys::new(&settings.public_url).map(Arc::new);
    let mut providers: Vec<Arc<dyn Provider>> = Vec::new();
    if let Some(own) = &own.open_id {
        providers.push(Arc::new(open_id::OpenIdProvider::new(own.clone())?));
    }
    if let Some(own) = &own.state_id {
        providers.push(Arc::new(state_id::StateIdProvider::new(own.clone())?));
    }
    site.providers = providers;
    Ok(())
}

/// Who asks a provider. No redirect is followed: whom we ask is who answers.
fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .http_status_as_error(false)
        .build();
    config.into()
}

fn unavailable(error: impl std::fmt::Display) -> ProviderError {
    ProviderError::Unavailable(error.to_string())
}

fn invalid(error: impl std::fmt::Display) -> ProviderError {
    ProviderError::Invalid(error.to_string())
}
