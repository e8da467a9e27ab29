//! A handler that panics, which none of ours should: the answer is as civil as any other, and says nothing of the inside.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::middleware::from_fn;
use actix_web::web::{self, Data};
use actix_web::{App as ActixApp, HttpRequest, HttpResponse, HttpServer};
use larkgate::app::App;
use larkgate::config::Config;
use larkgate::domain::time::SystemClock;
use larkgate::domain::token::SystemEntropy;
use larkgate::web::layer;

use super::raw::{self, Answer};

async fn fails() -> HttpResponse {
    panic!("hunter2: what went wrong inside")
}

/// As checks are answered.
async fn fails_in_place(request: HttpRequest, app: Data<App>) -> HttpResponse {
    layer::in_place(&app, &request, fails()).await
}

/// A server with our middleware, and handlers that panic.
async fn server(folder: &std::path::Path) -> (String, actix_web::dev::ServerHandle) {
    let text = "issuer = \"https://127.0.0.1\"\norganization = \"示例公司\"\ndatabase.url = \"sqlite:x.db\"\n\
                [connectors.feishu]\napp_id = \"cli_a1\"\napp_secret_env = \"APP_SECRET\"\n";
    let config = Config::parse(text, folder, &|_| Some("a-secret-of-enough-length-for-anybody".to_owned()));
    let app = App::open(config.unwrap(), Arc::new(SystemClock), Arc::new(SystemEntropy)).await.unwrap();
    let app = Data::new(app);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(app.clone())
            .wrap(from_fn(layer::around))
            .route("/in-place", web::get().to(fails_in_place))
            .route("/fails", web::get().to(fails))
            .route("/oauth2/token", web::get().to(fails))
            .route("/works", web::get().to(HttpResponse::Ok))
    })
    .workers(1)
    .disable_signals()
    .listen(listener)
    .unwrap()
    .run();
    let handle = server.handle();
    tokio::spawn(server);
    (url, handle)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_answered_without_internals() {
    let folder = tempfile::tempdir().unwrap();
    let (url, server) = server(folder.path()).await;
    let page = raw::send(&url, "GET", "/fails", &[("Accept", b"text/html")], b"").await;
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(page.text().contains("示例公司") && page.text().contains("</html>"), "{}", page.text());
    let json = raw::send(&url, "GET", "/fails", &[("Accept", b"*/*")], b"").await;
    assert_eq!(json.oauth_error().0, "server_error");
    let program = raw::send(&url, "GET", "/oauth2/token", &[("Accept", b"text/html")], b"").await;
    assert_eq!(program.oauth_error().0, "server_error");
    let check = raw::send(&url, "GET", "/in-place", &[("Accept", b"*/*")], b"").await;
    assert_eq!(check.oauth_error().0, "server_error");
    for answer in [&page, &json, &program, &check] {
        assert_eq!(answer.status, 500, "{}", answer.what);
        assert!(!answer.text().contains("hunter2"), "{}", answer.text());
        super::assert_guarded(answer);
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let fine = |answer: Answer| assert_eq!(answer.status, 200, "the only worker goes on");
    fine(raw::send(&url, "GET", "/works", &[], b"").await);
    server.stop(false).await;
}
