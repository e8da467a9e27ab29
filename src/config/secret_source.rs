//! Where secrets come from: `NAME_env` names an environment variable, `NAME_file` a file of its own.

use std::fs::{self, Metadata};
use std::path::Path;

use super::Secret;
use super::problems::Problem;
use super::reader::Section;

/// How a file is closed to others.
pub(super) const CLOSED: &str = "chmod 600, or 640 with larkgate's group";

/// Whether the value may also stand in the configuration file itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direct {
    Allowed,
    Refused,
}

/// What a source gave.
pub(super) enum Sourced {
    /// No option names one.
    Absent,
    /// There is a problem, and it is noted.
    Refused,
    /// The value.
    Found(Secret),
}

impl Section<'_> {
    /// The value of `name`, `name_env` or `name_file`.
    ///
    /// Neither values nor the names of variables and files go into a problem: a secret written into the wrong option
    /// would be shown.
    pub(super) fn sourced(&mut self, name: &'static str, direct: Direct) -> Sourced {
        let (in_env, in_file) = (format!("{name}_env"), format!("{name}_file"));
        let value = match direct {
            Direct::Allowed => self.sourced_from(name, |_, text| Ok(text.to_owned())),
            Direct::Refused if self.has(name) => {
                self.take(name);
                let problem = Problem::new(self.at(name), "a secret must not stand in this file");
                self.note(problem.hint(format!("use {in_env} or {in_file}")));
                Sourced::Refused
            }
            Direct::Refused => Sourced::Absent,
        };
        let from_env = self.sourced_from(&in_env, Self::variable);
        let from_file = self.sourced_from(&in_file, Self::file);
        match (value, from_env, from_file) {
            (found, Sourced::Absent, Sourced::Absent)
            | (Sourced::Absent, found, Sourced::Absent)
            | (Sourced::Absent, Sourced::Absent, found) => found,
            _ => self.ambiguous(name, [name, &in_env, &in_file], direct),
        }
    }

    fn ambiguous(&self, name: &str, options: [&str; 3], direct: Direct) -> Sourced {
        let written: Vec<_> = options.into_iter().filter(|option| self.has(option)).collect();
        // A secret in the file is a problem of its own; that there is a better source beside it is none.
        if direct == Direct::Allowed || !self.has(name) {
            self.refuse(name, format!("expected one source, found {}", written.join(" and ")));
        }
        Sourced::Refused
    }

    fn sourced_from(
        &mut self,
        option: &str,
        read: impl Fn(&Self, &str) -> Result<String, Problem>,
    ) -> Sourced {
        if !self.has(option) {
            self.take(option);
            return Sourced::Absent;
        }
        let Some(text) = self.text(option) else { return Sourced::Refused };
        match read(self, text) {
            Ok(value) => Sourced::Found(Secret::new(value)),
            Err(problem) => {
                self.note(Problem { path: self.at(option), ..problem });
                Sourced::Refused
            }
        }
    }

    fn variable(&self, name: &str) -> Result<String, Problem> {
        let usual = name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if !usual || name.starts_with(|first: char| first.is_ascii_digit()) {
            let message = "expected the name of an environment variable: capitals, digits and underscores";
            return Err(Problem::new("", message));
        }
        let value = (self.context().env)(name).unwrap_or_default();
        not_empty(&value).ok_or_else(|| Problem::new("", "the environment variable is missing or empty"))
    }

    fn file(&self, path: &str) -> Result<String, Problem> {
        let path = self.context().folder.join(path);
        let (metadata, text) = read(&path).map_err(|error| {
            Problem::new("", format!("the file cannot be read: {}", error.kind()))
                .hint("a relative path starts at the configuration file's folder")
        })?;
        if is_open_to_all(&metadata) {
            return Err(Problem::new("", "every user of this machine may open the file").hint(CLOSED));
        }
        not_empty(&text).ok_or_else(|| Problem::new("", "the file is empty"))
    }
}

fn read(path: &Path) -> std::io::Result<(Metadata, String)> {
    Ok((fs::metadata(path)?, fs::read_to_string(path)?))
}

/// Whether users other than the owner and the group may do anything with the file.
#[cfg(unix)]
pub(super) fn is_open_to_all(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o007 != 0
}

#[cfg(not(unix))]
pub(super) fn is_open_to_all(_metadata: &Metadata) -> bool {
    false
}

/// The text without the newline an editor leaves, when anything remains.
fn not_empty(text: &str) -> Option<String> {
    let text = text.trim_end_matches(['\r', '\n']);
    (!text.trim().is_empty()).then(|| text.to_owned())
}
