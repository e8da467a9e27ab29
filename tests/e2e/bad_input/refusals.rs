//! Every refusal of the endpoints for applications, by a table: the specification's code, and what all refusals have.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Answer, submit};
use crate::harness::gate::CLIENT_SECRET;
use crate::harness::{Gate, Setup, on_each_database};

/// A client that may ask in its own name.
const BATCH: &str = "[[clients]]\nid = \"batch\"\nname = \"Batch\"\nsecret_env = \"CLIENT_SECRET\"\n\
                     grant_types = [\"client_credentials\"]\nservice_scopes = [\"reports\"]\n";

/// Client (none for nobody), endpoint, form; status and code of the refusal.
type Row = (&'static str, &'static str, &'static str, u16, &'static str);

const ASSERTION: &str = "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const EXCHANGE: &str = "grant_type=urn:ietf:params:oauth:grant-type:token-exchange";

const ROWS: [Row; 38] = [
    // RFC 6749 §5.2, RFC 8707 §2.
    ("", "token", "grant_type=client_credentials", 401, "invalid_client"),
    ("app:wrong", "token", "grant_type=refresh_token&refresh_token=x", 401, "invalid_client"),
    ("app", "token", "x=y", 400, "invalid_request"),
    ("app", "token", "grant_type=authorization_code", 400, "invalid_request"),
    ("app", "token", "grant_type=authorization_code&code=x", 400, "invalid_grant"),
    ("app", "token", "grant_type=refresh_token", 400, "invalid_request"),
    ("app", "token", "grant_type=refresh_token&refresh_token=x", 400, "invalid_grant"),
    ("app", "token", "grant_type=refresh_token&refresh_token=x&scope=%5c", 400, "invalid_scope"),
    (
        "app",
        "token",
        "grant_type=refresh_token&refresh_token=x&resource=https://x.example",
        400,
        "invalid_target",
    ),
    ("app", "token", "grant_type=client_credentials", 400, "unauthorized_client"),
    ("batch", "token", "grant_type=refresh_token&refresh_token=x", 400, "unauthorized_client"),
    ("batch", "token", "grant_type=authorization_code&code=x", 400, "unauthorized_client"),
    ("batch", "token", "grant_type=client_credentials&scope=admin", 400, "invalid_scope"),
    ("batch", "token", "grant_type=client_credentials&resource=https://x.example", 400, "invalid_target"),
    ("app", "token", "grant_type=password&username=a&password=b", 400, "unsupported_grant_type"),
    ("app", "token", EXCHANGE, 400, "unsupported_grant_type"),
    ("app", "token", "grant_type=refresh_token&refresh_token=x&refresh_token=x", 400, "invalid_request"),
    ("app", "token", "grant_type=refresh_token&refresh_token=%00", 400, "invalid_request"),
    // RFC 7521 §4.2.1.
    ("", "token", "grant_type=client_credentials&client_assertion=a.b.c", 400, "invalid_request"),
    ("", "token", ASSERTION, 400, "invalid_request"),
    ("app", "token", "grant_type=client_credentials&client_assertion=a.b.c", 400, "invalid_request"),
    // RFC 7662 §2.3.
    ("", "introspect", "token=x", 401, "invalid_client"),
    ("", "introspect", "token=x&client_id=public", 401, "invalid_client"),
    ("", "introspect", "token=x&client_id=nobody&client_secret=x", 401, "invalid_client"),
    ("app:wrong", "introspect", "token=x", 401, "invalid_client"),
    ("app", "introspect", "x=y", 400, "invalid_request"),
    ("app", "introspect", "token=x&token=x", 400, "invalid_request"),
    ("app", "introspect", "token=%ff", 400, "invalid_request"),
    // RFC 7009 §2.2.1.
    ("", "revoke", "token=x", 401, "invalid_client"),
    ("", "revoke", "token=x&client_id=app", 401, "invalid_client"),
    ("app:wrong", "revoke", "token=x", 401, "invalid_client"),
    ("app", "revoke", "x=y", 400, "invalid_request"),
    ("app", "revoke", "token=", 400, "invalid_request"),
    ("app", "revoke", "token=x&token=x", 400, "invalid_request"),
    ("app", "revoke", "token=%0a", 400, "invalid_request"),
    // RFC 6750 §3.1.
    ("", "userinfo", "access_token=x", 401, "invalid_token"),
    ("", "userinfo", "access_token=x&access_token=x", 400, "invalid_request"),
    ("", "userinfo", "x=y", 401, "invalid_token"),
];

async fn ask(gate: &Gate, client: &str, endpoint: &str, form: &str) -> Answer {
    let (id, secret) = client.split_once(':').unwrap_or((client, CLIENT_SECRET));
    let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let header = [("Authorization", basic.as_bytes())];
    let headers = if client.is_empty() { &[][..] } else { &header };
    submit(gate, &format!("/oauth2/{endpoint}"), headers, form.as_bytes()).await
}

on_each_database! {
    async fn every_refusal_has_its_code(kind) {
        let gate = Gate::with(Setup { database: kind, clients: BATCH.into(), ..Setup::default() }).await;
        for (client, endpoint, form, status, code) in ROWS {
            let answer = ask(&gate, client, endpoint, form).await;
            let told = (answer.status, answer.oauth_error().0);
            assert_eq!(told, (status, code.to_owned()), "{client} {endpoint} {form}");
            // RFC 9110 §15.5.2, RFC 6750 §3: a challenge for the scheme that was tried, or that there is.
            let challenge = answer.header("www-authenticate").unwrap_or_default();
            let scheme = match (endpoint, status, client) {
                ("userinfo", ..) => "Bearer",
                (_, 401, "") | (_, 400, _) => "",
                _ => "Basic",
            };
            assert_eq!(challenge.split(' ').next().unwrap(), scheme, "{client} {endpoint} {form}");
        }
    }

    async fn what_is_no_error_says_nothing(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        // RFC 7662 §2.2 and RFC 7009 §2.2: an unknown token is no error, whatever it is said to be.
        for hint in ["", "&token_type_hint=access_token", "&token_type_hint=refresh_token", "&token_type_hint=x"] {
            for token in ["x", "a.b.c", "%E5%91%A8", "..", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
                let form = format!("token={token}{hint}");
                let asked = ask(&gate, "app", "introspect", &form).await;
                assert_eq!((asked.status, asked.text().as_str()), (200, "{\"active\":false}"), "{form}");
                let given = ask(&gate, "app", "revoke", &form).await;
                assert_eq!((given.status, given.text().as_str()), (200, ""), "{form}");
            }
        }
    }
}

/// Words for applications are ASCII (RFC 6749 §5.2): the code that has them has no others.
#[test]
fn what_applications_are_told_is_ascii() {
    fn code(path: &Path) -> Vec<(PathBuf, String)> {
        if path.is_dir() {
            fs::read_dir(path).unwrap().flat_map(|entry| code(&entry.unwrap().path())).collect()
        } else {
            let text = fs::read_to_string(path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
            vec![(path.to_owned(), text)]
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let places = ["oidc", "web/authorization.rs", "web/params.rs", "web/methods.rs"];
    for (path, text) in places.iter().flat_map(|place| code(&root.join(place))) {
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            assert!(line.split(" // ").next().unwrap().is_ascii(), "{}: {line}", path.display());
        }
    }
}
