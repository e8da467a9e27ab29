//! Applications in the console: registered by the guided form, changed, given another secret, removed.

use larkgate::domain::admin::Role;

use super::{WHY, browser, gate, noticed, seen, send, take_away, url};
use crate::harness::gate::REDIRECT_URI;
use crate::harness::{Browser, Gate, Kind, Page, on_each_database};

/// What a form with these answers sends beside what it asks for.
pub(super) fn filled<'a>(id: &'a str, name: &'a str, uris: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", id),
        ("name", name),
        ("redirect_uris", uris),
        ("proof", "secret"),
        ("require_pkce", "yes"),
        ("scopes", "openid"),
        ("scopes", "email"),
        ("grant_types", "authorization_code"),
        ("id_token_alg", "RS256"),
        ("userinfo_alg", "none"),
        ("for", "grafana"),
    ]
}

/// The secret on a page that shows one.
fn secret(page: &Page) -> String {
    assert_eq!(page.status, 200, "{}", page.body);
    page.body.split("<code class=\"id\">").nth(2).unwrap().split('<').next().unwrap().to_owned()
}

async fn proves(gate: &Gate, id: &str, secret: &str) -> bool {
    let form = [("grant_type", "refresh_token"), ("refresh_token", "unknown")];
    gate.token(Some((id, secret)), &form).await.refusal().1 != "invalid_client"
}

on_each_database! {
    async fn an_application_is_registered_connected_and_removed(kind) {
        let gate = gate(kind).await;
        let mut admin = browser(&gate, "lin", Role::Admin).await;
        let choice = seen(&gate, &mut admin, "/admin/new-client").await;
        assert!(choice.body.contains("/admin/new-client?for=grafana") && choice.body.contains("单页应用"));
        let form = seen(&gate, &mut admin, "/admin/new-client?for=grafana").await;
        assert!(form.body.contains("https://grafana.example.com/login/generic_oauth"), "{}", form.body);

        let answers = filled("grafana", "Grafana", REDIRECT_URI);
        let made = send(&gate, &mut admin, "/admin/new-client", &answers).await;
        let first = secret(&made);
        assert!(proves(&gate, "grafana", &first).await);
        assert!(gate.audit().await.iter().all(|line| !format!("{line:?}").contains(&first)));
        let page = seen(&gate, &mut admin, "/admin/clients/grafana?for=grafana").await;
        for text in ["client_id = grafana", "$__env{GRAFANA_OIDC_SECRET}", "/oauth2/authorize", REDIRECT_URI] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        assert!(page.body.contains("还没有登记"), "the address that Grafana uses is another");
        assert!(!page.body.contains(&first), "shown once");

        let rotate = "/admin/clients/grafana/rotate-secret";
        assert!(seen(&gate, &mut admin, rotate).await.body.contains("旧应用密钥继续有效的天数"));
        assert!(send(&gate, &mut admin, rotate, &[("overlap_days", "31"), ("reason", WHY)]).await.body.contains("应为 0 到 30 天"));
        let second = secret(&send(&gate, &mut admin, rotate, &[("overlap_days", "7"), ("reason", WHY)]).await);
        assert!(proves(&gate, "grafana", &first).await && proves(&gate, "grafana", &second).await);
        assert!(seen(&gate, &mut admin, "/admin/clients/grafana").await.body.contains("旧应用密钥仍然有效"));
        let ended = take_away(&gate, &mut admin, "/admin/clients/grafana/end-old-secret").await;
        noticed(&mut admin, &ended, "旧应用密钥已失效").await;
        assert!(!proves(&gate, "grafana", &first).await && proves(&gate, "grafana", &second).await);

        drop(gate.code("grafana", "zhou").await);
        let remove = "/admin/clients/grafana/remove";
        let question = seen(&gate, &mut admin, remove).await;
        assert!(question.body.contains("1 人不能再用它登录，1 份授权"), "{}", question.body);
        assert_eq!(send(&gate, &mut admin, remove, &[]).await.status, 400, "without a reason");
        let removed = send(&gate, &mut admin, remove, &[("reason", "换成别的了")]).await;
        noticed(&mut admin, &removed, "应用已移除").await;
        assert!(!proves(&gate, "grafana", &second).await);
        let line = gate.audit().await.into_iter().find(|line| line.kind == "client.removed").unwrap();
        assert_eq!(line.reason.as_deref(), Some("换成别的了"));
    }

    async fn what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(kind) {
        let gate = gate(kind).await;
        let mut admin = browser(&gate, "lin", Role::Admin).await;
        let answers = filled("a b", "", "http://evil.example/<script>\nhttps://a.example/cb");
        let page = send(&gate, &mut admin, "/admin/new-client", &answers).await;
        assert_eq!(page.status, 400);
        for text in ["id=\"wrong-id\"", "id=\"wrong-name\"", "id=\"wrong-redirect_uris\"", "value=\"a b\"", "https://a.example/cb"] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        assert!(!page.body.contains("<script>") && !page.body.contains("wrong-scopes"), "{}", page.body);
        let nothing = [("id", "x"), ("name", "X")];
        let page = send(&gate, &mut admin, "/admin/new-client", &nothing).await;
        for field in ["scopes", "grant_types", "id_token_alg"] {
            assert!(page.body.contains(&format!("id=\"wrong-{field}\"")), "{field}: {}", page.body);
        }
        let keys = [filled("x", "X", REDIRECT_URI), vec![("jwks", "no json <b>")]].concat();
        let keys: Vec<_> = keys.into_iter().map(|(name, value)| (name, if name == "proof" { "jwks" } else { value })).collect();
        let page = send(&gate, &mut admin, "/admin/new-client", &keys).await;
        assert!(page.body.contains("wrong-jwks\"") && page.body.contains("no json &#60;b&#62;"), "{}", page.body);
        assert!(gate.server.app().store.read().await.unwrap().clients().await.unwrap().is_empty());
        // An identifier that is taken is a flaw of its field like others, and the rest is kept.
        send(&gate, &mut admin, "/admin/new-client", &filled("taken", "First", REDIRECT_URI)).await;
        for (id, why) in [("taken", "已经有应用使用标识 taken"), ("app", "写在配置文件里")] {
            let page = send(&gate, &mut admin, "/admin/new-client", &filled(id, "Second", REDIRECT_URI)).await;
            assert_eq!(page.status, 409);
            let beside = page.body.split("id=\"wrong-id\"").nth(1).unwrap().split("</p>").next().unwrap();
            assert!(beside.contains(why), "{}", page.body);
            assert!(page.body.contains("value=\"Second\"") && page.body.contains("看标出的地方"), "{}", page.body);
        }
    }

    async fn settings_are_changed_and_those_of_the_file_are_not(kind) {
        let gate = gate(kind).await;
        let mut admin = browser(&gate, "lin", Role::Admin).await;
        let names = ["<script>alert(1)</script>", "\u{202e}gnimA\"'><img src=x onerror=alert(1)>"];
        send(&gate, &mut admin, "/admin/new-client", &filled("odd", names[0], REDIRECT_URI)).await;
        for path in ["", "/settings", "/rotate-secret", "/remove", "?for=gitlab"] {
            let page = seen(&gate, &mut admin, &format!("/admin/clients/odd{path}")).await;
            assert!(!page.body.contains("<script>alert"), "{path}: {}", page.body);
        }
        // What was not asked for does nothing.
        let more = [
            filled("other", names[1], REDIRECT_URI),
            vec![("source", "configuration"), ("secret", "mine"), ("client_secret", "mine"), ("created_at", "0")],
        ];
        let done = send(&gate, &mut admin, "/admin/clients/odd/settings", &more.concat()).await;
        let page = noticed(&mut admin, &done, "设置已保存").await;
        assert!(!page.body.contains("<img"), "{}", page.body);
        let client = gate.server.app().client("odd").await.unwrap().unwrap();
        assert!(client.is_stored() && client.name == names[1] && client.scope.to_string() == "openid email");
        assert!(!proves(&gate, "odd", "mine").await);
        assert!(gate.server.app().client("other").await.unwrap().is_none());
        // A form that was open since before changes nothing.
        let revision = revision(&gate, &mut admin, "/admin/clients/odd/settings").await;
        let with = |name| [filled("odd", name, REDIRECT_URI), vec![("revision", revision.as_str())]].concat();
        send(&gate, &mut admin, "/admin/clients/odd/settings", &with("First")).await;
        let late = send(&gate, &mut admin, "/admin/clients/odd/settings", &with("Second")).await;
        assert_eq!(late.status, 409, "{}", late.body);
        for text in ["已被别人修改", "value=\"Second\"", "name=\"revision\""] {
            assert!(late.body.contains(text), "{text}: {}", late.body);
        }
        assert!(!late.body.contains(&revision), "it can be saved after a look");
        assert_eq!(gate.server.app().client("odd").await.unwrap().unwrap().name, "First");

        let page = seen(&gate, &mut admin, "/admin/clients/app").await;
        assert!(page.body.contains("只能在配置文件里修改") && !page.body.contains("/settings\""), "{}", page.body);
        for action in ["settings", "rotate-secret", "end-old-secret", "remove"] {
            let path = format!("/admin/clients/app/{action}");
            assert_eq!(admin.get(&url(&gate, &path)).await.status, 409, "{action}");
            let fields = [filled("app", "x", REDIRECT_URI), vec![("reason", "x"), ("overlap_days", "0")]].concat();
            let page = send(&gate, &mut admin, &path, &fields).await;
            assert_eq!(page.status, 409, "{action}");
            assert!(page.body.contains("写在配置文件里"), "{}", page.body);
        }
    }
}

/// The hidden field that says what a form shows.
pub(super) async fn revision(gate: &Gate, browser: &mut Browser, path: &str) -> String {
    let form = seen(gate, browser, path).await;
    form.body.split("name=\"revision\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_tried_out_without_one() {
    let gate = gate(Kind::Sqlite).await;
    let mut auditor = browser(&gate, "lin", Role::Auditor).await;
    let tokens = gate.tokens("es256", "zhou").await;
    let (lines, grants) = (gate.audit().await.len(), 2);
    let path = format!("/admin/clients/es256/test?account={}", gate.feishu.open_id("zhou"));
    let page = seen(&gate, &mut auditor, &path).await;
    // What zhou's token and userinfo say, but for what differs every time.
    let info = gate.userinfo(&tokens.text("access_token")).await.json;
    for (name, value) in info.as_object().unwrap() {
        let shown =
            format!("&#34;{name}&#34;: {}", value.to_string().replace('&', "&#38;").replace('"', "&#34;"));
        assert!(value.is_array() || page.body.contains(&shown), "{shown}: {}", page.body);
    }
    assert!(
        page.body.contains("可以进入") && page.body.contains("&#34;aud&#34;: &#34;es256&#34;"),
        "{}",
        page.body
    );
    assert_eq!(gate.audit().await.len(), lines, "nothing happened");
    let mut tx = gate.server.app().store.read().await.unwrap();
    let now = gate.server.app().now();
    assert_eq!(tx.had_by_client("es256", now).await.unwrap().0 + 1, grants);
    drop(tx);
    let none = auditor.get(&url(&gate, "/admin/clients/es256/test?account=nobody")).await;
    assert_eq!(none.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_request_is_said_and_nothing_is_followed() {
    let gate = gate(Kind::Sqlite).await;
    let mut auditor = browser(&gate, "lin", Role::Auditor).await;
    let good = gate.ask("app", &[]);
    let lines = gate.audit().await.len();
    let repeated = format!("{good}&client_id=app");
    for (address, expected) in [
        (good.as_str(), "这个请求没有问题"),
        (&good.replace("client_id=app", "client_id=es256"), "client_id 是 es256"),
        (&repeated, "缺少 client_id，或者出现了两次"),
        (&good.replace("/oauth2/authorize", "/authorize"), "它没有发往授权地址"),
        (&good.replace("127.0.0.1", "evil.example"), "它没有发往授权地址"),
        (&good.replace("redirect_uri=", "redirect_uri=https%3A%2F%2Fevil.example%2F%3Cb%3E&x="), "没有登记"),
        (&good.replace("redirect_uri=", "nowhere="), "缺少 redirect_uri"),
        (
            &good.replace("code_challenge_method=S256", "code_challenge_method=plain"),
            "code_challenge_method must be S256",
        ),
        (&good.replace("response_type=code", "response_type=token"), "unsupported_response_type"),
        ("javascript:alert(1)", "它没有发往授权地址"),
        ("no address", "这不是一个完整的网址"),
    ] {
        let page = send(&gate, &mut auditor, "/admin/clients/app/test", &[("address", address)]).await;
        assert_eq!((page.status.as_u16(), page.location()), (200, None), "{address}");
        assert!(page.body.contains(expected), "{address} {expected}: {}", page.body);
        assert!(!page.body.contains("/<b>") && !page.body.contains("href=\"javascript"), "{}", page.body);
    }
    assert_eq!(gate.audit().await.len(), lines, "nothing happened");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_looks_and_is_offered_nothing() {
    let gate = gate(Kind::Sqlite).await;
    let mut auditor = browser(&gate, "lin", Role::Auditor).await;
    let list = seen(&gate, &mut auditor, "/admin/clients?q=APP").await;
    assert!(list.body.contains("/admin/clients/app\"") && !list.body.contains("new-client"), "{}", list.body);
    assert!(!list.body.contains("/admin/clients/es256\""), "it is found by its name and id alone");
    let none = seen(&gate, &mut auditor, "/admin/clients?q=%3Cb%3Enobody").await;
    assert!(none.body.contains("没有符合条件的应用") && !none.body.contains("<b>nobody"), "{}", none.body);
}
