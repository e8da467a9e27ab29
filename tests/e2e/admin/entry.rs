//! Who may enter an application: at authorization, at every refresh, and by whichever door it is said.

use larkgate::domain::admin::Role;
use serde_json::{Value, json};

use super::{call, redeem, token};
use crate::harness::by_hand::Answer;
use crate::harness::gate::REDIRECT_URI;
use crate::harness::{Gate, Kind, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

/// Says who may enter `wiki`.
async fn rules(gate: &Gate, rules: Value) -> (u16, Value) {
    let admin = token(gate, Role::Admin).await;
    call(gate, Some(&admin), "PUT", "/clients/wiki/rules", Some(json!({ "rules": rules }))).await
}

async fn register(gate: &Gate, third_party: bool) {
    let admin = token(gate, Role::Admin).await;
    let settings = json!({
        "name": "Wiki", "redirect_uris": [REDIRECT_URI], "public": true, "third_party": third_party
    });
    let new = json!({ "id": "wiki", "settings": settings });
    assert_eq!(call(gate, Some(&admin), "POST", "/clients", Some(new)).await.0, 201);
}

async fn refreshed(gate: &Gate, token: &str) -> Answer {
    let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", "wiki")];
    gate.token(None, &form).await
}

async fn refusals(gate: &Gate) -> Vec<String> {
    let lines = gate.audit().await.into_iter().filter(|line| line.kind == "application.refused");
    lines.map(|line| format!("{} {}", line.client_id.unwrap(), line.reason.unwrap())).collect()
}

on_each_database! {
    async fn whoever_may_not_enter_is_refused_at_sign_in_and_at_refresh(kind) {
        let gate = gate(kind).await;
        register(&gate, false).await;
        let mut browser = gate.browser();
        let code = gate.code_for(&mut browser, &gate.ask("wiki", &[]), "zhou").await;
        let tokens = redeem(&gate, "wiki", &code).await;
        let zhou = gate.feishu.open_id("zhou");
        let (status, client) = rules(&gate, json!([{ "effect": "deny", "accounts": [zhou] }, { "effect": "allow" }])).await;
        assert_eq!((status, client["rules"][0]["effect"].as_str()), (200, Some("deny")), "{client}");

        // With the session at hand, silently, and by a fresh sign-in.
        for more in [&[][..], &[("prompt", "none")]] {
            let page = browser.get(&gate.ask("wiki", more)).await;
            assert_eq!(page.answer("error").as_deref(), Some("access_denied"), "{more:?}");
            assert!(page.answer("code").is_none() && page.answer("state").is_some());
        }
        let page = gate.sign_in(&mut gate.browser(), &gate.ask("wiki", &[]), "zhou").await;
        assert_eq!(page.answer("error").as_deref(), Some("access_denied"));
        assert_eq!(refusals(&gate).await.len(), 3);
        assert!(refusals(&gate).await[0].contains("wiki rule 1 of the database denies it"));
        let others = gate.sign_in(&mut gate.browser(), &gate.ask("wiki", &[]), "lin").await;
        assert!(others.answer("code").is_some());
        assert!(browser.get(&gate.ask("app", &[("prompt", "none")])).await.answer("code").is_some(), "elsewhere they may");

        // What they have ends at the next refresh, and does not come back.
        let refresh = tokens.text("refresh_token");
        assert_eq!(refreshed(&gate, &refresh).await.refusal(), (400, "invalid_grant"));
        assert_eq!(refusals(&gate).await.len(), 4);
        assert_eq!(gate.userinfo(&tokens.text("access_token")).await.status, 401, "the grant is revoked");
        rules(&gate, json!([])).await;
        assert_eq!(refreshed(&gate, &refresh).await.refusal(), (400, "invalid_grant"));
        assert!(browser.get(&gate.ask("wiki", &[("prompt", "none")])).await.answer("code").is_some());
        let line = gate.audit().await.into_iter().find(|line| line.kind == "client.rules_changed").unwrap();
        assert!(line.change.unwrap().contains("deny"));
    }

    async fn nobody_is_asked_for_consent_who_may_not_enter(kind) {
        let gate = gate(kind).await;
        register(&gate, true).await;
        rules(&gate, json!([{ "effect": "allow", "tenants": ["another"] }])).await;
        let page = gate.sign_in(&mut gate.browser(), &gate.ask("wiki", &[]), "zhou").await;
        assert_eq!(page.answer("error").as_deref(), Some("access_denied"));
        assert!(refusals(&gate).await[0].contains("no rule is about it"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_judged_and_those_of_the_file_are_the_files() {
    let clients = format!(
        "[[clients]]\nid = \"closed\"\nname = \"Closed\"\npublic = true\nredirect_uris = [\"{REDIRECT_URI}\"]\n\
         [[clients.rules]]\neffect = \"allow\"\naccounts = [\"ou_nobody\"]\n"
    );
    let gate = Gate::with(Setup { clients, ..Setup::default() }).await;
    let page = gate.sign_in(&mut gate.browser(), &gate.ask("closed", &[]), "lin").await;
    assert_eq!(page.answer("error").as_deref(), Some("access_denied"));
    assert!(refusals(&gate).await[0].contains("no rule is about it"));
    let admin = token(&gate, Role::Admin).await;
    let everybody = Some(json!({ "rules": [] }));
    assert_eq!(call(&gate, Some(&admin), "PUT", "/clients/closed/rules", everybody).await.0, 409);

    register(&gate, false).await;
    for bad in [
        json!([{ "effect": "public" }]),
        json!([{ "effect": "allow", "paths": ["/"] }]),
        json!([{ "effect": "allow", "accounts": [] }]),
        json!([{ "effect": "allow", "departments": ["od-1"] }]),
        json!({ "effect": "allow" }),
    ] {
        assert_eq!(rules(&gate, bad.clone()).await.0, 400, "{bad}");
    }
    // Two who say so at once: whoever names what they saw undoes nothing.
    rules(&gate, json!([{ "effect": "allow", "accounts": ["ou_1"] }])).await;
    let change = |seen: Value| Some(json!({ "seen": seen, "rules": [], "reason": "moved" }));
    let patch = async |body| call(&gate, Some(&admin), "PATCH", "/clients/wiki/rules", body).await;
    let (status, refused) = patch(change(json!([]))).await;
    assert_eq!((status, refused["code"].as_str()), (409, Some("conflict")), "{refused}");
    assert_eq!(patch(Some(json!({ "rules": [] }))).await.0, 400, "it says what was seen");
    let (status, client) = patch(change(json!([{ "effect": "allow", "accounts": ["ou_1"] }]))).await;
    assert_eq!((status, &client["rules"]), (200, &json!([])));
    let line = gate.audit().await.into_iter().rfind(|line| line.reason.as_deref() == Some("moved"));
    assert_eq!(line.unwrap().kind, "client.rules_changed");

    // Other settings are changed without a word about who may enter.
    rules(&gate, json!([{ "effect": "deny" }])).await;
    let settings = json!({ "name": "Wiki", "redirect_uris": [REDIRECT_URI], "public": true });
    let (_, answer) = call(&gate, Some(&admin), "PUT", "/clients/wiki", Some(settings)).await;
    assert_eq!(answer["client"]["rules"], json!([{ "effect": "deny" }]));
}
