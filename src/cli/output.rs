//! Where words go: results to standard output, the rest to standard error; tables for people, JSON for scripts.

use std::io::{self, Write};

use serde_json::Value;

/// Prints a result.
///
/// # Errors
/// When it cannot be written: whoever asks for more must not be kept busy when nobody reads.
pub(super) fn print(text: &str) -> io::Result<()> {
    write(format!("{text}\n").as_bytes())
}

/// Writes a piece of a result.
pub(super) fn write(piece: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(piece)?;
    out.flush()
}

/// Says something about the result.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{}", printable(text, "\n"));
}

/// A list on its way out, some rows at a time.
pub(super) enum Rows {
    /// For scripts: one array, an item per line.
    Json { empty: bool },
    /// For people: headings, and columns as wide as their widest cell so far.
    Table { headings: &'static [&'static str], widths: Vec<usize>, begun: bool },
}

impl Rows {
    pub(super) const fn json() -> Self {
        Self::Json { empty: true }
    }

    pub(super) const fn table(headings: &'static [&'static str]) -> Self {
        Self::Table { headings, widths: Vec::new(), begun: false }
    }

    /// Prints more of it; `cells` are what a table shows of an item.
    pub(super) fn push(&mut self, items: &[Value], cells: impl Fn(&Value) -> Vec<String>) -> io::Result<()> {
        match self {
            Self::Json { empty } => {
                let mut text = String::new();
                for item in items {
                    text.push_str(if std::mem::take(empty) { "[\n" } else { ",\n" });
                    text.push_str(&item.to_string());
                }
                write(text.as_bytes())
            }
            Self::Table { headings, widths, begun } => {
                let mut rows = Vec::with_capacity(items.len() + 1);
                if !std::mem::replace(begun, true) {
                    *widths = vec![0; headings.len()];
                    rows.push(headings.iter().map(|heading| heading.to_uppercase()).collect());
                }
                let printed = |item| cells(item).iter().map(|cell| printable(cell, "")).collect();
                rows.extend(items.iter().map(printed));
                widen(widths, &rows);
                let lines: String = rows.iter().map(|row| line(row, widths)).collect();
                write(lines.as_bytes())
            }
        }
    }

    /// There is no more.
    pub(super) fn end(mut self) -> io::Result<()> {
        match self {
            Self::Json { empty } => print(if empty { "[]" } else { "\n]" }),
            Self::Table { .. } => self.push(&[], |_| Vec::new()),
        }
    }
}

fn widen(widths: &mut [usize], rows: &[Vec<String>]) {
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = columns(cell).max(*width);
        }
    }
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let padded = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(columns(cell)))));
    format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
}

/// Prints one thing as `name  value` lines, without those that have no value.
pub(super) fn record(fields: &[(&str, Option<String>)]) -> io::Result<()> {
    let width = fields.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in fields {
        if let Some(value) = value {
            print(&format!("{name:width$}  {}", printable(value, "")))?;
        }
    }
    Ok(())
}

/// Without control characters of stored names and remote answers, which a terminal would obey.
fn printable(text: &str, but: &str) -> String {
    text.chars().filter(|c| !c.is_control() || but.contains(*c)).collect()
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
        assert_eq!(printable("a\u{1b}[31mb\n", ""), "a[31mb");
        assert_eq!(printable("a\u{9b}b\n", "\n"), "ab\n");
    }
}
