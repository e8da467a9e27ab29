//! Request objects, which are not supported: they are refused by that name, never ignored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::cases;
use crate::harness::gate::REDIRECT_URI;

/// A JWT with `alg` none.
fn unsigned(claims: &Value) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}.", part(&json!({ "alg": "none" })), part(claims))
}

cases! {
    async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(op) {
        assert_eq!(op.metadata().await["request_uri_parameter_supported"], false, "true is the default");
        let request = op.request(&[("request_uri", "https://suite.example.com/request.jwt")]);
        let reply = op.silently(&mut op.gate.browser(), &request).await;
        assert_eq!(reply.error(), "request_uri_not_supported");
    }

    async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(op) {
        let metadata = op.metadata().await;
        assert_eq!(metadata["request_parameter_supported"], false);
        assert_eq!(metadata.get("request_object_signing_alg_values_supported"), None);
        let inside = unsigned(&json!({ "state": "inside", "nonce": "inside" }));
        let request = op.request(&[("request", &inside), ("state", ""), ("nonce", "")]);
        let reply = op.silently(&mut op.gate.browser(), &request).await;
        assert_eq!(reply.error(), "request_not_supported");
    }

    async fn oidcc_ensure_request_object_with_redirect_uri(op) {
        let inside = unsigned(&json!({ "redirect_uri": REDIRECT_URI }));
        let request = op.request(&[("request", &inside), ("redirect_uri", "https://evil.example/callback")]);
        let page = op.gate.browser().follow(&op.url(&request)).await;
        assert_eq!((page.status.as_u16(), page.location()), (400, None));
        assert!(page.body.contains("回调地址没有登记") && !page.body.contains("<form"), "{}", page.body);
    }
}
