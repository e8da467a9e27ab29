//! An address to call: encrypted or on this machine, with its host in plain sight.
#![no_main]

use larkgate::domain::client::parse_address;
use larkgate::domain::redirect_uri::is_loopback;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(url) = parse_address(text) else { return };
    assert!(url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url));
    assert!(url.fragment().is_none() && url.username().is_empty() && url.password().is_none());
    let seen = text.to_ascii_lowercase();
    let shown = format!("{}://{}", url.scheme(), url.host_str().expect("has a host"));
    let rest = seen.strip_prefix(&shown).expect("shows its host");
    assert!(rest.is_empty() || rest.starts_with([':', '/', '?']));
    assert_eq!(parse_address(url.as_str()), Ok(url), "what is stored is read again");
});
