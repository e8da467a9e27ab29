//! Sign-ins against an upstream that speaks bytes: what goes over the wire, how often, and what comes of it.

mod directory;
mod generations;
mod tenants;

use std::sync::Arc;

use url::Url;

use super::*;
use crate::config::FeishuApi;
use crate::connectors::testing::{FakeUpstream, HandClock, Seen, http_reply};
use crate::connectors::{UpstreamErrorKind as Kind, Via};

const FULL: &str = include_str!("../../fixtures/access_token_v1_full.json");
const USER_INFO: &str = include_str!("../../fixtures/user_info_v1.json");
/// The tenant of [`USER_INFO`].
const TENANT: &str = "736588c92lxf175d";

const V3: &str = "POST /oauth/v3/token";
const V2: &str = "POST /open-apis/authen/v2/oauth/token";
const V1_OIDC: &str = "POST /open-apis/authen/v1/oidc/access_token";
const V1: &str = "POST /open-apis/authen/v1/access_token";
const APP_TOKEN: &str = "POST /open-apis/auth/v3/app_access_token/internal";
const TENANT_TOKEN: &str = "POST /open-apis/auth/v3/tenant_access_token/internal";
const WHO: &str = "GET /open-apis/authen/v1/user_info";
const TENANT_QUERY: &str = "GET /open-apis/tenant/v2/tenant/query";

/// What Feishu answers when all is well.
fn well(seen: &Seen) -> (u16, String) {
    let body = match seen.line.as_str() {
        V3 | V2 => {
            r#"{"code":0,"access_token":"eyJ.user","expires_in":7200,"token_type":"Bearer"}"#.to_owned()
        }
        V1_OIDC => {
            r#"{"code":0,"msg":"ok","data":{"access_token":"u-user","token_type":"Bearer"}}"#.to_owned()
        }
        V1 => FULL.to_owned(),
        APP_TOKEN => r#"{"code":0,"msg":"ok","app_access_token":"a-app","expire":7200}"#.to_owned(),
        TENANT_TOKEN => include_str!("../../fixtures/tenant_access_token.json").to_owned(),
        WHO => USER_INFO.to_owned(),
        TENANT_QUERY => format!(r#"{{"code":0,"data":{{"tenant":{{"tenant_key":"{TENANT}"}}}}}}"#),
        line => panic!("nobody asks for {line}"),
    };
    (200, body)
}

async fn upstream() -> FakeUpstream {
    upstream_but("", (0, "")).await
}

/// All is well, but this line always gets that answer.
async fn upstream_but(line: &'static str, answer: (u16, &'static str)) -> FakeUpstream {
    FakeUpstream::start(move |seen| {
        let (status, body) = if seen.line == line { (answer.0, answer.1.to_owned()) } else { well(seen) };
        http_reply(status, &body)
    })
    .await
}

fn connector(upstream: &FakeUpstream, api: FeishuApi, tenants: &[&str]) -> FeishuConnector {
    FeishuConnector::new(upstream.settings(api, tenants), HttpClient::new().unwrap(), HandClock::new())
}

async fn sign_in(connector: &FeishuConnector, via: Via) -> Result<Identity, UpstreamError> {
    let callback = Url::parse("https://sso.example.com/login/callback/work").unwrap();
    connector.identity(&Answer { callback: &callback, code: "c0de+/", pkce_verifier: "verifier", via }).await
}

fn lines(upstream: &FakeUpstream) -> Vec<String> {
    upstream.seen().into_iter().map(|seen| seen.line).collect()
}

#[tokio::test]
async fn a_code_is_sent_once_whatever_happens() {
    for (api, line) in
        [(FeishuApi::V3, V3), (FeishuApi::V2, V2), (FeishuApi::V1Oidc, V1_OIDC), (FeishuApi::V1, V1)]
    {
        for (answer, kind) in [
            ((500, r#"{"code":20050}"#), Kind::Unavailable),
            ((503, "no"), Kind::Unavailable),
            ((200, r#"{"code":20003,"msg":"used"}"#), Kind::CodeRejected),
            ((200, "{"), Kind::Malformed),
            ((200, r#"{"code":0}"#), Kind::Malformed),
            ((200, r#"{"code":0,"access_token":"a b","data":{"access_token":""}}"#), Kind::Malformed),
        ] {
            let upstream = upstream_but(line, answer).await;
            let error = sign_in(&connector(&upstream, api, &[TENANT]), Via::Link).await.unwrap_err();
            assert_eq!(error.kind, kind, "{api:?} {answer:?}");
            assert_eq!(error.log_id.as_deref(), Some("log-1"));
            assert_eq!((upstream.count(line), upstream.count(WHO)), (1, 0), "{api:?} {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_refused_app_token_is_dropped_and_the_code_is_lost() {
    for answer in [(400, r#"{"code":99991664}"#), (200, r#"{"code":20014}"#)] {
        let upstream = upstream_but(V1, answer).await;
        let connector = connector(&upstream, FeishuApi::V1, &[TENANT]);
        for attempt in 1..=2 {
            let error = sign_in(&connector, Via::Link).await.unwrap_err();
            assert_eq!(error.kind, Kind::Unavailable);
            assert_eq!((upstream.count(APP_TOKEN), upstream.count(V1)), (attempt, attempt));
        }
    }
}

#[tokio::test]
async fn user_info_is_asked_again_once_if_feishu_is_unwell() {
    for (answer, kind, times) in [
        ((500, r#"{"code":20050}"#), Kind::Unavailable, 2),
        ((502, "<html>"), Kind::Unavailable, 2),
        ((200, r#"{"code":20021}"#), Kind::Resigned, 1),
        ((200, r#"{"code":0,"data":{"open_id":"ou_1","tenant_key":""}}"#), Kind::Malformed, 1),
        ((200, r#"{"code":0,"data":{"tenant_key":"736588c92lxf175d"}}"#), Kind::Malformed, 1),
        ((200, r#"{"code":0,"data":[]}"#), Kind::Malformed, 1),
        ((200, r#"{"code":0,"data":{"open_id":"#), Kind::Malformed, 1),
    ] {
        let upstream = upstream_but(WHO, answer).await;
        let error = sign_in(&connector(&upstream, FeishuApi::V3, &[TENANT]), Via::Link).await.unwrap_err();
        assert_eq!(error.kind, kind, "{answer:?}");
        assert_eq!((upstream.count(V3), upstream.count(WHO)), (1, times), "{answer:?}");
    }
}

#[tokio::test]
async fn a_code_out_of_form_is_not_sent() {
    let upstream = upstream().await;
    let connector = connector(&upstream, FeishuApi::V3, &[TENANT]);
    let callback = Url::parse("https://sso.example.com/cb").unwrap();
    for code in ["", &"c".repeat(MAX_CODE + 1)] {
        let answer = Answer { callback: &callback, code, pkce_verifier: "v", via: Via::Link };
        assert_eq!(connector.identity(&answer).await.unwrap_err().kind, Kind::CodeRejected);
    }
    assert!(lines(&upstream).is_empty());
}

#[tokio::test]
async fn errors_hold_no_secrets() {
    let upstream =
        upstream_but(V3, (400, r#"{"code":20002,"error_description":"eyJ.user app&secret"}"#)).await;
    let error = sign_in(&connector(&upstream, FeishuApi::V3, &[TENANT]), Via::Link).await.unwrap_err();
    let words = format!("{error} {error:?}");
    assert!(words.contains("20002") && words.contains("log-1"), "{words}");
    for secret in ["app&secret", "c0de", "verifier", "eyJ"] {
        assert!(!words.contains(secret), "{words}");
    }
}

#[test]
fn qr_code_by_configuration_only() {
    let callback = Url::parse("https://sso.example.com/cb").unwrap();
    let attempt = Attempt { callback: &callback, link_state: "l", qr_state: "q", pkce_verifier: "v" };
    for qr in [true, false] {
        let mut settings = crate::connectors::testing::settings(Brand::Lark, FeishuApi::V2);
        settings.qr = qr;
        let clock: Arc<dyn Clock> = HandClock::new();
        let built = crate::connectors::build(&[settings], &clock).unwrap();
        assert_eq!((built[0].id(), built[0].brand()), ("work", Brand::Lark));
        assert_eq!(built[0].embedded_qr(&attempt).is_some(), qr);
    }
}
