//! A run in which everything happens that can: every way in, several people, every failure, every command.

use std::time::Duration;

use reqwest::Response;
use serde_json::{Value, json};

use crate::harness::gate::CLIENT_SECRET;
use crate::harness::outside::VERIFIER;
use crate::harness::{Browser, Outside, Page};

/// What came out of a run: what larkgate told browsers and applications, and which secrets it gave them.
#[derive(Default)]
pub(super) struct Harvest {
    pub(super) told: Vec<String>,
    pub(super) secrets: Vec<(&'static str, String)>,
}

impl Harvest {
    fn browser(&mut self, browser: &Browser, larkgate: &str) {
        for page in browser.seen.iter().filter(|page| page.url.starts_with(larkgate)) {
            self.page(page);
        }
    }

    /// The address is what was asked, not what was answered.
    fn page(&mut self, page: &Page) {
        self.told.push(format!("{:?}\n{}", page.headers, page.body));
        if let Some(code) = page.answer("code") {
            self.secrets.push(("authorization code", code));
        }
        for cookie in page.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.len() > 20 {
                let kind = if name.contains("attempt") { "attempt cookie" } else { "session cookie" };
                self.secrets.push((kind, value.to_owned()));
            }
        }
        if let Some(handle) =
            page.location().and_then(|to| to.split_once("/login/").map(|(_, h)| h.to_owned()))
        {
            self.secrets.push(("handle", handle));
        }
    }

    async fn answer(&mut self, response: Response) -> Value {
        let headers = format!("{:?}", response.headers());
        let body = response.text().await.unwrap();
        self.told.push(format!("{headers}\n{body}"));
        let json: Value = serde_json::from_str(&body).unwrap();
        for name in ["access_token", "refresh_token", "id_token"] {
            if let Some(token) = json[name].as_str() {
                self.secrets.push((name, token.to_owned()));
            }
        }
        json
    }

    /// People who get in by link and by QR code, and everything that their applications then do.
    pub(super) async fn welcome(&mut self, outside: &Outside) {
        for (n, person) in ["lin", "zhou", "no-email", "markup"].into_iter().enumerate() {
            let mut browser = Browser::new();
            let scope = "openid profile email phone feishu offline_access";
            let page = browser.follow(&outside.authorize_url("app", scope)).await;
            let callback = if n % 2 == 0 {
                outside.at_feishu(Some(person), &page.feishu_link()).await
            } else {
                outside.by_qr(person, &page).await
            };
            let back = browser.get(&callback).await;
            let code = back.answer("code").unwrap_or_else(|| panic!("{person}: {}", back.body));
            let tokens = self.answer(outside.redeem("app", CLIENT_SECRET, &code).await.unwrap()).await;
            let token = tokens["access_token"].as_str().unwrap();
            self.answer(outside.userinfo(token).await).await;
            let old = tokens["refresh_token"].as_str().unwrap();
            let form = [("grant_type", "refresh_token"), ("refresh_token", old)];
            let renewed = self.answer(outside.token("app", CLIENT_SECRET, &form).await.unwrap()).await;
            assert!(renewed["access_token"].is_string(), "{renewed}");
            // Replays: of the callback, of the code, of the refresh token; then a token that they killed.
            browser.get(&callback).await;
            self.answer(outside.redeem("app", CLIENT_SECRET, &code).await.unwrap()).await;
            self.answer(outside.token("app", CLIENT_SECRET, &form).await.unwrap()).await;
            self.answer(outside.userinfo(token).await).await;
            self.answer(outside.redeem("app", "not-the-secret-at-all", &code).await.unwrap()).await;
            browser.get(&outside.url("/?lang=en")).await;
            self.browser(&browser, &outside.process.url);
        }
    }

    /// People whom Feishu keeps out, and a Feishu that is unwell or talks of what it should not.
    pub(super) async fn trouble(&mut self, outside: &Outside) {
        for person in ["resigned", "frozen", "outside", "other-tenant"] {
            self.fail(outside, Some(person)).await;
        }
        self.fail(outside, None).await;
        let secret = &outside.feishu.app_secret;
        let telling = json!({
            "code": 20002, "error": "invalid_client", "msg": format!("app_secret {secret} is wrong"),
            "error_description": format!("client_secret={secret} is wrong"), "data": { "secret": secret },
        });
        for path in ["/oauth/v3/token", "/open-apis/authen/", "/open-apis/contact/"] {
            for fault in [
                json!({ "kind": "slow", "delay_ms": 10_000 }),
                json!({ "kind": "nonsense", "body": format!("<html>{secret}") }),
                json!({ "kind": "nonsense", "body": format!("{{\"code\":0,\"access_token\":\"{secret}\",\"x\":") }),
                json!({ "kind": "status", "status": 503 }),
                json!({ "kind": "status", "status": 400, "body": telling.to_string() }),
                json!({ "kind": "truncate" }),
                json!({ "kind": "close", "after": true }),
                json!({ "kind": "ratelimit" }),
                json!({ "kind": "redirect", "location": format!("/elsewhere?app_secret={secret}") }),
            ] {
                let mut fault = fault;
                fault["path"] = json!(path);
                fault["times"] = json!(2);
                outside.control("faults", fault).await;
                self.fail(outside, Some("wang")).await;
                outside.heal().await;
            }
        }
        outside.control("app", json!({ "app_secret": "AnotherSecretThatLarkgateDoesNotKnow" })).await;
        self.fail(outside, Some("wang")).await;
        outside.control("app", json!({ "app_secret": secret })).await;
    }

    async fn fail(&mut self, outside: &Outside, person: Option<&str>) {
        let mut browser = Browser::new();
        let page = browser.follow(&outside.authorize_url("app", "openid")).await;
        let callback = outside.at_feishu(person, &page.feishu_link()).await;
        browser.get(&callback).await;
        browser.get(&callback).await;
        Browser::new().get(&callback).await;
        self.browser(&browser, &outside.process.url);
    }

    /// A service that comes by its token, rightly and wrongly.
    async fn service(&mut self, outside: &Outside) {
        let added = outside.cli(&["service-token", "add", "--application", "wiki", "--name", "ci"]).await;
        let added = text(&added.stdout);
        let token = added.lines().find_map(|line| line.strip_prefix("token ")).unwrap().trim().to_owned();
        let ask = async |token: &str, uri: &str| {
            let request = outside.http.get(outside.url("/forward-auth/proxy")).bearer_auth(token);
            let request =
                request.header("x-forwarded-proto", "http").header("x-forwarded-host", "wiki.example.com");
            let request = request.header("x-forwarded-uri", uri).header("x-forwarded-method", "GET");
            request.send().await.unwrap()
        };
        // What another process did is known within a second.
        while ask(&token, "/").await.status() != 200 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for (token, uri) in [(&*token, "/"), (&token, "/.."), (&format!("{token}x"), "/")] {
            let answer = ask(token, uri).await;
            self.told.push(format!("{:?}\n{}", answer.headers().clone(), answer.text().await.unwrap()));
        }
        self.secrets.push(("service token", token));
    }

    /// Every command, and what it prints.
    pub(super) async fn commands(&mut self, outside: &Outside) {
        let add =
            ["client", "add", "late", "--name", "Late", "--redirect-uri", "https://late.example.com/cb"];
        let added = outside.cli(&add).await;
        let rotated = outside.cli(&["client", "rotate-secret", "late"]).await;
        for output in [&added, &rotated] {
            assert!(output.status.success(), "{output:?}");
            let text = String::from_utf8(output.stdout.clone()).unwrap();
            let line = text.lines().find(|line| line.starts_with("client_secret")).unwrap();
            self.secrets.push(("client secret", line.split_whitespace().nth(1).unwrap().to_owned()));
        }
        self.service(outside).await;
        for arguments in [
            &["client", "list"][..],
            &["application", "list"],
            &["application", "show", "wiki"],
            &["rule", "list", "wiki"],
            &["service-token", "list"],
            &["explain", "--url", "http://wiki.example.com/", "--service", "ci"],
            &["client", "show", "late"],
            &["client", "show", "app"],
            &["account", "list"],
            &["account", "show", &outside.feishu.open_id("lin")],
            &["key", "rotate"],
            &["key", "list"],
            &["check"],
            &["client", "remove", "late"],
        ] {
            let output = outside.cli(arguments).await;
            assert!(output.status.success(), "{arguments:?}: {output:?}");
            self.told.push(format!("{}{}", text(&output.stdout), text(&output.stderr)));
        }
        self.secrets.push(("client secret", CLIENT_SECRET.to_owned()));
        self.secrets.push(("PKCE verifier of the application", VERIFIER.to_owned()));
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
