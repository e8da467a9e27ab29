//! What the console says: a file per page, each word in both languages side by side, so that none can be missing.

mod account;
mod accounts;
mod audit;
mod clients;
mod errors;
mod events;
mod flaws;
mod frame;
mod home;
mod keys;
mod protected;
mod roles;
mod rules;
mod settings;
mod system;
mod terms;

pub use account::AccountWords;
use accounts::AccountsWords;
use audit::AuditWords;
pub use clients::ClientWords;
pub use errors::ErrorWords;
use events::EventWords;
pub use flaws::FlawWords;
use frame::FrameWords;
use home::HomeWords;
use keys::KeyWords;
pub use protected::ProtectedWords;
use protected::ServiceTokenWords;
use roles::{RoleWords, TokenWords};
pub use rules::{ExplainWords, RuleWords, SentenceWords};
pub use settings::SettingWords;
use system::SystemWords;
pub use terms::TermWords;

/// Makes a struct of words, and what they are in Chinese and in English.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $zh:expr, $en:expr;)* }) => {
        $(#[$doc])*
        #[derive(Debug)]
        #[allow(missing_docs, reason = "the words say what they are, twice")]
        pub struct $name { $(pub $field: &'static str,)* }

        impl $name {
            pub(in crate::views) const ZH: Self = Self { $($field: $zh,)* };
            pub(in crate::views) const EN: Self = Self { $($field: $en,)* };

            /// Every word.
            #[cfg(test)]
            pub(super) fn all(&self) -> Vec<&'static str> {
                vec![$(self.$field,)*]
            }
        }
    };
}
use words;

/// The console in one language. `{…}` marks an insert, for [`fill`](super::fill).
#[derive(Debug)]
pub struct ConsoleWords {
    /// What stands around every page.
    pub frame: FrameWords,
    /// What things are called everywhere.
    pub terms: TermWords,
    /// Why something was not done.
    pub errors: ErrorWords,
    /// What is wrong with applications and rules.
    pub flaws: FlawWords,
    /// The overview.
    pub home: HomeWords,
    /// The list of accounts.
    pub accounts: AccountsWords,
    /// One account.
    pub account: AccountWords,
    /// Lines of the audit log.
    pub events: EventWords,
    /// Applications behind proxies.
    pub protected: ProtectedWords,
    /// Their rules.
    pub rules: RuleWords,
    /// A rule as a sentence.
    pub sentence: SentenceWords,
    /// What their services come with.
    pub service_tokens: ServiceTokenWords,
    /// What becomes of a request.
    pub explain: ExplainWords,
    /// Signing keys.
    pub keys: KeyWords,
    /// The system.
    pub system: SystemWords,
    /// The audit log.
    pub audit: AuditWords,
    /// Roles.
    pub roles: RoleWords,
    /// API tokens.
    pub tokens: TokenWords,
    /// Applications.
    pub clients: ClientWords,
    /// Settings of applications.
    pub settings: SettingWords,
}

pub(super) const ZH: ConsoleWords = ConsoleWords {
    frame: FrameWords::ZH,
    terms: TermWords::ZH,
    errors: ErrorWords::ZH,
    flaws: FlawWords::ZH,
    home: HomeWords::ZH,
    accounts: AccountsWords::ZH,
    account: AccountWords::ZH,
    events: EventWords::ZH,
    protected: ProtectedWords::ZH,
    rules: RuleWords::ZH,
    sentence: SentenceWords::ZH,
    service_tokens: ServiceTokenWords::ZH,
    explain: ExplainWords::ZH,
    keys: KeyWords::ZH,
    system: SystemWords::ZH,
    audit: AuditWords::ZH,
    roles: RoleWords::ZH,
    tokens: TokenWords::ZH,
    clients: ClientWords::ZH,
    settings: SettingWords::ZH,
};

pub(super) const EN: ConsoleWords = ConsoleWords {
    frame: FrameWords::EN,
    terms: TermWords::EN,
    errors: ErrorWords::EN,
    flaws: FlawWords::EN,
    home: HomeWords::EN,
    accounts: AccountsWords::EN,
    account: AccountWords::EN,
    events: EventWords::EN,
    protected: ProtectedWords::EN,
    rules: RuleWords::EN,
    sentence: SentenceWords::EN,
    service_tokens: ServiceTokenWords::EN,
    explain: ExplainWords::EN,
    keys: KeyWords::EN,
    system: SystemWords::EN,
    audit: AuditWords::EN,
    roles: RoleWords::EN,
    tokens: TokenWords::EN,
    clients: ClientWords::EN,
    settings: SettingWords::EN,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn all(words: &ConsoleWords) -> Vec<&'static str> {
        let shared = [
            words.frame.all(),
            words.terms.all(),
            words.errors.all(),
            words.events.all(),
            words.audit.all(),
            words.keys.all(),
            words.system.all(),
            words.flaws.all(),
        ];
        let people = [words.home.all(), words.accounts.all(), words.account.all()];
        let rights = [words.roles.all(), words.tokens.all(), words.clients.all(), words.settings.all()];
        let access = [words.protected.all(), words.service_tokens.all(), words.rules.all()];
        let explained = [words.sentence.all(), words.explain.all()];
        [shared.concat(), people.concat(), rights.concat(), access.concat(), explained.concat()].concat()
    }

    fn inserts(text: &str) -> Vec<&str> {
        let mut names: Vec<_> = text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn both_languages_have_the_same_inserts_and_chinese_its_own_punctuation() {
        for (zh, en) in all(&ZH).into_iter().zip(all(&EN)) {
            assert!(!zh.is_empty() && !en.is_empty(), "{zh} {en}");
            assert_eq!(inserts(zh), inserts(en), "{zh}");
            assert!(!zh.contains([',', ';', ':', '?', '!', '(']), "{zh}");
            assert!(!en.contains(['，', '。', '：', '？']), "{en}");
        }
    }
}
