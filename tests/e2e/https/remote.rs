//! The command line at a larkgate whose certificate an authority of one's own signed.

use std::path::Path;

use larkgate::domain::admin::Role;

use crate::command_line::sites::{far, output, token};
use crate::harness::waiting::found;
use crate::harness::{Authority, Browser, Outside, Setup};

/// Exit code and everything said.
async fn list(outside: &Outside, token: &str, more: &[&str]) -> (i32, String) {
    let arguments = [&["account", "list"], more].concat();
    let output = output(far(&outside.process.url, token, &arguments)).await;
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remote_larkgate_is_asked_only_if_its_certificate_is_trusted() {
    let authority = Authority::new();
    let outside = Outside::start(&Setup { authority: Some(authority.clone()), ..Setup::default() }).await;
    let mut browser = Browser::with(outside.http.clone());
    assert!(outside.sign_in(&mut browser, "lin").await.answer("code").is_some());
    let token = &token(&outside, Role::Auditor).await;
    let (ours, others) = (outside.process.path().join("ca.pem"), outside.process.path().join("others.pem"));
    authority.write_root(&ours);
    Authority::new().write_root(&others);
    let list_with = async |file: &Path| list(&outside, token, &["--ca-file", file.to_str().unwrap()]).await;
    let (code, said) = list_with(&ours).await;
    assert!(code == 0 && said.contains(&outside.feishu.open_id("lin")), "{said}");
    let (code, said) = list(&outside, token, &[]).await;
    assert!(
        code == 6 && said.contains("cannot be reached: invalid peer certificate: UnknownIssuer"),
        "{said}"
    );
    assert!(said.contains("--ca-file names") && !said.contains(token.as_str()), "{said}");
    let (code, said) = list_with(&others).await;
    assert!(code == 6 && said.contains("cannot be reached: invalid peer certificate"), "{said}");
    for (file, words) in [("/nowhere", "cannot be read"), ("larkgate.toml", "expected certificates in PEM")] {
        let (code, said) = list_with(&outside.process.path().join(file)).await;
        assert!(code == 2 && said.contains("--ca-file: ") && said.contains(words), "{said}");
    }
    // One for another host is no good, whoever signed it.
    authority.leaf_for("sso.example.com").write(outside.process.path());
    outside.process.signal("-HUP");
    let last =
        found("it is refused", async || Some(list_with(&ours).await).filter(|(code, _)| *code != 0)).await;
    assert!(last.0 == 6 && last.1.contains("certificate not valid for name"), "{last:?}");
}
