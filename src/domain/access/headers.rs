//! The headers that tell an application who comes.

use http::HeaderName;

use crate::domain::access::header_name::HeaderFlaw;
use crate::domain::key::Algorithm;

/// What an application is told of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityField {
    /// The `sub`.
    User,
    /// The employee's id in the tenant, as in the claim `preferred_username`.
    PreferredUsername,
    /// The display name, encoded as [`NameEncoding`] says.
    Name,
    /// The e-mail address, unverified.
    Email,
    /// Ids of the groups, with commas between them.
    Groups,
    /// Ids of the departments, with commas between them.
    Departments,
}

impl IdentityField {
    /// Every field, by the word that the configuration has for it.
    pub const ALL: [(&'static str, Self); 6] = [
        ("user", Self::User),
        ("preferred_username", Self::PreferredUsername),
        ("name", Self::Name),
        ("email", Self::Email),
        ("groups", Self::Groups),
        ("departments", Self::Departments),
    ];
}

/// Names of headers that many applications have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeaderPreset {
    /// `X-Larkgate-*`.
    #[default]
    Larkgate,
    /// `Remote-*`, as Authelia and many applications have them.
    Remote,
    /// `X-Auth-Request-*`, as oauth2-proxy has them.
    XAuthRequest,
}

impl HeaderPreset {
    /// Every preset, by the word that the configuration has for it.
    pub const ALL: [(&'static str, Self); 3] =
        [("larkgate", Self::Larkgate), ("remote", Self::Remote), ("x-auth-request", Self::XAuthRequest)];

    /// Each header, in lower case.
    pub const fn names(self) -> [(IdentityField, &'static str); 6] {
        use IdentityField::{Departments, Email, Groups, Name, PreferredUsername, User};
        match self {
            Self::Larkgate => [
                (User, "x-larkgate-user"),
                (PreferredUsername, "x-larkgate-username"),
                (Name, "x-larkgate-name"),
                (Email, "x-larkgate-email"),
                (Groups, "x-larkgate-groups"),
                (Departments, "x-larkgate-departments"),
            ],
            Self::Remote => [
                (User, "remote-user"),
                (PreferredUsername, "remote-username"),
                (Name, "remote-name"),
                (Email, "remote-email"),
                (Groups, "remote-groups"),
                (Departments, "remote-departments"),
            ],
            Self::XAuthRequest => [
                (User, "x-auth-request-user"),
                (PreferredUsername, "x-auth-request-preferred-username"),
                (Name, "x-auth-request-name"),
                (Email, "x-auth-request-email"),
                (Groups, "x-auth-request-groups"),
                (Departments, "x-auth-request-departments"),
            ],
        }
    }
}

/// How a display name, which may be in any script, becomes a header, which may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NameEncoding {
    /// UTF-8, percent-encoded: what `decodeURIComponent` reads.
    #[default]
    Percent,
    /// The same with its charset before it: `UTF-8''…` (RFC 8187 §3.2).
    Rfc8187,
}

impl NameEncoding {
    /// Both, by the word that the configuration has for each.
    pub const ALL: [(&'static str, Self); 2] = [("percent", Self::Percent), ("rfc8187", Self::Rfc8187)];
}

/// How one application is told who comes. All of the headers are in every answer that lets a request pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityHeaders {
    names: Vec<(IdentityField, HeaderName)>,
    /// How the display name is written.
    pub name_encoding: NameEncoding,
    /// The header that holds the same, signed; none by default.
    pub jwt: Option<HeaderName>,
    /// How it is signed.
    pub jwt_algorithm: Algorithm,
}

impl IdentityHeaders {
    /// The headers that hold what they say in plain text.
    pub fn plain(&self) -> &[(IdentityField, HeaderName)] {
        &self.names
    }

    /// Every header, by the word that the configuration has for what is in it.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &HeaderName)> {
        let plain =
            IdentityField::ALL.into_iter().filter_map(|(word, field)| Some((word, self.name(field)?)));
        plain.chain(self.jwt.as_ref().map(|name| ("jwt", name)))
    }

    /// The header that holds this, if one does.
    pub fn name(&self, field: IdentityField) -> Option<&HeaderName> {
        self.names.iter().find(|(other, _)| *other == field).map(|(_, name)| name)
    }

    /// Has another header hold this, or none.
    pub fn rename(&mut self, field: IdentityField, name: Option<HeaderName>) {
        self.names.retain(|(other, _)| *other != field);
        self.names.extend(name.map(|name| (field, name)));
    }
}

impl From<HeaderPreset> for IdentityHeaders {
    fn from(preset: HeaderPreset) -> Self {
        let names = preset.names().map(|(field, name)| (field, HeaderName::from_static(name)));
        // A header has little room, and a signature by RSA is four times as long.
        let jwt_algorithm = Algorithm::Es256;
        Self { names: names.into(), name_encoding: NameEncoding::default(), jwt: None, jwt_algorithm }
    }
}

impl Default for IdentityHeaders {
    fn default() -> Self {
        HeaderPreset::default().into()
    }
}

/// Reads a header's name as an operator chose it.
///
/// # Errors
/// When proxies or servers would not pass it on as it is, or mean something else by it.
pub fn identity_header(text: &str) -> Result<HeaderName, HeaderFlaw> {
    match HeaderFlaw::of(text) {
        Some(flaw) => Err(flaw),
        None => HeaderName::from_bytes(text.as_bytes()).map_err(|_no_name| HeaderFlaw::NotAName),
    }
}
