//! The server's part of the QR login.

use serde_json::json;

use super::{Feishu, V2, V3, VERIFIER, location, query_of};

fn goto(feishu: &Feishu) -> String {
    feishu.authorize(&[]).replace("/open-apis/authen/v1/authorize", "/suite/passport/oauth/authorize")
}

/// Opens the iframe page; gives its HTML and the QR session.
async fn frame(feishu: &Feishu, goto: &str, extra: &str) -> (String, String) {
    let query = url::form_urlencoded::byte_serialize(goto.as_bytes()).collect::<String>();
    let html =
        feishu.page(&format!("/suite/passport/sso/qr?goto={query}{extra}")).await.text().await.unwrap();
    let id = html.split("qr=").nth(1).unwrap_or_default().split('"').next().unwrap_or_default().to_owned();
    (html, id)
}

async fn confirmed(feishu: &Feishu, goto: &str) -> String {
    let (_, id) = frame(feishu, goto, "").await;
    assert_eq!(feishu.get(&format!("/_sim/qr/{id}")).await["status"], "waiting");
    feishu.post("/_sim/phone", json!({ "qr": id, "person": "lin" })).await;
    let polled = feishu.get(&format!("/_sim/qr/{id}")).await;
    assert_eq!(polled["status"], "confirmed");
    polled["tmp_code"].as_str().unwrap().to_owned()
}

async fn follow(feishu: &Feishu, goto: &str, tmp_code: &str) -> reqwest::Response {
    let path = goto.strip_prefix(feishu.sim.base_url()).unwrap();
    feishu.page(&format!("{path}&tmp_code={tmp_code}")).await
}

#[tokio::test]
async fn a_scan_leads_to_a_code_once() {
    let feishu = Feishu::start().await;
    let goto = goto(&feishu);
    let tmp_code = confirmed(&feishu, &goto).await;
    let response = follow(&feishu, &goto, &tmp_code).await;
    assert_eq!(response.status(), 302);
    assert_eq!(query_of(&location(&response), "state").unwrap(), "st");
    let code = query_of(&location(&response), "code").unwrap();
    assert_eq!(feishu.post(V3, feishu.exchange(&code)).await.1["code"], 0);
    for wrong in [tmp_code.as_str(), "nothing"] {
        let response = follow(&feishu, &goto, wrong).await;
        assert_eq!(response.status(), 400);
        assert!(!response.headers().contains_key("location"));
    }
}

#[tokio::test]
async fn the_passport_path_knows_no_pkce() {
    let feishu = Feishu::start().await;
    let goto = format!("{}&code_challenge={VERIFIER}", goto(&feishu));
    let tmp_code = confirmed(&feishu, &goto).await;
    let response = follow(&feishu, &goto, &tmp_code).await;
    let code = query_of(&location(&response), "code").unwrap();
    let mut body = feishu.exchange(&code);
    body["code_verifier"] = json!(VERIFIER);
    assert_eq!(feishu.post(V3, body.clone()).await.1["code"], 20049);
    assert_eq!(feishu.post(V2, body).await.1["code"], 0);
}

#[tokio::test]
async fn the_frame_posts_both_shapes_and_refuses_the_new_authorize_page() {
    let feishu = Feishu::start().await;
    assert!(frame(&feishu, &goto(&feishu), "").await.0.contains("OBJECT=false"));
    assert!(frame(&feishu, &goto(&feishu), "&sdk_version=1.0.3").await.0.contains("OBJECT=true"));
    assert!(frame(&feishu, &feishu.authorize(&[]), "").await.0.contains("错误码 20001"));
}

#[tokio::test]
async fn sessions_end_after_three_minutes_or_by_cancelling() {
    let feishu = Feishu::start().await;
    let goto = goto(&feishu);
    let (_, id) = frame(&feishu, &goto, "").await;
    let tmp_code = confirmed(&feishu, &goto).await;
    let (_, other) = frame(&feishu, &goto, "").await;
    feishu.post("/_sim/phone", json!({ "qr": other })).await;
    assert_eq!(feishu.get(&format!("/_sim/qr/{other}")).await["status"], "cancelled");
    assert!(feishu.page(&format!("/_sim/phone?qr={id}")).await.text().await.unwrap().contains("person-lin"));
    feishu.advance(181).await;
    assert_eq!(feishu.get(&format!("/_sim/qr/{id}")).await["status"], "expired");
    assert_eq!(feishu.page(&format!("/_sim/phone?qr={id}")).await.status(), 400);
    assert_eq!(follow(&feishu, &goto, &tmp_code).await.status(), 400);
}
