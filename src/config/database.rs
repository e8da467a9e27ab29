//! `[database]`: where accounts, grants and keys are kept.

use std::path::PathBuf;

use url::Url;

use super::problems::Problem;
use super::reader::Section;
use super::secret_source::{Direct, Sourced};
use super::{Database, Secret};

pub(super) fn database(root: &mut Section<'_>) -> Option<Database> {
    let mut section = root.section("database");
    let database = match section.sourced("url", Direct::Allowed) {
        Sourced::Found(url) => by_url(&section, url),
        Sourced::Refused => None,
        Sourced::Absent => {
            let problem = Problem::new(section.at("url"), "required, but missing");
            section.miss(
                "url",
                problem.hint("url = \"sqlite:larkgate.db\" keeps a file beside the configuration"),
            );
            None
        }
    };
    section.finish();
    database
}

fn by_url(section: &Section<'_>, url: Secret) -> Option<Database> {
    if let Some(rest) = url.reveal().strip_prefix("sqlite:") {
        return sqlite(section, rest.strip_prefix("//").unwrap_or(rest)).map(Database::Sqlite);
    }
    let parsed =
        Url::parse(url.reveal()).ok().filter(|url| matches!(url.scheme(), "postgres" | "postgresql"));
    let Some(parsed) = parsed else {
        section.refuse("url", "expected sqlite:FILE or postgres://USER@HOST/DATABASE");
        return None;
    };
    let has_password =
        parsed.password().is_some() || parsed.query_pairs().any(|(name, _)| name == "password");
    if has_password && section.has("url") {
        let problem = Problem::new(section.at("url"), "a password must not stand in this file");
        section.note(problem.hint("use url_env or url_file"));
        return None;
    }
    Some(Database::Postgres(url))
}

fn sqlite(section: &Section<'_>, file: &str) -> Option<PathBuf> {
    if file.is_empty() || file.starts_with(':') || file.contains('?') {
        section.refuse(
            "url",
            "expected a file after sqlite:, without parameters; a database in memory would forget",
        );
        return None;
    }
    Some(section.context().folder.join(file))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::config::Database;
    use crate::config::tests::{problems_with, with};

    fn url(text: &str) -> Database {
        with("database", &format!("{{ url = {text:?} }}")).unwrap().database
    }

    #[test]
    fn sqlite_files_start_at_the_configuration() {
        for (text, path) in [
            ("sqlite:larkgate.db", "/etc/larkgate/larkgate.db"),
            ("sqlite://larkgate.db", "/etc/larkgate/larkgate.db"),
            ("sqlite:/var/lib/larkgate.db", "/var/lib/larkgate.db"),
            ("sqlite:///var/lib/larkgate.db", "/var/lib/larkgate.db"),
        ] {
            assert!(matches!(url(text), Database::Sqlite(found) if found == Path::new(path)), "{text}");
        }
    }

    #[test]
    fn a_postgres_url_with_a_password_comes_from_outside() {
        let keys = "keys = { seal_key_env = \"SEAL_KEY\" }";
        let config = with("database", &format!("{{ url_env = \"DATABASE_URL\" }}\n{keys}")).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
        let Database::Postgres(secret) = config.database else { panic!("another database") };
        assert_eq!(secret.reveal(), "postgres://larkgate:hunter2@db/larkgate");
        for text in ["postgres://u:hunter2@db/larkgate", "postgresql://db/larkgate?password=hunter2"] {
            let problems = problems_with("database", &format!("{{ url = {text:?} }}\n{keys}"));
            assert!(
                problems.starts_with("database.url: a password must not stand in this file\n"),
                "{problems}"
            );
            assert!(!problems.contains("hunter2"));
        }
        let socket = "{ url = \"postgres:///larkgate?host=/run/postgresql\" }";
        assert!(matches!(
            with("database", &format!("{socket}\n{keys}")).unwrap().database,
            Database::Postgres(_)
        ));
    }

    #[test]
    fn refuses_what_is_no_database() {
        for text in ["mysql://u:hunter2@db/x", "larkgate.db", "hunter2"] {
            let problems = problems_with("database", &format!("{{ url = {text:?} }}"));
            assert_eq!(problems, "database.url: expected sqlite:FILE or postgres://USER@HOST/DATABASE");
        }
        for text in ["sqlite:", "sqlite::memory:", "sqlite://", "sqlite:a.db?mode=ro"] {
            let problems = problems_with("database", &format!("{{ url = {text:?} }}"));
            assert!(problems.starts_with("database.url: expected a file after sqlite:"), "{problems}");
        }
        assert!(problems_with("database", "{}").starts_with("database.url: required, but missing\n"));
        let problems = problems_with("database", "{ url = \"sqlite:a\", url_env = \"DATABASE_URL\" }");
        assert_eq!(problems, "database.url: expected one source, found url and url_env");
    }
}
