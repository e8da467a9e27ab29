//! Two texts, a line each: one to register, one that is requested. What is taken goes where it reads, and what counts as the
//! same differs in the port of a loopback address at the most.
#![no_main]

use larkgate::domain::redirect_uri::{RedirectUri, is_loopback};
use larkgate::web::urls::with_query;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|text: &str| {
    let (registered, requested) = text.split_once('\n').unwrap_or((text, text));
    let Ok(uri) = RedirectUri::parse(registered) else { return };
    assert_eq!(uri.as_str(), registered);
    let url = Url::parse(registered).expect("a URL");
    assert!(registered.bytes().all(|b| b.is_ascii_graphic()));
    assert!(url.fragment().is_none() && url.username().is_empty() && url.password().is_none());
    match url.scheme() {
        "https" => shows_its_host(registered, &uri, &url),
        "http" => {
            assert!(is_loopback(&url));
            shows_its_host(registered, &uri, &url);
        }
        scheme => assert!(scheme.contains('.') && uri.host().is_none()),
    }

    assert_eq!(uri.is(requested), registered == requested);
    if uri.is_but_for_loopback_port(requested) {
        let mut urls = [url.clone(), Url::parse(requested).expect("a URL")];
        urls.iter_mut().for_each(|url| url.set_port(None).expect("has a host"));
        assert_eq!(urls[0], urls[1]);
        assert!(is_loopback(&url));
    }

    let sent = Url::parse(&with_query(registered, &[("code", "x".to_owned())])).expect("a URL");
    assert_eq!((sent.host_str(), sent.port(), sent.path()), (url.host_str(), url.port(), url.path()));
    assert_eq!(sent.query_pairs().last(), Some(("code".into(), "x".into())));
});

/// The host stands between `://` and the port or path, but for upper case.
fn shows_its_host(text: &str, uri: &RedirectUri, url: &Url) {
    let host = url.host_str().expect("has a host");
    assert_eq!(uri.host().as_deref(), Some(host));
    let seen = text.to_ascii_lowercase();
    let rest = seen.strip_prefix(&format!("{}://{host}", url.scheme())).expect("shows its host");
    assert!(rest.is_empty() || rest.starts_with([':', '/', '?']));
}
