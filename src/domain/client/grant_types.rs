//! Grant types: the ways to tokens, and which of them a client may take.

use std::fmt;

/// A way to tokens (RFC 6749 §1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GrantType {
    /// A person signs in (§4.1).
    AuthorizationCode,
    /// The application goes on while the person is away (§6).
    RefreshToken,
    /// The application asks in its own name (§4.4).
    ClientCredentials,
}

impl GrantType {
    /// Every grant type, in the order that discovery lists them.
    pub const ALL: [Self; 3] = [Self::AuthorizationCode, Self::RefreshToken, Self::ClientCredentials];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
        }
    }

    /// The grant type with this wire name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grant_type| grant_type.as_str() == text)
    }
}

/// The grant types of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantTypes(Vec<GrantType>);

impl Default for GrantTypes {
    fn default() -> Self {
        Self(vec![GrantType::AuthorizationCode, GrantType::RefreshToken])
    }
}

impl GrantTypes {
    /// Reads a space-delimited list; `None` when a name is unknown or there is none.
    pub fn parse(text: &str) -> Option<Self> {
        let types: Option<Self> = text.split_whitespace().map(GrantType::parse).collect();
        types.filter(|types| !types.0.is_empty())
    }

    /// Whether `grant_type` is among them.
    pub fn has(&self, grant_type: GrantType) -> bool {
        self.0.contains(&grant_type)
    }
}

impl FromIterator<GrantType> for GrantTypes {
    fn from_iter<I: IntoIterator<Item = GrantType>>(types: I) -> Self {
        let mut types: Vec<_> = types.into_iter().collect();
        types.sort_unstable();
        types.dedup();
        Self(types)
    }
}

impl fmt::Display for GrantTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|grant_type| grant_type.as_str()).collect();
        f.write_str(&names.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_as_text() {
        let types = GrantTypes::parse("client_credentials authorization_code").unwrap();
        assert_eq!(types.to_string(), "authorization_code client_credentials");
        assert!(types.has(GrantType::ClientCredentials) && !types.has(GrantType::RefreshToken));
        assert_eq!(GrantTypes::parse(""), None);
        assert_eq!(GrantTypes::parse("authorization_code password"), None);
    }
}
