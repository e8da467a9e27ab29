//! The command line beside a running server: what it changes holds at once.

mod applications;
mod clients;
pub(crate) mod sites;

use std::process::Output;

use crate::harness::gate::{CLIENT_SECRET, REDIRECT_URI};
use crate::harness::{Browser, Outside, Setup, on_each_database};

/// Standard output of a command that must succeed.
async fn run(outside: &Outside, arguments: &[&str]) -> String {
    let output = outside.cli(arguments).await;
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Standard error of a command that must fail with `code`, saying nothing else.
async fn refused(outside: &Outside, code: i32, arguments: &[&str]) -> String {
    let Output { status, stdout, stderr } = outside.cli(arguments).await;
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(code), "{arguments:?}: {said}");
    assert!(stdout.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&stdout));
    said
}

/// The value of a `name  value` line.
fn field(text: &str, name: &str) -> String {
    let line = text.lines().find(|line| line.split_whitespace().next() == Some(name));
    line.and_then(|line| line.split_whitespace().nth(1))
        .unwrap_or_else(|| panic!("no {name} in {text}"))
        .to_owned()
}

/// Signs somebody in to `late`; the status of the token endpoint, and its answer.
async fn sign_in(outside: &Outside, secret: &str) -> (u16, serde_json::Value) {
    let mut browser = Browser::new();
    let page = browser.follow(&outside.authorize_url("late", "openid offline_access")).await;
    let callback = outside.at_feishu(Some("lin"), &page.feishu_link()).await;
    let code = browser.get(&callback).await.answer("code").unwrap();
    let answer = outside.redeem("late", secret, &code).await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

on_each_database! {
    async fn a_client_lives_as_long_as_the_command_line_says(kind) {
        let outside = Outside::start(&Setup { database: kind, ..Setup::default() }).await;
        let add = ["client", "add", "late", "--name", "迟到的应用", "--redirect-uri", REDIRECT_URI];
        let before = Browser::new().follow(&outside.authorize_url("late", "openid")).await;
        assert_eq!(before.status, 400, "{}", before.body);

        let secret = field(&run(&outside, &add).await, "client_secret");
        let (status, tokens) = sign_in(&outside, &secret).await;
        assert_eq!(status, 200, "{tokens}");
        assert!(refused(&outside, 5, &add).await.contains("late is registered already"));
        let shown = run(&outside, &["client", "show", "late"]).await;
        assert!(shown.contains(REDIRECT_URI) && !shown.contains(&secret), "{shown}");
        let listed = run(&outside, &["client", "list"]).await;
        let line = listed.lines().find(|line| line.starts_with("late ")).unwrap_or_else(|| panic!("{listed}"));
        assert!(line.contains("迟到的应用") && line.ends_with("database"), "{line}");

        let rotated = field(&run(&outside, &["client", "rotate-secret", "late"]).await, "client_secret");
        // What another process did is noticed within a second.
        while sign_in(&outside, &secret).await.0 == 200 {}
        let (status, answer) = sign_in(&outside, &secret).await;
        assert_eq!((status, answer["error"].as_str()), (401, Some("invalid_client")), "the old secret");
        let (status, tokens) = sign_in(&outside, &rotated).await;
        assert_eq!(status, 200, "{tokens}");
        let (access, refresh) = (tokens["access_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap());
        assert_eq!(outside.userinfo(access).await.status(), 200);

        run(&outside, &["client", "remove", "late"]).await;
        assert_eq!(outside.userinfo(access).await.status(), 401, "a token of a client that is gone");
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        // The grant is revoked at once, and the client soon unknown.
        while outside.token("late", &rotated, &form).await.unwrap().status() == 400 {}
        assert_eq!(outside.token("late", &rotated, &form).await.unwrap().status(), 401);
        let after = Browser::new().follow(&outside.authorize_url("late", "openid")).await;
        assert_eq!(after.status, 400, "{}", after.body);

        // Another one of the same name inherits nothing.
        let second = field(&run(&outside, &add).await, "client_secret");
        assert_eq!(outside.userinfo(access).await.status(), 401);
        assert_eq!(outside.token("late", &second, &form).await.unwrap().status(), 400);
        assert_eq!(outside.token("late", &rotated, &form).await.unwrap().status(), 401);
    }

    // Somebody is at Feishu's page when the application they came for is removed.
    async fn a_client_that_is_removed_gets_no_code(kind) {
        let outside = Outside::start(&Setup { database: kind, ..Setup::default() }).await;
        let uri = "https://late.example.com/callback";
        run(&outside, &["client", "add", "late", "--name", "Late", "--redirect-uri", REDIRECT_URI]).await;
        let mut browser = Browser::new();
        let page = browser.follow(&outside.authorize_url("late", "openid")).await;
        let callback = outside.at_feishu(Some("lin"), &page.feishu_link()).await;
        run(&outside, &["client", "remove", "late"]).await;
        run(&outside, &["client", "add", "late", "--name", "Late", "--redirect-uri", uri]).await;
        let back = browser.get(&callback).await;
        assert_eq!(back.location(), None, "the code went where nobody is registered any more");
        assert_eq!(back.status, 400, "{}", back.body);
    }

    async fn every_setting_of_a_client_can_be_said(kind) {
        let outside = Outside::start(&Setup { database: kind, ..Setup::default() }).await;
        let jwks = outside.process.path().join("jwks.json");
        std::fs::write(&jwks, r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#)
            .unwrap();
        let batch = ["client", "add", "batch", "--name", "Batch", "--grant-type", "client_credentials"];
        let secret = field(&run(&outside, &[&batch[..], &["--service-scope", "reports.read"]].concat()).await, "client_secret");
        let answer = outside.token("batch", &secret, &[("grant_type", "client_credentials")]).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["scope"], "reports.read");

        let full = ["client", "add", "full", "--name", "Full", "--redirect-uri", "https://a.example/cb"];
        let settings = [
            "--jwks", jwks.to_str().unwrap(), "--pairwise", "--third-party", "--claims-in-id-token",
            "--userinfo-alg", "ES256", "--backchannel-logout-uri", "https://a.example/out",
        ];
        let added = run(&outside, &[&full[..], &settings].concat()).await;
        assert!(!added.contains("client_secret"), "a key is its secret: {added}");
        let shown = run(&outside, &["client", "show", "full"]).await;
        for words in ["private_key_jwt", "pairwise", "third party", "claims in ID token", "ES256", "https://a.example/out"] {
            assert!(shown.contains(words), "{words}: {shown}");
        }
    }

    async fn what_cannot_be_done_is_said(kind) {
        let outside = Outside::start(&Setup { database: kind, ..Setup::default() }).await;
        let more = ["client", "add", "x", "--name", "x", "--redirect-uri"];
        for (code, arguments, words) in [
            (4, &["client", "show", "nobody"][..], "there is no client nobody"),
            (4, &["client", "remove", "nobody"], "there is no client nobody"),
            (4, &["client", "rotate-secret", "nobody"], "there is no client nobody"),
            (5, &["client", "remove", "app"], "app is in the configuration file; change it there"),
            (5, &["client", "rotate-secret", "app"], "app is in the configuration file; change it there"),
            (5, &["client", "set", "app", "--name", "x"], "app is in the configuration file; change it there"),
            (5, &["client", "add", "app", "--name", "x", "--redirect-uri", REDIRECT_URI], "app is in the configuration file"),
            (2, &["client", "add", "a b", "--name", "x", "--redirect-uri", REDIRECT_URI], "id: "),
            (2, &[&more[..], &["http://app.example.com/cb"]].concat(), "must be https"),
            (2, &[&more[..], &["https://a@b.example/"]].concat(), "user name or password"),
            (2, &[&more[..], &[REDIRECT_URI, "--scope", "root"]].concat(), "scopes: \"root\" is unknown"),
            (2, &["client", "add", "x", "--name", "x"], "needs at least one redirect URI"),
            (2, &["client", "add", "x", "--name", "x", "--public", "--grant-type", "client_credentials"], "a client that proves itself"),
            (2, &["client", "add", "x", "--name", "x", "--grant-type", "password"], "grant_types: \"password\" is unknown"),
            (2, &[&more[..], &[REDIRECT_URI, "--jwks", "/nowhere"]].concat(), "/nowhere cannot be read"),
            (2, &["client", "add", "x", "--name", " ", "--redirect-uri", REDIRECT_URI], "name: expected a text"),
            (2, &["client", "add", "x", "--redirect-uri", REDIRECT_URI], "name: expected a text"),
            (4, &["account", "show", "nobody"], "there is no account nobody"),
            (4, &["session", "list", "--account", "nobody"], "there is no account nobody"),
        ] {
            let said = refused(&outside, code, arguments).await;
            assert!(said.starts_with("error: ") && said.contains(words), "{arguments:?}: {said}");
        }
        for arguments in [&["client", "add"][..], &["frobnicate"], &["client", "add", "x", "--public", "--jwks-uri", "https://a.example/keys"]] {
            refused(&outside, 2, arguments).await;
        }
        assert!(!run(&outside, &["client", "list"]).await.contains("\nx "));
    }

    async fn a_disabled_account_is_out_at_once_and_stays_out_of_what_it_had(kind) {
        let outside = Outside::start(&Setup { database: kind, ..Setup::default() }).await;
        let mut browser = Browser::new();
        outside.sign_in(&mut browser, "lin").await;
        let tokens = outside.tokens("lin").await;
        let other = outside.tokens("zhou").await["access_token"].as_str().unwrap().to_owned();
        let (access, refresh) = (tokens["access_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap());
        let open_id = outside.feishu.open_id("lin");
        run(&outside, &["account", "disable", &open_id]).await;
        assert!(run(&outside, &["account", "show", &open_id]).await.contains("disabled"));
        assert_eq!(outside.userinfo(access).await.status(), 401);
        assert_eq!(outside.userinfo(&other).await.status(), 200, "nobody else is touched");
        assert_eq!(outside.sign_in(&mut Browser::new(), "lin").await.status, 403);

        run(&outside, &["account", "enable", &open_id]).await;
        assert_eq!(outside.userinfo(access).await.status(), 401, "what was ended stays ended");
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        assert_eq!(outside.token("app", CLIENT_SECRET, &form).await.unwrap().status(), 400);
        let page = browser.follow(&outside.authorize_url("app", "openid")).await;
        assert!(page.location().is_none(), "the old session is over: {page:?}");
        assert_eq!(outside.userinfo(outside.tokens("lin").await["access_token"].as_str().unwrap()).await.status(), 200);
        assert!(refused(&outside, 4, &["account", "disable", "nobody"]).await.contains("there is no account nobody"));
    }

    async fn accounts_and_keys_can_be_looked_at(kind) {
        let mut outside = Outside::start(&Setup { database: kind, ..Setup::default() }).await;
        assert_eq!(run(&outside, &["account", "list"]).await.lines().count(), 1, "headings and nobody");
        let open_id = outside.feishu.open_id("lin");
        for person in ["lin", "markup", "lin"] {
            outside.tokens(person).await;
        }
        let listed = run(&outside, &["account", "list"]).await;
        assert_eq!(listed.lines().count(), 3, "{listed}");
        assert!(listed.contains("林小雨") && listed.contains(&open_id), "{listed}");
        let shown = run(&outside, &["account", "show", &open_id]).await;
        assert_eq!((field(&shown, "sub"), field(&shown, "name")), (open_id, "林小雨".to_owned()));
        assert_eq!(run(&outside, &["account", "show", &field(&shown, "union_id")]).await, shown);
        assert_eq!(run(&outside, &["account", "show", &field(&shown, "id")]).await, shown);

        let access = outside.tokens("lin").await["access_token"].as_str().unwrap().to_owned();
        assert_eq!(run(&outside, &["key", "list"]).await.lines().count(), 4);
        run(&outside, &["key", "rotate"]).await;
        assert!(refused(&outside, 5, &["key", "rotate"]).await.starts_with("error: "));
        let listed = run(&outside, &["key", "list"]).await;
        assert_eq!(listed.matches(" next ").count(), 3, "{listed}");
        outside.process.restart().await;
        let jwks: serde_json::Value =
            outside.http.get(outside.url("/oauth2/jwks")).send().await.unwrap().json().await.unwrap();
        assert_eq!(jwks["keys"].as_array().unwrap().len(), 6);
        assert_eq!(outside.userinfo(&access).await.status(), 200, "signed before the rotation");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn check_names_every_problem_and_no_secret() {
    let outside = Outside::start(&Setup::default()).await;
    let good = outside.cli(&["check"]).await;
    assert_eq!(good.status.code(), Some(0), "{good:?}");
    let said = String::from_utf8([good.stdout, good.stderr].concat()).unwrap();
    assert!(said.contains("no problems") && said.contains("/login/callback/feishu"), "{said}");
    for secret in [CLIENT_SECRET, &outside.feishu.app_secret] {
        assert!(!said.contains(secret), "{said}");
    }
    let config = std::fs::read_to_string(outside.process.config()).unwrap();
    let broken = config
        .replace("issuer = \"http://", "issuer = \"ftp://")
        .replace("app_secret_env", "app_secret")
        .replace("\"APP_SECRET\"", "\"hunter2-hunter2\"")
        .replace("id_token_alg = \"ES256\"", "id_token_alg = \"none\"")
        .replace("level = \"debug\"", "level = \"loud\"\nlevle = \"debug\"");
    std::fs::write(outside.process.config(), broken).unwrap();
    let said = refused(&outside, 2, &["check"]).await;
    for name in ["issuer: ", "connectors.feishu.app_secret: ", "id_token_alg: ", "log.level: ", "log.levle"] {
        assert!(said.contains(name), "no {name} in {said}");
    }
    assert!(!said.contains("hunter2"), "{said}");
    // Every other command says the same and does nothing.
    assert_eq!(refused(&outside, 2, &["client", "list"]).await, said);
    assert_eq!(refused(&outside, 2, &["serve"]).await, said);
    std::fs::remove_file(outside.process.config()).unwrap();
    assert!(refused(&outside, 2, &["check"]).await.contains("larkgate.toml"));
}
