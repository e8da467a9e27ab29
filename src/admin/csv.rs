//! Comma-separated values (RFC 4180) that a spreadsheet shows and does not run.

/// What a file begins with: spreadsheets take it for UTF-8 then.
pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Adds a line to `file`. A cell that a spreadsheet would take for a formula gets an apostrophe before it, which makes it
/// a text there: whoever chooses their own name must not choose what the reader's machine does.
pub(super) fn push_line<'a>(file: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (position, cell) in cells.into_iter().enumerate() {
        if position > 0 {
            file.push(',');
        }
        file.push('"');
        if runs(cell) {
            file.push('\'');
        }
        file.push_str(&cell.replace('"', "\"\""));
        file.push('"');
    }
    file.push_str("\r\n");
}

/// Whether a spreadsheet would calculate it: by its first character, half or full width, after space that is skipped.
fn runs(cell: &str) -> bool {
    let first = cell.trim_start().chars().next();
    cell.starts_with(['\t', '\r', '\n']) || first.is_some_and(|c| "=+-@＝＋－＠|%".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> String {
        let mut file = String::new();
        push_line(&mut file, cells.iter().copied());
        file
    }

    #[test]
    fn every_cell_is_quoted() {
        assert_eq!(line(&["周明", "a,b", "say \"hi\"", ""]), "\"周明\",\"a,b\",\"say \"\"hi\"\"\",\"\"\r\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+86138", "-2", "@SUM(A1)", "\t=1", "  =1", "＝1", "\r=1", "|x", "%x"] {
            assert!(line(&[cell]).starts_with("\"'"), "{cell:?}");
        }
        for cell in ["a=1", "1-2", "周=明", "'x"] {
            assert!(!line(&[cell]).starts_with("\"'") || cell.starts_with('\''), "{cell:?}");
        }
    }
}
