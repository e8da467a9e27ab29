//! Several connectors beside each other.

use serde_json::json;

use crate::harness::{Gate, Port, Setup};

/// A second app of the same simulated Feishu, under a name of its own.
async fn gate_with_two() -> Gate {
    let config = simulator::Config::default();
    let port = Port::take();
    let address = port.address();
    let connector = format!(
        r#"
[connectors.second]
app_id = "{}"
app_secret_env = "OTHER_SECRET"
open_host = "http://{address}"
accounts_host = "http://{address}"
passport_host = "http://{address}"
"#,
        config.other_app_id
    );
    let simulator = simulator::Config { address: address.to_string(), ..config };
    Gate::with(Setup { connector: connector.leak(), simulator, ..Setup::default() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_has_its_button_and_makes_accounts_of_its_own() {
    let gate = gate_with_two().await;
    let callback = format!("{}/login/callback/second", gate.url);
    gate.control("redirect-urls", json!({ "add": [callback], "app_id": gate.feishu.other_app_id })).await;
    let application = gate.application("app").await;
    let mut subs = Vec::new();
    for app_id in [&gate.feishu.app_id, &gate.feishu.other_app_id] {
        let mut browser = gate.browser();
        let sign_in = application.begin(&["feishu"]);
        let page = browser.follow(&sign_in.url).await;
        assert!(page.body.contains("使用飞书登录 (second)"), "{}", page.body);
        let link = page.links().into_iter().find(|link| link.contains(app_id.as_str())).unwrap();
        let back = browser.get(&gate.at_feishu(Some("lin"), &link).await).await;
        let verified = application.finish(sign_in, &back.answer("code").unwrap()).await.unwrap();
        subs.push(verified.id_token["sub"].clone());
    }
    assert_ne!(subs[0], subs[1], "an open_id is an app's own, so these are two accounts");
}
