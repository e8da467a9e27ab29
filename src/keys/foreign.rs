//! Keys of others: what a client's JWK Set says, and the JWTs that it signs with them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::domain::client::MOST_KEYS;
use crate::keys::LONGEST_JWT;

/// The algorithms by which others may sign: asymmetric ones only (RFC 8725 §3.1). `Ed25519` is RFC 9864's name for the
/// `EdDSA` of an Ed25519 key, and what newer libraries write.
pub const FOREIGN_ALGORITHMS: [&str; 5] = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];

/// `typ` of a JWT that proves a client, where it has one: the common one, or RFC 7523bis's own.
const TYPES: [&str; 2] = ["jwt", "client-authentication+jwt"];

/// The public keys of a client.
pub struct ForeignKeys(Vec<ForeignKey>);

struct ForeignKey {
    kid: Option<String>,
    algorithms: &'static [Algorithm],
    key: DecodingKey,
}

/// A JWT whose signature nobody has looked at yet.
struct Presented<'a> {
    header: Header,
    /// What is signed.
    message: &'a str,
    payload: &'a str,
    signature: &'a str,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<IgnoredAny>,
}

impl ForeignKeys {
    /// Reads a JWK Set; `None` when it is none. Keys that are of no use to us are left out, as RFC 7517 §5 asks.
    pub fn parse(jwks: &[u8]) -> Option<Self> {
        // One key of an unknown kind must not hide the others, as a typed set would have it.
        let set: Value = serde_json::from_slice(jwks).ok()?;
        let keys = set.get("keys")?.as_array()?.iter().take(MOST_KEYS);
        Some(Self(keys.filter_map(|key| ForeignKey::parse(&Jwk::deserialize(key).ok()?)).collect()))
    }

    /// Whether one of the keys has this id.
    pub fn has(&self, kid: &str) -> bool {
        self.0.iter().any(|key| key.kid.as_deref() == Some(kid))
    }

    /// The claims of a JWT that one of the keys signed. The key decides the algorithm; times, issuer and audience are
    /// the caller's to check.
    pub fn verify<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        let Presented { header, message, payload, signature } = Presented::parse(token)?;
        let known_type = |typ: &String| TYPES.iter().any(|known| typ.eq_ignore_ascii_case(known));
        // RFC 7515 §4.1.11: what must be understood and is not.
        if header.crit.is_some() || !header.typ.as_ref().is_none_or(known_type) {
            return None;
        }
        let algorithm = algorithm(&header.alg)?;
        let named = |key: &&ForeignKey| header.kid.is_none() || key.kid == header.kid;
        let mut fitting = self.0.iter().filter(named).filter(|key| key.algorithms.contains(&algorithm));
        let signed = |key: &ForeignKey| {
            crypto::verify(signature, message.as_bytes(), &key.key, algorithm).is_ok_and(|signed| signed)
        };
        fitting.any(signed).then(|| decode(payload)).flatten()
    }
}

impl<'a> Presented<'a> {
    fn parse(token: &'a str) -> Option<Self> {
        if token.len() > LONGEST_JWT {
            return None;
        }
        let (message, signature) = token.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;
        Some(Self { header: decode(header)?, message, payload, signature })
    }
}

fn decode<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn algorithm(name: &str) -> Option<Algorithm> {
    match name {
        "RS256" => Some(Algorithm::RS256),
        "PS256" => Some(Algorithm::PS256),
        "ES256" => Some(Algorithm::ES256),
        "EdDSA" | "Ed25519" => Some(Algorithm::EdDSA),
        _ => None,
    }
}

impl ForeignKey {
    fn parse(jwk: &Jwk) -> Option<Self> {
        if !matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature)) {
            return None;
        }
        let algorithms: &[Algorithm] = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => &[Algorithm::RS256, Algorithm::PS256],
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
                &[Algorithm::ES256]
            }
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
                &[Algorithm::EdDSA]
            }
            _ => return None,
        };
        Some(Self { kid: jwk.common.key_id.clone(), algorithms, key: DecodingKey::from_jwk(jwk).ok()? })
    }
}

/// The `kid` that a JWT names, whatever else is in it.
pub(super) fn kid_of(token: &str) -> Option<String> {
    Presented::parse(token)?.header.kid
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    use super::*;
    use crate::domain::key;
    use crate::keys::pair::Pair;

    fn jwt(pair: &Pair, header: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(&json!({ "sub": "app" })));
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(pair.sign(message.as_bytes()).unwrap()))
    }

    fn set(keys: &[Value]) -> ForeignKeys {
        ForeignKeys::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
    }

    fn jwk(pair: &Pair) -> Value {
        serde_json::to_value(pair.public_jwk().unwrap()).unwrap()
    }

    #[test]
    fn verifies_what_its_keys_signed_and_nothing_else() {
        for algorithm in key::Algorithm::ALL {
            let (pair, _) = Pair::generate(algorithm).unwrap();
            let (other, _) = Pair::generate(algorithm).unwrap();
            let (key, alg) = (jwk(&pair), algorithm.as_str());
            let keys = set(&[json!({ "kty": "oct", "k": "x" }), key.clone(), json!({ "kty": "new" })]);
            let good =
                |header: Value| keys.verify::<Value>(&jwt(&pair, &header)) == Some(json!({ "sub": "app" }));
            assert!(good(json!({ "alg": alg })));
            assert!(good(json!({ "alg": alg, "kid": key["kid"], "typ": "JWT" })));
            assert!(good(json!({ "alg": alg, "typ": "client-authentication+jwt" })));
            for bad in [
                json!({ "alg": alg, "typ": "at+jwt" }),
                json!({ "alg": alg, "kid": "another" }),
                json!({ "alg": "none" }),
                json!({ "alg": "HS256" }),
                json!({ "alg": "RS512" }),
                json!({ "alg": alg, "crit": ["b64"], "b64": true }),
            ] {
                assert!(!good(bad.clone()), "{bad}");
            }
            assert_eq!(keys.verify::<Value>(&jwt(&other, &json!({ "alg": alg }))), None);
        }
    }

    #[test]
    fn ed25519_has_two_names() {
        let (pair, _) = Pair::generate(key::Algorithm::EdDsa).unwrap();
        let token = jwt(&pair, &json!({ "alg": "Ed25519" }));
        assert!(set(&[jwk(&pair)]).verify::<Value>(&token).is_some());
        let (other, _) = Pair::generate(key::Algorithm::Es256).unwrap();
        assert!(set(&[jwk(&other)]).verify::<Value>(&token).is_none());
    }

    #[test]
    fn a_key_for_encryption_verifies_nothing() {
        let (pair, _) = Pair::generate(key::Algorithm::EdDsa).unwrap();
        let mut key = jwk(&pair);
        key["use"] = json!("enc");
        assert_eq!(set(&[key]).verify::<Value>(&jwt(&pair, &json!({ "alg": "EdDSA" }))), None);
    }

    #[test]
    fn what_is_no_key_set_is_none() {
        for text in ["", "[]", "{}", r#"{"keys":1}"#] {
            assert!(ForeignKeys::parse(text.as_bytes()).is_none(), "{text}");
        }
    }
}
