//! What becomes of a request, and why, in one form for the page, the log and `larkgate explain`.

use crate::domain::access::application::{Application, numbered};
use crate::domain::access::concern::{Concern, Mismatch, Unknown};
use crate::domain::access::original::Original;
use crate::domain::access::person::Person;
use crate::domain::access::refused::Refused;
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
    /// Whether it is about the request depends on what is not known.
    Unsure(Unknown),
    /// It is about the request, and the last that is tried.
    Decides,
}

impl Verdict {
    /// For operators; ASCII.
    pub fn text(self) -> String {
        match self {
            Self::PassedOver(mismatch) => format!("passed over: {}", mismatch.text()),
            Self::Depends => "depends on who signs in".to_owned(),
            Self::Unsure(Unknown::Memberships) => {
                "names departments or groups that are not known of the person".to_owned()
            }
            Self::Unsure(Unknown::Address) => {
                "names networks, and it is not known where the request comes from".to_owned()
            }
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
                Concern::Unknown(unknown) => Verdict::Unsure(unknown),
                Concern::Yes => Verdict::Decides,
            };
            tell(Tried { number, rule, verdict });
            match (concern, rule.effect) {
                (Concern::No(_), _) => {}
                (Concern::WhoIsIt, _) => may_depend = true,
                (Concern::Unknown(unknown), Effect::Allow | Effect::Public) => {
                    unsure = unsure.or(Some(Refused::unknown(unknown, number)));
                }
                (Concern::Unknown(_), Effect::Deny) if may_depend => return Self::SignIn,
                (Concern::Unknown(unknown), Effect::Deny) => {
                    return Self::Forbidden(unsure.unwrap_or(Refused::unknown(unknown, number)));
                }
                (Concern::Yes, Effect::Public) => return Self::Public { rule: number },
                (Concern::Yes, Effect::Allow) if who == Who::Nobody => return Self::SignIn,
                (Concern::Yes, Effect::Allow) => return Self::Allow { rule: number },
                (Concern::Yes, Effect::Deny) if may_depend => return Self::SignIn,
                (Concern::Yes, Effect::Deny) => {
                    return Self::Forbidden(unsure.unwrap_or(Refused::Rule(number)));
                }
            }
        }
        match who {
            _ if may_depend => Self::SignIn,
            Who::Service(_) => Self::Forbidden(unsure.unwrap_or(Refused::NoRuleForService)),
            Who::Nobody | Who::Person(_) => Self::Forbidden(unsure.unwrap_or(Refused::NoRule)),
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

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
