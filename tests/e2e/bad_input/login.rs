//! The sign-in: callbacks and pages that nobody's attempt leads to, cookies that are not what they seem.

use super::ask;
use crate::harness::gate::Gate;
use crate::harness::{Setup, on_each_database};

/// An attempt of a browser: its handle, and its cookie as a header.
async fn attempt(gate: &Gate) -> (String, String) {
    let mut browser = gate.browser();
    let page = browser.follow(&gate.application("app").await.begin(&[]).url).await;
    let handle = page.url.rsplit('/').next().unwrap().to_owned();
    let name = format!("larkgate-attempt-{}", handle.get(..12).unwrap());
    let cookie = format!("{name}={}", browser.cookie(&name).unwrap());
    (handle, cookie)
}

on_each_database! {
    async fn a_callback_of_nobodys_attempt_is_a_page(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let (handle, cookie) = attempt(&gate).await;
        let long = "x".repeat(9000);
        let own: [(&str, &[u8]); 1] = [("Cookie", cookie.as_bytes())];
        let stranger: [(&str, &[u8]); 0] = [];
        for query in [
            String::new(), "code=x".into(), "state=".into(), "code=x&state=nobody".into(), "code=x&state=%ff".into(),
            "code=x&state=%00".into(), format!("code=x&code=y&state={handle}"), format!("code=x&state={handle}&state={handle}"),
            format!("code=%0d%0a&state={handle}"), format!("code=%ff&state={handle}"), format!("code={long}&state={handle}"),
            format!("code=x&state={handle}x"), format!("code=x&state={long}"), format!("code=x&state={handle}&a=1&a=2"),
            format!("code=x&state={}", handle.get(..12).unwrap()), format!("code=x&state={handle}.qr.qr"),
        ] {
            for headers in [&own[..], &stranger[..]] {
                let answer = ask(&gate, "GET", &format!("/login/callback/feishu?{query}"), headers).await;
                assert_eq!(answer.status, 400, "{}: {}", answer.what, answer.text());
                assert_eq!(answer.header("location"), None, "{}", answer.what);
            }
        }
        let stranger = ask(&gate, "GET", &format!("/login/callback/feishu?code=x&state={handle}"), &[]).await;
        assert_eq!(stranger.status, 400, "another browser may not answer");
        let elsewhere = ask(&gate, "GET", &format!("/login/callback/lark?code=x&state={handle}"), &own).await;
        assert_eq!(elsewhere.status, 404, "no such connector");
        // None of this has cost the attempt, and none of it has reached Feishu.
        let page = ask(&gate, "GET", &format!("/login/{handle}"), &own).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert_eq!(gate.observe("counters").await["presented"], 0);
    }

    async fn a_code_that_is_none_costs_the_attempt_and_offers_another(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let odd = ["x".to_owned(), "%E5%91%A8".into(), "x%20y".into(), "%22%5c%7b".into(), "x".repeat(3000)];
        for code in odd {
            let (handle, cookie) = attempt(&gate).await;
            let own: [(&str, &[u8]); 1] = [("Cookie", cookie.as_bytes())];
            let answer = ask(&gate, "GET", &format!("/login/callback/feishu?code={code}&state={handle}"), &own).await;
            assert_eq!(answer.status, 400, "{}: {}", answer.what, answer.text());
            assert!(answer.text().contains(&format!("/login/{handle}/again")), "{}", answer.text());
        }
    }

    async fn one_odd_cookie_does_not_hide_the_others(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let (handle, cookie) = attempt(&gate).await;
        for other in [&b"a=\xff"[..], b"nameless", b"=x", b"a=%ff", b";;", b"\"", b"a=\"b; c"] {
            for joined in [[other, b"; ", cookie.as_bytes()].concat(), [cookie.as_bytes(), b"; ", other].concat()] {
                let answer = ask(&gate, "GET", &format!("/login/{handle}"), &[("Cookie", &joined)]).await;
                assert_eq!(answer.status, 200, "{}: {}", answer.what, answer.text());
            }
        }
    }

    // Another host of the domain can set a cookie whose name decodes to ours; `__Host-` protects only names as written.
    async fn a_cookie_name_means_what_is_written(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let (handle, cookie) = attempt(&gate).await;
        for alias in [cookie.replace("larkgate", "%6carkgate"), cookie.replace("-attempt", "%2Dattempt")] {
            let answer = ask(&gate, "GET", &format!("/login/{handle}"), &[("Cookie", alias.as_bytes())]).await;
            assert_eq!(answer.status, 400, "{alias} was taken for {cookie}");
        }
    }

    async fn surplus_attempts_are_forgotten_and_nothing_else_is(kind) {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        let url = gate.application("app").await.begin(&[]).url;
        let target = url.strip_prefix(&gate.url).unwrap();
        let mut cookies: Vec<String> = (0..14).map(|n| format!("larkgate-attempt-abcdefghij{n:02}=x")).collect();
        cookies.extend(["larkgate-attempt-%0d%0aX:y=x", "larkgate-attempt-a%3bDomain=x", "larkgate-attempt-=x"].map(str::to_owned));
        let answer = ask(&gate, "GET", target, &[("Cookie", cookies.join("; ").as_bytes())]).await;
        assert_eq!(answer.status, 303, "{}: {}", answer.what, answer.text());
        let set = answer.all("set-cookie");
        let forgotten: Vec<_> = set.iter().filter(|cookie| cookie.contains("Max-Age=0")).collect();
        assert_eq!(forgotten.len(), 3, "{set:?}");
        assert!(forgotten.iter().all(|cookie| cookie.starts_with("larkgate-attempt-abcdefghij0")), "{set:?}");
        assert_eq!(set.len(), 4, "{set:?}");
        assert!(set.iter().all(|cookie| !cookie.to_ascii_lowercase().contains("domain")), "{set:?}");
    }
}
