//! What becomes of a request to an application behind a proxy, in the reader's language.

use super::Visitor;
use super::protected::source;
use crate::admin::ops::explain::{Explained, Step};
use crate::domain::access::{Decision, Draft, Mismatch, Refused, RuleNumber, Unknown, Verdict};
use crate::domain::client::Source;
use crate::views::console::{ExplainAnswer, ExplainStep, ExplainWords, fill, sentence};
use crate::web::urls;

/// The answer, with each rule and what came of it.
pub(super) fn said(
    visitor: &Visitor<'_>,
    words: &'static ExplainWords,
    explained: Explained,
) -> ExplainAnswer {
    let (decision, mark) = match explained.decision {
        Decision::Allow { .. } | Decision::Public { .. } => (words.passes, ""),
        Decision::SignIn => (words.sign_in, "off"),
        Decision::InvalidToken | Decision::Forbidden(_) => (words.refused, "bad"),
    };
    let application = explained.application.map(|application| {
        (application.name.clone(), urls::about_application(urls::CONSOLE_PROTECTED, &application.id))
    });
    ExplainAnswer {
        decision,
        mark,
        reason: reason(words, explained.decision),
        application,
        person: explained.account.map(|person| {
            let href = urls::about_account(urls::CONSOLE_ACCOUNT, &person.account.id);
            (person.account.display_name().to_owned(), href)
        }),
        path: explained.path,
        steps: explained.steps.iter().map(|step| step_of(visitor, words, step)).collect(),
    }
}

fn step_of(visitor: &Visitor<'_>, words: &'static ExplainWords, step: &Step) -> ExplainStep {
    ExplainStep {
        number: step.number.number,
        source: source(visitor, step.number.source),
        text: sentence(&visitor.locale.words().console.sentence, &Draft::from(&step.rule)),
        verdict: verdict(words, step.verdict),
        decides: step.verdict == Some(Verdict::Decides),
    }
}

fn verdict(words: &'static ExplainWords, verdict: Option<Verdict>) -> &'static str {
    match verdict {
        None => words.not_tried,
        Some(Verdict::Decides) => words.decides,
        Some(Verdict::Depends) => words.depends,
        Some(Verdict::Unsure(Unknown::Memberships)) => words.unsure,
        Some(Verdict::Unsure(Unknown::Address)) => words.nowhere,
        Some(Verdict::PassedOver(Mismatch::People)) => words.for_people,
        Some(Verdict::PassedOver(Mismatch::Services)) => words.for_services,
        Some(Verdict::PassedOver(Mismatch::Unnamed)) => words.unnamed,
        Some(Verdict::PassedOver(Mismatch::Listed(matcher))) => words.other(matcher),
    }
}

fn reason(words: &ExplainWords, decision: Decision) -> String {
    let by = |text: &str, rule: RuleNumber| {
        let named = match rule.source {
            Source::Database => words.stored_rule,
            Source::Config => words.file_rule,
        };
        fill(text, &[("{rule}", &fill(named, &[("{number}", &rule.number.to_string())]))])
    };
    let plain = match decision {
        Decision::Allow { rule } => return by(words.by_allow, rule),
        Decision::Public { rule } => return by(words.by_public, rule),
        Decision::Forbidden(Refused::Rule(rule)) => return by(words.by_rule, rule),
        Decision::Forbidden(Refused::Unsure(rule)) => return by(words.unsure_why, rule),
        Decision::Forbidden(Refused::Nowhere(rule)) => return by(words.nowhere_why, rule),
        Decision::SignIn => words.sign_in_why,
        Decision::InvalidToken => words.invalid_token,
        Decision::Forbidden(Refused::NoRule) => words.no_rule,
        Decision::Forbidden(Refused::NoRuleForService) => words.no_rule_for_service,
        Decision::Forbidden(Refused::NoApplication) => words.no_application,
        Decision::Forbidden(Refused::Unusable) => words.unusable,
        Decision::Forbidden(Refused::NotHttps) => words.not_https,
        Decision::Forbidden(Refused::Unreadable(_)) => words.unreadable,
        Decision::Forbidden(Refused::OwnPath) => words.own_path,
        Decision::Forbidden(Refused::Untrusted) => words.untrusted,
        Decision::Forbidden(Refused::Unstated | Refused::Protocol) => words.unstated,
    };
    plain.to_owned()
}
