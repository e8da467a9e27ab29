//! The `openidconnect` crate.

use std::future::Future;
use std::pin::Pin;

use anyhow::{Context, anyhow};
use openidconnect::core::*;
use openidconnect::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Library;
use crate::harness::relying_party::{Http, OtherClaims, payload};

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointSet, EndpointSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Metadata that the crate leaves to those who want it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct More {
    introspection_endpoint: IntrospectionUrl,
    revocation_endpoint: RevocationUrl,
    end_session_endpoint: EndSessionUrl,
}

impl AdditionalProviderMetadata for More {}

type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// An application that uses it.
#[derive(Default)]
pub(super) struct WithOpenidconnect(Option<Party>);

/// A sign-in under way, and what came of it so far.
struct Party {
    settings: Value,
    client: Client,
    http: Transport,
    end_session: EndSessionUrl,
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    tokens: Option<CoreTokenResponse>,
    refreshed: Option<CoreTokenResponse>,
}

impl Library for WithOpenidconnect {
    fn lacks(&self, authentication: &str) -> Option<&'static str> {
        (authentication == "private_key_jwt").then_some("it has no private_key_jwt")
    }

    async fn begin(&mut self, settings: &Value) -> String {
        let (party, url) = Party::begin(settings).await.unwrap();
        self.0 = Some(party);
        url
    }

    async fn finish(&mut self, callback: &str) -> Value {
        let mut party = self.0.take().unwrap();
        let mut results = json!({});
        for flow in party.settings["flows"].as_array().cloned().unwrap() {
            let flow = flow.as_str().unwrap();
            results[flow] = party.flow(flow, callback).await.unwrap_or_else(|error| {
                let named = error.chain().find_map(|cause| cause.downcast_ref::<Refused>());
                let code = named.map_or("(other)", |refused| &refused.0);
                json!({ "error": code, "detail": format!("{error:#}") })
            });
        }
        results
    }
}

impl Party {
    async fn begin(settings: &Value) -> anyhow::Result<(Self, String)> {
        let text = |name: &str| settings[name].as_str().unwrap_or_default().to_owned();
        let redirects = reqwest::redirect::Policy::none();
        let http = Transport(Http(reqwest::Client::builder().redirect(redirects).no_proxy().build()?));
        let metadata = Metadata::discover_async(IssuerUrl::new(text("issuer"))?, &http).await?;
        let more = metadata.additional_metadata().clone();
        let secret = settings["secret"].as_str().map(|secret| ClientSecret::new(secret.to_owned()));
        let in_the_form = text("auth") == "client_secret_post";
        // The crate gives tokens back over https alone.
        let revocation = more.revocation_endpoint.as_str().replacen("http:", "https:", 1);
        let client = CoreClient::from_provider_metadata(metadata, ClientId::new(text("id")), secret)
            .set_auth_type(if in_the_form { AuthType::RequestBody } else { AuthType::BasicAuth })
            .set_redirect_uri(RedirectUrl::new(text("redirect_uri"))?)
            .set_introspection_url(more.introspection_endpoint)
            .set_revocation_url(RevocationUrl::new(revocation)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let scopes = ["profile", "email", "feishu", "offline_access"].map(|s| Scope::new(s.to_owned()));
        let (url, state, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .url();
        let (settings, end_session) = (settings.clone(), more.end_session_endpoint);
        let (tokens, refreshed) = (None, None);
        let party = Self { settings, client, http, end_session, state, nonce, verifier, tokens, refreshed };
        Ok((party, url.into()))
    }

    async fn flow(&mut self, name: &str, callback: &str) -> anyhow::Result<Value> {
        match name {
            "code" => {
                self.tokens = Some(self.redeem(callback).await?);
                let id_token = self.id_token()?;
                id_token.claims(&self.client.id_token_verifier(), &self.nonce)?;
                let alg = serde_json::to_value(id_token.signing_alg()?)?;
                Ok(json!({ "alg": alg, "claims": payload(&id_token.to_string())? }))
            }
            "userinfo" if self.settings["signed"] == true && self.settings["alg"] != "RS256" => {
                Ok(json!({ "unsupported": "it takes userinfo signed by RS256 alone" }))
            }
            "userinfo" => self.userinfo().await,
            "refresh" => self.refresh().await,
            "client_credentials" => {
                let request = self.client.exchange_client_credentials()?;
                let request = request.add_scope(Scope::new("reports.read".to_owned()));
                let own = request.request_async(&self.http).await.map_err(named)?;
                payload(own.access_token().secret())
            }
            "introspection" => {
                let token = self.refreshed()?.access_token();
                let answer = self.client.introspect(token).request_async(&self.http).await.map_err(named)?;
                Ok(serde_json::to_value(answer)?)
            }
            "revocation" => {
                let tokens = self.refreshed()?;
                let token = tokens.refresh_token().context("no refresh token")?.clone();
                self.client.revoke_token(token.into())?.request_async(&self.http).await.map_err(named)?;
                Ok(json!({ "revoked": tokens.access_token().secret() }))
            }
            "logout" => {
                let bye = self.settings["post_logout_redirect_uri"].as_str().unwrap_or_default();
                let request = LogoutRequest::from(self.end_session.clone())
                    .set_id_token_hint(self.id_token()?)
                    .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(bye.to_owned())?)
                    .set_state(CsrfToken::new("bye".to_owned()));
                Ok(json!({ "url": request.http_get_url() }))
            }
            _ => self.redeem(callback).await.map(|_tokens| json!({})),
        }
    }

    async fn redeem(&self, callback: &str) -> anyhow::Result<CoreTokenResponse> {
        let callback = url::Url::parse(callback)?;
        let value = |name: &str| callback.query_pairs().find(|(n, _)| n == name).map(|(_, v)| v.into_owned());
        anyhow::ensure!(value("state").as_ref() == Some(self.state.secret()), "another state");
        let code = AuthorizationCode::new(value("code").context("no code")?);
        let verifier = PkceCodeVerifier::new(self.verifier.secret().clone());
        let request = self.client.exchange_code(code)?.set_pkce_verifier(verifier);
        request.request_async(&self.http).await.map_err(named)
    }

    async fn userinfo(&self) -> anyhow::Result<Value> {
        let tokens = self.tokens.as_ref().context("no tokens")?;
        let claims = self.id_token()?.claims(&self.client.id_token_verifier(), &self.nonce)?;
        let request = self
            .client
            .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))?
            .require_signed_response(self.settings["signed"] == true);
        let request = match self.settings["signed"] == true {
            true => request.set_response_type(UserInfoResponseType::Jwt),
            false => request,
        };
        let answer: UserInfoClaims<OtherClaims, CoreGenderClaim> = request.request_async(&self.http).await?;
        Ok(serde_json::to_value(answer)?)
    }

    async fn refresh(&mut self) -> anyhow::Result<Value> {
        let tokens = self.tokens.as_ref().context("no tokens")?;
        let token = tokens.refresh_token().context("no refresh token")?;
        let refreshed =
            self.client.exchange_refresh_token(token)?.request_async(&self.http).await.map_err(named)?;
        let id_token = refreshed.id_token().context("no ID token")?;
        // Without a nonce, as OpenID Connect Core §12.2 recommends.
        let no_nonce = |_: Option<&Nonce>| Ok(());
        let sub = id_token.claims(&self.client.id_token_verifier(), no_nonce)?.subject().to_string();
        let result = json!({
            "sub": sub,
            "rotated": refreshed.refresh_token().map(RefreshToken::secret) != Some(token.secret()),
            "access": payload(refreshed.access_token().secret())?,
        });
        self.refreshed = Some(refreshed);
        Ok(result)
    }

    fn id_token(&self) -> anyhow::Result<&CoreIdToken> {
        self.tokens.as_ref().and_then(|tokens| tokens.id_token()).context("no ID token")
    }

    fn refreshed(&self) -> anyhow::Result<&CoreTokenResponse> {
        self.refreshed.as_ref().context("nothing was refreshed")
    }
}

/// The error that larkgate named.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refused(String);

fn named<RE, T>(error: RequestTokenError<RE, StandardErrorResponse<T>>) -> anyhow::Error
where
    RE: std::error::Error + Send + Sync + 'static,
    T: ErrorResponseType + std::fmt::Display + 'static,
{
    match error {
        RequestTokenError::ServerResponse(answer) => Refused(answer.error().to_string()).into(),
        other => anyhow!("{other:?}"),
    }
}

/// Speaks http where the crate insists on an address with https: everything here is on loopback.
struct Transport(Http);

impl<'c> AsyncHttpClient<'c> for Transport {
    type Error = <Http as AsyncHttpClient<'c>>::Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Self::Error>> + Send + 'c>>;

    fn call(&'c self, mut request: HttpRequest) -> Self::Future {
        let plain = request.uri().to_string().replacen("https:", "http:", 1);
        *request.uri_mut() = plain.parse().unwrap();
        self.0.call(request)
    }
}
