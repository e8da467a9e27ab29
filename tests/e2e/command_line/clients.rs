//! Settings of applications, their secrets, and sessions, by the command line.

use serde_json::Value;

use super::{field, refused, run};
use crate::harness::gate::REDIRECT_URI;
use crate::harness::{Browser, Outside, Setup, on_each_database};

async fn json(outside: &Outside, arguments: &[&str]) -> Value {
    serde_json::from_str(&run(outside, &[arguments, &["--json"]].concat()).await).unwrap()
}

/// Asks now and then, since wrong secrets are limited, until it is so.
async fn until(is_so: impl AsyncFn() -> bool) {
    while !is_so().await {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

on_each_database! {
    async fn what_is_set_is_set_and_nothing_else(kind) {
        let outside = Outside::start(&Setup { database: kind, ..Setup::default() }).await;
        run(&outside, &["client", "add", "late", "--name", "Late", "--redirect-uri", REDIRECT_URI, "--pairwise"]).await;
        let before = json(&outside, &["client", "show", "late"]).await["settings"].clone();
        let set = ["client", "set", "late", "--name", "Later", "--audience", "https://a.example", "--third-party", "--no-pkce"];
        assert_eq!(run(&outside, &set).await, "");
        let after = json(&outside, &["client", "show", "late"]).await["settings"].clone();
        let mut expected = before.clone();
        for (name, value) in [("name", "Later".into()), ("audience", "https://a.example".into()), ("third_party", true.into()), ("require_pkce", false.into())] {
            expected[name] = value;
        }
        assert_eq!(after, expected);
        assert_eq!(run(&outside, &set).await, "", "again does nothing, and is no failure");
        assert_eq!(json(&outside, &["client", "show", "late"]).await["settings"], after);
        assert!(refused(&outside, 2, &["client", "set", "late"]).await.contains("say what to change"));
        let leave = |uri| ["client", "set", "late", "--post-logout-redirect-uri", uri];
        run(&outside, &leave("https://a.example/bye")).await;
        run(&outside, &leave("")).await;
        assert_eq!(json(&outside, &["client", "show", "late"]).await["settings"], after, "and a list is emptied");

        let back = ["client", "set", "late", "--name", "Late", "--audience", "", "--third-party=false", "--no-pkce=false"];
        run(&outside, &back).await;
        assert_eq!(json(&outside, &["client", "show", "late"]).await["settings"], before);
        // A client without a secret that is to have one gets one, which is shown.
        run(&outside, &["client", "set", "late", "--public"]).await;
        assert_eq!(json(&outside, &["client", "show", "late"]).await["authentication"], "none");
        assert!(field(&run(&outside, &["client", "set", "late", "--public=false"]).await, "client_secret").len() > 40);
    }

    async fn who_may_enter_is_said_rule_by_rule(kind) {
        let outside = Outside::start(&Setup { database: kind, ..Setup::default() }).await;
        run(&outside, &["client", "add", "late", "--name", "Late", "--redirect-uri", REDIRECT_URI]).await;
        let rules = async |arguments: &[&str]| {
            let text = run(&outside, &[&["client", "rule"], arguments].concat()).await;
            text.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        rules(&["add", "late", "allow", "--tenant", "t"]).await;
        rules(&["add", "late", "allow", "--account", "ou_1", "--account", "ou_2", "--before", "1"]).await;
        let all = rules(&["add", "late", "deny", "--account", "ou_3", "--reason", "left"]).await;
        assert_eq!(all, ["deny ou_3", "allow ou_1 ou_2", "allow t"]);
        assert_eq!(rules(&["move", "late", "2", "--to", "3"]).await, ["deny ou_3", "allow t", "allow ou_1 ou_2"]);
        assert_eq!(rules(&["remove", "late", "1"]).await, ["allow t", "allow ou_1 ou_2"]);
        assert_eq!(rules(&["list", "late"]).await, ["allow t", "allow ou_1 ou_2"]);
        assert!(run(&outside, &["client", "show", "late"]).await.contains("ou_1 ou_2"));
        for number in ["0", "3"] {
            assert!(refused(&outside, 4, &["client", "rule", "remove", "late", number]).await.contains("there is no rule"));
        }
        let log = run(&outside, &["audit", "list", "--kind", "client.rules_changed", "--json"]).await;
        assert!(log.contains("left"), "{log}");
    }

    async fn an_old_secret_goes_on_for_as_long_as_was_said(kind) {
        let outside = Outside::start(&Setup { database: kind, ..Setup::default() }).await;
        let add = ["client", "add", "batch", "--name", "Batch", "--grant-type", "client_credentials", "--service-scope", "x"];
        let first = field(&run(&outside, &add).await, "client_secret");
        let second = field(&run(&outside, &["client", "rotate-secret", "batch", "--overlap", "2"]).await, "client_secret");
        let works = async |secret: &str| outside.token("batch", secret, &[("grant_type", "client_credentials")]).await.unwrap().status() == 200;
        // What another process did is noticed within a second.
        until(async || works(&second).await).await;
        assert!(works(&first).await);
        assert!(run(&outside, &["client", "show", "batch"]).await.contains("old secret ends"));
        run(&outside, &["client", "end-old-secret", "batch"]).await;
        until(async || !works(&first).await).await;
        assert!(works(&second).await);
        let third = field(&run(&outside, &["client", "rotate-secret", "batch"]).await, "client_secret");
        until(async || !works(&second).await).await;
        assert!(works(&third).await);
        assert!(refused(&outside, 2, &["client", "rotate-secret", "batch", "--overlap", "31"]).await.contains("30"));
    }

    async fn a_session_is_ended_and_no_other(kind) {
        let outside = Outside::start(&Setup { database: kind, ..Setup::default() }).await;
        let (mut first, mut second) = (Browser::new(), Browser::new());
        outside.sign_in(&mut first, "lin").await;
        outside.sign_in(&mut second, "lin").await;
        let lin = outside.feishu.open_id("lin");
        let list = ["session", "list", "--account", &lin];
        let sessions = json(&outside, &list).await;
        let ids: Vec<_> = sessions.as_array().unwrap().iter().map(|session| session["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 2);
        run(&outside, &["session", "end", ids[0], "--reason", "lost"]).await;
        let left = run(&outside, &list).await;
        assert!(!left.contains(ids[0]) && left.contains(ids[1]), "{left}");
        assert!(refused(&outside, 4, &["session", "end", "nothing"]).await.contains("there is no session nothing"));
        let zhou = outside.feishu.open_id("zhou");
        outside.sign_in(&mut Browser::new(), "zhou").await;
        refused(&outside, 4, &["session", "end", ids[1], "--account", &zhou]).await;
    }
}
