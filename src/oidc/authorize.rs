//! `GET` and `POST /oauth2/authorize`: an application asks who somebody is (OpenID Connect Core §3.1.2).

use std::time::Duration;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::auth_request::{OidcRequest, Purpose};
use crate::domain::client::Client;
use crate::domain::pkce::CodeChallenge;
use crate::domain::scope::{Scope, ScopeValue};
use crate::views::Refusal;
use crate::web::authorization::{self, AuthorizationError, redirect};
use crate::web::page_error::{PageError, page_or_error};
use crate::web::params::Params;
use crate::web::signed_in::SignedIn;
use crate::web::{attempt, urls};

/// The request in the query.
pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    page_or_error(&app, &request, async {
        authorize(&app, &request, &Params::readable_of_query(&request)).await
    })
    .await
}

/// The request in a form. A cross-site POST brings no `SameSite=Lax` cookie, so the browser comes again by GET.
pub(super) async fn post(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    page_or_error(&app, &request, async {
        let params = Params::readable_of_form(&request, payload).await?;
        // Whoever cannot be answered by redirect is told now, and so is whoever sent what a query cannot repeat.
        let (_client, redirect_uri) = addressee(&app, &params).await?;
        if let Err(flaw) = params.refuse_flawed() {
            let error = AuthorizationError::InvalidRequest;
            let state = params.once("state");
            return Ok(redirect(authorization::error_location(
                &app,
                &redirect_uri,
                state,
                error,
                flaw.text(),
            )));
        }
        Ok(redirect(format!("{}?{}", urls::absolute(&app, urls::AUTHORIZE), params.encode())))
    })
    .await
}

async fn authorize(app: &App, request: &HttpRequest, params: &Params) -> Result<HttpResponse, PageError> {
    let (client, redirect_uri) = addressee(app, params).await?;
    let state = params.once("state");
    let refuse = |(error, description)| {
        Ok(redirect(authorization::error_location(app, &redirect_uri, state, error, description)))
    };
    let (oidc, wish) = match parse(params, &client, &redirect_uri) {
        Ok(parsed) => parsed,
        Err(refusal) => return refuse(refusal),
    };
    let signed_in = SignedIn::of(app, request).await?;
    match signed_in.filter(|signed_in| wish.is_met_by(signed_in, app)) {
        Some(signed_in) => {
            let mut tx = app.store.write().await?;
            let location = authorization::grant(app, &mut tx, &oidc, signed_in.session()).await?;
            tx.commit().await?;
            Ok(redirect(location))
        }
        None if wish.prompt_none => refuse((AuthorizationError::LoginRequired, "nobody is signed in")),
        None => attempt::begin(app, request, Purpose::Oidc(oidc)).await,
    }
}

/// Who asks, and where the answer may go. Until both are certain nothing is redirected anywhere.
async fn addressee(app: &App, params: &Params) -> Result<(Client, String), PageError> {
    let client_id =
        params.once("client_id").ok_or(Refusal::BadRequest { what: "client_id is missing or repeated" })?;
    let client = app.client(client_id).await?.ok_or(Refusal::UnknownClient)?;
    let missing = Refusal::BadRequest { what: "redirect_uri is missing or repeated" };
    let redirect_uri = params.once("redirect_uri").ok_or(missing)?;
    if !client.allows_redirect_to(redirect_uri) {
        return Err(Refusal::BadRedirectUri.into());
    }
    Ok((client, redirect_uri.to_owned()))
}

/// What the application wishes of the session.
struct Wish {
    prompt_none: bool,
    fresh: bool,
    max_age: Option<Duration>,
}

impl Wish {
    fn is_met_by(&self, signed_in: &SignedIn, app: &App) -> bool {
        let old = |max_age| signed_in.session().auth_time.plus(max_age) < app.now();
        !self.fresh && !self.max_age.is_some_and(old)
    }
}

type ParseError = (AuthorizationError, &'static str);

/// Everything that can be answered by redirect.
fn parse(params: &Params, client: &Client, redirect_uri: &str) -> Result<(OidcRequest, Wish), ParseError> {
    use AuthorizationError as E;
    params
        .refuse_flawed()
        .and_then(|()| params.refuse_repeated())
        .map_err(|error| (E::InvalidRequest, error.text()))?;
    refuse_unsupported(params)?;
    match params.get("response_type") {
        Some("code") => {}
        Some(_) => return Err((E::UnsupportedResponseType, "response_type must be code")),
        None => return Err((E::InvalidRequest, "response_type is missing")),
    }
    if params.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err((E::InvalidRequest, "response_mode must be query"));
    }
    let scope = Scope::parse(params.get("scope").unwrap_or_default())
        .ok_or((E::InvalidScope, "scope has a character that is not allowed"))?;
    if !scope.has(ScopeValue::Openid) {
        return Err((E::InvalidScope, "scope must contain openid"));
    }
    let oidc = OidcRequest {
        client_id: client.id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        scope: scope.within(&client.scope),
        state: params.get("state").map(str::to_owned),
        nonce: params.get("nonce").map(str::to_owned),
        code_challenge: code_challenge(params, client)?,
    };
    Ok((oidc, wish(params)?))
}

/// OpenID Connect Core §3.1.2.6: what is not supported is refused by name, never ignored.
fn refuse_unsupported(params: &Params) -> Result<(), ParseError> {
    use AuthorizationError as E;
    for (name, error, description) in [
        ("request", E::RequestNotSupported, "request objects are not supported"),
        ("request_uri", E::RequestUriNotSupported, "request_uri is not supported"),
        ("registration", E::RegistrationNotSupported, "registration is not supported"),
    ] {
        if params.get(name).is_some() {
            return Err((error, description));
        }
    }
    Ok(())
}

/// RFC 7636 §4.3; `plain`, also by leaving the method out, is refused.
fn code_challenge(params: &Params, client: &Client) -> Result<Option<CodeChallenge>, ParseError> {
    let invalid = |description| (AuthorizationError::InvalidRequest, description);
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

/// `prompt` and `max_age` (OpenID Connect Core §3.1.2.1).
fn wish(params: &Params) -> Result<Wish, ParseError> {
    let invalid = |description| (AuthorizationError::InvalidRequest, description);
    let mut wish = Wish { prompt_none: false, fresh: false, max_age: None };
    let prompts: Vec<_> =
        params.get("prompt").unwrap_or_default().split(' ').filter(|p| !p.is_empty()).collect();
    for prompt in &prompts {
        match *prompt {
            "none" => wish.prompt_none = true,
            "login" | "select_account" => wish.fresh = true,
            // Every client is first-party: there is nothing to consent to that the login does not say.
            "consent" => {}
            _ => return Err(invalid("prompt has an unknown value")),
        }
    }
    if wish.prompt_none && prompts.len() > 1 {
        return Err(invalid("prompt none goes with no other value"));
    }
    if let Some(text) = params.get("max_age") {
        let seconds = text.parse().map_err(|_no_number| invalid("max_age is not a number of seconds"))?;
        wish.max_age = Some(Duration::from_secs(seconds));
        // OpenID Connect Core §3.1.2.1: "max_age=0 is equivalent to prompt=login", also within the same second.
        wish.fresh |= seconds == 0;
    }
    Ok(wish)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::Source;
    use crate::domain::key::Algorithm;
    use crate::domain::time::Timestamp;

    const CHALLENGE: &str =
        "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

    fn client(require_pkce: bool) -> Client {
        Client {
            id: "app".into(),
            name: "App".into(),
            secret: None,
            redirect_uris: vec![],
            scope: Scope::parse("openid email").unwrap(),
            id_token_alg: Algorithm::Rs256,
            audience: None,
            require_pkce,
            source: Source::Config,
            created_at: Timestamp::from_seconds(0),
        }
    }

    fn error(query: &str) -> AuthorizationError {
        let params = Params::parse(query.as_bytes()).unwrap();
        parse(&params, &client(true), "https://app.example.com/cb").err().unwrap().0
    }

    #[test]
    fn narrows_the_scope_to_what_the_client_may_ask() {
        let query = format!("response_type=code&scope=openid+email+phone&state=s&{CHALLENGE}");
        let params = Params::parse(query.as_bytes()).unwrap();
        let (oidc, wish) = parse(&params, &client(true), "https://app.example.com/cb").unwrap();
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
    fn pkce_may_be_switched_off_but_never_weakened() {
        let params = |query: &str| Params::parse(query.as_bytes()).unwrap();
        assert_eq!(code_challenge(&params(""), &client(false)), Ok(None));
        assert!(
            code_challenge(&params("code_challenge=abc&code_challenge_method=plain"), &client(false))
                .is_err()
        );
    }
}
