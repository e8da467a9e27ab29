//! The form that writes a rule: what it shows, and what it says when it comes back.

use super::protected::table;
use super::protected_changes::about;
use super::rules::number;
use super::sent::{Sent, lines};
use super::trouble::of_flaw;
use super::{Answer, Visitor};
use crate::admin::ops::applications::Protected;
use crate::admin::ops::rules::{Draft, Edit, Numbered};
use crate::admin::ops::{Flaw, OpError, Problem};
use crate::domain::access::{Catalogue, Rule};
use crate::domain::client::Source;
use crate::views::console::{
    Choice, Control, FieldGroup, FormField, ProtectedFormPage, RulePlace, RulePreview, RuleWords, Section,
    fill, sentence,
};
use crate::web::params::Params;
use crate::web::urls;

/// Where a rule is to be.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// A new one, before the rule of this number.
    New(&'a str),
    /// In place of the one of this number.
    Of(usize),
}

impl Place<'_> {
    pub(super) fn edit<'a>(&self, draft: &'a Draft) -> Result<Edit<'a>, OpError> {
        match *self {
            Self::New("") => Ok(Edit::Add { draft, before: None }),
            Self::New(text) => {
                let wrong = || OpError::invalid("before", Problem::Place { most: 1, found: 0 });
                Ok(Edit::Add { draft, before: Some(text.parse().map_err(|_no_number| wrong())?) })
            }
            Self::Of(number) => Ok(Edit::Replace { number, draft }),
        }
    }
}

/// What would be, with the rule that the form is about.
pub(super) fn preview(
    visitor: &Visitor<'_>,
    known: &Protected,
    would_be: &Catalogue,
    place: Place<'_>,
    draft: &Draft,
) -> RulePreview {
    let rules: Vec<_> =
        would_be.named(&known.id).map(|application| Numbered::of(application)).unwrap_or_default();
    let mut rules = table(visitor, &known.id, &rules, known.revision, false);
    let stored = known.rules.iter().filter(|rule| rule.number.source == Source::Database).count();
    let number = match place {
        Place::Of(number) => number,
        Place::New("") if draft.effect == "deny" => 1,
        Place::New("") => stored.saturating_add(1),
        Place::New(text) => number(text),
    };
    if let Some(row) = number.checked_sub(1).and_then(|index| rules.rows.get_mut(index)) {
        row.is_this = true;
    }
    RulePreview { sentence: sentence(&visitor.locale.words().console.sentence, draft), rules }
}

/// Shows the form, with what is wrong beside each field.
pub(super) fn form(
    visitor: &Visitor<'_>,
    known: &Protected,
    place: Place<'_>,
    draft: &Draft,
    error: Option<OpError>,
    preview: Option<&RulePreview>,
) -> Answer {
    let console = &visitor.locale.words().console;
    let words = &console.rules;
    let sent = Sent::of(visitor, error)?;
    let (title, action) = match place {
        Place::New(_) => {
            let action = urls::about_application(urls::CONSOLE_NEW_RULE, &known.id);
            (fill(words.add_title, &[("{name}", &known.name)]), action)
        }
        Place::Of(number) => {
            let text = fill(words.edit_title, &[("{number}", &number.to_string())]);
            (fill(&text, &[("{name}", &known.name)]), urls::about_rule(urls::CONSOLE_RULE, &known.id, number))
        }
    };
    let fields = Fields { visitor, words, draft, flaws: &sent.flaws };
    let place = fields.place(known, place);
    let page = ProtectedFormPage {
        frame: &visitor.frame(Section::Protected),
        title: &title,
        wrong: sent.wrong.as_deref(),
        action: &action,
        revision: Some(known.revision),
        groups: &fields.groups(),
        place: place.as_ref(),
        preview,
        can_preview: true,
        button: words.save,
        back: &about(&known.id),
    };
    Ok(sent.answer(visitor, page.render()))
}

/// What was filled in.
pub(super) fn read(params: &Params) -> Draft {
    let mut draft = Draft::new(params.once("effect").unwrap_or_default());
    for matcher in Rule::MATCHERS {
        draft.set(matcher, lines(params.once(matcher).unwrap_or_default()));
    }
    draft
}

struct Fields<'a> {
    visitor: &'a Visitor<'a>,
    words: &'static RuleWords,
    draft: &'a Draft,
    flaws: &'a [Flaw],
}

impl Fields<'_> {
    fn groups(&self) -> Vec<FieldGroup> {
        let w = self.words;
        let choice = |value, label| Choice { value, label, hint: "", chosen: self.draft.effect == value };
        let effects = vec![choice("allow", w.allow), choice("deny", w.deny), choice("public", w.public)];
        vec![
            FieldGroup {
                heading: None,
                fields: vec![self.field("effect", w.effect, "", Control::One(effects))],
            },
            FieldGroup {
                heading: Some((w.which, w.which_hint)),
                fields: vec![
                    self.lines("paths", w.paths, w.paths_hint),
                    self.lines("methods", w.methods, w.methods_hint),
                    self.lines("networks", w.networks, w.networks_hint),
                    self.lines("hosts", w.hosts, w.hosts_hint),
                ],
            },
            FieldGroup {
                heading: Some((w.who, w.who_hint)),
                fields: vec![
                    self.lines("accounts", w.accounts, w.accounts_hint),
                    self.lines("tenants", w.tenants, w.tenants_hint),
                    self.lines("departments", w.departments, w.departments_hint),
                    self.lines("groups", w.groups, w.groups_hint),
                    self.lines("services", w.services, w.services_hint),
                ],
            },
        ]
    }

    fn lines(&self, name: &'static str, label: &'static str, hint: &'static str) -> FormField {
        self.field(name, label, hint, Control::Lines { value: self.draft.list(name).join("\n") })
    }

    fn field(
        &self,
        name: &'static str,
        label: &'static str,
        hint: &'static str,
        control: Control,
    ) -> FormField {
        FormField { name, label, hint, control, errors: self.wrong_with(name) }
    }

    /// What is wrong with a field; which rule it is about, the page says.
    fn wrong_with(&self, name: &str) -> Vec<String> {
        let console = &self.visitor.locale.words().console;
        let said = |flaw: &Flaw| match &flaw.problem {
            Problem::Access(flaw) => console.flaws.say(flaw),
            _ => of_flaw(console, flaw),
        };
        self.flaws.iter().filter(|flaw| flaw.field == name).map(said).collect()
    }

    fn place(&self, known: &Protected, place: Place<'_>) -> Option<RulePlace> {
        let Place::New(chosen) = place else { return None };
        let stored = known.rules.iter().filter(|rule| rule.number.source == Source::Database).count();
        let numbered = (1..=stored).map(|number| {
            let number = number.to_string();
            (number.clone(), fill(self.words.place_before, &[("{number}", &number)]))
        });
        let last = (stored.saturating_add(1).to_string(), self.words.place_last.to_owned());
        let usual = (String::new(), self.words.place_usual.to_owned());
        let all = std::iter::once(usual).chain(numbered).chain(std::iter::once(last));
        let choices = all.map(|(value, name)| {
            let is_chosen = value == chosen;
            (value, name, is_chosen)
        });
        Some(RulePlace { choices: choices.collect(), wrong: self.wrong_with("before").into_iter().next() })
    }
}
