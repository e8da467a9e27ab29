//! Comma-separated values (RFC 4180) that a spreadsheet shows and does not run.

/// What a file begins with: spreadsheets take it for UTF-8 then.
pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Adds a line to `file`. What a spreadsheet would take for a formula gets an apostrophe before it, which makes it a text
/// there: whoever chooses their own name must not choose what the reader's machine does. A cell is looked at as it would be
/// cut where lists are separated by semicolons or tabs, too.
pub(super) fn push_line<'a>(file: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (position, cell) in cells.into_iter().enumerate() {
        if position > 0 {
            file.push(',');
        }
        file.push('"');
        if runs(cell) {
            file.push('\'');
        }
        push_cut(file, cell);
        file.push('"');
    }
    file.push_str("\r\n");
}

/// Whether a spreadsheet would calculate it: by its first character, half or full width, after space that is skipped.
fn runs(cell: &str) -> bool {
    cell.starts_with(['\t', '\r', '\n']) || cell.trim_start().starts_with(begins_formula)
}

fn begins_formula(c: char) -> bool {
    "=+-@＝＋－＠|%".contains(c)
}

/// Adds what is in a cell, with an apostrophe wherever a formula would begin after something that may end a cell.
fn push_cut(file: &mut String, cell: &str) {
    let mut is_cut = false;
    for c in cell.chars() {
        if is_cut && begins_formula(c) {
            file.push('\'');
        }
        is_cut = matches!(c, ';' | '\t' | '"' | '\r' | '\n') || (is_cut && c.is_whitespace());
        file.push_str(if c == '"' { "\"" } else { "" });
        file.push(c);
    }
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
        for (cell, written) in [
            ("x;=1+1;y", "x;'=1+1;y"),
            ("x\t@SUM(A1)", "x\t'@SUM(A1)"),
            ("x; \u{3000}＝1", "x; \u{3000}'＝1"),
            ("x\";\"=1", "x\"\";\"\"'=1"),
            ("x\r\n-2", "x\r\n'-2"),
        ] {
            assert_eq!(line(&[cell]), format!("\"{written}\"\r\n"));
        }
        for cell in ["周明; 林小雨", "a;b-c", "Lin, -", "A=B", "x y"] {
            assert_eq!(line(&[cell]), format!("\"{cell}\"\r\n"));
        }
        for cell in ["a=1", "1-2", "周=明", "'x"] {
            assert!(!line(&[cell]).starts_with("\"'") || cell.starts_with('\''), "{cell:?}");
        }
    }
}
