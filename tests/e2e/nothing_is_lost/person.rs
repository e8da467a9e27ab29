//! A person at a browser, and the application they want to get into, while the server dies again and again. Nobody gives
//! up: pages are reloaded, "try again" is pressed, and at worst everything starts from the beginning.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::harness::gate::{CLIENT_SECRET, REDIRECT_URI};
use crate::harness::outside::VERIFIER;
use crate::harness::{Browser, Page};

/// So many pages somebody comes to before they call it broken.
const TRIES: usize = 200;
/// So long they wait for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What all of them share.
pub(super) struct Everybody {
    pub(super) larkgate: String,
    pub(super) feishu: String,
    pub(super) authorize: String,
    pub(super) http: reqwest::Client,
    /// Logins that ended with a token.
    pub(super) logins: AtomicUsize,
    /// Requests that nobody answered.
    pub(super) unanswered: AtomicUsize,
    /// How often each of our codes was accepted.
    pub(super) accepted: Mutex<BTreeMap<String, usize>>,
    /// Every token that an application got: person, access token, refresh token.
    pub(super) tokens: Mutex<Vec<(String, String, String)>>,
}

impl Everybody {
    /// Signs `person` in, whatever it takes.
    pub(super) async fn login(&self, person: &str) {
        let mut browser = Browser::new();
        let mut next = self.authorize.clone();
        for _ in 0..TRIES {
            let Some(page) = self.patiently(&mut browser, &next).await else {
                next = self.authorize.clone();
                continue;
            };
            next = match self.step(&mut browser, person, &page).await {
                Step::Go(next) => next,
                Step::Done => return,
            };
        }
        panic!("{person} gave up at {next}");
    }

    /// What somebody does on a page.
    async fn step(&self, browser: &mut Browser, person: &str, page: &Page) -> Step {
        assert_ne!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", page.body);
        if let Some(to) = page.location() {
            if !to.starts_with(REDIRECT_URI) {
                return Step::Go(to);
            }
            let code = page.answer("code").unwrap_or_else(|| panic!("{person} was refused: {to}"));
            return if self.redeem(person, &code).await {
                Step::Done
            } else {
                Step::Go(self.authorize.clone())
            };
        }
        if page.status == StatusCode::OK {
            return Step::Go(self.at_feishu(person, &page.feishu_link()).await);
        }
        let again = page.links().into_iter().find(|link| link.ends_with("/again"));
        match again {
            Some(path) => Step::Go(format!("{}{path}", self.larkgate)),
            None => {
                // Their cookies went down with an answer: from the beginning.
                browser.forget_cookies();
                Step::Go(self.authorize.clone())
            }
        }
    }

    /// Reloads a page until it answers; `None` when it would not.
    async fn patiently(&self, browser: &mut Browser, url: &str) -> Option<Page> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            match browser.try_get(url).await {
                Ok(page) => return Some(page),
                Err(_nobody) => self.wait().await,
            }
        }
        None
    }

    async fn wait(&self) {
        self.unanswered.fetch_add(1, Ordering::Relaxed);
        // Whether the server is back is what the next request finds out.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    async fn at_feishu(&self, person: &str, link: &str) -> String {
        let url = format!("{}/_sim/login", self.feishu);
        let choice = json!({ "person": person, "authorize_url": link });
        let answer: Value = self.http.post(url).json(&choice).send().await.unwrap().json().await.unwrap();
        answer["redirect"].as_str().unwrap_or_else(|| panic!("Feishu refused: {answer}")).to_owned()
    }

    /// Redeems a code, again when nobody answered; false when it turns out to be spent.
    async fn redeem(&self, person: &str, code: &str) -> bool {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let request = self.http.post(format!("{}/oauth2/token", self.larkgate));
            let answer = request.basic_auth("app", Some(CLIENT_SECRET)).form(&form).send().await;
            let json: Value = match answer {
                Ok(answer) if answer.status() != StatusCode::SERVICE_UNAVAILABLE => match answer.json().await
                {
                    Ok(json) => json,
                    Err(_cut) => Value::Null,
                },
                _ => Value::Null,
            };
            match (json["access_token"].as_str(), json["refresh_token"].as_str(), json["error"].as_str()) {
                (Some(access), Some(refresh), None) => {
                    *self.accepted.lock().unwrap().entry(code.to_owned()).or_default() += 1;
                    let tokens = (person.to_owned(), access.to_owned(), refresh.to_owned());
                    self.tokens.lock().unwrap().push(tokens);
                    self.logins.fetch_add(1, Ordering::Relaxed);
                    return true;
                }
                (None, None, Some("invalid_grant")) => return false,
                _ if json.is_null() => self.wait().await,
                _ => panic!("the token endpoint said {json}"),
            }
        }
        panic!("{person} has a code that nobody takes")
    }
}

enum Step {
    Go(String),
    Done,
}
