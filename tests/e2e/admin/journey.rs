//! Stop it now: an account is disabled in the console, and everything it had ends at once.

use larkgate::domain::admin::Role;
use serde_json::Value;

use super::console::grant;
use crate::harness::by_hand::{Answer, jwt};
use crate::harness::front::{Front, Kind as Proxy};
use crate::harness::gate::CLIENT_SECRET;
use crate::harness::receiver::{Manner, Receiver};
use crate::harness::{Browser, Gate, Kind, Setup, on_each_database};

/// Whether a token is good for anything, as an API is told.
async fn is_active(gate: &Gate, token: &str) -> Value {
    let request = gate.http().post(format!("{}/oauth2/introspect", gate.url));
    let request = request.basic_auth("desk", Some(CLIENT_SECRET)).form(&[("token", token)]);
    Answer::of(request).await.json["active"].clone()
}

/// By the pages of the console, as a person with a browser does.
async fn disable(gate: &Gate, admin: &mut Browser, person: &str) {
    let list = admin.get(&format!("{}/admin/accounts?q={}", gate.url, gate.feishu.open_id(person))).await;
    let path = list.body.split("<td><a href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let asked = admin.get(&format!("{}{path}/disable", gate.url)).await;
    let form = [("csrf", asked.csrf().unwrap()), ("reason", "笔记本丢失".to_owned())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = admin.post(&format!("{}{path}/disable", gate.url), &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(admin.get(&answer.location().unwrap()).await.body.contains("账号已停用"));
}

async fn everything_ends(proxy: Proxy, database: Kind) {
    let receiver = Receiver::start(Manner::Status(200)).await;
    let client = format!(
        "[[clients]]\nid = \"desk\"\nname = \"工单\"\nsecret_env = \"CLIENT_SECRET\"\n\
         redirect_uris = [\"http://127.0.0.1:9/callback\"]\nbackchannel_logout_uri = \"{}\"\n",
        receiver.url
    );
    let front = Front::with(proxy, Setup { database, clients: client, ..Setup::default() }).await;
    let gate = &front.gate;
    let mut zhou = gate.browser();
    let code = gate.code_for(&mut zhou, &gate.ask("desk", &[]), "zhou").await;
    let tokens = gate.redeem("desk", &code, &[]).await;
    let tokens = gate.refresh("desk", &tokens.text("refresh_token"), &[]).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
    assert_eq!(is_active(gate, &access).await, true);
    front.walk(&mut zhou, &front.wiki).await.reached();
    let cookies = zhou.cookies_for("127.0.0.1");
    let page = format!("{}/a", front.wiki);
    assert_eq!(front.fetch(&cookies, &page, &[]).await.reached().target, "/a");
    let colleague = front.cookies_of("chen").await;

    let mut admin = gate.browser();
    gate.code_for(&mut admin, &gate.ask("app", &[]), "lin").await;
    grant(gate, "lin", Role::Admin).await;
    disable(gate, &mut admin, "zhou").await;

    // The very next request of each kind.
    assert_eq!(front.fetch(&cookies, &page, &[]).await.status, 401);
    assert_eq!(gate.refresh("desk", &refresh, &[]).await.refusal(), (400, "invalid_grant"));
    assert_eq!(is_active(gate, &access).await, false);
    assert_eq!(is_active(gate, &refresh).await, false);
    assert_eq!(gate.userinfo(&access).await.status, 401);
    let back = zhou.get(&gate.ask("desk", &[("prompt", "none")])).await;
    assert_eq!(back.answer("error").as_deref(), Some("login_required"));
    let [told] = receiver.wait_for(1).await.try_into().unwrap();
    let (_, notice) = jwt(&told.form[0].1);
    let (_, signed_in) = jwt(&tokens.text("id_token"));
    assert_eq!((&notice["sub"], &notice["sid"]), (&signed_in["sub"], &signed_in["sid"]));
    // Nobody else notices, and nobody gets back in.
    assert_eq!(front.fetch(&colleague, &page, &[]).await.status, 200);
    let refused = front.sign_in(&mut zhou, &page, "zhou").await;
    assert!(refused.body.contains("停用"), "{} {}", refused.status, refused.body);
}

on_each_database! {
    async fn before_a_few_lines_of_ours(kind) {
        everything_ends(Proxy::Plain, kind).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs nginx, which tests/run installs"]
async fn before_nginx() {
    everything_ends(Proxy::Nginx, Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs nginx and PostgreSQL, which tests/run installs and starts"]
async fn before_nginx_on_postgres() {
    everything_ends(Proxy::Nginx, Kind::Postgres).await;
}
