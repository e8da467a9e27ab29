//! What holds for every address: it is called where it reads.

use proptest::prelude::*;

use super::*;
use crate::domain::testing::{cases, woven};

const WORDS: &[&str] = &[
    "https",
    "http",
    "://",
    ":",
    "/",
    "\\",
    "@",
    "#",
    "?",
    "a.example",
    "A.example",
    "evil.example",
    "127.0.0.1",
    "0x7f.1",
    "169.254.169.254",
    "[::ffff:169.254.169.254]",
    "2852039166",
    "[::1]",
    "localhost",
    ":8080",
    "..",
    "%2e",
    "%40",
    "ｅ",
    " ",
    "https://a.example",
    "http://127.0.0.1",
    "https://",
];

proptest! {
    #![proptest_config(cases(2048))]

    #[test]
    fn what_is_taken_is_called_where_it_reads(text in woven(WORDS)) {
        let Ok(url) = parse_address(&text) else { return Ok(()) };
        prop_assert!(url.scheme() == "https" || is_loopback(&url));
        prop_assert!(url.fragment().is_none() && url.username().is_empty() && url.password().is_none());
        let host = url.host_str().unwrap();
        let read = text.to_ascii_lowercase();
        let rest = read.strip_prefix(&format!("{}://{host}", url.scheme()));
        let ends = |rest: &str| rest.is_empty() || rest.starts_with([':', '/', '?']);
        prop_assert!(rest.is_some_and(ends), "{} is {}", text, url);
        prop_assert!(!is_special(&url));
        prop_assert_eq!(parse_address(url.as_str()), Ok(url), "what is stored is read again");
    }
}
