//! OpenID Connect (Core 1.0, Discovery 1.0): the code flow with PKCE and a nonce.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oblast_kernel::{Text, identifier};
use oblast_web::providers::{Answer, Begun, Person, Provider, ProviderError};
use openidconnect::core::{CoreClient, CoreProviderMetadata, CoreResponseType};
use openidconnect::{
    AccessTokenHash, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, TokenResponse as _,
};

use super::{LONGEST, agent, invalid, unavailable};
use crate::Failure;
use crate::settings::OpenId;

/// A provider.
#[derive(Debug)]
pub struct OpenIdProvider {
    own: OpenId,
    title: Text,
    issuer: IssuerUrl,
    agent: ureq::Agent,
    /// What the provider says of itself. Asked for on the first sign-in, and again where a token does not hold: keys change.
    metadata: Mutex<Option<Arc<CoreProviderMetadata>>>,
}

impl OpenIdProvider {
    /// A provider of the settings.
    pub fn new(own: OpenId) -> Result<Self, Failure> {
        let issuer = IssuerUrl::new(own.issuer.clone()).map_err(Failure::words)?;
        let title = Text::new(&own.title, &own.title);
        Ok(OpenIdProvider { own, title, issuer, agent: agent(), metadata: Mutex::default() })
    }

    fn known(&self) -> Option<Arc<CoreProviderMetadata>> {
        self.metadata.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, metadata: Option<Arc<CoreProviderMetadata>>) {
        *self.metadata.lock().unwrap_or_else(PoisonError::into_inner) = metadata;
    }

    async fn metadata(&self) -> Result<Arc<CoreProviderMetadata>, ProviderError> {
        if let Some(known) = self.known() {
            return Ok(known);
        }
        let ask = |request| send(self.agent.clone(), request);
        let asked = CoreProviderMetadata::discover_async(self.issuer.clone(), &ask).await;
        let metadata = Arc::new(asked.map_err(unavailable)?);
        self.remember(Some(Arc::clone(&metadata)));
        Ok(metadata)
    }

    async fn ask(&self, redirect: &str) -> Result<Begun, ProviderError> {
        let metadata = self.metadata().await?;
        let client = self.client(&metadata).set_redirect_uri(address(redirect)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("profile".into()))
            .set_pkce_challenge(challenge)
            .url();
        let kept = format!("{} {}", nonce.secret(), verifier.secret());
        Ok(Begun { url: url.into(), state: state.into_secret(), kept })
    }

    async fn answer(&self, code: &str, kept: &str, redirect: &str) -> Result<Person, ProviderError> {
        let (nonce, verifier) = kept.split_once(' ').ok_or_else(|| invalid("no nonce"))?;
        let metadata = self.metadata().await?;
        let client = self.client(&metadata).set_redirect_uri(address(redirect)?);
        let ask = |request| send(self.agent.clone(), request);
        let token = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(invalid)?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
            .request_async(&ask)
            .await
            .map_err(invalid)?;
        let id_token = token.id_token().ok_or_else(|| invalid("no ID token"))?;
        // By the clock of the machine: the provider's tokens are of today, whatever a demonstration's clock shows.
        let verifier = client.id_token_verifier();
        let claims = id_token.claims(&verifier, &Nonce::new(nonce.to_owned())).map_err(|error| {
            self.remember(None);
            invalid(error)
        })?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = id_token.signing_alg().map_err(invalid)?;
            let key = id_token.signing_key(&verifier).map_err(invalid)?;
            let actual =
                AccessTokenHash::from_token(token.access_token(), algorithm, key).map_err(invalid)?;
            if actual != *expected {
                return Err(invalid("the access token is another's"));
            }
        }
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str().to_owned());
        Ok(Person {
            subject: claims.subject().as_str().to_owned(),
            rnokpp: self.rnokpp(&id_token.to_string()),
            name: name.unwrap_or_default(),
        })
    }

    fn client(
        &self,
        metadata: &CoreProviderMetadata,
    ) -> CoreClient<
        openidconnect::EndpointSet,
        openidconnect::EndpointNotSet,
        openidconnect::EndpointNotSet,
        openidconnect::EndpointNotSet,
        openidconnect::EndpointMaybeSet,
        openidconnect::EndpointMaybeSet,
    > {
        let secret = Some(ClientSecret::new(self.own.client_secret.clone()));
        CoreClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.own.client_id.clone()),
            secret,
        )
    }

    /// The tax number of a token whose signature holds, where the settings name its claim.
    fn rnokpp(&self, token: &str) -> Option<String> {
        let claim = self.own.rnokpp.as_ref()?;
        let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
        let claims: serde_json::Value = serde_json::from_slice(&payload).ok()?;
        let number = claims.get(claim)?.as_str()?;
        identifier::rnokpp(number).ok().map(|()| number.to_owned())
    }
}

fn address(redirect: &str) -> Result<RedirectUrl, ProviderError> {
    RedirectUrl::new(redirect.to_owned()).map_err(invalid)
}

/// Sends a request of the library beside the runtime.
async fn send(agent: ureq::Agent, request: HttpRequest) -> Result<HttpResponse, std::io::Error> {
    let asked = move || -> Result<HttpResponse, ureq::Error> {
        let (parts, mut body) = agent.run(request)?.into_parts();
        let bytes = body.with_config().limit(LONGEST).read_to_vec()?;
        Ok(HttpResponse::from_parts(parts, bytes))
    };
    let answer = tokio::task::spawn_blocking(asked).await.map_err(std::io::Error::other)?;
    answer.map_err(std::io::Error::other)
}

impl Provider for OpenIdProvider {
    fn name(&self) -> &str {
        "openid"
    }

    fn title(&self) -> &Text {
        &self.title
    }

    fn is_strong(&self) -> bool {
        self.own.is_strong
    }

    fn issuer(&self) -> &str {
        &self.own.issuer
    }

    fn begin<'a>(&'a self, redirect: &'a str) -> Answer<'a, Begun> {
        Box::pin(self.ask(redirect))
    }

    fn complete<'a>(&'a self, code: &'a str, kept: &'a str, redirect: &'a str) -> Answer<'a, Person> {
        Box::pin(self.answer(code, kept, redirect))
    }
}
