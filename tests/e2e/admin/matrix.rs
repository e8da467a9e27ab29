//! Every role at every operation of the API, from the document that the API itself gives: an operation that names no
//! permission, or another than it takes, fails here.

use larkgate::domain::admin::{Permission, Role};
use serde_json::{Value, json};

use super::{call, token};
use crate::harness::Gate;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every operation: method, path, and the permission that it says it takes.
async fn operations(gate: &Gate) -> Vec<(String, String, Permission)> {
    let (status, document) = call(gate, None, "GET", "/openapi.json", None).await;
    assert_eq!(status, 200);
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in
            item.as_object().unwrap().iter().filter(|(m, _)| METHODS.contains(&m.as_str()))
        {
            let scopes: Vec<_> = operation["security"]
                .as_array()
                .unwrap_or_else(|| panic!("{method} {path} says nothing of who may"))
                .iter()
                .flat_map(|one| one["token"].as_array().unwrap())
                .map(|scope| scope.as_str().unwrap())
                .collect();
            let [scope] = scopes[..] else { panic!("{method} {path} takes {scopes:?}") };
            let permission = Permission::ALL.into_iter().find(|permission| permission.as_str() == scope);
            let permission =
                permission.unwrap_or_else(|| panic!("{method} {path}: {scope} is no permission"));
            let path = path.strip_prefix("/admin/api/v1").unwrap().to_owned();
            operations.push((method.to_uppercase(), path, permission));
        }
    }
    operations
}

/// A body that every operation can read, so that only rights decide: the least that its schema asks for.
fn body(document: &Value, method: &str, path: &str) -> Option<Value> {
    let operation = &document["paths"][format!("/admin/api/v1{path}")][method.to_lowercase()];
    let reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str()?;
    let schema = &document["components"]["schemas"][reference.rsplit('/').next().unwrap()];
    Some(sample(document, schema))
}

/// Something with every property that a schema requires.
fn sample(document: &Value, schema: &Value) -> Value {
    let required: Vec<_> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let fields = schema["properties"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| required.contains(&name.as_str()));
    let fields = fields.map(|(name, schema)| {
        let value = match (name.as_str(), schema["type"].as_str(), schema["$ref"].as_str()) {
            ("role", ..) => json!("auditor"),
            (_, Some("string"), _) => json!("x"),
            (_, Some("integer"), _) => json!(1),
            (_, Some("boolean"), _) => json!(true),
            (_, Some("array"), _) => json!([]),
            (.., Some(other)) => {
                sample(document, &document["components"]["schemas"][other.rsplit('/').next().unwrap()])
            }
            _ => json!({}),
        };
        (name.clone(), value)
    });
    Value::Object(fields.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_at_every_operation() {
    let gate = Gate::start().await;
    let (_, document) = call(&gate, None, "GET", "/openapi.json", None).await;
    let operations = operations(&gate).await;
    assert!(operations.len() >= 13);
    for (method, path, permission) in &operations {
        let address = path.split('/').map(|part| if part.starts_with('{') { "nobody" } else { part });
        let address = address.collect::<Vec<_>>().join("/");
        let body = || body(&document, method, path);
        assert_eq!(call(&gate, None, method, &address, body()).await.0, 401, "{method} {path}");
        for role in Role::ALL {
            let token = token(&gate, role).await;
            let (status, answer) = call(&gate, Some(&token), method, &address, body()).await;
            assert_eq!(status == 403, !role.may(*permission), "{role} {method} {path}: {status} {answer}");
            assert_ne!(status, 401, "{role} {method} {path}");
            if status == 403 {
                assert_eq!(answer["code"], "forbidden");
                assert!(answer["detail"].as_str().unwrap().contains(permission.as_str()), "{answer}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_no_other_method() {
    let gate = Gate::start().await;
    let token = token(&gate, Role::Owner).await;
    let operations = operations(&gate).await;
    for (_, path, _) in &operations {
        let taken: Vec<_> =
            operations.iter().filter(|(_, other, _)| other == path).map(|(m, ..)| m.as_str()).collect();
        for method in METHODS.map(str::to_uppercase).iter().filter(|method| !taken.contains(&method.as_str()))
        {
            let address = path.replace(['{', '}'], "x");
            let (status, answer) = call(&gate, Some(&token), method, &address, None).await;
            assert_eq!(
                (status, answer["code"].as_str()),
                (405, Some("method_not_allowed")),
                "{method} {path}"
            );
        }
    }
    let (status, answer) = call(&gate, Some(&token), "GET", "/nowhere", None).await;
    assert_eq!((status, answer["code"].as_str()), (404, Some("not_found")));
}
