//! Client authentication (RFC 6749 §2.3): basic, post, or none for public clients.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

use crate::app::App;
use crate::domain::client::VerifiedClient;
use crate::domain::token::TokenHash;
use crate::oidc::error::{TokenError, TokenErrorCode};
use crate::web::params::Params;

struct Credentials {
    id: String,
    secret: Option<String>,
    basic: bool,
}

/// Who sent the request, proven.
///
/// # Errors
/// `invalid_client` whatever was wrong with the proof, so that nobody learns which ids exist; `invalid_request` when two
/// methods are used at once.
pub(super) async fn authenticate(
    app: &App,
    request: &HttpRequest,
    params: &Params,
) -> Result<VerifiedClient, TokenError> {
    let credentials = credentials(request, params)?;
    let failed = || {
        TokenError::new(
            TokenErrorCode::InvalidClient { basic: credentials.basic },
            "client authentication failed",
        )
    };
    let client = app.client(&credentials.id).await?.ok_or_else(failed)?;
    let secret = credentials.secret.as_deref().map(TokenHash::of);
    VerifiedClient::prove(client, secret.as_ref()).ok_or_else(failed)
}

fn credentials(request: &HttpRequest, params: &Params) -> Result<Credentials, TokenError> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let header = headers.next();
    if headers.next().is_some() {
        return Err(TokenError::request("more than one Authorization header"));
    }
    let (id, secret) = (params.get("client_id"), params.get("client_secret"));
    match (header, id) {
        (Some(_), _) if secret.is_some() => {
            Err(TokenError::request("more than one client authentication method"))
        }
        (Some(header), id) => {
            let failed = || {
                TokenError::new(
                    TokenErrorCode::InvalidClient { basic: true },
                    "the Authorization header is malformed",
                )
            };
            let basic = header.to_str().ok().and_then(parse_basic).ok_or_else(failed)?;
            match id {
                Some(id) if id != basic.id => {
                    Err(TokenError::request("client_id differs from the Authorization header"))
                }
                _ => Ok(basic),
            }
        }
        (None, Some(id)) => {
            Ok(Credentials { id: id.to_owned(), secret: secret.map(str::to_owned), basic: false })
        }
        (None, None) => {
            let code = TokenErrorCode::InvalidClient { basic: false };
            Err(TokenError::new(code, "no client authentication was given"))
        }
    }
}

/// Both halves are form-encoded before Base64 (RFC 6749 §2.3.1).
fn parse_basic(header: &str) -> Option<Credentials> {
    let (scheme, value) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let decode = |text: &str| {
        let bytes = format!("v={}", text.replace('&', "%26"));
        let value = form_urlencoded::parse(bytes.as_bytes()).next().map(|(_, value)| value.into_owned())?;
        (!value.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER)).then_some(value)
    };
    Some(Credentials { id: decode(id)?, secret: Some(decode(secret)?), basic: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(text: &str) -> Option<(String, String)> {
        parse_basic(&format!("Basic {}", STANDARD.encode(text))).map(|c| (c.id, c.secret.unwrap()))
    }

    #[test]
    fn basic_is_form_decoded() {
        assert_eq!(basic("app:a%2Bb%3A+c").unwrap(), ("app".into(), "a+b: c".into()));
        assert_eq!(basic("app:a&b=c").unwrap(), ("app".into(), "a&b=c".into()));
        assert_eq!(basic("app:").unwrap(), ("app".into(), String::new()));
    }

    #[test]
    fn nonsense_is_nobody() {
        assert!(basic("no colon").is_none());
        assert!(basic("app:%ff").is_none());
        assert!(basic("a%00:x").is_none());
        for header in ["Bearer x", "Basic", "Basic !!!", "Basic /w=="] {
            assert!(parse_basic(header).is_none(), "{header}");
        }
    }
}
