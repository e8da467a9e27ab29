//! Service tokens in a request. Whatever else is in `Authorization` is between the caller and the application.

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

use crate::domain::access::SERVICE_TOKEN_PREFIX;
use crate::domain::token::TokenHash;

/// A service token in a request.
pub(super) enum Presented {
    /// Its hash.
    Token(TokenHash),
    /// It is not the only credential, so that nobody can tell which counts, or no text.
    Unclear,
}

/// The service token that a request brings, if it brings one.
pub(super) fn service_token(headers: &HeaderMap) -> Option<Presented> {
    let values = || headers.get_all(AUTHORIZATION).map(|value| value.as_bytes());
    let token = values().find_map(of_value)?;
    let is_alone = values().nth(1).is_none();
    let text = str::from_utf8(token).ok().filter(|_text| is_alone);
    Some(text.map_or(Presented::Unclear, |text| Presented::Token(TokenHash::of(text))))
}

/// The token after `Bearer`, in any case and after any blanks: nothing that some server takes for a token of ours may
/// pass for something else here.
fn of_value(value: &[u8]) -> Option<&[u8]> {
    let value = value.trim_ascii();
    let (scheme, rest) = value.split_at_checked("Bearer".len())?;
    let token = rest.trim_ascii();
    let is_ours = scheme.eq_ignore_ascii_case(b"Bearer")
        && token.len() < rest.len()
        && token.starts_with(SERVICE_TOKEN_PREFIX.as_bytes());
    is_ours.then_some(token)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    /// The hash as text; `Some(None)` where it is unclear.
    fn read(values: &[&str]) -> Option<Option<String>> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        service_token(&headers).map(|presented| match presented {
            Presented::Token(hash) => Some(hash.encode()),
            Presented::Unclear => None,
        })
    }

    #[test]
    fn a_token_of_ours_is_known_however_it_is_written() {
        let expected = Some(Some(TokenHash::of("lgs_abc").encode()));
        for value in ["Bearer lgs_abc", "bearer lgs_abc", "BEARER   lgs_abc  ", " Bearer\tlgs_abc"] {
            assert_eq!(read(&[value]), expected, "{value:?}");
        }
    }

    #[test]
    fn what_is_the_applications_own_is_left_alone() {
        for value in [
            "",
            "Bearer",
            "Bearer x",
            "Bearer LGS_abc",
            "Bearerlgs_abc",
            "Basic lgs_abc",
            "lgs_abc",
            "Token lgs_x",
        ] {
            assert_eq!(read(&[value]), None, "{value:?}");
        }
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn two_at_once_are_worth_nothing() {
        for values in
            [["Bearer lgs_a", "Bearer lgs_a"], ["Basic eDp5", "Bearer lgs_a"], ["Bearer lgs_a", "Basic eDp5"]]
        {
            assert_eq!(read(&values), Some(None), "{values:?}");
        }
        assert_eq!(
            read(&["Bearer lgs_\u{e9}"]).map(|token| token.is_some()),
            Some(true),
            "and not somebody else's"
        );
    }
}
