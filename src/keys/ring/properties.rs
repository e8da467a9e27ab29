//! What holds for every token: as signed, or none.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::*;
use crate::config::Database;
use crate::domain::testing::{anything, cases, edited, edits, woven};

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

/// A ring with the first keys, for the tests of this folder.
pub(crate) static RING: LazyLock<KeyRing> = LazyLock::new(|| {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::connect(&Database::Sqlite(folder.path().join("larkgate.db"))).await.unwrap();
        let seal = Arc::new(Seal::new(&[7; 32]).unwrap());
        KeyRing::open(&store, &seal, NOW).await.unwrap()
    })
});

/// A token of every algorithm, header `typ` as given.
pub(crate) fn tokens(typ: &str) -> Vec<String> {
    let claims = json!({"iss": "https://sso.example.com", "sub": "ou_1", "aud": ["a"], "exp": 1_900_000_000});
    Algorithm::ALL.map(|algorithm| RING.sign(algorithm, typ, &claims, NOW).unwrap()).to_vec()
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn any_claims_come_back_as_signed(
        claim in anything(),
        number in any::<i64>(),
        algorithm in select(Algorithm::ALL.to_vec()),
    ) {
        let claims = json!({"sub": claim, "exp": number, "nested": {"a": [claim, number]}});
        let token = RING.sign(algorithm, "at+jwt", &claims, NOW).unwrap();
        prop_assert_eq!(RING.verify::<Value>(&token, "at+jwt"), Some(claims));
        prop_assert_eq!(RING.verify::<Value>(&token, "JWT"), None);
    }

    #[test]
    fn a_changed_token_is_none(token in select(tokens("JWT")), changes in edits()) {
        let changed = edited(&token, &changes);
        prop_assert_eq!(RING.verify::<Value>(&changed, "JWT").is_some(), changed == token, "{}", changed);
    }

    #[test]
    fn parts_of_different_tokens_are_none(parts in proptest::array::uniform3(select(tokens("JWT")))) {
        let part = |at: usize| parts[at].split('.').nth(at).unwrap();
        let mixed = format!("{}.{}.{}", part(0), part(1), part(2));
        // All three say the same, so only header and signature decide.
        prop_assert_eq!(RING.verify::<Value>(&mixed, "JWT").is_some(), parts[0] == parts[2]);
    }

    #[test]
    fn what_nobody_signed_is_none(
        noise in prop_oneof![
            anything(),
            woven(&["eyJhbGciOiJub25lIn0", "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9", "e30", ".", "AA", "="]),
        ],
    ) {
        prop_assert_eq!(RING.verify::<Value>(&noise, "JWT"), None);
    }
}
