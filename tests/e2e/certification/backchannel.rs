//! The back-channel logout plan (OpenID Connect Back-Channel Logout 1.0).

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use url::Url;

use crate::harness::by_hand::{jwt, names};
use crate::harness::receiver::{Manner, Receiver};
use crate::harness::{Gate, Kind, Setup, on_each_database};

const BYE: &str = "http://127.0.0.1:9/bye";

/// The claims of a logout token, once a key of the published set has vouched for them.
async fn verified(gate: &Gate, token: &str, client_id: &str, algorithm: Algorithm) -> Value {
    let jwks = gate.http().get(format!("{}/oauth2/jwks", gate.url)).send().await.unwrap();
    let jwks: JwkSet = serde_json::from_slice(&jwks.bytes().await.unwrap()).unwrap();
    let kid = jwt(token).0["kid"].as_str().unwrap().to_owned();
    let key = DecodingKey::from_jwk(jwks.find(&kid).expect("a published key")).unwrap();
    let mut validation = Validation::new(algorithm);
    validation.set_audience(&[client_id]);
    validation.set_issuer(&[&gate.url]);
    validation.set_required_spec_claims(&["iss", "aud", "exp", "iat", "jti", "events"]);
    jsonwebtoken::decode::<Value>(token, &key, &validation).unwrap().claims
}

on_each_database! {
    async fn oidcc_backchannel_logout_discovery_endpoint_verification(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        for document in ["openid-configuration", "oauth-authorization-server"] {
            let url = format!("{}/.well-known/{document}", gate.url);
            let metadata: Value = gate.http().get(url).send().await.unwrap().json().await.unwrap();
            assert_eq!(metadata["backchannel_logout_supported"], true);
            assert_eq!(metadata["backchannel_logout_session_supported"], true);
            assert_eq!(metadata["end_session_endpoint"], format!("{}/oauth2/logout", gate.url));
        }
    }

    async fn oidcc_backchannel_rp_initiated_logout(kind) {
        for (alg, algorithm) in [("RS256", Algorithm::RS256), ("ES256", Algorithm::ES256), ("EdDSA", Algorithm::EdDSA)] {
            logged_out_through_the_back(kind, alg, algorithm).await;
        }
    }
}

async fn logged_out_through_the_back(kind: Kind, alg: &str, algorithm: Algorithm) {
    let application = Receiver::start(Manner::Status(200)).await;
    let address = format!("{}/logout/back?x=1", application.url);
    let clients = format!(
        "[[clients]]\nid = \"rp\"\nname = \"应用\"\nsecret_env = \"CLIENT_SECRET\"\nid_token_alg = \"{alg}\"\n\
         redirect_uris = [\"http://127.0.0.1:9/callback\"]\npost_logout_redirect_uris = [\"{BYE}\"]\n\
         backchannel_logout_uri = \"{address}\"\n"
    );
    let gate = Gate::with(Setup { database: kind, clients, ..Setup::default() }).await;
    let mut browser = gate.browser();
    let code = gate.code_for(&mut browser, &gate.ask("rp", &[]), "lin").await;
    let id_token = gate.redeem("rp", &code, &[]).await.text("id_token");
    let (_, known) = jwt(&id_token);

    let params = [("id_token_hint", id_token.as_str()), ("post_logout_redirect_uri", BYE), ("state", "s t&")];
    let url = Url::parse_with_params(&format!("{}/oauth2/logout", gate.url), params).unwrap();
    let page = browser.get(url.as_str()).await;
    assert_eq!(page.location().as_deref(), Some("http://127.0.0.1:9/bye?state=s+t%26"));

    let received = application.wait_for(1).await.remove(0);
    assert_eq!((received.method.as_str(), received.target.as_str()), ("POST", "/logout/back?x=1"));
    assert_eq!(received.headers["content-type"], "application/x-www-form-urlencoded");
    let [(name, token)] = received.form.as_slice() else { panic!("one field: {:?}", received.form) };
    assert_eq!(name, "logout_token");
    let (header, _) = jwt(token);
    assert_eq!((&header["typ"], &header["alg"]), (&json!("logout+jwt"), &json!(alg)));
    let claims = verified(&gate, token, "rp", algorithm).await;
    assert_eq!(names(&claims), ["aud", "events", "exp", "iat", "iss", "jti", "sid", "sub"]);
    assert_eq!((&claims["sid"], &claims["sub"]), (&known["sid"], &known["sub"]));
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!(gate.url), &json!("rp")));
    assert_eq!(claims["events"], json!({"http://schemas.openid.net/event/backchannel-logout": {}}));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 120);

    let silent = browser.get(&gate.ask("rp", &[("prompt", "none")])).await;
    assert_eq!(silent.answer("error").as_deref(), Some("login_required"));
    // A logout token is good for nothing else.
    let hint = Url::parse_with_params(
        &format!("{}/oauth2/logout", gate.url),
        [("id_token_hint", token.as_str()), ("post_logout_redirect_uri", BYE)],
    );
    assert_eq!(browser.get(hint.unwrap().as_str()).await.location(), None);
}
