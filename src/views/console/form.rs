//! A form of many fields, each with what is wrong with it beside it.

/// Something to fill in.
#[derive(Debug, Clone)]
pub struct FormField {
    /// The field.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What it is for.
    pub hint: &'static str,
    /// How it is filled in, and what it holds.
    pub control: Control,
    /// What is wrong with it.
    pub errors: Vec<String>,
}

/// How something is filled in.
#[derive(Debug, Clone)]
pub enum Control {
    /// Text on one line.
    Line {
        /// What it holds.
        value: String,
        /// Whether it must hold something.
        required: bool,
    },
    /// Texts, one a line.
    Lines {
        /// What it holds.
        value: String,
    },
    /// One of these.
    One(Vec<Choice>),
    /// Any of these.
    Any(Vec<Choice>),
    /// Yes or no.
    Flag(bool),
}

/// Something to choose.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "they say it")]
pub struct Choice {
    pub value: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub chosen: bool,
}
