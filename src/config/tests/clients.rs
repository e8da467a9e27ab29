//! Tests of `[[clients]]`.

use crate::config::tests::{problems_with, with};
use crate::domain::client::{Client, Credentials, Source};
use crate::domain::key::Algorithm;
use crate::domain::token::TokenHash;

const BASE: &str = "id = \"app\", name = \"App\"";
const URIS: &str = "redirect_uris = [\"https://app.example.com/cb\"]";
const SECRET: &str = "secret_env = \"CLIENT_SECRET\"";

fn client(options: &str) -> Client {
    with("clients", &format!("[{{ {options} }}]")).unwrap().clients.remove(0)
}

fn problems(options: &str) -> String {
    problems_with("clients", &format!("[{{ {options} }}]"))
}

#[test]
fn a_few_words_make_a_confidential_client() {
    let client = client(&format!("{BASE}, {URIS}, {SECRET}"));
    assert_eq!((client.id.as_str(), client.name.as_str()), ("app", "App"));
    let Credentials::Secret(secret) = client.credentials else { panic!("{:?}", client.credentials) };
    assert!(secret.matches(&TokenHash::of("0123456789abcdef0123456789abcdef")));
    assert_eq!(client.scope.to_string(), "openid profile email phone offline_access feishu groups");
    assert_eq!((client.id_token_alg, client.audience, client.require_pkce), (Algorithm::Rs256, None, true));
    assert_eq!(client.source, Source::Config);
}

#[test]
fn everything_can_be_said() {
    let client = client(&format!(
        "{BASE}, {URIS}, public = true, scopes = [\"openid\", \"email\"], id_token_alg = \"EdDSA\", audience = \"api\""
    ));
    assert!(client.is_public() && client.require_pkce);
    assert_eq!((client.scope.to_string().as_str(), client.id_token_alg), ("openid email", Algorithm::EdDsa));
    assert_eq!(client.audience.as_deref(), Some("api"));
    assert!(!self::client(&format!("{BASE}, {URIS}, {SECRET}, require_pkce = false")).require_pkce);
}

#[test]
fn a_secret_or_public_but_not_both() {
    let hint = "use secret_env or secret_file, jwks_file or jwks_uri, or public = true for an application that can keep no secret";
    assert_eq!(
        problems(&format!("{BASE}, {URIS}")),
        format!("clients[0].secret: required, but missing\n  hint: {hint}")
    );
    assert!(
        problems(&format!("{BASE}, {URIS}, {SECRET}, public = true"))
            .starts_with("clients[0].public: a public")
    );
    assert!(
        problems(&format!("{BASE}, {URIS}, public = true, require_pkce = false"))
            .starts_with("clients[0].require_pkce: a public client proves itself by PKCE alone")
    );
    let problems = problems(&format!("{BASE}, {URIS}, secret = \"hunter2\""));
    assert!(problems.starts_with("clients[0].secret: a secret must not stand in this file\n"), "{problems}");
    assert!(!problems.contains("hunter2"));
}

#[test]
fn a_short_secret_is_refused() {
    let problems = problems(&format!("{BASE}, {URIS}, secret_env = \"SHORT\""));
    assert_eq!(
        problems,
        "clients[0].secret: expected at least 32 characters\n  hint: openssl rand -base64 32"
    );
}

#[test]
fn ids_are_plain_and_unique() {
    let one = format!("{{ {BASE}, {URIS}, {SECRET} }}");
    assert_eq!(
        problems_with("clients", &format!("[{one}, {one}]")),
        "clients[1].id: \"app\" is the id of clients[0] already"
    );
    assert_eq!(
        problems(&format!("id = \"a b\", name = \"App\", {URIS}, {SECRET}")),
        "clients[0].id: expected 1 to 100 of A-Z a-z 0-9 . _ -, found \"a b\""
    );
    assert_eq!(
        problems(&format!("{URIS}, {SECRET}")),
        "clients[0].id: required, but missing\nclients[0].name: required, but missing"
    );
}

#[test]
fn redirect_uris_are_there_safe_and_different() {
    for (uris, expected) in [
        ("redirect_uris = []", "redirect_uris: expected at least one"),
        ("public = false", "redirect_uris: required, but missing"),
        ("redirect_uris = \"https://a.example/\"", "redirect_uris: expected an array of texts, found text"),
        ("redirect_uris = [\"https://a.example/#x\"]", "redirect_uris[0]: must not have a fragment (#…)"),
        (
            "redirect_uris = [\"https://a.example/\", \"https://a.example/\"]",
            "redirect_uris[1]: stands there already",
        ),
    ] {
        assert_eq!(problems(&format!("{BASE}, {SECRET}, {uris}")), format!("clients[0].{expected}"));
    }
}

#[test]
fn scopes_and_algorithms_are_known_ones() {
    let names = "\"openid\", \"profile\", \"email\", \"phone\", \"offline_access\", \"feishu\" or \"groups\"";
    assert_eq!(
        problems(&format!("{BASE}, {URIS}, {SECRET}, scopes = [\"openid\", \"address\"]")),
        format!("clients[0].scopes[1]: expected {names}, found \"address\"")
    );
    assert!(
        problems(&format!("{BASE}, {URIS}, {SECRET}, scopes = []")).contains("scopes: expected at least one")
    );
    assert_eq!(
        problems(&format!("{BASE}, {URIS}, {SECRET}, id_token_alg = \"none\"")),
        "clients[0].id_token_alg: expected \"RS256\", \"ES256\" or \"EdDSA\", found \"none\""
    );
    assert_eq!(problems_with("clients", "{}"), "clients: expected an array of tables, found a table");
}
