//! That somebody is left who can make somebody an owner.

use super::*;

/// The configuration file names nobody.
async fn without_owners_in_the_file() -> Scene {
    let mut scene = Scene::new().await;
    scene.config.admin.owners.clear();
    scene
}

fn is_last<T>(outcome: &Result<T, OpError>) -> bool {
    matches!(outcome, Err(OpError::Conflict(Conflict::LastOwner { .. })))
}

#[tokio::test]
async fn the_last_owner_stays_one() {
    let mut scene = without_owners_in_the_file().await;
    let lin = scene.person("ou_lin", Some(Role::Owner)).await;
    let zhou = scene.person("ou_zhou", Some(Role::Owner)).await;
    let root = Actor::command_line("root");
    accounts::disable(&scene.desk(&root), "ou_zhou", "").await.unwrap();
    for outcome in [
        roles::grant(&scene.desk(&root), "ou_lin", Role::Admin).await,
        roles::revoke(&scene.desk(&root), "ou_lin", "").await,
    ] {
        assert!(is_last(&outcome), "the other is disabled: {outcome:?}");
    }
    roles::grant(&scene.desk(&root), "ou_lin", Role::Owner).await.unwrap();
    accounts::enable(&scene.desk(&root), "ou_zhou", "").await.unwrap();
    let (first, second) = (acting(&lin, Role::Owner), acting(&zhou, Role::Owner));
    roles::revoke(&scene.desk(&first), "ou_zhou", "").await.unwrap();
    let late = roles::revoke(&scene.desk(&second), "ou_lin", "").await;
    assert!(matches!(late, Err(OpError::Conflict(Conflict::NoRole { .. }))), "{late:?}");
    scene.config.admin.owners.push("ou_founder".to_owned());
    roles::revoke(&scene.desk(&root), "ou_lin", "").await.unwrap();
}

#[tokio::test]
async fn whoever_is_lowered_meanwhile_does_no_more() {
    let scene = without_owners_in_the_file().await;
    let lin = scene.person("ou_lin", Some(Role::Admin)).await;
    scene.person("ou_zhou", Some(Role::Owner)).await;
    scene.person("ou_chen", Some(Role::Owner)).await;
    let actor = acting(&lin, Role::Owner);
    let late = roles::revoke(&scene.desk(&actor), "ou_zhou", "").await;
    assert!(matches!(late, Err(OpError::Forbidden(_))), "{late:?}");
}
