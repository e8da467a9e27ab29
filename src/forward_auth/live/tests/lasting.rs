//! How long what is remembered lasts, and that its use is written down.

use super::*;

#[tokio::test]
async fn what_lapses_or_idles_is_out_without_being_told() {
    let scene = Scene::new().await;
    for _ in 0..9 {
        assert!(scene.is_in(WIKI).await);
        scene.live.note_use(&scene.app).await.unwrap();
        scene.pass(1000);
    }
    assert!(scene.is_in(WIKI).await);
    scene.live.note_use(&scene.app).await.unwrap();
    scene.pass(999);
    assert!(scene.is_in(WIKI).await);
    scene.pass(1);
    assert!(!scene.is_in(WIKI).await, "lapsed");
    let scene = Scene::new().await;
    assert!(scene.is_in(WIKI).await);
    scene.pass(1001);
    assert!(!scene.is_in(WIKI).await, "idle");
}

#[tokio::test]
async fn what_idles_here_may_be_of_use_elsewhere() {
    let scene = Scene::new().await;
    assert!(scene.is_in(WIKI).await);
    scene.pass(900);
    let mut tx = scene.app.store.write().await.unwrap();
    tx.note_use_of_chain(&scene.chain, scene.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    scene.pass(900);
    assert!(scene.is_in(WIKI).await);
}

#[tokio::test]
async fn what_nobody_tells_of_counts_after_ten_minutes() {
    let scene = Scene::new().await;
    assert!(scene.is_in(WIKI).await);
    scene.end(&scene.app.store.as_another_process()).await;
    scene.pass(599);
    assert!(scene.is_in(WIKI).await);
    scene.pass(1);
    assert!(!scene.is_in(WIKI).await);
}

#[tokio::test]
async fn use_is_written_down_later_and_keeps_the_session_from_idling() {
    let scene = Scene::new().await;
    scene.pass(100);
    assert!(scene.is_in(WIKI).await);
    let first = scene.app.now();
    scene.pass(30);
    assert!(scene.is_in(WIKI).await);
    let second = scene.app.now();
    assert!(scene.last_used().await < first, "the check itself writes nothing");
    scene.live.note_use(&scene.app).await.unwrap();
    assert_eq!(scene.last_used().await, second);
    scene.pass(30);
    scene.live.note_use(&scene.app).await.unwrap();
    assert_eq!(scene.last_used().await, second, "nobody used it since");
}

#[tokio::test]
async fn use_of_what_was_forgotten_is_written_down_too() {
    let scene = Scene::new().await;
    for is_asked_for in [false, true] {
        scene.pass(100);
        assert!(scene.is_in(WIKI).await);
        let used = scene.app.now();
        scene.live.changed(&[Change::Everything]);
        scene.pass(100);
        if is_asked_for {
            let key = Key::of(&scene.token.digest().unwrap());
            let recalled = scene.live.sessions.recall(&key, "wiki", scene.app.now(), scene.app.used_since());
            let Recalled::Forgotten(used) = recalled else { panic!("{recalled:?}") };
            scene.live.keep(used);
        }
        scene.live.note_use(&scene.app).await.unwrap();
        assert_eq!(scene.last_used().await, used);
    }
}
