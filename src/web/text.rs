//! What no text of a request may have: control characters beside those that white space is made of. PostgreSQL takes no
//! NUL, and none of the others names anything.

use actix_web::HttpRequest;
use percent_encoding::percent_decode_str;

use crate::views::Refusal;

/// Whether it is one that no text has.
pub fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// Whether a path or a query, which is encoded, has one.
pub fn has_controls(encoded: &str) -> bool {
    percent_decode_str(encoded).decode_utf8_lossy().contains(is_control)
}

/// Goes on if the path of a page has none.
///
/// # Errors
/// When it has: there is no such page.
pub fn is_path(request: &HttpRequest) -> Result<(), Refusal> {
    if has_controls(request.path()) { Err(Refusal::NotFound) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_them_as_they_are_decoded() {
        for text in ["/a%00", "q=%1b", "q=%7F", "q=%c2%85", "a%0bb"] {
            assert!(has_controls(text), "{text}");
        }
        for text in ["/a", "reason=a%0d%0ab%09c", "q=%E5%91%A8", "%2500", "%", "%0", "%ff"] {
            assert!(!has_controls(text), "{text}");
        }
    }
}
