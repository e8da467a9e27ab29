//! The app's own tokens (`app_access_token`, `tenant_access_token` of a custom app), each fetched once for all.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::api::{Accepted, Api};
use super::errors::refuses_app_token;
use crate::config::Secret;
use crate::connectors::UpstreamError;
use crate::connectors::single_flight::SingleFlight;
use crate::domain::time::{Clock, Timestamp};

/// Feishu gives out the same token until less than this is left of it, and a new one after.
const RENEW_BELOW: Duration = Duration::from_secs(30 * 60);

/// Longest lifetime of an app's token, in seconds, whatever an answer says.
const MAX_LIFETIME: u64 = 2 * 60 * 60;

/// Which token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// 自建应用获取 app_access_token: for the v1 code exchanges.
    App,
    /// 自建应用获取 tenant_access_token: for reading what belongs to the tenant.
    Tenant,
}

impl TokenKind {
    fn name(self) -> &'static str {
        match self {
            Self::App => "app_access_token",
            Self::Tenant => "tenant_access_token",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::App => "/open-apis/auth/v3/app_access_token/internal",
            Self::Tenant => "/open-apis/auth/v3/tenant_access_token/internal",
        }
    }
}

/// One kind of the app's tokens, with the one in use.
pub(super) struct AppTokens {
    kind: TokenKind,
    clock: Arc<dyn Clock>,
    held: SingleFlight<Held>,
}

#[derive(Clone)]
struct Held {
    token: Secret,
    until: Timestamp,
}

impl AppTokens {
    pub(super) fn new(kind: TokenKind, clock: Arc<dyn Clock>) -> Self {
        Self { kind, clock, held: SingleFlight::new() }
    }

    /// The token in use, or a new one once less than 30 minutes of it remain.
    pub(super) async fn get(&self, api: &Api) -> Result<Secret, UpstreamError> {
        let now = self.clock.now();
        let fresh = |held: &Held| held.until.minus(RENEW_BELOW) >= now;
        Ok(self.held.get(fresh, self.fetch(api, now)).await?.token)
    }

    /// Fetches a token that nobody will use, to see whether Feishu gives one.
    pub(super) async fn check(&self, api: &Api) -> Result<(), UpstreamError> {
        self.fetch(api, self.clock.now()).await.map(|_held| ())
    }

    /// Reads what is at `url`; once more with a fresh token if Feishu refused the one in use, because reading spends
    /// nothing.
    pub(super) async fn read(&self, api: &Api, url: Url) -> Result<Accepted, UpstreamError> {
        match self.read_once(api, url.clone()).await {
            Err(error) if refuses_app_token(error.code) => self.read_once(api, url).await,
            outcome => outcome,
        }
    }

    async fn read_once(&self, api: &Api, url: Url) -> Result<Accepted, UpstreamError> {
        let token = self.get(api).await?;
        let outcome = api.get(url, &token).await;
        if outcome.as_ref().is_err_and(|error| refuses_app_token(error.code)) {
            self.forget(&token).await;
        }
        outcome
    }

    /// Drops the token that Feishu refused, unless it was replaced meanwhile.
    pub(super) async fn forget(&self, refused: &Secret) {
        self.held.forget(|held| held.token.reveal() == refused.reveal()).await;
    }

    async fn fetch(&self, api: &Api, now: Timestamp) -> Result<Held, UpstreamError> {
        let credentials =
            [("app_id", api.settings.app_id.as_str()), ("app_secret", api.settings.app_secret.reveal())];
        let accepted = api.post_json(api.open(self.kind.path()), None, &credentials).await?;
        let token = accepted.token(accepted.flat(), self.kind.name())?;
        Ok(Held { token, until: now.plus(lifetime(&accepted)) })
    }
}

/// `expire` is what is left of the token, in seconds. Without it the token serves those who wait for it, no more.
fn lifetime(accepted: &Accepted) -> Duration {
    let seconds = accepted.flat().get("expire").and_then(Value::as_u64).unwrap_or(0);
    Duration::from_secs(seconds.min(MAX_LIFETIME))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::task::JoinSet;

    use super::*;
    use crate::config::FeishuApi;
    use crate::connectors::UpstreamErrorKind;
    use crate::connectors::http::HttpClient;
    use crate::connectors::testing::{FakeUpstream, HandClock, http_reply};

    /// An upstream whose n-th token is `t-n` and lives as long as given.
    async fn upstream(expire: &'static str) -> FakeUpstream {
        let count = AtomicUsize::new(0);
        FakeUpstream::start(move |_| {
            let n = count.fetch_add(1, Ordering::SeqCst) + 1;
            http_reply(200, &format!(r#"{{"code":0,"tenant_access_token":"t-{n}"{expire}}}"#))
        })
        .await
    }

    fn api(upstream: &FakeUpstream) -> Api {
        Api::new(upstream.settings(FeishuApi::V1, &[]), HttpClient::new().unwrap())
    }

    async fn get(tokens: &AppTokens, api: &Api) -> String {
        tokens.get(api).await.unwrap().reveal().to_owned()
    }

    #[tokio::test]
    async fn kept_until_less_than_thirty_minutes_remain() {
        for (expire, kept) in
            [(r#","expire":7200"#, 5400), (r#","expire":2088"#, 288), (r#","expire":999999"#, 5400)]
        {
            let (upstream, clock) = (upstream(expire).await, HandClock::new());
            let (api, tokens) = (api(&upstream), AppTokens::new(TokenKind::Tenant, clock.clone()));
            assert_eq!(get(&tokens, &api).await, "t-1");
            clock.advance(kept);
            assert_eq!(get(&tokens, &api).await, "t-1", "{expire}");
            clock.advance(1);
            assert_eq!(get(&tokens, &api).await, "t-2", "{expire}");
        }
    }

    #[tokio::test]
    async fn a_token_without_a_lifetime_is_not_kept() {
        for expire in ["", r#","expire":-5"#, r#","expire":"7200""#, r#","expire":1799"#] {
            let upstream = upstream(expire).await;
            let (api, tokens) = (api(&upstream), AppTokens::new(TokenKind::Tenant, HandClock::new()));
            assert_eq!(get(&tokens, &api).await, "t-1");
            assert_eq!(get(&tokens, &api).await, "t-2", "{expire}");
        }
    }

    #[tokio::test]
    async fn fetched_once_for_sixteen() {
        let upstream = upstream(r#","expire":7200"#).await;
        let api = Arc::new(api(&upstream));
        let tokens = Arc::new(AppTokens::new(TokenKind::Tenant, HandClock::new()));
        let mut callers = JoinSet::new();
        for _ in 0..16 {
            let (api, tokens) = (Arc::clone(&api), Arc::clone(&tokens));
            callers.spawn(async move { get(&tokens, &api).await });
        }
        assert_eq!(callers.join_all().await, vec!["t-1"; 16]);
        assert_eq!(upstream.seen().len(), 1);
    }

    #[tokio::test]
    async fn a_failure_is_not_kept_and_the_older_token_is_not_forgotten() {
        let down =
            FakeUpstream::start(|_| http_reply(200, r#"{"code":10014,"msg":"app secret invalid"}"#)).await;
        let up = upstream(r#","expire":7200"#).await;
        let tokens = AppTokens::new(TokenKind::Tenant, HandClock::new());
        assert_eq!(tokens.get(&api(&down)).await.unwrap_err().kind, UpstreamErrorKind::Misconfigured);
        assert_eq!(get(&tokens, &api(&up)).await, "t-1");
        tokens.forget(&Secret::new("t-0")).await;
        assert_eq!(get(&tokens, &api(&up)).await, "t-1");
        tokens.forget(&Secret::new("t-1")).await;
        assert_eq!(get(&tokens, &api(&up)).await, "t-2");
    }

    #[test]
    fn the_answer_as_it_comes() {
        let body = include_str!("../fixtures/tenant_access_token.json");
        let reply = crate::connectors::http::Reply {
            status: 200,
            log_id: None,
            retry_after: None,
            body: body.into(),
        };
        let accepted = crate::connectors::feishu::api::judge(reply).ok().unwrap();
        assert_eq!(lifetime(&accepted), Duration::from_secs(2088));
        assert!(accepted.token(accepted.flat(), TokenKind::Tenant.name()).is_ok());
    }
}
