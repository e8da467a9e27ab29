//! Who the person is: 获取登录用户信息 (`authen/v1/user_info`), and the same fields in the first generation's token answer.

use serde_json::{Map, Value};
use url::Url;

use super::api::{Api, text};
use crate::config::Secret;
use crate::connectors::{UpstreamError, UpstreamErrorKind};
use crate::domain::account::{Identity, Profile};

/// Longest text kept, in characters.
const MAX_TEXT: usize = 256;

/// Longest URL kept, in bytes.
const MAX_URL: usize = 1024;

/// A person with the two ids that must be there; everything else depends on the app's permissions.
pub(super) struct Person {
    pub(super) open_id: String,
    pub(super) tenant_key: String,
    union_id: Option<String>,
    user_id: Option<String>,
    profile: Profile,
}

/// Asks who holds `user_token`; once more if Feishu is unwell, because reading spends nothing and the code is gone.
pub(super) async fn fetch(api: &Api, user_token: &Secret) -> Result<Person, UpstreamError> {
    match fetch_once(api, user_token).await {
        Err(error) if error.kind == UpstreamErrorKind::Unavailable => fetch_once(api, user_token).await,
        outcome => outcome,
    }
}

async fn fetch_once(api: &Api, user_token: &Secret) -> Result<Person, UpstreamError> {
    let accepted = api.get(api.open("/open-apis/authen/v1/user_info"), user_token).await?;
    Person::read(accepted.nested("data")?).ok_or_else(|| accepted.malformed())
}

impl Person {
    /// `None` without a usable `open_id` and `tenant_key`. A field without permission is absent or `""`, never an error.
    pub(super) fn read(data: &Map<String, Value>) -> Option<Self> {
        let pictures = ["avatar_middle", "avatar_url", "avatar_big", "avatar_thumb"];
        Some(Self {
            // It becomes the `sub`, and a colon is in what applications are told of services.
            open_id: whole(data, "open_id").filter(|id| !id.contains(':'))?,
            tenant_key: whole(data, "tenant_key")?,
            union_id: whole(data, "union_id"),
            user_id: whole(data, "user_id"),
            profile: Profile {
                name: cut(data, "name"),
                en_name: cut(data, "en_name"),
                email: whole(data, "email").or_else(|| whole(data, "enterprise_email")),
                mobile: whole(data, "mobile"),
                picture: pictures.iter().find_map(|name| web_address(text(data, name)?)),
                employee_no: whole(data, "employee_no"),
            },
        })
    }

    pub(super) fn into_identity(self, connector: &str) -> Identity {
        Identity {
            connector: connector.to_owned(),
            open_id: self.open_id,
            union_id: self.union_id,
            user_id: self.user_id,
            tenant_key: self.tenant_key,
            profile: self.profile,
        }
    }
}

/// An id or address: whole or not at all, because half of one may be somebody else's.
fn whole(data: &Map<String, Value>, name: &str) -> Option<String> {
    let value = Profile::field(text(data, name).map(str::to_owned))?;
    (value.chars().count() <= MAX_TEXT && !value.chars().any(is_invisible)).then_some(value)
}

/// A name: without what cannot be seen, and cut where too long.
fn cut(data: &Map<String, Value>, name: &str) -> Option<String> {
    let value = text(data, name)?;
    Profile::field(Some(value.chars().filter(|c| !is_invisible(*c)).take(MAX_TEXT).collect()))
}

/// Control characters, and the marks that make text read in another order than it is written.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// An absolute web address. Feishu's may come without a scheme (`www.feishu.cn/avatar/icon`).
fn web_address(value: &str) -> Option<String> {
    let url = match Url::parse(value) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) if begins_with_host(value) => {
            Url::parse(&format!("https://{value}")).ok()?
        }
        Err(_) => return None,
    };
    let web =
        matches!(url.scheme(), "https" | "http") && url.username().is_empty() && url.password().is_none();
    (web && url.as_str().len() <= MAX_URL).then(|| url.into())
}

fn begins_with_host(value: &str) -> bool {
    let host = value.split('/').next().unwrap_or_default();
    host.contains('.')
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FULL: &str = include_str!("../fixtures/access_token_v1_full.json");
    const MINIMAL: &str = include_str!("../fixtures/access_token_v1_minimal.json");
    const USER_INFO: &str = include_str!("../fixtures/user_info_v1.json");

    fn data(answer: &str) -> Map<String, Value> {
        serde_json::from_str::<Value>(answer).unwrap()["data"].as_object().unwrap().clone()
    }

    fn person(fields: &Value) -> Identity {
        let mut all = json!({"open_id": "ou_1", "tenant_key": "t1"});
        all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        Person::read(all.as_object().unwrap()).unwrap().into_identity("work")
    }

    #[test]
    fn the_full_first_generation_answer() {
        let identity = Person::read(&data(FULL)).unwrap().into_identity("work");
        assert_eq!(identity.connector, "work");
        assert_eq!(identity.open_id, "ou_00112233445566778899aabbccddeeff");
        assert_eq!(identity.union_id.as_deref(), Some("on_ffeeddccbbaa99887766554433221100"));
        assert_eq!(identity.user_id.as_deref(), Some("0a1b2c3d"));
        assert_eq!(identity.tenant_key, "00aa11bb22cc33dd");
        let profile = identity.profile;
        assert_eq!((profile.name.as_deref(), profile.email), (Some("林小雨"), None));
        assert_eq!(profile.mobile.as_deref(), Some("+8613800000000"));
        assert!(profile.picture.unwrap().contains("image_size=240x240&cut_type="));
    }

    #[test]
    fn the_minimal_first_generation_answer() {
        let identity = Person::read(&data(MINIMAL)).unwrap().into_identity("work");
        assert_eq!((identity.union_id, identity.user_id), (None, None));
        assert_eq!(identity.tenant_key, "dd33cc22bb11aa00");
        assert_eq!((identity.profile.email, identity.profile.mobile), (None, None));
        assert_eq!(identity.profile.en_name.as_deref(), Some("周明"));
    }

    #[test]
    fn user_info_with_pictures_without_a_scheme() {
        let identity = Person::read(&data(USER_INFO)).unwrap().into_identity("work");
        assert_eq!(identity.profile.picture.as_deref(), Some("https://www.feishu.cn/avatar/icon_middle"));
        assert_eq!(identity.profile.email.as_deref(), Some("zhangsan@example.com"));
    }

    #[test]
    fn nobody_without_both_ids() {
        let long = "o".repeat(MAX_TEXT + 1);
        for (open_id, tenant_key) in [
            (json!(""), json!("t")),
            (json!("ou_1"), json!(" ")),
            (json!(null), json!("t")),
            (json!("ou_1"), json!(5)),
            (json!(long), json!("t")),
            (json!("ou_\u{0}1"), json!("t")),
        ] {
            let fields = json!({"open_id": open_id, "tenant_key": tenant_key});
            assert!(Person::read(fields.as_object().unwrap()).is_none(), "{fields}");
        }
    }

    #[test]
    fn the_company_address_where_there_is_no_other() {
        let both = person(&json!({"email": "a@example.com", "enterprise_email": "b@example.com"}));
        assert_eq!(both.profile.email.as_deref(), Some("a@example.com"));
        let one = person(&json!({"email": "", "enterprise_email": "b@example.com"}));
        assert_eq!(one.profile.email.as_deref(), Some("b@example.com"));
    }

    #[test]
    fn names_are_cut_and_ids_are_not() {
        let long = "字".repeat(MAX_TEXT + 9);
        let identity =
            person(&json!({"name": long, "en_name": "A\u{202e}b\u{7}c", "union_id": long, "mobile": "1\n2"}));
        assert_eq!(identity.profile.name.unwrap().chars().count(), MAX_TEXT);
        assert_eq!(identity.profile.en_name.as_deref(), Some("Abc"));
        assert_eq!((identity.union_id, identity.profile.mobile), (None, None));
    }

    #[test]
    fn odd_types_are_absent() {
        let identity = person(&json!({"name": 7, "email": null, "employee_no": ["x"], "avatar_url": {}}));
        assert_eq!(identity.profile, Profile::default());
    }

    #[test]
    fn pictures_are_web_addresses() {
        let long = format!("https://cdn.example.com/{}", "p".repeat(MAX_URL));
        for (value, kept) in [
            ("https://cdn.example.com/a.png?x=1", Some("https://cdn.example.com/a.png?x=1")),
            ("http://cdn.example.com/a.png", Some("http://cdn.example.com/a.png")),
            ("cdn.example.com/a.png", Some("https://cdn.example.com/a.png")),
            ("javascript:alert(1)", None),
            ("data:image/png;base64,AA", None),
            ("https://user@cdn.example.com/a", None),
            ("https://:pass@cdn.example.com/a", None),
            ("/avatar/icon", None),
            ("//cdn.example.com/a.png", None),
            ("avatar", None),
            (&long, None),
        ] {
            assert_eq!(web_address(value).as_deref(), kept, "{value}");
        }
        let next =
            person(&json!({"avatar_middle": "javascript:x", "avatar_url": "https://cdn.example.com/u"}));
        assert_eq!(next.profile.picture.as_deref(), Some("https://cdn.example.com/u"));
    }
}
