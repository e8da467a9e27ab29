//! An ordinary OpenID Connect relying party, by the `openidconnect` crate. It knows the issuer, its own client id, secret
//! and redirect URI, and nothing else of larkgate.

use anyhow::{Context, anyhow};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreProviderMetadata};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, Scope,
    TokenResponse, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A configured relying party.
pub(crate) struct RelyingParty {
    client: Client,
    http: Http,
}

/// A sign-in under way: kept on the server until the browser comes back.
pub(crate) struct SignIn {
    /// Where the browser goes.
    pub(crate) url: String,
    /// What must come back as `state`.
    pub(crate) state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

/// What a finished sign-in brought; every signature and hash was checked.
#[derive(Debug, Clone)]
pub(crate) struct Verified {
    /// The claims of the ID token.
    pub(crate) id_token: Value,
    /// What userinfo answered.
    pub(crate) userinfo: Value,
    /// For a later refresh.
    pub(crate) refresh_token: Option<RefreshToken>,
}

impl RelyingParty {
    /// Discovers the provider.
    pub(crate) async fn discover(
        issuer: &str,
        client_id: &str,
        secret: Option<&str>,
        redirect_uri: &str,
    ) -> anyhow::Result<Self> {
        let http =
            Http(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?);
        let metadata = CoreProviderMetadata::discover_async(IssuerUrl::new(issuer.to_owned())?, &http)
            .await
            .context("discovery")?;
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(client_id.to_owned()),
            secret.map(|secret| ClientSecret::new(secret.to_owned())),
        )
        .set_redirect_uri(RedirectUrl::new(redirect_uri.to_owned())?);
        Ok(Self { client, http })
    }

    /// Begins a sign-in.
    pub(crate) fn begin(&self, scopes: &[&str]) -> SignIn {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = self
            .client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(scopes.iter().map(|scope| Scope::new((*scope).to_owned())))
            .set_pkce_challenge(challenge)
            .url();
        SignIn { url: url.into(), state, nonce, verifier }
    }

    /// Finishes it with the code that the browser brought.
    pub(crate) async fn finish(&self, sign_in: SignIn, code: &str) -> anyhow::Result<Verified> {
        let tokens = self
            .client
            .exchange_code(AuthorizationCode::new(code.to_owned()))?
            .set_pkce_verifier(sign_in.verifier)
            .request_async(&self.http)
            .await
            .context("token endpoint")?;
        let id_token = tokens.id_token().ok_or_else(|| anyhow!("no ID token"))?;
        let verifier = self.client.id_token_verifier();
        let claims = id_token.claims(&verifier, &sign_in.nonce).context("ID token")?;
        if let Some(expected) = claims.access_token_hash() {
            let (alg, key) = (id_token.signing_alg()?, id_token.signing_key(&verifier)?);
            if AccessTokenHash::from_token(tokens.access_token(), alg, key)? != *expected {
                return Err(anyhow!("at_hash is not the access token's"));
            }
        }
        let userinfo: UserInfoClaims<OtherClaims, CoreGenderClaim> = self
            .client
            .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))?
            .request_async(&self.http)
            .await
            .context("userinfo")?;
        Ok(Verified {
            id_token: payload(&id_token.to_string())?,
            userinfo: serde_json::to_value(userinfo)?,
            refresh_token: tokens.refresh_token().cloned(),
        })
    }

    /// Trades a refresh token for its successor.
    pub(crate) async fn refresh(&self, token: &RefreshToken) -> anyhow::Result<Option<RefreshToken>> {
        let tokens = self
            .client
            .exchange_refresh_token(token)?
            .request_async(&self.http)
            .await
            .context("token endpoint")?;
        Ok(tokens.refresh_token().cloned())
    }
}

/// Claims that the crate has no field for, larkgate's own among them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OtherClaims(Map<String, Value>);

impl AdditionalClaims for OtherClaims {}

/// Every claim of a JWT whose signature was checked before.
pub(crate) fn payload(jwt: &str) -> anyhow::Result<Value> {
    let payload = jwt.split('.').nth(1).ok_or_else(|| anyhow!("not a JWT"))?;
    Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload)?)?)
}

/// Carries the crate's requests over reqwest, following no redirect.
pub(crate) struct Http(pub(crate) reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = openidconnect::HttpClientError<reqwest::Error>;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, Self::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let request = request.try_into().map_err(Box::new)?;
            let answer = self.0.execute(request).await.map_err(Box::new)?;
            let mut response = HttpResponse::new(Vec::new());
            *response.status_mut() = answer.status();
            *response.headers_mut() = answer.headers().clone();
            *response.body_mut() = answer.bytes().await.map_err(Box::new)?.to_vec();
            Ok(response)
        })
    }
}
