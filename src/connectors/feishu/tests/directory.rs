//! Where people stand in the directory: what is asked, what is understood, and what is never taken for "gone".

use serde_json::{Value, json};

use super::*;
use crate::connectors::{Directory, Gone, Standing};
use crate::domain::account::Memberships;

const USER: &str = "GET /open-apis/contact/v3/users/";
const DEPARTMENTS: &str = "GET /open-apis/contact/v3/departments/batch";
const GROUPS: &str = "GET /open-apis/contact/v3/group/member_belong";

/// 获取单个用户信息 of somebody active in these departments.
fn user(departments: &Value) -> Value {
    let status = json!({
        "is_frozen": false, "is_resigned": false, "is_activated": true, "is_exited": false, "is_unjoin": false,
    });
    json!({ "open_id": "ou_1", "name": "周明", "status": status, "department_ids": departments })
}

fn ok(data: &Value) -> (u16, String) {
    (200, json!({ "code": 0, "msg": "success", "data": data }).to_string())
}

/// The id and parent of each department that is asked about; `od-hidden` is outside the contact range.
fn departments(line: &str) -> (u16, String) {
    let query = line.split_once('?').unwrap().1;
    let asked = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "department_ids");
    let parent = |id: &str| match id {
        "od-hidden" => None,
        "od-platform" => Some("od-engineering"),
        "od-guest" => Some("od-hidden"),
        "od-a" => Some("od-b"),
        "od-b" => Some("od-a"),
        _ => Some("0"),
    };
    let items: Vec<_> = asked
        .filter_map(|(_, id)| Some(json!({ "parent_department_id": parent(&id)?, "open_department_id": id })))
        .collect();
    ok(&json!({ "items": items }))
}

fn groups(line: &str) -> (u16, String) {
    let list = if line.contains("group_type=2") { json!(["g9"]) } else { json!(["g2", "g1"]) };
    ok(&json!({ "has_more": false, "group_list": list }))
}

/// All is well for a person of these departments, but for what `other` answers.
async fn tenant(
    departments_of_user: Value,
    other: impl Fn(&str) -> Option<(u16, String)> + Send + Sync + 'static,
) -> FakeUpstream {
    FakeUpstream::start(move |seen| {
        let line = seen.line.as_str();
        let (status, body) = other(line).unwrap_or_else(|| match line {
            TENANT_TOKEN => (200, include_str!("../../fixtures/tenant_access_token.json").to_owned()),
            _ if line.starts_with(USER) => ok(&json!({ "user": user(&departments_of_user) })),
            _ if line.starts_with(DEPARTMENTS) => departments(line),
            _ if line.starts_with(GROUPS) => groups(line),
            _ => panic!("nobody asks for {line}"),
        });
        http_reply(status, &body)
    })
    .await
}

async fn standing(upstream: &FakeUpstream) -> Result<Standing, UpstreamError> {
    connector(upstream, FeishuApi::V3, &[TENANT]).standing("ou_1").await
}

async fn memberships(upstream: &FakeUpstream) -> Memberships {
    match standing(upstream).await.unwrap() {
        Standing::Here(memberships) => memberships,
        Standing::Gone(gone) => panic!("{gone:?}"),
    }
}

#[tokio::test]
async fn departments_come_with_all_that_they_are_part_of_and_groups_of_either_kind() {
    let upstream = tenant(json!(["od-platform", "od-finance", "0"]), |_| None).await;
    let read = memberships(&upstream).await;
    assert_eq!(read.departments, ["od-engineering", "od-finance", "od-platform"]);
    assert_eq!(read.groups, ["g1", "g2", "g9"]);
    assert!(read.all_departments && read.all_groups);
    assert_eq!((upstream.count(TENANT_TOKEN), upstream.count(USER), upstream.count(DEPARTMENTS)), (1, 1, 2));
    let asked = upstream.seen().into_iter().find(|seen| seen.line.starts_with(USER)).unwrap();
    assert_eq!(asked.line, format!("{USER}ou_1?user_id_type=open_id&department_id_type=open_department_id"));
    assert!(asked.has_header("authorization: Bearer t-00aa11bb22cc33dd44ee55ff66aa77bb88cc99dd"));
    for kind in ["1", "2"] {
        let line = format!("{GROUPS}?member_id=ou_1&member_id_type=open_id&group_type={kind}&page_size=1000");
        assert_eq!(upstream.count(&line), 1, "{line}");
    }
}

#[tokio::test]
async fn whoever_is_in_nothing_is_known_to_be() {
    let empty = |line: &str| line.starts_with(GROUPS).then(|| ok(&json!({ "has_more": false })));
    let read = memberships(&tenant(json!(["0"]), empty).await).await;
    assert_eq!(read, Memberships { all_departments: true, all_groups: true, ..Memberships::default() });
}

#[tokio::test]
async fn where_the_contact_range_ends_so_does_what_is_known() {
    for refusal in [None, Some((403, json!({ "code": 40004 }).to_string()))] {
        let answer = move |line: &str| {
            refusal.clone().filter(|_| line.starts_with(DEPARTMENTS) && line.contains("od-hidden"))
        };
        let read = memberships(&tenant(json!(["od-guest"]), answer).await).await;
        assert_eq!(read.departments, ["od-guest", "od-hidden"]);
        assert!(!read.all_departments && read.all_groups);
    }
    let round = memberships(&tenant(json!(["od-a"]), |_| None).await).await;
    assert_eq!((round.departments, round.all_departments), (vec!["od-a".into(), "od-b".into()], true));
}

#[tokio::test]
async fn fifty_departments_are_asked_about_at_a_time() {
    let many: Vec<_> = (0..120).map(|n| format!("od-{n}")).collect();
    let upstream = tenant(json!(many), |_| None).await;
    let read = memberships(&upstream).await;
    assert_eq!((read.departments.len(), read.all_departments), (120, true));
    assert_eq!(upstream.count(DEPARTMENTS), 3);
}

#[tokio::test]
async fn groups_are_read_page_by_page() {
    let paged = |line: &str| {
        let data = match line.split_once("page_token=") {
            None => json!({ "has_more": true, "page_token": "a/b+c=", "group_list": ["g1"] }),
            Some((_, "a%2Fb%2Bc%3D")) => json!({ "has_more": false, "group_list": ["g2"] }),
            Some((_, token)) => panic!("{token}"),
        };
        line.starts_with(GROUPS).then(|| ok(&data))
    };
    assert_eq!(memberships(&tenant(json!([]), paged).await).await.groups, ["g1", "g2"]);
    // Pages without an end, and one that does not say how to go on.
    for data in [json!({ "has_more": true, "page_token": "x" }), json!({ "has_more": true })] {
        let endless = move |line: &str| line.starts_with(GROUPS).then(|| ok(&data));
        let error = standing(&tenant(json!([]), endless).await).await.unwrap_err();
        assert_eq!(error.kind, Kind::Malformed);
    }
    let too_many: Vec<_> = (0..=Memberships::MOST).map(|n| format!("g{n}")).collect();
    let data = json!({ "has_more": true, "page_token": "x", "group_list": too_many });
    let upstream = tenant(json!([]), move |line| line.starts_with(GROUPS).then(|| ok(&data))).await;
    let read = memberships(&upstream).await;
    assert_eq!((read.groups.len(), read.all_groups, read.all_departments), (0, false, true));
    assert_eq!(upstream.count(GROUPS), 2, "nobody asks on");
}

#[tokio::test]
async fn only_the_status_says_that_somebody_is_gone() {
    for (change, gone) in [
        (json!({ "is_resigned": true, "is_activated": false }), Gone::Resigned),
        (json!({ "is_exited": true, "is_activated": false }), Gone::Exited),
        (json!({ "is_frozen": true }), Gone::Frozen),
        (json!({ "is_unjoin": true }), Gone::NotActive),
        (json!({ "is_activated": false }), Gone::NotActive),
    ] {
        let mut person = user(&json!(["od-finance"]));
        person["status"].as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = ok(&json!({ "user": person }));
        let upstream = tenant(json!([]), move |line| line.starts_with(USER).then(|| answer.clone())).await;
        assert_eq!(standing(&upstream).await, Ok(Standing::Gone(gone)), "{change}");
        assert_eq!((upstream.count(DEPARTMENTS), upstream.count(GROUPS)), (0, 0));
    }
}

#[tokio::test]
async fn each_request_may_fail_and_then_nothing_is_known() {
    let http = HttpClient::new().unwrap();
    for line in [USER, DEPARTMENTS, GROUPS, TENANT_TOKEN] {
        for (status, body, kind) in [
            (500, r#"{"code":40003}"#, Kind::Unavailable),
            (502, "<html>", Kind::Unavailable),
            (429, r#"{"code":99991400}"#, Kind::RateLimited { retry_after: None }),
            (400, r#"{"code":99991672,"msg":"Access denied"}"#, Kind::Misconfigured),
            (400, r#"{"code":99991663}"#, Kind::Unavailable),
            (200, r#"{"code":0,"data":[]}"#, Kind::Malformed),
            (200, r#"{"code":0,"data":{"user":1,"items":1,"group_list":1}}"#, Kind::Malformed),
            (
                200,
                r#"{"code":0,"data":{"user":{"status":{"is_frozen":0}},"items":[1],"group_list":["a,b"]}}"#,
                Kind::Malformed,
            ),
            (200, "{", Kind::Malformed),
        ] {
            let upstream = tenant(json!(["od-finance"]), move |seen| {
                seen.starts_with(line).then(|| (status, body.to_owned()))
            })
            .await;
            let settings = upstream.settings(FeishuApi::V3, &[TENANT]);
            let connector = FeishuConnector::new(settings, http.clone(), HandClock::new());
            assert_eq!(connector.standing("ou_1").await.unwrap_err().kind, kind, "{line} {body}");
        }
    }
    for line in [USER, GROUPS] {
        let outside = move |seen: &str| seen.starts_with(line).then(|| (400, r#"{"code":41050}"#.to_owned()));
        let error = standing(&tenant(json!([]), outside).await).await.unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::OutsideContactRange, Some(41050)));
    }
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let without = |field: &str| {
        let mut person = user(&json!([]));
        person.as_object_mut().unwrap().remove(field);
        ok(&json!({ "user": person }))
    };
    let denied = (400, r#"{"code":99991672}"#.to_owned());
    let orphan = ok(&json!({ "items": [{ "open_department_id": "od-finance" }] }));
    for (line, answer, permission) in [
        (USER, denied.clone(), "contact:contact.base:readonly"),
        (USER, without("status"), "contact:user.employee:readonly"),
        (USER, without("department_ids"), "contact:user.department:readonly"),
        (DEPARTMENTS, orphan, "contact:department.organize:readonly"),
        (GROUPS, denied, "contact:group:readonly"),
    ] {
        let upstream =
            tenant(json!(["od-finance"]), move |seen| seen.starts_with(line).then(|| answer.clone())).await;
        let error = standing(&upstream).await.unwrap_err();
        assert_eq!(error.kind, Kind::Misconfigured, "{permission}");
        assert_eq!(error.cause, Some(format!("the app needs {permission}")));
    }
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_and_an_id_stays_one_part_of_the_path() {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let upstream = tenant(json!([]), move |line| {
        let first = line.starts_with(USER) && asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        first.then(|| (400, r#"{"code":99991663}"#.to_owned()))
    })
    .await;
    let connector = connector(&upstream, FeishuApi::V3, &[TENANT]);
    assert!(connector.standing("../ou?1").await.is_ok());
    assert_eq!(upstream.count(TENANT_TOKEN), 2);
    assert_eq!(upstream.count(&format!("{USER}..%2Fou%3F1?")), 2);
}

#[tokio::test]
async fn it_takes_no_longer_altogether_than_one_request_may() {
    // Each department is part of another one, and each answer takes its time.
    let upward = |line: &str| {
        let (_, id) = line.split_once("department_ids=od-")?;
        std::thread::sleep(std::time::Duration::from_millis(5));
        let parent = format!("od-{}", id.parse::<u32>().unwrap() + 1);
        let item = json!({ "open_department_id": format!("od-{id}"), "parent_department_id": parent });
        Some(ok(&json!({ "items": [item] })))
    };
    let upstream = tenant(json!(["od-1"]), upward).await;
    let mut settings = upstream.settings(FeishuApi::V3, &[TENANT]);
    settings.timeout = std::time::Duration::from_millis(200);
    let connector = FeishuConnector::new(settings, HttpClient::new().unwrap(), HandClock::new());
    assert_eq!(connector.standing("ou_1").await.unwrap_err().kind, Kind::Unavailable);
}

#[test]
fn it_is_read_where_the_configuration_says_so() {
    for directory in [true, false] {
        let mut settings = crate::connectors::testing::settings(Brand::Lark, FeishuApi::V2);
        settings.directory = directory;
        let connector = FeishuConnector::new(settings, HttpClient::new().unwrap(), HandClock::new());
        assert_eq!(connector.directory().is_some(), directory);
    }
}
