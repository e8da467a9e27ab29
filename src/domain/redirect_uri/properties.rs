//! What holds for every redirect URI: it goes where it reads, and only a loopback port may differ.

use proptest::prelude::*;

use super::*;
use crate::domain::testing::{cases, edited, edits, woven};

const WORDS: &[&str] = &[
    "https",
    "http",
    "HTTPS",
    "com.example.app",
    "javascript",
    "://",
    ":",
    "/",
    "//",
    "\\",
    "@",
    "#",
    "?",
    "&",
    "=",
    "a.example",
    "A.example",
    "evil.example",
    "127.0.0.1",
    "127.1",
    "0x7f.1",
    "2130706433",
    "[::1]",
    "[::0001]",
    "localhost",
    ":8080",
    ":0",
    "..",
    ".",
    "%2e",
    "%40",
    "%2f",
    "ｅ",
    "\t",
    " ",
    "https://a.example",
    "http://127.0.0.1",
];

proptest! {
    #![proptest_config(cases(2048))]

    #[test]
    fn what_is_taken_goes_where_it_reads(text in woven(WORDS)) {
        let Ok(uri) = RedirectUri::parse(&text) else { return Ok(()) };
        prop_assert_eq!(uri.as_str(), &text);
        let url = Url::parse(&text).unwrap();
        prop_assert!(text.bytes().all(|b| b.is_ascii_graphic()));
        prop_assert!(url.fragment().is_none() && url.username().is_empty() && url.password().is_none());
        match url.scheme() {
            "https" => {}
            "http" => prop_assert!(is_loopback(&url)),
            scheme => {
                prop_assert!(scheme.contains('.'));
                prop_assert_eq!(uri.host(), None);
                return Ok(());
            }
        }
        let host = url.host_str().unwrap();
        prop_assert_eq!(uri.host(), Some(host.to_owned()));
        let read = text.to_ascii_lowercase();
        let rest = read.strip_prefix(&format!("{}://{host}", url.scheme()));
        let ends = |rest: &str| rest.is_empty() || rest.starts_with([':', '/', '?']);
        prop_assert!(rest.is_some_and(ends), "{} is {}", text, url);
    }

    #[test]
    fn only_the_port_of_a_loopback_address_may_differ(
        host in prop_oneof![Just("127.0.0.1"), Just("[::1]"), Just("localhost"), Just("a.example")],
        port in proptest::option::of(1_u16..),
        rest in woven(&["/", "cb", "?", "a=1", "&", "%2f", ".."]),
        changes in edits(),
        moved in any::<u16>(),
    ) {
        let at = |port: Option<u16>| {
            format!("http://{host}{}/{rest}", port.map(|port| format!(":{port}")).unwrap_or_default())
        };
        let Ok(registered) = RedirectUri::parse(&at(port)) else { return Ok(()) };
        let numeric = host != "localhost";
        prop_assert_eq!(registered.is_but_for_loopback_port(&at(Some(moved))), numeric);
        let other = edited(&at(port), &changes);
        if registered.is_but_for_loopback_port(&other) {
            let mut urls = [Url::parse(registered.as_str()).unwrap(), Url::parse(&other).unwrap()];
            urls.iter_mut().for_each(|url| url.set_port(None).unwrap());
            prop_assert_eq!(&urls[0], &urls[1]);
            prop_assert!(is_loopback(&urls[0]));
        }
    }
}
