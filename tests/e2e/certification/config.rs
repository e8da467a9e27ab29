//! The Config OP plan: `oidcc-discovery-endpoint-verification`, as single assertions.

use std::net::TcpListener;
use std::sync::Arc;

use larkgate::app::App;
use larkgate::config::Config;
use larkgate::domain::token::SystemEntropy;
use larkgate::server::Server;
use serde_json::{Value, json};
use url::Url;

use crate::harness::clock::TestClock;
use crate::harness::verifier::KeySet;
use crate::harness::{Gate, gate};

/// Members that IANA has registered for the metadata of a provider, as far as we could ever have them.
const KNOWN: [&str; 54] = [
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "registration_endpoint",
    "scopes_supported",
    "response_types_supported",
    "response_modes_supported",
    "grant_types_supported",
    "acr_values_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
    "userinfo_signing_alg_values_supported",
    "request_object_signing_alg_values_supported",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "display_values_supported",
    "claim_types_supported",
    "claims_supported",
    "service_documentation",
    "claims_locales_supported",
    "ui_locales_supported",
    "claims_parameter_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_request_uri_registration",
    "op_policy_uri",
    "op_tos_uri",
    "revocation_endpoint",
    "revocation_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_signing_alg_values_supported",
    "introspection_endpoint",
    "introspection_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_signing_alg_values_supported",
    "code_challenge_methods_supported",
    "authorization_response_iss_parameter_supported",
    "end_session_endpoint",
    "backchannel_logout_supported",
    "backchannel_logout_session_supported",
    "frontchannel_logout_supported",
    "frontchannel_logout_session_supported",
    "prompt_values_supported",
    "pushed_authorization_request_endpoint",
    "require_pushed_authorization_requests",
    "device_authorization_endpoint",
    "dpop_signing_alg_values_supported",
    "client_id_metadata_document_supported",
    "protected_resources",
    "signed_metadata",
    "tls_client_certificate_bound_access_tokens",
    "mtls_endpoint_aliases",
    "require_signed_request_object",
    "global_token_revocation_endpoint",
];

/// The document of a server whose issuer is https, as it is behind a proxy.
async fn under_https() -> Value {
    let folder = tempfile::tempdir().unwrap();
    let text = "issuer = \"https://sso.example.com\"\norganization = \"示例公司\"\n\
                [database]\nurl = \"sqlite:larkgate.db\"\n\
                [connectors.feishu]\napp_id = \"cli_0000000000000000\"\napp_secret_env = \"APP_SECRET\"\n";
    let config = Config::parse(text, folder.path(), &|name| gate::environment(name, "secret")).unwrap();
    let app = App::open(config, Arc::new(TestClock::default()), Arc::new(SystemEntropy)).await.unwrap();
    let server = Server::start(app, TcpListener::bind("127.0.0.1:0").unwrap()).unwrap();
    let url = format!("http://{}/.well-known/openid-configuration", server.address().unwrap());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let metadata = http.get(url).send().await.unwrap().json().await.unwrap();
    server.stop().await.unwrap();
    metadata
}

async fn document(gate: &Gate) -> Value {
    let url = format!("{}/.well-known/openid-configuration", gate.url);
    gate.http().get(url).send().await.unwrap().json().await.unwrap()
}

fn list<'a>(metadata: &'a Value, name: &str) -> Vec<&'a str> {
    let values = metadata[name].as_array().unwrap_or_else(|| panic!("{name} is no array: {metadata}"));
    assert!(!values.is_empty(), "{name}");
    values.iter().map(|value| value.as_str().unwrap()).collect()
}

mod oidcc_discovery_endpoint_verification {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn the_document_is_where_the_issuer_says() {
        let gate = Gate::start().await;
        let url = format!("{}/.well-known/openid-configuration", gate.url);
        let answer = gate.http().get(url).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["content-type"]),
            (200, &"application/json".parse().unwrap())
        );
        let metadata: Value = answer.json().await.unwrap();
        let issuer = Url::parse(metadata["issuer"].as_str().unwrap()).unwrap();
        assert_eq!(metadata["issuer"], gate.url);
        assert_eq!((issuer.query(), issuer.fragment()), (None, None));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn every_endpoint_is_https_as_the_issuer_is() {
        let metadata = under_https().await;
        assert_eq!(metadata["issuer"], "https://sso.example.com");
        let mut endpoints = Vec::new();
        for (name, value) in metadata.as_object().unwrap() {
            if name.ends_with("_endpoint") || name.ends_with("_uri") {
                assert!(value.as_str().unwrap().starts_with("https://sso.example.com/"), "{name}: {value}");
                endpoints.push(name.as_str());
            }
        }
        for name in ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"] {
            assert!(endpoints.contains(&name), "{name}");
        }
        // On loopback the same members stand under http.
        let gate = Gate::start().await;
        let plain = document(&gate).await;
        for name in endpoints {
            assert!(plain[name].as_str().unwrap().starts_with(&gate.url), "{name}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_members_have_the_values_that_clients_look_for() {
        let metadata = document(&Gate::start().await).await;
        for (name, value) in [
            ("response_types_supported", "code"),
            ("subject_types_supported", "public"),
            ("id_token_signing_alg_values_supported", "RS256"),
            ("userinfo_signing_alg_values_supported", "RS256"),
            ("grant_types_supported", "authorization_code"),
            ("scopes_supported", "openid"),
            ("claims_supported", "sub"),
            ("code_challenge_methods_supported", "S256"),
            ("response_modes_supported", "form_post"),
        ] {
            assert!(list(&metadata, name).contains(&value), "{name}: {metadata}");
        }
        let scope = |c: char| matches!(c, '!' | '#'..='[' | ']'..='~');
        assert!(list(&metadata, "scopes_supported").iter().all(|value| value.chars().all(scope)));
        let objects = metadata.get("request_object_signing_alg_values_supported");
        assert!(objects.is_none_or(|list| list.as_array().unwrap().contains(&json!("RS256"))), "{metadata}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn no_member_is_one_that_nobody_knows() {
        for name in document(&Gate::start().await).await.as_object().unwrap().keys() {
            assert!(KNOWN.contains(&name.as_str()), "{name}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn locales_are_registered_tags_in_canonical_case() {
        // BCP 47 §2.1.1: language in lower case, region in upper case.
        assert_eq!(list(&document(&Gate::start().await).await, "ui_locales_supported"), ["zh-CN", "en"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_key_set_can_be_fetched() {
        let gate = Gate::start().await;
        let metadata = document(&gate).await;
        let keys = KeySet::fetch(gate.http(), metadata["jwks_uri"].as_str().unwrap()).await;
        let algorithms = list(&metadata, "id_token_signing_alg_values_supported");
        let keys = keys.json["keys"].as_array().unwrap();
        for algorithm in algorithms {
            assert!(keys.iter().any(|key| key["alg"] == algorithm), "{algorithm}");
        }
    }
}
