//! Userinfo: challenges in the words of RFC 6750 §3.

use super::{Answer, ask, raw, submit};
use crate::harness::gate::{CLIENT_SECRET, REDIRECT_URI};
use crate::harness::{Gate, Setup, on_each_database};

fn assert_challenge(answer: &Answer, status: u16, error: Option<&str>) {
    let what = format!("{}: {}", answer.what, answer.text());
    let challenge = answer.header("www-authenticate").unwrap_or_else(|| panic!("no challenge: {what}"));
    assert_eq!(answer.status, status, "{what}");
    assert!(challenge.starts_with("Bearer realm=\"larkgate\""), "{what}: {challenge}");
    match error {
        Some(error) => assert!(challenge.contains(&format!("error=\"{error}\"")), "{what}: {challenge}"),
        // Whoever brought no token is told no error (RFC 6750 §3.1).
        None => assert!(!challenge.contains("error="), "{what}: {challenge}"),
    }
}

/// An access token and an ID token of somebody who signed in.
async fn tokens(gate: &Gate) -> (String, String) {
    let verifier = "a-verifier-of-enough-length-for-rfc-7636-0123456789";
    let challenge = larkgate::domain::pkce::CodeChallenge::of(verifier);
    let url = format!(
        "{}/oauth2/authorize?client_id=app&response_type=code&scope=openid&redirect_uri={REDIRECT_URI}\
         &code_challenge={}&code_challenge_method=S256",
        gate.url,
        challenge.as_str()
    );
    let back = gate.sign_in(&mut gate.browser(), &url, "lin").await;
    let form = format!(
        "grant_type=authorization_code&client_id=app&client_secret={CLIENT_SECRET}&redirect_uri={REDIRECT_URI}\
         &code={}&code_verifier={verifier}",
        back.answer("code").unwrap()
    );
    let answer = submit(gate, "/oauth2/token", &[], form.as_bytes()).await;
    let json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let text = |name: &str| json[name].as_str().unwrap_or_else(|| panic!("{json}")).to_owned();
    (text("access_token"), text("id_token"))
}

const PATH: &str = "/oauth2/userinfo";

on_each_database! {
    async fn a_wrong_token_is_challenged(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let (token, id_token) = tokens(&gate).await;
        let (message, signature) = token.rsplit_once('.').unwrap();
        let header = |text: &str| text.as_bytes().to_vec();
        let long = format!("Bearer {}", "x".repeat(9000));
        for (value, status, error) in [
            (header(""), 401, None),
            (header("Basic YTpi"), 401, None),
            (header("Bearer"), 401, None),
            (b"Bearer \xff".to_vec(), 401, None),
            (header("Bearer "), 401, None),
            (header("Bearer x"), 401, Some("invalid_token")),
            (header("Bearer a.b.c"), 401, Some("invalid_token")),
            (header(&format!("Bearer {id_token}")), 401, Some("invalid_token")),
            (header(&format!("Bearer {message}.")), 401, Some("invalid_token")),
            (header(&format!("Bearer {message}.{}", signature.to_ascii_lowercase())), 401, Some("invalid_token")),
            (header(&format!("Bearer {token} {token}")), 401, Some("invalid_token")),
            (header(&long), 401, Some("invalid_token")),
        ] {
            assert_challenge(&ask(&gate, "GET", PATH, &[("Authorization", &value)]).await, status, error);
        }
        assert_challenge(&ask(&gate, "GET", PATH, &[]).await, 401, None);
        // A token in the URL would stand in logs: it is no token.
        assert_challenge(&ask(&gate, "GET", &format!("{PATH}?access_token={token}"), &[]).await, 401, None);
        let bearer = format!("bearer {token}");
        assert_eq!(ask(&gate, "GET", PATH, &[("Authorization", bearer.as_bytes())]).await.status, 200);
    }

    async fn a_token_is_given_once_and_in_one_way(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let (token, _) = tokens(&gate).await;
        let bearer = format!("Bearer {token}");
        let header: [(&str, &[u8]); 1] = [("Authorization", bearer.as_bytes())];
        let form = format!("access_token={token}");
        assert_eq!(submit(&gate, PATH, &[], form.as_bytes()).await.status, 200);
        assert_eq!(submit(&gate, PATH, &header, b"").await.status, 200);
        assert_eq!(ask(&gate, "POST", PATH, &header).await.status, 200);
        let refused = Some("invalid_request");
        assert_challenge(&submit(&gate, PATH, &header, form.as_bytes()).await, 400, refused);
        assert_challenge(&submit(&gate, PATH, &header, format!("{form}&{form}").as_bytes()).await, 400, refused);
        assert_challenge(&submit(&gate, PATH, &[], format!("{form}&{form}").as_bytes()).await, 400, refused);
        assert_challenge(&ask(&gate, "GET", PATH, &[header[0], header[0]]).await, 400, refused);
        assert_challenge(&ask(&gate, "POST", PATH, &[header[0], header[0]]).await, 400, refused);
        assert_challenge(&submit(&gate, PATH, &[], b"access_token=%ff").await, 400, refused);
        assert_challenge(&submit(&gate, PATH, &[], b"access_token=%00").await, 400, refused);
        assert_challenge(&submit(&gate, PATH, &[], &b"a=1&".repeat(20_000)).await, 400, refused);
        assert_challenge(&submit(&gate, PATH, &[], b"access_token=x").await, 401, Some("invalid_token"));
        // No token at all, in whatever way.
        assert_challenge(&submit(&gate, PATH, &[], b"").await, 401, None);
        assert_challenge(&ask(&gate, "POST", PATH, &[]).await, 401, None);
        let json: [(&str, &[u8]); 1] = [("Content-Type", b"application/json")];
        let answer = raw::send(&gate.url, "POST", PATH, &json, b"{\"access_token\":\"x\"}").await;
        assert_challenge(&answer, 401, None);
    }
}
