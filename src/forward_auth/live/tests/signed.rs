//! What is signed is kept with the session, and no longer.

use serde_json::Value;

use super::*;
use crate::domain::access::IdentityClaims;

impl Scene {
    /// What the first application's session has signed for it, or another application's.
    async fn jwt(&self, application: usize) -> String {
        let found = self.find(WIKI).await.unwrap().unwrap();
        let jwt = Signed::of(&self.app, &self.app.config.applications[application], &found).unwrap();
        jwt.to_str().unwrap().to_owned()
    }

    fn claims(&self, jwt: &str) -> Value {
        self.app.keys.verify(jwt, IdentityClaims::TYPE).unwrap()
    }
}

#[tokio::test]
async fn one_serves_for_half_of_its_life() {
    let scene = Scene::new().await;
    let first = scene.jwt(WIKI).await;
    let claims = scene.claims(&first);
    assert_eq!(claims["sub"], "ou_1");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
    scene.pass(149);
    assert_eq!(scene.jwt(WIKI).await, first);
    scene.pass(1);
    let second = scene.jwt(WIKI).await;
    assert_eq!(scene.claims(&second)["iat"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 150);
    assert_eq!(scene.jwt(WIKI).await, second);
}

#[tokio::test]
async fn it_is_forgotten_with_the_session() {
    let scene = Scene::new().await;
    let first = scene.jwt(WIKI).await;
    scene.pass(10);
    assert_eq!(scene.jwt(WIKI).await, first);
    scene.live.changed(&[Change::Everything]);
    assert_ne!(scene.jwt(WIKI).await, first);
}

#[tokio::test]
async fn each_application_of_a_session_has_its_own() {
    let scene = Scene::new().await;
    let (wiki, grafana) = (scene.jwt(WIKI).await, scene.jwt(GRAFANA).await);
    assert_eq!(scene.claims(&wiki)["aud"], "forward-auth:wiki");
    assert_eq!(scene.claims(&grafana)["aud"], "forward-auth:grafana");
    assert_eq!((scene.jwt(WIKI).await, scene.jwt(GRAFANA).await), (wiki, grafana));
}

#[tokio::test]
async fn none_outlives_the_session() {
    let scene = Scene::new().await;
    let ends = scene.find(WIKI).await.unwrap().unwrap().expires_at();
    for _ in 0..11 {
        scene.pass(900);
        assert!(scene.is_in(WIKI).await);
        scene.live.note_use(&scene.app).await.unwrap();
    }
    let claims = scene.claims(&scene.jwt(WIKI).await);
    assert_eq!(claims["exp"].as_i64().unwrap(), ends.seconds());
}
