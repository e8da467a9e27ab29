//! Rotations against the clock, with replicas and applications that know the keys of a while ago.

use serde_json::{Value, json};

use super::*;
use crate::config::Database;
use crate::keys::KeyRing;

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const SCHEDULE: Schedule = Schedule {
    publish_ahead: Duration::from_secs(7200),
    rotate_every: DAY,
    longest_use: Duration::from_secs(600),
};

fn kid(ring: &KeyRing, at: Timestamp) -> String {
    let token = ring.sign(Algorithm::Rs256, "JWT", &json!({}), at).unwrap();
    jsonwebtoken::decode_header(&token).unwrap().kid.unwrap()
}

#[tokio::test]
async fn publishes_first_and_signs_later() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::connect(&Database::Sqlite(folder.path().join("larkgate.db"))).await.unwrap();
    let seal = Arc::new(Seal::new(&[7; 32]).unwrap());
    let ring = KeyRing::open(&store, &seal, NOW).await.unwrap();
    let old = kid(&ring, NOW);
    let last_old_token = ring.sign(Algorithm::Rs256, "JWT", &json!({"n": 1}), NOW).unwrap();

    let rotation = rotate(&store, &seal, NOW, &SCHEDULE).await.unwrap();
    ring.reload(&store, &seal, NOW).await.unwrap();
    assert_eq!(kid(&ring, rotation.signs_from.minus(Duration::from_secs(1))), old);
    assert!(rotation.keys.iter().all(|(_, kid)| ring.jwks().contains(kid.as_str())), "published at once");
    assert_ne!(kid(&ring, rotation.signs_from), old);

    let other = Arc::new(Seal::new(&[8; 32]).unwrap());
    let later = rotation.signs_from;
    let foreign = rotate(&store, &other, later, &SCHEDULE).await;
    assert!(matches!(foreign, Err(RotateError::Key(KeyError::Sealed(_)))), "nobody could open these");

    let again = rotate(&store, &seal, NOW, &SCHEDULE).await;
    assert!(matches!(again, Err(RotateError::StillAhead(from)) if from == rotation.signs_from));

    let before = rotation.retires_at.minus(Duration::from_secs(1));
    ring.reload(&store, &seal, before).await.unwrap();
    assert_eq!(ring.verify::<Value>(&last_old_token, "JWT"), Some(json!({"n": 1})));
    ring.reload(&store, &seal, rotation.retires_at).await.unwrap();
    assert!(!ring.jwks().contains(&old));
    assert_eq!(ring.verify::<Value>(&last_old_token, "JWT"), None);
}

/// Two replicas that reload in turn and an application whose key set is five minutes old, for a little over three
/// days: whatever was signed in the last ten minutes verifies.
#[tokio::test]
async fn a_cached_key_set_outlives_three_rotations() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::connect(&Database::Sqlite(folder.path().join("larkgate.db"))).await.unwrap();
    let seal = Arc::new(Seal::new(&[7; 32]).unwrap());
    let replicas =
        [KeyRing::open(&store, &seal, NOW).await.unwrap(), KeyRing::open(&store, &seal, NOW).await.unwrap()];
    let mut cached = replicas[0].jwks();
    let mut issued: Vec<(Timestamp, String)> = Vec::new();
    let (mut rotations, mut kids) = (0, std::collections::BTreeSet::new());
    for step in 0..(3 * 24 * 12 + 36) {
        let now = NOW.plus(Duration::from_secs(300 * step));
        let due = rotate_when_due(&store, &seal, now, &SCHEDULE).await.unwrap();
        rotations += usize::from(due.is_some());
        let reloaded = &replicas[usize::from(step % 2 == 1)];
        reloaded.reload(&store, &seal, now).await.unwrap();
        for replica in &replicas {
            let kid = kid(replica, now);
            kids.insert(kid.clone());
            issued.push((now, kid));
        }
        issued.retain(|(at, _)| at.plus(SCHEDULE.longest_use) > now);
        for (at, kid) in &issued {
            assert!(cached.contains(kid.as_str()), "step {step}: signed at {}", at.rfc3339());
        }
        // What the application fetches now is what it still believes at the next step.
        cached = replicas[usize::from(step % 3 == 0)].jwks();
    }
    assert_eq!((rotations, kids.len()), (3, 4));
}

#[tokio::test]
async fn replicas_that_find_it_due_at_once_rotate_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::connect(&Database::Sqlite(folder.path().join("larkgate.db"))).await.unwrap();
    let seal = Arc::new(Seal::new(&[7; 32]).unwrap());
    KeyRing::open(&store, &seal, NOW).await.unwrap();
    let due = NOW.plus(DAY);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (store, seal) = (store.clone(), Arc::clone(&seal));
        tasks.spawn(async move { rotate_when_due(&store, &seal, due, &SCHEDULE).await.unwrap() });
    }
    let rotated = tasks.join_all().await.into_iter().flatten().count();
    assert_eq!(rotated, 1);
    assert_eq!(store.read().await.unwrap().published_keys(due).await.unwrap().len(), 6);
}
