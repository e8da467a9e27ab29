//! Why a request may not pass.

use crate::domain::access::concern::Unknown;
use crate::domain::access::original::OriginalFlaw;
use crate::domain::access::rule::RuleNumber;

/// Why a request may not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// This rule denies it.
    Rule(RuleNumber),
    /// No rule is about it.
    NoRule,
    /// It depends on whether this rule is about the person, and not enough of their departments and groups is known.
    Unsure(RuleNumber),
    /// It depends on whether this rule is about where it comes from, and nobody says where that is.
    Nowhere(RuleNumber),
    /// No rule that is about it names the service that asks.
    NoRuleForService,
    /// No application is at this host.
    NoApplication,
    /// What the database has of the application cannot be read, so nobody knows who may pass.
    Unusable,
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
    /// It asks for HTTP/2, in which nobody would be asked about the requests that follow; browsers never do so.
    Protocol,
}

impl Refused {
    /// Because of what is not known, which this rule needs.
    pub(super) const fn unknown(unknown: Unknown, rule: RuleNumber) -> Self {
        match unknown {
            Unknown::Memberships => Self::Unsure(rule),
            Unknown::Address => Self::Nowhere(rule),
        }
    }

    /// One word for programs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Rule(_) => "rule_denies",
            Self::NoRule => "no_rule",
            Self::Unsure(_) => "memberships_unknown",
            Self::Nowhere(_) => "address_unknown",
            Self::NoRuleForService => "no_rule_for_service",
            Self::NoApplication => "no_application",
            Self::Unusable => "unusable_application",
            Self::NotHttps => "not_https",
            Self::Unreadable(_) => "unreadable_request",
            Self::OwnPath => "own_path",
            Self::Untrusted => "untrusted_proxy",
            Self::Unstated => "unstated_request",
            Self::Protocol => "other_protocol",
        }
    }

    /// Why, for operators and developers; ASCII.
    pub fn reason(&self) -> String {
        match self {
            Self::Rule(rule) => format!("{rule} denies it"),
            Self::NoRule => "no rule is about it".to_owned(),
            Self::Unsure(rule) => {
                format!("{rule} names departments or groups, and it is not known which the person is in")
            }
            Self::Nowhere(rule) => {
                format!("{rule} names networks, and no X-Forwarded-For says where the request comes from")
            }
            Self::NoRuleForService => "no rule about it names this service".to_owned(),
            Self::NoApplication => "no application is at this host".to_owned(),
            Self::Unusable => {
                "what the database has of this application cannot be used; larkgate check says why".to_owned()
            }
            Self::NotHttps => "it does not travel by https".to_owned(),
            Self::Unreadable(flaw) => flaw.text().to_owned(),
            Self::OwnPath => "the proxy asks about /.larkgate/ instead of sending it to larkgate".to_owned(),
            Self::Untrusted => "who asks is not in listen.trusted_proxies".to_owned(),
            Self::Unstated => "the proxy does not say which request it is, or says it twice".to_owned(),
            Self::Protocol => "it asks for HTTP/2, in which nobody would be asked again".to_owned(),
        }
    }

    /// Whether it is for the operator to put right: the proxy or the configuration is at fault, not the person's rights.
    pub const fn is_misconfigured(&self) -> bool {
        match self {
            Self::NoApplication
            | Self::Unusable
            | Self::NotHttps
            | Self::OwnPath
            | Self::Nowhere(_)
            | Self::Untrusted
            | Self::Unstated
            | Self::Protocol => true,
            Self::Rule(_) | Self::NoRule | Self::NoRuleForService | Self::Unsure(_) | Self::Unreadable(_) => {
                false
            }
        }
    }
}
