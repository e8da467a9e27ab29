//! Who made a request: a person who opens a page and can be sent to sign in, or a program that must be told.

use actix_web::http::header::{
    ACCEPT, ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CONTENT_TYPE, HeaderMap, SEC_WEBSOCKET_KEY, UPGRADE,
};

/// Whether a browser opens a page. Anything else would follow a redirect to a page that it cannot use: scripts, frames,
/// websockets, preflights (which bring no cookies, by design), gRPC, and programs that prove themselves in their own way.
pub(super) fn is_navigation(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let is_programs =
        ["x-requested-with", AUTHORIZATION.as_str(), UPGRADE.as_str(), SEC_WEBSOCKET_KEY.as_str()]
            .into_iter()
            .chain([ACCESS_CONTROL_REQUEST_METHOD.as_str()])
            .any(|name| headers.contains_key(name));
    let is_grpc = text(CONTENT_TYPE.as_str()).is_some_and(|kind| kind.starts_with("application/grpc"));
    let opens_page = text("sec-fetch-mode").is_none_or(|mode| mode == "navigate")
        && text("sec-fetch-dest").is_none_or(|destination| destination == "document");
    let takes_pages = text(ACCEPT.as_str()).is_some_and(|accept| accept.contains("text/html"));
    !is_programs && !is_grpc && opens_page && takes_pages
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn navigates(headers: &[(&str, &str)]) -> bool {
        let request =
            headers.iter().fold(TestRequest::default(), |request, header| request.append_header(*header));
        is_navigation(request.to_http_request().headers())
    }

    const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

    #[test]
    fn browsers_open_pages() {
        assert!(navigates(&[PAGE]));
        assert!(navigates(&[PAGE, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")]));
        assert!(navigates(&[PAGE, ("content-type", "application/x-www-form-urlencoded")]));
    }

    #[test]
    fn programs_do_not() {
        assert!(
            !navigates(&[])
                && !navigates(&[("accept", "*/*")])
                && !navigates(&[("accept", "application/json")])
        );
        for header in [
            ("x-requested-with", "XMLHttpRequest"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-mode", "websocket"),
            ("sec-fetch-dest", "iframe"),
            ("sec-fetch-dest", "empty"),
            ("authorization", "Bearer x"),
            ("upgrade", "websocket"),
            ("sec-websocket-key", "x"),
            ("access-control-request-method", "GET"),
            ("content-type", "application/grpc+proto"),
        ] {
            assert!(!navigates(&[PAGE, header]), "{header:?}");
        }
    }
}
