//! People before applications behind each real proxy: in, told why not, and out.

use super::in_chromium;
use crate::harness::chrome::Chrome;
use crate::harness::front::{Front, Kind};

/// Opens a websocket from the page, as its own script would, and waits for what comes back.
const WEBSOCKET: &str = r#"
const socket = new WebSocket(location.origin.replace("http", "ws") + "/live");
socket.onopen = () => socket.send("你好");
socket.onmessage = (message) => { document.title = message.data; };
"#;

/// Signs in on the way to `address`, and is there.
async fn enter(chrome: &Chrome, address: &str) {
    chrome.goto(address).await;
    chrome.click("main.sign-in a.button").await;
    chrome.click("#person-lin").await;
    chrome.see("pre").await;
    assert_eq!(chrome.url().await, address);
}

/// What somebody meets at `wiki`, from the first visit to the way out. The pictures are kept as `name`.
async fn visit(front: &Front, chrome: &Chrome, name: Option<&str>) {
    let picture = async |page: &str| {
        if let Some(name) = name {
            chrome.screenshot(&format!("behind-proxy-{page}-{name}")).await;
        }
    };
    enter(chrome, &format!("{}/%E6%96%87/a%20b+c?q=%2F..%2f&r=%E4%B8%AD%26", front.wiki)).await;
    let reached = front.echo.reached();
    let page = reached
        .iter()
        .find(|reached| reached.target != "/health" && reached.target != "/favicon.ico")
        .unwrap();
    assert_eq!(page.target, "/%E6%96%87/a%20b+c?q=%2F..%2f&r=%E4%B8%AD%26");
    assert_eq!(page.headers["x-larkgate-user"], front.gate.feishu.open_id("lin"));
    chrome.run(WEBSOCKET).await;
    chrome.until_true("document.title === '你好'").await;
    // A script is told, and not sent away.
    for (credentials, status) in [("same-origin", 200), ("omit", 401)] {
        let script =
            format!("return fetch('/x', {{credentials: '{credentials}'}}).then((answer) => answer.status)");
        assert_eq!(chrome.run(&script).await, status, "{credentials}");
    }
    chrome.goto(&format!("{}/few/x", front.wiki)).await;
    chrome.see(".facts code").await;
    picture("refused").await;
    let loaded = chrome.run("return getComputedStyle(document.querySelector('main')).borderRadius").await;
    assert_ne!(loaded, "0px", "the page has its style");
    chrome.goto(&format!("{}/.larkgate/sign-out", front.wiki)).await;
    chrome.see("main form button").await;
    picture("sign-out").await;
    chrome.click("main form button").await;
    chrome.see("main a[href$='/oauth2/logout']").await;
    picture("signed-out").await;
    // Whoever signed out of the application alone comes back without being asked.
    chrome.goto(&format!("{}/again", front.wiki)).await;
    chrome.see("pre").await;
    assert_eq!(chrome.url().await, format!("{}/again", front.wiki));
    chrome.goto(&format!("{}/d/1", front.grafana)).await;
    assert!(chrome.text("pre").await.contains(&front.gate.feishu.open_id("lin")), "another domain");
}

in_chromium! {
    async fn somebody_visits_in_chinese_behind_each_proxy() {
        for kind in Kind::REAL {
            let name = (kind == Kind::Nginx).then_some("zh");
            visit(&Front::start(kind).await, &Chrome::chinese().await, name).await;
        }
    }

    async fn somebody_visits_in_english() {
        visit(&Front::start(Kind::Envoy).await, &Chrome::english().await, Some("en")).await;
    }
}
