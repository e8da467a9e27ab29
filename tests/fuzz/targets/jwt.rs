//! Our own tokens as they come back: what we did not sign is none.
#![no_main]

use larkgate_fuzz::{RING, TOKENS, forged};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let token = forged(data);
    let signed = TOKENS.contains(&token);
    assert_eq!(RING.verify::<Value>(&token, "JWT").is_some(), signed);
    assert!(RING.verify::<Value>(&token, "at+jwt").is_none(), "a token is good for one thing");
});
