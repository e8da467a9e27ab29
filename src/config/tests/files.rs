//! Tests of secrets in variables and files, and of the configuration file itself.

use std::fs;
use std::path::Path;

use super::{LEAST, env, parse};
use crate::config::Config;

fn folder_with(name: &str, content: &str, mode: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), name, content, mode);
    folder
}

fn write(folder: &Path, name: &str, content: &str, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The least configuration, written as a file, with its App Secret from `source`.
fn load(folder: &Path, source: &str) -> Result<Config, String> {
    let others: String = LEAST.iter().take(3).map(|(name, value)| format!("{name} = {value}\n")).collect();
    let text = format!("{others}[connectors.feishu]\napp_id = \"cli_a1\"\n{source}\n");
    write(folder, "larkgate.toml", &text, 0o644);
    Config::load(&folder.join("larkgate.toml"), &env).map_err(|problems| problems.to_string())
}

fn problem(folder: &Path, source: &str) -> String {
    load(folder, source).unwrap_err()
}

#[test]
fn a_secret_file_lies_beside_the_configuration() {
    for mode in [0o600, 0o640, 0o400] {
        let folder = folder_with("secret", "hunter2\r\n", mode);
        let config = load(folder.path(), "app_secret_file = \"secret\"").unwrap();
        assert_eq!(config.connectors[0].app_secret.reveal(), "hunter2");
    }
}

#[test]
fn a_secret_file_is_closed_to_others() {
    for mode in [0o644, 0o602, 0o601] {
        let folder = folder_with("secret", "hunter2", mode);
        let expected = "connectors.feishu.app_secret_file: every user of this machine may open the file\n  \
                        hint: chmod 600, or 640 with larkgate's group";
        assert_eq!(problem(folder.path(), "app_secret_file = \"secret\""), expected);
    }
}

#[test]
fn a_secret_file_is_there_and_says_something() {
    let folder = folder_with("secret", "\n", 0o600);
    let empty = problem(folder.path(), "app_secret_file = \"secret\"");
    assert_eq!(empty, "connectors.feishu.app_secret_file: the file is empty");
    let absent = problem(folder.path(), "app_secret_file = \"hunter2\"");
    assert!(absent.starts_with("connectors.feishu.app_secret_file: the file cannot be read: "), "{absent}");
    assert!(!absent.contains("hunter2"), "somebody may have written the secret itself: {absent}");
}

#[test]
fn a_variable_is_set_and_says_something() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["NOT_SET", "EMPTY"] {
        assert_eq!(
            problem(folder.path(), &format!("app_secret_env = {name:?}")),
            "connectors.feishu.app_secret_env: the environment variable is missing or empty"
        );
    }
    for name in ["hunter2", "A B", "9A", "A=B"] {
        let problem = problem(folder.path(), &format!("app_secret_env = {name:?}"));
        assert!(problem.contains("expected the name of an environment variable"), "{problem}");
        assert!(!problem.contains("hunter2"), "somebody may have written the secret itself: {problem}");
    }
}

#[test]
fn one_source_is_enough() {
    let folder = folder_with("secret", "hunter2", 0o600);
    let sources = "app_secret_env = \"FEISHU_APP_SECRET\"\napp_secret_file = \"secret\"";
    assert_eq!(
        problem(folder.path(), sources),
        "connectors.feishu.app_secret: expected one source, found app_secret_env and app_secret_file"
    );
}

#[test]
fn a_configuration_that_cannot_be_read_is_a_problem() {
    let problems = Config::load(Path::new("/nowhere/larkgate.toml"), &env).unwrap_err().to_string();
    assert!(problems.starts_with("/nowhere/larkgate.toml: cannot be read: "), "{problems}");
    assert!(parse("\u{feff}").is_err());
}
