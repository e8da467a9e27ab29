//! The list of accounts, and the same as a file.

use larkgate::domain::admin::Role;
use serde_json::{Value, json};

use super::{browser, gate, path_of, seen, send, signed_in};
use crate::harness::{Gate, Page, on_each_database};

/// The names in the list, in its order.
fn names(page: &Page) -> Vec<String> {
    let cells = page.body.split("<tr><td><a href=\"/admin/accounts/").skip(1);
    cells.map(|rest| rest.split("<bdi>").nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

/// Three people, of whom the clock tells who came first, and one who looks.
async fn people(gate: &Gate) -> crate::harness::Browser {
    for person in ["zhou", "wang", "chen"] {
        drop(signed_in(gate, person).await);
        gate.clock.advance(1);
    }
    browser(gate, "lin", Role::Auditor).await
}

on_each_database! {
    async fn people_are_found_by_what_is_known_of_them(kind) {
        let gate = gate(kind).await;
        let mut lin = people(&gate).await;
        assert_eq!(names(&seen(&gate, &mut lin, "/admin/accounts").await), ["林小雨", "陈伟", "王芳", "周明"]);
        let zhou = gate.claims_of("zhou").await;
        let open_id = gate.feishu.open_id("zhou");
        let union_id = zhou["feishu_union_id"].as_str().unwrap().to_owned();
        let email = zhou["email"].as_str().unwrap();
        let beginning = email.split('@').next().unwrap().to_uppercase();
        for text in ["周", "周明", "zhou MING", &open_id, &union_id, email, &beginning] {
            let query = url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let page = seen(&gate, &mut lin, &format!("/admin/accounts?q={query}")).await;
            assert_eq!(names(&page), ["周明"], "{text}");
        }
        // What means something to a pattern means itself here, and a part of an id nothing.
        for text in ["%25", "_", "!", "ou_", "' OR 1=1 --"] {
            let page = seen(&gate, &mut lin, &format!("/admin/accounts?q={text}")).await;
            assert!(names(&page).is_empty() && page.body.contains("没有符合条件的账号"), "{text}");
        }
    }

    async fn those_who_may_sign_in_and_those_who_may_not(kind) {
        let gate = gate(kind).await;
        let mut lin = people(&gate).await;
        let mut owner = browser(&gate, "zhou", Role::Owner).await;
        let path = path_of(&gate, "chen").await + "/disable";
        send(&gate, &mut owner, &path, &[("reason", "left")]).await;
        assert_eq!(names(&seen(&gate, &mut lin, "/admin/accounts?state=disabled").await), ["陈伟"]);
        assert_eq!(names(&seen(&gate, &mut lin, "/admin/accounts?state=enabled").await).len(), 3);
    }

    async fn the_list_goes_on_where_a_page_ends(kind) {
        let gate = gate(kind).await;
        // Exactly two pages: the last is full, and nothing comes after it.
        for number in 0..100 {
            let person = format!("person{number}");
            gate.control(&format!("people/{person}"), json!({ "name": format!("员工{number}") })).await;
            drop(signed_in(&gate, &person).await);
        }
        let mut lin = browser(&gate, "lin", Role::Auditor).await;
        let (mut all, mut path) = (Vec::new(), "/admin/accounts?q=%E5%91%98%E5%B7%A5".to_owned());
        let mut pages = 0;
        loop {
            let page = seen(&gate, &mut lin, &path).await;
            assert!(!names(&page).is_empty(), "{}", page.body);
            all.extend(names(&page));
            pages += 1;
            match page.links().into_iter().find(|href| href.contains("after=") && !href.contains("lang=")) {
                Some(next) => path = next,
                None => break,
            }
        }
        all.sort();
        all.dedup();
        assert_eq!((all.len(), pages), (100, 2));
        // Nobody on this page is left, by now: there is a way back.
        let link = path.replace("q=%E5%91%98%E5%B7%A5", "q=nobody");
        let empty = seen(&gate, &mut lin, &link).await;
        assert!(empty.links().iter().any(|href| href == "/admin/accounts?q=nobody"), "{}", empty.body);
    }

    async fn accounts_are_taken_away_in_a_file(kind) {
        let gate = gate(kind).await;
        let mut lin = people(&gate).await;
        let page = seen(&gate, &mut lin, "/admin/accounts.csv").await;
        assert_eq!(page.headers["content-type"], "text/csv; charset=utf-8");
        let named = page.headers["content-disposition"].to_str().unwrap();
        assert!(named.starts_with("attachment; filename=\"accounts-20") && named.ends_with(".csv\""), "{named}");
        let lines: Vec<_> = page.body.trim_start_matches('\u{feff}').split("\r\n").collect();
        assert!(lines[0].starts_with("\"id\",\"sub\",\"state\",\"name\""), "{}", lines[0]);
        assert_eq!(lines.len(), 6, "a heading, four people, and an end");
        assert!(lines[1].contains("\"林小雨\"") && lines[4].contains("\"周明\""), "{}", page.body);
        let page = seen(&gate, &mut lin, "/admin/accounts.jsonl?q=%E5%91%A8").await;
        let lines: Vec<Value> = page.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0]["name"], "周明");
        let mut told: Vec<_> = gate.audit().await.into_iter().filter(|row| row.kind == "accounts.exported").collect();
        told.sort_by_key(|row| row.reason.clone());
        assert_eq!(told.iter().map(|row| row.reason.as_deref().unwrap()).collect::<Vec<_>>(), ["csv", "jsonl 周"]);
        assert!(told[0].actor.as_deref().unwrap().starts_with("acc_"));
    }

    async fn a_file_of_more_than_a_page_is_whole(kind) {
        let gate = gate(kind).await;
        let mut tx = gate.server.app().store.write().await.unwrap();
        for number in 0..1100 {
            let identity = larkgate::domain::account::Identity {
                connector: "feishu".into(),
                open_id: format!("ou_many_{number}"),
                union_id: None,
                user_id: None,
                tenant_key: "t".into(),
                profile: larkgate::domain::account::Profile::default(),
            };
            let entropy = larkgate::domain::token::SystemEntropy;
            tx.bind(&identity, gate.server.app().now(), &entropy).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut lin = browser(&gate, "lin", Role::Owner).await;
        let page = seen(&gate, &mut lin, "/admin/accounts.jsonl").await;
        let mut subs: Vec<_> = page
            .body
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["sub"].as_str().unwrap().to_owned())
            .collect();
        subs.sort();
        subs.dedup();
        assert_eq!(subs.len(), 1101);
    }
}
