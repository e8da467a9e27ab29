//! A plot of columns as inline SVG: axes labelled, every value written above its column, so that it is read without
//! hovering.

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What stands beneath it.
    pub label: String,
    /// How high it is.
    pub value: i64,
}

/// Columns side by side.
#[derive(Debug, Clone)]
pub struct Plot {
    /// What is counted, for those who do not see it.
    pub title: String,
    /// What one column is, as the table's heading.
    pub period: &'static str,
    /// What is counted, as the table's heading.
    pub counted: &'static str,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// How many columns share a label beneath.
    pub every: usize,
}

/// A column where it stands: across in per cent, so that letters keep their size however wide the drawing is; down in
/// pixels.
pub(super) struct Bar {
    pub(super) x: String,
    pub(super) y: i64,
    pub(super) width: String,
    pub(super) height: i64,
    pub(super) middle: String,
    pub(super) value: String,
    pub(super) label: Option<String>,
}

/// A line across, and what it stands for.
pub(super) struct Tick {
    pub(super) y: i64,
    pub(super) value: String,
}

impl Plot {
    const HEIGHT: i64 = 168;
    /// Room for the value above the highest column.
    const TOP: i64 = 32;
    /// Room for the labels.
    const BOTTOM: i64 = 22;
    /// Room for the scale, in hundredths of a per cent of the width.
    const LEFT: i64 = 600;
    const RIGHT: i64 = 10_000;

    pub(super) fn height(&self) -> i64 {
        Self::HEIGHT
    }

    /// Where nothing is.
    pub(super) fn ground(&self) -> i64 {
        Self::HEIGHT - Self::BOTTOM
    }

    /// Whether there is nothing to see.
    pub fn is_empty(&self) -> bool {
        self.columns.iter().all(|column| column.value == 0)
    }

    /// All of it together.
    pub fn total(&self) -> i64 {
        self.columns.iter().map(|column| column.value).sum()
    }

    /// The top of the scale.
    fn top(&self) -> i64 {
        round_up(self.columns.iter().map(|column| column.value).max().unwrap_or(0))
    }

    fn height_of(&self, value: i64) -> i64 {
        (self.ground() - Self::TOP).saturating_mul(value) / self.top()
    }

    pub(super) fn bars(&self) -> Vec<Bar> {
        let count = i64::try_from(self.columns.len()).unwrap_or(1).max(1);
        let step = (Self::RIGHT - Self::LEFT) / count;
        let width = step * 7 / 10;
        let bar = |(position, column): (usize, &Column)| {
            let x = Self::LEFT + step * i64::try_from(position).unwrap_or(0) + (step - width) / 2;
            let height = match self.height_of(column.value) {
                0 if column.value > 0 => 1,
                height => height,
            };
            Bar {
                x: per_cent(x),
                y: self.ground() - height,
                width: per_cent(width),
                height,
                middle: per_cent(x + width / 2),
                value: if column.value > 0 { short(column.value) } else { String::new() },
                label: (position % self.every.max(1) == 0).then(|| column.label.clone()),
            }
        };
        self.columns.iter().enumerate().map(bar).collect()
    }

    pub(super) fn ticks(&self) -> Vec<Tick> {
        let top = self.top();
        let tick = |value: i64| Tick { y: self.ground() - self.height_of(value), value: short(value) };
        if top == 1 { vec![tick(0), tick(1)] } else { vec![tick(0), tick(top / 2), tick(top)] }
    }
}

fn per_cent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// The next of 1, 2, 4, 6, 10, 20, 40, 60, 100 …: every one but the first has a half to name.
fn round_up(value: i64) -> i64 {
    let mut ten: i64 = 1;
    loop {
        for step in [1, 2, 4, 6] {
            let candidate = ten.saturating_mul(step);
            if candidate >= value {
                return candidate;
            }
        }
        ten = ten.saturating_mul(10);
    }
}

/// A count in at most four characters; the table has all of it.
fn short(value: i64) -> String {
    match value {
        0..=999 => value.to_string(),
        1_000..=9_999 if value % 1000 >= 100 => format!("{}.{}k", value / 1000, value % 1000 / 100),
        1_000..=999_999 => format!("{}k", value / 1000),
        _ => format!("{}M", value / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(values: &[i64]) -> Plot {
        let column = |value: &i64| Column { label: "x".into(), value: *value };
        let columns = values.iter().map(column).collect();
        Plot { title: "t".into(), period: "p", counted: "c", columns, every: 3 }
    }

    #[test]
    fn the_highest_column_fits_and_the_least_is_seen() {
        for values in [&[0, 0][..], &[1], &[3, 7_000], &[999_999_999, 1], &[13; 30]] {
            let plot = plot(values);
            for (bar, value) in plot.bars().iter().zip(values) {
                assert!(bar.y >= Plot::TOP && bar.y + bar.height == plot.ground(), "{values:?}");
                assert_eq!(bar.height > 0, *value > 0, "{values:?}");
            }
        }
    }

    #[test]
    fn the_scale_ends_in_round_figures() {
        for (value, top) in [(0, 1), (1, 1), (2, 2), (3, 4), (5, 6), (7, 10), (11, 20), (61, 100), (101, 200)]
        {
            assert_eq!(round_up(value), top, "{value}");
        }
        let ticks: Vec<_> = plot(&[37]).ticks().into_iter().map(|tick| tick.value).collect();
        assert_eq!(ticks, ["0", "20", "40"]);
        for (value, text) in
            [(999, "999"), (1_000, "1k"), (1_250, "1.2k"), (10_500, "10k"), (2_000_000, "2M")]
        {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn columns_stand_side_by_side() {
        let across: Vec<_> = plot(&[1; 4]).bars().into_iter().map(|bar| (bar.x, bar.width)).collect();
        let expected = ["9.52%", "33.02%", "56.52%", "80.02%"].map(|x| (x.to_owned(), "16.45%".to_owned()));
        assert_eq!(across, expected);
    }

    #[test]
    fn some_columns_share_a_label() {
        let labels = plot(&[1, 2, 3, 4]).bars().iter().filter(|bar| bar.label.is_some()).count();
        assert_eq!(labels, 2);
    }
}
