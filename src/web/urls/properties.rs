//! What holds for every answer by redirect.

use proptest::prelude::*;

use super::*;
use crate::domain::redirect_uri::RedirectUri;
use crate::domain::testing::{anything, cases, woven};

const WORDS: &[&str] = &[
    "https://a.example",
    "http://[::1]:80",
    "com.app:",
    "//",
    "@",
    "/",
    "cb",
    "?",
    "&",
    "=",
    "a=1",
    "%20",
    "%",
    "..",
    ";",
];

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn an_answer_goes_to_the_registered_address_and_says_what_it_should(
        uri in woven(WORDS),
        code in "[A-Za-z0-9_-]{43}",
        state in anything(),
    ) {
        let Ok(uri) = RedirectUri::parse(&uri) else { return Ok(()) };
        let location = with_query(uri.as_str(), &[("code", code.clone()), ("state", state.clone())]);
        prop_assert!(location.bytes().all(|b| b.is_ascii_graphic()), "fit for a header");
        let (registered, sent) = (Url::parse(uri.as_str()).unwrap(), Url::parse(&location).unwrap());
        prop_assert_eq!(registered.origin().ascii_serialization(), sent.origin().ascii_serialization());
        prop_assert_eq!(registered.host_str(), sent.host_str());
        prop_assert_eq!((registered.path(), sent.fragment()), (sent.path(), None));
        let mut expected: Vec<_> = registered.query_pairs().into_owned().collect();
        expected.extend([("code".to_owned(), code), ("state".to_owned(), state)]);
        prop_assert_eq!(sent.query_pairs().into_owned().collect::<Vec<_>>(), expected);
    }
}
