//! What the page shows, to whom, and how one comes to it.

use super::*;
use crate::harness::on_each_database;

on_each_database! {
    async fn who_is_not_signed_in_signs_in_at_larkgate_itself(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let page = browser.follow(&url(&gate, "/account")).await;
        assert!(page.body.contains("<h1>登录示例公司</h1>"), "{}", page.body);
        let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        let back = browser.get(&callback).await;
        assert_eq!(back.location(), Some(url(&gate, "/account")));
        let own = own_page(&gate, &mut browser).await;
        assert!(own.body.contains("我的账号") && own.body.contains("林小雨"), "{}", own.body);
        let login = lines(&gate, "login.succeeded").await.remove(0);
        assert_eq!((login.client_id, login.account_id.is_some()), (None, true));
        // The same answer again, and "back", lead there too, and without the session to a fresh sign-in.
        for again in [&callback, &page.url, &format!("{}/again", page.url)] {
            assert_eq!(browser.get(again).await.location(), Some(url(&gate, "/account")), "{again}");
        }
        let confirm = browser.get(&url(&gate, "/oauth2/logout")).await.csrf().unwrap();
        browser.post(&url(&gate, "/oauth2/logout/confirm"), &[("csrf", &confirm)]).await;
        let fresh = browser.get(&callback).await;
        assert!(fresh.begins_sign_in(), "{fresh:?}");
        let back = gate.sign_in(&mut browser, &fresh.location().unwrap(), "lin").await;
        assert_eq!(back.location(), Some(url(&gate, "/account")));
        // What leads to no application has nothing to consent to.
        let consent = browser.get(&format!("{}/consent", page.url)).await;
        assert_eq!(consent.location().as_ref(), Some(&page.url));
        let another = browser.get(&format!("{}/another", page.url)).await;
        assert!(another.begins_sign_in(), "{another:?}");
    }

    async fn a_refusal_at_feishu_is_told_to_the_person(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let page = browser.follow(&url(&gate, "/account")).await;
        let refusal = gate.at_feishu(None, &page.feishu_link()).await;
        let refused = browser.get(&refusal).await;
        assert_eq!(refused.status, 403);
        assert!(refused.body.contains("你取消了登录"), "{}", refused.body);
        let back = gate.try_again(&mut browser, &refused, "lin").await;
        assert_eq!(back.location(), Some(url(&gate, "/account")));
    }

    async fn a_person_sees_what_is_known_of_them(kind) {
        let gate = gate(kind).await;
        let mut phone = gate.browser();
        phone.user_agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/18.6 Safari/604.1".into();
        gate.code_for(&mut phone, &gate.ask("app", &[]), "lin").await;
        gate.clock.advance(600);
        let mut browser = browser(&gate, "lin").await;
        let page = own_page(&gate, &mut browser).await;
        let sub = gate.feishu.open_id("lin");
        for text in [
            "林小雨", "lin@example.com", "+8613800000001", "E0001", &format!("<code>{sub}</code>"), "资料来自飞书",
            "Safari · iPhone", "当前浏览器", "127.0.0.1", "应用 app", "公司应用", "离线访问", "<td>登录</td>",
        ] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        assert_eq!(sessions(&page).len(), 1, "a button for the other session; this one signs out");
        assert!(!page.body.contains("周明"), "{}", page.body);
        let english = browser.get(&url(&gate, "/account?lang=en")).await;
        assert!(english.body.contains("My account") && english.body.contains("Safari · iPhone"));
        let english = own_page(&gate, &mut browser).await;
        assert!(english.body.contains("My account"), "the language is remembered");
    }

    async fn names_and_devices_are_text(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        browser.user_agent = "<script>alert(1)</script>".into();
        gate.code_for(&mut browser, &gate.ask("app", &[]), "markup").await;
        for path in ["/account", "/"] {
            let page = browser.get(&url(&gate, path)).await;
            assert!(!page.body.contains("<b>") && !page.body.contains("<script>alert"), "{}", page.body);
        }
        let page = own_page(&gate, &mut browser).await;
        for text in ["&#60;script&#62;alert(1)", "&#60;b&#62;李雷&#60;/b&#62; &#38; &#34;Co&#34; 🎉"] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
    }

    async fn the_home_page_leads_there(kind) {
        let gate = gate(kind).await;
        let mut browser = gate.browser();
        let home = browser.get(&gate.url).await;
        assert!(home.links().contains(&"/account".to_owned()), "{}", home.body);
        assert!(!home.links().contains(&"/oauth2/logout".to_owned()), "{}", home.body);
        gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        let home = browser.get(&gate.url).await;
        assert!(home.links().contains(&"/account".to_owned()), "{}", home.body);
        assert!(home.links().contains(&"/oauth2/logout".to_owned()), "{}", home.body);
    }

    async fn the_pages_cannot_be_framed_or_kept(kind) {
        let gate = gate(kind).await;
        let mut browser = browser(&gate, "lin").await;
        for path in ["/account", "/account/sessions/end-all", "/account/applications/withdraw?application=app"] {
            let page = browser.get(&url(&gate, path)).await;
            assert_eq!(page.status, 200, "{path}");
            let header = |name: &str| page.headers[name].to_str().unwrap();
            let policy = header("content-security-policy");
            for part in ["frame-ancestors 'none'", "default-src 'none'", "form-action 'self'", "img-src 'self'"] {
                assert!(policy.contains(part), "{path}: {policy}");
            }
            assert_eq!((header("x-frame-options"), header("cache-control")), ("DENY", "no-store"), "{path}");
        }
    }
}
