//! What an authorization request says: everything that can be wrong with it and still be answered by redirect.

use super::wish::Wish;
use crate::domain::auth_request::{Freshness, OidcRequest};
use crate::domain::claims::ClaimsRequest;
use crate::domain::client::Client;
use crate::domain::pkce::CodeChallenge;
use crate::domain::scope::{Scope, ScopeValue};
use crate::web::authorization::{Addressee, AuthorizationError};
use crate::web::params::Params;

/// Why a request is refused, with its words for the application's developer.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused(
    /// What it is answered with.
    pub AuthorizationError,
    /// In words.
    pub &'static str,
);

impl Refused {
    /// `invalid_request`.
    pub fn invalid(description: &'static str) -> Self {
        Self(AuthorizationError::InvalidRequest, description)
    }
}

/// Whom the `id_token_hint` names.
#[derive(Debug)]
pub enum Hint {
    /// There is none.
    Absent,
    /// A person, by their `sub`.
    Names(String),
    /// It is not an ID token that we gave this client, or no longer readable: no session is known to be meant.
    Nobody,
}

/// Reads the whole request.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn parse(
    issuer: &str,
    params: &Params,
    client: &Client,
    addressee: &Addressee,
    hint: Hint,
) -> Result<(OidcRequest, Wish), Refused> {
    use AuthorizationError as E;
    let unreadable = params.refuse_flawed().and_then(|()| params.refuse_repeated());
    unreadable.map_err(|error| Refused::invalid(error.text()))?;
    refuse_unsupported(params)?;
    refuse_overlong(params)?;
    let scope = Scope::parse(params.get("scope").unwrap_or_default())
        .ok_or(Refused(E::InvalidScope, "scope has a character that is not allowed"))?;
    if !scope.has(ScopeValue::Openid) {
        return Err(Refused(E::InvalidScope, "scope must contain openid"));
    }
    let claims = claims(params, client)?;
    let mut wish = Wish::parse(params)?;
    let hinted = match hint {
        Hint::Absent => None,
        Hint::Names(sub) => Some(sub),
        Hint::Nobody => {
            wish.fresh = true;
            None
        }
    };
    if hinted.is_some() && claims.sub.is_some() && hinted != claims.sub {
        return Err(Refused::invalid("id_token_hint and claims name different people"));
    }
    if claims.unmet_acr {
        return Err(Refused(E::UnmetAuthenticationRequirements, "no sign-in here has this acr"));
    }
    let mut requested = claims.requested;
    // OpenID Connect Core §3.1.2.1: acr_values asks for the claim, as a voluntary one.
    if params.get("acr_values").is_some() && !requested.id_token.iter().any(|name| name == "acr") {
        requested.id_token.push("acr".to_owned());
    }
    let text = |name| params.get(name).map(str::to_owned);
    let oidc = OidcRequest {
        client_id: client.id.clone(),
        redirect_uri: addressee.redirect_uri.clone(),
        scope: scope.within(&client.scope),
        state: addressee.state.clone(),
        nonce: text("nonce"),
        code_challenge: code_challenge(params, client)?,
        response_mode: addressee.mode,
        ui_locales: text("ui_locales"),
        expected_sub: hinted.or(claims.sub),
        sector: client.sector(),
        claims: requested,
        resources: resources(issuer, params, client)?,
        // The session at hand is looked at last.
        freshness: Freshness::default(),
        asks_consent: wish.asks_consent,
    };
    Ok((oidc, wish))
}

/// Anybody can have these kept for a while, so they are no longer than honest ones are.
fn refuse_overlong(params: &Params) -> Result<(), Refused> {
    for (name, most, description) in [
        ("nonce", 512, "nonce is longer than 512 bytes"),
        ("ui_locales", 256, "ui_locales is longer than 256 bytes"),
    ] {
        if params.get(name).is_some_and(|value| value.len() > most) {
            return Err(Refused::invalid(description));
        }
    }
    Ok(())
}

/// OpenID Connect Core §3.1.2.6: what is not supported is refused by name, never ignored.
fn refuse_unsupported(params: &Params) -> Result<(), Refused> {
    use AuthorizationError as E;
    for (name, error, description) in [
        ("request", E::RequestNotSupported, "request objects are not supported"),
        ("request_uri", E::RequestUriNotSupported, "request_uri is not supported"),
        ("registration", E::RegistrationNotSupported, "registration is not supported"),
    ] {
        if params.get(name).is_some() {
            return Err(Refused(error, description));
        }
    }
    match params.get("response_type") {
        Some("code") => {}
        Some(_) => return Err(Refused(E::UnsupportedResponseType, "response_type must be code")),
        None => return Err(Refused::invalid("response_type is missing")),
    }
    match params.get("response_mode") {
        None | Some("query" | "form_post") => Ok(()),
        Some(_) => Err(Refused::invalid("response_mode must be query or form_post")),
    }
}

/// RFC 7636 §4.3; `plain`, also by leaving the method out, is refused.
fn code_challenge(params: &Params, client: &Client) -> Result<Option<CodeChallenge>, Refused> {
    let invalid = Refused::invalid;
    match (params.get("code_challenge"), params.get("code_challenge_method")) {
        (Some(challenge), Some("S256")) => CodeChallenge::parse(challenge)
            .map(Some)
            .ok_or(invalid("code_challenge is not a SHA-256 in base64url")),
        (Some(_), _) => Err(invalid("code_challenge_method must be S256")),
        (None, Some(_)) => Err(invalid("code_challenge is missing")),
        (None, None) if client.require_pkce => Err(invalid("code_challenge is required (PKCE, S256)")),
        (None, None) => Ok(None),
    }
}

/// The `claims` parameter (OpenID Connect Core §5.5).
fn claims(params: &Params, client: &Client) -> Result<ClaimsRequest, Refused> {
    match params.get("claims") {
        None => Ok(ClaimsRequest::default()),
        Some(text) => ClaimsRequest::parse(text, &client.scope)
            .ok_or(Refused::invalid("claims is not what OpenID Connect Core 5.5 describes")),
    }
}

/// RFC 8707 §2: the client's own API, or us.
fn resources(issuer: &str, params: &Params, client: &Client) -> Result<Vec<String>, Refused> {
    let mut resources: Vec<String> = params.all("resource").into_iter().map(str::to_owned).collect();
    resources.sort_unstable();
    resources.dedup();
    if resources.iter().all(|resource| client.may_ask_for(resource, issuer)) {
        Ok(resources)
    } else {
        Err(Refused(AuthorizationError::InvalidTarget, "this client may not ask for this resource"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::auth_request::ResponseMode;
    use crate::domain::client::Source;
    use crate::domain::time::Timestamp;

    const CHALLENGE: &str =
        "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

    fn client(require_pkce: bool) -> Client {
        Client {
            scope: Scope::parse("openid email").unwrap(),
            audience: Some("https://api.example.com".into()),
            require_pkce,
            ..Client::new("app", "App", Source::Config, Timestamp::from_seconds(0))
        }
    }

    fn error(query: &str) -> AuthorizationError {
        read(query, Hint::Absent).err().unwrap().0
    }

    fn read(query: &str, hint: Hint) -> Result<(OidcRequest, Wish), Refused> {
        let params = Params::parse(query.as_bytes()).unwrap();
        let addressee = Addressee {
            redirect_uri: "https://app.example.com/cb".into(),
            state: params.get("state").map(str::to_owned),
            mode: ResponseMode::Query,
        };
        parse("https://sso.example.com", &params, &client(true), &addressee, hint)
    }

    #[test]
    fn narrows_the_scope_to_what_the_client_may_ask() {
        let query = format!("response_type=code&scope=openid+email+phone&state=s&{CHALLENGE}");
        let (oidc, wish) = read(&query, Hint::Absent).unwrap();
        assert_eq!(oidc.scope.to_string(), "openid email");
        assert_eq!(oidc.state.as_deref(), Some("s"));
        assert!(!wish.fresh && !wish.prompt_none && wish.max_age.is_none());
    }

    #[test]
    fn names_what_is_wrong() {
        use AuthorizationError::*;
        let base = format!("response_type=code&scope=openid&{CHALLENGE}");
        for (query, expected) in [
            (format!("scope=openid&{CHALLENGE}"), InvalidRequest),
            (format!("response_type=token&scope=openid&{CHALLENGE}"), UnsupportedResponseType),
            (format!("response_type=code+id_token&scope=openid&{CHALLENGE}"), UnsupportedResponseType),
            (format!("response_type=code&{CHALLENGE}"), InvalidScope),
            (format!("{base}&scope=email"), InvalidRequest),
            (format!("{base}&response_mode=fragment"), InvalidRequest),
            (format!("{base}&request=e30."), RequestNotSupported),
            (format!("{base}&request_uri=urn:x"), RequestUriNotSupported),
            (format!("{base}&registration={{}}"), RegistrationNotSupported),
            (format!("{base}&prompt=none+login"), InvalidRequest),
            (format!("{base}&prompt=create"), InvalidRequest),
            (format!("{base}&max_age=-1"), InvalidRequest),
            (format!("{base}&claims=1"), InvalidRequest),
            (format!("{base}&nonce={}", "n".repeat(513)), InvalidRequest),
            (format!("{base}&ui_locales={}", "n".repeat(257)), InvalidRequest),
            (format!("{base}&resource=https://other.example.com"), InvalidTarget),
            (format!("{base}&resource=https://api.example.com&resource=x"), InvalidTarget),
            ("response_type=code&scope=openid".into(), InvalidRequest),
            ("response_type=code&scope=openid&code_challenge=abc".into(), InvalidRequest),
            (
                "response_type=code&scope=openid&code_challenge=abc&code_challenge_method=S256".into(),
                InvalidRequest,
            ),
            (base.replace("S256", "plain"), InvalidRequest),
            ("response_type=code&scope=openid&code_challenge_method=S256".into(), InvalidRequest),
        ] {
            assert_eq!(error(&query), expected, "{query}");
        }
    }

    #[test]
    fn a_hint_names_one_person_or_asks_for_a_fresh_sign_in() {
        let base = format!("response_type=code&scope=openid&{CHALLENGE}");
        let (oidc, wish) = read(&base, Hint::Names("ou_1".into())).unwrap();
        assert_eq!((oidc.expected_sub.as_deref(), wish.fresh), (Some("ou_1"), false));
        let (oidc, wish) = read(&base, Hint::Nobody).unwrap();
        assert_eq!((oidc.expected_sub, wish.fresh), (None, true));
        let other =
            format!("{base}&claims=%7B%22id_token%22%3A%7B%22sub%22%3A%7B%22value%22%3A%22ou_2%22%7D%7D%7D");
        assert_eq!(read(&other, Hint::Absent).unwrap().0.expected_sub.as_deref(), Some("ou_2"));
        assert!(read(&other, Hint::Names("ou_1".into())).is_err());
    }

    #[test]
    fn pkce_may_be_switched_off_but_never_weakened() {
        let params = |query: &str| Params::parse(query.as_bytes()).unwrap();
        assert_eq!(code_challenge(&params(""), &client(false)), Ok(None));
        assert!(
            code_challenge(&params("code_challenge=abc&code_challenge_method=plain"), &client(false))
                .is_err()
        );
    }
}
