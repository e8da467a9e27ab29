//! https of our own: what the configuration says reaches the listener, a renewed certificate is shown without a restart,
//! and a whole journey by TLS.

mod handshake;
mod listener;
mod remote;
mod renewal;

use crate::harness::by_hand::jwt;
use crate::harness::{Authority, Gate, Outside, Setup, on_each_database};

async fn gate(kind: crate::harness::Kind) -> (Gate, Authority) {
    let authority = Authority::new();
    let trusted = authority.clone();
    let gate = Gate::with(Setup { database: kind, authority: Some(authority), ..Setup::default() }).await;
    (gate, trusted)
}

on_each_database! {
    async fn a_journey_goes_by_tls_from_end_to_end(kind) {
        let (gate, _authority) = gate(kind).await;
        let mut browser = gate.browser();
        let code = gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        for page in &browser.seen {
            assert_eq!(page.headers["strict-transport-security"], "max-age=31536000", "{}", page.url);
            for cookie in page.headers.get_all("set-cookie") {
                let cookie = cookie.to_str().unwrap();
                assert!(cookie.starts_with("__Host-larkgate"), "{cookie}");
                for attribute in ["; Secure", "; HttpOnly", "; Path=/", "; SameSite=Lax"] {
                    assert!(cookie.contains(attribute), "{cookie}");
                }
                assert!(!cookie.contains("Domain"), "{cookie}");
            }
        }
        assert!(browser.cookie("__Host-larkgate").is_some(), "{:?}", browser.cookie_names());
        let tokens = gate.redeem("app", &code, &[]).await;
        assert_eq!((tokens.status, jwt(&tokens.text("id_token")).1["iss"].as_str()), (200, Some(gate.url.as_str())));
        assert_eq!(tokens.header("strict-transport-security"), Some("max-age=31536000"));
        assert_eq!(gate.userinfo(&tokens.text("access_token")).await.status, 200);
        // Signed in once is signed in: the cookie comes back.
        assert!(browser.get(&gate.ask("es256", &[])).await.reaches_application());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn check_judges_the_certificate() {
    let authority = Authority::new();
    let setup = Setup { authority: Some(authority.clone()), ..Setup::default() };
    let outside = Outside::start(&setup).await;
    let check = async || {
        let output = outside.cli(&["check"]).await;
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let (code, said) = check().await;
    assert!(code == Some(0) && said.contains("(https)") && !said.contains("warning"), "{said}");
    authority.leaf_for("sso.example.com").write(outside.process.path());
    let (code, said) = check().await;
    assert!(code == Some(0) && said.contains("warning: the certificate does not name 127.0.0.1"), "{said}");
    authority.leaf().write_key(outside.process.path());
    let (code, said) = check().await;
    assert!(
        code == Some(2) && said.contains("listen.tls.key_file: the key is not the certificate's"),
        "{said}"
    );
}
