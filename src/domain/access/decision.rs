//! What becomes of a request, and why, in one form for the page, the log and `larkgate explain`.

use crate::domain::access::application::Application;
use crate::domain::access::original::{Original, OriginalFlaw, Scheme};
use crate::domain::access::rule::{Concern, Effect, Visitor};

/// The folder on every application's host that leads to larkgate.
const OWN_FOLDER: &str = ".larkgate";

/// What becomes of a request. Rules count from 1, as people do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It may pass, for whom it is signed in as.
    Allow {
        /// The rule that says so.
        rule: usize,
    },
    /// It may pass, whoever it is.
    Public {
        /// The rule that says so.
        rule: usize,
    },
    /// It might pass if somebody were signed in.
    SignIn,
    /// It may not pass, and signing in changes nothing.
    Forbidden(Refused),
}

/// Why a request may not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// This rule denies it.
    Rule(usize),
    /// No rule is about it.
    NoRule,
    /// It depends on whether this rule is about the person, and not enough of their departments and groups is known.
    Unsure(usize),
    /// No application is at this host.
    NoApplication,
    /// It travels in plain text, where no cookie of ours may.
    NotHttps,
    /// It could be read in more than one way.
    Unreadable(OriginalFlaw),
    /// It is for larkgate's own pages on the application's host, which the proxy should send to larkgate.
    OwnPath,
    /// Whoever asks is no trusted proxy.
    Untrusted,
    /// The proxy does not say which request it is, or says it twice.
    Unstated,
}

impl Decision {
    /// Decides about a request for `application`. The first rule that is about it decides. Where a rule that names people
    /// comes before, and nobody is signed in, only a public rule lets pass without asking who it is. Where it is not known
    /// whether a rule is about the person, it lets nobody pass who needs it to, and one that denies denies.
    pub fn about(application: &Application, original: &Original, visitor: &Visitor<'_>) -> Self {
        let (mut may_depend, mut unsure) = (false, None);
        for (rule, number) in application.rules.iter().zip(1..) {
            match (rule.concerns(original, visitor), rule.effect) {
                (Concern::No, _) => {}
                (Concern::WhoIsIt, _) => may_depend = true,
                (Concern::Unknown, Effect::Allow | Effect::Public) => unsure = unsure.or(Some(number)),
                (Concern::Unknown, Effect::Deny) => {
                    return Self::Forbidden(Refused::Unsure(unsure.unwrap_or(number)));
                }
                (Concern::Yes, Effect::Public) => return Self::Public { rule: number },
                (Concern::Yes, Effect::Allow) if visitor.person.is_some() => {
                    return Self::Allow { rule: number };
                }
                (Concern::Yes, Effect::Allow) => return Self::SignIn,
                (Concern::Yes, Effect::Deny) if may_depend => return Self::SignIn,
                (Concern::Yes, Effect::Deny) => {
                    return Self::Forbidden(unsure.map_or(Refused::Rule(number), Refused::Unsure));
                }
            }
        }
        if may_depend {
            Self::SignIn
        } else {
            Self::Forbidden(unsure.map_or(Refused::NoRule, Refused::Unsure))
        }
    }

    /// Finds the application that `original` is for. Plain text will do only where larkgate itself is reached so.
    ///
    /// # Errors
    /// When there is none, or the request is not protected on its way.
    pub fn application<'a>(
        applications: &'a [Application],
        original: &Original,
        https: bool,
    ) -> Result<&'a Application, Refused> {
        if https && original.scheme() == Scheme::Http {
            return Err(Refused::NotHttps);
        }
        if original.path().as_str().split('/').nth(1) == Some(OWN_FOLDER) {
            return Err(Refused::OwnPath);
        }
        applications.iter().find(|app| app.is_at(original.host())).ok_or(Refused::NoApplication)
    }

    /// One word for programs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Allow { .. } => "allowed",
            Self::Public { .. } => "public",
            Self::SignIn => "login_required",
            Self::Forbidden(refused) => refused.word(),
        }
    }

    /// The rule that decided, or that could not be decided about, if there is one.
    pub const fn rule(&self) -> Option<usize> {
        match self {
            Self::Allow { rule }
            | Self::Public { rule }
            | Self::Forbidden(Refused::Rule(rule) | Refused::Unsure(rule)) => Some(*rule),
            Self::SignIn | Self::Forbidden(_) => None,
        }
    }

    /// Why, for operators and developers; ASCII, and nothing of the rule's own text.
    pub fn reason(&self) -> String {
        match self {
            Self::Allow { rule } => format!("rule {rule} allows it"),
            Self::Public { rule } => format!("rule {rule} lets everybody pass"),
            Self::SignIn => "nobody is signed in, and the rules depend on who it is".to_owned(),
            Self::Forbidden(refused) => refused.reason(),
        }
    }
}

impl Refused {
    /// One word for programs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Rule(_) => "rule_denies",
            Self::NoRule => "no_rule",
            Self::Unsure(_) => "memberships_unknown",
            Self::NoApplication => "no_application",
            Self::NotHttps => "not_https",
            Self::Unreadable(_) => "unreadable_request",
            Self::OwnPath => "own_path",
            Self::Untrusted => "untrusted_proxy",
            Self::Unstated => "unstated_request",
        }
    }

    /// Why, for operators and developers; ASCII.
    pub fn reason(&self) -> String {
        match self {
            Self::Rule(rule) => format!("rule {rule} denies it"),
            Self::NoRule => "no rule is about it".to_owned(),
            Self::Unsure(rule) => {
                format!("rule {rule} names departments or groups, and it is not known which the person is in")
            }
            Self::NoApplication => "no application is at this host".to_owned(),
            Self::NotHttps => "it does not travel by https".to_owned(),
            Self::Unreadable(flaw) => flaw.text().to_owned(),
            Self::OwnPath => "the proxy asks about /.larkgate/ instead of sending it to larkgate".to_owned(),
            Self::Untrusted => "who asks is not in listen.trusted_proxies".to_owned(),
            Self::Unstated => "the proxy does not say which request it is, or says it twice".to_owned(),
        }
    }

    /// Whether it is for the operator to put right: the proxy or the configuration is at fault, not the person's rights.
    pub const fn is_misconfigured(&self) -> bool {
        match self {
            Self::NoApplication | Self::NotHttps | Self::OwnPath | Self::Untrusted | Self::Unstated => true,
            Self::Rule(_) | Self::NoRule | Self::Unsure(_) | Self::Unreadable(_) => false,
        }
    }
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
