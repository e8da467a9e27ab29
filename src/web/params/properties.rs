//! What holds for every query and form, against a reader that takes its time.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::domain::testing::{anything, cases, woven};

const WORDS: &[&str] = &[
    "a",
    "b",
    "resource",
    "=",
    "=",
    "&",
    "&",
    "+",
    "%",
    "%2",
    "%41",
    "%00",
    "%0a",
    "%ff",
    "%E5%91%A8",
    "周",
    ";",
    "?",
    "\0",
];

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pair = "(a|b|resource)=[12]?".prop_map(String::from);
    prop_oneof![
        4 => woven(WORDS).prop_map(String::into_bytes),
        2 => vec(pair, 0..5).prop_map(|pairs| pairs.join("&").into_bytes()),
        1 => vec(any::<u8>(), 0..40),
    ]
}

fn is_readable(text: &str) -> bool {
    text.len() <= LONGEST_VALUE
        && !text.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER)
}

/// The pairs by the definition of a form, without a library.
fn slowly(text: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let decode = |text: &[u8]| {
        let text = text.to_vec();
        let mut decoded = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let hex = text.get(at + 1..at + 3).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
            match (text[at], hex) {
                (b'%', Some(digits)) => {
                    decoded.push(u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap());
                    at += 2;
                }
                (b'+', _) => decoded.push(b' '),
                (byte, _) => decoded.push(byte),
            }
            at += 1;
        }
        decoded
    };
    let pair = |pair: &[u8]| {
        let split = pair.iter().position(|b| *b == b'=');
        let (name, value) = split.map_or((pair, &[][..]), |at| (&pair[..at], &pair[at + 1..]));
        (decode(name), decode(value))
    };
    text.split(|b| *b == b'&').filter(|part| !part.is_empty()).map(pair).collect()
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn what_is_encoded_comes_back(pairs in vec((anything(), anything()), 0..5)) {
        let sent = Params { pairs: pairs.clone(), flaw: None };
        let readable = pairs.iter().all(|(name, value)| is_readable(name) && is_readable(value));
        let read = Params::parse(sent.encode().as_bytes());
        prop_assert_eq!(read.as_ref().ok().map(|params| &params.pairs), readable.then_some(&pairs));
    }

    #[test]
    fn reads_what_the_slow_reader_reads(text in bytes()) {
        let expected: Option<Vec<_>> = slowly(&text)
            .into_iter()
            .map(|(name, value)| Some((String::from_utf8(name).ok()?, String::from_utf8(value).ok()?)))
            .collect();
        let expected = expected.filter(|pairs| pairs.iter().all(|(n, v)| is_readable(n) && is_readable(v)));
        let read = Params::parse(&text).ok();
        prop_assert_eq!(read.as_ref().map(|params| &params.pairs), expected.as_ref());
    }

    #[test]
    fn a_value_is_text_and_the_ways_to_it_agree(text in bytes()) {
        let params = Params::read(&text);
        prop_assert_eq!(params.refuse_flawed().is_ok(), Params::parse(&text).is_ok());
        prop_assert_eq!(params.pairs.len(), slowly(&text).len(), "what cannot be read counts");
        let mut repeated = false;
        for (name, value) in &params.pairs {
            prop_assert!(is_readable(value));
            let times = params.pairs.iter().filter(|(other, _)| other == name).count();
            repeated |= times > 1 && name != "resource";
            prop_assert_eq!(params.once(name), params.get(name).filter(|_| times == 1));
            let values = params.pairs.iter().filter(|(other, value)| other == name && !value.is_empty());
            prop_assert_eq!(params.all(name), values.map(|(_, value)| value.as_str()).collect::<Vec<_>>());
        }
        prop_assert_eq!(params.refuse_repeated().is_err(), repeated);
        // A redirect that repeats a request says the same again, however often.
        let again = Params::read(params.encode().as_bytes());
        prop_assert_eq!(again.encode(), params.encode());
    }
}
