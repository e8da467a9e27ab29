//! Every generation of Feishu's login API, of both brands: by the link, by the QR code, and inside Feishu's own client.

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::harness::by_hand::STATE;
use crate::harness::{Gate, Kind, Page, Setup, on_each_database};

const APP_TOKEN: &str = "/open-apis/auth/v3/app_access_token/internal";
const TENANT_TOKEN: &str = "/open-apis/auth/v3/tenant_access_token/internal";
const TENANT_QUERY: &str = "/open-apis/tenant/v2/tenant/query";
const USER_INFO: &str = "/open-apis/authen/v1/user_info";

struct Generation {
    api: &'static str,
    page: &'static str,
    exchange: &'static str,
    /// Whether the link carries a challenge; the QR code never does.
    pkce: bool,
    /// Whether an app token authenticates the exchange.
    app_token: bool,
    /// Whether the profile is asked for separately.
    user_info: bool,
}

const GENERATIONS: [Generation; 4] = [
    Generation {
        api: "v3",
        page: "/open-apis/authen/v1/authorize",
        exchange: "/oauth/v3/token",
        pkce: true,
        app_token: false,
        user_info: true,
    },
    Generation {
        api: "v2",
        page: "/open-apis/authen/v1/authorize",
        exchange: "/open-apis/authen/v2/oauth/token",
        pkce: true,
        app_token: false,
        user_info: true,
    },
    Generation {
        api: "v1-oidc",
        page: "/open-apis/authen/v1/authorize",
        exchange: "/open-apis/authen/v1/oidc/access_token",
        pkce: false,
        app_token: true,
        user_info: true,
    },
    Generation {
        api: "v1",
        page: "/open-apis/authen/v1/index",
        exchange: "/open-apis/authen/v1/access_token",
        pkce: false,
        app_token: true,
        user_info: false,
    },
];

async fn gate(kind: Kind, generation: &Generation, brand: simulator::Brand) -> Gate {
    let simulator = simulator::Config { v3_takes_page_codes: Some(true), ..simulator::Config::default() };
    Gate::with(Setup { database: kind, brand, api: Some(generation.api), simulator, ..Setup::default() })
        .await
}

/// Signs `lin` in by way of `go`, which takes the sign-in page to the callback's address.
async fn signs_in(gate: &Gate, go: impl AsyncFnOnce(&Page) -> String) {
    let application = gate.application("app").await;
    let mut browser = gate.browser();
    let sign_in = application.begin(&["profile"]);
    let page = browser.follow(&sign_in.url).await;
    let callback = go(&page).await;
    let back = browser.get(&callback).await;
    assert!(back.reaches_application(), "{}", back.body);
    let verified = application.finish(sign_in, &back.answer("code").unwrap()).await.unwrap();
    assert_eq!(verified.id_token["sub"], Value::from(gate.feishu.open_id("lin")));
    assert_eq!(verified.userinfo["name"], "林小雨");
}

/// What Feishu saw of one login.
async fn was_spoken(gate: &Gate, generation: &Generation, pkce: bool) {
    let secrets = gate.observe("secrets").await;
    let secrets = secrets["secrets"].as_array().unwrap();
    let verifiers = secrets.iter().filter(|secret| secret["kind"] == "code_verifier").count();
    assert_eq!(verifiers, usize::from(pkce), "{}", generation.api);
    assert_eq!(gate.calls(generation.exchange).await, 1, "{}", generation.api);
    assert_eq!(gate.calls(USER_INFO).await, usize::from(generation.user_info), "{}", generation.api);
    assert_eq!(gate.calls(APP_TOKEN).await, usize::from(generation.app_token), "{}", generation.api);
    assert_eq!(gate.calls(TENANT_QUERY).await, 1, "{}", generation.api);
    assert_eq!(gate.most_presented().await, 1, "{}", generation.api);
}

on_each_database! {
    async fn the_link_works_in_every_generation_of_both_brands(kind) {
        for brand in [simulator::Brand::Feishu, simulator::Brand::Lark] {
            for generation in &GENERATIONS {
                let gate = gate(kind, generation, brand).await;
                signs_in(&gate, async |page: &Page| {
                    let link = page.feishu_link();
                    assert!(link.contains(&format!("{}?", generation.page)), "{link}");
                    assert_eq!(link.contains("code_challenge="), generation.pkce, "{link}");
                    assert_eq!(link.contains("code_challenge_method=S256"), generation.pkce, "{link}");
                    gate.at_feishu(Some("lin"), &link).await
                })
                .await;
                was_spoken(&gate, generation, generation.pkce).await;
            }
        }
    }

    async fn the_qr_code_works_in_every_generation_of_both_brands(kind) {
        for brand in [simulator::Brand::Feishu, simulator::Brand::Lark] {
            for generation in &GENERATIONS {
                let gate = gate(kind, generation, brand).await;
                signs_in(&gate, async |page: &Page| {
                    let (frame, goto) = (page.qr("frame").unwrap(), page.qr("goto").unwrap());
                    let origin = page.qr("origin").unwrap();
                    assert!(frame.starts_with(&format!("{origin}/")), "{frame} {origin}");
                    assert!(goto.contains("/suite/passport/oauth/authorize?"), "{goto}");
                    assert!(!goto.contains("code_challenge"), "{goto}");
                    let policy = page.headers["content-security-policy"].to_str().unwrap();
                    assert!(policy.contains(&format!("frame-src {origin}")), "{policy}");
                    gate.by_phone("lin", page).await
                })
                .await;
                was_spoken(&gate, generation, false).await;
            }
        }
    }

    async fn the_page_names_the_brand(kind) {
        for (brand, words) in [
            (simulator::Brand::Feishu, ["使用飞书登录", "Continue with Feishu"]),
            (simulator::Brand::Lark, ["使用 Lark 登录", "Continue with Lark"]),
        ] {
            let gate = Gate::with(Setup { database: kind, brand, ..Setup::default() }).await;
            for (language, words) in ["zh-CN", "en"].into_iter().zip(words) {
                let mut browser = gate.browser();
                browser.accept_language = language.into();
                let page = browser.follow(&gate.ask("app", &[])).await;
                assert!(page.body.contains(words), "{words}: {}", page.body);
                assert_eq!(page.headers["content-language"], language);
            }
        }
    }

    async fn sixteen_logins_at_once_share_one_app_token_and_one_question_for_the_tenant(kind) {
        for generation in &GENERATIONS {
            let gate = gate(kind, generation, simulator::Brand::Feishu).await;
            let mut arrivals = Vec::new();
            for person in ["lin", "zhou", "wang", "chen"].into_iter().cycle().take(16) {
                let mut browser = gate.browser();
                let page = browser.follow(&gate.ask("app", &[])).await;
                arrivals.push((browser, gate.at_feishu(Some(person), &page.feishu_link()).await));
            }
            let mut logins = JoinSet::new();
            for (mut browser, callback) in arrivals {
                logins.spawn(async move { browser.get(&callback).await });
            }
            for back in logins.join_all().await {
                assert!(back.reaches_application(), "{}", back.body);
                assert_eq!(back.answer("state").as_deref(), Some(STATE));
            }
            assert_eq!(gate.calls(APP_TOKEN).await, usize::from(generation.app_token), "{}", generation.api);
            assert_eq!(gate.calls(TENANT_TOKEN).await, 1, "{}", generation.api);
            assert_eq!(gate.calls(TENANT_QUERY).await, 1, "{}", generation.api);
            let counters = gate.observe("counters").await;
            assert_eq!((&counters["succeeded"], &counters["most_presented"]), (&json!(16), &json!(1)));
        }
    }

    async fn inside_feishus_own_client_there_is_no_page(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        gate.control("client-person", json!({ "person": "lin" })).await;
        for user_agent in
            ["Mozilla/5.0 (Macintosh) Lark/7.20.0 LarkLocale/zh_CN", "Mozilla/5.0 (iPhone) Feishu/7.1"]
        {
            let mut browser = gate.browser();
            browser.user_agent = user_agent.into();
            let left = browser.follow(&gate.ask("app", &[])).await;
            let feishu = left.location().unwrap_or_else(|| panic!("a page: {}", left.body));
            assert!(feishu.starts_with(gate.feishu.base_url()), "{feishu}");
            let callback = browser.get(&feishu).await.location().unwrap();
            let back = browser.get(&callback).await;
            assert!(back.reaches_application(), "{}", back.body);
            let tokens = gate.redeem("app", &back.answer("code").unwrap(), &[]).await;
            let claims = gate.userinfo(&tokens.text("access_token")).await.json;
            assert_eq!(claims["sub"], Value::from(gate.feishu.open_id("lin")));
        }
    }
}
