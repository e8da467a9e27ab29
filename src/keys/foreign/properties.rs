//! What holds for every key set of a client, and every token by its keys.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::json;

use super::*;
use crate::domain::testing::{anything, cases, edited, edits};
use crate::keys::ring::properties::{RING, tokens};

/// The set of the three public keys, among keys of no use to us.
fn set(strangers: &[(Index, Value)]) -> Value {
    let mut set: Value = serde_json::from_str(&RING.jwks()).unwrap();
    let keys = set["keys"].as_array_mut().unwrap();
    for (at, stranger) in strangers {
        keys.insert(at.index(keys.len() + 1), stranger.clone());
    }
    set
}

fn read(set: &Value) -> ForeignKeys {
    ForeignKeys::parse(set.to_string().as_bytes()).unwrap()
}

fn strangers() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        Just(json!({"kty": "new", "kid": "x"})),
        Just(json!({"kty": "oct", "k": "c2VjcmV0", "kid": "x"})),
        Just(json!({"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"})),
        Just(json!({"kty": "OKP", "crv": "Ed25519", "x": "!"})),
        anything().prop_map(|text| json!({"kty": text, "n": text, "e": text})),
    ]
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn useless_keys_hide_no_useful_one(
        others in proptest::collection::vec((any::<Index>(), strangers()), 0..6),
        token in select(tokens("JWT")),
    ) {
        let keys = read(&set(&others));
        prop_assert_eq!(keys.0.len(), 3);
        prop_assert!(keys.verify::<Value>(&token).is_some());
        prop_assert!(keys.has(&kid_of(&token).unwrap()));
    }

    #[test]
    fn a_changed_token_is_none(token in select(tokens("JWT")), changes in edits()) {
        let changed = edited(&token, &changes);
        prop_assert_eq!(read(&set(&[])).verify::<Value>(&changed).is_some(), changed == token, "{}", changed);
    }

    #[test]
    fn the_key_decides_the_algorithm_and_the_header_nothing_else(
        token in select(tokens("JWT")),
        alg in select(vec!["none", "HS256", "RS256", "PS256", "RS512", "ES256", "EdDSA"]),
        typ in proptest::option::of(anything()),
    ) {
        use base64::Engine;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let mut parts = token.split('.');
        let header = json!({"alg": alg, "typ": typ, "kid": kid_of(&token)});
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        let (_, body, signature) = (parts.next(), parts.next().unwrap(), parts.next().unwrap());
        prop_assert_eq!(read(&set(&[])).verify::<Value>(&format!("{header}.{body}.{signature}")), None);
    }

    #[test]
    fn a_broken_set_has_no_more_keys_than_it_says(changes in edits()) {
        let text = edited(&set(&[]).to_string(), &changes);
        let Some(keys) = ForeignKeys::parse(text.as_bytes()) else { return Ok(()) };
        prop_assert!(keys.0.len() <= 3);
        let mut signed = tokens("JWT");
        signed.retain(|token| keys.verify::<Value>(token).is_some());
        prop_assert!(signed.len() <= keys.0.len());
    }
}
