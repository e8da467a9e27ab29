//! Tests over HTTP: a client per simulator, port 0, no waiting.

mod contact;
mod events;
mod faults;
mod generations;
mod messages;
mod pages;
mod people;
mod pkce;
mod qr;
mod refresh;
mod tenant_token;
mod token_order;
mod user_info;

use reqwest::{RequestBuilder, Response, redirect::Policy};
use serde_json::{Value, json};
use url::Url;

use crate::{Config, Simulator, start};

pub(crate) const CALLBACK: &str = "http://127.0.0.1:9/login/callback/feishu";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const S256: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const V3: &str = "/oauth/v3/token";
pub(crate) const V2: &str = "/open-apis/authen/v2/oauth/token";
pub(crate) const V1: &str = "/open-apis/authen/v1/access_token";
pub(crate) const OIDC: &str = "/open-apis/authen/v1/oidc/access_token";
pub(crate) const USER_INFO: &str = "/open-apis/authen/v1/user_info";
pub(crate) const TENANT: &str = "/open-apis/auth/v3/tenant_access_token/internal";

/// A simulator and somebody who talks to it.
pub(crate) struct Feishu {
    pub(crate) sim: Simulator,
    http: reqwest::Client,
}

/// Status and JSON body.
pub(crate) type Reply = (u16, Value);

impl Feishu {
    pub(crate) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let sim = start(Config { redirect_urls: vec![CALLBACK.into()], ..config }).await.unwrap();
        let http = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        Self { sim, http }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sim.base_url())
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.http.request(method.parse().unwrap(), self.url(path))
    }

    pub(crate) async fn page(&self, path: &str) -> Response {
        self.request("GET", path).send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        reply(self.request("GET", path)).await.1
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        reply(self.request("POST", path).json(&body)).await
    }

    pub(crate) async fn get_as(&self, token: &str, path: &str) -> Reply {
        reply(self.request("GET", path).bearer_auth(token)).await
    }

    /// An authorize address of the app under test with further parameters.
    pub(crate) fn authorize(&self, extra: &[(&str, &str)]) -> String {
        let mut url = Url::parse(&self.url("/open-apis/authen/v1/authorize")).unwrap();
        url.query_pairs_mut()
            .extend_pairs([("client_id", self.sim.app_id.as_str()), ("redirect_uri", CALLBACK)])
            .extend_pairs([("response_type", "code"), ("state", "st")])
            .extend_pairs(extra);
        url.into()
    }

    /// The code that a person's consent leads to.
    pub(crate) async fn code(&self, person: &str, extra: &[(&str, &str)]) -> String {
        self.code_at(&self.authorize(extra), person).await
    }

    pub(crate) async fn code_at(&self, authorize_url: &str, person: &str) -> String {
        let body = json!({ "person": person, "authorize_url": authorize_url });
        let (status, answer) = self.post("/_sim/login", body).await;
        assert_eq!(status, 200, "{answer}");
        query_of(answer["redirect"].as_str().unwrap(), "code").unwrap()
    }

    /// A complete, right token request for a code.
    pub(crate) fn exchange(&self, code: &str) -> Value {
        json!({
            "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK,
            "client_id": self.sim.app_id, "client_secret": self.sim.app_secret,
        })
    }

    pub(crate) async fn user_token(&self, person: &str) -> String {
        let code = self.code(person, &[]).await;
        let (_, answer) = self.post(V3, self.exchange(&code)).await;
        answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    pub(crate) async fn tenant_token(&self) -> String {
        let body = json!({ "app_id": self.sim.app_id, "app_secret": self.sim.app_secret });
        let (_, answer) = self.post(TENANT, body).await;
        answer["tenant_access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn advance(&self, seconds: u32) {
        self.post("/_sim/clock", json!({ "advance_seconds": seconds })).await;
    }

    pub(crate) async fn freeze(&self) {
        self.post("/_sim/clock", json!({ "freeze": true })).await;
    }

    /// Takes one permission from the app under test.
    pub(crate) async fn drop_permission(&self, dropped: &str) {
        let kept: Vec<_> = Config::default().permissions.into_iter().filter(|one| one != dropped).collect();
        self.post("/_sim/permissions", json!({ "granted": kept })).await;
    }
}

pub(crate) async fn reply(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    assert!(response.headers().contains_key("x-tt-logid"));
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

pub(crate) fn query_of(address: &str, name: &str) -> Option<String> {
    let url = Url::parse(address).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

pub(crate) fn location(response: &Response) -> String {
    response.headers()["location"].to_str().unwrap().to_owned()
}
