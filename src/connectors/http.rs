//! The one HTTP client for all calls to upstreams: bounded in time and size, following nobody, telling nothing.

use std::error::Error;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response, redirect, retry};
use url::Url;

use super::{UpstreamError, UpstreamErrorKind};

/// Most bytes of an answer that are read; Feishu's largest (a token with a profile) stays under 8 KiB.
pub const MAX_BODY: usize = 256 * 1024;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Shorter than the idle timeout of common load balancers: a connection that died unnoticed would cost a one-time code.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// Longest patience believed when an upstream asks for some.
const MAX_RETRY_AFTER: u64 = 24 * 60 * 60;

/// Calls upstreams. Cloning shares the connection pool.
#[derive(Debug, Clone)]
pub struct HttpClient {
    inner: reqwest::Client,
}

/// The client could not be built: on Linux, for want of the system's CA certificates.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up TLS to upstreams (are CA certificates installed?)")]
pub struct HttpClientError(#[source] reqwest::Error);

/// An answer, whole. No `Debug`: the body may hold tokens.
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The upstream's id of the request (Feishu: `X-Tt-Logid`, else `X-Request-Id`).
    pub log_id: Option<String>,
    /// How long to wait, where it said so (Feishu: `x-ogw-ratelimit-reset`, else `Retry-After`), in whole seconds.
    pub retry_after: Option<Duration>,
    /// The body, at most [`MAX_BODY`] bytes.
    pub body: Vec<u8>,
}

impl Reply {
    /// This answer as a failure of `kind`; `code` is the upstream's own.
    pub fn failure(&self, kind: UpstreamErrorKind, code: Option<i64>) -> UpstreamError {
        UpstreamError { kind, status: Some(self.status), code, log_id: self.log_id.clone(), cause: None }
    }
}

impl HttpClient {
    /// Builds the client: rustls with the system's roots, no redirects, no proxies from the environment, no repeats.
    pub fn new() -> Result<Self, HttpClientError> {
        let inner = reqwest::Client::builder()
            .user_agent("larkgate")
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .no_proxy()
            .build()
            .map_err(HttpClientError)?;
        Ok(Self { inner })
    }

    /// A `GET` to complete and [`send`](Self::send).
    pub fn get(&self, url: Url) -> RequestBuilder {
        self.inner.get(url)
    }

    /// A `POST` to complete and [`send`](Self::send).
    pub fn post(&self, url: Url) -> RequestBuilder {
        self.inner.post(url)
    }

    /// Sends `request` once and reads the whole answer within `timeout`. Any status is an answer; no answer, or half
    /// of one, is `Unavailable`, and one above [`MAX_BODY`] is `Malformed`.
    pub async fn send(&self, request: RequestBuilder, timeout: Duration) -> Result<Reply, UpstreamError> {
        let _span = tracing::trace_span!("upstream");
        let response = request.timeout(timeout).send().await.map_err(|e| unavailable(e, None))?;
        let mut reply = Reply {
            status: response.status().as_u16(),
            log_id: log_id(response.headers()),
            retry_after: retry_after(response.headers()),
            body: Vec::new(),
        };
        read_body(response, &mut reply).await?;
        Ok(reply)
    }
}

async fn read_body(mut response: Response, reply: &mut Reply) -> Result<(), UpstreamError> {
    while let Some(chunk) = response.chunk().await.map_err(|e| unavailable(e, Some(reply)))? {
        if reply.body.len().saturating_add(chunk.len()) > MAX_BODY {
            return Err(reply.failure(UpstreamErrorKind::Malformed, None));
        }
        reply.body.extend_from_slice(&chunk);
    }
    Ok(())
}

/// With its cause for the log, but without the URL, which may hold a code.
fn unavailable(error: reqwest::Error, reply: Option<&Reply>) -> UpstreamError {
    let error = error.without_url();
    let mut cause = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        cause.push_str(": ");
        cause.push_str(&inner.to_string());
        source = inner.source();
    }
    let failure = match reply {
        Some(reply) => reply.failure(UpstreamErrorKind::Unavailable, None),
        None => UpstreamError::without_answer(UpstreamErrorKind::Unavailable),
    };
    UpstreamError { cause: Some(cause), ..failure }
}

fn log_id(headers: &HeaderMap) -> Option<String> {
    let text = ["x-tt-logid", "x-request-id"].iter().find_map(|name| headers.get(*name)?.to_str().ok())?;
    let id: String = text.chars().filter(char::is_ascii_graphic).take(128).collect();
    (!id.is_empty()).then_some(id)
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = ["x-ogw-ratelimit-reset", "retry-after"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok()?.trim().parse().ok())?;
    Some(Duration::from_secs(seconds.min(MAX_RETRY_AFTER)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connectors::testing::{FakeUpstream, http_reply};

    const SECOND: Duration = Duration::from_secs(1);
    const PATIENCE: Duration = Duration::from_secs(20);

    async fn ask(upstream: &FakeUpstream, timeout: Duration) -> Result<Reply, UpstreamError> {
        let http = HttpClient::new().unwrap();
        http.send(http.get(upstream.url("/path?code=s3cret")), timeout).await
    }

    #[tokio::test]
    async fn follows_no_redirect_and_says_who_it_is() {
        let upstream = FakeUpstream::start(|_| {
            b"HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n".into()
        })
        .await;
        assert_eq!(ask(&upstream, PATIENCE).await.ok().unwrap().status, 302);
        let seen = upstream.seen();
        assert_eq!(seen.len(), 1);
        assert!(seen[0].has_header("user-agent: larkgate"), "{}", seen[0].head);
    }

    #[tokio::test]
    async fn reads_status_log_id_and_patience() {
        let upstream = FakeUpstream::start(|_| {
            b"HTTP/1.1 429 Slow\r\nX-Tt-Logid: 2026abc\r\nX-Request-Id: other\r\nx-ogw-ratelimit-reset: 7\r\n\
              Retry-After: 99\r\ncontent-length: 2\r\n\r\nhi"
                .into()
        })
        .await;
        let reply = ask(&upstream, PATIENCE).await.ok().unwrap();
        assert_eq!((reply.status, reply.log_id.as_deref()), (429, Some("2026abc")));
        assert_eq!((reply.retry_after, reply.body.as_slice()), (Some(7 * SECOND), &b"hi"[..]));
    }

    #[tokio::test]
    async fn falls_back_to_the_common_headers() {
        let upstream = FakeUpstream::start(|_| {
            b"HTTP/1.1 503 No\r\nX-Request-Id: other\r\nRetry-After: 999999999\r\ncontent-length: 0\r\n\r\n"
                .into()
        })
        .await;
        let reply = ask(&upstream, PATIENCE).await.ok().unwrap();
        assert_eq!(reply.log_id.as_deref(), Some("other"));
        assert_eq!(reply.retry_after, Some(Duration::from_secs(MAX_RETRY_AFTER)));
    }

    #[tokio::test]
    async fn stops_at_the_bound() {
        for (length, fits) in [(MAX_BODY, true), (MAX_BODY + 1, false)] {
            let upstream = FakeUpstream::start(move |_| http_reply(200, &"x".repeat(length))).await;
            let outcome = ask(&upstream, PATIENCE).await;
            assert_eq!(
                outcome.as_ref().err().map(|e| &e.kind),
                (!fits).then_some(&UpstreamErrorKind::Malformed)
            );
            assert!(outcome.is_err() || outcome.is_ok_and(|reply| reply.body.len() == length));
        }
    }

    #[tokio::test]
    async fn half_an_answer_and_garbage_are_no_answer() {
        for (bytes, status) in [
            (&b"HTTP/1.1 200 OK\r\nX-Tt-Logid: l\r\ncontent-length: 500\r\n\r\n{\"code\":0"[..], Some(200)),
            (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"cod", Some(200)),
            (b"SSH-2.0-OpenSSH\r\n", None),
        ] {
            let upstream = FakeUpstream::start(move |_| bytes.into()).await;
            let error = ask(&upstream, PATIENCE).await.err().unwrap();
            assert_eq!((error.kind.clone(), error.status), (UpstreamErrorKind::Unavailable, status));
            assert!(!format!("{error} {error:?}").contains("s3cret"));
        }
    }

    #[tokio::test]
    async fn gives_up_after_the_timeout_and_asks_once() {
        let upstream = FakeUpstream::silent().await;
        let error = ask(&upstream, Duration::from_millis(100)).await.err().unwrap();
        assert_eq!((error.kind, error.status), (UpstreamErrorKind::Unavailable, None));
        assert!(error.cause.is_some_and(|cause| cause.contains("timed out")));
        assert!(upstream.seen().len() <= 1);
    }

    #[tokio::test]
    async fn nobody_there_is_unavailable() {
        let http = HttpClient::new().unwrap();
        let (closed, _kept) = FakeUpstream::closed();
        let error = http.send(http.get(closed), PATIENCE).await.err().unwrap();
        assert_eq!((error.kind, error.status), (UpstreamErrorKind::Unavailable, None));
        assert!(error.cause.is_some_and(|cause| cause.contains("refused")));
    }
}
