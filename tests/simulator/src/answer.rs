//! Owns the shapes of Feishu's answers: envelope, flat OAuth object, gateway refusal.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, Responder};
use serde_json::{Value, json};

use crate::record::{LogId, Noted};

/// A JSON answer, and what the call record should keep of it.
#[derive(Debug)]
pub(crate) struct Answer {
    status: u16,
    code: i64,
    body: Value,
    grant: Option<String>,
    with_log_id: bool,
}

impl Answer {
    /// A body with its own `code`, or none, and no envelope.
    pub(crate) fn flat(body: Value) -> Self {
        Self { status: 200, code: 0, body, grant: None, with_log_id: false }
    }

    pub(crate) fn ok(data: &Value) -> Self {
        Self::flat(json!({ "code": 0, "msg": "success", "data": data }))
    }

    /// `{code,msg}` with the given HTTP status.
    pub(crate) fn refused(status: u16, code: i64, msg: &str) -> Self {
        Self { status, code, ..Self::flat(json!({ "code": code, "msg": msg })) }
    }

    /// A refusal of the API gateway: adds `error.log_id`, and `error.permission_violations` for missing scopes.
    pub(crate) fn gateway(status: u16, code: i64, msg: &str, violations: &[&str]) -> Self {
        let mut refusal = Self { with_log_id: true, ..Self::refused(status, code, msg) };
        let listed: Vec<Value> = violations
            .iter()
            .map(|subject| json!({ "type": "action_scope_required", "subject": subject }))
            .collect();
        let error = if listed.is_empty() { json!({}) } else { json!({ "permission_violations": listed }) };
        if let Some(body) = refusal.body.as_object_mut() {
            body.insert("error".into(), error);
        }
        refusal
    }

    /// Any body under any status, with the Feishu code the record shows.
    pub(crate) fn raw(status: u16, code: i64, body: Value) -> Self {
        Self { status, code, ..Self::flat(body) }
    }

    pub(crate) fn grant(mut self, grant: &str) -> Self {
        self.grant = Some(grant.into());
        self
    }
}

impl From<Result<Self, Self>> for Answer {
    fn from(result: Result<Self, Self>) -> Self {
        result.unwrap_or_else(|refusal| refusal)
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(mut self, request: &HttpRequest) -> HttpResponse {
        if self.with_log_id
            && let Some(LogId(id)) = request.extensions().get::<LogId>()
            && let Some(error) = self.body.get_mut("error").and_then(Value::as_object_mut)
        {
            error.insert("log_id".into(), json!(id));
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status)
            .content_type("application/json; charset=utf-8")
            .body(self.body.to_string());
        response.extensions_mut().insert(Noted { code: self.code, grant: self.grant });
        response
    }
}
