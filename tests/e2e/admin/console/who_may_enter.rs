//! Who may enter an application, said in the console.

use larkgate::domain::admin::Role;

use super::clients::{filled, revision};
use super::{WHY, browser, gate, noticed, seen, send};
use crate::harness::Kind;
use crate::harness::gate::REDIRECT_URI;

#[tokio::test(flavor = "multi_thread")]
async fn who_may_enter_is_said_in_the_console() {
    let gate = gate(Kind::Sqlite).await;
    let mut admin = browser(&gate, "lin", Role::Admin).await;
    send(&gate, &mut admin, "/admin/new-client", &filled("wiki", "Wiki", REDIRECT_URI)).await;
    let zhou = gate.feishu.open_id("zhou");
    drop(gate.code("wiki", "zhou").await);
    let form = [
        ("effect-1", "allow"),
        ("position-1", "2"),
        ("effect-2", "deny"),
        ("position-2", "1"),
        ("accounts-2", zhou.as_str()),
        ("effect-3", ""),
        ("accounts-3", "ou_other"),
        ("paths-1", "/"),
    ];
    let done = send(&gate, &mut admin, "/admin/clients/wiki/rules", &form).await;
    let page = noticed(&mut admin, &done, "准入规则已保存").await;
    assert!(
        page.body.contains(&format!(
            "<li><bdi>拒绝账号 {zhou} 进入。</bdi></li><li><bdi>允许所有人进入。</bdi></li>"
        )),
        "{}",
        page.body
    );
    let test = seen(&gate, &mut admin, &format!("/admin/clients/wiki/test?account={zhou}")).await;
    assert!(test.body.contains("第 1 条规则拒绝"), "{}", test.body);
    let bad = [("effect-1", "allow"), ("departments-1", "<b>0")];
    let page = send(&gate, &mut admin, "/admin/clients/wiki/rules", &bad).await;
    assert!(
        page.status == 400 && page.body.contains("没有开启通讯录读取") && !page.body.contains("<b>0"),
        "{}",
        page.body
    );
    let form = seen(&gate, &mut admin, "/admin/clients/wiki/rules").await;
    assert!(form.body.contains(&zhou) && form.body.contains("新规则"), "what is there is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_say_who_may_enter_undo_nothing_of_each_other() {
    let gate = gate(Kind::Sqlite).await;
    let mut admin = browser(&gate, "lin", Role::Admin).await;
    send(&gate, &mut admin, "/admin/new-client", &filled("wiki", "Wiki", REDIRECT_URI)).await;
    let path = "/admin/clients/wiki/rules";
    let seen_by_both = revision(&gate, &mut admin, path).await;
    let with =
        |effect, whom| [("effect-1", effect), ("accounts-1", whom), ("revision", seen_by_both.as_str())];
    assert_eq!(send(&gate, &mut admin, path, &with("deny", "ou_leaver")).await.status, 303);
    let late = send(&gate, &mut admin, path, &with("allow", "ou_newcomer")).await;
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.body.contains("value=\"ou_newcomer\""), "what was typed is kept: {}", late.body);
    assert!(late.body.contains("拒绝账号 ou_leaver 进入。"), "what there is stands beside: {}", late.body);
    assert!(!late.body.contains(&seen_by_both), "it can be sent again");

    // Without any rule everybody gets in: that is asked first, with a reason, and of those rules that were seen.
    let seen_now = revision(&gate, &mut admin, path).await;
    let asked = send(&gate, &mut admin, path, &[("effect-1", ""), ("revision", &seen_now)]).await;
    let question = admin.get(&asked.location().unwrap()).await;
    assert!(question.body.contains("让所有人都能进入 Wiki"), "{}", question.body);
    let open = format!("/admin/clients/wiki/open?revision={seen_now}");
    assert!(question.body.contains(&open), "{}", question.body);
    assert_eq!(send(&gate, &mut admin, &open, &[]).await.status, 400, "without a reason");
    let late = format!("/admin/clients/wiki/open?revision={seen_by_both}");
    assert_eq!(send(&gate, &mut admin, &late, &[("reason", WHY)]).await.status, 409);
    let done = send(&gate, &mut admin, &open, &[("reason", WHY)]).await;
    noticed(&mut admin, &done, "没有规则").await;
    let line = gate.audit().await.into_iter().rfind(|line| line.kind == "client.rules_changed").unwrap();
    assert_eq!(gate.audit().await.iter().filter(|line| line.kind == "client.rules_changed").count(), 2);
    assert!(line.change.unwrap().contains("ou_leaver"));
    // Where there is no rule, none is asked about.
    let done = send(&gate, &mut admin, path, &[("effect-1", "")]).await;
    noticed(&mut admin, &done, "准入规则已保存").await;
}
