//! Where browsers may be sent.

use larkgate::config::Config;
use url::Url;

use crate::harness::gate::{self, REDIRECT_URI};
use crate::harness::{Gate, Kind, Setup};
use crate::logout::{BYE, scene};

/// Whether an authorization request with this address is answered there; otherwise it must be a page.
async fn answers_at(gate: &Gate, client: &str, uri: &str) -> bool {
    let page = gate.browser().get(&gate.ask(client, &[("redirect_uri", uri), ("prompt", "none")])).await;
    match page.location() {
        Some(location) => {
            assert!(location.starts_with(uri) && location.contains("error=login_required"), "{location}");
            true
        }
        None => {
            assert_eq!(page.status, 400, "{uri}: {}", page.body);
            false
        }
    }
}

/// What the configuration says to a client with this address.
fn registered(uri: &str) -> Result<Config, String> {
    let text = format!(
        "issuer = \"https://sso.example.com\"\norganization = \"Co\"\n[database]\nurl = \"sqlite:larkgate.db\"\n\
         [connectors.feishu]\napp_id = \"cli_0000000000000000\"\napp_secret_env = \"APP_SECRET\"\n\
         [[clients]]\nid = \"app\"\nname = \"App\"\npublic = true\nredirect_uris = ['{uri}']\n"
    );
    let folder = tempfile::tempdir().unwrap();
    Config::parse(&text, folder.path(), &|name| gate::environment(name, "secret")).map_err(|e| e.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn redirect_uri_userinfo_fragment_javascript_data() {
    assert!(registered("https://app.example.com/callback").is_ok());
    let gate = Gate::start().await;
    for uri in [
        "https://app.example.com@evil.example/callback",
        "https://user:password@app.example.com/callback",
        "https://app.example.com/callback#",
        "https://app.example.com/callback#x",
        "javascript:alert(1)",
        "javascript://app.example.com/%0aalert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://app.example.com/x",
        "http://app.example.com/callback",
        "https://app.example.com\\@evil.example/",
        "//evil.example/callback",
        "/callback",
    ] {
        let problem = registered(uri).expect_err(uri);
        assert!(
            problem.starts_with("clients[0].redirect_uris[0]") || problem.contains("redirect_uris"),
            "{problem}"
        );
        assert!(!answers_at(&gate, "app", uri).await, "{uri}");
    }
    for uri in [format!("{REDIRECT_URI}#x"), REDIRECT_URI.replace("127.0.0.1:9", "127.0.0.1:9@evil.example")]
    {
        assert!(!answers_at(&gate, "app", &uri).await, "{uri}");
    }
    assert!(answers_at(&gate, "app", REDIRECT_URI).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn redirect_case_and_loopback_comparison() {
    let uris =
        "[\"http://127.0.0.1:8000/Cb\", \"http://[::1]/cb\", \"https://app.example.com/Callback?a=B\"]";
    let client = |id: &str, how: &str| {
        format!("[[clients]]\nid = \"{id}\"\nname = \"应用\"\n{how}\nredirect_uris = {uris}\n")
    };
    let clients = client("native", "public = true") + &client("server", "secret_env = \"CLIENT_SECRET\"");
    let gate = Gate::with(Setup { clients, ..Setup::default() }).await;
    for client in ["native", "server"] {
        for same in ["http://127.0.0.1:8000/Cb", "http://[::1]/cb", "https://app.example.com/Callback?a=B"] {
            assert!(answers_at(&gate, client, same).await, "{client} {same}");
        }
        for other in [
            "http://127.0.0.1:8000/cb",
            "HTTP://127.0.0.1:8000/Cb",
            "https://127.0.0.1:8000/Cb",
            "http://localhost:8000/Cb",
            "http://127.0.0.2:8000/Cb",
            "http://127.1:8000/Cb",
            "http://0x7f000001:8000/Cb",
            "http://127.0.0.1.evil.example:8000/Cb",
            "http://127.0.0.1:8000.evil.example/Cb",
            "http://127.0.0.1:8000/Cb/",
            "http://127.0.0.1:/Cb",
            "http://127.0.0.1:65536/Cb",
            "http://[::ffff:127.0.0.1]/cb",
            "https://APP.example.com/Callback?a=B",
            "https://app.example.com/callback?a=B",
            "https://app.example.com/Callback?a=b",
            "https://app.example.com:443/Callback?a=B",
            "https://app.example.com:8443/Callback?a=B",
            "https://app.example.com./Callback?a=B",
        ] {
            assert!(!answers_at(&gate, client, other).await, "{client} {other}");
        }
    }
    // RFC 8252 §7.3: the port alone, and for native applications alone.
    for port in ["http://127.0.0.1:49152/Cb", "http://127.0.0.1/Cb", "http://[::1]:1/cb"] {
        assert!(answers_at(&gate, "native", port).await, "{port}");
        assert!(!answers_at(&gate, "server", port).await, "{port}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn prompt_none_checks_the_redirect_uri() {
    let gate = Gate::start().await;
    let mut browser = gate.browser();
    for signed_in in [false, true] {
        if signed_in {
            gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        }
        for uri in ["https://evil.example/callback", "http://127.0.0.1:9/callback?x=1"] {
            let page = browser.get(&gate.ask("app", &[("redirect_uri", uri), ("prompt", "none")])).await;
            assert_eq!((page.status.as_u16(), page.location()), (400, None), "{uri}");
        }
    }
    let unknown = browser.get(&gate.ask("nobody", &[("prompt", "none")])).await;
    assert_eq!((unknown.status.as_u16(), unknown.location()), (400, None));
}

/// Names under which other programs let a page say where to go next.
const NEXT: [&str; 9] = [
    "next",
    "rd",
    "redirect",
    "redirect_url",
    "return_to",
    "continue",
    "url",
    "target",
    "post_logout_redirect_uri",
];

#[tokio::test(flavor = "multi_thread")]
async fn open_redirects() {
    let mut scene = scene(Kind::Sqlite).await;
    let gate = scene.gate.url.clone();
    let login = scene.browser.get(&scene.gate.ask("app", &[("prompt", "login")])).await.location().unwrap();
    let away = [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\t//evil.example",
        "https:evil.example",
    ];
    for page in [format!("{gate}/"), login.clone(), format!("{login}/again"), format!("{gate}/oauth2/logout")]
    {
        for (name, uri) in NEXT.iter().flat_map(|name| away.iter().map(move |uri| (name, uri))) {
            let url = Url::parse_with_params(&page, [(name, uri), (&"lang", &"en")]).unwrap();
            let answer = scene.browser.get(url.as_str()).await;
            let ours = answer.location().is_none_or(|location| location.starts_with(&format!("{gate}/")));
            assert!(ours && !answer.body.contains("evil.example"), "{url}: {answer:?}");
        }
    }
    for path in [
        "//evil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "/https://evil.example",
        "/login//evil.example/",
    ] {
        let answer = scene.gate.http().get(format!("{gate}{path}")).send().await.unwrap();
        assert!(answer.headers().get("location").is_none(), "{path}");
    }
    let hint = scene.hint().to_owned();
    for uri in [
        "http://127.0.0.1:9.evil.example/bye",
        "http://127.0.0.1:9@evil.example/bye",
        "http://127.0.0.1:9\\@evil.example/bye",
        "//127.0.0.1:9/bye",
        "HTTP://127.0.0.1:9/bye",
        "http://127.0.0.1:9/bye/../x",
        "http://127.0.0.1:9/bye#x",
        " http://127.0.0.1:9/bye",
        "http://127.0.0.1:9/bye%09",
    ] {
        let page = scene.log_out(&[("id_token_hint", &hint), ("post_logout_redirect_uri", uri)]).await;
        assert_eq!(page.location(), None, "{uri}");
    }
    let page = scene.log_out(&[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)]).await;
    assert_eq!(page.location().as_deref(), Some(BYE));
}
