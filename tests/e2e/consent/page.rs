//! What the page says, and that nothing can be put into it or around it.

use super::*;
use crate::harness::on_each_database;

on_each_database! {
    async fn the_page_says_who_asks_for_what_and_of_whom(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let page = question(&mut browser, &gate.ask("third", &[("resource", "https://api.example.com")])).await;
        for text in [
            "授权外部日历使用你的账号",
            "127.0.0.1",
            "林小雨",
            "lin@example.com",
            "离线访问",
            "https://api.example.com",
            &gate.feishu.open_id("lin"),
        ] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        let english = browser.get(&format!("{}?lang=en", page.url)).await;
        assert!(english.body.contains("Let 外部日历 use your account?"), "{}", english.body);
        let page = question(&mut browser, &gate.ask("third", &[("scope", "openid")])).await;
        assert!(page.body.contains("lang=\"en\""), "the language is remembered: {}", page.body);
        for text in ["lin@example.com", "Offline access", "Profile"] {
            assert!(!page.body.contains(text), "not asked for: {text}: {}", page.body);
        }
    }

    async fn names_are_text(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        gate.code_for(&mut browser, &gate.ask("app", &[]), "markup").await;
        let page = question(&mut browser, &gate.ask("other", &[])).await;
        assert!(page.body.contains("&#60;b&#62;&#34;Evil&#34;&#60;/b&#62; &#38; Co"), "{}", page.body);
        assert!(page.body.contains("&#60;b&#62;李雷&#60;/b&#62; &#38; &#34;Co&#34; 🎉 · "), "{}", page.body);
        assert!(!page.body.contains("<b>"), "{}", page.body);
    }

    async fn the_page_cannot_be_framed_or_kept(kind) {
        let (gate, mut browser) = signed_in(kind).await;
        let page = question(&mut browser, &gate.ask("third", &[])).await;
        let header = |name: &str| page.headers[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        // Chromium would hold it against the redirects that follow the form.
        assert!(!policy.contains("form-action"), "{policy}");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("referrer-policy"), "no-referrer");
    }
}
