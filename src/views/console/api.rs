//! The REST API for people: its OpenAPI document as a page.

use askama::Template;

use crate::views::{RenderError, assets};

/// Every operation, and everything that they take and give. In English, like the API.
#[derive(Debug, Template)]
#[template(path = "console/api.html", config = "src/views/askama.toml")]
pub struct ApiPage<'a> {
    /// What the API is called.
    pub title: &'a str,
    /// What it is for.
    pub what: &'a str,
    /// larkgate's version.
    pub version: &'a str,
    /// The document that this page was made of.
    pub document: &'a str,
    /// Operations by subject.
    pub groups: &'a [ApiGroup],
    /// Objects by name.
    pub objects: &'a [ApiObject],
}

/// Operations about one subject.
#[derive(Debug)]
pub struct ApiGroup {
    /// The subject.
    pub name: String,
    /// In the order of their paths.
    pub operations: Vec<ApiOperation>,
}

/// One operation.
#[derive(Debug)]
#[allow(missing_docs, reason = "the words of OpenAPI")]
pub struct ApiOperation {
    pub method: String,
    pub path: String,
    pub what: String,
    /// What the token's role must have.
    pub permission: String,
    pub parameters: Vec<ApiField>,
    pub body: Option<ApiKind>,
    /// What it answers when it is done: the status, and with what.
    pub answers: Vec<(String, Option<ApiKind>)>,
}

/// An object of requests or answers.
#[derive(Debug)]
#[allow(missing_docs, reason = "the words of OpenAPI")]
pub struct ApiObject {
    pub name: String,
    pub what: String,
    pub fields: Vec<ApiField>,
}

/// A field or a parameter.
#[derive(Debug)]
#[allow(missing_docs, reason = "the words of OpenAPI")]
pub struct ApiField {
    pub name: String,
    pub kind: ApiKind,
    pub is_required: bool,
    pub what: String,
}

/// What a value is: words, and the object that they lead to.
#[derive(Debug)]
pub struct ApiKind {
    /// Such as `text`, or `list of`.
    pub words: String,
    /// The object's name.
    pub object: Option<String>,
}

impl ApiPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}
