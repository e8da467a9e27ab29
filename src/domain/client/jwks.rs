//! A client's public keys as they are registered: a JWK Set (RFC 7517 §5) of a few asymmetric keys.

use serde_json::Value;

/// More keys than this nobody needs at once.
pub const MOST_KEYS: usize = 16;

/// Why a text is no key set that can be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwksError {
    /// Not `{"keys": […]}` with 1 to [`MOST_KEYS`] keys.
    #[error("is not a JWK Set of 1 to 16 keys: {{\"keys\": […]}}")]
    NotASet,
    /// Not RSA, EC or OKP.
    #[error("has a key that is not an RSA, EC or OKP key")]
    KeyType,
    /// The private half is the application's alone.
    #[error("has a private key in it; register the public half only, and make a new key pair")]
    Private,
}

/// Checks a key set for registration; whether its keys can be used is known when one is.
///
/// # Errors
/// See [`JwksError`].
pub fn check_jwks(text: &str) -> Result<(), JwksError> {
    let set: Value = serde_json::from_str(text).map_err(|_unreadable| JwksError::NotASet)?;
    let keys = set.get("keys").and_then(Value::as_array).ok_or(JwksError::NotASet)?;
    if !(1..=MOST_KEYS).contains(&keys.len()) {
        return Err(JwksError::NotASet);
    }
    for key in keys {
        if !matches!(key.get("kty").and_then(Value::as_str), Some("RSA" | "EC" | "OKP")) {
            return Err(JwksError::KeyType);
        }
        if ["d", "p", "q", "dp", "dq", "qi", "k"].iter().any(|private| key.get(private).is_some()) {
            return Err(JwksError::Private);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_public_keys_only() {
        let key = r#"{"kty":"EC","crv":"P-256","x":"a","y":"b"}"#;
        assert_eq!(check_jwks(&format!("{{\"keys\":[{key}]}}")), Ok(()));
        let many = vec![key; MOST_KEYS + 1].join(",");
        for (text, why) in [
            ("", JwksError::NotASet),
            ("[]", JwksError::NotASet),
            (r#"{"keys":[]}"#, JwksError::NotASet),
            (&format!("{{\"keys\":[{many}]}}"), JwksError::NotASet),
            (r#"{"keys":[1]}"#, JwksError::KeyType),
            (r#"{"keys":[{"kty":"oct","k":"x"}]}"#, JwksError::KeyType),
            (r#"{"keys":[{"kty":"RSA","n":"x","e":"y","d":"z"}]}"#, JwksError::Private),
        ] {
            assert_eq!(check_jwks(text), Err(why), "{text}");
        }
    }
}
