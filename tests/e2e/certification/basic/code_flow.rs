//! The code flow itself: what may be left out or come in another order, and where an answer may go.

use super::cases;
use crate::certification::judge;
use crate::harness::by_hand::{CHALLENGE, VERIFIER, jwt};
use crate::harness::gate::{CLIENT_SECRET, REDIRECT_URI};

cases! {
    async fn oidcc_server(op) {
        let tokens = op.flow(&[]).await;
        judge::is_minimal(&tokens.id_token);
        let info = op.gate.userinfo(&tokens.text("access_token")).await;
        assert_eq!((info.status, &info.json["sub"]), (200, &tokens.id_token["sub"]));
    }

    async fn oidcc_response_type_missing(op) {
        let request = op.request(&[("response_type", "")]);
        let reply = op.silently(&mut op.gate.browser(), &request).await;
        assert!(["invalid_request", "unsupported_response_type"].contains(&reply.error()), "{reply:?}");
    }

    async fn oidcc_idtoken_signature(op) {
        // Neither client says how its ID tokens are to be signed.
        let (header, _) = jwt(&op.flow(&[]).await.text("id_token"));
        assert_eq!(header["alg"], "RS256");
        assert!(!header["kid"].as_str().unwrap().is_empty());
    }

    async fn oidcc_idtoken_unsigned(op) {
        // Skipped where `none` is not supported.
        for (name, values) in op.metadata().await.as_object().unwrap() {
            if name.ends_with("_alg_values_supported") {
                assert!(!values.as_array().unwrap().contains(&"none".into()), "{name}");
            }
        }
    }

    async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow(op) {
        assert!(op.flow(&[("nonce", "")]).await.id_token.get("nonce").is_none());
    }

    async fn oidcc_alternate_happy_flow(op) {
        let mut request = op.request(&[("scope", "email openid")]);
        request.pairs.reverse();
        let reply = op.answered(&mut op.gate.browser(), &request).await;
        let tokens = op.redeem(&request, &reply).await;
        let info = op.gate.userinfo(&tokens.text("access_token")).await;
        assert_eq!(info.json["email"], "lin@example.com");
    }

    async fn oidcc_ensure_post_request_succeeds(op) {
        let mut browser = op.gate.browser();
        let request = op.request(&[]);
        let form: Vec<_> = request.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let endpoint = format!("{}/oauth2/authorize", op.gate.url);
        let posted = browser.post(&endpoint, &form).await;
        assert_eq!(posted.status, 303, "{}", posted.body);
        let page = browser.follow(&posted.location().unwrap()).await;
        let reply = op.sign_in(&mut browser, &page, &request).await;
        op.redeem(&request, &reply).await;
        // Once somebody is signed in: another site's form brings no cookie, yet the session counts.
        let posted = browser.clone_without_cookies().post(&endpoint, &form).await;
        assert_eq!((posted.status.as_u16(), posted.headers.get("set-cookie")), (303, None));
        assert!(posted.location().unwrap().starts_with(&endpoint));
        let reply = op.silently(&mut browser, &request).await;
        op.redeem(&request, &reply).await;
    }

    async fn oidcc_server_client_secret_post(op) {
        let request = op.request(&[]);
        let reply = op.answered(&mut op.gate.browser(), &request).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", reply.code()),
            ("redirect_uri", REDIRECT_URI),
            ("client_id", "first"),
            ("client_secret", CLIENT_SECRET),
        ];
        let tokens = op.judged(&request, op.gate.token(None, &form).await).await;
        judge::is_minimal(&tokens.id_token);
    }

    async fn oidcc_ensure_request_with_valid_pkce_succeeds(op) {
        let request = op.request(&[("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]);
        let reply = op.answered(&mut op.gate.browser(), &request).await;
        let answer = op.present(&request, &reply, &[("code_verifier", VERIFIER)]).await;
        op.judged(&request, answer).await;
    }

    async fn oidcc_ensure_registered_redirect_uri(op) {
        for uri in [format!("{REDIRECT_URI}/other"), "https://evil.example/callback".to_owned()] {
            for prompt in ["", "none"] {
                let request = op.request(&[("redirect_uri", &uri), ("prompt", prompt)]);
                let page = op.gate.browser().follow(&op.url(&request)).await;
                assert_eq!((page.status.as_u16(), page.location()), (400, None), "{uri}");
                assert!(page.body.contains("回调地址没有登记") && !page.body.contains("<form"), "{}", page.body);
            }
        }
    }
}
