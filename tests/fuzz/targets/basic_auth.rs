//! HTTP Basic: any header, and any credentials in a good one, against RFC 6749 appendix B read slowly.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use larkgate::web::basic_auth;
use larkgate_fuzz::{form_decoded, readable};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(header) = std::str::from_utf8(data)
        && let Some(basic) = basic_auth::parse(header)
    {
        assert!(header.len() >= "basic ".len() && header.as_bytes()[..5].eq_ignore_ascii_case(b"basic"));
        assert!(basic.id.len() + basic.secret.len() <= header.len());
        assert!(readable(basic.id.as_bytes()).is_some() && readable(basic.secret.as_bytes()).is_some());
    }

    let expected = std::str::from_utf8(data).ok().and_then(|text| {
        let (id, secret) = text.split_once(':')?;
        Some((readable(&form_decoded(id.as_bytes()))?, readable(&form_decoded(secret.as_bytes()))?))
    });
    let found = basic_auth::parse(&format!("Basic {}", STANDARD.encode(data)));
    assert_eq!(found.map(|basic| (basic.id, basic.secret)), expected);
});
