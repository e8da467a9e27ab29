//! `private_key_jwt`: clients that prove themselves by a signed assertion, good once, for us alone.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::harness::by_hand::Answer;
use crate::harness::gate::CLIENT_SECRET;
use crate::harness::keys::{ClientKey, KeyServer};
use crate::harness::{Gate, Kind, Setup, on_each_database};
use crate::racing::sixteen_at_once;

/// A gate with a client `signed` whose key set is at an address that the test serves.
struct Scene {
    gate: Gate,
    server: KeyServer,
    key: ClientKey,
}

async fn scene(kind: Kind) -> Scene {
    let key = ClientKey::new("one");
    let server = KeyServer::start(&[&key]).await;
    let clients = format!(
        "[[clients]]\nid = \"signed\"\nname = \"Signed\"\njwks_uri = \"{}\"\n\
         grant_types = [\"client_credentials\"]\n",
        server.url
    );
    Scene { gate: Gate::with(Setup { database: kind, clients, ..Setup::default() }).await, server, key }
}

impl Scene {
    /// The claims of a good assertion.
    fn claims(&self, jti: &str) -> Value {
        let now = self.gate.server.app().now().seconds();
        json!({ "iss": "signed", "sub": "signed", "aud": self.gate.url, "jti": jti, "iat": now, "exp": now + 60 })
    }

    async fn present(&self, assertion: &str, more: &[(&str, &str)]) -> Answer {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion),
        ];
        self.gate.token(None, &crate::harness::by_hand::changed(&form, more)).await
    }
}

on_each_database! {
    // Advisories' class: hydra, jti reuse (CVE-2020-15222).
    async fn an_assertion_proves_its_client_once(kind) {
        let scene = scene(kind).await;
        let assertion = scene.key.sign(&scene.claims("1"));
        let first = scene.present(&assertion, &[]).await;
        assert_eq!(first.status, 200, "{first:?}");
        assert_eq!(scene.present(&assertion, &[]).await.refusal(), (401, "invalid_client"), "a replay");
        let same_id = scene.key.sign(&scene.claims("1"));
        assert_eq!(scene.present(&same_id, &[]).await.refusal(), (401, "invalid_client"), "its id in another");
        let named = scene.present(&scene.key.sign(&scene.claims("2")), &[("client_id", "signed")]).await;
        assert_eq!(named.status, 200);
    }

    async fn sixteen_at_once_are_one(kind) {
        let scene = scene(kind).await;
        let assertion = scene.key.sign(&scene.claims("1"));
        let answers = sixteen_at_once(|| scene.present(&assertion, &[])).await;
        let good = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(good, 1, "{answers:?}");
        assert!(answers.iter().all(|a| a.status == 200 || a.refusal() == (401, "invalid_client")));
    }

    // Advisories' class: zitadel, audience of a JWT not checked (CVE-2026-55669).
    async fn an_assertion_for_somebody_else_proves_nothing(kind) {
        let scene = scene(kind).await;
        let (url, now) = (&scene.gate.url, scene.gate.server.app().now().seconds());
        for (name, value) in [
            ("aud", json!([url])),
            ("aud", json!(format!("{url}/oauth2/token"))),
            ("aud", json!("https://other.example.com")),
            ("iss", json!("app")),
            ("exp", json!(now - 1)),
            ("exp", json!(now + 7200)),
            ("nbf", json!(now + 61)),
            ("jti", Value::Null),
        ] {
            let mut claims = scene.claims("1");
            claims[name] = value.clone();
            let answer = scene.present(&scene.key.sign(&claims), &[]).await;
            assert_eq!(answer.refusal(), (401, "invalid_client"), "{name} {value}");
        }
        let strangers = ClientKey::new("one").sign(&scene.claims("1"));
        assert_eq!(scene.present(&strangers, &[]).await.refusal(), (401, "invalid_client"), "another key");
        assert_eq!(scene.present(&scene.key.sign(&scene.claims("1")), &[]).await.status, 200, "none was spent");
    }

    async fn the_token_does_not_choose_how_it_is_verified(kind) {
        let scene = scene(kind).await;
        let claims = scene.claims("1");
        // The public key as a secret: what a verifier does that believes `alg`.
        let secret = EncodingKey::from_secret(scene.key.public_jwk().to_string().as_bytes());
        let forged = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &secret).unwrap();
        let good = scene.key.sign(&claims);
        let (message, signature) = good.rsplit_once('.').unwrap();
        let cut = signature.split_at(40).0;
        for bad in [&forged, &format!("{message}."), &format!("{message}.{cut}"), "a.b.c", &"x".repeat(8000)] {
            assert_eq!(scene.present(bad, &[]).await.refusal(), (401, "invalid_client"), "{bad}");
        }
    }

    async fn one_proof_at_a_time(kind) {
        let scene = scene(kind).await;
        let good = || scene.key.sign(&scene.claims("1"));
        for more in [
            &[("client_secret", CLIENT_SECRET)][..],
            &[("client_id", "app")],
            &[("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer")],
            &[("client_assertion_type", "")],
            &[("client_assertion", "")],
        ] {
            assert_eq!(scene.present(&good(), more).await.refusal(), (400, "invalid_request"), "{more:?}");
        }
        let with_header = scene.gate.token(Some(("app", CLIENT_SECRET)), &[("client_assertion", &good())]).await;
        assert_eq!(with_header.refusal(), (400, "invalid_request"));
        for secret in [Some(("signed", "")), Some(("signed", CLIENT_SECRET)), None] {
            let form = [("grant_type", "client_credentials"), ("client_id", "signed")];
            let answer = scene.gate.token(secret, &form[..if secret.is_some() { 1 } else { 2 }]).await;
            assert_eq!(answer.refusal(), (401, "invalid_client"), "a secret, or nothing, proves no client with keys");
        }
    }

    async fn a_new_key_is_found_where_it_is_published(kind) {
        let scene = scene(kind).await;
        assert_eq!(scene.present(&scene.key.sign(&scene.claims("1")), &[]).await.status, 200);
        let next = ClientKey::new("two");
        scene.server.publish(&[&scene.key, &next]);
        let too_early = scene.present(&next.sign(&scene.claims("2")), &[]).await;
        assert_eq!(too_early.refusal(), (401, "invalid_client"), "an address is not asked at any rate");
        assert_eq!(scene.server.asked(), 1);
        scene.gate.clock.advance(31);
        assert_eq!(scene.present(&next.sign(&scene.claims("3")), &[]).await.status, 200);
        assert_eq!(scene.present(&scene.key.sign(&scene.claims("4")), &[]).await.status, 200);
        assert_eq!(scene.server.asked(), 2, "kept meanwhile");
    }
}
