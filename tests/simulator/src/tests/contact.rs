//! The directory: range, permissions, pages.

use serde_json::{Value, json};

use super::{Feishu, Reply};
use crate::ids::{open_department_id, union_id, user_id};

async fn read(feishu: &Feishu, path: &str) -> Reply {
    feishu.get_as(&feishu.tenant_token().await, &format!("/open-apis/contact/v3/{path}")).await
}

async fn code(feishu: &Feishu, path: &str) -> (u16, Value) {
    let (status, body) = read(feishu, path).await;
    (status, body["code"].clone())
}

#[tokio::test]
async fn a_person_is_read_by_each_id_with_status_and_departments() {
    let feishu = Feishu::start().await;
    for (id_type, id) in [
        ("open_id", feishu.sim.open_id("chen")),
        ("union_id", union_id("chen")),
        ("user_id", user_id("chen")),
    ] {
        let (_, body) = read(&feishu, &format!("users/{id}?user_id_type={id_type}")).await;
        let user = &body["data"]["user"];
        assert_eq!((&user["name"], &user["status"]["is_activated"]), (&json!("陈伟"), &json!(true)));
        assert_eq!(
            user["department_ids"],
            json!([open_department_id("engineering"), open_department_id("platform")])
        );
    }
    let (_, body) = read(&feishu, &format!("users/{}", feishu.sim.open_id("resigned"))).await;
    assert_eq!(body["data"]["user"]["status"]["is_resigned"], true);
}

#[tokio::test]
async fn range_and_foreign_ids_are_refused() {
    let feishu = Feishu::start().await;
    let other_app = crate::ids::open_id(&feishu.sim.other_app_id, "lin");
    for (path, wanted) in [
        (format!("users/{}", feishu.sim.open_id("outside")), (400, 41_050)),
        (format!("users/{other_app}"), (400, 99_992_361)),
        ("users/ou_no".into(), (400, 99_992_351)),
        (format!("users/{}?user_id_type=user_id", user_id("other-tenant")), (400, 99_992_364)),
        (format!("users/{}?user_id_type=union_id", union_id("other-tenant")), (400, 99_992_381)),
        (format!("departments/{}", open_department_id("legal")), (403, 40_004)),
        ("departments/od-no".into(), (400, 40_015)),
        (format!("group/member_belong?member_id={}", feishu.sim.open_id("outside")), (403, 41_050)),
    ] {
        assert_eq!(code(&feishu, &path).await, (wanted.0, json!(wanted.1)), "{path}");
    }
    assert_eq!(code(&feishu, "departments/0/children").await.0, 200);
    feishu.post("/_sim/range", json!({ "all_members": false, "departments": { "legal": true } })).await;
    assert_eq!(code(&feishu, "departments/0/children").await, (403, json!(40_004)));
    assert_eq!(code(&feishu, &format!("departments/{}", open_department_id("legal"))).await.0, 200);
}

#[tokio::test]
async fn permissions_gate_calls_and_fields() {
    let feishu = Feishu::start().await;
    let path = format!("users/{}", feishu.sim.open_id("lin"));
    feishu.drop_permission("contact:user.employee:readonly").await;
    let (_, body) = read(&feishu, &path).await;
    assert!(body["data"]["user"].get("status").is_none() && body["data"]["user"]["name"].is_string());
    feishu.drop_permission("contact:department.organize:readonly").await;
    let platform = open_department_id("platform");
    let (_, batch) = read(&feishu, &format!("departments/batch?department_ids={platform}")).await;
    let item = &batch["data"]["items"][0];
    assert!(item.get("parent_department_id").is_none() && item["name"].is_string());
    feishu.drop_permission("contact:contact.base:readonly").await;
    let (status, body) = read(&feishu, &path).await;
    assert_eq!((status, &body["code"]), (400, &json!(99_991_672)));
    assert_eq!(body["error"]["permission_violations"][0]["type"], "action_scope_required");
    let user = feishu.user_token("lin").await;
    let (_, body) = feishu.get_as(&user, &format!("/open-apis/contact/v3/{path}")).await;
    assert_eq!(body["code"], 99_991_668);
}

#[tokio::test]
async fn pages_carry_a_token_only_while_there_is_more() {
    let feishu = Feishu::start().await;
    let engineering = open_department_id("engineering");
    let path = format!("users/find_by_department?department_id={engineering}&page_size=2");
    let (_, first) = read(&feishu, &path).await;
    assert_eq!(
        (&first["data"]["has_more"], first["data"]["items"].as_array().unwrap().len()),
        (&json!(true), 2)
    );
    let token = first["data"]["page_token"].as_str().unwrap();
    let (_, last) = read(&feishu, &format!("{path}&page_token={token}")).await;
    assert_eq!(
        (&last["data"]["has_more"], last["data"]["items"].as_array().unwrap().len()),
        (&json!(false), 1)
    );
    assert!(last["data"].get("page_token").is_none());
    assert_eq!(code(&feishu, &format!("{path}&page_token=no")).await.1, 40_012);
    assert_eq!(code(&feishu, "departments/0/children?page_size=51").await.1, 40_011);
}

#[tokio::test]
async fn departments_up_and_down_and_in_a_batch() {
    let feishu = Feishu::start().await;
    let (engineering, platform) = (open_department_id("engineering"), open_department_id("platform"));
    let (_, up) = read(&feishu, &format!("departments/parent?department_id={platform}")).await;
    assert_eq!(up["data"]["items"][0]["open_department_id"], engineering);
    let (_, down) = read(&feishu, "departments/0/children?fetch_child=true").await;
    assert_eq!(down["data"]["items"].as_array().unwrap().len(), 4);
    let (_, batch) =
        read(&feishu, &format!("departments/batch?department_ids={platform}&department_ids=od-no")).await;
    assert_eq!(batch["data"]["items"].as_array().unwrap().len(), 1);
    assert_eq!(batch["data"]["items"][0]["parent_department_id"], engineering);
}

#[tokio::test]
async fn groups_and_range_are_listed() {
    let feishu = Feishu::start().await;
    let chen = feishu.sim.open_id("chen");
    let (_, normal) = read(&feishu, &format!("group/member_belong?member_id={chen}")).await;
    assert_eq!(normal["data"]["group_list"], json!(["g2b3c4d5"]));
    let (_, dynamic) = read(&feishu, &format!("group/member_belong?member_id={chen}&group_type=2")).await;
    assert_eq!(dynamic["data"]["group_list"], json!(["g3c4d5e6"]));
    assert_eq!(read(&feishu, "group/g2b3c4d5").await.1["data"]["group"]["name"], "值班 On call");
    let (_, scopes) = read(&feishu, "scopes").await;
    assert_eq!(scopes["data"]["department_ids"].as_array().unwrap().len(), 3);
    let ids = format!("users/batch?user_ids={chen}&user_ids={}", feishu.sim.open_id("outside"));
    assert_eq!(read(&feishu, &ids).await.1["data"]["items"].as_array().unwrap().len(), 1);
}
