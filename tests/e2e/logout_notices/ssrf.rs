//! Addresses that would have larkgate call what only it can reach (server-side request forgery).

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use larkgate::outbound::Names;

use super::*;
use crate::harness::receiver::{Manner, Receiver};

/// Every name leads to the service that hands out a cloud machine's credentials.
struct Metadata;

#[async_trait]
impl Names for Metadata {
    async fn addresses(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(vec![IpAddr::from([169, 254, 169, 254])])
    }
}

/// What came of a logout that is to be told to `address`.
async fn outcome(address: &str, names: Option<Arc<dyn Names>>) -> String {
    let gate = Gate::with(Setup { clients: client("one", address, ""), names, ..Setup::default() }).await;
    let mut browser = gate.browser();
    let hint = signed_in(&gate, &mut browser, "one", "lin", &[]).await;
    log_out(&gate, &mut browser, &hint).await;
    given_up(&gate, 24 * 60 * 60).await.reason.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn ssrf_a_name_that_leads_to_the_metadata_service() {
    let address = "https://logout.example.com/latest/meta-data";
    assert_eq!(outcome(address, Some(Arc::new(Metadata))).await, "address_forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn ssrf_a_redirect_is_not_followed() {
    let inside = Receiver::start(Manner::Status(200)).await;
    let application = Receiver::start(Manner::Redirect(format!("{}/latest/meta-data", inside.url))).await;
    assert_eq!(outcome(&application.url, None).await, "status_302");
    assert!(!application.received().is_empty() && inside.received().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn ssrf_a_private_address_without_permission() {
    for address in ["https://10.0.0.1/logout", "https://[fd12::1]/logout", "https://192.168.1.1/logout"] {
        assert_eq!(outcome(address, None).await, "address_forbidden", "{address}");
    }
}
