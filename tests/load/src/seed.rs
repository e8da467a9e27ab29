//! People who are signed in: accounts, sessions at larkgate and at an application, put where a sign-in would have.

use larkgate::config::Config;
use larkgate::domain::access::ApplicationSession;
use larkgate::domain::account::{Identity, Profile};
use larkgate::domain::id::{ApplicationSessionId, SessionId};
use larkgate::domain::session::{Device, Session};
use larkgate::domain::time::{Clock, SystemClock};
use larkgate::domain::token::{Opaque, SystemEntropy};
use larkgate::store::{Bound, Store, Tx};

/// How many people one transaction takes.
const AT_ONCE: usize = 10_000;

/// Makes `people` accounts, each with a live session at the application `wiki`; returns the cookies' values.
pub(crate) async fn signed_in(config: &Config, people: usize) -> anyhow::Result<Vec<String>> {
    let store = Store::connect(&config.database).await?;
    let mut cookies = Vec::with_capacity(people);
    while cookies.len() < people {
        let mut tx = store.write().await?;
        for number in cookies.len()..people.min(cookies.len() + AT_ONCE) {
            cookies.push(person(&mut tx, config, number).await?);
        }
        tx.commit().await?;
    }
    store.close().await;
    Ok(cookies)
}

async fn person(tx: &mut Tx, config: &Config, number: usize) -> anyhow::Result<String> {
    let (entropy, now) = (SystemEntropy, SystemClock.now());
    let (Bound::New(bound) | Bound::Known(bound)) = tx.bind(&identity(number), now, &entropy).await? else {
        anyhow::bail!("somebody else has this sub")
    };
    let (id, expires_at) = (SessionId::new(&entropy), now.plus(config.lifetimes.session));
    tx.insert_session(&Session {
        id: id.clone(),
        token: Opaque::new(&entropy).hash(),
        account: bound.account.id.clone(),
        auth_time: now,
        chain: id.clone(),
        last_used_at: now,
        expires_at,
        device: Device::default(),
    })
    .await?;
    let cookie = Opaque::new(&entropy);
    tx.insert_application_session(&ApplicationSession {
        id: ApplicationSessionId::new(&entropy),
        token: cookie.hash(),
        application: "wiki".to_owned(),
        account: bound.account.id,
        chain: id,
        created_at: now,
        expires_at,
    })
    .await?;
    Ok(cookie.reveal().to_owned())
}

/// Somebody of whom Feishu tells everything that an application is told.
fn identity(number: usize) -> Identity {
    Identity {
        connector: "feishu".to_owned(),
        open_id: format!("ou_{number:032x}"),
        union_id: Some(format!("on_{number:032x}")),
        user_id: Some(format!("u{number:07}")),
        tenant_key: "1a2b3c4d5e6f7a8b".to_owned(),
        profile: Profile {
            name: Some(format!("林小雨 {number}")),
            email: Some(format!("person{number}@example.com")),
            picture: Some(format!("https://s1-imfile.feishucdn.com/{number}.png")),
            ..Profile::default()
        },
    }
}
