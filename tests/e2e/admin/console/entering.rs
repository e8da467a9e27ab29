//! Who comes in, and where they come out.

use larkgate::domain::admin::Role;

use super::{browser, gate, grant, noticed, path_of, seen, signed_in, take_away, url};
use crate::harness::on_each_database;

on_each_database! {
    async fn whoever_signs_in_comes_back_to_the_very_page(kind) {
        let gate = gate(kind).await;
        drop(browser(&gate, "lin", Role::Helpdesk).await);
        let mut browser = gate.browser();
        let asked = url(&gate, "/admin/accounts?q=%E5%91%A8%20a&state=disabled");
        let page = browser.get(&asked).await;
        assert!(page.begins_sign_in(), "{:?}", page.location());
        let back = gate.sign_in(&mut browser, &asked, "lin").await;
        assert_eq!(back.location().as_deref(), Some(asked.as_str()));
        let page = browser.get(&asked).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("林小雨") && page.body.contains("服务台"), "{}", page.body);
    }

    async fn a_way_back_that_no_page_has_leads_to_the_first_page(kind) {
        let gate = gate(kind).await;
        drop(browser(&gate, "lin", Role::Owner).await);
        let asked = url(&gate, &format!("/admin/accounts?q={}", "x".repeat(3000)));
        let back = gate.sign_in(&mut gate.browser(), &asked, "lin").await;
        assert_eq!(back.location(), Some(url(&gate, "/admin")));
    }

    async fn a_callback_that_comes_twice_leads_to_the_page_too(kind) {
        let gate = gate(kind).await;
        drop(browser(&gate, "lin", Role::Owner).await);
        let mut browser = gate.browser();
        let asked = url(&gate, "/admin/accounts?q=x");
        let page = browser.follow(&asked).await;
        let callback = gate.at_feishu(Some("lin"), &page.feishu_link()).await;
        for _ in 0..2 {
            assert_eq!(browser.get(&callback).await.location().as_deref(), Some(asked.as_str()));
        }
    }

    async fn whoever_has_no_role_is_told_so(kind) {
        let gate = gate(kind).await;
        let mut lin = signed_in(&gate, "lin").await;
        for path in ["/admin", "/admin/accounts", "/admin/roles"] {
            let page = lin.get(&url(&gate, path)).await;
            assert_eq!((page.status.as_u16(), page.location()), (403, None), "{path}");
            for text in ["你没有管理权限", "林小雨", "IT 服务台"] {
                assert!(page.body.contains(text), "{text}: {}", page.body);
            }
            assert!(page.reference().is_some());
        }
        // From signed out they come back to the same answer, and no further.
        let mut again = gate.browser();
        let back = gate.sign_in(&mut again, &url(&gate, "/admin/accounts"), "lin").await;
        assert_eq!(again.get(&back.location().unwrap()).await.status, 403);
    }

    async fn a_role_is_good_at_once_and_gone_at_once(kind) {
        let gate = gate(kind).await;
        let mut lin = signed_in(&gate, "lin").await;
        assert_eq!(lin.get(&url(&gate, "/admin/accounts")).await.status, 403);
        grant(&gate, "lin", Role::Auditor).await;
        seen(&gate, &mut lin, "/admin/accounts").await;
        let mut zhou = browser(&gate, "zhou", Role::Owner).await;
        let path = path_of(&gate, "lin").await.replace("accounts", "roles") + "/revoke";
        let answer = take_away(&gate, &mut zhou, &path).await;
        noticed(&mut zhou, &answer, "角色已收回。").await;
        assert_eq!(lin.get(&url(&gate, "/admin/accounts")).await.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_begins_where_they_may_be() {
    let gate = gate(crate::harness::Kind::Sqlite).await;
    let mut helper = browser(&gate, "lin", Role::Helpdesk).await;
    assert_eq!(helper.get(&url(&gate, "/admin")).await.location(), Some(url(&gate, "/admin/accounts")));
    let page = seen(&gate, &mut helper, "/admin/accounts").await;
    assert!(!page.links().iter().any(|href| href == "/admin/roles"), "{:?}", page.links());
    let mut auditor = browser(&gate, "zhou", Role::Auditor).await;
    let page = seen(&gate, &mut auditor, "/admin/accounts").await;
    assert!(page.links().iter().any(|href| href == "/admin/roles"), "{:?}", page.links());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_is_switched_on_the_page_with_its_filters() {
    let gate = gate(crate::harness::Kind::Sqlite).await;
    let mut lin = browser(&gate, "lin", Role::Owner).await;
    let page = seen(&gate, &mut lin, "/admin/accounts?q=a%26b&state=enabled&done=noted").await;
    let switch = page.links().into_iter().find(|href| href.ends_with("lang=en")).unwrap();
    assert_eq!(switch, "/admin/accounts?q=a%26b&state=enabled&lang=en");
    let page = seen(&gate, &mut lin, &switch).await;
    assert!(page.body.contains("<h1>Accounts</h1>"), "{}", page.body);
    assert!(seen(&gate, &mut lin, "/admin/roles").await.body.contains("<h1>Roles</h1>"));
}
