use serde_json::json;

use super::*;
use crate::domain::client::Source;
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;

fn base() -> Client {
    Client::new("app", "", Source::Database, Timestamp::from_seconds(7))
}

fn read(settings: &Value) -> Result<Client, Vec<SettingFlaw>> {
    let settings: ClientSettings = serde_json::from_value(settings.clone()).unwrap();
    settings.apply(base(), &TokenHash::of("s"))
}

fn flaws(settings: &Value) -> Vec<&'static str> {
    read(settings).unwrap_err().iter().map(|flaw| flaw.setting).collect()
}

#[test]
fn the_least_that_is_said_makes_a_confidential_client() {
    let client = read(&json!({ "name": " Grafana ", "redirect_uris": ["https://g.example/cb"] })).unwrap();
    assert_eq!((client.id.as_str(), client.name.as_str()), ("app", "Grafana"));
    assert!(client.has_secret(&TokenHash::of("s"), Timestamp::from_seconds(8)));
    assert!(client.require_pkce && client.scope == Scope::all() && !client.third_party);
}

#[test]
fn what_is_read_back_is_what_was_written() {
    let key = json!({ "keys": [{ "kty": "EC", "crv": "P-256", "x": "a", "y": "b" }] });
    for proof in [
        json!({}),
        json!({ "public": true }),
        json!({ "jwks": key }),
        json!({ "jwks_uri": "https://a.example/keys" }),
    ] {
        let mut settings = json!({
            "name": "应用 & Co", "redirect_uris": ["https://a.example/cb"], "scopes": ["openid", "email"],
            "post_logout_redirect_uris": ["https://a.example/"], "id_token_alg": "EdDSA", "userinfo_alg": "ES256",
            "claims_in_id_token": true, "subject_type": "pairwise", "audience": "https://api.example",
            "third_party": true, "backchannel_logout_uri": "https://a.example/out",
            "frontchannel_logout_uri": "https://a.example/gone",
        });
        settings.as_object_mut().unwrap().extend(proof.as_object().unwrap().clone());
        let written: ClientSettings = serde_json::from_value(settings.clone()).unwrap();
        assert_eq!(ClientSettings::from(&read(&settings).unwrap()), written);
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let settings = json!({
        "name": "a\nb", "redirect_uris": ["http://a.example/", "https://a.example/#x"], "grant_types": ["password"],
        "scopes": [], "service_scopes": ["a b"], "id_token_alg": "none", "userinfo_alg": "HS256",
        "subject_type": "secret", "audience": "", "backchannel_logout_uri": "http://a.example/",
        "frontchannel_logout_uri": "https://169.254.169.254/", "public": true, "jwks_uri": "x",
    });
    let mut found = flaws(&settings);
    found.sort_unstable();
    found.dedup();
    assert_eq!(
        found,
        [
            "audience",
            "backchannel_logout_uri",
            "frontchannel_logout_uri",
            "grant_types",
            "id_token_alg",
            "jwks_uri",
            "name",
            "public",
            "redirect_uris",
            "scopes",
            "service_scopes",
            "subject_type",
            "userinfo_alg",
        ]
    );
}

#[test]
fn settings_go_together() {
    let with = |more: Value| {
        let mut settings = json!({ "name": "A", "redirect_uris": ["https://a.example/cb"] });
        settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        flaws(&settings)
    };
    assert_eq!(with(json!({ "redirect_uris": [] })), ["redirect_uris"]);
    assert_eq!(with(json!({ "public": true, "require_pkce": false })), ["require_pkce"]);
    assert_eq!(
        with(json!({ "redirect_uris": ["https://a.example/cb", "https://a.example/cb"] })),
        ["redirect_uris"]
    );
    assert_eq!(with(json!({ "redirect_uris": vec!["https://a.example/cb"; 51] })), ["redirect_uris"]);
    assert_eq!(with(json!({ "jwks": { "keys": [{ "kty": "oct", "k": "x" }] } })), ["jwks"]);
    assert_eq!(
        with(json!({ "jwks": { "keys": [{ "kty": "EC" }] }, "jwks_uri": "https://a.example/k" })),
        ["jwks_uri"]
    );
    assert_eq!(with(json!({ "name": "x".repeat(201) })), ["name"]);
}

#[test]
fn a_setting_that_is_not_there_is_refused() {
    for more in [json!({ "secret": "x" }), json!({ "id": "x" }), json!({ "source": "configuration" })] {
        assert!(serde_json::from_value::<ClientSettings>(more).is_err());
    }
}
