//! The rules that hold in every flow; `judge` checks most of them at every answer of every case, these are the rest, and
//! each at its widest.

use larkgate::domain::client::{Client, Credentials, Source};
use larkgate::domain::token::TokenHash;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded::byte_serialize;

use super::client::{Mode, Op};
use super::judge;
use crate::harness::by_hand::{Answer, STATE, jwt};
use crate::harness::gate::REDIRECT_URI;
use crate::harness::verifier::KeySet;
use crate::harness::{Gate, Kind, Setup};

async fn keys(gate: &Gate) -> KeySet {
    KeySet::fetch(gate.http(), &format!("{}/oauth2/jwks", gate.url)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_published_each_under_its_own_id_and_without_private_halves() {
    let gate = Gate::start().await;
    let set = keys(&gate).await.json;
    let keys = set["keys"].as_array().unwrap();
    let mut ids: Vec<_> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((keys.len(), ids.len()), (3, 3));
    for key in keys {
        let kind = (key["kty"].as_str().unwrap(), key["crv"].as_str(), key["alg"].as_str().unwrap());
        let known =
            [("RSA", None, "RS256"), ("EC", Some("P-256"), "ES256"), ("OKP", Some("Ed25519"), "EdDSA")];
        assert!(known.contains(&kind), "{key}");
        assert_eq!(key["use"], "sig", "{key}");
        for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            assert!(key.get(private).is_none(), "{private} is public!");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_comes_back_byte_for_byte() {
    let long = "s".repeat(128);
    let longer = "%2B&=#?/\\ ".repeat(200);
    for mode in [Mode::Query, Mode::FormPost] {
        let op = Op::start(Kind::Sqlite, mode).await;
        let mut browser = op.gate.browser();
        op.answered(&mut browser, &op.request(&[])).await;
        for state in [&long, STATE, "<b>\"'&amp;&#34;</b>", "+ %20 a+b", "%", "\u{1f389}é", &longer] {
            for prompt in ["none", "none login"] {
                // With a code, and with an error: the reply's judge compares.
                let request = op.request(&[("state", state), ("prompt", prompt)]);
                op.silently(&mut browser, &request).await;
            }
        }
        let without = op.request(&[("state", ""), ("prompt", "none")]);
        op.silently(&mut browser, &without).await.code();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_a_query_of_its_own_keeps_it() {
    let clients = format!(
        "[[clients]]\nid = \"queried\"\nname = \"应用\"\nsecret_env = \"CLIENT_SECRET\"\nredirect_uris = [\"{REDIRECT_URI}?a=1&b=%32\"]\n"
    );
    let gate = Gate::with(Setup { clients, ..Setup::default() }).await;
    let uri = format!("{REDIRECT_URI}?a=1&b=%32");
    let back = gate.browser().get(&gate.ask("queried", &[("redirect_uri", &uri), ("prompt", "none")])).await;
    assert!(back.location().unwrap().starts_with(&format!("{uri}&error=login_required&")), "{back:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_two_codes_or_tokens_are_alike() {
    let op = Op::start(Kind::Sqlite, Mode::Query).await;
    let mut browser = op.gate.browser();
    op.answered(&mut browser, &op.request(&[])).await;
    let mut seen = Vec::new();
    for _ in 0..8 {
        let request = op.request(&[("scope", "openid offline_access")]);
        let reply = op.silently(&mut browser, &request).await;
        let tokens = op.redeem(&request, &reply).await;
        seen.extend([reply.code().to_owned(), tokens.text("access_token"), tokens.text("refresh_token")]);
        seen.push(jwt(&tokens.text("access_token")).1["jti"].to_string());
    }
    let all = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), all);
}

#[tokio::test(flavor = "multi_thread")]
async fn basic_credentials_are_form_encoded_before_base64() {
    let gate = Gate::start().await;
    let secret = "p+q: r%2B&=é\u{5bc6}\u{94a5}/?#-long-enough-for-a-secret";
    let app = gate.server.app();
    let client = Client {
        id: "encoded.client-1_".into(),
        credentials: Credentials::Secret(TokenHash::of(secret)),
        source: Source::Database,
        ..Client::clone(&app.client("app").await.unwrap().unwrap())
    };
    let mut tx = app.store.write().await.unwrap();
    assert!(tx.insert_client(&client).await.unwrap());
    tx.commit().await.unwrap();
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let form = [("grant_type", "refresh_token"), ("refresh_token", "unknown")];
    for (id, error) in [
        (encode(&client.id), "invalid_grant"),
        ("encoded%2Eclient%2D1_".into(), "invalid_grant"),
        (encode("app"), "invalid_client"),
    ] {
        let header = format!("Basic {}", STANDARD.encode(format!("{id}:{}", encode(secret))));
        let request = gate.http().post(format!("{}/oauth2/token", gate.url)).header(AUTHORIZATION, header);
        assert_eq!(Answer::of(request.form(&form)).await.refusal().1, error, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_keeps_every_rule_with_every_algorithm() {
    let gate = Gate::start().await;
    let now = || gate.server.app().now().seconds();
    for client in ["app", "es256", "eddsa"] {
        let tokens = gate.tokens(client, "lin").await;
        judge::token_answer(&tokens);
        let keys = keys(&gate).await;
        let claims = keys.verify(&tokens.text("id_token")).unwrap();
        judge::id_token(&claims, &gate.url, client, now());
        judge::at_hash(&claims, &tokens.text("access_token"));
        judge::is_minimal(&claims);
        assert_eq!(claims["nonce"], "a-nonce");
        assert!(keys.verify(&tokens.text("access_token")).is_ok());
        let info = gate.userinfo(&tokens.text("access_token")).await;
        assert_eq!((info.status, &info.json["sub"]), (200, &claims["sub"]));
        judge::nothing_is_empty(&info.json);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nonce_is_echoed_if_and_as_it_was_sent() {
    let op = Op::start(Kind::Sqlite, Mode::Query).await;
    let mut browser = op.gate.browser();
    op.answered(&mut browser, &op.request(&[])).await;
    for nonce in ["", "n", "\"\\ 周 </script>", &"n".repeat(512)] {
        // The tokens' judge compares.
        let request = op.request(&[("nonce", nonce)]);
        let reply = op.silently(&mut browser, &request).await;
        op.redeem(&request, &reply).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_nothing_has_no_empty_claim() {
    let gate = Gate::start().await;
    let bare = json!({ "email": "", "enterprise_email": "", "mobile": "", "en_name": "", "employee_no": "" });
    gate.control("people/lin", bare).await;
    let ask = json!({ "id_token": { "email": null, "phone_number": null, "nickname": null, "name": null } });
    let ask = gate.ask("app", &[("claims", &ask.to_string())]);
    let code = gate.code_for(&mut gate.browser(), &ask, "lin").await;
    let tokens = gate.redeem("app", &code, &[]).await;
    let (_, id_token) = jwt(&tokens.text("id_token"));
    let info = gate.userinfo(&tokens.text("access_token")).await.json;
    for claims in [&id_token, &info] {
        judge::nothing_is_empty(claims);
        assert_eq!(
            (&claims["name"], claims.get("email"), claims.get("phone_number")),
            (&json!("林小雨"), None, None)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pkce_is_each_clients_own_setting() {
    let gate = Gate::start().await;
    let bare = [("code_challenge", ""), ("code_challenge_method", "")];
    for client in ["app", "public", "es256"] {
        let back = gate.browser().get(&gate.ask(client, &bare)).await;
        assert_eq!(back.answer("error").as_deref(), Some("invalid_request"), "{client}");
    }
    // Neither nonce nor PKCE, as one of the suite's modules asks.
    let bare = [bare[0], bare[1], ("nonce", "")];
    let code = gate.code_for(&mut gate.browser(), &gate.ask("lax", &bare), "lin").await;
    let tokens = gate.redeem("lax", &code, &[("code_verifier", "")]).await;
    assert_eq!((tokens.status, jwt(&tokens.text("id_token")).1.get("nonce")), (200, None::<&Value>));
}
