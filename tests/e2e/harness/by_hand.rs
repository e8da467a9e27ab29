//! An application that writes its requests by hand, right or wrong.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::RequestBuilder;
use reqwest::header::HeaderMap;
use serde_json::Value;
use url::Url;

use super::gate::{CLIENT_SECRET, REDIRECT_URI};
use super::{Browser, Gate};

/// Verifier and challenge of RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// The `state` of [`Gate::ask`].
pub const STATE: &str = "st&te=1 /?周";

/// What an endpoint for applications answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub json: Value,
}

impl Answer {
    /// Sends a request.
    pub async fn of(request: RequestBuilder) -> Self {
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await.unwrap();
        Self { status, headers, json: serde_json::from_slice(&body).unwrap_or(Value::Null) }
    }

    /// Status and `error`.
    pub fn refusal(&self) -> (u16, &str) {
        (self.status, self.json["error"].as_str().unwrap_or("(none)"))
    }

    /// A field that is text.
    pub fn text(&self, name: &str) -> String {
        self.json[name].as_str().unwrap_or_else(|| panic!("no {name}: {self:?}")).to_owned()
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// `pairs` where `changes` take the place of parameters of the same name; an empty one takes it away.
pub fn changed<'a>(pairs: &[(&'a str, &'a str)], changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = pairs.iter().filter(|(name, _)| !changes.iter().any(|(other, _)| other == name));
    kept.chain(changes.iter().filter(|(_, value)| !value.is_empty())).copied().collect()
}

/// Header and claims of a JWT; the signature is for others to check.
pub fn jwt(token: &str) -> (Value, Value) {
    let part = |n| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(n).unwrap()).unwrap());
    (part(0).unwrap(), part(1).unwrap())
}

/// The names in a JSON object, in order.
pub fn names(object: &Value) -> Vec<&str> {
    let mut names: Vec<_> = object.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

impl Gate {
    /// An authorization request of `client_id`, with changes as in [`changed`].
    pub fn ask(&self, client_id: &str, changes: &[(&str, &str)]) -> String {
        let usual = [
            ("response_type", "code"),
            ("client_id", client_id),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "openid profile email phone offline_access feishu"),
            ("state", STATE),
            ("nonce", "a-nonce"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let url = format!("{}/oauth2/authorize", self.url);
        Url::parse_with_params(&url, changed(&usual, changes)).unwrap().into()
    }

    /// A code for `client_id`, by a sign-in of `person` in a browser of its own.
    pub async fn code(&self, client_id: &str, person: &str) -> String {
        self.code_for(&mut self.browser(), &self.ask(client_id, &[]), person).await
    }

    /// A code for the request at `url`.
    pub async fn code_for(&self, browser: &mut Browser, url: &str, person: &str) -> String {
        let back = self.sign_in(browser, url, person).await;
        back.answer("code").unwrap_or_else(|| panic!("no code: {back:?}"))
    }

    /// `POST /oauth2/token` with the secret in the header, if `basic` names a client.
    pub async fn token(&self, basic: Option<(&str, &str)>, form: &[(&str, &str)]) -> Answer {
        let mut request = self.http().post(format!("{}/oauth2/token", self.url)).form(form);
        if let Some((id, secret)) = basic {
            request = request.basic_auth(id, Some(secret));
        }
        Answer::of(request).await
    }

    /// Redeems `code` as a confidential client should, but for the changes.
    pub async fn redeem(&self, client_id: &str, code: &str, changes: &[(&str, &str)]) -> Answer {
        let usual = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        self.token(Some((client_id, CLIENT_SECRET)), &changed(&usual, changes)).await
    }

    /// The tokens of a sign-in of `person` to `client_id`.
    pub async fn tokens(&self, client_id: &str, person: &str) -> Answer {
        let answer = self.redeem(client_id, &self.code(client_id, person).await, &[]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    /// Trades a refresh token.
    pub async fn refresh(&self, client_id: &str, token: &str, changes: &[(&str, &str)]) -> Answer {
        let usual = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.token(Some((client_id, CLIENT_SECRET)), &changed(&usual, changes)).await
    }

    /// `GET /oauth2/userinfo`.
    pub async fn userinfo(&self, token: &str) -> Answer {
        Answer::of(self.http().get(format!("{}/oauth2/userinfo", self.url)).bearer_auth(token)).await
    }

    /// What userinfo says of `person`, after a sign-in with every scope.
    pub async fn claims_of(&self, person: &str) -> Value {
        let tokens = self.tokens("app", person).await;
        let answer = self.userinfo(&tokens.text("access_token")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json
    }
}
