//! Key sets that clients register or publish: no secret passes registration, and no set verifies what its keys did not sign.
#![no_main]

use larkgate::domain::client::check_jwks;
use larkgate::keys::ForeignKeys;
use larkgate_fuzz::TOKENS;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let keys = ForeignKeys::parse(data);
    if let Some(keys) = &keys {
        for token in TOKENS.iter() {
            assert!(keys.verify::<Value>(token).is_none(), "keys of somebody else");
        }
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    if check_jwks(text).is_ok() {
        assert!(keys.is_some(), "what can be registered can be read");
        let set: Value = serde_json::from_str(text).expect("is JSON");
        for key in set["keys"].as_array().expect("is a list") {
            assert!(["d", "k", "p", "q"].iter().all(|secret| key.get(secret).is_none()));
        }
    }
});
