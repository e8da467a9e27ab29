//! What becomes of a request, and why, in one form for the page, the log and `larkgate explain`.

use crate::domain::access::application::{Application, numbered};
use crate::domain::access::concern::{Concern, Mismatch};
use crate::domain::access::original::{Original, OriginalFlaw};
use crate::domain::access::person::Person;
use crate::domain::access::rule::{Effect, Rule, RuleNumber, Visitor, Who};
use crate::domain::client::Source;

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It may pass, for whom it is signed in as.
    Allow {
        /// The rule that says so.
        rule: RuleNumber,
    },
    /// It may pass, whoever it is.
    Public {
        /// The rule that says so.
        rule: RuleNumber,
    },
    /// It might pass if somebody were signed in.
    SignIn,
    /// It brings a service token that is worth nothing here, and so nothing else that it brings counts.
    InvalidToken,
    /// It may not pass, and signing in changes nothing.
    Forbidden(Refused),
}

/// Why a request may not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// This rule denies it.
    Rule(RuleNumber),
    /// No rule is about it.
    NoRule,
    /// It depends on whether this rule is about the person, and not enough of their departments and groups is known.
    Unsure(RuleNumber),
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

/// A rule that was tried.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'a> {
    /// Which.
    pub number: RuleNumber,
    /// The rule.
    pub rule: &'a Rule,
    /// What came of it.
    pub verdict: Verdict,
}

/// What came of trying a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is not about the request.
    PassedOver(Mismatch),
    /// It names people and nobody is signed in, so what follows is not for sure.
    Depends,
    /// It names departments or groups, and it is not known which the person is in.
    Unsure,
    /// It is about the request, and the last that is tried.
    Decides,
}

impl Verdict {
    /// For operators; ASCII.
    pub fn text(self) -> String {
        match self {
            Self::PassedOver(mismatch) => format!("passed over: {}", mismatch.text()),
            Self::Depends => "depends on who signs in".to_owned(),
            Self::Unsure => "names departments or groups that are not known of the person".to_owned(),
            Self::Decides => "is about it".to_owned(),
        }
    }
}

impl Decision {
    /// Decides about a request for `application`. The first rule that is about it decides. Where a rule that names people
    /// comes before, and nobody is signed in, only a public rule lets pass without asking who it is. Where it is not known
    /// whether a rule is about the person, it lets nobody pass who needs it to, and one that denies denies.
    pub fn about(application: &Application, original: &Original, visitor: &Visitor<'_>) -> Self {
        Self::trying(application, original, visitor, |_tried| {})
    }

    /// Decides, and tells `tell` of every rule that was tried.
    pub fn trying<'a>(
        application: &'a Application,
        original: &Original,
        visitor: &Visitor<'_>,
        tell: impl FnMut(Tried<'a>),
    ) -> Self {
        let rules = application.numbered_rules();
        Self::first(rules, visitor.who, |rule| rule.concerns(original, visitor), tell)
    }

    /// Decides whether somebody may enter at all, by rules about people that are written in one place.
    pub fn to_enter(rules: &[Rule], source: Source, person: &Person) -> Self {
        let rules = numbered(source, rules);
        Self::first(rules, Who::Person(person), |rule| rule.concerns_person(person), |_tried| {})
    }

    fn first<'a>(
        rules: impl Iterator<Item = (RuleNumber, &'a Rule)>,
        who: Who<'_>,
        concerns: impl Fn(&Rule) -> Concern,
        mut tell: impl FnMut(Tried<'a>),
    ) -> Self {
        let (mut may_depend, mut unsure) = (false, None);
        for (number, rule) in rules {
            let concern = concerns(rule);
            let verdict = match concern {
                Concern::No(mismatch) => Verdict::PassedOver(mismatch),
                Concern::WhoIsIt => Verdict::Depends,
                Concern::Unknown => Verdict::Unsure,
                Concern::Yes => Verdict::Decides,
            };
            tell(Tried { number, rule, verdict });
            match (concern, rule.effect) {
                (Concern::No(_), _) => {}
                (Concern::WhoIsIt, _) => may_depend = true,
                (Concern::Unknown, Effect::Allow | Effect::Public) => unsure = unsure.or(Some(number)),
                (Concern::Unknown, Effect::Deny) => {
                    return Self::Forbidden(Refused::Unsure(unsure.unwrap_or(number)));
                }
                (Concern::Yes, Effect::Public) => return Self::Public { rule: number },
                (Concern::Yes, Effect::Allow) if who == Who::Nobody => return Self::SignIn,
                (Concern::Yes, Effect::Allow) => return Self::Allow { rule: number },
                (Concern::Yes, Effect::Deny) if may_depend => return Self::SignIn,
                (Concern::Yes, Effect::Deny) => {
                    return Self::Forbidden(unsure.map_or(Refused::Rule(number), Refused::Unsure));
                }
            }
        }
        match who {
            _ if may_depend => Self::SignIn,
            Who::Service(_) => Self::Forbidden(Refused::NoRuleForService),
            Who::Nobody | Who::Person(_) => Self::Forbidden(unsure.map_or(Refused::NoRule, Refused::Unsure)),
        }
    }

    /// One word for programs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Allow { .. } => "allowed",
            Self::Public { .. } => "public",
            Self::SignIn => "login_required",
            Self::InvalidToken => "invalid_token",
            Self::Forbidden(refused) => refused.word(),
        }
    }

    /// Why, for operators and developers; ASCII, and nothing of the rule's own text.
    pub fn reason(&self) -> String {
        match self {
            Self::Allow { rule } => format!("{rule} allows it"),
            Self::Public { rule } => format!("{rule} lets everybody pass"),
            Self::SignIn => "nobody is signed in, and the rules depend on who it is".to_owned(),
            Self::InvalidToken => {
                "the service token is not one of this application, has lapsed or was revoked".to_owned()
            }
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
            | Self::Untrusted
            | Self::Unstated
            | Self::Protocol => true,
            Self::Rule(_) | Self::NoRule | Self::NoRuleForService | Self::Unsure(_) | Self::Unreadable(_) => {
                false
            }
        }
    }
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
