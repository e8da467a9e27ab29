//! What holds for every `Authorization` header, against a reader that takes its time.

use proptest::prelude::*;
use url::form_urlencoded;

use super::*;
use crate::domain::testing::{anything, cases, edited, edits, woven};

const WORDS: &[&str] =
    &["app", ":", "%3A", "%", "%2", "+", "&", "=", "%26", "%E5%91%A8", "%ff", "%00", "周", "\n"];

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn header(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

fn is_readable(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER)
}

/// RFC 6749 appendix B read slowly: `+` is a space, `%` and two digits a byte, everything else itself.
fn decoded(text: &str) -> Option<String> {
    let mut rest = text.as_bytes();
    let mut bytes = Vec::new();
    let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, digit(after.first()), digit(after.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap());
                rest = &after[2..];
            }
            (b'+', ..) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).ok().filter(|text| is_readable(text))
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn what_a_library_encodes_comes_back(id in anything(), secret in anything()) {
        let found = parse(&header(&encoded(&id), &encoded(&secret))).map(|basic| (basic.id, basic.secret));
        prop_assert_eq!(found, (is_readable(&id) && is_readable(&secret)).then_some((id, secret)));
    }

    #[test]
    fn reads_what_the_slow_reader_reads(text in woven(WORDS)) {
        let expected = text.split_once(':').and_then(|(id, secret)| Some((decoded(id)?, decoded(secret)?)));
        let found = parse(&format!("bAsIc {}", STANDARD.encode(&text))).map(|basic| (basic.id, basic.secret));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn another_header_is_another_client(secret in "[!-~]{1,30}", changes in edits()) {
        let sent = header("app", &encoded(&secret));
        let Some(basic) = parse(&edited(&sent, &changes)) else { return Ok(()) };
        if (basic.id.as_str(), &basic.secret) == ("app", &secret) {
            // Only the scheme's case, space around the value and the spelling of the same bytes are free.
            let changed = edited(&sent, &changes);
            let (_, value) = changed.split_once(' ').unwrap();
            let text = String::from_utf8(STANDARD.decode(value.trim()).unwrap()).unwrap();
            let (_, spelled) = text.split_once(':').unwrap();
            prop_assert_eq!(decoded(spelled), Some(secret));
        }
    }
}
