//! Several measurements of one thing, and the tables that show them.

use std::time::Duration;

/// Measurements of one thing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Series(Vec<f64>);

impl Series {
    /// One more.
    pub(crate) fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    /// The one in the middle; of an even number the lower one of the two.
    pub(crate) fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
    }

    /// The least and the most.
    pub(crate) fn spread(&self) -> (f64, f64) {
        let extreme = |pick: fn(f64, f64) -> f64| self.0.iter().copied().reduce(pick).unwrap_or(f64::NAN);
        (extreme(f64::min), extreme(f64::max))
    }
}

/// A ratio as the tables have it: the median, and between what it lay.
pub(crate) fn ratio(series: &Series) -> String {
    let (least, most) = series.spread();
    format!("**{:.2}** ({least:.2}–{most:.2})", series.median())
}

/// A whole number with commas.
pub(crate) fn count(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A time of less than a few seconds, with three digits that count.
pub(crate) fn time(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        ..100.0 => format!("{micros:.1} µs"),
        ..1000.0 => format!("{micros:.0} µs"),
        ..100_000.0 => format!("{:.2} ms", micros / 1e3),
        _ => format!("{:.0} ms", micros / 1e3),
    }
}

/// The tables of a run, in Markdown.
#[derive(Debug, Default)]
pub(crate) struct Tables(String);

impl Tables {
    /// One more table.
    pub(crate) fn add<const N: usize>(&mut self, head: [&str; N], rows: &[[String; N]]) {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        self.0.push_str(&line(&head.map(str::to_owned)));
        self.0.push_str(&line(&[const { "---" }; N].map(str::to_owned)));
        rows.iter().for_each(|row| self.0.push_str(&line(row)));
        self.0.push('\n');
    }

    /// All of them.
    pub(crate) fn text(&self) -> &str {
        self.0.trim_end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_has_a_middle_and_two_ends() {
        let mut series = Series::default();
        for value in [0.9, 0.7, 0.8, 2.0, 0.1] {
            series.add(value);
        }
        assert_eq!((series.median(), series.spread()), (0.8, (0.1, 2.0)));
        assert_eq!(ratio(&series), "**0.80** (0.10–2.00)");
    }

    #[test]
    fn numbers_are_for_people() {
        assert_eq!([7.0, 999.6, 12_345.0, 1_234_567.0].map(count), ["7", "1,000", "12,345", "1,234,567"]);
        let micros =
            [21.34, 310.2, 4321.0, 123_456.0].map(|micros| time(Duration::from_secs_f64(micros / 1e6)));
        assert_eq!(micros, ["21.3 µs", "310 µs", "4.32 ms", "123 ms"]);
    }
}
