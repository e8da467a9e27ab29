//! What changed is forgotten, wherever it changed.

use super::*;

#[tokio::test]
async fn what_is_remembered_asks_no_database_unless_the_feed_is_silent() {
    let scene = Scene::new().await;
    assert!(scene.is_in(WIKI).await);
    scene.app.store.close().await;
    assert!(scene.is_in(WIKI).await && !scene.is_in(GRAFANA).await);
    scene.app.store.feed().pretend(false);
    assert!(scene.find(WIKI).await.is_err(), "closed, not open");
    assert!(scene.find(GRAFANA).await.is_err());
}

#[tokio::test]
async fn what_ended_here_is_noticed_at_once() {
    let scene = Scene::new().await;
    assert!(scene.is_in(WIKI).await);
    scene.end(&scene.app.store).await;
    assert!(!scene.is_in(WIKI).await);
}

#[tokio::test]
async fn what_ended_elsewhere_is_noticed_when_the_feed_says_so() {
    let scene = Scene::new().await;
    let (elsewhere, mut follower) = (scene.app.store.as_another_process(), scene.app.store.follower());
    while follower.look().await.is_err() {}
    scene.app.store.feed().pretend(true);
    assert!(scene.is_in(WIKI).await);
    scene.end(&elsewhere).await;
    assert!(scene.is_in(WIKI).await, "nobody looked");
    while follower.look().await.is_err() {}
    scene.app.store.feed().pretend(true);
    assert!(!scene.is_in(WIKI).await);
}

#[tokio::test]
async fn what_ended_elsewhere_is_noticed_while_the_feed_is_silent() {
    let scene = Scene::new().await;
    assert!(scene.is_in(WIKI).await);
    scene.app.store.feed().pretend(false);
    assert!(scene.is_in(WIKI).await);
    scene.end(&scene.app.store.as_another_process()).await;
    assert!(!scene.is_in(WIKI).await);
}

#[tokio::test]
async fn whoever_missed_something_looks_again() {
    let scene = Scene::new().await;
    assert!(scene.is_in(WIKI).await);
    scene.end(&scene.app.store.as_another_process()).await;
    scene.live.changed(&[Change::Applications, Change::Account(AccountId::from_bits(1))]);
    assert!(scene.is_in(WIKI).await, "that is about somebody else");
    scene.live.changed(&[Change::Everything]);
    assert!(!scene.is_in(WIKI).await);
}

#[tokio::test]
async fn what_changes_between_reading_and_remembering_is_not_remembered() {
    let scene = Scene::new().await;
    let (app, wiki) = (&scene.app, &scene.app.config.applications[WIKI]);
    let heard = scene.live.people.heard();
    let (session, person) = read(app, wiki, &scene.token).await.unwrap().unwrap();
    scene.end(&app.store).await;
    let key = Key::of(&scene.token.digest().unwrap());
    let found = scene.live.remember(app, heard, key, &session, person.clone()).unwrap();
    assert_eq!(found.account(), session.account, "who asked before may pass");
    assert!(!scene.is_in(WIKI).await);
    // What is told after it was remembered.
    scene.live.remember(app, scene.live.people.heard(), key, &session, person).unwrap();
    assert!(scene.is_in(WIKI).await);
    scene.live.changed(&[Change::Account(session.account)]);
    assert!(!scene.is_in(WIKI).await);
}

#[tokio::test]
async fn a_person_is_remembered_as_they_are_now() {
    let scene = Scene::new().await;
    assert_eq!(scene.find(WIKI).await.unwrap().unwrap().person().display_name(), "ou_1");
    let mut tx = scene.app.store.write().await.unwrap();
    let profile = Profile { name: Some("林小雨".into()), ..Profile::default() };
    let identity = Identity { profile, ..identity() };
    tx.bind(&identity, scene.app.now(), &SystemEntropy).await.unwrap();
    tx.commit().await.unwrap();
    let found = scene.find(WIKI).await.unwrap().unwrap();
    assert_eq!(found.person().display_name(), "林小雨");
}

#[tokio::test]
async fn what_is_remembered_for_one_application_is_nothing_to_another() {
    let scene = Scene::new().await;
    assert!(!scene.is_in(GRAFANA).await);
    assert!(scene.is_in(WIKI).await);
    assert!(!scene.is_in(GRAFANA).await);
}
