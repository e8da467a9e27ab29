//! Parameters of a query or a form (RFC 6749 appendix B): strict about what is not text, generous about what is unknown.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Payload;
use futures_util::StreamExt;
use url::form_urlencoded;

/// Largest form we read.
const LARGEST_FORM: usize = 64 * 1024;

/// How long a form may take to arrive; ours are sent in one piece.
const PATIENCE: Duration = Duration::from_secs(10);

/// Longest single value; longer than any honest `state`.
const LONGEST_VALUE: usize = 8 * 1024;

/// Why parameters could not be read; the text is what the peer is told, so it is ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamsError {
    /// Not `application/x-www-form-urlencoded`.
    ContentType,
    /// The body is larger than we read.
    TooLarge,
    /// The body ended early.
    Broken,
    /// Not UTF-8, or with control characters.
    NotText,
    /// RFC 6749 §3.1: "parameters MUST NOT be included more than once".
    Repeated,
}

impl ParamsError {
    /// The words for the peer.
    pub const fn text(self) -> &'static str {
        match self {
            Self::ContentType => "the body must be application/x-www-form-urlencoded",
            Self::TooLarge => "the request is too large",
            Self::Broken => "the body could not be read",
            Self::NotText => "a parameter is not printable UTF-8 text",
            Self::Repeated => "a parameter is given more than once",
        }
    }
}

/// Parameters, in the order they came.
#[derive(Debug, Clone, Default)]
pub struct Params {
    pairs: Vec<(String, String)>,
    flaw: Option<ParamsError>,
}

impl Params {
    /// Reads `text`, which is still encoded.
    ///
    /// # Errors
    /// When it is not text or a value is too long. Repetition is for [`Params::refuse_repeated`] to find.
    pub fn parse(text: &[u8]) -> Result<Self, ParamsError> {
        let params = Self::read(text);
        params.refuse_flawed().map(|()| params)
    }

    /// Reads what can be read of `text`: an authorization request must first be known well enough to be answered. What
    /// cannot be read counts, but has no value; [`Params::refuse_flawed`] tells.
    fn read(text: &[u8]) -> Self {
        Self::read_with(text, flaw)
    }

    /// The same with another mind about what cannot be read.
    fn read_with(text: &[u8], flaw: fn(&str) -> Option<ParamsError>) -> Self {
        let mut params = Self::default();
        for (name, value) in form_urlencoded::parse(text) {
            let flaw = flaw(&name).or(flaw(&value));
            params.flaw = params.flaw.or(flaw);
            let readable = |text: &str| if flaw.is_some() { String::new() } else { text.to_owned() };
            params.pairs.push((name.to_string(), readable(&value)));
        }
        params
    }

    /// What can be read of `text`, as of the query of an authorization request.
    pub fn readable(text: &[u8]) -> Self {
        Self::read(text)
    }

    /// The request's query.
    ///
    /// # Errors
    /// As [`Params::parse`].
    pub fn of_query(request: &HttpRequest) -> Result<Self, ParamsError> {
        Self::parse(request.query_string().as_bytes())
    }

    /// What can be read of the request's query.
    pub fn readable_of_query(request: &HttpRequest) -> Self {
        Self::read(request.query_string().as_bytes())
    }

    /// The request's body.
    ///
    /// # Errors
    /// When it is not a form, too large, or as [`Params::parse`].
    pub async fn of_form(request: &HttpRequest, payload: Payload) -> Result<Self, ParamsError> {
        let params = Self::readable_of_form(request, payload).await?;
        params.refuse_flawed().map(|()| params)
    }

    /// The request's body, where people write texts of several lines.
    ///
    /// # Errors
    /// As [`Params::of_form`].
    pub async fn of_form_with_lines(request: &HttpRequest, payload: Payload) -> Result<Self, ParamsError> {
        let params = Self::read_with(&body(request, payload).await?, flaw_but_lines);
        params.refuse_flawed().map(|()| params)
    }

    /// What can be read of the request's body.
    ///
    /// # Errors
    /// When it is not a form, too large, or does not come.
    pub async fn readable_of_form(request: &HttpRequest, payload: Payload) -> Result<Self, ParamsError> {
        Ok(Self::read(&body(request, payload).await?))
    }

    /// The value of `name`; one without a value counts as absent (RFC 6749 §3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The value of `name` where it is given exactly once.
    pub fn once(&self, name: &str) -> Option<&str> {
        (self.pairs.iter().filter(|(n, _)| n == name).count() == 1).then(|| self.get(name)).flatten()
    }

    /// Every value of `name`, where it may be given more than once.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.pairs
            .iter()
            .filter(|(n, value)| n == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// Refuses any parameter that is given more than once, but for `resource`, which may be (RFC 8707 §2).
    ///
    /// # Errors
    /// When there is one.
    pub fn refuse_repeated(&self) -> Result<(), ParamsError> {
        let mut names: Vec<_> =
            self.pairs.iter().map(|(name, _)| name).filter(|name| *name != "resource").collect();
        names.sort_unstable();
        let before = names.len();
        names.dedup();
        if names.len() == before { Ok(()) } else { Err(ParamsError::Repeated) }
    }

    /// Refuses parameters of which one could not be read.
    ///
    /// # Errors
    /// When there is one.
    pub fn refuse_flawed(&self) -> Result<(), ParamsError> {
        self.flaw.map_or(Ok(()), Err)
    }

    /// Encoded again, for a redirect that repeats a request.
    pub fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.pairs).finish()
    }
}

/// What is wrong with a name or value.
fn flaw(text: &str) -> Option<ParamsError> {
    // The decoder puts U+FFFD where the bytes were no UTF-8.
    let odd = |c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER;
    if text.len() > LONGEST_VALUE {
        Some(ParamsError::TooLarge)
    } else {
        text.contains(odd).then_some(ParamsError::NotText)
    }
}

/// The same, but lines may end.
fn flaw_but_lines(text: &str) -> Option<ParamsError> {
    flaw(&text.replace(['\r', '\n'], " "))
}

/// The body, if it is a form.
async fn body(request: &HttpRequest, payload: Payload) -> Result<Vec<u8>, ParamsError> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(ParamsError::ContentType);
    }
    tokio::time::timeout(PATIENCE, whole(payload)).await.map_err(|_late| ParamsError::Broken)?
}

async fn whole(mut payload: Payload) -> Result<Vec<u8>, ParamsError> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_broken| ParamsError::Broken)?;
        if body.len() + chunk.len() > LARGEST_FORM {
            return Err(ParamsError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_text_and_treats_empty_as_absent() {
        let params = Params::parse("a=%E5%91%A8+1&b=&c".as_bytes()).unwrap();
        assert_eq!(params.get("a"), Some("周 1"));
        assert_eq!((params.get("b"), params.get("c"), params.get("d")), (None, None, None));
    }

    #[test]
    fn refuses_what_is_not_text() {
        for text in ["a=%ff", "a=%00", "%0d%0a=x", "a=\u{7f}"] {
            assert_eq!(Params::parse(text.as_bytes()).unwrap_err(), ParamsError::NotText, "{text}");
        }
        let long = format!("a={}", "x".repeat(LONGEST_VALUE + 1));
        assert_eq!(Params::parse(long.as_bytes()).unwrap_err(), ParamsError::TooLarge);
    }

    #[test]
    fn what_cannot_be_read_counts_and_has_no_value() {
        let params = Params::read(b"a=1&a=%ff&b=%00&c=3");
        assert_eq!((params.once("a"), params.get("b"), params.once("c")), (None, None, Some("3")));
        assert_eq!(params.refuse_flawed(), Err(ParamsError::NotText));
        assert_eq!(Params::read(b"c=3").refuse_flawed(), Ok(()));
    }

    #[test]
    fn lines_end_where_they_may() {
        let text = b"note=a%0d%0ab&reason=c";
        assert_eq!(Params::read(text).refuse_flawed(), Err(ParamsError::NotText));
        let params = Params::read_with(text, flaw_but_lines);
        assert_eq!((params.refuse_flawed(), params.get("note")), (Ok(()), Some("a\r\nb")));
        assert_eq!(Params::read_with(b"a=%1b", flaw_but_lines).refuse_flawed(), Err(ParamsError::NotText));
    }

    #[test]
    fn finds_repetition() {
        let params = Params::parse(b"a=1&b=2&a=1").unwrap();
        assert_eq!(params.refuse_repeated(), Err(ParamsError::Repeated));
        assert_eq!((params.once("a"), params.once("b")), (None, Some("2")));
        let params = Params::parse(b"resource=x&resource=y&resource=").unwrap();
        assert_eq!((params.refuse_repeated(), params.all("resource")), (Ok(()), vec!["x", "y"]));
    }
}
