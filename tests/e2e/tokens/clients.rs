//! How applications prove who they are at the token endpoint.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use larkgate::domain::client::{Client, Source};
use larkgate::domain::scope::Scope;

use crate::harness::by_hand::{Answer, VERIFIER};
use crate::harness::gate::{CLIENT_SECRET, REDIRECT_URI};
use crate::harness::{Gate, Kind, Setup, on_each_database};

const BASIC: &str = "Basic realm=\"larkgate\", charset=\"UTF-8\"";

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

/// `Authorization` headers, and what stands in the form.
type Proof<'a> = (&'a [String], &'a [(&'a str, &'a str)]);

/// Redeems `code` with this proof.
async fn redeem(gate: &Gate, code: &str, headers: &[String], form: &[(&str, &str)]) -> Answer {
    let request = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    let form: Vec<_> = request.iter().chain(form).collect();
    let mut request = gate.http().post(format!("{}/oauth2/token", gate.url)).form(&form);
    for header in headers {
        request = request.header("Authorization", header);
    }
    let answer = Answer::of(request).await;
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    answer
}

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

on_each_database! {
    // Advisories' class: access is judged again at every refresh, not only at the login.
    async fn what_a_client_may_no_longer_ask_it_no_longer_gets(kind) {
        let gate = gate(kind).await;
        let app = gate.server.app();
        let register = async |scope: &str| {
            let client = Client {
                id: "narrowed".into(),
                scope: Scope::parse(scope).unwrap(),
                source: Source::Database,
                ..Client::clone(&app.client("app").await.unwrap().unwrap())
            };
            let mut tx = app.store.write().await.unwrap();
            let is_new = tx.insert_client(&client).await.unwrap();
            assert!(is_new || tx.update_client(&client).await.unwrap());
            tx.commit().await.unwrap();
        };
        register("openid profile phone offline_access").await;
        let tokens = gate.tokens("narrowed", "lin").await;
        assert!(gate.userinfo(&tokens.text("access_token")).await.json.get("phone_number").is_some());

        register("openid profile offline_access").await;
        let info = gate.userinfo(&tokens.text("access_token")).await.json;
        assert!(info.get("phone_number").is_none() && info.get("name").is_some(), "{info}");
        let next = gate.refresh("narrowed", &tokens.text("refresh_token"), &[]).await;
        assert_eq!(next.text("scope"), "openid profile offline_access");

        register("openid profile").await;
        let last = gate.refresh("narrowed", &next.text("refresh_token"), &[]).await;
        assert_eq!(last.refusal(), (400, "invalid_grant"), "no offline access, no refresh");
    }

    async fn in_the_header_or_in_the_form(kind) {
        let gate = gate(kind).await;
        let in_form = [("client_id", "app"), ("client_secret", CLIENT_SECRET)];
        let header = [basic("app", CLIENT_SECRET)];
        let lower = [header[0].replace("Basic", "basic")];
        let good: [Proof<'_>; 4] =
            [(&header, &[]), (&lower, &[]), (&[], &in_form), (&header, &[("client_id", "app")])];
        for (headers, form) in good {
            let code = gate.code("app", "lin").await;
            let answer = redeem(&gate, &code, headers, form).await;
            assert_eq!(answer.status, 200, "{headers:?} {form:?} {answer:?}");
            assert_eq!(answer.text("token_type"), "Bearer");
        }
    }

    async fn never_both_at_once(kind) {
        let gate = gate(kind).await;
        let code = gate.code("app", "lin").await;
        let header = [basic("app", CLIENT_SECRET)];
        let twice = [header[0].clone(), header[0].clone()];
        let both: [Proof<'_>; 4] = [
            (&header, &[("client_id", "app"), ("client_secret", CLIENT_SECRET)]),
            (&header, &[("client_secret", CLIENT_SECRET)]),
            (&header, &[("client_id", "es256")]),
            (&twice, &[]),
        ];
        for (headers, form) in both {
            let answer = redeem(&gate, &code, headers, form).await;
            assert_eq!(answer.refusal(), (400, "invalid_request"), "{headers:?} {form:?}");
        }
        let doubled = [("client_id", "app"), ("client_id", "app"), ("client_secret", CLIENT_SECRET)];
        assert_eq!(redeem(&gate, &code, &[], &doubled).await.refusal(), (400, "invalid_request"));
        assert_eq!(redeem(&gate, &code, &header, &[]).await.status, 200, "the code was not spent");
    }

    async fn a_wrong_secret_and_an_unknown_client_look_the_same(kind) {
        let gate = gate(kind).await;
        let code = gate.code("app", "lin").await;
        let mut answers = Vec::new();
        for (id, secret) in [
            ("app", "wrong"),
            ("app", ""),
            ("nobody", CLIENT_SECRET),
            ("public", CLIENT_SECRET),
            ("public", ""),
        ] {
            let in_header = redeem(&gate, &code, &[basic(id, secret)], &[]).await;
            assert_eq!(in_header.refusal(), (401, "invalid_client"), "{id} {secret}");
            assert_eq!(in_header.header("www-authenticate"), Some(BASIC));
            answers.push(in_header.json);
        }
        for form in [
            vec![("client_id", "app"), ("client_secret", "wrong")],
            vec![("client_id", "app")],
            vec![("client_id", "nobody"), ("client_secret", CLIENT_SECRET)],
            vec![("client_id", "nobody")],
            vec![("client_id", "public"), ("client_secret", CLIENT_SECRET)],
        ] {
            let in_form = redeem(&gate, &code, &[], &form).await;
            assert_eq!(in_form.refusal(), (401, "invalid_client"), "{form:?}");
            assert_eq!(in_form.header("www-authenticate"), None, "{form:?}");
            answers.push(in_form.json);
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        assert_eq!(redeem(&gate, &code, &[basic("app", CLIENT_SECRET)], &[]).await.status, 200);
    }

    async fn nobody_at_all_is_no_client(kind) {
        let gate = gate(kind).await;
        let code = gate.code("public", "lin").await;
        assert_eq!(redeem(&gate, &code, &[], &[]).await.refusal(), (401, "invalid_client"));
        for header in ["Basic", "Basic !!!", "Bearer app", &basic("app%00", CLIENT_SECRET)] {
            let answer = redeem(&gate, &code, &[header.to_owned()], &[]).await;
            assert_eq!(answer.refusal(), (401, "invalid_client"), "{header}");
            assert_eq!(answer.header("www-authenticate"), Some(BASIC), "{header}");
        }
        assert_eq!(redeem(&gate, &code, &[], &[("client_id", "public")]).await.status, 200);
    }
}
