//! What an application may ask beside the scope: for one person, for claims by name, for one API, in a language.

use serde_json::{Value, json};

use crate::harness::by_hand::{jwt, names};
use crate::harness::{Gate, Kind, Page, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

fn error(page: &Page) -> Option<String> {
    page.answer("error")
}

on_each_database! {
    async fn a_hint_is_answered_for_its_person_only(kind) {
        let gate = gate(kind).await;
        let (lin, zhou) = (gate.tokens("app", "lin").await, gate.tokens("app", "zhou").await);
        let mut browser = gate.browser();
        gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        let (lin, zhou) = (lin.text("id_token"), zhou.text("id_token"));
        gate.clock.advance(3600);
        let silent = |hint: &str| gate.ask("app", &[("prompt", "none"), ("id_token_hint", hint)]);
        assert!(browser.get(&silent(&lin)).await.answer("code").is_some(), "a lapsed hint is still a hint");
        for (hint, why) in [(zhou.as_str(), "another person"), ("nonsense", "no token")] {
            assert_eq!(error(&browser.get(&silent(hint)).await).as_deref(), Some("login_required"), "{why}");
        }
        let foreign = gate.tokens("es256", "lin").await.text("id_token");
        assert_eq!(error(&browser.get(&silent(&foreign)).await).as_deref(), Some("login_required"), "another client's");

        let ask = gate.ask("app", &[("id_token_hint", &zhou)]);
        let wrong = gate.sign_in(&mut browser, &ask, "lin").await;
        assert_eq!(error(&wrong).as_deref(), Some("login_required"), "somebody else signed in");
        let right = gate.sign_in(&mut browser, &ask, "zhou").await;
        assert!(right.answer("code").is_some(), "{right:?}");
    }

    async fn claims_asked_by_name_come_where_they_were_asked(kind) {
        let gate = gate(kind).await;
        let claims = json!({
            "userinfo": { "email": { "essential": true }, "address": null },
            "id_token": { "name": null, "acr": { "values": ["1"] } }
        })
        .to_string();
        let ask = gate.ask("app", &[("scope", "openid"), ("claims", &claims)]);
        let code = gate.code_for(&mut gate.browser(), &ask, "lin").await;
        let tokens = gate.redeem("app", &code, &[]).await;
        let (_, id_token) = jwt(&tokens.text("id_token"));
        assert_eq!((&id_token["name"], id_token.get("email")), (&json!("林小雨"), None));
        let userinfo = gate.userinfo(&tokens.text("access_token")).await.json;
        assert_eq!(names(&userinfo), ["email", "sub"]);
    }

    async fn a_claims_request_for_one_person_is_answered_by_nobody_else(kind) {
        let gate = gate(kind).await;
        let claims = json!({ "id_token": { "sub": { "value": gate.feishu.open_id("zhou") } } }).to_string();
        let ask = gate.ask("app", &[("claims", &claims)]);
        let mut browser = gate.browser();
        assert_eq!(error(&gate.sign_in(&mut browser, &ask, "lin").await).as_deref(), Some("login_required"));
        assert!(gate.sign_in(&mut browser, &ask, "zhou").await.answer("code").is_some());
    }

    async fn a_token_for_one_api_is_for_nobody_else(kind) {
        let gate = gate(kind).await;
        let api = "https://api.example.com";
        let audience = |tokens: &crate::harness::by_hand::Answer| jwt(&tokens.text("access_token")).1["aud"].clone();
        let usual = gate.tokens("api", "lin").await;
        assert_eq!(audience(&usual), json!([gate.url, api]));

        let ask = gate.ask("api", &[("resource", api)]);
        let code = gate.code_for(&mut gate.browser(), &ask, "lin").await;
        let tokens = gate.redeem("api", &code, &[]).await;
        assert_eq!(audience(&tokens), json!([api]));
        assert_eq!(gate.userinfo(&tokens.text("access_token")).await.refusal(), (401, "invalid_token"));
        let widened = gate.refresh("api", &tokens.text("refresh_token"), &[("resource", &gate.url)]).await;
        assert_eq!(widened.refusal(), (400, "invalid_target"));
        let next = gate.refresh("api", &tokens.text("refresh_token"), &[]).await;
        assert_eq!((next.status, audience(&next)), (200, json!([api])), "asking for too much spent nothing");

        let narrowed = gate.refresh("api", &usual.text("refresh_token"), &[("resource", api)]).await;
        assert_eq!(audience(&narrowed), json!([api]));
        let unknown = gate.browser().get(&gate.ask("api", &[("resource", "https://other.example.com")])).await;
        assert_eq!(error(&unknown).as_deref(), Some("invalid_target"));
    }

    async fn acr_is_told_where_it_is_asked_for_and_never_promised_in_vain(kind) {
        let gate = gate(kind).await;
        let ours = "urn:larkgate:acr:upstream";
        let wanted = |acr: Value| json!({ "id_token": { "acr": acr } }).to_string();
        let (plain, essential) = (wanted(Value::Null), wanted(json!({ "essential": true, "values": ["1", ours] })));
        for (name, value) in [("acr_values", "1 2"), ("claims", &plain), ("claims", &essential)] {
            let code = gate.code_for(&mut gate.browser(), &gate.ask("app", &[(name, value)]), "lin").await;
            let (_, id_token) = jwt(&gate.redeem("app", &code, &[]).await.text("id_token"));
            assert_eq!(id_token["acr"], ours, "{name}={value}");
        }
        let unmet = wanted(json!({ "essential": true, "value": "urn:mace:incommon:iap:silver" }));
        let refused = gate.browser().get(&gate.ask("app", &[("claims", &unmet)])).await;
        assert_eq!(error(&refused).as_deref(), Some("unmet_authentication_requirements"));
    }

    async fn the_application_may_choose_the_language_until_the_reader_does(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let page = browser.follow(&gate.ask("app", &[("ui_locales", "se en-US zh-CN")])).await;
        assert!(page.body.contains("Sign in to"), "{}", page.body);
        let switch = page.links().into_iter().find(|link| link.ends_with("lang=zh")).unwrap();
        browser.get(&format!("{}{switch}", gate.url)).await;
        let page = browser.follow(&gate.ask("app", &[("ui_locales", "en")])).await;
        assert!(page.body.contains("使用飞书登录"), "{}", page.body);
    }
}
