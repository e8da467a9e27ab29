//! `/docs`: the API's document as a page that people browse, made of the document itself.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::ROOT;
use crate::views::RenderError;
use crate::views::console::{ApiField, ApiGroup, ApiKind, ApiObject, ApiOperation, ApiPage};

/// The page, from the OpenAPI document.
pub(super) fn page(document: &Value) -> Result<String, RenderError> {
    let (groups, objects) = (groups(document), objects(document));
    let info = |field: &str| text(document.get("info"), field);
    ApiPage {
        title: &info("title"),
        what: &info("description"),
        version: &info("version"),
        document: &format!("{ROOT}/openapi.json"),
        groups: &groups,
        objects: &objects,
    }
    .render()
}

fn groups(document: &Value) -> Vec<ApiGroup> {
    let mut groups: BTreeMap<String, Vec<ApiOperation>> = BTreeMap::new();
    for (path, item) in fields(document.get("paths")) {
        for (method, operation) in fields(Some(item)) {
            let tag = operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or_default();
            groups.entry(tag.to_owned()).or_default().push(self::operation(method, path, operation));
        }
    }
    groups.into_iter().map(|(name, operations)| ApiGroup { name, operations }).collect()
}

fn operation(method: &str, path: &str, operation: &Value) -> ApiOperation {
    let permission = operation.pointer("/security/0/token/0").and_then(Value::as_str);
    let parameters = list(operation.get("parameters")).map(|parameter| ApiField {
        name: text(Some(parameter), "name"),
        kind: kind(parameter.get("schema")),
        is_required: parameter.get("required").and_then(Value::as_bool).unwrap_or_default(),
        what: text(Some(parameter), "description"),
    });
    let done = fields(operation.get("responses")).filter(|(status, _)| status.starts_with('2'));
    ApiOperation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        what: [text(Some(operation), "summary"), text(Some(operation), "description")].join(" "),
        permission: permission.unwrap_or_default().to_owned(),
        parameters: parameters.collect(),
        body: content(operation.get("requestBody")),
        answers: done.map(|(status, answer)| (status.clone(), content(Some(answer)))).collect(),
    }
}

fn objects(document: &Value) -> Vec<ApiObject> {
    let schemas = fields(document.pointer("/components/schemas"));
    schemas
        .map(|(name, schema)| ApiObject {
            name: name.clone(),
            what: text(Some(schema), "description"),
            fields: fields_of(schema),
        })
        .collect()
}

/// The fields of an object, with those of the objects that it is made of.
fn fields_of(schema: &Value) -> Vec<ApiField> {
    let required: Vec<_> = list(schema.get("required")).filter_map(Value::as_str).collect();
    let own = fields(schema.get("properties")).map(|(name, value)| ApiField {
        name: name.clone(),
        kind: kind(Some(value)),
        is_required: required.contains(&name.as_str()),
        what: text(Some(value), "description"),
    });
    let parts = list(schema.get("allOf")).flat_map(|part| match reference(part) {
        Some(object) => vec![ApiField {
            name: "…".to_owned(),
            kind: ApiKind { words: "all of".to_owned(), object: Some(object) },
            is_required: true,
            what: String::new(),
        }],
        None => fields_of(part),
    });
    parts.chain(own).collect()
}

/// What is in a body: JSON, if there is a choice.
fn content(of: Option<&Value>) -> Option<ApiKind> {
    let content = of?.get("content")?;
    let json = content.get("application/json").or_else(|| fields(Some(content)).map(|(_, body)| body).next());
    Some(kind(json?.get("schema")))
}

fn kind(schema: Option<&Value>) -> ApiKind {
    let Some(schema) = schema else { return ApiKind { words: "anything".to_owned(), object: None } };
    if let Some(object) = reference(schema) {
        return ApiKind { words: String::new(), object: Some(object) };
    }
    if let Some(items) = schema.get("items") {
        let ApiKind { words, object } = kind(Some(items));
        return ApiKind { words: format!("list of {words}").trim_end().to_owned(), object };
    }
    // A value that may be absent is one of two: null, or what it is.
    let choices = ["oneOf", "anyOf"].into_iter().find_map(|key| schema.get(key));
    if let Some(choice) = list(choices).find(|choice| choice.get("type").is_none_or(|kind| kind != "null")) {
        return kind(Some(choice));
    }
    let named = match schema.get("type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .filter(|kind| *kind != "null")
            .collect::<Vec<_>>()
            .join(" or "),
        _ => "anything".to_owned(),
    };
    let words = match named.as_str() {
        "string" => "text".to_owned(),
        "boolean" => "true or false".to_owned(),
        _ => named,
    };
    ApiKind { words, object: None }
}

fn reference(schema: &Value) -> Option<String> {
    let name = schema.get("$ref")?.as_str()?.rsplit('/').next()?;
    Some(name.to_owned())
}

fn fields(object: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    object.and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

fn list(values: Option<&Value>) -> impl Iterator<Item = &Value> {
    values.and_then(Value::as_array).into_iter().flatten()
}

fn text(thing: Option<&Value>, field: &str) -> String {
    thing.and_then(|thing| thing.get(field)).and_then(Value::as_str).unwrap_or_default().to_owned()
}
