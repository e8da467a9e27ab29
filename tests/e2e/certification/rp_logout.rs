//! The RP-initiated logout plan (OpenID Connect RP-Initiated Logout 1.0).

use serde_json::{Value, json};

use crate::harness::by_hand::jwt;
use crate::harness::keys::ClientKey;
use crate::harness::{Gate, Setup, on_each_database};
use crate::logout::{BYE, assert_signed_out_page, scene};

on_each_database! {
    async fn oidcc_rp_initiated_logout_discovery_endpoint_verification(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        for document in ["openid-configuration", "oauth-authorization-server"] {
            let url = format!("{}/.well-known/{document}", gate.url);
            let metadata: Value = gate.http().get(url).send().await.unwrap().json().await.unwrap();
            assert_eq!(metadata["end_session_endpoint"], format!("{}/oauth2/logout", gate.url));
        }
    }

    async fn oidcc_rp_initiated_logout(kind) {
        let mut scene = scene(kind).await;
        let state = "x".repeat(128);
        let hint = scene.hint().to_owned();
        let page = scene
            .log_out(&[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE), ("state", &state)])
            .await;
        assert_eq!(page.location().unwrap(), format!("{BYE}?state={state}"), "nothing but the state is added");
        assert!(!scene.is_signed_in().await);
        let token = scene.tokens["access_token"].as_str().unwrap();
        assert_eq!(scene.gate.userinfo(token).await.refusal(), (401, "invalid_token"));
        let (_, claims) = jwt(&hint);
        let row = scene.gate.audit().await.into_iter().find(|row| row.kind == "logout").unwrap();
        assert_eq!((row.client_id.as_deref(), row.reason.as_deref()), (Some("leaver"), claims["sid"].as_str()));
    }

    async fn oidcc_rp_initiated_logout_no_state(kind) {
        let mut scene = scene(kind).await;
        let hint = scene.hint().to_owned();
        let page = scene.log_out(&[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
        assert_eq!(page.location().as_deref(), Some(BYE));
        assert!(!scene.is_signed_in().await);
    }

    async fn oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(kind) {
        for uri in ["http://127.0.0.1:9/elsewhere", "https://evil.example/", "javascript:alert(1)"] {
            let mut scene = scene(kind).await;
            let hint = scene.hint().to_owned();
            let page = scene.log_out(&[("id_token_hint", &hint), ("post_logout_redirect_uri", uri)]).await;
            scene.is_asked_first(page).await;
        }
    }

    async fn oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri(kind) {
        let mut scene = scene(kind).await;
        let (hint, added) = (scene.hint().to_owned(), format!("{BYE}?foo=bar"));
        let page = scene.log_out(&[("id_token_hint", &hint), ("post_logout_redirect_uri", &added)]).await;
        scene.is_asked_first(page).await;
    }

    async fn oidcc_rp_initiated_logout_modified_id_token_hint(kind) {
        let mut scene = scene(kind).await;
        let message = scene.hint().rsplit_once('.').unwrap().0.to_owned();
        // {"alg":"none"}
        let none = format!("eyJhbGciOiJub25lIn0.{}.", message.split_once('.').unwrap().1);
        for modified in [format!("{message}."), format!("{message}.AAAA"), none] {
            let page = scene.log_out(&[("id_token_hint", &modified), ("post_logout_redirect_uri", BYE)]).await;
            assert_eq!(page.location(), None, "{modified}");
            assert!(page.body.contains("name=\"csrf\""), "{modified}: {}", page.body);
            assert!(scene.is_signed_in().await);
        }
    }

    async fn oidcc_rp_initiated_logout_bad_id_token_hint(kind) {
        let mut scene = scene(kind).await;
        let (_, mut claims) = jwt(scene.hint());
        (claims["iss"], claims["aud"]) = (claims["aud"].clone(), claims["iss"].clone());
        let swapped = ClientKey::new("client").sign(&claims);
        (claims["iss"], claims["aud"]) = (json!(scene.gate.url), json!("leaver"));
        let forged = ClientKey::new("client").sign(&claims);
        let access = scene.tokens["access_token"].as_str().unwrap().to_owned();
        let foreign = scene.gate.tokens("app", "lin").await.text("id_token");
        for bad in [swapped.as_str(), &forged, "nonsense", &access, &foreign] {
            let page = scene.log_out(&[("id_token_hint", bad), ("post_logout_redirect_uri", BYE)]).await;
            assert_eq!(page.location(), None, "{bad}");
            assert!(page.body.contains("name=\"csrf\""), "{bad}: {}", page.body);
            assert!(scene.is_signed_in().await);
        }
        let hint = scene.hint().to_owned();
        let page = scene
            .log_out(&[("id_token_hint", &hint), ("client_id", "app"), ("post_logout_redirect_uri", BYE)])
            .await;
        scene.is_asked_first(page).await;
    }

    async fn oidcc_rp_initiated_logout_no_id_token_hint(kind) {
        for params in [&[("post_logout_redirect_uri", BYE)][..], &[("post_logout_redirect_uri", BYE), ("client_id", "leaver")]] {
            let mut scene = scene(kind).await;
            let page = scene.log_out(params).await;
            scene.is_asked_first(page).await;
        }
    }

    async fn oidcc_rp_initiated_logout_no_params(kind) {
        let mut scene = scene(kind).await;
        let page = scene.log_out(&[]).await;
        scene.is_asked_first(page).await;
        assert_signed_out_page(&scene.log_out(&[]).await);
    }

    async fn oidcc_rp_initiated_logout_no_post_logout_redirect_uri(kind) {
        let mut scene = scene(kind).await;
        let hint = scene.hint().to_owned();
        let page = scene.log_out(&[("id_token_hint", &hint), ("state", "s")]).await;
        assert_signed_out_page(&page);
        assert!(!scene.is_signed_in().await);
    }

    async fn oidcc_rp_initiated_logout_only_state(kind) {
        let mut scene = scene(kind).await;
        let page = scene.log_out(&[("state", "s")]).await;
        scene.is_asked_first(page).await;
        assert_signed_out_page(&scene.log_out(&[("state", "s")]).await);
    }
}
