//! The authorize pages as a browser sees them.

use serde_json::json;

use super::{CALLBACK, Feishu, location, query_of};

async fn visit(feishu: &Feishu, url: &str) -> (u16, String) {
    let response = feishu.page(url.strip_prefix(feishu.sim.base_url()).unwrap()).await;
    assert!(!response.headers().contains_key("location"));
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn the_page_has_a_button_per_person_and_escapes_names() {
    let feishu = Feishu::start().await;
    let (status, html) = visit(&feishu, &feishu.authorize(&[])).await;
    assert_eq!(status, 200);
    assert!(html.contains("模拟飞书") && html.contains("id=\"deny\"") && html.contains("已离职"));
    assert!(html.contains("id=\"person-lin\"") && html.contains(&feishu.sim.open_id("lin")));
    assert!(html.contains("&lt;b&gt;李雷&lt;/b&gt;") && !html.contains("<b>李雷"));
}

#[tokio::test]
async fn a_click_redirects_with_code_and_state() {
    let feishu = Feishu::start().await;
    let url = feishu.authorize(&[]);
    let query = url.split_once('?').unwrap().1;
    let lin = feishu.sim.open_id("lin");
    let form = json!({ "entry": "/open-apis/authen/v1/authorize", "query": query, "person": lin });
    let response = feishu.request("POST", "/_sim/authorize").form(&form).send().await.unwrap();
    assert_eq!(response.status(), 302);
    assert!(location(&response).starts_with(CALLBACK));
    assert_eq!(query_of(&location(&response), "state").unwrap(), "st");
    let form = json!({ "entry": "/open-apis/authen/v1/authorize", "query": query, "deny": "1" });
    let response = feishu.request("POST", "/_sim/authorize").form(&form).send().await.unwrap();
    assert_eq!(location(&response), format!("{CALLBACK}?error=access_denied&state=st"));
}

#[tokio::test]
async fn errors_are_pages_in_the_order_client_redirect_scope() {
    let feishu = Feishu::start().await;
    let scope = feishu.authorize(&[("scope", "contact:nothing")]);
    let redirect = scope.replace("callback", "elsewhere");
    let client = redirect.replace(&feishu.sim.app_id, "cli_no");
    for (url, code) in [(scope, 20027), (redirect, 20029), (client, 20048)] {
        let (status, html) = visit(&feishu, &url).await;
        assert_eq!(status, 400);
        assert!(html.contains(&format!("错误码 {code}")) && html.contains("Log ID"), "{html}");
    }
}

#[tokio::test]
async fn redirect_urls_can_be_added_and_may_carry_a_query() {
    let feishu = Feishu::start().await;
    feishu.post("/_sim/redirect-urls", json!({ "add": ["http://app.test/back"] })).await;
    let url = feishu.authorize(&[]).replace(
        "http%3A%2F%2F127.0.0.1%3A9%2Flogin%2Fcallback%2Ffeishu",
        "http%3A%2F%2Fapp.test%2Fback%3Fa%3D1%23f",
    );
    let (_, answer) = feishu.post("/_sim/login", json!({ "person": "lin", "authorize_url": url })).await;
    let redirect = answer["redirect"].as_str().unwrap();
    assert!(
        redirect.starts_with("http://app.test/back?a=1&code=") && redirect.ends_with("&state=st#f"),
        "{redirect}"
    );
}

#[tokio::test]
async fn inside_the_client_nobody_clicks() {
    let feishu = Feishu::start().await;
    let url = feishu.authorize(&[]);
    let path = url.strip_prefix(feishu.sim.base_url()).unwrap();
    let agent = "Mozilla/5.0 Mobile Lark/7.1.5 LarkLocale/zh_CN ChannelName/Feishu";
    let inside = || feishu.request("GET", path).header("User-Agent", agent).send();
    assert_eq!(inside().await.unwrap().status(), 200);
    feishu.post("/_sim/client-person", json!({ "person": "zhou" })).await;
    let response = inside().await.unwrap();
    assert_eq!(response.status(), 302);
    assert!(query_of(&location(&response), "code").is_some());
    assert_eq!(feishu.page(path).await.status(), 200);
}

#[tokio::test]
async fn the_help_page_and_avatars_are_there() {
    let feishu = Feishu::start().await;
    assert!(visit(&feishu, &feishu.url("/_sim/")).await.1.contains("/_sim/counters"));
    let people = feishu.get("/_sim/people").await;
    assert_eq!(people["people"][0]["open_id"], feishu.sim.open_id("lin"));
    let svg = feishu.page("/static-resource/v1/lin~?image_size=72x72").await;
    assert_eq!(svg.headers()["content-type"], "image/svg+xml");
}
