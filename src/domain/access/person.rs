//! Who is signed in to a protected application: what rules ask about and what the application is told, and no more.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::domain::access::headers::IdentityField;
use crate::domain::account::BoundAccount;

/// All but RFC 3986's unreserved characters (§2.3), which are also among those that RFC 8187 §3.2.1 leaves as they are.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a [`Person`] is made of.
#[derive(Debug, Clone, Default)]
pub struct PersonDetails {
    /// The `sub`.
    pub sub: String,
    /// The bound `open_id`.
    pub open_id: String,
    /// The tenant they belong to.
    pub tenant_key: String,
    /// As in the claim `preferred_username`.
    pub username: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The e-mail address, unverified.
    pub email: Option<String>,
    /// See [`Memberships::departments`](crate::domain::account::Memberships::departments).
    pub departments: Vec<String>,
    /// See [`Memberships::all_departments`](crate::domain::account::Memberships::all_departments).
    pub all_departments: bool,
    /// See [`Memberships::groups`](crate::domain::account::Memberships::groups).
    pub groups: Vec<String>,
    /// See [`Memberships::all_groups`](crate::domain::account::Memberships::all_groups).
    pub all_groups: bool,
}

/// A person, as rules and applications know them: all in one text, in the form that headers hold, since so many are
/// remembered and every check tells of one. What is empty is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    text: Box<str>,
    /// Where each part of it ends but the last: those of [`IdentityField::ALL`], the `open_id` if it is not the `sub`; then
    /// comes the tenant.
    ends: [u32; TENANT],
    all_departments: bool,
    all_groups: bool,
}

const OPEN_ID: usize = IdentityField::ALL.len();
const TENANT: usize = OPEN_ID + 1;

impl Person {
    /// What a header holds of this: graphic ASCII without a comma, percent-encoded where it is not that by itself, and
    /// lists with commas between. Half of a list is none.
    pub fn held(&self, field: IdentityField) -> &str {
        match field {
            IdentityField::Groups if !self.all_groups => "",
            IdentityField::Departments if !self.all_departments => "",
            _ => self.part(field as usize),
        }
    }

    /// The `sub`.
    pub fn sub(&self) -> Cow<'_, str> {
        decoded(self.held(IdentityField::User))
    }

    /// The `sub`, the name and other single values as they are, where they are known.
    pub fn value(&self, field: IdentityField) -> Option<Cow<'_, str>> {
        Some(self.held(field)).filter(|held| !held.is_empty()).map(decoded)
    }

    /// The groups or the departments: all of them or, while they are not known, `None`.
    pub fn list(&self, field: IdentityField) -> Option<Vec<Cow<'_, str>>> {
        let is_known = match field {
            IdentityField::Groups => self.all_groups,
            _ => self.all_departments,
        };
        let ids = self.held(field).split(',').filter(|id| !id.is_empty());
        is_known.then(|| ids.map(decoded).collect())
    }

    /// What to call the person: their name, or where Feishu gave none, the `sub`.
    pub fn display_name(&self) -> Cow<'_, str> {
        self.value(IdentityField::Name).unwrap_or_else(|| self.sub())
    }

    /// Whether `name` is their `sub` or `open_id`.
    pub fn is_named(&self, name: &str) -> bool {
        let (name, open_id) = (held(name), self.part(OPEN_ID));
        name == self.held(IdentityField::User) || (!open_id.is_empty() && name == open_id)
    }

    /// Whether they belong to this tenant.
    pub fn is_of_tenant(&self, tenant_key: &str) -> bool {
        held(tenant_key) == self.part(TENANT)
    }

    /// Whether they are in this group; `None` when that is not known.
    pub fn in_group(&self, id: &str) -> Option<bool> {
        self.has(IdentityField::Groups, id).or(self.all_groups.then_some(false))
    }

    /// Whether they are in this department; `None` when that is not known.
    pub fn in_department(&self, id: &str) -> Option<bool> {
        self.has(IdentityField::Departments, id).or(self.all_departments.then_some(false))
    }

    /// Whether this id is in a list; what is not there may be missing.
    fn has(&self, field: IdentityField, id: &str) -> Option<bool> {
        let id = held(id);
        let is_there = !id.is_empty() && self.part(field as usize).split(',').any(|known| known == id);
        is_there.then_some(true)
    }

    fn part(&self, index: usize) -> &str {
        let end = |index: usize| self.ends.get(index).map_or(self.text.len(), |end| *end as usize);
        let start = index.checked_sub(1).map_or(0, end);
        self.text.get(start..end(index)).unwrap_or_default()
    }
}

impl From<&PersonDetails> for Person {
    fn from(details: &PersonDetails) -> Self {
        let optional = |text: &Option<String>| held(text.as_deref().unwrap_or_default()).into_owned();
        let open_id = if details.open_id == details.sub { "" } else { &details.open_id };
        let parts: [String; TENANT] = [
            held(&details.sub).into_owned(),
            optional(&details.username),
            encoded(details.name.as_deref().unwrap_or_default()),
            optional(&details.email),
            list(&details.groups),
            list(&details.departments),
            held(open_id).into_owned(),
        ];
        let mut end = 0;
        let ends = parts.each_ref().map(|part| {
            end += part.len();
            u32::try_from(end).unwrap_or(u32::MAX)
        });
        let (all_departments, all_groups) = (details.all_departments, details.all_groups);
        let text = parts.concat() + &held(&details.tenant_key);
        Self { text: text.into(), ends, all_departments, all_groups }
    }
}

impl From<BoundAccount> for Person {
    fn from(bound: BoundAccount) -> Self {
        let (account, binding, memberships) = (bound.account, bound.binding, bound.memberships);
        Self::from(&PersonDetails {
            sub: account.sub,
            open_id: binding.open_id,
            tenant_key: binding.tenant_key,
            username: binding.user_id.or(account.profile.employee_no),
            name: account.profile.name,
            email: account.profile.email,
            departments: memberships.departments,
            all_departments: memberships.all_departments,
            groups: memberships.groups,
            all_groups: memberships.all_groups,
        })
    }
}

/// As it is, unless a header could not hold it, or a list of such could be read in two ways. Whoever percent-decodes it
/// has the text in either case, since what has a percent sign is encoded too.
fn held(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'%' && byte != b',';
    if text.bytes().all(is_plain) { Cow::Borrowed(text) } else { Cow::Owned(encoded(text)) }
}

/// With commas between, and each as [`held`].
fn list(ids: &[String]) -> String {
    ids.iter().filter(|id| !id.is_empty()).map(|id| held(id)).collect::<Vec<_>>().join(",")
}

/// UTF-8, percent-encoded but for the unreserved characters: what `decodeURIComponent` reads.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn decoded(held: &str) -> Cow<'_, str> {
    percent_decode_str(held).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_encoded_and_addresses_are_not() {
        assert_eq!(encoded("林 小雨%\r\n"), "%E6%9E%97%20%E5%B0%8F%E9%9B%A8%25%0D%0A");
        assert_eq!(encoded("A-b._~"), "A-b._~");
        assert_eq!(held("a+b@example.com"), "a+b@example.com");
        assert_eq!(held("a\r\nX-Evil: 1"), "a%0D%0AX-Evil%3A%201");
        let ids = ["oc_1", "", "a,b", "a%2Cb", "研发"].map(str::to_owned);
        assert_eq!(list(&ids), "oc_1,a%2Cb,a%252Cb,%E7%A0%94%E5%8F%91");
    }

    #[test]
    fn nobody_is_what_is_not_known() {
        let nobody = Person::default();
        assert!(!nobody.is_named("ou_1") && !nobody.is_of_tenant("t"));
        assert_eq!((nobody.in_group(""), nobody.in_department("od_1")), (None, None));
        assert_eq!((nobody.value(IdentityField::Name), nobody.list(IdentityField::Groups)), (None, None));
    }

    fn details() -> impl Strategy<Value = PersonDetails> {
        let (text, ids) = (any::<String>, || prop::collection::vec(any::<String>(), 0..5));
        let texts = (text(), text(), text(), prop::option::of(text()), prop::option::of(text()));
        let lists = (ids(), any::<bool>(), ids(), any::<bool>());
        (texts, lists).prop_map(|((sub, open_id, tenant_key, name, email), lists)| PersonDetails {
            groups: lists.0,
            all_groups: lists.1,
            departments: lists.2,
            all_departments: lists.3,
            ..PersonDetails { sub, open_id, tenant_key, name, email, ..PersonDetails::default() }
        })
    }

    proptest! {
        #[test]
        fn whatever_somebody_is_called_is_what_they_are_known_by(details in details(), other in any::<String>()) {
            let person = Person::from(&details);
            prop_assert_eq!(person.sub(), details.sub.as_str());
            prop_assert!(person.is_named(&details.sub) && person.is_of_tenant(&details.tenant_key));
            prop_assert!(details.open_id.is_empty() || person.is_named(&details.open_id));
            let is_name = other == details.sub || (other == details.open_id && !other.is_empty());
            prop_assert_eq!(person.is_named(&other), is_name);
            let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
            prop_assert_eq!(person.value(IdentityField::Name).map(Cow::into_owned), given(&details.name));
            prop_assert_eq!(person.value(IdentityField::Email).map(Cow::into_owned), given(&details.email));
            for id in details.groups.iter().filter(|id| !id.is_empty()) {
                prop_assert_eq!(person.in_group(id), Some(true));
            }
            for id in details.departments.iter().chain([&other]).filter(|id| !id.is_empty()) {
                let expected = details.departments.contains(id) || !details.all_departments;
                prop_assert_eq!(person.in_department(id).unwrap_or(true), expected);
            }
        }
    }
}
