//! Where a browser goes to sign in: the authorize page, its legacy forms, and the QR code.

use url::Url;

use super::api::at;
use crate::config::{Feishu, FeishuApi};
use crate::connectors::{Attempt, EmbeddedQr};
use crate::domain::pkce::CodeChallenge;

/// The page 获取授权码 (`authen/v1/authorize`), or for [`FeishuApi::V1`] the historic `authen/v1/index`.
pub(super) fn login_url(settings: &Feishu, attempt: &Attempt<'_>) -> Url {
    if settings.api == FeishuApi::V1 {
        return legacy_index(settings, attempt);
    }
    let mut query = vec![
        ("client_id", settings.app_id.clone()),
        ("response_type", "code".to_owned()),
        ("redirect_uri", attempt.callback.to_string()),
        ("state", attempt.link_state.to_owned()),
    ];
    if !settings.scopes.is_empty() {
        query.push(("scope", settings.scopes.join(" ")));
    }
    if sends_pkce(settings.api) {
        query.push(("code_challenge", CodeChallenge::of(attempt.pkce_verifier).as_str().to_owned()));
        // Without it Feishu assumes `plain`.
        query.push(("code_challenge_method", "S256".to_owned()));
    }
    with_query(at(&settings.hosts.accounts, "/open-apis/authen/v1/authorize"), &query)
}

/// Whether this generation's link carries a challenge, and its exchange a verifier.
pub(super) fn sends_pkce(api: FeishuApi) -> bool {
    match api {
        FeishuApi::V3 | FeishuApi::V2 => true,
        FeishuApi::V1Oidc | FeishuApi::V1 => false,
    }
}

fn legacy_index(settings: &Feishu, attempt: &Attempt<'_>) -> Url {
    let query = [
        ("app_id", settings.app_id.clone()),
        ("redirect_uri", attempt.callback.to_string()),
        ("state", attempt.link_state.to_owned()),
    ];
    with_query(at(&settings.hosts.open, "/open-apis/authen/v1/index"), &query)
}

/// The frame that LarkSSOSDKWebQRCode 1.0.3 would make. Its `goto` must be the legacy passport page.
pub(super) fn embedded_qr(settings: &Feishu, attempt: &Attempt<'_>) -> EmbeddedQr {
    let passport = &settings.hosts.passport;
    let goto = with_query(
        at(passport, "/suite/passport/oauth/authorize"),
        &[
            ("client_id", settings.app_id.clone()),
            ("redirect_uri", attempt.callback.to_string()),
            ("response_type", "code".to_owned()),
            ("state", attempt.qr_state.to_owned()),
        ],
    );
    let frame = with_query(
        at(passport, "/suite/passport/sso/qr"),
        &[("goto", goto.to_string()), ("sdk_version", "1.0.3".to_owned())],
    );
    EmbeddedQr { frame, origin: passport.origin().ascii_serialization(), goto }
}

/// The clients name themselves `Lark/…` or `Feishu/…`.
pub(super) fn is_own_client(user_agent: &str) -> bool {
    let user_agent = user_agent.to_ascii_lowercase();
    user_agent.contains("lark") || user_agent.contains("feishu")
}

/// Spaces as `%20`, which everybody decodes; `+` only forms do.
fn with_query(mut url: Url, pairs: &[(&str, String)]) -> Url {
    let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    url.set_query(Some(&encoded.replace('+', "%20")));
    url
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Brand;
    use crate::connectors::testing::settings;

    /// Verifier and challenge of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn with_attempt<T>(check: impl FnOnce(&Attempt<'_>) -> T) -> T {
        let callback = Url::parse("https://sso.example.com/login/callback/work").unwrap();
        check(&Attempt { callback: &callback, link_state: "l+1", qr_state: "q&1", pkce_verifier: VERIFIER })
    }

    const CALLBACK: &str = "https%3A%2F%2Fsso.example.com%2Flogin%2Fcallback%2Fwork";

    #[test]
    fn link_of_every_generation_and_brand() {
        let page = |host: &str| format!("https://accounts.{host}/open-apis/authen/v1/authorize");
        let current = format!("client_id=cli_app&response_type=code&redirect_uri={CALLBACK}&state=l%2B1");
        let pkce = format!("{current}&code_challenge={CHALLENGE}&code_challenge_method=S256");
        for (brand, host) in [(Brand::Feishu, "feishu.cn"), (Brand::Lark, "larksuite.com")] {
            for (api, expected) in [
                (FeishuApi::V3, format!("{}?{pkce}", page(host))),
                (FeishuApi::V2, format!("{}?{pkce}", page(host))),
                (FeishuApi::V1Oidc, format!("{}?{current}", page(host))),
                (
                    FeishuApi::V1,
                    format!(
                        "https://open.{host}/open-apis/authen/v1/index?app_id=cli_app&redirect_uri={CALLBACK}\
                         &state=l%2B1"
                    ),
                ),
            ] {
                let url = with_attempt(|attempt| login_url(&settings(brand, api), attempt));
                assert_eq!(url.as_str(), expected, "{api:?}");
            }
        }
    }

    #[test]
    fn scopes_are_joined_by_an_encoded_space() {
        for (api, asked) in [(FeishuApi::V3, true), (FeishuApi::V1Oidc, true), (FeishuApi::V1, false)] {
            let mut settings = settings(Brand::Feishu, api);
            settings.scopes = vec!["contact:user.email:readonly".into(), "offline_access".into()];
            let url = with_attempt(|attempt| login_url(&settings, attempt));
            let scope = "&scope=contact%3Auser.email%3Areadonly%20offline_access";
            assert_eq!(url.as_str().contains(scope), asked, "{url}");
        }
    }

    #[test]
    fn qr_frame_of_every_brand() {
        for (brand, host) in [(Brand::Feishu, "feishu.cn"), (Brand::Lark, "larksuite.com")] {
            let qr = with_attempt(|attempt| embedded_qr(&settings(brand, FeishuApi::V3), attempt));
            assert_eq!(qr.origin, format!("https://passport.{host}"));
            assert_eq!(
                qr.goto.as_str(),
                format!(
                    "https://passport.{host}/suite/passport/oauth/authorize?client_id=cli_app\
                     &redirect_uri={CALLBACK}&response_type=code&state=q%261"
                )
            );
            assert_eq!(
                (qr.frame.host_str(), qr.frame.path()),
                (qr.goto.host_str(), "/suite/passport/sso/qr")
            );
            let query: Vec<_> = qr.frame.query_pairs().into_owned().collect();
            assert_eq!(
                query,
                [("goto".into(), qr.goto.to_string()), ("sdk_version".into(), "1.0.3".to_owned())]
            );
        }
    }

    #[test]
    fn the_origin_names_an_unusual_port() {
        let mut settings = settings(Brand::Feishu, FeishuApi::V3);
        settings.hosts.passport = Url::parse("http://127.0.0.1:8081").unwrap();
        let qr = with_attempt(|attempt| embedded_qr(&settings, attempt));
        assert_eq!(qr.origin, "http://127.0.0.1:8081");
    }

    #[test]
    fn own_clients_by_their_user_agent() {
        for (user_agent, own) in [
            ("Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Lark/7.20.0 LarkLocale/zh_CN", true),
            ("Mozilla/5.0 (iPhone) Mobile/15E148 FEISHU/7.1", true),
            ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0 Safari/537.36", false),
            ("", false),
        ] {
            assert_eq!(is_own_client(user_agent), own, "{user_agent}");
        }
    }
}
