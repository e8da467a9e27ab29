//! Whose people may enter.

use super::*;

#[tokio::test]
async fn other_tenants_stay_outside() {
    for tenants in [&["other"][..], &["736588c92lxf175", "736588C92LXF175D", ""]] {
        let upstream = upstream().await;
        let error = sign_in(&connector(&upstream, FeishuApi::V3, tenants), Via::Link).await.unwrap_err();
        let (tenant_key, open_id) = (TENANT.to_owned(), "ou_xxx".to_owned());
        assert_eq!(error.kind, Kind::TenantNotAllowed { tenant_key, open_id });
        assert_eq!(upstream.count(TENANT_QUERY), 0);
    }
}

#[tokio::test]
async fn no_list_means_the_own_tenant_asked_once() {
    let upstream = upstream().await;
    let connector = connector(&upstream, FeishuApi::V3, &[]);
    sign_in(&connector, Via::Link).await.unwrap();
    sign_in(&connector, Via::Link).await.unwrap();
    assert_eq!(lines(&upstream), [TENANT_TOKEN, TENANT_QUERY, V3, WHO, V3, WHO]);
    let bearer = "authorization: Bearer t-00aa11bb22cc33dd44ee55ff66aa77bb88cc99dd";
    assert!(upstream.seen()[1].has_header(bearer));
}

#[tokio::test]
async fn no_list_does_not_mean_any() {
    let upstream =
        upstream_but(TENANT_QUERY, (200, r#"{"code":0,"data":{"tenant":{"tenant_key":"ours"}}}"#)).await;
    let error = sign_in(&connector(&upstream, FeishuApi::V3, &[]), Via::Link).await.unwrap_err();
    assert!(matches!(error.kind, Kind::TenantNotAllowed { .. }), "{error}");
}

#[tokio::test]
async fn without_the_own_tenant_nobody_enters_and_no_code_is_spent() {
    for (answer, kind) in [
        ((400, r#"{"code":99991672}"#), Kind::Misconfigured),
        ((200, r#"{"code":0,"data":{"tenant":{"tenant_key":""}}}"#), Kind::Malformed),
        ((200, r#"{"code":0,"data":{}}"#), Kind::Malformed),
        ((503, "no"), Kind::Unavailable),
    ] {
        let upstream = upstream_but(TENANT_QUERY, answer).await;
        let connector = connector(&upstream, FeishuApi::V3, &[]);
        for attempt in 1..=2 {
            let error = sign_in(&connector, Via::Link).await.unwrap_err();
            assert_eq!(error.kind, kind, "{answer:?}");
            assert_eq!((upstream.count(TENANT_QUERY), upstream.count(V3)), (attempt, 0), "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_refused_tenant_token_is_replaced_once() {
    let upstream = upstream_but(TENANT_QUERY, (400, r#"{"code":99991663}"#)).await;
    let error = sign_in(&connector(&upstream, FeishuApi::V3, &[]), Via::Link).await.unwrap_err();
    assert_eq!(error.kind, Kind::Unavailable);
    assert_eq!(lines(&upstream), [TENANT_TOKEN, TENANT_QUERY, TENANT_TOKEN, TENANT_QUERY]);
}
