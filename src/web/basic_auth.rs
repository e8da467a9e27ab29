//! HTTP Basic as OAuth has it: both halves are form-encoded before Base64 (RFC 6749 §2.3.1).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

/// A client id with its secret. No `Debug`: the secret is one.
pub struct Basic {
    /// The `client_id`.
    pub id: String,
    /// The client secret.
    pub secret: String,
}

/// Reads the value of an `Authorization` header; `None` when it is not HTTP Basic or not text.
pub fn parse(header: &str) -> Option<Basic> {
    let (scheme, value) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let decode = |text: &str| {
        let spaced = text.replace('+', " ");
        let value = percent_decode_str(&spaced).decode_utf8().ok()?.into_owned();
        (!value.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER)).then_some(value)
    };
    Some(Basic { id: decode(id)?, secret: decode(secret)? })
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(text: &str) -> Option<(String, String)> {
        parse(&format!("Basic {}", STANDARD.encode(text))).map(|c| (c.id, c.secret))
    }

    #[test]
    fn basic_is_form_decoded() {
        assert_eq!(basic("app:a%2Bb%3A+c").unwrap(), ("app".into(), "a+b: c".into()));
        assert_eq!(basic("app:a&b=c").unwrap(), ("app".into(), "a&b=c".into()));
        assert_eq!(basic("app:").unwrap(), ("app".into(), String::new()));
    }

    #[test]
    fn nonsense_is_nobody() {
        assert!(basic("no colon").is_none());
        assert!(basic("app:%ff").is_none());
        assert!(basic("a%00:x").is_none());
        for header in ["Bearer x", "Basic", "Basic !!!", "Basic /w=="] {
            assert!(parse(header).is_none(), "{header}");
        }
    }
}
