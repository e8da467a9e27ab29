//! Parameters that may change nothing: they are accepted, and somebody signs in as ever.

use serde_json::Value;

use super::cases;

cases! {
    async fn oidcc_display_page(op) {
        op.flow(&[("display", "page")]).await;
    }

    async fn oidcc_display_popup(op) {
        op.flow(&[("display", "popup")]).await;
    }

    async fn oidcc_ensure_request_with_unknown_parameter_succeeds(op) {
        op.flow(&[("extra", "foobar")]).await;
    }

    async fn oidcc_login_hint(op) {
        let host = op.gate.url.trim_start_matches("http://").to_owned();
        op.flow(&[("login_hint", &format!("buffy@{host}"))]).await;
    }

    async fn oidcc_ui_locales(op) {
        op.flow(&[("ui_locales", "se")]).await;
    }

    async fn oidcc_claims_locales(op) {
        op.flow(&[("claims_locales", "se")]).await;
    }

    async fn oidcc_ensure_request_with_acr_values_succeeds(op) {
        let metadata = op.metadata().await;
        let supported = metadata["acr_values_supported"].as_array().unwrap();
        let asked = supported.iter().map(|value| value.as_str().unwrap()).collect::<Vec<_>>().join(" ");
        let tokens = op.flow(&[("acr_values", &asked)]).await;
        assert!(supported.contains(&tokens.id_token["acr"]), "{}", tokens.id_token);
        let others = op.flow(&[("acr_values", "1 2")]).await;
        assert!(others.id_token.get("acr").is_none_or(Value::is_string), "{}", others.id_token);
    }
}
