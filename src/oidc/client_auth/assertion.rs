//! `private_key_jwt` (RFC 7523 §2.2, OpenID Connect Core §9): a JWT that the client signs, good once.
//!
//! Its audience is the issuer, as one string: whoever takes the address of an endpoint, or a list, takes an assertion that
//! was made for somebody else (draft-ietf-oauth-rfc7523bis).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use crate::app::App;
use crate::domain::client::Client;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;
use crate::store::StoreError;

/// Clocks of clients run ahead of ours by up to this.
const SKEW: Duration = Duration::from_secs(30);

/// The latest `exp`, from now: so long its id is kept.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Longest `jti`, in bytes.
const LONGEST_ID: usize = 255;

/// What an assertion says (RFC 7523 §3). `aud` may be anything until it is compared; times may have fractions.
#[derive(Debug, Clone, Deserialize)]
struct Assertion {
    iss: String,
    sub: String,
    aud: Value,
    exp: f64,
    jti: String,
    nbf: Option<f64>,
    iat: Option<f64>,
}

impl Assertion {
    /// Whether it is `client`'s, for `issuer`, and now.
    fn is_good(&self, client: &Client, issuer: &str, now: Timestamp) -> bool {
        // Exact for the next hundred million years.
        let seconds = |at: Timestamp| at.seconds() as f64;
        let begun = |at: Option<f64>| at.is_none_or(|at| at <= seconds(now.plus(SKEW)));
        self.iss == client.id
            && self.sub == client.id
            && self.aud.as_str() == Some(issuer)
            && self.exp > seconds(now)
            && self.exp <= seconds(now.plus(LONGEST).plus(SKEW))
            && begun(self.nbf)
            && begun(self.iat)
            && (1..=LONGEST_ID).contains(&self.jti.len())
    }
}

/// Whether `jwt` proves `client`: signed by a key of its own, made for us, not lapsed, and never seen before.
///
/// # Errors
/// When the database fails: then nothing is proven.
pub(super) async fn proves(app: &App, client: &Client, jwt: &str) -> Result<bool, StoreError> {
    let now = app.now();
    let Some(keys) = app.client_keys.of(client, jwt, now).await else { return Ok(false) };
    let Some(assertion) = keys.verify::<Assertion>(jwt) else { return Ok(false) };
    if !assertion.is_good(client, &app.issuer, now) {
        return Ok(false);
    }
    let mut tx = app.store.write().await?;
    let kept_until = now.plus(LONGEST).plus(SKEW);
    let first = tx.spend_client_assertion(&client.id, &TokenHash::of(&assertion.jti), kept_until).await?;
    tx.commit().await?;
    Ok(first)
}

/// The `sub` that a JWT claims, before anything about it is known.
pub(super) fn unproven_subject(jwt: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Subject {
        sub: String,
    }
    let payload = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1)?).ok()?;
    let subject = serde_json::from_slice::<Subject>(&payload).ok()?.sub;
    // JSON can say what no parameter could.
    (!subject.contains(char::is_control)).then_some(subject)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::client::Source;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
    const ISSUER: &str = "https://sso.example.com";

    /// Whether an assertion is good in which `name` has another value; null takes it away.
    fn good_with(name: &str, value: Value) -> bool {
        let mut claims = json!({
            "iss": "app", "sub": "app", "aud": ISSUER, "jti": "1", "exp": 1_800_000_060, "iat": 1_800_000_000
        });
        claims[name] = value;
        if claims[name].is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
        let client = Client::new("app", "App", Source::Config, NOW);
        serde_json::from_value::<Assertion>(claims).is_ok_and(|a| a.is_good(&client, ISSUER, NOW))
    }

    #[test]
    fn what_no_client_is_called_is_not_looked_for() {
        let jwt = |sub: &str| format!("x.{}.y", URL_SAFE_NO_PAD.encode(json!({ "sub": sub }).to_string()));
        assert_eq!(unproven_subject(&jwt("app")).as_deref(), Some("app"));
        assert_eq!(unproven_subject(&jwt("app\0")), None);
    }

    #[test]
    fn is_the_clients_for_us_and_now() {
        for (name, value) in [
            ("extra", json!(1)),
            ("exp", json!(1_800_000_001.5)),
            ("exp", json!(1_800_003_600)),
            ("nbf", json!(1_800_000_008)),
            ("iat", Value::Null),
            ("jti", json!("x".repeat(255))),
        ] {
            assert!(good_with(name, value.clone()), "{name} {value}");
        }
        for (name, value) in [
            ("iss", json!("other")),
            ("sub", json!("other")),
            ("iss", Value::Null),
            ("aud", json!([ISSUER])),
            ("aud", json!("https://sso.example.com/oauth2/token")),
            ("aud", json!("https://sso.example.com/")),
            ("aud", Value::Null),
            ("exp", json!(1_800_000_000)),
            ("exp", json!(1_800_003_631)),
            ("exp", json!("1800000060")),
            ("exp", Value::Null),
            ("nbf", json!(1_800_000_061)),
            ("iat", json!(1_800_000_061)),
            ("jti", json!("")),
            ("jti", json!("x".repeat(256))),
            ("jti", Value::Null),
        ] {
            assert!(!good_with(name, value.clone()), "{name} {value}");
        }
    }
}
