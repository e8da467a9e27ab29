//! The headers that tell an application who comes.

use actix_web::http::header::{HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::access::{HeaderPreset, IdentityField, Person};

/// All but RFC 3986's unreserved characters (§2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Every header of the preset, empty where nothing is known: a proxy may only replace what a client sent by what we
/// send (GHSA-7r4p-vjf4-gxv4).
pub(super) fn headers(
    preset: HeaderPreset,
    person: Option<&Person>,
) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    preset.headers().iter().map(move |(name, field)| {
        let value = person.map(|person| value(person, *field)).unwrap_or_default();
        let value = HeaderValue::try_from(value).unwrap_or_else(|_odd| HeaderValue::from_static(""));
        (HeaderName::from_static(name), value)
    })
}

fn value(person: &Person, field: IdentityField) -> String {
    match field {
        IdentityField::User => plain(&person.sub),
        IdentityField::PreferredUsername => person.username.as_deref().map(plain).unwrap_or_default(),
        IdentityField::Name => encoded(person.name.as_deref().unwrap_or_default()),
        IdentityField::Email => person.email.as_deref().map(plain).unwrap_or_default(),
    }
}

/// As it is; percent-encoded only where a header could not hold it.
fn plain(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) { text.to_owned() } else { encoded(text) }
}

/// UTF-8, percent-encoded but for the unreserved characters: what `decodeURIComponent` reads.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_and_addresses_are_not() {
        assert_eq!(encoded("林 小雨%\r\n"), "%E6%9E%97%20%E5%B0%8F%E9%9B%A8%25%0D%0A");
        assert_eq!(encoded("A-b._~"), "A-b._~");
        assert_eq!(plain("a+b@example.com"), "a+b@example.com");
        assert_eq!(plain("a\r\nX-Evil: 1"), "a%0D%0AX-Evil%3A%201");
    }

    #[test]
    fn every_header_is_there_for_nobody_too() {
        for (_, preset) in HeaderPreset::ALL {
            let headers: Vec<_> = headers(preset, None).collect();
            assert_eq!(headers.len(), 4);
            assert!(headers.iter().all(|(_, value)| value.is_empty()), "{headers:?}");
        }
    }
}
