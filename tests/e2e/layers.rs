//! The layers of `src/README.md`: a module imports only from rows above its own, and each library from its place only.

use std::fs;
use std::path::{Path, PathBuf};

/// Rows of the map, lowest first; features of one row never import each other.
const ROWS: [&[&str]; 8] = [
    &["domain"],
    &["config", "telemetry"],
    &["store", "outbound"],
    &["keys", "connectors", "views"],
    &["app"],
    &["web", "directory"],
    &["oidc", "login", "account", "forward_auth", "admin"],
    &["server", "cli"],
];

/// Which modules may name a library.
const LIBRARIES: [(&str, &[&str]); 6] = [
    ("actix_web", &["web", "oidc", "login", "account", "forward_auth", "admin", "server", "cli"]),
    ("sqlx", &["store", "domain"]),
    ("jsonwebtoken", &["keys"]),
    ("reqwest", &["connectors", "outbound", "cli"]),
    ("rustls", &["config", "server"]),
    ("governor", &["web"]),
];

/// Within a row: who may import whom.
const NEIGHBOURS: [(&str, &str); 2] = [("telemetry", "config"), ("cli", "server")];

fn row(module: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&module))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The code of every module, without comments: (module, file, code).
fn modules() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files
        .into_iter()
        .map(|path| {
            let relative = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            let module = relative.split(['/', '.']).next().unwrap().to_owned();
            let code = fs::read_to_string(&path).unwrap();
            let code = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            (module, relative, code)
        })
        .filter(|(module, ..)| !["lib", "main"].contains(&module.as_str()))
        .collect()
}

/// Modules of ours that `code` names.
fn imports(code: &str) -> Vec<String> {
    let mut named = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let names = rest.strip_prefix('{').map_or(rest, |list| list.split('}').next().unwrap_or(list));
        for name in names.split(',') {
            let name: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            named.push(name);
            if !rest.starts_with('{') {
                break;
            }
        }
    }
    named
}

#[test]
fn imports_point_one_way() {
    let mut wrong = Vec::new();
    for (module, file, code) in modules() {
        let own = row(&module).unwrap_or_else(|| panic!("{module} has no row"));
        for import in imports(&code) {
            let Some(other) = row(&import) else { continue };
            let neighbour = NEIGHBOURS.contains(&(module.as_str(), import.as_str()));
            if other > own || (other == own && import != module && !neighbour) {
                wrong.push(format!("{file} imports {import}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn libraries_keep_to_their_place() {
    let mut wrong = Vec::new();
    for (module, file, code) in modules() {
        for (library, allowed) in LIBRARIES {
            if code.contains(&format!("{library}::")) && !allowed.contains(&module.as_str()) {
                wrong.push(format!("{file} uses {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_map_names_every_folder_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let map = fs::read_to_string(root.join("README.md")).unwrap();
    let mut folders: Vec<String> = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    folders.sort();
    let mut named: Vec<String> = map
        .split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|text| text.strip_suffix('/'))
        .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .map(str::to_owned)
        .collect();
    named.sort();
    named.dedup();
    assert_eq!(named, folders, "src/README.md names other folders than there are");
}

#[test]
fn the_test_itself_sees_imports() {
    assert_eq!(imports("use crate::store::Tx;\nuse crate::{login, oidc};"), ["store", "login", "oidc"]);
    assert!(row("login") > row("store") && row("nonsense").is_none());
}
