//! People who may not sign in: what they are told, what is remembered, and that nothing else happens.

use crate::harness::{Browser, Gate, Kind, Page, Setup, on_each_database};

const OWN_TENANT: &str = "00aa11bb22cc33dd";
const OTHER_TENANT: &str = "dd33cc22bb11aa00";

struct Refused {
    api: &'static str,
    person: &'static str,
    reason: &'static str,
    code: Option<&'static str>,
    chinese: &'static str,
    english: &'static str,
}

const REFUSED: [Refused; 7] = [
    Refused {
        api: "v3",
        person: "resigned",
        reason: "not_active (20066)",
        code: Some("20066"),
        chinese: "账号还不能登录",
        english: "Your Feishu account is not active",
    },
    Refused {
        api: "v3",
        person: "frozen",
        reason: "not_active (20066)",
        code: Some("20066"),
        chinese: "账号还不能登录",
        english: "Your Feishu account is not active",
    },
    Refused {
        api: "v1",
        person: "resigned",
        reason: "resigned (20021)",
        code: Some("20021"),
        chinese: "显示你已离职",
        english: "You are listed as having left",
    },
    Refused {
        api: "v1",
        person: "frozen",
        reason: "frozen (20022)",
        code: Some("20022"),
        chinese: "账号已暂停使用",
        english: "Your Feishu account is suspended",
    },
    Refused {
        api: "v3",
        person: "outside",
        reason: "outside_availability (20010)",
        code: Some("20010"),
        chinese: "你还没有登录权限",
        english: "You do not have access yet",
    },
    Refused {
        api: "v3",
        person: "other-tenant",
        reason: "tenant_not_allowed",
        code: None,
        chinese: "这个组织不能登录",
        english: "This organization cannot sign in",
    },
    Refused {
        api: "v1",
        person: "other-tenant",
        reason: "tenant_not_allowed",
        code: None,
        chinese: "这个组织不能登录",
        english: "This organization cannot sign in",
    },
];

/// Tries to sign `person` in, in `language`.
async fn try_to_enter(gate: &Gate, browser: &mut Browser, person: &str, language: &str) -> Page {
    browser.accept_language = language.into();
    let page = gate.sign_in(browser, &gate.ask("app", &[]), person).await;
    assert_eq!(page.location(), None, "nothing goes to the application");
    assert_eq!(page.headers["content-language"], language);
    page
}

/// Nobody is signed in, and there is no account.
async fn left_nothing_behind(gate: &Gate, browser: &mut Browser, person: &str) {
    let open_id = gate.feishu.open_id(person);
    let account = gate.server.app().store.read().await.unwrap().account_named(&open_id).await.unwrap();
    assert!(account.is_none(), "{account:?}");
    assert!(browser.cookie("larkgate").is_none(), "{:?}", browser.cookie_names());
    let silent = browser.get(&gate.ask("app", &[("prompt", "none")])).await;
    assert_eq!(silent.answer("error").as_deref(), Some("login_required"));
    let good = ["account.bound", "login.succeeded"];
    assert!(gate.audit().await.iter().all(|row| !good.contains(&row.kind.as_str())));
}

async fn refuses(kind: Kind, refused: &Refused) {
    let gate = Gate::with(Setup { database: kind, api: Some(refused.api), ..Setup::default() }).await;
    for (language, sentence) in [("zh-CN", refused.chinese), ("en", refused.english)] {
        let mut browser = gate.browser();
        let page = try_to_enter(&gate, &mut browser, refused.person, language).await;
        assert_eq!(page.status, 403, "{}", page.body);
        assert!(page.body.contains(sentence), "{sentence}: {}", page.body);
        assert!(page.body.contains("IT 服务台"), "whom to ask: {}", page.body);
        assert!(page.again().is_some(), "{}", page.body);
        assert_eq!(page.body.contains("log id"), refused.code.is_some(), "{}", page.body);
        assert!(
            refused.code.is_none_or(|code| page.body.contains(&format!("Feishu {code} · "))),
            "{}",
            page.body
        );
        let row = gate.refusal(&page).await;
        assert_eq!((row.kind.as_str(), row.reason.as_deref()), ("login.refused", Some(refused.reason)));
        assert_eq!((row.client_id.as_deref(), row.account_id), (Some("app"), None));
        assert_eq!(row.address.as_deref(), Some("127.0.0.1"));
        let who = row.identity.unwrap();
        let named = format!("feishu:{}", gate.feishu.open_id(refused.person));
        assert_eq!(who, if refused.person == "other-tenant" { named } else { "feishu".to_owned() });
        left_nothing_behind(&gate, &mut browser, refused.person).await;
    }
}

on_each_database! {
    async fn whoever_may_not_enter_is_told_why_and_leaves_only_an_audit_line(kind) {
        for refused in &REFUSED {
            refuses(kind, refused).await;
        }
    }

    async fn on_lark_it_is_lark_that_refuses(kind) {
        let gate = Gate::with(Setup { database: kind, brand: simulator::Brand::Lark, ..Setup::default() }).await;
        let page = try_to_enter(&gate, &mut gate.browser(), "frozen", "en").await;
        assert!(page.body.contains("Your Lark account is not active"), "{}", page.body);
        assert!(page.body.contains("Lark 20066 · log id") && !page.body.contains("Feishu"), "{}", page.body);
    }

    async fn an_allow_list_lets_in_whom_it_names_and_nobody_else(kind) {
        let connector = "allowed_tenants = [\"dd33cc22bb11aa00\"]";
        let gate = Gate::with(Setup { database: kind, connector, ..Setup::default() }).await;
        let claims = gate.claims_of("other-tenant").await;
        assert_eq!(claims["feishu_tenant_key"], OTHER_TENANT);
        let mut browser = gate.browser();
        let page = try_to_enter(&gate, &mut browser, "lin", "en").await;
        assert_eq!(page.status, 403);
        let row = gate.refusal(&page).await;
        assert_eq!(row.reason.as_deref(), Some("tenant_not_allowed"));
        assert!(!page.body.contains(OWN_TENANT), "{}", page.body);
        assert_eq!(gate.calls("/open-apis/tenant/v2/tenant/query").await, 0, "there was nothing to ask");
    }

    async fn a_disabled_account_is_refused_everywhere_at_once(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let mut browser = gate.browser();
        let code = gate.code_for(&mut browser, &gate.ask("app", &[]), "lin").await;
        let tokens = gate.redeem("app", &code, &[]).await;
        let unspent = browser.get(&gate.ask("app", &[])).await.answer("code").unwrap();
        set_enabled(&gate, "lin", false).await;

        let info = gate.userinfo(&tokens.text("access_token")).await;
        assert_eq!(info.refusal(), (401, "invalid_token"));
        let refreshed = gate.refresh("app", &tokens.text("refresh_token"), &[]).await;
        assert_eq!(refreshed.refusal(), (400, "invalid_grant"));
        assert_eq!(gate.redeem("app", &unspent, &[]).await.refusal(), (400, "invalid_grant"));
        let silent = browser.get(&gate.ask("app", &[("prompt", "none")])).await;
        assert_eq!(silent.answer("error").as_deref(), Some("login_required"));
        let home = browser.get(&format!("{}/", gate.url)).await;
        assert!(!home.body.contains("林小雨"), "{}", home.body);
        for (language, sentence) in [("zh-CN", "你的账号已停用"), ("en", "Your account is disabled")] {
            let page = try_to_enter(&gate, &mut browser, "lin", language).await;
            assert_eq!(page.status, 403);
            assert!(page.body.contains(sentence), "{}", page.body);
            let row = gate.refusal(&page).await;
            assert_eq!((row.kind.as_str(), row.reason.as_deref()), ("login.refused", Some("account_disabled")));
            assert!(row.account_id.is_some());
        }

        set_enabled(&gate, "lin", true).await;
        assert_eq!(gate.claims_of("lin").await["name"], "林小雨");
    }
}

async fn set_enabled(gate: &Gate, person: &str, enabled: bool) {
    let mut tx = gate.server.app().store.write().await.unwrap();
    let account = tx.account_named(&gate.feishu.open_id(person)).await.unwrap().unwrap().account;
    assert!(tx.set_account_enabled(&account.id, enabled).await.unwrap());
    tx.commit().await.unwrap();
}
