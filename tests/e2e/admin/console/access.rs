//! Applications behind proxies in the console: what is changed there is obeyed by the next check.

use larkgate::domain::admin::Role;

use super::{WHY, browser, grant, noticed, seen, send, take_away, url};
use crate::forward_auth::Asking;
use crate::harness::front::{Front, Kind as Proxy};
use crate::harness::{Browser, Kind, Page, Setup, on_each_database};

const WIKI: &str = "/admin/proxy-access/wiki";

/// A front where lin owns the gate.
async fn front(database: Kind) -> (Front, Browser) {
    let front = Front::with(Proxy::Plain, Setup { database, ..Setup::default() }).await;
    let owner = browser(&front.gate, "lin", Role::Owner).await;
    (front, owner)
}

/// The revision that a page shows to its forms.
fn revision(page: &Page) -> String {
    let after = page.body.split("name=\"revision\" value=\"").nth(1).unwrap();
    after.split('"').next().unwrap().to_owned()
}

/// What the form of a page has between the tags of a field.
fn holds(page: &Page, field: &str, text: &str) -> bool {
    let after = page.body.split(&format!("name=\"{field}\"")).nth(1).unwrap();
    after.split("</label>").next().unwrap().contains(text)
}

on_each_database! {
    async fn a_rule_of_the_console_is_obeyed_by_the_next_check(kind) {
        let (front, mut owner) = front(kind).await;
        let gate = &front.gate;
        let cookies = front.cookies_of("zhou").await;
        let status = async |path: &str| front.fetch(&cookies, &format!("{}{path}", front.wiki), &[]).await.status.as_u16();
        assert_eq!(status("/a").await, 200);
        let zhou = gate.feishu.open_id("zhou");
        let form = [("effect", "deny"), ("accounts", zhou.as_str()), ("paths", "/a\r\n=/b"), ("before", "")];
        let answer = send(gate, &mut owner, &format!("{WIKI}/new-rule"), &form).await;
        let page = noticed(&mut owner, &answer, "规则已添加").await;
        assert_eq!((status("/a/x").await, status("/b").await, status("/c").await), (403, 403, 200));
        let said = format!("拒绝账号 {zhou} 访问 /a 及其下的一切、/b 本身。");
        assert!(page.body.contains(&said), "{said}: {}", page.body);

        let rule = format!("{WIKI}/rules/1");
        let shown = seen(gate, &mut owner, &rule).await;
        assert!(holds(&shown, "paths", "/a\n=/b") && holds(&shown, "accounts", &zhou), "{}", shown.body);
        let form = [("effect", "deny"), ("accounts", zhou.as_str()), ("paths", "/c"), ("revision", &revision(&shown))];
        let answer = send(gate, &mut owner, &rule, &form).await;
        noticed(&mut owner, &answer, "规则已修改").await;
        assert_eq!((status("/a").await, status("/c").await), (200, 403));

        send(gate, &mut owner, &format!("{WIKI}/new-rule"), &[("effect", "allow"), ("before", "1")]).await;
        assert_eq!(status("/c").await, 200);
        let answer = send(gate, &mut owner, &format!("{WIKI}/rules/1/move"), &[("to", "2")]).await;
        noticed(&mut owner, &answer, "规则已移动").await;
        assert_eq!(status("/c").await, 403);
        let asked = seen(gate, &mut owner, &format!("{WIKI}/rules/1/remove")).await;
        assert!(asked.body.contains("访问 /c 及其下的一切"), "{}", asked.body);
        let answer = take_away(gate, &mut owner, &format!("{WIKI}/rules/1/remove?revision=4")).await;
        noticed(&mut owner, &answer, "规则已删除").await;
        assert_eq!(status("/c").await, 200);
        let lines = gate.audit().await;
        let lines: Vec<_> = lines.iter().filter(|row| row.kind == "application.rules_changed").collect();
        assert_eq!((lines.len(), lines[0].reason.as_deref()), (5, Some(WHY)));
        assert!(lines.iter().all(|row| row.actor.as_deref().is_some_and(|actor| actor.starts_with("acc_"))));
    }

    async fn what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(kind) {
        let (front, mut owner) = front(kind).await;
        let gate = &front.gate;
        let path = format!("{WIKI}/new-rule");
        let wrong = [("effect", "public"), ("paths", "admin\n<b>x"), ("methods", "get"), ("services", "ci"), ("before", "9")];
        let page = send(gate, &mut owner, &path, &wrong).await;
        assert_eq!(page.status, 400);
        let page = send(gate, &mut owner, &path, &wrong[..4]).await;
        assert_eq!(page.status, 400);
        for text in ["“admin”不是路径", "“&#60;b&#62;x”不是路径", "“get”不是请求方法", "公开规则不需要登录", "id=\"wrong-paths\""] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        assert!(holds(&page, "paths", "admin\n&#60;b&#62;x") && holds(&page, "services", "ci"), "{}", page.body);

        let good = [("effect", "deny"), ("networks", "10.0.0.0/8"), ("step", "preview")];
        let page = send(gate, &mut owner, &path, &good).await;
        assert_eq!(page.status, 200);
        for text in ["还没有保存", "拒绝任何人和服务访问整个应用（只限来自 10.0.0.0/8）。", "这一条"] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        assert!(holds(&page, "networks", "10.0.0.0/8"));
        let seen_before = revision(&page);
        assert!(!seen(gate, &mut owner, WIKI).await.body.contains("10.0.0.0/8"), "a preview saves nothing");

        send(gate, &mut owner, &path, &[("effect", "allow")]).await;
        let late = [("effect", "deny"), ("networks", "192.0.2.1"), ("revision", seen_before.as_str())];
        let page = send(gate, &mut owner, &path, &late).await;
        assert_eq!(page.status, 409);
        assert!(page.body.contains("已被修改") && holds(&page, "networks", "192.0.2.1"), "{}", page.body);
        let again = [("effect", "deny"), ("networks", "192.0.2.1"), ("revision", &revision(&page))];
        let answer = send(gate, &mut owner, &path, &again).await;
        noticed(&mut owner, &answer, "规则已添加").await;
    }

    async fn an_application_of_the_console_comes_and_goes(kind) {
        let (front, mut owner) = front(kind).await;
        let gate = &front.gate;
        let late = "/admin/proxy-access/late";
        let odd = "</title><script>alert(1)</script>\u{202e}迟到";
        let add = async |owner: &mut Browser, hosts: &str| {
            let form = [("id", "late"), ("name", odd), ("hosts", hosts), ("contact", "文档组"), ("headers", "remote"),
                        ("source", "configuration"), ("rules", "effect = \"public\""), ("own_cookie", "yes")];
            send(gate, owner, "/admin/new-proxy-access", &form).await
        };
        let wiki = front.wiki.trim_start_matches("http://");
        let page = add(&mut owner, &format!("https://x\n{wiki}")).await;
        assert_eq!(page.status, 400);
        assert!(page.body.contains("“https://x”不是主机名") && page.body.contains("id=\"wrong-hosts\""), "{}", page.body);
        assert!(holds(&page, "hosts", wiki) && holds(&page, "contact", "文档组"));
        let answer = add(&mut owner, "late.example.com").await;
        let page = noticed(&mut owner, &answer, "应用已添加").await;
        assert!(!page.body.contains("<script>alert") && page.body.contains("remote-user"), "{}", page.body);
        let ask = async |token: &str| {
            let asking = Asking::proxy(gate, "http://late.example.com/");
            asking.and("authorization", &format!("Bearer {token}")).ask().await.status
        };
        assert_eq!(ask("lgs_x").await, 401, "closed, and nothing that the form did not ask for opened it");
        assert_eq!(add(&mut owner, "late.example.com").await.status, 409);

        let made = send(gate, &mut owner, &format!("{late}/tokens"), &[("name", "ci"), ("expires", "90d")]).await;
        let token = made.body.split("<code class=\"id\">lgs_").nth(1).unwrap().split('<').next().unwrap();
        let token = format!("lgs_{token}");
        assert!(made.body.contains("还没有规则写明这个服务"), "{}", made.body);
        let rule = seen(gate, &mut owner, &format!("{late}/new-rule?effect=allow&services=ci")).await;
        assert!(holds(&rule, "services", "ci"));
        send(gate, &mut owner, &format!("{late}/new-rule"), &[("effect", "allow"), ("services", "ci")]).await;
        assert_eq!(ask(&token).await, 200);
        let page = seen(gate, &mut owner, late).await;
        assert!(!page.body.contains(&token) && page.body.contains("有效"), "{}", page.body);
        let revoke = page.body.split(&format!("{late}/tokens/")).nth(1).unwrap().split('"').next().unwrap();
        let revoke = format!("{late}/tokens/{revoke}");
        seen(gate, &mut owner, &revoke).await;
        let answer = take_away(gate, &mut owner, &revoke).await;
        noticed(&mut owner, &answer, "令牌已作废").await;
        assert_eq!(ask(&token).await, 401);

        let settings = [("name", "Late"), ("hosts", "two.example.com"), ("contact", ""), ("headers", "")];
        let answer = send(gate, &mut owner, &format!("{late}/settings"), &settings).await;
        let page = noticed(&mut owner, &answer, "设置已保存").await;
        assert!(page.body.contains("two.example.com") && !page.body.contains("文档组") && page.body.contains("x-larkgate-user"), "{}", page.body);
        let asked = seen(gate, &mut owner, &format!("{late}/remove")).await;
        assert!(asked.body.contains("1 条规则"), "{}", asked.body);
        assert_eq!(send(gate, &mut owner, &format!("{late}/remove"), &[]).await.status, 400, "without a reason");
        let answer = send(gate, &mut owner, &format!("{late}/remove"), &[("reason", "旧系统下线")]).await;
        noticed(&mut owner, &answer, "应用已移除").await;
        assert_eq!(owner.get(&url(gate, late)).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_file_has_is_read_only_and_a_proxys_file_is_there_to_copy() {
    let (front, mut owner) = front(Kind::Sqlite).await;
    let gate = &front.gate;
    let page = seen(gate, &mut owner, WIKI).await;
    assert!(page.body.contains("只能在那里修改") && page.body.contains("允许所有已登录的人访问整个应用。"));
    for way in ["settings", "remove"] {
        assert!(!page.body.contains(&format!("{WIKI}/{way}")), "{way}");
        let answer =
            send(gate, &mut owner, &format!("{WIKI}/{way}"), &[("name", "x"), ("reason", "x")]).await;
        assert_eq!(answer.status, 409, "{way}");
        assert_eq!(owner.get(&url(gate, &format!("{WIKI}/{way}"))).await.status, 409, "{way}");
    }
    let larkgate = gate.url.trim_start_matches("http://");
    let path = format!("{WIKI}?kind=nginx&backend=10.0.0.9:3000&larkgate={larkgate}");
    let page = seen(gate, &mut owner, &path).await;
    assert!(
        page.body.contains("auth_request")
            && page.body.contains("10.0.0.9:3000")
            && page.body.contains(larkgate)
    );
    let page = seen(gate, &mut owner, &format!("{WIKI}?kind=nginx&backend=%3Cb%3E%3B")).await;
    assert!(
        page.body.contains("“&#60;b&#62;;”不是地址") && !page.body.contains("auth_request"),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_application_says_why_and_is_mended() {
    let (front, mut owner) = front(Kind::Sqlite).await;
    let gate = &front.gate;
    let mut tx = gate.server.app().store.write().await.unwrap();
    tx.hold_applications().await.unwrap();
    let rules = ["effect = \"deny\"\nmoon = [\"<i>full\"]".to_owned(), "effect = \"allow\"".to_owned()];
    tx.replace_rules("wiki", &rules).await.unwrap();
    tx.commit().await.unwrap();
    let list = seen(gate, &mut owner, "/admin/proxy-access").await;
    assert!(list.body.contains("已关闭") && list.body.contains("第 1 条规则"), "{}", list.body);
    let page = seen(gate, &mut owner, WIKI).await;
    assert!(page.body.contains("谁都不能访问") && page.body.contains("&#60;i&#62;full"), "{}", page.body);
    let answer = take_away(gate, &mut owner, &format!("{WIKI}/rules/1/remove")).await;
    let page = noticed(&mut owner, &answer, "规则已删除").await;
    assert!(page.body.contains("生效中"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_and_its_answer_are_in_the_address() {
    let (front, _owner) = front(Kind::Sqlite).await;
    let gate = &front.gate;
    let mut auditor = browser(gate, "chen", Role::Auditor).await;
    let sub = gate.feishu.open_id("lin");
    let wiki = &front.wiki;
    let mut explain =
        async |query: &str| seen(gate, &mut auditor, &format!("/admin/explain?{query}")).await.body;
    for (query, texts) in [
        (format!("url={wiki}/"), vec![&*format!("value=\"{wiki}/\"")]),
        (
            format!("who=nobody&url={wiki}/closed/x"),
            vec!["拒绝", "配置文件的第 2 条规则拒绝。", "跳过：路径不符", "相符，以此为准", "未检查"],
        ),
        (format!("who=nobody&url={wiki}/a"), vec!["先登录"]),
        (
            format!("who=account&account={sub}&url={wiki}/a&method=post"),
            vec!["可以通过", "配置文件的第 7 条规则允许。", "林小雨", "value=\"POST\""],
        ),
        (format!("who=account&account=林小雨&url={wiki}/a"), vec!["可以通过"]),
        (format!("who=account&account=nobody&url={wiki}/a"), vec!["没有找到这个账号", "value=\"nobody\""]),
        (
            format!("who=service&service=ci&url={wiki}/a"),
            vec!["没有相符的规则写明这个服务", "跳过：没有写明服务"],
        ),
        ("who=nobody&url=http://elsewhere.example.com/".to_owned(), vec!["没有受保护的应用"]),
        (format!("who=nobody&url={wiki}/a/../b&address=x"), vec!["id=\"wrong-url\"", "路径含有 . 或 .. 段"]),
        (format!("who=nobody&url={wiki}/near&address=198.51.100.7"), vec!["可以通过", "对所有人公开"]),
        (format!("who=nobody&url={wiki}/near&address=198.51.100"), vec!["“198.51.100”不是 IP 地址"]),
    ] {
        let body = explain(&query).await;
        for text in texts {
            assert!(body.contains(text), "{query}: {text}: {body}");
        }
    }
    grant(gate, "chen", Role::Helpdesk).await;
    assert_eq!(auditor.get(&url(gate, "/admin/explain")).await.status, 403);
}
