//! Relying parties that nobody here wrote, flow by flow, by every client authentication and every algorithm that we offer.
//! Every combination is a line of a table that `tests/run` prints.

mod flows;
mod registered;
mod script;
mod single_page;

mod table;
mod with_openidconnect;

use serde_json::{Value, json};

use crate::harness::gate::{CLIENT_SECRET, REDIRECT_URI};
use crate::harness::{Gate, Setup};
use flows::{Flow, Seen};
use registered::{BYE, Registered};
use script::Script;
use table::{Case, Outcome, Table};
use with_openidconnect::WithOpenidconnect;

/// A library, as an application uses it.
trait Library {
    /// Why it cannot authenticate a client in this way, if it cannot.
    fn lacks(&self, _authentication: &str) -> Option<&'static str> {
        None
    }

    /// Begins a sign-in with these settings; where the browser goes.
    async fn begin(&mut self, settings: &Value) -> String;

    /// Goes on with the address to which the browser came back: what each of the flows came to, by its name.
    async fn finish(&mut self, callback: &str) -> Value;
}

/// Tries everything with `library`.
async fn everything(name: &'static str, mut library: impl Library) {
    let registered = Registered::new();
    let clients = Registered::cases().map(|case| registered.client(case, REDIRECT_URI, BYE));
    let gate = Gate::with(Setup { clients: clients.collect(), ..Setup::default() }).await;
    let mut table = Table::new(name);
    for case in Registered::cases() {
        let flows = Flow::of(case.signed);
        if let Some(why) = library.lacks(case.authentication) {
            table.not_offered(case, flows, why);
            continue;
        }
        let results = sign_in(&gate, &registered, &mut library, case).await;
        let seen = Seen { gate: &gate, case, results, bye: format!("{BYE}?state=bye") };
        for flow in flows {
            table.add(case, *flow, &seen.judge(*flow).await.unwrap_or_else(Outcome::Failed));
        }
    }
    table.finish();
}

/// One sign-in of `lin`, all that can be done with it, and the sign-out.
async fn sign_in(gate: &Gate, registered: &Registered, library: &mut impl Library, case: Case) -> Value {
    let secret = case.authentication.starts_with("client_secret").then_some(CLIENT_SECRET);
    let key = (case.authentication == "private_key_jwt").then(|| registered.private_key(case.algorithm));
    let settings = json!({
        "issuer": gate.url, "id": case.client_id(), "auth": case.authentication, "alg": case.algorithm,
        "secret": secret, "key": key, "kid": case.algorithm, "signed": case.signed,
        "redirect_uri": REDIRECT_URI, "post_logout_redirect_uri": BYE,
        "flows": Flow::of(case.signed).iter().map(|flow| flow.asked_as()).collect::<Vec<_>>(),
    });
    let mut browser = gate.browser();
    let authorize = library.begin(&settings).await;
    let back = gate.sign_in(&mut browser, &authorize, "lin").await;
    let callback = back.location().unwrap_or_else(|| panic!("{}", back.body));
    let mut results = library.finish(&callback).await;
    if let Some(url) = results["logout"]["url"].as_str() {
        let page = browser.get(url).await;
        results["logout"] = json!({ "back": page.location() });
    }
    results
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs openid-client from npm, which tests/run installs"]
async fn openid_client() {
    everything("openid-client", Script::node("openid-client.mjs")).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs oauth4webapi from npm, which tests/run installs"]
async fn oauth4webapi() {
    everything("oauth4webapi", Script::node("oauth4webapi.mjs")).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "left out: needs Authlib from PyPI, which tests/run installs"]
async fn authlib() {
    everything("Authlib", Script::python("with_authlib.py")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn openidconnect() {
    everything("openidconnect", WithOpenidconnect::default()).await;
}
