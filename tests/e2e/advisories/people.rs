//! People: judged again whenever something is renewed in their name, and never taken for markup.

use larkgate::config::Config;
use larkgate::server::Server;
use serde_json::json;

use crate::harness::by_hand::Answer;
use crate::harness::gate::CLIENT_SECRET;
use crate::harness::{Browser, Gate, Kind, Setup, on_each_database};

async fn set_enabled(gate: &Gate, person: &str, enabled: bool) {
    let mut tx = gate.server.app().store.write().await.unwrap();
    let account = tx.account_named(&gate.feishu.open_id(person)).await.unwrap().unwrap().account;
    assert!(tx.set_account_enabled(&account.id, enabled).await.unwrap());
    tx.commit().await.unwrap();
}

on_each_database! {
    async fn renewal_reevaluates_the_account(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let mut browser = gate.browser();
        let code = gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        let first = gate.redeem("app", &code, &[]).await;
        let second = gate.refresh("app", &first.text("refresh_token"), &[]).await;
        let unspent = browser.get(&gate.ask("app", &[])).await.answer("code").unwrap();
        let under_way = browser.follow(&gate.ask("app", &[("prompt", "login")])).await;
        set_enabled(&gate, "lin", false).await;
        // By refresh, by code, silently, within the grace of a refresh that was, and at userinfo.
        for token in [second.text("refresh_token"), first.text("refresh_token")] {
            assert_eq!(gate.refresh("app", &token, &[]).await.refusal(), (400, "invalid_grant"));
        }
        assert_eq!(gate.redeem("app", &unspent, &[]).await.refusal(), (400, "invalid_grant"));
        for ask in [gate.ask("app", &[("prompt", "none")]), gate.ask("es256", &[("prompt", "none")])] {
            assert_eq!(browser.get(&ask).await.answer("error").as_deref(), Some("login_required"));
        }
        assert_eq!(gate.userinfo(&second.text("access_token")).await.refusal(), (401, "invalid_token"));
        let callback = gate.at_feishu(Some("lin"), &under_way.feishu_link()).await;
        assert_eq!(browser.get(&callback).await.status, 403);
    }
}

/// The same larkgate after its configuration was changed.
async fn restarted(gate: &Gate, change: impl FnOnce(&mut Config)) -> Server {
    let mut config = gate.server.app().config.clone();
    change(&mut config);
    Gate::another(&config, &gate.clock).await
}

/// What becomes of `person`'s tokens and session at `address`: the status of a refresh, of userinfo, and whether a silent
/// sign-in brings a code.
async fn renewed(gate: &Gate, address: &str, browser: &mut Browser, tokens: &Answer) -> (u16, u16, bool) {
    let at = |path: &str| format!("http://{address}{path}");
    let form = [("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))];
    let refresh = gate.http().post(at("/oauth2/token")).form(&form).basic_auth("app", Some(CLIENT_SECRET));
    let info = gate.http().get(at("/oauth2/userinfo")).bearer_auth(tokens.text("access_token"));
    let silent = gate.ask("app", &[("prompt", "none")]).replace(&gate.url, &format!("http://{address}"));
    let code = browser.get(&silent).await.answer("code").is_some();
    (Answer::of(refresh).await.status, Answer::of(info).await.status, code)
}

on_each_database! {
    async fn renewal_reevaluates_the_tenant(kind) {
        let connector = "allowed_tenants = [\"00aa11bb22cc33dd\", \"dd33cc22bb11aa00\"]";
        let gate = Gate::with(Setup { database: kind, connector, ..Setup::default() }).await;
        let mut people = Vec::new();
        for person in ["lin", "other-tenant"] {
            let mut browser = gate.browser();
            let code = gate.code_for(&mut browser, &gate.ask("app", &[]), person).await;
            people.push((browser, gate.redeem("app", &code, &[]).await));
        }
        let (other, lin) = (people.pop().unwrap(), people.pop().unwrap());
        // A tenant leaves the list; then the whole connector has another name.
        let fewer = restarted(&gate, |config| drop(config.connectors[0].allowed_tenants.pop())).await;
        let renamed = restarted(&gate, |config| config.connectors[0].id = "other".into()).await;
        let (fewer, renamed) = (fewer.address().unwrap().to_string(), renamed.address().unwrap().to_string());
        let (mut browser, tokens) = other;
        assert_eq!(renewed(&gate, &fewer, &mut browser, &tokens).await, (400, 401, false));
        assert_eq!(renewed(&gate, &renamed, &mut browser, &tokens).await, (400, 401, false));
        let own = gate.url.trim_start_matches("http://").to_owned();
        assert_eq!(renewed(&gate, &own, &mut browser, &tokens).await, (200, 200, true), "nothing was spent by asking");
        let (mut browser, tokens) = lin;
        assert_eq!(renewed(&gate, &renamed, &mut browser, &tokens).await, (400, 401, false));
        assert_eq!(renewed(&gate, &fewer, &mut browser, &tokens).await, (200, 200, true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn display_names_are_escaped() {
    let clients = "[[clients]]\nid = \"marked\"\nname = '<b>应用</b> & \"Co\"'\nsecret_env = \"CLIENT_SECRET\"\n\
                   redirect_uris = [\"http://127.0.0.1:9/callback\"]\n";
    let gate =
        Gate::with(Setup { database: Kind::Sqlite, clients: clients.into(), ..Setup::default() }).await;
    gate.control("people/lin", json!({ "name": "<img src=x onerror=alert(1)>林\"'&" })).await;
    let mut browser = gate.browser();
    let begun = browser.follow(&gate.ask("marked", &[])).await;
    assert!(begun.body.contains("&#60;b&#62;应用&#60;/b&#62; &#38; &#34;Co&#34;"), "{}", begun.body);
    assert!(
        browser.get(&gate.at_feishu(Some("lin"), &begun.feishu_link()).await).await.reaches_application()
    );
    for path in ["/", "/oauth2/logout"] {
        let page = browser.get(&format!("{}{path}", gate.url)).await;
        assert!(
            page.body.contains("&#60;img src=x onerror=alert(1)&#62;林&#34;&#39;&#38;"),
            "{path}: {}",
            page.body
        );
    }
    for page in &browser.seen {
        assert!(!page.body.contains("<b>") && !page.body.contains("<img"), "{}", page.body);
    }
    // In the form that carries an answer, what the application sent is only a value.
    let marked = "\"><script>alert(1)</script>";
    let form = browser.get(&gate.ask("marked", &[("response_mode", "form_post"), ("state", marked)])).await;
    assert!(form.body.contains("value=\"&#34;&#62;&#60;script&#62;"), "{}", form.body);
    let claims = gate.claims_of("lin").await;
    assert_eq!(claims["name"], "<img src=x onerror=alert(1)>林\"'&", "for applications it is just a name");
}
