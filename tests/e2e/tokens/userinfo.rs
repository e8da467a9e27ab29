//! Userinfo: the access token once, in a place where it may stand, while it is worth something.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::RequestBuilder;
use serde_json::json;

use crate::harness::by_hand::Answer;
use crate::harness::{Gate, Kind, Setup, on_each_database};

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

fn get(gate: &Gate) -> RequestBuilder {
    gate.http().get(format!("{}/oauth2/userinfo", gate.url))
}

fn post(gate: &Gate) -> RequestBuilder {
    gate.http().post(format!("{}/oauth2/userinfo", gate.url))
}

/// RFC 6750 §3: status, `error`, and the same `error` in the challenge.
async fn refused(request: RequestBuilder, status: u16, error: &str) {
    let answer = Answer::of(request).await;
    assert_eq!(answer.refusal(), (status, error));
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(
        challenge.starts_with("Bearer ") && challenge.contains(&format!("error=\"{error}\"")),
        "{challenge}"
    );
}

on_each_database! {
    async fn the_token_may_stand_in_the_header_or_in_a_form(kind) {
        let gate = gate(kind).await;
        let token = gate.tokens("app", "lin").await.text("access_token");
        for request in [
            get(&gate).bearer_auth(&token),
            get(&gate).header("Authorization", format!("bearer {token}")),
            post(&gate).bearer_auth(&token),
            post(&gate).bearer_auth(&token).form(&[("unknown", "parameter")]),
            post(&gate).bearer_auth(&token).json(&json!({})),
            post(&gate).form(&[("access_token", &token)]),
        ] {
            let answer = Answer::of(request).await;
            assert_eq!((answer.status, answer.json["name"].as_str()), (200, Some("林小雨")), "{answer:?}");
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
    }

    async fn the_token_may_not_stand_in_two_places(kind) {
        let gate = gate(kind).await;
        let token = gate.tokens("app", "lin").await.text("access_token");
        let form = [("access_token", &token)];
        for request in [
            post(&gate).bearer_auth(&token).form(&form),
            post(&gate).form(&[form[0], form[0]]),
            get(&gate).bearer_auth(&token).bearer_auth(&token),
        ] {
            refused(request, 400, "invalid_request").await;
        }
    }

    async fn whoever_brings_no_token_is_told_only_how_to(kind) {
        let gate = gate(kind).await;
        let token = gate.tokens("app", "lin").await.text("access_token");
        let in_url = gate.http().get(format!("{}/oauth2/userinfo?access_token={token}", gate.url));
        let (no_form, basic) = (post(&gate).form(&[("a", "b")]), get(&gate).basic_auth("app", Some("x")));
        for request in [get(&gate), in_url, no_form, basic] {
            let answer = Answer::of(request).await;
            assert_eq!(answer.status, 401);
            assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"larkgate\""));
        }
    }

    async fn only_a_live_access_token_of_ours_is_one(kind) {
        let (gate, other) = (gate(kind).await, gate(kind).await);
        let tokens = gate.tokens("app", "lin").await;
        let token = tokens.text("access_token");
        let foreign = other.tokens("app", "lin").await.text("access_token");
        let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("{token}") };
        let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"at+jwt"}"#);
        let somebody_else = gate.tokens("app", "zhou").await.text("access_token");
        let their_claims = somebody_else.split('.').nth(1).unwrap();
        for wrong in [
            "garbage",
            &tokens.text("id_token"),
            &tokens.text("refresh_token"),
            &foreign,
            &format!("{unsigned}.{claims}."),
            &format!("{unsigned}.{claims}.{signature}"),
            &format!("{header}.{their_claims}.{signature}"),
            &format!("{header}.{claims}."),
            token.split_at(token.len() - 4).0,
            &"a.".repeat(4000),
        ] {
            refused(get(&gate).bearer_auth(wrong), 401, "invalid_token").await;
            refused(post(&gate).form(&[("access_token", wrong)]), 401, "invalid_token").await;
        }
        assert_eq!(gate.userinfo(&token).await.status, 200);
    }

    async fn it_lapses(kind) {
        let gate = gate(kind).await;
        let tokens = gate.tokens("app", "lin").await;
        assert_eq!(tokens.json["expires_in"], 600);
        gate.clock.advance(300);
        assert_eq!(gate.userinfo(&tokens.text("access_token")).await.status, 200);
        gate.clock.advance(300);
        refused(get(&gate).bearer_auth(tokens.text("access_token")), 401, "invalid_token").await;
    }
}
