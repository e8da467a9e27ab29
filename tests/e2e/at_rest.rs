//! What a thief of the database holds: hashes, and no secret of ours or of Feishu's.

use crate::harness::{Gate, Setup};

/// Whatever lies in the folder of the database, its journal included.
fn on_disk(gate: &Gate) -> Vec<u8> {
    let files = std::fs::read_dir(gate.folder.path()).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

fn stands_in(disk: &[u8], text: &str) -> bool {
    disk.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_holds_nothing_that_opens_anything() {
    let mut codes_seen = 0;
    for api in ["v3", "v1"] {
        let gate = Gate::with(Setup { api: Some(api), ..Setup::default() }).await;
        let mut browser = gate.browser();
        let page = browser.follow(&gate.ask("app", &[])).await;
        let callback = gate.by_phone("lin", &page).await;
        browser.get(&callback).await;
        let code = gate.code_for(&mut browser, &gate.ask("app", &[("prompt", "login")]), "lin").await;
        let tokens = gate.redeem("app", &code, &[]).await;
        let next = gate.refresh("app", &tokens.text("refresh_token"), &[]).await;
        let unspent = gate.code("app", "zhou").await;

        let disk = on_disk(&gate);
        assert!(stands_in(&disk, &gate.feishu.open_id("lin")), "the reader reads");
        for name in browser.cookie_names() {
            assert!(!stands_in(&disk, browser.cookie(name).unwrap()), "a cookie's value: {name}");
        }
        for secret in [
            &code,
            &unspent,
            &tokens.text("refresh_token"),
            &next.text("refresh_token"),
            &next.text("access_token"),
        ] {
            assert!(!stands_in(&disk, secret), "one of ours: {secret}");
        }
        let handle = page.url.rsplit('/').next().unwrap();
        assert!(!stands_in(&disk, handle), "an attempt's handle");
        for secret in gate.observe("secrets").await["secrets"].as_array().unwrap() {
            assert!(!stands_in(&disk, secret["value"].as_str().unwrap()), "one of Feishu's: {secret}");
            codes_seen += usize::from(secret["kind"] == "code");
        }
    }
    assert!(codes_seen >= 6, "the simulator told its secrets: {codes_seen}");
}
