//! Identifiers of our own things: a prefix that tells a reader what it names, and 128 random bits.

use crate::domain::token::{Entropy, random};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(String);

        impl $name {
            /// A fresh one.
            pub fn new(entropy: &dyn Entropy) -> Self {
                Self::from_bits(u128::from_be_bytes(random(entropy)))
            }

            /// The one with these random bits.
            pub fn from_bits(bits: u128) -> Self {
                Self(format!("{}_{bits:032x}", $prefix))
            }

            /// Its random bits, of which it can be made again; `None` for what this program never made.
            pub fn bits(&self) -> Option<u128> {
                let bits = u128::from_str_radix(self.0.strip_prefix($prefix)?.strip_prefix('_')?, 16).ok()?;
                (Self::from_bits(bits) == *self).then_some(bits)
            }

            /// One that came from outside; whether it names anything is for the store to say.
            pub fn received(text: &str) -> Self {
                Self(text.to_owned())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// An account: one person, as larkgate knows them.
    AccountId = "acc";
    /// A browser's signed-in session at larkgate; the `sid` of OpenID Connect's logout specifications.
    SessionId = "ses";
    /// A browser's session at one application behind a proxy.
    ApplicationSessionId = "aps";
    /// A token by which a service comes to one application behind a proxy.
    ServiceTokenId = "svc";
    /// What a person let one application have in one sign-in; all its tokens live and die with it.
    GrantId = "gra";
    /// A token of the administration's REST API.
    ApiTokenId = "tok";
    /// One line of the audit log.
    AuditId = "aud";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::token::SystemEntropy;

    #[test]
    fn tells_its_kind_and_is_unique() {
        let id = AccountId::new(&SystemEntropy);
        assert!(id.as_str().starts_with("acc_"));
        assert_eq!(id.as_str().len(), 36);
        assert_ne!(id, AccountId::new(&SystemEntropy));
    }

    #[test]
    fn is_made_of_its_bits_again() {
        let id = AccountId::new(&SystemEntropy);
        assert_eq!(AccountId::from_bits(id.bits().unwrap()), id);
        assert_eq!(AccountId::from_bits(10).bits(), Some(10));
        let digits = "0123456789abcdef0123456789abcdef";
        assert!(AccountId::received(&format!("acc_{digits}")).bits().is_some());
        for other in ["acc_", "acc_a", &format!("acc{digits}"), &format!("ses_{digits}")] {
            assert_eq!(AccountId::received(other).bits(), None, "{other}");
        }
        assert_eq!(AccountId::received(&format!("acc_{}", digits.to_uppercase())).bits(), None);
    }
}
