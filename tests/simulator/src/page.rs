//! Owns the look of the simulator's few pages: one frame, escaping, the error page.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};

use crate::config::Brand;
use crate::record::{LogId, Noted};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;color:#1f2329;background:#f5f6f7;margin:0}\
main{max-width:30rem;margin:3rem auto;padding:1.5rem 2rem;background:#fff;border:1px solid #dee0e3;border-radius:8px}\
h1{font-size:1.25rem;margin:.25rem 0 1rem}.sim{color:#8f5b00;font-size:.875rem}small,.note{color:#646a73}dd{overflow-wrap:anywhere}\
form{margin:0}button{display:block;width:100%;text-align:left;font:inherit;padding:.6rem .8rem;margin:.4rem 0;\
border:1px solid #dee0e3;border-radius:6px;background:#fff;color:inherit;cursor:pointer}\
button:hover,button:focus{border-color:#3370ff}button small{display:block}#deny{text-align:center;color:#646a73}";

pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A whole page around a body that is already HTML.
pub(crate) fn html(brand: Brand, title: &str, body: &str) -> String {
    let label = match brand {
        Brand::Feishu => "模拟飞书 · simulated Feishu",
        Brand::Lark => "模拟 Lark · simulated Lark",
    };
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title} · {label}</title>\
         <style>{STYLE}</style></head><body><main><p class=\"sim\">{label}</p>{body}</main></body></html>",
        title = escape(title),
    )
}

pub(crate) fn shown(status: StatusCode, code: i64, html: String) -> HttpResponse {
    let mut response = HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html);
    response.extensions_mut().insert(Noted { code, grant: None });
    response
}

/// A page that ends the journey: an error code, Feishu's words, the log id; never a redirect.
pub(crate) fn error(request: &HttpRequest, brand: Brand, code: i64, words: &str) -> HttpResponse {
    let log_id = request.extensions().get::<LogId>().map(|id| id.0.clone()).unwrap_or_default();
    let body = format!(
        "<h1>错误码 {code}</h1><p id=\"error\" data-code=\"{code}\">{}</p><p class=\"note\">Log ID: {log_id}</p>",
        escape(words)
    );
    shown(StatusCode::BAD_REQUEST, code, html(brand, &format!("错误码 {code}"), &body))
}

pub(crate) fn redirect(address: &str) -> HttpResponse {
    HttpResponse::Found().insert_header((LOCATION, address)).finish()
}
