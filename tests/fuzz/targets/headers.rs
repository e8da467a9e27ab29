//! Headers of any request: cookies, `X-Forwarded-For` and `Accept-Language`.
#![no_main]

use std::net::IpAddr;

use larkgate::views::Locale;
use larkgate::web::{client_ip, cookies};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let ours = [data, b"; larkgate=1"].concat();
    let sent: Vec<_> = cookies::pairs(&ours).collect();
    assert_eq!(sent.last(), Some(&("larkgate", "1")), "nothing hides a cookie");
    assert!(sent.iter().all(|(name, value)| !name.contains(['=', ';']) && !value.contains(';')));

    let Ok(text) = std::str::from_utf8(data) else { return };
    let trusted = ["10.0.0.0/8".parse().expect("a network")];
    let [proxy, caller]: [IpAddr; 2] =
        ["10.0.0.1", "203.0.113.9"].map(|address| address.parse().expect("an address"));
    assert_eq!(client_ip::caller(proxy, &format!("{text}, {caller}"), &trusted), caller, "lies on the left");
    assert_eq!(client_ip::caller(caller, text, &trusted), caller, "no proxy, no say");
    let found = client_ip::caller(proxy, text, &trusted);
    let said = |hop: &str| hop.trim().parse::<IpAddr>().is_ok_and(|address| address.to_canonical() == found);
    assert!(found == proxy || text.split(',').any(said));

    assert_eq!(
        Locale::negotiate(&format!("{text},;,zh;q=9")),
        Locale::negotiate(text),
        "nonsense is skipped"
    );
    if let Some(locale) = Locale::of_tag(text) {
        assert!(text.to_ascii_lowercase().starts_with(locale.code()));
    }
});
