//! A relying party as the certification suite is one: it has a browser and two registrations, asks as the case says, and
//! leaves no answer unjudged.

use openidconnect::CsrfToken;
use serde_json::Value;
use url::Url;

use super::judge;
use crate::harness::by_hand::Answer;
use crate::harness::gate::{CLIENT_SECRET, REDIRECT_URI};
use crate::harness::verifier::KeySet;
use crate::harness::{Browser, Gate, Kind, Page, Setup};

/// How the answer to an authorization request travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Query,
    FormPost,
}

/// The provider under test, and how it is asked. Its clients `first` and `second` need no PKCE, as the suite uses none.
pub struct Op {
    pub gate: Gate,
    mode: Mode,
}

/// An authorization request.
#[derive(Clone)]
pub struct Request {
    pub client: String,
    pub pairs: Vec<(String, String)>,
}

/// What a code was traded for; the ID token was verified.
pub struct Tokens {
    pub answer: Answer,
    pub id_token: Value,
}

impl Op {
    pub async fn start(kind: Kind, mode: Mode) -> Self {
        let client = |id: &str| {
            format!(
                "[[clients]]\nid = \"{id}\"\nname = \"Suite\"\nsecret_env = \"CLIENT_SECRET\"\n\
                 require_pkce = false\nredirect_uris = [\"{REDIRECT_URI}\"]\n"
            )
        };
        let clients = client("first") + &client("second");
        Self { gate: Gate::with(Setup { database: kind, clients, ..Setup::default() }).await, mode }
    }

    /// The plain request of the client `first`, with parameters added or, where empty, taken away.
    pub fn request(&self, changes: &[(&str, &str)]) -> Request {
        self.request_of("first", changes)
    }

    pub fn request_of(&self, client: &str, changes: &[(&str, &str)]) -> Request {
        let chance = || CsrfToken::new_random().into_secret();
        let mode = if self.mode == Mode::FormPost { "form_post" } else { "" };
        let usual = [
            ("client_id", client.to_owned()),
            ("scope", "openid".to_owned()),
            ("redirect_uri", REDIRECT_URI.to_owned()),
            ("state", chance()),
            ("nonce", chance()),
            ("response_type", "code".to_owned()),
            ("response_mode", mode.to_owned()),
        ];
        let usual: Vec<_> = usual.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let changed = crate::harness::by_hand::changed(&usual, changes);
        let sent = changed.into_iter().filter(|(_, value)| !value.is_empty());
        let pairs = sent.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Request { client: client.to_owned(), pairs }
    }

    pub fn url(&self, request: &Request) -> String {
        let endpoint = format!("{}/oauth2/authorize", self.gate.url);
        Url::parse_with_params(&endpoint, &request.pairs).unwrap().into()
    }

    /// Sends the browser, which must come back without having shown anything.
    pub async fn silently(&self, browser: &mut Browser, request: &Request) -> Reply {
        self.reply(&browser.follow(&self.url(request)).await, request)
    }

    /// Sends the browser, which must show the sign-in page, by whose text a person sees that they are asked again.
    pub async fn shown(&self, browser: &mut Browser, request: &Request) -> Page {
        let page = browser.follow(&self.url(request)).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("<h1>登录 Suite</h1>"), "{}", page.body);
        page
    }

    /// The answer that a page carries, judged.
    pub fn reply(&self, page: &Page, request: &Request) -> Reply {
        Reply::judged(self, page, request)
    }

    /// Goes on from the sign-in page as `lin`.
    pub async fn sign_in(&self, browser: &mut Browser, page: &Page, request: &Request) -> Reply {
        let callback = self.gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        self.reply(&browser.get(&callback).await, request)
    }

    /// Sends a browser in which nobody is signed in, and signs `lin` in.
    pub async fn answered(&self, browser: &mut Browser, request: &Request) -> Reply {
        let page = self.shown(browser, request).await;
        self.sign_in(browser, &page, request).await
    }

    /// `POST /oauth2/token` with the code of `reply`, by client_secret_basic, with more in the form.
    pub async fn present(&self, request: &Request, reply: &Reply, more: &[(&str, &str)]) -> Answer {
        let usual =
            [("grant_type", "authorization_code"), ("code", reply.code()), ("redirect_uri", REDIRECT_URI)];
        let form: Vec<_> = usual.iter().chain(more).copied().collect();
        self.gate.token(Some((&request.client, CLIENT_SECRET)), &form).await
    }

    /// Trades the code, and judges what it brought.
    pub async fn redeem(&self, request: &Request, reply: &Reply) -> Tokens {
        let answer = self.present(request, reply, &[]).await;
        self.judged(request, answer).await
    }

    /// Judges an answer of the token endpoint to a code.
    pub async fn judged(&self, request: &Request, answer: Answer) -> Tokens {
        judge::token_answer(&answer);
        let id_token = self.verified(&request.client, &answer.text("id_token")).await;
        assert_eq!(id_token["nonce"].as_str(), request.get("nonce"), "{id_token}");
        judge::at_hash(&id_token, &answer.text("access_token"));
        Tokens { answer, id_token }
    }

    /// The claims of an ID token, once the published keys and the rules of every flow have vouched for them.
    pub async fn verified(&self, client: &str, id_token: &str) -> Value {
        let keys = KeySet::fetch(self.gate.http(), &format!("{}/oauth2/jwks", self.gate.url)).await;
        let claims = keys.verify(id_token).unwrap_or_else(|error| panic!("{error}: {id_token}"));
        judge::id_token(&claims, &self.gate.url, client, self.gate.server.app().now().seconds());
        claims
    }

    /// The whole flow in a browser of its own.
    pub async fn flow(&self, changes: &[(&str, &str)]) -> Tokens {
        let request = self.request(changes);
        let reply = self.answered(&mut self.gate.browser(), &request).await;
        self.redeem(&request, &reply).await
    }

    /// `GET /.well-known/openid-configuration`.
    pub async fn metadata(&self) -> Value {
        let url = format!("{}/.well-known/openid-configuration", self.gate.url);
        self.gate.http().get(url).send().await.unwrap().json().await.unwrap()
    }
}

impl Request {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

impl Tokens {
    pub fn text(&self, name: &str) -> String {
        self.answer.text(name)
    }
}

/// An authorization response.
#[derive(Debug)]
pub struct Reply {
    pairs: Vec<(String, String)>,
}

impl Reply {
    /// Reads the answer that `page` carries, where it must be carried, and judges it.
    fn judged(op: &Op, page: &Page, request: &Request) -> Self {
        let pairs = match op.mode {
            Mode::Query => judge::query_of(page),
            Mode::FormPost => judge::form_of(page),
        };
        judge::authorization_response(&pairs, &op.gate.url, request.get("state"));
        Self { pairs }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The code; there must be one.
    pub fn code(&self) -> &str {
        self.get("code").unwrap_or_else(|| panic!("no code: {self:?}"))
    }

    /// The error; there must be one.
    pub fn error(&self) -> &str {
        self.get("error").unwrap_or_else(|| panic!("no error: {self:?}"))
    }
}
