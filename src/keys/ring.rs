//! The key ring: every published key, parsed, in memory; it signs, verifies, and answers the JWKS.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{DecodingKey, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::key::{Algorithm, KeyRecord, signing_key};
use crate::domain::time::Timestamp;
use crate::keys::pair::Pair;
use crate::keys::{KeyError, LONGEST_JWT, Seal, rotation};
use crate::store::Store;

/// Every published key. Cheap to share; [`KeyRing::reload`] replaces its content whole.
pub struct KeyRing {
    published: RwLock<Arc<Published>>,
}

struct Published {
    records: Vec<KeyRecord>,
    keys: HashMap<String, Key>,
    jwks: Arc<str>,
}

struct Key {
    pair: Pair,
    public: DecodingKey,
}

/// RFC 7515 §4.1.
#[derive(Serialize)]
struct JoseHeader<'a> {
    typ: &'a str,
    alg: &'a str,
    kid: &'a str,
}

impl KeyRing {
    /// Reads the keys, and makes the first ones when there are none.
    ///
    /// # Errors
    /// When the database fails or a key cannot be unsealed.
    pub async fn open(store: &Store, seal: &Arc<Seal>, now: Timestamp) -> Result<Self, KeyError> {
        let mut records = store.read().await?.published_keys(now).await?;
        if records.is_empty() {
            rotation::first_generation(store, seal, now).await?;
            records = store.read().await?.published_keys(now).await?;
        }
        Ok(Self { published: RwLock::new(Arc::new(Published::new(records, seal)?)) })
    }

    /// Takes in what was rotated since, here or on another replica.
    ///
    /// # Errors
    /// When the database fails or a key cannot be unsealed; the ring then stays as it was.
    pub async fn reload(&self, store: &Store, seal: &Seal, now: Timestamp) -> Result<(), KeyError> {
        let records = store.read().await?.published_keys(now).await?;
        let known = self.published();
        let facts = |key: &KeyRecord| (key.kid.clone(), key.signs_from, key.retires_at);
        let same = |a: &KeyRecord, b: &KeyRecord| facts(a) == facts(b);
        if records.len() == known.records.len() && records.iter().zip(&known.records).all(|(a, b)| same(a, b))
        {
            return Ok(());
        }
        let published = Arc::new(Published::new(records, seal)?);
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = published;
        Ok(())
    }

    fn published(&self) -> Arc<Published> {
        Arc::clone(&self.published.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The public halves as a JWK Set (RFC 7517 §5), JSON text.
    pub fn jwks(&self) -> Arc<str> {
        Arc::clone(&self.published().jwks)
    }

    /// Signs `claims` as a compact JWS with header `typ`.
    ///
    /// # Errors
    /// When no key of this algorithm signs now.
    pub fn sign(
        &self,
        algorithm: Algorithm,
        typ: &str,
        claims: &impl Serialize,
        now: Timestamp,
    ) -> Result<String, KeyError> {
        let published = self.published();
        let record = signing_key(&published.records, algorithm, now).ok_or(KeyError::NoSigner(algorithm))?;
        let key = published.keys.get(&record.kid).ok_or(KeyError::NoSigner(algorithm))?;
        let header = JoseHeader { typ, alg: algorithm.as_str(), kid: &record.kid };
        let mut token = String::new();
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(&header)?, &mut token);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims)?, &mut token);
        let signature = key.pair.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The claims of a JWT that one of our keys signed with header `typ`. Time, issuer and audience are the caller's
    /// to check. The key decides the algorithm, never the token (RFC 8725 §3.1).
    pub fn verify<T: DeserializeOwned + Clone>(&self, token: &str, typ: &str) -> Option<T> {
        if token.len() > LONGEST_JWT {
            return None;
        }
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.typ.as_deref() != Some(typ) {
            return None;
        }
        let kid = header.kid?;
        let published = self.published();
        let record = published.records.iter().find(|record| record.kid == kid)?;
        let key = published.keys.get(&kid)?;
        let mut validation = Validation::new(jose(record.algorithm));
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        jsonwebtoken::decode(token, &key.public, &validation).ok().map(|data| data.claims)
    }
}

impl Published {
    fn new(records: Vec<KeyRecord>, seal: &Seal) -> Result<Self, KeyError> {
        let mut keys = HashMap::new();
        let mut set = JwkSet { keys: Vec::new() };
        for record in &records {
            let pkcs8 = seal
                .open_sealed(&rotation::seal_context(&record.kid), &record.sealed)
                .ok_or_else(|| KeyError::Sealed(record.kid.clone()))?;
            let jwk: Jwk = serde_json::from_str(&record.public_jwk)?;
            let public = DecodingKey::from_jwk(&jwk).map_err(|_refused| KeyError::Crypto("reading a JWK"))?;
            keys.insert(record.kid.clone(), Key { pair: Pair::parse(record.algorithm, &pkcs8)?, public });
            set.keys.push(jwk);
        }
        let jwks = serde_json::to_string(&set)?.into();
        Ok(Self { records, keys, jwks })
    }
}

fn jose(algorithm: Algorithm) -> jsonwebtoken::Algorithm {
    match algorithm {
        Algorithm::Rs256 => jsonwebtoken::Algorithm::RS256,
        Algorithm::Es256 => jsonwebtoken::Algorithm::ES256,
        Algorithm::EdDsa => jsonwebtoken::Algorithm::EdDSA,
    }
}

#[cfg(test)]
pub(super) mod properties;

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::config::Database;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    async fn ring() -> (tempfile::TempDir, Store, Arc<Seal>, KeyRing) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::connect(&Database::Sqlite(folder.path().join("larkgate.db"))).await.unwrap();
        let seal = Arc::new(Seal::new(&[7; 32]).unwrap());
        let ring = KeyRing::open(&store, &seal, NOW).await.unwrap();
        (folder, store, seal, ring)
    }

    #[tokio::test]
    async fn each_algorithm_signs_what_it_verifies() {
        let (_folder, _store, _seal, ring) = ring().await;
        for algorithm in Algorithm::ALL {
            let token = ring.sign(algorithm, "at+jwt", &json!({"sub": "ou_1"}), NOW).unwrap();
            assert_eq!(ring.verify::<Value>(&token, "at+jwt"), Some(json!({"sub": "ou_1"})));
            assert_eq!(ring.verify::<Value>(&token, "JWT"), None, "a token is good for one thing");
            let (message, signature) = token.rsplit_once('.').unwrap();
            assert_eq!(ring.verify::<Value>(&format!("{message}."), "at+jwt"), None);
            let other = ring.sign(algorithm, "at+jwt", &json!({"sub": "ou_2"}), NOW).unwrap();
            let (other, _) = other.rsplit_once('.').unwrap();
            assert_eq!(ring.verify::<Value>(&format!("{other}.{signature}"), "at+jwt"), None);
        }
    }

    #[tokio::test]
    async fn the_token_does_not_choose_its_algorithm() {
        let (_folder, _store, _seal, ring) = ring().await;
        let token = ring.sign(Algorithm::Rs256, "at+jwt", &json!({"sub": "ou_1"}), NOW).unwrap();
        let kid = jsonwebtoken::decode_header(&token).unwrap().kid.unwrap();
        let body = token.split('.').nth(1).unwrap();
        for alg in ["none", "HS256", "ES256"] {
            let header = URL_SAFE_NO_PAD.encode(json!({"alg": alg, "typ": "at+jwt", "kid": kid}).to_string());
            assert_eq!(ring.verify::<Value>(&format!("{header}.{body}.AAAA"), "at+jwt"), None, "{alg}");
            assert_eq!(ring.verify::<Value>(&format!("{header}.{body}."), "at+jwt"), None, "{alg}");
        }
    }

    #[tokio::test]
    async fn the_jwks_has_public_halves_only() {
        let (_folder, _store, _seal, ring) = ring().await;
        let jwks: Value = serde_json::from_str(&ring.jwks()).unwrap();
        let keys = jwks["keys"].as_array().unwrap();
        assert_eq!(keys.len(), 3);
        for key in keys {
            let members: Vec<_> = key.as_object().unwrap().keys().map(String::as_str).collect();
            assert!(
                members.iter().all(|m| ["kty", "use", "alg", "kid", "n", "e", "crv", "x", "y"].contains(m)),
                "{members:?}"
            );
            assert_eq!(key["use"], "sig");
        }
    }

    #[tokio::test]
    async fn another_sealing_key_opens_nothing() {
        let (_folder, store, _seal, _ring) = ring().await;
        let other = Arc::new(Seal::new(&[8; 32]).unwrap());
        assert!(matches!(KeyRing::open(&store, &other, NOW).await, Err(KeyError::Sealed(_))));
    }
}
