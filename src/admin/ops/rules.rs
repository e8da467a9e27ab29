//! Rules that the database has of protected applications; they are tried before those of the configuration file.

use super::judged::{Judged, not_found, one_line};
use super::{Desk, OpError, Problem, change, why};
use crate::config::Written;
pub use crate::domain::access::Draft;
use crate::domain::access::{Application, Catalogue, Rule, RuleNumber, Stored};
use crate::domain::admin::Permission;
use crate::domain::audit::EventKind;
use crate::domain::client::Source;

/// A rule of an application.
#[derive(Debug, Clone)]
pub struct Numbered {
    /// Which.
    pub number: RuleNumber,
    /// What it says; `None` where the database has what this program never wrote.
    pub draft: Option<Draft>,
    /// The rule for operators, or as it stands in the database where nobody can read it.
    pub text: String,
}

/// Every rule of an application, in the order in which they are tried.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// The rules.
    pub rules: Vec<Numbered>,
    /// Counts changes of protected applications: whoever changes rules by their numbers says which they saw.
    pub revision: i64,
}

impl Numbered {
    /// Every rule of an application that can be read.
    pub fn of(application: &Application) -> Vec<Self> {
        let read = |(number, rule): (RuleNumber, &Rule)| Self {
            number,
            draft: Some(rule.into()),
            text: rule.to_string(),
        };
        application.numbered_rules().map(read).collect()
    }
}

/// As the configuration file would have it.
fn write(draft: &Draft) -> String {
    let mut written = Written::default();
    written.set("effect", &draft.effect);
    for matcher in Rule::MATCHERS {
        written.set_list(matcher, draft.list(matcher));
    }
    written.text()
}

/// Reads what [`write()`] wrote. `None` when that was something else.
fn parse(text: &str) -> Option<Draft> {
    let (written, mut draft) = (Written::parse(text)?, Draft::default());
    for (option, texts) in written.texts() {
        let texts: Vec<_> = texts?.into_iter().map(str::to_owned).collect();
        match Rule::MATCHERS.into_iter().find(|matcher| *matcher == option) {
            Some(matcher) => draft.set(matcher, texts),
            None if option == "effect" => draft.effect = texts.into_iter().next()?,
            None => return None,
        }
    }
    Some(draft)
}

/// Every rule of an application.
///
/// # Errors
/// When the actor may not read it, there is no such application, or the database fails.
pub async fn list(desk: &Desk<'_>, application: &str) -> Result<RuleSet, OpError> {
    let mut tx = desk.reading(Permission::ReadApplications).await?;
    let revision = tx.applications_revision().await?;
    let stored = tx.stored_applications(desk.now).await?;
    let is_known = desk.config.has_application(application)
        || stored.applications.iter().any(|known| known.id == application)
        || stored.rules.iter().any(|rule| rule.application == application);
    if !is_known {
        return Err(not_found(application));
    }
    let rules = numbered(desk, &desk.config.catalogue(&stored), &stored, application);
    Ok(RuleSet { rules, revision })
}

/// The rules of an application, those too of one that is closed since some of them cannot be read.
pub(super) fn numbered(desk: &Desk<'_>, catalogue: &Catalogue, stored: &Stored, id: &str) -> Vec<Numbered> {
    if let Some(application) = catalogue.named(id) {
        return Numbered::of(application);
    }
    let of_it = stored.rules.iter().filter(|rule| rule.application == id).zip(1..);
    let written = of_it.map(|(rule, number)| Numbered {
        number: RuleNumber { source: Source::Database, number },
        draft: parse(&rule.rule),
        text: one_line(&rule.rule),
    });
    let of_file = desk.config.applications.iter().find(|application| application.id == id);
    written.chain(of_file.into_iter().flat_map(Numbered::of)).collect()
}

/// A change of one application's rules, by their numbers among those of the database.
#[derive(Debug, Clone)]
pub enum Edit<'a> {
    /// Adds a rule before another; by default one that denies comes first, and any other last.
    Add {
        /// The rule.
        draft: &'a Draft,
        /// Which rule it comes before; one more than there are for the end.
        before: Option<usize>,
    },
    /// Puts a rule in another's place.
    Replace {
        /// Which.
        number: usize,
        /// The new one.
        draft: &'a Draft,
    },
    /// Moves a rule.
    Move {
        /// Which.
        number: usize,
        /// The number that it shall have.
        to: usize,
    },
    /// Removes a rule.
    Remove {
        /// Which.
        number: usize,
        /// Why, for the audit log.
        reason: &'a str,
    },
}

/// What an edit came to.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The number of the rule that was added, changed, moved or removed.
    pub number: usize,
    /// The rule as it stands in the database, in one line.
    pub rule: String,
}

/// Changes the rules that the database has of an application of the file or of the database.
///
/// # Errors
/// When the actor may not, there is no such application or rule, the rule is not good, or rules changed since `revision`.
pub async fn edit(
    desk: &Desk<'_>,
    application: &str,
    revision: Option<i64>,
    edit: &Edit<'_>,
) -> Result<Edited, OpError> {
    let reason = if let Edit::Remove { reason, .. } = edit { why(reason)? } else { None };
    let mut judged = Judged::begin(desk, revision).await?;
    let (before, after) = applied(&mut judged, application, edit).await?;
    let mut event = desk.event(EventKind::RulesChanged);
    event.reason = reason;
    let line = |(number, rule): &(usize, String)| format!("rule {number}: {}", one_line(rule));
    event.change = change(before.as_ref().map(line), after.as_ref().map(line));
    judged.commit(application, event).await?;
    let (number, rule) = after.or(before).unwrap_or_default();
    Ok(Edited { number, rule: one_line(&rule) })
}

/// Everything as it would be after an edit, which is not made.
///
/// # Errors
/// As [`edit`].
pub async fn preview(
    desk: &Desk<'_>,
    application: &str,
    revision: Option<i64>,
    edit: &Edit<'_>,
) -> Result<Catalogue, OpError> {
    let mut judged = Judged::begin(desk, revision).await?;
    applied(&mut judged, application, edit).await?;
    judged.judge(application).await
}

/// A rule and its number.
type Placed = (usize, String);

/// Makes an edit in a transaction: the rule before and after.
async fn applied(
    judged: &mut Judged<'_>,
    application: &str,
    edit: &Edit<'_>,
) -> Result<(Option<Placed>, Option<Placed>), OpError> {
    judged.refuse_unknown(application)?;
    let mut rules = judged.rules_of(application);
    let done = match *edit {
        Edit::Add { draft, before } => {
            let usual = if draft.effect == "deny" { 1 } else { rules.len().saturating_add(1) };
            let (place, rule) = (before.unwrap_or(usual), write(draft));
            put(&mut rules, "before", place, rule.clone())?;
            (None, Some((place, rule)))
        }
        Edit::Replace { number, draft } => {
            let (old, new) = (take(&mut rules, number)?, write(draft));
            put(&mut rules, "number", number, new.clone())?;
            (Some((number, old)), Some((number, new)))
        }
        Edit::Move { number, to } => {
            let rule = take(&mut rules, number)?;
            put(&mut rules, "to", to, rule.clone())?;
            (Some((number, rule.clone())), Some((to, rule)))
        }
        Edit::Remove { number, reason: _ } => (Some((number, take(&mut rules, number)?)), None),
    };
    judged.tx.replace_rules(application, &rules).await?;
    Ok(done)
}

fn put(rules: &mut Vec<String>, field: &'static str, number: usize, rule: String) -> Result<(), OpError> {
    let most = rules.len().saturating_add(1);
    match number.checked_sub(1).filter(|index| *index < most) {
        Some(index) => rules.insert(index, rule),
        None => return Err(OpError::invalid(field, Problem::Place { most, found: number })),
    }
    Ok(())
}

fn take(rules: &mut Vec<String>, number: usize) -> Result<String, OpError> {
    let index = number.checked_sub(1).filter(|index| *index < rules.len());
    let not_found = || OpError::NotFound { what: "rule", name: number.to_string() };
    Ok(rules.remove(index.ok_or_else(not_found)?))
}
