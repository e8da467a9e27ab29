//! What is sent to the API, looked at before anything else does: no address and no text in a body has control characters,
//! so that no operation needs to think of them.

use std::io;

use actix_web::HttpMessage;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::StreamExt;

use super::problem::Problem;
use crate::web::text::{has_controls, is_control};

/// Looks at the address at once, and at the body while it is read.
///
/// # Errors
/// When the address has a control character.
pub(super) fn look_at(request: &mut ServiceRequest) -> Result<(), Problem> {
    if has_controls(request.path()) || has_controls(request.query_string()) {
        return Err(Problem::invalid("the address has a control character"));
    }
    let mut escapes = Escapes::default();
    let payload = request.take_payload().map(move |chunk: Result<Bytes, PayloadError>| {
        let chunk = chunk?;
        let odd = || PayloadError::Io(io::Error::other("a text has a control character"));
        escapes.are_of_text(&chunk).then_some(chunk).ok_or_else(odd)
    });
    request.set_payload(Payload::from(payload.boxed_local()));
    Ok(())
}

/// Where in JSON an escape is being read. A string can have no control character but by one: others are no JSON.
#[derive(Debug, Clone, Copy, Default)]
enum Escapes {
    /// In none.
    #[default]
    Outside,
    /// After the backslash.
    Begun,
    /// After `\u`, so many hexadecimal digits, and what they come to.
    Unicode(u8, u32),
}

impl Escapes {
    /// Whether every escape that ends in `chunk` is of a character that a text may have.
    fn are_of_text(&mut self, chunk: &[u8]) -> bool {
        chunk.iter().all(|byte| {
            let digit = char::from(*byte).to_digit(16);
            *self = match (*self, byte, digit) {
                (Self::Outside, b'\\', _) => Self::Begun,
                (Self::Begun, b'u', _) => Self::Unicode(0, 0),
                // What names itself by a letter is white space, but for backspace and form feed.
                (Self::Begun, b'b' | b'f', _) => return false,
                (Self::Unicode(3, value), _, Some(digit)) => {
                    *self = Self::Outside;
                    return char::from_u32(value * 16 + digit).is_none_or(|c| !is_control(c));
                }
                (Self::Unicode(digits, value), _, Some(digit)) => {
                    Self::Unicode(digits + 1, value * 16 + digit)
                }
                _ => Self::Outside,
            };
            true
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a body is taken, however it is cut.
    fn is_taken(body: &str) -> bool {
        let mut outcomes = (0..=body.len()).map(|at| {
            let (first, second) = body.as_bytes().split_at(at);
            let mut escapes = Escapes::default();
            escapes.are_of_text(first) && escapes.are_of_text(second)
        });
        let whole = outcomes.next().unwrap();
        assert!(outcomes.all(|cut| cut == whole), "{body}");
        whole
    }

    #[test]
    fn no_string_has_a_control_character() {
        for body in [
            r#"{"name":"a\u0000"}"#,
            r#"{"\u0000":1}"#,
            r#""\u001F""#,
            r#""\u007f""#,
            r#""\u0085""#,
            r#""\\\u0000""#,
            r#""\b""#,
            r#""\f""#,
        ] {
            assert!(!is_taken(body), "{body}");
        }
        for body in [
            r#"{"name":"周\u5468\ud83d\ude00"}"#,
            r#""\\u0000""#,
            r#""a\r\nb\tc\u000a\u0009""#,
            r#""\"\/\\""#,
            r#""\u00""#,
            r#""\uzzzz0000""#,
            "",
        ] {
            assert!(is_taken(body), "{body}");
        }
    }
}
