//! Nothing with a secret in it may be kept by anybody on the way: a journey through everything, and then each answer that
//! has a code, a token, a handle or a cookie in it must say `no-store`.

use reqwest::header::HeaderMap;

use crate::harness::by_hand::{Answer, VERIFIER};
use crate::harness::gate::{CLIENT_SECRET, REDIRECT_URI};
use crate::harness::{Browser, Gate, Setup, on_each_database};

/// Answers, as everything that was said in them.
#[derive(Default)]
struct Heard(Vec<(String, HeaderMap, String)>);

impl Heard {
    /// Sends a form to an endpoint for applications.
    async fn post(&mut self, gate: &Gate, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = gate.http().post(format!("{}/oauth2/{path}", gate.url)).form(form);
        let answer = Answer::of(request.basic_auth("app", Some(CLIENT_SECRET))).await;
        self.0.push((path.to_owned(), answer.headers.clone(), answer.json.to_string()));
        answer
    }

    async fn redeem(&mut self, gate: &Gate, code: &str) -> Answer {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        self.post(gate, "token", &form).await
    }

    /// Judges every answer that has one of `secrets` in it; how many there were.
    fn judge(&self, secrets: &[String]) -> usize {
        let mut found = 0;
        for (what, headers, body) in &self.0 {
            let said = format!("{headers:?} {body}");
            if secrets.iter().any(|secret| said.contains(secret)) {
                found += 1;
                assert_eq!(
                    headers.get("cache-control").map(|value| value.to_str().unwrap()),
                    Some("no-store"),
                    "{what}"
                );
            }
        }
        found
    }
}

/// What a browser has seen, and what it holds.
fn harvest(browser: &Browser, heard: &mut Heard, secrets: &mut Vec<String>) {
    secrets.extend(browser.cookie_names().iter().map(|name| browser.cookie(name).unwrap().to_owned()));
    for page in &browser.seen {
        heard.0.push((page.url.clone(), page.headers.clone(), page.body.clone()));
        secrets.extend(page.url.split("/login/").nth(1).filter(|rest| rest.len() == 43).map(str::to_owned));
        secrets.extend(page.answer("code"));
        for name in ["code", "csrf"] {
            let field = page.body.split_once(&format!("name=\"{name}\" value=\""));
            secrets.extend(field.map(|(_, rest)| rest.split('"').next().unwrap().to_owned()));
        }
    }
}

on_each_database! {
    async fn whatever_has_a_secret_in_it(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let (mut heard, mut secrets, mut browser) = (Heard::default(), Vec::new(), gate.browser());
        let code = gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        let first = heard.redeem(&gate, &code).await;
        let refresh = first.text("refresh_token");
        let second = heard.post(&gate, "token", &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await;
        for name in ["access_token", "id_token", "refresh_token"] {
            secrets.extend([first.text(name), second.text(name)]);
        }
        let access = second.text("access_token");
        let jti = heard.post(&gate, "introspect", &[("token", &access)]).await.text("jti");
        secrets.push(jti);
        let info = gate.userinfo(&access).await;
        assert_eq!(info.header("cache-control"), Some("no-store"));
        for ask in [
            gate.ask("app", &[("prompt", "none")]),
            gate.ask("app", &[("response_mode", "form_post")]),
            gate.ask("app", &[("prompt", "login")]),
            format!("{}/", gate.url),
            format!("{}/oauth2/logout", gate.url),
            format!("{}/oauth2/logout?id_token_hint={}", gate.url, first.text("id_token")),
        ] {
            browser.follow(&ask).await;
        }
        heard.redeem(&gate, &code).await;
        heard.post(&gate, "revoke", &[("token", &access)]).await;
        harvest(&browser, &mut heard, &mut secrets);
        let found = heard.judge(&secrets);
        assert!(found >= 11, "only {found} answers had a secret in them: too few were looked at");
        // And of all the rest only public documents may be kept.
        let public = ["/oauth2/jwks", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];
        for path in ["/", "/healthz", "/readyz", "/oauth2/userinfo", "/oauth2/authorize", "/nowhere"].iter().chain(&public) {
            let answer = gate.http().get(format!("{}{path}", gate.url)).send().await.unwrap();
            let kept = answer.headers()["cache-control"] != "no-store";
            assert_eq!(kept, public.contains(path), "{path}");
        }
    }
}
