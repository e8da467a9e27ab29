//! The front-channel logout plan (OpenID Connect Front-Channel Logout 1.0).

use serde_json::Value;
use url::Url;

use crate::harness::by_hand::jwt;
use crate::harness::{Gate, Setup, on_each_database};

const BYE: &str = "http://127.0.0.1:9/bye";

/// The addresses of the page's frames.
fn frames(body: &str) -> Vec<Url> {
    let frames = body.split("<iframe").skip(1).map(|rest| rest.split_once(" src=\"").unwrap().1);
    frames.map(|rest| Url::parse(&rest.split('"').next().unwrap().replace("&#38;", "&")).unwrap()).collect()
}

on_each_database! {
    async fn oidcc_frontchannel_logout_discovery_endpoint_verification(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        for document in ["openid-configuration", "oauth-authorization-server"] {
            let url = format!("{}/.well-known/{document}", gate.url);
            let metadata: Value = gate.http().get(url).send().await.unwrap().json().await.unwrap();
            assert_eq!(metadata["frontchannel_logout_supported"], true);
            assert_eq!(metadata["frontchannel_logout_session_supported"], true);
        }
    }

    async fn oidcc_frontchannel_rp_initiated_logout(kind) {
        let clients = format!(
            "[[clients]]\nid = \"rp\"\nname = \"应用\"\nsecret_env = \"CLIENT_SECRET\"\n\
             redirect_uris = [\"http://127.0.0.1:9/callback\"]\npost_logout_redirect_uris = [\"{BYE}\"]\n\
             frontchannel_logout_uri = \"http://127.0.0.1:9/logout/front?x=1\"\n"
        );
        let gate = Gate::with(Setup { database: kind, clients, ..Setup::default() }).await;
        let mut browser = gate.browser();
        let code = gate.code_for(&mut browser, &gate.ask("rp", &[]), "lin").await;
        let id_token = gate.redeem("rp", &code, &[]).await.text("id_token");
        let params = [("id_token_hint", id_token.as_str()), ("post_logout_redirect_uri", BYE), ("state", "s\"t")];
        let url = Url::parse_with_params(&format!("{}/oauth2/logout", gate.url), params).unwrap();
        let page = browser.get(url.as_str()).await;

        assert_eq!((page.status.as_u16(), page.location()), (200, None));
        let [frame] = frames(&page.body).try_into().unwrap_or_else(|frames| panic!("one frame: {frames:?}"));
        let asked: Vec<_> = frame.query_pairs().into_owned().collect();
        let sid = jwt(&id_token).1["sid"].as_str().unwrap().to_owned();
        let expected = [("x", "1"), ("iss", gate.url.as_str()), ("sid", sid.as_str())];
        assert_eq!(asked, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!((frame.path(), frame.origin().ascii_serialization().as_str()), ("/logout/front", "http://127.0.0.1:9"));
        let header = |name: &str| page.headers[name].to_str().unwrap();
        let policy = header("content-security-policy");
        assert!(policy.contains("; frame-src http://127.0.0.1:9") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(header("referrer-policy"), "no-referrer");
        // Where it goes on to: by header, by link, and by our script.
        assert_eq!(header("refresh"), format!("5; url={BYE}?state=s%22t"));
        assert!(page.links().contains(&format!("{BYE}?state=s%22t")), "{:?}", page.links());

        let silent = browser.get(&gate.ask("rp", &[("prompt", "none")])).await;
        assert_eq!(silent.answer("error").as_deref(), Some("login_required"));
        assert_eq!(browser.get(url.as_str()).await.location().unwrap(), format!("{BYE}?state=s%22t"), "nothing is left to tell");
    }
}
