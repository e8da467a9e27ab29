//! The signed form of who comes: a backend verifies it by our published keys, and it passes for nothing else.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use larkgate::keys::{Schedule, rotate_when_due};
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{ClaimsVerificationError, ClientId, IssuerUrl, Nonce};
use serde_json::Value;

use super::{Asking, Told};
use crate::harness::by_hand::{Answer, jwt};
use crate::harness::front::{Front, Kind};
use crate::harness::gate::{CLIENT_SECRET, REDIRECT_URI};
use crate::harness::verifier::KeySet;
use crate::harness::{Browser, Setup};

const SIGNED: &str = r#"
[forward_auth]
headers = { jwt = "X-Larkgate-Jwt", jwt_alg = "ALG" }
[[clients]]
id = "wiki"
name = "Wiki"
secret_env = "CLIENT_SECRET"
redirect_uris = ["http://127.0.0.1:9/callback"]
audience = "forward-auth:wiki"
"#;

fn setup(algorithm: &str) -> Setup {
    Setup { clients: SIGNED.replace("ALG", algorithm), ..Setup::default() }
}

async fn signed(algorithm: &str) -> (Front, Browser) {
    let front = Front::with(Kind::Plain, setup(algorithm)).await;
    let mut browser = front.gate.browser();
    front.sign_in(&mut browser, &front.wiki, "lin").await;
    (front, browser)
}

async fn ask(front: &Front, browser: &Browser) -> Told {
    let asking = Asking::proxy(&front.gate, &format!("{}/x", front.wiki));
    asking.and("cookie", &browser.cookies_for("127.0.0.1")).ask().await
}

async fn token(front: &Front, browser: &Browser) -> String {
    ask(front, browser).await.header("x-larkgate-jwt").unwrap().to_owned()
}

/// What a backend does that got `token`.
async fn verified(front: &Front, token: &str) -> Result<Value, String> {
    let keys = KeySet::fetch(front.gate.http(), &format!("{}/oauth2/jwks", front.gate.url)).await;
    if jwt(token).0["typ"] != "forward-auth+jwt" {
        return Err("another typ".to_owned());
    }
    keys.verify(token)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_verifies_it_by_the_published_keys() {
    for algorithm in ["ES256", "RS256", "EdDSA"] {
        let (front, browser) = signed(algorithm).await;
        let token = token(&front, &browser).await;
        assert_eq!(jwt(&token).0["alg"], algorithm);
        let claims = verified(&front, &token).await.unwrap();
        assert_eq!(claims["iss"], front.gate.url);
        assert_eq!(claims["aud"], "forward-auth:wiki");
        assert_eq!(claims["sub"], front.gate.feishu.open_id("lin"));
        assert_eq!(claims["name"], "林小雨");
        assert!(
            claims.get("groups").is_none() && claims.get("departments").is_none(),
            "nothing is known: {claims}"
        );
        let parts: Vec<_> = token.split('.').collect();
        let forged = URL_SAFE_NO_PAD.encode(claims.to_string().replace("wiki", "grafana"));
        assert!(verified(&front, &[parts[0], &forged, parts[2]].join(".")).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_serves_for_half_of_its_life_and_not_beyond_its_session() {
    let (front, mut browser) = signed("ES256").await;
    // What was signed on the way in is of another second.
    front.gate.clock.advance(300);
    front.gate.clock.stop();
    let first = token(&front, &browser).await;
    let claims = jwt(&first).1;
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
    assert_eq!(token(&front, &browser).await, first);
    front.gate.clock.advance(150);
    let second = jwt(&token(&front, &browser).await).1;
    assert_eq!(second["iat"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 150);
    // Another sign-in is another session, and what was kept of the last one is no more.
    let out = format!("{}/.larkgate/sign-out", front.wiki);
    let question = browser.get(&out).await;
    browser.post(&out, &[("csrf", &question.csrf().unwrap())]).await;
    assert_eq!(ask(&front, &browser).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_an_empty_one() {
    let (front, _browser) = signed("ES256").await;
    let told = Asking::proxy(&front.gate, &format!("{}/health", front.wiki)).ask().await;
    assert_eq!((told.status, told.header("x-larkgate-jwt")), (200, Some("")));
    let alias = Asking::proxy(&front.gate, &format!("{}/health", front.wiki)).and("x_larkgate_jwt", "x");
    assert_eq!(alias.ask().await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_rotate_under_it() {
    let (front, browser) = signed("ES256").await;
    let before = token(&front, &browser).await;
    let app = front.gate.server.app();
    let turn = async |days: i64| {
        front.gate.clock.advance(days * 24 * 60 * 60);
        rotate_when_due(&app.store, &app.seal, app.now(), &Schedule::of(&app.config)).await.unwrap();
        app.keys.reload(&app.store, &app.seal, app.now()).await.unwrap();
    };
    turn(91).await;
    verified(&front, &before).await.unwrap();
    turn(1).await;
    let mut browser = front.gate.browser();
    front.sign_in(&mut browser, &front.wiki, "lin").await;
    let after = token(&front, &browser).await;
    assert_ne!(jwt(&before).0["kid"], jwt(&after).0["kid"]);
    verified(&front, &after).await.unwrap();
}

/// The client `wiki` has the application's id, and claims its audience for an API of its own.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_no_access_token_and_no_hint() {
    let (front, mut browser) = signed("RS256").await;
    let (gate, token) = (&front.gate, token(&front, &browser).await);
    let userinfo = gate.http().get(format!("{}/oauth2/userinfo", gate.url)).bearer_auth(&token);
    assert_eq!(Answer::of(userinfo).await.status, 401);
    for path in ["introspect", "revoke"] {
        let form = [("token", token.as_str()), ("token_type_hint", "access_token")];
        let request = gate.http().post(format!("{}/oauth2/{path}", gate.url)).form(&form);
        let answer = Answer::of(request.basic_auth("wiki", Some(CLIENT_SECRET))).await;
        assert_eq!(answer.status, 200);
        assert!(path == "revoke" || answer.json["active"] == false, "{answer:?}");
    }
    let assertion = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", &token),
    ];
    let request = gate.http().post(format!("{}/oauth2/token", gate.url)).form(&assertion);
    assert_eq!(Answer::of(request).await.refusal(), (401, "invalid_client"));
    let usual = [("prompt", "none"), ("id_token_hint", &token), ("redirect_uri", REDIRECT_URI)];
    let page = browser.get(&gate.ask("wiki", &usual)).await;
    assert_eq!(page.answer("error").as_deref(), Some("login_required"), "it names nobody: {page:?}");
    let logout = format!("{}/oauth2/logout?id_token_hint={token}", gate.url);
    assert!(browser.get(&logout).await.csrf().is_some(), "the person is asked first");
    assert_eq!(ask(&front, &browser).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_no_id_token_to_a_client_library() {
    let (front, browser) = signed("RS256").await;
    let token = token(&front, &browser).await;
    let keys = KeySet::fetch(front.gate.http(), &format!("{}/oauth2/jwks", front.gate.url)).await.json;
    let keys: CoreJsonWebKeySet = serde_json::from_value(keys).unwrap();
    let issuer = IssuerUrl::new(front.gate.url.clone()).unwrap();
    let verifier = |client: &str| {
        CoreIdTokenVerifier::new_public_client(ClientId::new(client.to_owned()), issuer.clone(), keys.clone())
            .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
    };
    let parsed = CoreIdToken::from_str(&token).unwrap();
    for client in ["wiki", "app"] {
        let refused = parsed.claims(&verifier(client), &Nonce::new("n".to_owned())).unwrap_err();
        assert!(matches!(refused, ClaimsVerificationError::Unsupported(_)), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs the proxies that tests/run installs"]
async fn it_arrives_through_proxies_with_the_file_that_is_printed_and_no_other_does() {
    for kind in Kind::REAL {
        let front = Front::printed(kind, setup("ES256")).await;
        let (cookies, forged) = (front.cookies_of("lin").await, [("X-Larkgate-Jwt", "boss")]);
        let reached = front.fetch(&cookies, &format!("{}/x", front.wiki), &forged).await.reached();
        let claims = verified(&front, &reached.headers["x-larkgate-jwt"]).await.unwrap();
        assert_eq!(claims["sub"], front.gate.feishu.open_id("lin"), "{kind:?}");
        let nobody = front.fetch("", &format!("{}/health", front.wiki), &forged).await.reached();
        assert_eq!(nobody.headers.get("x-larkgate-jwt").map_or("", String::as_str), "", "{kind:?}");
    }
}
