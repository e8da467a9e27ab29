//! What browsers and applications do at larkgate, by plain HTTP: whole logins through the simulated Feishu, and refreshing.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use reqwest::header::{ACCEPT, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::time::Instant;
use url::Url;

use crate::gate::{self, CLIENT_SECRET, REDIRECT_URI};

/// Verifier and challenge of RFC 7636, appendix B.
const PKCE: (&str, &str) =
    ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");

/// How many people sign in: each may do so sixty times at once.
const PEOPLE: usize = 200;
/// How many applications they sign in to: each may begin three thousand sign-ins at once.
pub(crate) const APPLICATIONS: usize = 8;

/// People in front of one larkgate.
pub(crate) struct People {
    http: reqwest::Client,
    gate: String,
    feishu: String,
    logins: AtomicUsize,
}

/// What a login brought, or a refresh.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    client: String,
    pub(crate) access: String,
    refresh: String,
}

/// One answer of larkgate, and how long it took.
struct Answer {
    response: Response,
    took: Duration,
}

impl People {
    /// Makes them known to Feishu.
    pub(crate) async fn before(gate: String, feishu: String) -> anyhow::Result<Self> {
        let people = Self { http: gate::client()?, gate, feishu, logins: AtomicUsize::new(0) };
        for number in 0..PEOPLE {
            let url = format!("{}/_sim/people/person-{number}", people.feishu);
            people.http.post(url).json(&json!({})).send().await?.error_for_status()?;
        }
        Ok(people)
    }

    /// A whole login, in a browser that has never been there; and how long larkgate took for its part.
    pub(crate) async fn login(&self) -> anyhow::Result<(Tokens, Duration)> {
        let number = self.logins.fetch_add(1, Ordering::Relaxed);
        let (client, person) =
            (format!("app-{}", number % APPLICATIONS), format!("person-{}", number % PEOPLE));
        let mut browser =
            Browser { people: self, address: address(number), cookies: Vec::new(), took: Duration::ZERO };
        let authorize = Url::parse_with_params(
            &format!("{}/oauth2/authorize", self.gate),
            [
                ("client_id", client.as_str()),
                ("response_type", "code"),
                ("redirect_uri", REDIRECT_URI),
                ("scope", "openid profile email offline_access"),
                ("state", "state"),
                ("code_challenge", PKCE.1),
                ("code_challenge_method", "S256"),
            ],
        )?;
        let sign_in = browser.goes_to(authorize.as_str()).await?;
        let page = browser.reads(&sign_in).await?;
        let callback = self.at_feishu(&person, &feishu_link(&page)?).await?;
        let application = browser.goes_to(&callback).await?;
        let code = Url::parse(&application)?
            .query_pairs()
            .find(|(name, _)| name == "code")
            .map(|(_, code)| code.into_owned());
        let code = code.with_context(|| format!("no code in {application}"))?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", PKCE.0),
        ];
        let took = browser.took;
        let (tokens, token) = self.token(&client, &form).await?;
        Ok((tokens, took + token))
    }

    /// The next tokens; and how long larkgate took.
    pub(crate) async fn refresh(&self, tokens: &Tokens) -> anyhow::Result<(Tokens, Duration)> {
        self.token(
            &tokens.client,
            &[("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str())],
        )
        .await
    }

    /// What userinfo says took so long.
    pub(crate) async fn userinfo(&self, tokens: &Tokens) -> anyhow::Result<Duration> {
        let request = self.http.get(format!("{}/oauth2/userinfo", self.gate)).bearer_auth(&tokens.access);
        let answer = timed(request).await?;
        ensure!(answer.response.status() == 200, "userinfo answered {:?}", answer.response);
        Ok(answer.took)
    }

    async fn token(&self, client: &str, form: &[(&str, &str)]) -> anyhow::Result<(Tokens, Duration)> {
        let request =
            self.http.post(format!("{}/oauth2/token", self.gate)).basic_auth(client, Some(CLIENT_SECRET));
        let Answer { response, took } = timed(request.form(form)).await?;
        let status = response.status();
        let answer: Value = response.json().await?;
        let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        let (access, refresh) =
            text("access_token").zip(text("refresh_token")).with_context(|| format!("{status}: {answer}"))?;
        Ok((Tokens { client: client.to_owned(), access, refresh }, took))
    }

    /// Chooses a person at Feishu's page; returns where Feishu sends the browser.
    async fn at_feishu(&self, person: &str, link: &str) -> anyhow::Result<String> {
        let body = json!({ "person": person, "authorize_url": link });
        let answer: Value =
            self.http.post(format!("{}/_sim/login", self.feishu)).json(&body).send().await?.json().await?;
        answer
            .get("redirect")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .with_context(|| format!("Feishu: {answer}"))
    }
}

struct Browser<'a> {
    people: &'a People,
    address: String,
    cookies: Vec<String>,
    took: Duration,
}

impl Browser<'_> {
    async fn get(&mut self, url: &str) -> anyhow::Result<Response> {
        let mut request =
            self.people.http.get(url).header(ACCEPT, "text/html").header("x-forwarded-for", &self.address);
        if !self.cookies.is_empty() {
            request = request.header(COOKIE, self.cookies.join("; "));
        }
        let Answer { response, took } = timed(request).await?;
        self.took += took;
        for cookie in response.headers().get_all(SET_COOKIE) {
            self.cookies.extend(cookie.to_str()?.split(';').next().map(str::to_owned));
        }
        Ok(response)
    }

    /// Where it is sent on to.
    async fn goes_to(&mut self, url: &str) -> anyhow::Result<String> {
        let response = self.get(url).await?;
        let location =
            response.headers().get(LOCATION).with_context(|| format!("no redirect: {response:?}"))?;
        Ok(Url::parse(url)?.join(location.to_str()?)?.into())
    }

    async fn reads(&mut self, url: &str) -> anyhow::Result<String> {
        let response = self.get(url).await?;
        ensure!(response.status() == 200, "no page: {response:?}");
        Ok(response.text().await?)
    }
}

async fn timed(request: RequestBuilder) -> anyhow::Result<Answer> {
    let began = Instant::now();
    let response = request.send().await?;
    Ok(Answer { response, took: began.elapsed() })
}

/// The sign-in page's one wide button.
fn feishu_link(page: &str) -> anyhow::Result<String> {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let link =
        links.into_iter().find(|link| link.contains("/open-apis/authen/")).context("no link to Feishu")?;
    Ok(link.replace("&#38;", "&").replace("&amp;", "&"))
}

/// Every browser has a network of its own, so that what is limited per network is not met.
fn address(number: usize) -> String {
    format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255)
}
