//! JWTs by which clients prove themselves: what the client's keys did not sign proves nothing.
#![no_main]

use std::sync::LazyLock;

use larkgate::keys::ForeignKeys;
use larkgate_fuzz::{RING, TOKENS, forged};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

static KEYS: LazyLock<ForeignKeys> = LazyLock::new(|| ForeignKeys::parse(RING.jwks().as_bytes()).unwrap());

fuzz_target!(|data: &[u8]| {
    let token = forged(data);
    assert_eq!(KEYS.verify::<Value>(&token).is_some(), TOKENS.contains(&token));
});
