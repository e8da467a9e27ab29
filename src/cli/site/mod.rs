//! Where the command line acts: on the database beside it, or at a remote larkgate. Both are asked in the words of the REST
//! API, so that a command is written once, and both answer alike.

mod local;
mod remote;

use actix_web::web::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;

pub(super) use self::local::Local;
pub(super) use self::remote::Remote;
use super::exit::{Exit, Failure};
use crate::admin::api::ROOT;

/// What an address of one segment may hold as it is (RFC 3986 §2.3).
const SEGMENT: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// How much of a refusal is read.
const MOST_OF_A_REFUSAL: usize = 64 * 1024;

/// Where operations are asked for.
pub(super) enum Site {
    /// Beside the database.
    Local(Box<Local>),
    /// At another larkgate.
    Remote(Remote),
}

/// What was answered, when nothing was refused.
pub(super) struct Answer {
    body: Body,
}

enum Body {
    Local(local::Body),
    Remote(remote::Body),
}

/// A refusal of the API (RFC 9457).
#[derive(Deserialize)]
struct Problem {
    code: String,
    detail: String,
    #[serde(default)]
    reference: String,
}

/// An address of the API: its fixed words, and names that somebody typed, each of which is one segment.
///
/// # Errors
/// When a name can be no segment.
pub(super) fn path(segments: &[&str]) -> Result<String, Failure> {
    let mut path = ROOT.to_owned();
    for segment in segments {
        if matches!(*segment, "" | "." | "..") {
            return Err(Failure::unusable(format!("{segment:?} is no name")));
        }
        path.push('/');
        path.extend(utf8_percent_encode(segment, &SEGMENT));
    }
    Ok(path)
}

/// `path` with those parameters that have a value.
pub(super) fn with_query(path: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters.iter().filter_map(|(name, value)| value.map(|value| (name, value))));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

impl Site {
    /// Asks for an operation.
    ///
    /// # Errors
    /// When it is refused, or nobody answers.
    pub(super) async fn ask(
        &self,
        method: &str,
        address: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Answer> {
        let body = body.map(Value::to_string);
        let (status, body) = match self {
            Self::Local(local) => {
                let (status, body) = local.ask(method, address, body).await?;
                (status, Body::Local(body))
            }
            Self::Remote(remote) => {
                let (status, body) = remote.ask(method, address, body).await?;
                (status, Body::Remote(body))
            }
        };
        let mut answer = Answer { body };
        if (200..300).contains(&status) {
            return Ok(answer);
        }
        let text = answer.read(MOST_OF_A_REFUSAL).await?;
        Err(self.refusal(status, serde_json::from_slice(&text).ok()).into())
    }

    /// What was answered as JSON; null where nothing was.
    ///
    /// # Errors
    /// As [`Site::ask`]; and when it is something else.
    pub(super) async fn json(
        &self,
        method: &str,
        address: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Value> {
        let text = self.ask(method, address, body).await?.read(usize::MAX).await?;
        if text.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&text).map_err(|_not_json| self.is_no_larkgate().into())
    }

    /// Lets go of the database.
    pub(super) async fn close(&self) {
        if let Self::Local(local) = self {
            local.close().await;
        }
    }

    fn is_no_larkgate(&self) -> Failure {
        let place = match self {
            Self::Local(_) => "this larkgate",
            Self::Remote(remote) => remote.name(),
        };
        Failure::new(Exit::Failed, format!("{place} does not answer as a larkgate of this version does"))
    }

    fn refusal(&self, status: u16, problem: Option<Problem>) -> Failure {
        let Some(problem) = problem else {
            return match status {
                502..=504 => {
                    Failure::new(Exit::Unavailable, "there is no larkgate behind its proxy just now")
                }
                _ => self.is_no_larkgate(),
            };
        };
        let Problem { code, detail, reference } = problem;
        let (exit, advice) = match (status, code.as_str()) {
            (401, _) => {
                return Failure::new(
                    Exit::Refused,
                    "the API token is not good: unknown, lapsed or revoked; an owner makes another with: larkgate token add",
                );
            }
            (403, _) => (Exit::Refused, "; another token is needed: larkgate token add --role".to_owned()),
            (404, "not_found") => (Exit::NotFound, String::new()),
            (404 | 405, _) => return self.is_no_larkgate(),
            (409, _) => (Exit::Conflict, String::new()),
            (429, _) => (Exit::Unavailable, "; try again later".to_owned()),
            (400..500, _) => (Exit::Unusable, String::new()),
            _ => (Exit::Unavailable, format!("; its log has more, by reference number {reference}")),
        };
        Failure::new(exit, format!("{detail}{advice}"))
    }
}

impl Answer {
    /// The next piece, as it comes.
    ///
    /// # Errors
    /// When it breaks off.
    pub(super) async fn piece(&mut self) -> anyhow::Result<Option<Bytes>> {
        match &mut self.body {
            Body::Local(body) => body.piece().await,
            Body::Remote(body) => body.piece().await,
        }
    }

    async fn read(&mut self, most: usize) -> anyhow::Result<Vec<u8>> {
        let mut whole = Vec::new();
        while whole.len() < most
            && let Some(piece) = self.piece().await?
        {
            whole.extend_from_slice(&piece);
        }
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_segment_whatever_it_holds() {
        let path = |name| path(&["accounts", name, "disable"]).map_err(|failure| failure.exit);
        assert_eq!(path("ou_1").unwrap(), "/admin/api/v1/accounts/ou_1/disable");
        assert_eq!(
            path("a/../b?c#d%2F周").unwrap(),
            "/admin/api/v1/accounts/a%2F..%2Fb%3Fc%23d%252F%E5%91%A8/disable"
        );
        for name in ["", ".", ".."] {
            assert_eq!(path(name), Err(Exit::Unusable), "{name:?}");
        }
    }

    #[test]
    fn only_what_was_said_is_asked() {
        assert_eq!(with_query("/x", &[("q", None)]), "/x");
        assert_eq!(
            with_query("/x", &[("q", Some("周 &")), ("state", None), ("l", Some("1"))]),
            "/x?q=%E5%91%A8+%26&l=1"
        );
    }
}
