//! Where words go: results to standard output, the rest to standard error; tables for people.

use std::io::Write;

/// Prints a result. A closed pipe is the reader's choice, not an error.
pub(super) fn print(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Says something about the result.
pub(super) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints rows under their headings, each column as wide as its widest cell. Control characters of stored names are
/// left out: a terminal would obey them.
pub(super) fn table(headings: &[&str], rows: &[Vec<String>]) {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| printable(cell)).collect()).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| columns(cell));
        cells.chain(headings.get(column).map(|heading| heading.len())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(columns(cell)))));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    print(&line(&headings.iter().map(|heading| heading.to_uppercase()).collect::<Vec<_>>()));
    for row in &rows {
        print(&line(row));
    }
}

/// Prints one thing as `name  value` lines, without those that have no value.
pub(super) fn record(fields: &[(&str, Option<String>)]) {
    let width = fields.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in fields {
        if let Some(value) = value {
            print(&format!("{name:width$}  {}", printable(value)));
        }
    }
}

fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// How many terminal columns a text takes: Chinese characters and most emoji take two.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns_and_escapes_none() {
        assert_eq!(columns("周明 x"), 6);
        assert_eq!(printable("a\u{1b}[31mb"), "a[31mb");
    }
}
