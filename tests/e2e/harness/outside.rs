//! larkgate from outside: a process with its Feishu, met by HTTP and the command line alone.

use std::process::Output;

use larkgate::domain::pkce::CodeChallenge;
use reqwest::Response;
use serde_json::{Value, json};
use simulator::Simulator;

use super::database;
use super::gate::{CLIENT_SECRET, REDIRECT_URI, Setup};
use super::process::Process;
use super::{Browser, Page};

/// The PKCE verifier of every application here.
pub const VERIFIER: &str = "a-verifier-of-enough-length-for-rfc-7636-0123456789";

/// A running program and the Feishu it knows.
pub struct Outside {
    pub process: Process,
    pub feishu: Simulator,
    pub http: reqwest::Client,
}

impl Outside {
    /// Starts both.
    pub async fn start(setup: &Setup) -> Self {
        let sections = database::sections(setup.database).await;
        Self::on(setup, &sections).await
    }

    /// Starts both, with these `[database]` and `[keys]` sections.
    pub async fn on(setup: &Setup, sections: &str) -> Self {
        let feishu = simulator::start(simulator::Config { brand: setup.brand, ..setup.simulator.clone() })
            .await
            .unwrap();
        let process = Process::start(&feishu, setup, sections).await;
        let http = process.http.clone();
        let outside = Self { process, feishu, http };
        let callback = format!("{}/login/callback/feishu", outside.process.url);
        outside.control("redirect-urls", json!({ "add": [callback] })).await;
        outside
    }

    /// `POST /_sim/{path}`.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/_sim/{path}", self.feishu.base_url());
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null)
    }

    /// Feishu is well again.
    pub async fn heal(&self) {
        let url = format!("{}/_sim/faults", self.feishu.base_url());
        self.http.delete(url).send().await.unwrap().error_for_status().unwrap();
    }

    /// `GET /_sim/{path}`.
    pub async fn observe(&self, path: &str) -> Value {
        let url = format!("{}/_sim/{path}", self.feishu.base_url());
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// An address on larkgate.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.process.url)
    }

    /// An authorization request of `client_id`.
    pub fn authorize_url(&self, client_id: &str, scope: &str) -> String {
        let challenge = CodeChallenge::of(VERIFIER);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("client_id", client_id),
                ("redirect_uri", REDIRECT_URI),
                ("response_type", "code"),
                ("scope", scope),
                ("code_challenge", challenge.as_str()),
                ("code_challenge_method", "S256"),
            ])
            .finish();
        self.url(&format!("/oauth2/authorize?{query}"))
    }

    /// Where Feishu sends a browser whose person chose `person` (`None` refuses).
    pub async fn at_feishu(&self, person: Option<&str>, authorize_url: &str) -> String {
        let answer = self.control("login", json!({ "person": person, "authorize_url": authorize_url })).await;
        answer["redirect"].as_str().unwrap_or_else(|| panic!("Feishu's page refused: {answer}")).to_owned()
    }

    /// Where Feishu sends a browser whose QR code `person` scanned.
    pub async fn by_qr(&self, person: &str, page: &Page) -> String {
        let frame = self.http.get(page.qr("frame").unwrap()).send().await.unwrap().text().await.unwrap();
        let id = frame.split_once("var ID='").unwrap().1.split('\'').next().unwrap();
        self.control("phone", json!({ "qr": id, "person": person })).await;
        let session = self.observe(&format!("qr/{id}")).await;
        let goto = format!("{}&tmp_code={}", page.qr("goto").unwrap(), session["tmp_code"].as_str().unwrap());
        let answer = self.http.get(goto).send().await.unwrap();
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Walks `browser` through a sign-in to `app`; returns what the callback answers with.
    pub async fn sign_in(&self, browser: &mut Browser, person: &str) -> Page {
        let page = browser.follow(&self.authorize_url("app", "openid profile offline_access")).await;
        let callback = self.at_feishu(Some(person), &page.feishu_link()).await;
        browser.get(&callback).await
    }

    /// What the application does with a code.
    pub async fn redeem(&self, client_id: &str, secret: &str, code: &str) -> reqwest::Result<Response> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        self.token(client_id, secret, &form).await
    }

    /// A request of a client to the token endpoint.
    pub async fn token(
        &self,
        client_id: &str,
        secret: &str,
        form: &[(&str, &str)],
    ) -> reqwest::Result<Response> {
        self.http.post(self.url("/oauth2/token")).basic_auth(client_id, Some(secret)).form(form).send().await
    }

    /// Signs `person` in to `app` and has the code redeemed: the token endpoint's answer.
    pub async fn tokens(&self, person: &str) -> Value {
        let back = self.sign_in(&mut Browser::new(), person).await;
        let code = back.answer("code").unwrap_or_else(|| panic!("no code: {}", back.body));
        self.redeem("app", CLIENT_SECRET, &code).await.unwrap().json().await.unwrap()
    }

    /// Asks userinfo with an access token.
    pub async fn userinfo(&self, token: &str) -> Response {
        self.http.get(self.url("/oauth2/userinfo")).bearer_auth(token).send().await.unwrap()
    }

    /// The command line, run to its end.
    pub async fn cli(&self, arguments: &[&str]) -> Output {
        let mut command = self.process.command(arguments);
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }
}
