//! Limits at the endpoints for programs: only failures count, and whoever has had too many is not even listened to.

use reqwest::RequestBuilder;

use super::{gate, is_refused_among, until_refused};
use crate::harness::Gate;
use crate::harness::by_hand::Answer;
use crate::harness::gate::CLIENT_SECRET;

const HERE: &str = "192.0.2.1";

fn post(gate: &Gate, from: &str, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
    gate.http().post(format!("{}/oauth2/{path}", gate.url)).header("x-forwarded-for", from).form(form)
}

/// A request for tokens that fails for its code alone, if the secret is right.
async fn redeem(gate: &Gate, from: &str, client_id: &str, secret: &str) -> Answer {
    let form = [("grant_type", "authorization_code"), ("code", "no-code"), ("redirect_uri", "x")];
    Answer::of(post(gate, from, "token", &form).basic_auth(client_id, Some(secret))).await
}

async fn userinfo(gate: &Gate, from: &str, token: &str) -> Answer {
    let url = format!("{}/oauth2/userinfo", gate.url);
    Answer::of(gate.http().get(url).header("x-forwarded-for", from).bearer_auth(token)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guessed_secret_is_soon_not_listened_to() {
    let gate = gate().await;
    let (tries, refused) = until_refused(async |_| redeem(&gate, HERE, "app", "wrong").await).await;
    assert!(tries >= 20, "{tries}");
    assert_eq!(refused.refusal(), (429, "temporarily_unavailable"));
    for (name, value) in [
        ("cache-control", Some("no-store")),
        ("access-control-allow-origin", Some("*")),
        ("www-authenticate", None),
    ] {
        assert_eq!(refused.header(name), value, "{name}");
    }
    assert!(refused.header("access-control-expose-headers").unwrap().contains("Retry-After"));
    // Refused before anything is checked, so that nothing is learnt by the right secret either.
    let by_post = [
        ("client_id", "app"),
        ("client_secret", CLIENT_SECRET),
        ("grant_type", "refresh_token"),
        ("refresh_token", "x"),
        ("token", "x"),
    ];
    for path in ["token", "introspect", "revoke"] {
        let failure = async || drop(redeem(&gate, HERE, "app", "wrong").await);
        let ask = async || Answer::of(post(&gate, HERE, path, &by_post)).await.status;
        assert!(is_refused_among(failure, ask).await, "{path}, and by whichever method");
    }
    // Its neighbours, and the honest one elsewhere, notice nothing.
    assert_eq!(redeem(&gate, HERE, "es256", CLIENT_SECRET).await.refusal(), (400, "invalid_grant"));
    assert_eq!(redeem(&gate, "192.0.2.2", "app", CLIENT_SECRET).await.refusal(), (400, "invalid_grant"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rate_limits_have_canonical_keys() {
    let gate = gate().await;
    let forms = [HERE, "::ffff:192.0.2.1", "::FFFF:c000:201"];
    let (tries, _) = until_refused(async |n| redeem(&gate, forms[n % 3], "app", "wrong").await).await;
    assert!((20..=40).contains(&tries), "one address, however it is written: {tries}");
    let host = |n: usize| format!("2001:db8:0:7:{n:x}::{n:x}");
    let (tries, _) = until_refused(async |n| redeem(&gate, &host(n), "app", "wrong").await).await;
    assert!((20..=40).contains(&tries), "one subscriber, whichever address: {tries}");
    assert_eq!(redeem(&gate, "2001:db8:0:8::1", "app", "wrong").await.status, 401);
    // Another case names another client, which is nobody: no way around the limit, and no way to lock "app" out.
    for id in ["APP", "App", "app "] {
        assert_eq!(
            redeem(&gate, "192.0.2.9", id, CLIENT_SECRET).await.refusal(),
            (401, "invalid_client"),
            "{id}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_count_against_their_network() {
    let gate = gate().await;
    let access = gate.tokens("app", "lin").await.text("access_token");
    let (tries, _) =
        until_refused(async |n| redeem(&gate, HERE, &format!("nobody-{n}"), "wrong").await).await;
    assert!(tries >= 100, "{tries}");
    let failure = async || drop(redeem(&gate, HERE, "nobody", "wrong").await);
    assert!(is_refused_among(failure, async || userinfo(&gate, HERE, &access).await.status).await);
    assert_eq!(userinfo(&gate, "192.0.2.2", &access).await.status, 200);
    let (tries, refused) =
        until_refused(async |n| userinfo(&gate, "192.0.2.3", &format!("x.{n}.y")).await).await;
    assert!(tries >= 100, "{tries}");
    assert_eq!(
        (refused.header("www-authenticate"), refused.header("access-control-allow-origin")),
        (None, Some("*"))
    );
    let failure = async || drop(userinfo(&gate, "192.0.2.3", "x.y.z").await);
    assert!(is_refused_among(failure, async || userinfo(&gate, "192.0.2.3", &access).await.status).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_believed_about_an_address_but_a_trusted_proxy() {
    let gate = Gate::with(crate::harness::Setup { limited: true, ..Default::default() }).await;
    let from = |n: usize| format!("198.51.100.{}", n % 250);
    let (tries, _) = until_refused(async |n| redeem(&gate, &from(n), "app", "wrong").await).await;
    assert!((20..=40).contains(&tries), "{tries}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_honest_application_never_meets_a_limit() {
    let gate = gate().await;
    let access = gate.tokens("api", "lin").await.text("access_token");
    for n in 0..150 {
        assert_eq!(userinfo(&gate, HERE, &access).await.status, 200);
        let token = if n % 2 == 0 { access.as_str() } else { "worthless" };
        let request =
            post(&gate, HERE, "introspect", &[("token", token)]).basic_auth("api", Some(CLIENT_SECRET));
        assert_eq!(
            Answer::of(request).await.json["active"],
            n % 2 == 0,
            "an API is sent all kinds of tokens"
        );
        let request =
            post(&gate, HERE, "revoke", &[("token", "worthless")]).basic_auth("api", Some(CLIENT_SECRET));
        assert_eq!(Answer::of(request).await.status, 200);
        // A lapsed code or two a person is nothing out of the ordinary for a large application.
        assert_eq!(redeem(&gate, HERE, "api", CLIENT_SECRET).await.refusal(), (400, "invalid_grant"));
        let bare = gate.http().get(format!("{}/oauth2/userinfo", gate.url)).header("x-forwarded-for", HERE);
        assert_eq!(Answer::of(bare).await.status, 401, "whoever brings no token asks what is needed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn worthless_codes_of_a_public_client_count_against_the_network() {
    let gate = gate().await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", "worthless"), ("client_id", "public")];
    let (tries, _) = until_refused(async |_| Answer::of(post(&gate, HERE, "token", &form)).await).await;
    assert!(tries >= 100, "{tries}");
    let elsewhere = Answer::of(post(&gate, "192.0.2.2", "token", &form)).await;
    assert_eq!(elsewhere.refusal(), (400, "invalid_grant"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_the_same_by_whichever_method_it_is_named() {
    let gate = gate().await;
    let sub = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhcHAiLCJzdWIiOiJhcHAifQ.x";
    let assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let grant = ("grant_type", "client_credentials");
    let by_post = [grant, ("client_id", "app"), ("client_secret", "wrong")];
    let by_assertion = [grant, ("client_assertion", sub), ("client_assertion_type", assertion_type)];
    let (tries, _) = until_refused(async |n| match n % 3 {
        0 => redeem(&gate, HERE, "app", "wrong").await,
        1 => Answer::of(post(&gate, HERE, "token", &by_post)).await,
        _ => Answer::of(post(&gate, HERE, "introspect", &by_assertion)).await,
    })
    .await;
    assert!((20..=40).contains(&tries), "one count for all of them: {tries}");
}
