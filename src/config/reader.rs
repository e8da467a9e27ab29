//! A walk through a TOML document that goes on after a problem, so that all of them are seen at once.

use std::cell::RefCell;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::problems::Problem;

/// What the walk carries along: where secrets come from, and the problems so far.
pub(super) struct Context<'a> {
    pub(super) env: &'a dyn Fn(&str) -> Option<String>,
    /// Where relative paths start: the configuration file's folder.
    pub(super) folder: &'a Path,
    pub(super) problems: RefCell<Vec<Problem>>,
}

/// One table of the document. Options are taken by name; whatever is left at [`Section::finish`] is unknown.
///
/// A reading method notes the problem itself and answers as if the option were absent.
pub(super) struct Section<'a> {
    context: &'a Context<'a>,
    path: String,
    table: Option<&'a DeTable<'a>>,
    known: Vec<String>,
    missing: Vec<(&'static str, Problem)>,
}

impl<'a> Section<'a> {
    /// The whole document.
    pub(super) fn root(context: &'a Context<'a>, table: &'a DeTable<'a>) -> Self {
        Self::new(context, String::new(), Some(table))
    }

    fn new(context: &'a Context<'a>, path: String, table: Option<&'a DeTable<'a>>) -> Self {
        Self { context, path, table, known: Vec::new(), missing: Vec::new() }
    }

    pub(super) fn context(&self) -> &'a Context<'a> {
        self.context
    }

    /// The path of an option of this table.
    pub(super) fn at(&self, name: &str) -> String {
        let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
        let name = if bare { name.to_owned() } else { format!("{name:?}") };
        if self.path.is_empty() { name } else { format!("{}.{name}", self.path) }
    }

    /// The path of this table.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Notes a problem with an option of this table.
    pub(super) fn refuse(&self, name: &str, message: impl Into<String>) {
        self.note(Problem::new(self.at(name), message));
    }

    /// Notes a problem anywhere.
    pub(super) fn note(&self, problem: Problem) {
        self.context.problems.borrow_mut().push(problem);
    }

    /// Notes that an option is missing, unless it turns out to be there, misspelt.
    pub(super) fn miss(&mut self, name: &'static str, problem: Problem) {
        self.missing.push((name, problem));
    }

    /// Whether the option is written, whatever its value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Whether the option is an array of nothing.
    pub(super) fn is_empty_array(&self, name: &str) -> bool {
        self.find(name).and_then(DeValue::as_array).is_some_and(|entries| entries.is_empty())
    }

    /// Whether the option is a table.
    pub(super) fn is_table(&self, name: &str) -> bool {
        self.find(name).is_some_and(|value| value.as_table().is_some())
    }

    /// Whether the option is `true`.
    pub(super) fn is_true(&self, name: &str) -> bool {
        matches!(self.find(name), Some(DeValue::Boolean(true)))
    }

    /// Declares an option as known and looks it up.
    pub(super) fn take(&mut self, name: &str) -> Option<&'a DeValue<'a>> {
        self.known.push(name.to_owned());
        self.find(name)
    }

    fn find(&self, name: &str) -> Option<&'a DeValue<'a>> {
        self.table?.get(name).map(|value| value.get_ref())
    }

    /// A table; as good as empty when absent.
    pub(super) fn section(&mut self, name: &str) -> Section<'a> {
        let path = self.at(name);
        let table = self.take(name).and_then(|value| self.table_at(&path, value));
        Section::new(self.context, path, table)
    }

    /// A table of tables, in the order of the file, each with its name.
    pub(super) fn named_sections(&mut self, name: &str) -> Vec<(&'a str, Section<'a>)> {
        let outer = self.section(name);
        let mut entries: Vec<_> = outer.table.into_iter().flatten().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let named = entries.into_iter().map(|(key, value)| {
            let path = outer.at(key.get_ref());
            let table = outer.table_at(&path, value.get_ref());
            (key.get_ref().as_ref(), Section::new(self.context, path, table))
        });
        named.collect()
    }

    /// An array of tables.
    pub(super) fn listed_sections(&mut self, name: &str) -> Vec<Section<'a>> {
        let entries = self.entries(name, "an array of tables");
        let listed = entries.into_iter().map(|(path, value)| {
            let table = self.table_at(&path, value);
            Section::new(self.context, path, table)
        });
        listed.collect()
    }

    /// Every entry of an array, each with its path.
    pub(super) fn entries(&mut self, name: &str, expected: &str) -> Vec<(String, &'a DeValue<'a>)> {
        let path = self.at(name);
        let entries = match self.take(name) {
            None => return Vec::new(),
            Some(DeValue::Array(entries)) => entries,
            Some(other) => {
                self.note(wrong_kind(&path, expected, other));
                return Vec::new();
            }
        };
        entries.iter().enumerate().map(|(i, entry)| (format!("{path}[{i}]"), entry.get_ref())).collect()
    }

    fn table_at(&self, path: &str, value: &'a DeValue<'a>) -> Option<&'a DeTable<'a>> {
        let table = value.as_table();
        if table.is_none() {
            self.note(wrong_kind(path, "a table", value));
        }
        table
    }

    /// Refuses what nobody asked for, and notes what is missing.
    pub(super) fn finish(mut self) {
        for key in self.table.into_iter().flat_map(DeTable::keys).map(|key| key.get_ref()) {
            if self.known.iter().any(|known| known == key) {
                continue;
            }
            let near = nearest(key, &self.known);
            let hint = match near {
                Some(near) => format!("did you mean {near}?"),
                None => format!("known here: {}", self.known.join(", ")),
            };
            self.missing.retain(|(name, _)| near.is_none_or(|near| !near.starts_with(name)));
            self.note(Problem::new(self.at(key), "unknown key").hint(hint));
        }
        let mut problems = self.context.problems.borrow_mut();
        for (_, missing) in self.missing {
            if problems.iter().all(|problem| problem.path != missing.path) {
                problems.push(missing);
            }
        }
    }
}

/// The known name that `key` is most likely a misspelling of.
fn nearest<'k>(key: &str, known: &'k [String]) -> Option<&'k str> {
    let distance = |name: &str| strsim::damerau_levenshtein(key, name);
    let near = known.iter().min_by_key(|name| distance(name))?;
    (distance(near) <= (near.len() / 3).clamp(1, 3)).then_some(near.as_str())
}

/// The problem of a value of another type.
pub(super) fn wrong_kind(path: &str, expected: &str, found: &DeValue<'_>) -> Problem {
    let found = match found {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    };
    Problem::new(path, format!("expected {expected}, found {found}"))
}
