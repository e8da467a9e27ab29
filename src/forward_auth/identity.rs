//! How an application is told who comes.

use actix_web::http::header::{HeaderMap, HeaderValue};

use crate::domain::access::{IdentityField, IdentityHeaders, NameEncoding, Person};

/// Adds every header of an application, empty where nothing is known: a proxy may only replace what a client sent by
/// what we send (GHSA-7r4p-vjf4-gxv4).
pub(super) fn tell(answer: &mut HeaderMap, headers: &IdentityHeaders, person: Option<&Person>) {
    for (field, name) in headers.plain() {
        let held = person.map_or("", |person| person.held(*field));
        answer.insert(name.clone(), value(held, *field, headers.name_encoding));
    }
}

fn value(held: &str, field: IdentityField, encoding: NameEncoding) -> HeaderValue {
    let value = match (field, encoding) {
        _ if held.is_empty() => return HeaderValue::from_static(""),
        // Before a name stands its charset, and no language (RFC 8187 §3.2.1).
        (IdentityField::Name, NameEncoding::Rfc8187) => HeaderValue::try_from(format!("UTF-8''{held}")),
        _ => return HeaderValue::from_str(held).unwrap_or_else(|_never| HeaderValue::from_static("")),
    };
    value.unwrap_or_else(|_never| HeaderValue::from_static(""))
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
