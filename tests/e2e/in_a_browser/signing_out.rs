//! Signing out in a real browser: applications that are told by it, and the way back to the one that asked.

use url::Url;

use super::{in_chromium, quiet};
use crate::harness::chrome::{Chrome, Looks};
use crate::harness::receiver::{Manner, Receiver};
use crate::harness::{Gate, Setup};

/// A gate and two applications that are told through the browser; `front` asks for the logout.
struct Scene {
    gate: Gate,
    front: Receiver,
    second: Receiver,
}

impl Scene {
    async fn start(second: Manner) -> Self {
        let (front, second) = (Receiver::start(Manner::Status(200)).await, Receiver::start(second).await);
        let client = |id: &str, name: &str, url: &str| {
            format!(
                "[[clients]]\nid = \"{id}\"\nname = \"{name}\"\nsecret_env = \"CLIENT_SECRET\"\n\
                 redirect_uris = [\"{url}/callback\"]\npost_logout_redirect_uris = [\"{url}/bye\"]\n\
                 frontchannel_logout_uri = \"{url}/logout\"\n"
            )
        };
        let clients = client("front", "报销系统", &front.url) + &client("second", "Grafana", &second.url);
        let gate = Gate::with(Setup { clients, ..Setup::default() }).await;
        Self { gate, front, second }
    }

    /// Signs in to both, and to one that cannot be told; the address that signs out again.
    async fn signed_in(&self, chrome: &Chrome, params: &[(&str, &str)]) -> String {
        let callback = format!("{}/callback", self.front.url);
        chrome.goto(&self.gate.ask("front", &[("redirect_uri", &callback)])).await;
        chrome.click("main.sign-in a.button").await;
        chrome.click("#person-lin").await;
        chrome.until_true("location.pathname === '/callback'").await;
        let back = Url::parse(&chrome.url().await).unwrap();
        let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        let tokens = self.gate.redeem("front", &code, &[("redirect_uri", &callback)]).await;
        let also = format!("{}/callback", self.second.url);
        self.second.behave(Manner::Status(200));
        chrome.goto(&self.gate.ask("second", &[("redirect_uri", &also)])).await;
        let hint = tokens.text("id_token");
        let params = [&[("id_token_hint", hint.as_str())], params].concat();
        Url::parse_with_params(&format!("{}/oauth2/logout", self.gate.url), params).unwrap().into()
    }

    fn bye(&self) -> String {
        format!("{}/bye", self.front.url)
    }
}

/// What a browser loaded there, icons apart.
fn loaded(application: &Receiver) -> Vec<String> {
    let targets = application.received().into_iter().map(|request| request.target);
    let paths = targets.map(|target| target.split('?').next().unwrap().to_owned());
    paths.filter(|path| path != "/favicon.ico").collect()
}

in_chromium! {
    async fn applications_are_told_in_frames_and_the_browser_goes_back() {
        let scene = Scene::start(Manner::Status(200)).await;
        let chrome = Chrome::chinese().await;
        let bye = scene.bye();
        let logout = scene.signed_in(&chrome, &[("post_logout_redirect_uri", &bye), ("state", "s&t")]).await;
        chrome.goto(&logout).await;
        chrome.until_true("location.pathname === '/bye'").await;
        assert_eq!(chrome.url().await, format!("{bye}?state=s%26t"));
        assert_eq!(loaded(&scene.front), ["/callback", "/logout", "/bye"], "told before it goes on");
        assert_eq!(loaded(&scene.second), ["/callback", "/logout"]);
        quiet(&chrome).await;
    }

    async fn an_application_that_hangs_is_not_waited_for() {
        let scene = Scene::start(Manner::Status(200)).await;
        let chrome = Chrome::english().await;
        let bye = scene.bye();
        let logout = scene.signed_in(&chrome, &[("post_logout_redirect_uri", &bye)]).await;
        scene.second.behave(Manner::Silence);
        chrome.run(&format!("location.href = {logout:?}")).await;
        chrome.until_true("location.pathname === '/bye'").await;
        assert_eq!(loaded(&scene.second), ["/callback", "/logout"]);
    }

    async fn without_scripts_the_browser_is_sent_on_all_the_same() {
        let scene = Scene::start(Manner::Status(200)).await;
        let chrome = Chrome::open(Looks { scripts: false, ..Looks::default() }).await;
        let bye = scene.bye();
        let logout = scene.signed_in(&chrome, &[("post_logout_redirect_uri", &bye)]).await;
        chrome.goto(&logout).await;
        assert_eq!(chrome.text("#next").await, "继续");
        scene.front.wait_for(3).await;
        chrome.until("the way back by itself", async || (chrome.url().await == bye).then_some(())).await;
        assert_eq!(loaded(&scene.front), ["/callback", "/logout", "/bye"]);
    }

    async fn the_page_after_signing_out() {
        for (language, chrome) in [("zh", Chrome::chinese().await), ("en", Chrome::english().await)] {
            let scene = Scene::start(Manner::Status(200)).await;
            let logout = scene.signed_in(&chrome, &[]).await;
            // Nobody listens at its address, but the code was given.
            let _ = chrome.client.goto(&scene.gate.ask("app", &[])).await;
            chrome.goto(&logout).await;
            chrome.see(".names").await;
            chrome.screenshot(&format!("signed-out-{language}")).await;
            assert_eq!(loaded(&scene.second), ["/callback", "/logout"]);
        }
    }
}
