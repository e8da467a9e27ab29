//! The ways by which other proxies' checks were passed by, as requests: none of them can be read as an [`Original`].

use super::*;

fn refused(target: &str) -> PathFlaw {
    match Original::parse("https", "app.example.com", target, "GET") {
        Err(OriginalFlaw::Path(flaw)) => flaw,
        other => panic!("{target} is {other:?}"),
    }
}

#[test]
fn a_path_that_two_servers_read_in_two_ways_is_refused() {
    for (target, flaw) in [
        ("", PathFlaw::NotAbsolute),
        ("*", PathFlaw::NotAbsolute),
        ("admin", PathFlaw::NotAbsolute),
        ("?/public", PathFlaw::NotAbsolute),
        ("https://app.example.com/", PathFlaw::NotAbsolute),
        ("/public/../admin", PathFlaw::DotSegment),
        ("/public/./admin", PathFlaw::DotSegment),
        ("/public/..", PathFlaw::DotSegment),
        ("/public/%2e%2e/admin", PathFlaw::DotSegment),
        ("/public/%2E./admin", PathFlaw::DotSegment),
        ("/public/.%2e", PathFlaw::DotSegment),
        ("/public%2fadmin", PathFlaw::HiddenSlash),
        ("/public/..%2Fadmin", PathFlaw::HiddenSlash),
        ("/public/..%5cadmin", PathFlaw::HiddenSlash),
        ("/public\\..\\admin", PathFlaw::HiddenSlash),
        ("//admin", PathFlaw::EmptySegment),
        ("/public//admin", PathFlaw::EmptySegment),
        ("/admin%00.css", PathFlaw::Control),
        ("/admin%0d%0ax:y", PathFlaw::Control),
        ("/admin%7f", PathFlaw::Control),
        ("/admin%c2%85", PathFlaw::Control),
        ("/admin\t", PathFlaw::Control),
        ("/admin;/public", PathFlaw::Parameter),
        ("/public;a=b/../admin", PathFlaw::Parameter),
        ("/public/..;/admin", PathFlaw::Parameter),
        ("/public/%3b", PathFlaw::Parameter),
        ("/admin#/public", PathFlaw::Delimiter),
        ("/admin%23/public", PathFlaw::Delimiter),
        ("/admin%3f/public", PathFlaw::Delimiter),
        ("/%2561dmin", PathFlaw::EncodedTwice),
        ("/public/%252e%252e/admin", PathFlaw::EncodedTwice),
        ("/%25%36%31dmin", PathFlaw::EncodedTwice),
        ("/%25252f", PathFlaw::EncodedTwice),
        ("/%", PathFlaw::BrokenEncoding),
        ("/%2", PathFlaw::BrokenEncoding),
        ("/%zz", PathFlaw::BrokenEncoding),
        ("/%+1", PathFlaw::BrokenEncoding),
        ("/%u0061dmin", PathFlaw::BrokenEncoding),
        ("/%ff", PathFlaw::NotUtf8),
        ("/%c0%af", PathFlaw::NotUtf8),
        ("/%c0%ae%c0%ae/admin", PathFlaw::NotUtf8),
        ("/%ed%a0%80", PathFlaw::NotUtf8),
        ("/文件", PathFlaw::NotAscii),
        ("/a b", PathFlaw::NotAscii),
    ] {
        assert_eq!(refused(target), flaw, "{target}");
    }
}

#[test]
fn other_parts_are_as_strict() {
    let parse = Original::parse;
    for scheme in ["", "ftp", "javascript", "https:", "https,http", " https"] {
        assert_eq!(parse(scheme, "app.example.com", "/", "GET"), Err(OriginalFlaw::Scheme), "{scheme}");
    }
    for host in ["", "a@app.example.com", "app.example.com, b", "app.example.com:x"] {
        assert_eq!(parse("https", host, "/", "GET"), Err(OriginalFlaw::Host), "{host}");
    }
    for method in ["", "get", "GET ", "GET,POST", "M-SEARCH", "ＧＥＴ", "ABCDEFGHIJKLMNOPQRSTU"] {
        assert_eq!(parse("https", "app.example.com", "/", method), Err(OriginalFlaw::Method), "{method}");
    }
    for target in ["/?a=b#c", "/?a b", "/?\u{1}", "/?文", "/?\r\nx: y"] {
        assert_eq!(parse("https", "app.example.com", target, "GET"), Err(OriginalFlaw::Query), "{target}");
    }
    let long = format!("/{}", "x".repeat(8 * 1024));
    assert_eq!(parse("https", "app.example.com", &long, "GET"), Err(OriginalFlaw::TooLong));
}

#[test]
fn an_address_is_cut_and_not_interpreted() {
    let of = |url: &str| Original::of_url(url, "GET");
    let original = of("WSS://App.Example.com.:443/a/%61?x=/../%2f;%23&y").unwrap();
    assert_eq!((original.scheme(), original.host().to_string().as_str()), (Scheme::Https, "app.example.com"));
    assert_eq!((original.path().as_str(), original.target()), ("/a/a", "/a/%61?x=/../%2f;%23&y"));
    assert_eq!(original.url(), "https://app.example.com/a/%61?x=/../%2f;%23&y");
    assert_eq!(of("https://app.example.com").unwrap().target(), "/");
    for url in [
        "https:/app.example.com/",
        "https:app.example.com",
        "//app.example.com/",
        "/",
        "",
        "https://",
        "https:///x",
        "https://user@app.example.com/",
        "https://app.example.com@evil.example/",
        "https://app.example.com\\@evil.example/",
        "https://app.example.com#@evil.example/",
        "https://app.example.com?@evil.example/",
        "https://app.example.com\t/",
        " https://app.example.com/",
        "https://app.example.com/a/../b",
        "https://app.example.com/#x",
    ] {
        assert!(of(url).is_err(), "{url}");
    }
}

#[test]
fn the_query_is_no_part_of_the_path() {
    let original = Original::parse("https", "app.example.com", "/admin?/public/../x", "GET").unwrap();
    assert_eq!(original.path().as_str(), "/admin");
    assert!(!PathRule::parse("/public").unwrap().matches(original.path()));
}
