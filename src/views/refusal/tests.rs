//! Every refusal, in both languages and for both brands.

use super::*;

/// One of each.
pub(in crate::views) fn every_refusal(brand: Brand) -> Vec<Refusal> {
    let upstream = [
        Upstream::Denied,
        Upstream::CodeRejected,
        Upstream::Resigned,
        Upstream::Frozen,
        Upstream::NotActive,
        Upstream::OutsideAvailability,
        Upstream::TenantNotAllowed,
        Upstream::Misconfigured,
        Upstream::RateLimited { seconds: None },
        Upstream::RateLimited { seconds: Some(30) },
        Upstream::Unavailable,
        Upstream::Malformed,
    ];
    let own = [
        Refusal::AccountDisabled,
        Refusal::IdentityUnbound,
        Refusal::AttemptUnknown,
        Refusal::AttemptExpired,
        Refusal::TooManyAttempts { seconds: 600 },
        Refusal::UnknownClient,
        Refusal::BadRedirectUri,
        Refusal::BadRequest { what: "response_type is missing" },
        Refusal::StaleForm,
        Refusal::NoRole { person: "林小雨".into() },
        Refusal::LoginLinkUnknown,
        Refusal::NotFound,
        Refusal::MethodNotAllowed,
        Refusal::Internal,
        Refusal::StoreDown,
    ];
    upstream.into_iter().map(|reason| Refusal::Upstream(brand, reason)).chain(own).collect()
}

#[test]
fn every_refusal_says_everything() {
    for locale in [Locale::Zh, Locale::En] {
        for brand in [Brand::Feishu, Brand::Lark] {
            for case in every_refusal(brand) {
                let texts = refusal(locale, &case);
                for text in [&texts.title, &texts.what, &texts.kept, &texts.todo] {
                    assert!(!text.is_empty(), "{case:?} {locale:?}");
                    assert!(!text.contains(['{', '}']), "insert left open: {text}");
                    assert!(!text.contains("  ") && text.trim() == text, "stray space: {text}");
                }
                let end = ['。', '.'];
                assert!(!texts.title.ends_with(end), "a heading is no sentence: {}", texts.title);
                for text in [&texts.what, &texts.kept, &texts.todo] {
                    assert!(text.ends_with(end), "unfinished: {text}");
                }
            }
        }
    }
}

#[test]
fn every_refusal_has_its_own_heading() {
    for locale in [Locale::Zh, Locale::En] {
        let mut titles: Vec<_> =
            every_refusal(Brand::Feishu).iter().map(|case| refusal(locale, case).title).collect();
        let told = titles.len();
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), told - 1, "only the two rate limits share one: {titles:#?}");
    }
}

#[test]
fn the_provider_goes_by_its_name() {
    let slow = |brand| Refusal::Upstream(brand, Upstream::Unavailable);
    assert_eq!(refusal(Locale::Zh, &slow(Brand::Feishu)).title, "飞书没有回应");
    assert_eq!(refusal(Locale::Zh, &slow(Brand::Lark)).title, "Lark 没有回应");
    assert_eq!(refusal(Locale::En, &slow(Brand::Lark)).title, "Lark is not answering");
}

#[test]
fn chinese_has_no_western_punctuation() {
    for case in every_refusal(Brand::Feishu) {
        let texts = refusal(Locale::Zh, &case);
        for text in [texts.title, texts.what, texts.kept, texts.todo] {
            assert!(!text.contains([',', ';', ':', '?', '!']), "{text}");
        }
    }
}
