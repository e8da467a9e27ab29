//! JWTs and opaque tokens that come back: every one is judged whole.

use larkgate::domain::key::Algorithm;
use serde_json::{Value, json};

use crate::harness::by_hand::{Answer, jwt};
use crate::harness::gate::CLIENT_SECRET;
use crate::harness::{Gate, Kind, Setup, on_each_database};

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

async fn gate(kind: Kind) -> Gate {
    Gate::with(Setup { database: kind, ..Setup::default() }).await
}

/// A token cut short, made longer, and with one bit of a character turned over, at many places.
fn damaged(token: &str) -> Vec<String> {
    let mut damaged: Vec<String> = [1, 2, 4, token.len() / 2, token.len() - 1]
        .map(|less| token.split_at(token.len() - less).0.to_owned())
        .to_vec();
    damaged.push(format!("{token}A"));
    damaged.push(format!("A{token}"));
    let places = (0..token.len()).step_by((token.len() / 24).max(1)).chain([token.len() - 1]);
    for place in places {
        let Some(at) = ALPHABET.iter().position(|letter| *letter == token.as_bytes()[place]) else {
            continue;
        };
        for bit in [1, 32] {
            let mut bytes = token.as_bytes().to_vec();
            bytes[place] = ALPHABET[at ^ bit];
            damaged.push(String::from_utf8(bytes).unwrap());
        }
    }
    damaged
}

async fn introspect(gate: &Gate, token: &str) -> Value {
    let request = gate.http().post(format!("{}/oauth2/introspect", gate.url)).form(&[("token", token)]);
    Answer::of(request.basic_auth("app", Some(CLIENT_SECRET))).await.json
}

on_each_database! {
    async fn every_accepted_jwt_checks_iss_aud_typ(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let code = gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        let tokens = gate.redeem("app", &code, &[]).await;
        let app = gate.server.app();
        let signed = |token: &str, typ: &str, name: &str, value: Value| {
            let (_, mut claims) = jwt(&tokens.text(token));
            claims[name] = value;
            app.keys.sign(Algorithm::Rs256, typ, &claims, app.now()).unwrap()
        };
        let (issuer, elsewhere) = (json!(gate.url), json!("https://sso.example.com"));

        // Signed by us is not enough. Access tokens, at userinfo and where they are asked about.
        let good = signed("access_token", "at+jwt", "iss", issuer.clone());
        assert_eq!((gate.userinfo(&good).await.status, &introspect(&gate, &good).await["active"]), (200, &json!(true)));
        for (typ, name, value) in [
            ("JWT", "iss", issuer.clone()),
            ("logout+jwt", "iss", issuer.clone()),
            ("at+jwt", "iss", elsewhere.clone()),
            ("at+jwt", "exp", json!(app.now().seconds())),
            ("at+jwt", "jti", json!("no-such-grant.chance")),
            ("at+jwt", "client_id", json!("gone")),
        ] {
            let bad = signed("access_token", typ, name, value);
            assert_eq!(gate.userinfo(&bad).await.refusal(), (401, "invalid_token"), "{typ} {name}");
            assert_eq!(introspect(&gate, &bad).await, json!({ "active": false }), "{typ} {name}");
        }
        let for_others = signed("access_token", "at+jwt", "aud", json!([elsewhere]));
        assert_eq!(gate.userinfo(&for_others).await.refusal(), (401, "invalid_token"));

        // ID tokens, as hints.
        let good = signed("id_token", "JWT", "iss", issuer.clone());
        let silent = |hint: &str| gate.ask("app", &[("prompt", "none"), ("id_token_hint", hint)]);
        assert!(browser.get(&silent(&good)).await.answer("code").is_some());
        for (typ, name, value) in [
            ("at+jwt", "iss", issuer.clone()),
            ("logout+jwt", "iss", issuer),
            ("JWT", "iss", elsewhere),
            ("JWT", "aud", json!("es256")),
            ("JWT", "sub", json!("ou_somebody_else")),
        ] {
            let bad = signed("id_token", typ, name, value);
            let back = browser.get(&silent(&bad)).await;
            assert_eq!(back.answer("error").as_deref(), Some("login_required"), "{typ} {name}");
            let asked = browser.get(&format!("{}/oauth2/logout?id_token_hint={bad}", gate.url)).await;
            let own = name == "aud";
            assert_eq!(asked.body.contains("name=\"csrf\""), !own, "{typ} {name}: {}", asked.body);
            if own {
                // A hint for another client of the same person signs out, as that client might.
                gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
            }
        }
    }

    async fn truncated_and_bit_flipped_tokens(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let code = gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        for bad in damaged(&code) {
            assert_eq!(gate.redeem("app", &bad, &[]).await.refusal(), (400, "invalid_grant"), "{bad}");
        }
        let tokens = gate.redeem("app", &code, &[]).await;
        let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
        for bad in damaged(&access) {
            assert_eq!(gate.userinfo(&bad).await.refusal(), (401, "invalid_token"), "{bad}");
        }
        for bad in damaged(&refresh) {
            assert_eq!(gate.refresh("app", &bad, &[]).await.refusal(), (400, "invalid_grant"), "{bad}");
        }
        let silent = gate.ask("app", &[("prompt", "none")]);
        for bad in damaged(&tokens.text("id_token")) {
            let back = browser.get(&format!("{silent}&id_token_hint={bad}")).await;
            assert_eq!(back.answer("error").as_deref(), Some("login_required"), "{bad}");
        }
        // Cookies: the session's, and that of an attempt.
        let page = browser.follow(&gate.ask("app", &[("prompt", "login")])).await;
        let handle = page.url.rsplit('/').next().unwrap();
        let attempt = format!("larkgate-attempt-{}", handle.split_at(12).0);
        for (name, url, told) in [("larkgate", &silent, "login_required"), (attempt.as_str(), &page.url, "登录链接无效")] {
            let good = browser.cookie(name).unwrap().to_owned();
            for bad in damaged(&good) {
                browser.plant(name, &bad);
                let answer = browser.get(url).await;
                let heard = answer.answer("error").unwrap_or(answer.body);
                assert!(heard.contains(told), "{name} {bad}: {heard}");
            }
            browser.plant(name, &good);
        }
        // All of them undamaged are still good.
        assert!(browser.get(&silent).await.answer("code").is_some());
        assert_eq!(browser.get(&page.url).await.status, 200);
        assert_eq!((gate.userinfo(&access).await.status, gate.refresh("app", &refresh, &[]).await.status), (200, 200));
    }

    async fn claims_from_one_source(kind) {
        let gate = gate(kind).await;
        let asked = json!({ "email": null, "email_verified": null, "name": null, "phone_number": null });
        let ask = json!({ "id_token": asked, "userinfo": asked }).to_string();
        let ask = gate.ask("app", &[("claims", &ask), ("scope", "openid offline_access")]);
        let code = gate.code_for(&mut gate.browser(), &ask, "lin").await;
        let first = gate.redeem("app", &code, &[]).await;
        let both = async |tokens: &Answer| {
            let info = gate.userinfo(&tokens.text("access_token")).await.json;
            let (_, id_token) = jwt(&tokens.text("id_token"));
            for name in ["sub", "email", "email_verified", "name", "phone_number"] {
                assert_eq!(info[name], id_token[name], "{name}");
            }
            (info["email"].clone(), info["email_verified"].clone())
        };
        assert_eq!(both(&first).await, (json!("lin@example.com"), json!(false)));
        // What changes upstream changes here at the next login, all at once, for tokens of before too.
        gate.control("people/lin", json!({ "email": "rain@example.com", "name": "林大雨" })).await;
        let second = gate.refresh("app", &first.text("refresh_token"), &[]).await;
        assert_eq!(both(&second).await, (json!("lin@example.com"), json!(false)));
        gate.tokens("es256", "lin").await;
        let third = gate.refresh("app", &second.text("refresh_token"), &[]).await;
        assert_eq!(both(&third).await, (json!("rain@example.com"), json!(false)));
    }
}
