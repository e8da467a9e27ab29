//! RP-initiated logout beyond the cases of the certification plan: what else people and applications try.

use reqwest::StatusCode;
use serde_json::Value;
use url::Url;

use crate::harness::{Browser, Gate, Kind, Page, Setup, on_each_database};

/// Where `leaver` may have the browser sent.
pub const BYE: &str = "http://127.0.0.1:9/bye";

/// A gate with the application `leaver`, a browser in which `lin` is signed in to it, and the tokens.
pub struct Scene {
    pub gate: Gate,
    pub browser: Browser,
    pub tokens: Value,
}

pub async fn scene(kind: Kind) -> Scene {
    let clients = format!(
        "[[clients]]\nid = \"leaver\"\nname = \"应用\"\nsecret_env = \"CLIENT_SECRET\"\n\
         redirect_uris = [\"http://127.0.0.1:9/callback\"]\npost_logout_redirect_uris = [\"{BYE}\"]\n"
    );
    let gate = Gate::with(Setup { database: kind, clients, ..Setup::default() }).await;
    let mut browser = gate.browser();
    let ask = gate.ask("leaver", &[("scope", "openid profile")]);
    let code = gate.code_for(&mut browser, &ask, "lin").await;
    let tokens = gate.redeem("leaver", &code, &[]).await.json;
    Scene { gate, browser, tokens }
}

impl Scene {
    pub fn hint(&self) -> &str {
        self.tokens["id_token"].as_str().unwrap()
    }

    pub async fn log_out(&mut self, params: &[(&str, &str)]) -> Page {
        let url = format!("{}/oauth2/logout", self.gate.url);
        self.browser.get(Url::parse_with_params(&url, params).unwrap().as_str()).await
    }

    /// Presses the button of the page that asks.
    async fn confirm(&mut self, page: &Page) -> Page {
        let csrf = page.body.split_once("name=\"csrf\" value=\"").unwrap().1.split('"').next().unwrap();
        let url = format!("{}/oauth2/logout/confirm", self.gate.url);
        self.browser.post(&url, &[("csrf", csrf)]).await
    }

    pub async fn is_signed_in(&mut self) -> bool {
        let silent = self.gate.ask("leaver", &[("prompt", "none")]);
        self.browser.get(&silent).await.answer("code").is_some()
    }

    /// Expects the question, and that nothing has happened yet; answers it, and expects the last page.
    pub async fn is_asked_first(&mut self, page: Page) {
        assert_eq!((page.status, page.location()), (StatusCode::OK, None), "{}", page.body);
        assert!(page.body.contains("退出登录？") && page.body.contains("林小雨"), "{}", page.body);
        assert!(self.is_signed_in().await, "asked, not done");
        let done = self.confirm(&page).await;
        assert_signed_out_page(&done);
        assert!(!self.is_signed_in().await);
    }
}

pub fn assert_signed_out_page(page: &Page) {
    assert_eq!((page.status, page.location()), (StatusCode::OK, None), "{}", page.body);
    assert!(page.body.contains("<h1>已退出登录</h1>"), "{}", page.body);
}

on_each_database! {
    async fn a_lapsed_hint_will_do_and_a_form_too(kind) {
        let mut scene = scene(kind).await;
        scene.gate.clock.advance(3600);
        let hint = scene.hint().to_owned();
        let url = format!("{}/oauth2/logout", scene.gate.url);
        let posted = scene.browser.post(&url, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
        let page = scene.browser.follow(&posted.location().unwrap()).await;
        assert_eq!(page.location().as_deref(), Some(BYE));
        assert!(!scene.is_signed_in().await);
        let nobody = scene.log_out(&[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
        assert_eq!(nobody.location().as_deref(), Some(BYE), "who is signed out already goes on as well");
    }

    async fn somebody_elses_hint_ends_nothing_unasked(kind) {
        let mut scene = scene(kind).await;
        let zhou = scene.gate.tokens("leaver", "zhou").await.text("id_token");
        let page = scene.log_out(&[("id_token_hint", &zhou), ("post_logout_redirect_uri", BYE)]).await;
        assert!(page.body.contains("name=\"csrf\""), "{}", page.body);
        assert!(scene.is_signed_in().await);
    }

    async fn the_button_works_only_on_the_page_it_was_shown_on(kind) {
        let mut scene = scene(kind).await;
        let url = format!("{}/oauth2/logout/confirm", scene.gate.url);
        for form in [&[][..], &[("csrf", "")], &[("csrf", "guess")], &[("csrf", "x"), ("csrf", "y")]] {
            let page = scene.browser.post(&url, form).await;
            assert!(page.body.contains("name=\"csrf\""), "asked again: {}", page.body);
        }
        assert!(scene.is_signed_in().await);
        // As another site would send it: without the cookie.
        let foreign = scene.gate.browser().post(&url, &[]).await;
        assert!(foreign.headers.get("set-cookie").is_none(), "a stranger's form takes no cookie away: {foreign:?}");
    }

    async fn the_last_page_says_what_was_ended_and_what_was_not(kind) {
        let leaver = "[[clients]]\nid = \"leaver\"\nname = \"Leaver\"\nsecret_env = \"CLIENT_SECRET\"\n\
                      redirect_uris = [\"http://127.0.0.1:9/callback\"]\n";
        let told = leaver.replace("eaver", "ooper") + "backchannel_logout_uri = \"http://127.0.0.1:9/logout\"\n";
        let gate = Gate::with(Setup { database: kind, clients: format!("{leaver}{told}"), ..Setup::default() }).await;
        let mut browser = gate.browser();
        let code = gate.code_for(&mut browser, &gate.ask("leaver", &[]), "lin").await;
        let hint = gate.redeem("leaver", &code, &[]).await.text("id_token");
        for id in ["looper", "app", "es256"] {
            assert!(browser.get(&gate.ask(id, &[])).await.answer("code").is_some());
        }
        let url = Url::parse_with_params(&format!("{}/oauth2/logout", gate.url), [("id_token_hint", &hint)]).unwrap();
        let page = browser.get(url.as_str()).await;
        assert_signed_out_page(&page);
        let lists: Vec<_> = page.body.split("<ul class=\"names\">").skip(1).map(|rest| rest.split("</ul>").next().unwrap()).collect();
        assert_eq!(lists, ["<li>Looper</li>", "<li>应用 app</li><li>应用 es256</li>"], "who asked knows: {}", page.body);
        let again = browser.get(url.as_str()).await;
        assert_signed_out_page(&again);
        assert!(!again.body.contains("<ul"), "{}", again.body);
    }

    async fn offline_access_outlives_the_session(kind) {
        let mut scene = scene(kind).await;
        let ask = scene.gate.ask("app", &[("scope", "openid offline_access")]);
        let code = scene.browser.get(&ask).await.answer("code").unwrap();
        let offline = scene.gate.redeem("app", &code, &[]).await;
        let hint = scene.hint().to_owned();
        scene.log_out(&[("id_token_hint", &hint)]).await;
        assert_eq!(scene.gate.refresh("app", &offline.text("refresh_token"), &[]).await.status, 200);
    }
}
