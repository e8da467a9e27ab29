//! What the overview counts.

use super::super::figures::{DaysOver, of};
use super::*;
use crate::domain::audit::{AuditEvent, EventKind};

/// Somebody signs in so many seconds before the present day began.
async fn sign_in(scene: &Scene, before: i64) {
    let at = Timestamp::from_seconds(NOW.seconds() - 8 * 3600 - before);
    let mut tx = scene.store.write().await.unwrap();
    tx.append_audit(&AuditEvent::new(at, EventKind::LoginSucceeded)).await.unwrap();
    tx.commit().await.unwrap();
}

/// Sign-ins of the days up to the present one, of those that had any.
async fn days(desk: &Desk<'_>, over: &mut DaysOver) -> Vec<(usize, i64)> {
    let figures = of(desk, 0, over).await.unwrap();
    assert_eq!(figures.days.counts.len(), 30);
    figures.days.counts.into_iter().rev().enumerate().filter(|(_, count)| *count > 0).collect()
}

#[tokio::test]
async fn a_day_that_is_over_is_counted_once() {
    let (scene, mut over) = (Scene::new().await, DaysOver::default());
    let auditor = acting(&scene.person("ou_1", Some(Role::Auditor)).await, Role::Auditor);
    let desk = scene.desk(&auditor);
    for before in [-60, 60, 61, 86_400, 29 * 86_400, 29 * 86_400 + 1] {
        sign_in(&scene, before).await;
    }
    let first = [(0, 1), (1, 3), (29, 1)];
    assert_eq!(days(&desk, &mut over).await, first);
    // Lines that no honest server would write.
    for before in [-60, 60, 29 * 86_400] {
        sign_in(&scene, before).await;
    }
    assert_eq!(days(&desk, &mut over).await, [(0, 2), (1, 3), (29, 1)], "only the present day anew");
    assert_eq!(days(&desk, &mut DaysOver::default()).await, [(0, 2), (1, 4), (29, 2)]);
    let next = Desk { now: NOW.plus(Duration::from_secs(86_400)), ..desk };
    assert_eq!(days(&next, &mut over).await, [(1, 2), (2, 3)], "a day later");
}

#[tokio::test]
async fn a_day_is_not_over_for_another_hour() {
    let (scene, mut over) = (Scene::new().await, DaysOver::default());
    let auditor = acting(&scene.person("ou_1", Some(Role::Auditor)).await, Role::Auditor);
    let after_midnight = |seconds: i64| Timestamp::from_seconds(NOW.seconds() - 8 * 3600 + seconds);
    for (now, expected) in [(3599, 1), (3600, 2), (3601, 2)] {
        sign_in(&scene, 1).await;
        let desk = Desk { now: after_midnight(now), ..scene.desk(&auditor) };
        assert_eq!(days(&desk, &mut over).await, [(1, expected)], "{now} seconds after it");
    }
}
