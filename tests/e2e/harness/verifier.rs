//! What a relying party knows of our keys: the published set, kept for as long as it may be, and nothing else of larkgate.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation};
use reqwest::Client;
use serde_json::Value;

use super::by_hand::jwt;

/// A JWK Set as it was fetched.
#[derive(Clone)]
pub struct KeySet {
    pub json: Value,
    /// For how many seconds it may be kept (`Cache-Control: max-age`).
    pub max_age: i64,
    set: JwkSet,
}

impl KeySet {
    pub async fn fetch(http: &Client, url: &str) -> Self {
        let answer = http.get(url).send().await.unwrap().error_for_status().unwrap();
        let cache = answer.headers()["cache-control"].to_str().unwrap().to_owned();
        let max_age = cache.split("max-age=").nth(1).unwrap_or_else(|| panic!("kept for ever? {cache}"));
        let body = answer.bytes().await.unwrap();
        Self {
            json: serde_json::from_slice(&body).unwrap(),
            max_age: max_age.split(',').next().unwrap().parse().unwrap(),
            set: serde_json::from_slice(&body).unwrap(),
        }
    }

    /// The claims of a JWT that one of these keys signed, or what is wrong with it. The key decides the algorithm. Times,
    /// issuer and audience are the caller's to judge.
    pub fn verify(&self, token: &str) -> Result<Value, String> {
        let (header, _) = jwt(token);
        let kid = header["kid"].as_str().ok_or("no kid")?;
        let key = self.set.find(kid).ok_or_else(|| format!("{kid} is not published"))?;
        let algorithm = key.common.key_algorithm.ok_or("a key without alg")?.to_string();
        if header["alg"] != algorithm {
            return Err(format!("{} by a key for {algorithm}", header["alg"]));
        }
        let mut validation = Validation::new(algorithm.parse().map_err(|_unknown| algorithm)?);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let key = DecodingKey::from_jwk(key).map_err(|error| error.to_string())?;
        let decoded = jsonwebtoken::decode(token, &key, &validation);
        decoded.map(|data| data.claims).map_err(|error| error.to_string())
    }
}
