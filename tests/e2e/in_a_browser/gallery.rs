//! A picture of every kind of page, in both languages, on a desk and on a phone, light and dark, for people to look at:
//! `tests/.out/screenshots/`. What a machine can tell of a picture is checked: nothing is wider than the window, the
//! text keeps a distance from its ground.

use super::in_chromium;
use crate::harness::Setup;
use crate::harness::chrome::Chrome;
use crate::harness::sample::Sample;

pub(super) const SIZES: [(&str, (u32, u32)); 2] = [("1280x800", (1280, 800)), ("390x844", (390, 844))];
pub(super) const SCHEMES: [(&str, bool); 2] = [("light", false), ("dark", true)];

/// The least contrast of any text with what is behind it (WCAG 2.2 §1.4.3).
const CONTRAST: &str = r#"
const channels = (text) => { const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number); return {r, g, b, a}; };
const linear = (value) => { value /= 255; return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4; };
const light = ({r, g, b}) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const ground = (element) => {
    for (; element; element = element.parentElement) {
        const colour = channels(getComputedStyle(element).backgroundColor);
        if (colour.a === 1) return colour;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? {r: 18, g: 18, b: 18} : {r: 255, g: 255, b: 255};
};
let least = 21;
for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility()) continue;
    const pair = [light(channels(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
    least = Math.min(least, (pair[0] + 0.05) / (pair[1] + 0.05));
}
return least;
"#;

/// Takes a page's pictures in every size and scheme. `language` is part of the name.
pub(super) async fn pictures(chrome: &Chrome, language: &str, page: &str) {
    for (size, pixels) in SIZES {
        for (scheme, dark) in SCHEMES {
            chrome.look(pixels, dark).await;
            picture(chrome, &format!("{page}-{language}-{size}-{scheme}")).await;
        }
    }
    chrome.look(SIZES[0].1, false).await;
}

/// Takes one picture of what the window shows.
pub(super) async fn picture(chrome: &Chrome, name: &str) {
    // Colours of a button change over a moment; fonts may still load.
    chrome
        .until_true("document.getAnimations().every(a => a.playState === 'finished') && document.fonts.status === 'loaded'")
        .await;
    let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(chrome.run(wide).await, 0, "{name} is wider than its window");
    let contrast = chrome.run(CONTRAST).await.as_f64().unwrap();
    assert!(contrast >= 4.5, "{name}: contrast {contrast:.2}");
    chrome.screenshot(name).await;
}

/// Opens the sign-in page and waits for its code.
async fn with_code(sample: &Sample, chrome: &Chrome) {
    sample.to_sign_in_page(chrome).await;
    chrome.see("#qr[data-state=waiting] iframe").await.enter_frame().await.unwrap();
    chrome.see("#phone").await;
    chrome.client.enter_parent_frame().await.unwrap();
}

async fn sign_in_pages(sample: &Sample, chrome: &Chrome, language: &str) {
    with_code(sample, chrome).await;
    pictures(chrome, language, "sign-in").await;
    for state in ["scanned", "expired"] {
        // As the script leaves the page in these states; the QR journeys reach them by themselves.
        chrome
            .run(&format!(
                "const qr = document.getElementById('qr'); qr.dataset.state = '{state}'; \
                 qr.querySelector('.qr-status').textContent = qr.dataset.{state}"
            ))
            .await;
        for (scheme, dark) in SCHEMES {
            chrome.look(SIZES[0].1, dark).await;
            picture(chrome, &format!("sign-in-{state}-{language}-1280x800-{scheme}")).await;
        }
    }
    chrome.look(SIZES[0].1, false).await;
}

async fn refusals(sample: &Sample, chrome: &Chrome, language: &str) {
    for person in ["frozen", "outside"] {
        sample.to_sign_in_page(chrome).await;
        chrome.click("a.button.wide").await;
        chrome.click(&format!("#person-{person}")).await;
        chrome.see(".facts code").await;
        pictures(chrome, language, &format!("refused-{person}")).await;
    }
    let authorize = format!("{}/oauth2/authorize?response_type=code&client_id=", sample.gate.url);
    let addresses = [
        ("unknown-application", format!("{authorize}nobody")),
        ("wrong-redirect", format!("{authorize}sample&redirect_uri=https%3A%2F%2Fexample.com%2F")),
        ("lost-attempt", format!("{}/login/unknown", sample.gate.url)),
        ("not-found", format!("{}/nowhere", sample.gate.url)),
    ];
    for (name, address) in addresses {
        chrome.goto(&address).await;
        chrome.see(".facts code").await;
        pictures(chrome, language, name).await;
    }
}

async fn home(sample: &Sample, chrome: &Chrome, language: &str) {
    chrome.goto(&sample.gate.url).await;
    pictures(chrome, language, "home").await;
    sample.to_sign_in_page(chrome).await;
    chrome.click("a.button.wide").await;
    chrome.see("#person-lin").await;
    pictures(chrome, language, "demo-feishu").await;
    chrome.click("#person-lin").await;
    sample.landed(chrome).await;
    pictures(chrome, language, "demo-application").await;
    chrome.goto(&sample.gate.url).await;
    chrome.see(".person").await;
    pictures(chrome, language, "home-signed-in").await;
}

/// What a person sees of their own, with a session of another device, and a question of somebody else's application.
async fn own_pages(sample: &Sample, chrome: &Chrome, language: &str) {
    let mut phone = sample.gate.browser();
    phone.user_agent =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                        Version/18.6 Mobile/15E148 Safari/604.1"
            .into();
    sample.gate.code_for(&mut phone, &sample.gate.ask("app", &[]), "lin").await;
    chrome.goto(&sample.gate.ask("calendar", &[])).await;
    chrome.see("button[value=allow]").await;
    pictures(chrome, language, "consent").await;
    // The answer leads to an application that nobody runs.
    let _ = chrome.see("button[value=allow]").await.click().await;
    chrome.until("the answer", async || chrome.url().await.contains("code=").then_some(())).await;
    let account = format!("{}/account", sample.gate.url);
    chrome.goto(&account).await;
    chrome.see(".profile").await;
    pictures(chrome, language, "account").await;
    for (name, size) in [("desk", (1280, 1400)), ("phone", (390, 1800))] {
        chrome.look(size, false).await;
        picture(chrome, &format!("account-{language}-whole-{name}")).await;
    }
    chrome.goto(&format!("{account}/applications/withdraw?application=calendar")).await;
    chrome.see(".pair").await;
    pictures(chrome, language, "account-withdraw").await;
    chrome.click(".pair button").await;
    chrome.see(".notice").await;
    pictures(chrome, language, "account-withdrawn").await;
    chrome.goto(&format!("{account}/sessions/end-all")).await;
    chrome.see(".pair").await;
    pictures(chrome, language, "account-end-all").await;
    chrome.click(".pair button").await;
    chrome.see("main [role=status]").await;
    pictures(chrome, language, "home-signed-out-everywhere").await;
    chrome.goto(&account).await;
    chrome.see("main.sign-in").await;
    pictures(chrome, language, "sign-in-to-account").await;
}

/// The demo's protected page, and what larkgate shows on an application's own host.
async fn protected_pages(sample: &Sample, chrome: &Chrome, language: &str) {
    let protected = format!("{}/protected/", sample.url);
    chrome.goto(&protected).await;
    chrome.click("main.sign-in a.button").await;
    chrome.click("#person-lin").await;
    chrome.see("#headers").await;
    pictures(chrome, language, "protected").await;
    chrome.click("#closed").await;
    chrome.see(".facts code").await;
    pictures(chrome, language, "protected-closed").await;
    chrome.goto(&protected).await;
    chrome.click("#sign-out").await;
    chrome.see("main form button").await;
    pictures(chrome, language, "protected-sign-out").await;
    chrome.click("main form button").await;
    chrome.see("main a[href$='/oauth2/logout']").await;
    pictures(chrome, language, "protected-signed-out").await;
}

async fn gallery(chrome: Chrome, language: &str) {
    let clients = "[[clients]]\nid = \"calendar\"\nname = \"外部日历\"\nsecret_env = \"CLIENT_SECRET\"\nthird_party = true\n\
                   redirect_uris = [\"http://127.0.0.1:9/callback\"]\n";
    let sample = Sample::with(Setup { clients: clients.into(), ..Setup::default() }).await;
    sign_in_pages(&sample, &chrome, language).await;
    refusals(&sample, &chrome, language).await;
    home(&sample, &chrome, language).await;
    own_pages(&sample, &chrome, language).await;
    protected_pages(&sample, &chrome, language).await;
}

in_chromium! {
    async fn every_page_in_chinese() {
        gallery(Chrome::chinese().await, "zh").await;
    }

    async fn every_page_in_english() {
        gallery(Chrome::english().await, "en").await;
    }

    async fn the_picture_of_the_readme() {
        let sample = Sample::start().await;
        let chrome = Chrome::chinese().await;
        chrome.look((960, 720), false).await;
        with_code(&sample, &chrome).await;
        picture(&chrome, "readme").await;
    }

    async fn pages_hold_at_twice_the_size() {
        let sample = Sample::start().await;
        let chrome = Chrome::english().await;
        // What a window of 1280 by 800 is at 200 %.
        chrome.look((640, 400), false).await;
        with_code(&sample, &chrome).await;
        picture(&chrome, "sign-in-en-zoom").await;
        chrome.look((390, 844), false).await;
        sample.to_sign_in_page(&chrome).await;
        chrome.look((320, 568), true).await;
        picture(&chrome, "sign-in-en-320x568-dark").await;
    }
}
