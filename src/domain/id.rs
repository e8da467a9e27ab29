//! Identifiers of our own things: a prefix that tells a reader what it names, and 128 random bits.

use std::fmt::Write as _;

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
                Self(unique($prefix, entropy))
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
    /// What a person let one application have in one sign-in; all its tokens live and die with it.
    GrantId = "gra";
    /// A token of the administration's REST API.
    ApiTokenId = "tok";
    /// One line of the audit log.
    AuditId = "aud";
}

/// `prefix_` and 32 hexadecimal digits.
fn unique(prefix: &str, entropy: &dyn Entropy) -> String {
    let mut text = format!("{prefix}_");
    for byte in random::<16>(entropy) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
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
}
