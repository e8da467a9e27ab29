//! What Feishu's failures mean: its codes, the words of OAuth, and what is left when neither is readable.

use crate::connectors::UpstreamErrorKind as Kind;
use crate::connectors::http::Reply;

/// The meaning of an answer that is no success: by rate limit, then Feishu's `code`, then OAuth's `error` word, then
/// the status.
pub(super) fn kind_of(reply: &Reply, code: Option<i64>, word: Option<&str>) -> Kind {
    if reply.status == 429 || code == Some(99_991_400) {
        return Kind::RateLimited { retry_after: reply.retry_after };
    }
    code.and_then(by_code)
        .or_else(|| word.and_then(by_word))
        .unwrap_or_else(|| by_status(reply.status, code.is_some()))
}

/// Whether Feishu refused a token of the app's, so that a cached one is no good.
pub(super) fn refuses_app_token(code: Option<i64>) -> bool {
    // v1: tenant and app token; gateway: tenant token, app token, its tenant, its form.
    matches!(code, Some(20_013 | 20_014 | 99_991_663 | 99_991_664 | 99_991_665 | 99_991_671))
}

/// Codes of the pages 获取 user_access_token (v2, v3 and both of v1), 获取登录用户信息, 自建应用获取
/// app_access_token, of 通讯录 and 通用错误码.
fn by_code(code: i64) -> Option<Kind> {
    if refuses_app_token(Some(code)) {
        return Some(Kind::Unavailable); // the next attempt brings a fresh one
    }
    Some(match code {
        // Unknown or used, lapsed, used (v1), another app's, used; PKCE and redirect URL of another attempt.
        20_003 | 20_004 | 20_007 | 20_024 | 20_065 | 20_049 | 20_071 => Kind::CodeRejected,
        20_021 => Kind::Resigned,
        20_022 => Kind::Frozen,
        // Unknown, not registered, in a state that may not log in.
        20_008 | 20_023 | 20_066 => Kind::NotActive,
        // Outside the availability range; an access policy wants more (21000) or refuses (21001).
        20_010 | 21_000 | 21_001 => Kind::OutsideAvailability,
        // Our requests have one form, so these mean that app and generation of the API do not fit.
        20_001 | 20_036 | 20_063 => Kind::Misconfigured,
        // App id or secret: wrong, missing, unknown, sent twice.
        20_002 | 20_025 | 20_028 | 20_035 | 20_048 | 20_070 => Kind::Misconfigured,
        // Not installed, disabled, not enabled, of the other brand.
        20_009 | 20_042 | 20_069 | 20_046 => Kind::Misconfigured,
        // Redirect URL not registered; scopes not opened, doubled, not permitted.
        20_029 | 20_027 | 20_067 | 20_068 => Kind::Misconfigured,
        // App token: unknown app, no ticket, unauthorized or wrong secret (twice), not a store app.
        10_003 | 10_012 | 10_014 | 10_015 | 10_016 => Kind::Misconfigured,
        // Gateway: app not in use, not in this tenant, without this permission, or without the person's grant of it;
        // our address not on its list; monthly quota spent; app unknown.
        99_991_662 | 99_991_673 | 99_991_672 | 99_991_679 | 99_991_401 | 99_991_403 | 99_991_543 => {
            Kind::Misconfigured
        }
        // Contacts: a person (by user_id, open_id, member_id) or a department outside the contact range, unknown, or
        // another app's.
        41_050 | 41_012 | 41_073 | 99_992_351 | 99_992_361 | 40_004 | 40_014 => Kind::OutsideContactRange,
        // Contacts: not this tenant's.
        42_008 => Kind::Misconfigured,
        // The person's token, issued a moment ago, is refused: at user_info, then by the gateway.
        20_005 | 99_991_668 | 99_991_677 => Kind::Unavailable,
        // The last is the directory's.
        20_050 | 20_072 | 2_200 | 40_003 => Kind::Unavailable,
        _ => return None,
    })
}

/// RFC 6749 §5.2, for an answer without a known code.
fn by_word(word: &str) -> Option<Kind> {
    match word {
        "invalid_grant" => Some(Kind::CodeRejected),
        "invalid_request"
        | "invalid_client"
        | "unauthorized_client"
        | "unsupported_grant_type"
        | "invalid_scope" => Some(Kind::Misconfigured),
        "server_error" | "temporarily_unavailable" => Some(Kind::Unavailable),
        _ => None,
    }
}

/// A plain 404 is no Feishu API: the wrong host, or a generation this host does not have.
fn by_status(status: u16, has_code: bool) -> Kind {
    match status {
        500..=599 => Kind::Unavailable,
        404 if !has_code => Kind::Misconfigured,
        _ => Kind::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::connectors::feishu::api::judge;

    fn outcome(status: u16, body: &str) -> Result<(), Kind> {
        let reply = Reply {
            status,
            log_id: Some("log-1".into()),
            retry_after: Some(Duration::from_secs(3)),
            body: body.into(),
        };
        judge(reply).map(|_| ()).map_err(|error| {
            assert_eq!((error.status, error.log_id.as_deref()), (Some(status), Some("log-1")));
            error.kind
        })
    }

    #[test]
    fn every_documented_code() {
        let table: [(Kind, &[i64]); 8] = [
            (Kind::CodeRejected, &[20003, 20004, 20007, 20024, 20049, 20065, 20071]),
            (Kind::Resigned, &[20021]),
            (Kind::Frozen, &[20022]),
            (Kind::NotActive, &[20008, 20023, 20066]),
            (Kind::OutsideAvailability, &[20010, 21000, 21001]),
            (Kind::OutsideContactRange, &[40004, 40014, 41012, 41050, 41073, 99992351, 99992361]),
            (
                Kind::Misconfigured,
                &[
                    10003, 10012, 10014, 10015, 10016, 20001, 20002, 20009, 20025, 20027, 20028, 20029,
                    20035, 20036, 20042, 20046, 20048, 20063, 20067, 20068, 20069, 20070, 42008, 99991401,
                    99991403, 99991543, 99991662, 99991672, 99991673, 99991679,
                ],
            ),
            (
                Kind::Unavailable,
                &[
                    2200, 20005, 20013, 20014, 20050, 20072, 40003, 99991663, 99991664, 99991665, 99991668,
                    99991671, 99991677,
                ],
            ),
        ];
        for (kind, codes) in table {
            for code in codes {
                // The code decides, whatever status and message say.
                for status in [200, 400, 500] {
                    let body = format!(r#"{{"code":{code},"msg":"success","data":{{}}}}"#);
                    assert_eq!(outcome(status, &body), Err(kind.clone()), "{code}");
                }
            }
        }
    }

    #[test]
    fn only_code_zero_is_success() {
        assert_eq!(outcome(200, r#"{"code":0,"msg":"failed","data":{}}"#), Ok(()));
        assert_eq!(outcome(200, r#"{"code":0,"error":{"log_id":"x"}}"#), Ok(()));
        for body in
            ["", "[]", "{}", "<html>", r#"{"access_token":"t"}"#, r#"{"code":"0"}"#, r#"{"code":null}"#]
        {
            assert_eq!(outcome(200, body), Err(Kind::Malformed), "{body}");
        }
        assert_eq!(outcome(200, r#"{"code":0,"error":"surprise"}"#), Err(Kind::Malformed));
    }

    #[test]
    fn words_count_when_no_code_is_known() {
        for (body, kind) in [
            (r#"{"error":"invalid_grant"}"#, Kind::CodeRejected),
            (r#"{"error":"invalid_client","error_description":"…"}"#, Kind::Misconfigured),
            (r#"{"code":29999,"error":"server_error"}"#, Kind::Unavailable),
            (r#"{"code":20066,"error":"invalid_grant"}"#, Kind::NotActive),
            (r#"{"code":29999,"error":"access_denied"}"#, Kind::Malformed),
        ] {
            assert_eq!(outcome(400, body), Err(kind), "{body}");
        }
    }

    #[test]
    fn patience_by_status_or_by_code() {
        let limited = Kind::RateLimited { retry_after: Some(Duration::from_secs(3)) };
        for (status, body) in [(429, "slow down"), (429, r#"{"code":0}"#), (400, r#"{"code":99991400}"#)] {
            assert_eq!(outcome(status, body), Err(limited.clone()), "{status} {body}");
        }
    }

    #[test]
    fn the_status_is_the_last_resort() {
        for (status, body, kind) in [
            (502, "<html>bad gateway</html>", Kind::Unavailable),
            (500, r#"{"code":123456789}"#, Kind::Unavailable),
            (404, "404 page not found", Kind::Misconfigured),
            (404, r#"{"code":123456789}"#, Kind::Malformed),
            (400, r#"{"code":123456789}"#, Kind::Malformed),
            (302, "", Kind::Malformed),
        ] {
            assert_eq!(outcome(status, body), Err(kind), "{status} {body}");
        }
    }
}
