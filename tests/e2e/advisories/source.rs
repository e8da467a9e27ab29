//! What only the source can show.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Every Rust file beneath `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// Secrets cannot be compared with `==`, which stops at the first difference: their types do not have it. What compares
/// them is `aws_lc_rs`, in constant time.
#[test]
fn constant_time() {
    for (file, name) in [
        ("src/domain/token.rs", "TokenHash(Vec<u8>)"),
        ("src/domain/token.rs", "Opaque(String)"),
        ("src/config/secret.rs", "Secret(String)"),
        ("src/web/basic_auth.rs", "Basic {"),
    ] {
        let code = read(file);
        let (before, _) = code.split_once(&format!("pub struct {name}")).unwrap_or_else(|| panic!("{name}"));
        let attributes = before.rsplit_once("\n\n").unwrap().1;
        assert!(!attributes.contains("PartialEq"), "{name}: {attributes}");
        let (bare, _) = name.split_once(['(', ' ']).unwrap();
        assert!(!code.contains(&format!("PartialEq for {bare}")), "{name}");
    }
    for (file, comparison) in [
        ("src/domain/token.rs", "constant_time::verify_slices_are_equal(&self.0, &other.0)"),
        ("src/domain/pkce.rs", "constant_time::verify_slices_are_equal("),
        ("src/keys/seal.rs", "hmac::verify("),
    ] {
        assert!(read(file).contains(comparison), "{file}");
    }
}

/// The table of this folder has a line for each class, and no test in it is only a name.
#[test]
fn every_class_has_its_line_and_every_name_its_test() {
    let table = read("tests/e2e/advisories/mod.rs");
    let lines: Vec<_> = table.lines().filter_map(|line| line.strip_prefix("//! | ")).skip(1).collect();
    let numbers: Vec<_> = lines.iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(numbers, (1..=42).map(|number: i32| number.to_string()).collect::<Vec<_>>());
    let folders = ["src", "tests/e2e"].map(|folder| files(&root().join(folder)));
    let code: String = folders.iter().flatten().map(|path| fs::read_to_string(path).unwrap()).collect();
    for name in lines.iter().flat_map(|line| line.split('`').skip(1).step_by(2)) {
        assert!(code.contains(&format!("fn {name}(")), "{name}");
    }
}
