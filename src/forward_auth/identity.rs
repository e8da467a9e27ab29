//! What an application is told of a person, in a form that any header can hold.

use std::ops::Range;

use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::web::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::access::{IdentityField, IdentityHeaders, NameEncoding, Person};

/// All but RFC 3986's unreserved characters (§2.3), which are also among those that RFC 8187 §3.2.1 leaves as they are.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What stands before a name (RFC 8187 §3.2.1): its charset, and no language.
const CHARSET: &str = "UTF-8''";

/// A person as headers have them, made once for as long as their session is remembered. One text holds all of it, since
/// there are as many of these as there are sessions.
#[derive(Debug)]
pub(super) struct Told {
    text: Bytes,
    /// Where each field ends, in the order of [`IdentityField::ALL`].
    ends: [usize; IdentityField::ALL.len()],
}

impl Told {
    /// Writes everything down.
    pub(super) fn of(person: &Person) -> Self {
        let mut text = String::new();
        let ends = IdentityField::ALL.map(|(_, field)| {
            match field {
                IdentityField::User => text.push_str(&held(&person.sub)),
                IdentityField::PreferredUsername => text.extend(person.username.as_deref().map(held)),
                IdentityField::Name => {
                    let name = person.name.as_deref().filter(|name| !name.is_empty());
                    text.extend(name.map(|name| format!("{CHARSET}{}", encoded(name))));
                }
                IdentityField::Email => text.extend(person.email.as_deref().map(held)),
                IdentityField::Groups => text.push_str(&list(person.known_groups().unwrap_or_default())),
                IdentityField::Departments => {
                    text.push_str(&list(person.known_departments().unwrap_or_default()))
                }
            }
            text.len()
        });
        Self { text: text.into(), ends }
    }

    fn value(&self, field: IdentityField, encoding: NameEncoding) -> HeaderValue {
        let mut range = self.range(field);
        if field == IdentityField::Name && encoding == NameEncoding::Percent && !range.is_empty() {
            range.start += CHARSET.len();
        }
        HeaderValue::from_maybe_shared(self.text.slice(range)).unwrap_or_else(|_never| nothing())
    }

    fn range(&self, field: IdentityField) -> Range<usize> {
        let mut start = 0;
        for ((_, other), end) in IdentityField::ALL.into_iter().zip(self.ends) {
            if other == field {
                return start..end;
            }
            start = end;
        }
        0..0
    }
}

/// Adds every header of an application, empty where nothing is known: a proxy may only replace what a client sent by
/// what we send (GHSA-7r4p-vjf4-gxv4).
pub(super) fn tell(answer: &mut HeaderMap, headers: &IdentityHeaders, told: Option<&Told>) {
    for (field, name) in headers.plain() {
        let value = told.map_or_else(nothing, |told| told.value(*field, headers.name_encoding));
        answer.insert(name.clone(), value);
    }
}

fn nothing() -> HeaderValue {
    HeaderValue::from_static("")
}

/// As it is, unless a header could not hold it, or a list of such could be read in two ways. Whoever percent-decodes it
/// has the text in either case, since what has a percent sign is encoded too.
fn held(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'%' && byte != b',';
    if text.bytes().all(is_plain) { text.to_owned() } else { encoded(text) }
}

/// With commas between, and each as [`held`].
fn list(ids: &[String]) -> String {
    ids.iter().filter(|id| !id.is_empty()).map(|id| held(id)).collect::<Vec<_>>().join(",")
}

/// UTF-8, percent-encoded but for the unreserved characters: what `decodeURIComponent` reads.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
