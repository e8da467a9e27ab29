//! An application behind https with a certificate of the company's own CA.

use super::*;
use crate::harness::receiver::{Manner, Receiver};

#[tokio::test(flavor = "multi_thread")]
async fn an_application_with_a_ca_of_its_own_is_told_where_the_operator_trusts_it() {
    let (application, ca) = Receiver::with_own_ca(Manner::Status(200)).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, ca).unwrap();
    let one = client("one", &application.url, "");
    let outbound = format!("[outbound]\nca_file = {file:?}\n");

    let distrusting = gate(Kind::Sqlite, std::slice::from_ref(&one)).await;
    let mut browser = distrusting.browser();
    let hint = signed_in(&distrusting, &mut browser, "one", "lin", &[]).await;
    log_out(&distrusting, &mut browser, &hint).await;
    assert_eq!(given_up(&distrusting, 24 * 60 * 60).await.reason.as_deref(), Some("no_answer"));
    assert!(application.received().is_empty());

    let trusting = gate(Kind::Sqlite, &[one, outbound]).await;
    let mut browser = trusting.browser();
    let hint = signed_in(&trusting, &mut browser, "one", "lin", &[]).await;
    log_out(&trusting, &mut browser, &hint).await;
    application.wait_for(1).await;
    until_queue_is_empty(&trusting).await;
}
