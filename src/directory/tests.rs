use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use url::Url;

use super::keep_up::{State, round};
use super::*;
use crate::app::testing::{Hands, open};
use crate::config::Brand;
use crate::connectors::{Answer, Attempt, EmbeddedQr, Gone, Standing};
use crate::domain::account::{Identity, Memberships, Profile};
use crate::domain::admin::{ApiToken, Role, Who};
use crate::domain::id::SessionId;
use crate::domain::session::{Device, Session};
use crate::domain::token::{Opaque, SystemEntropy};
use crate::store::{AuditFilter, Bound};

const CONFIG: &str = r#"
lifetimes = { session = "30d", session_idle = "30d" }
connectors.feishu.directory = true
"#;

/// Answers as it was told, and then that all is well.
#[derive(Default)]
struct Upstream {
    answers: Mutex<VecDeque<Result<Standing, UpstreamErrorKind>>>,
    asked: Mutex<Vec<String>>,
}

impl Upstream {
    fn fails(&self, kinds: &[UpstreamErrorKind]) {
        self.answers.lock().unwrap().extend(kinds.iter().cloned().map(Err));
    }

    fn tells(&self, standing: Standing) {
        self.answers.lock().unwrap().push_back(Ok(standing));
    }

    /// Whom it was asked about since.
    fn take_asked(&self) -> usize {
        std::mem::take(&mut *self.asked.lock().unwrap()).len()
    }
}

#[async_trait]
impl Directory for Upstream {
    fn refresh(&self) -> Duration {
        Duration::from_secs(60 * 60)
    }

    async fn standing(&self, open_id: &str) -> Result<Standing, UpstreamError> {
        self.asked.lock().unwrap().push(open_id.to_owned());
        match self.answers.lock().unwrap().pop_front() {
            Some(answer) => answer.map_err(UpstreamError::without_answer),
            None => Ok(Standing::Here(Memberships { all_groups: true, ..Memberships::default() })),
        }
    }
}

#[async_trait]
impl Connector for Upstream {
    fn id(&self) -> &str {
        "feishu"
    }

    fn brand(&self) -> Brand {
        Brand::Feishu
    }

    fn login_url(&self, attempt: &Attempt<'_>) -> Url {
        attempt.callback.clone()
    }

    fn embedded_qr(&self, _attempt: &Attempt<'_>) -> Option<EmbeddedQr> {
        None
    }

    fn is_own_client(&self, _user_agent: &str) -> bool {
        false
    }

    async fn identity(&self, _answer: &Answer<'_>) -> Result<Identity, UpstreamError> {
        Err(UpstreamError::without_answer(UpstreamErrorKind::CodeRejected))
    }

    async fn check(&self) -> Result<(), UpstreamError> {
        unreachable!("nobody checks it")
    }

    fn directory(&self) -> Option<&dyn Directory> {
        Some(self)
    }
}

/// A larkgate without a listener, in which `people` are signed in of whom nothing is known yet.
struct Scene {
    app: App,
    clock: Arc<Hands>,
    upstream: Arc<Upstream>,
    state: State,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn of(people: usize) -> Self {
        let (mut app, clock, folder) = open(CONFIG).await;
        let upstream = Arc::new(Upstream::default());
        app.connectors = vec![upstream.clone()];
        for n in 0..people {
            sign_in(&app, &format!("ou_{n}")).await;
        }
        Self { app, clock, upstream, state: State::default(), _folder: folder }
    }

    /// Lets seconds pass; whom the upstream is asked about then.
    async fn after(&mut self, seconds: i64) -> usize {
        self.clock.advance(seconds);
        round(&self.app, &mut self.state).await.unwrap();
        self.upstream.take_asked()
    }

    async fn knows(&self, open_id: &str) -> bool {
        let mut tx = self.app.store.read().await.unwrap();
        tx.account_named(open_id).await.unwrap().unwrap().memberships.all_groups
    }
}

async fn sign_in(app: &App, open_id: &str) {
    let now = app.now();
    let identity = Identity {
        connector: "feishu".into(),
        open_id: open_id.into(),
        union_id: None,
        user_id: None,
        tenant_key: "t".into(),
        profile: Profile::default(),
    };
    let mut tx = app.store.write().await.unwrap();
    let Bound::New(person) = tx.bind(&identity, now, &SystemEntropy).await.unwrap() else { panic!() };
    let id = SessionId::new(&SystemEntropy);
    tx.insert_session(&Session {
        chain: id.clone(),
        id,
        token: Opaque::new(&SystemEntropy).hash(),
        account: person.account.id,
        auth_time: now,
        last_used_at: now,
        expires_at: now.plus(Duration::from_secs(30 * 24 * 60 * 60)),
        device: Device::default(),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

const WELL: [usize; 4] = [4, 4, 1, 0];

#[tokio::test]
async fn a_few_are_read_at_a_time_and_each_once_an_hour() {
    let mut scene = Scene::of(9).await;
    for expected in WELL {
        assert_eq!(scene.after(1).await, expected);
    }
    assert!(scene.knows("ou_8").await);
    assert_eq!(scene.after(60 * 60 - 5).await, 0);
    assert_eq!(scene.after(4).await, 4);
}

#[tokio::test]
async fn an_unwell_directory_is_left_alone_for_longer_and_longer() {
    let mut scene = Scene::of(1).await;
    // A turn comes a minute after a failure; pauses of 10, 20 and 40 seconds are over by then.
    let waits = [60, 60, 60, 80, 160, 320, 640, 900, 900];
    scene.upstream.fails(&vec![UpstreamErrorKind::Unavailable; waits.len() + 1]);
    assert_eq!(scene.after(0).await, 1);
    for wait in waits {
        assert_eq!(scene.after(wait - 1).await, 0, "{wait}");
        assert_eq!(scene.after(1).await, 1, "{wait}");
    }
    assert!(!scene.knows("ou_0").await);
    assert_eq!(scene.after(900).await, 1);
    assert!(scene.knows("ou_0").await);
    scene.upstream.fails(&[UpstreamErrorKind::Misconfigured]);
    assert_eq!((scene.after(60 * 60).await, scene.after(60).await), (1, 1), "well again, it begins anew");
}

#[tokio::test]
async fn what_the_directory_asks_for_it_gets() {
    let mut scene = Scene::of(5).await;
    let patience = Some(Duration::from_secs(500));
    scene.upstream.fails(&[UpstreamErrorKind::RateLimited { retry_after: patience }]);
    assert_eq!((scene.after(0).await, scene.after(499).await), (4, 0));
    assert_eq!((scene.after(1).await, scene.after(1).await), (2, 0), "who failed, and who had no turn yet");
}

#[tokio::test]
async fn one_person_who_cannot_be_read_keeps_nobody_else_waiting() {
    let mut scene = Scene::of(9).await;
    scene.upstream.fails(&[UpstreamErrorKind::OutsideContactRange, UpstreamErrorKind::Malformed]);
    for expected in WELL {
        assert_eq!(scene.after(1).await, expected);
    }
    let known = [scene.knows("ou_0").await, scene.knows("ou_1").await, scene.knows("ou_2").await];
    assert_eq!(known, [false, false, true]);
    assert_eq!(scene.after(60).await, 0, "the same again would be no use");
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_leaves_what_is_known_and_a_refusal_does_not() {
    let mut scene = Scene::of(1).await;
    scene.after(0).await;
    for (kind, known) in [
        (UpstreamErrorKind::Malformed, true),
        (UpstreamErrorKind::Unavailable, true),
        (UpstreamErrorKind::OutsideContactRange, false),
    ] {
        scene.upstream.fails(std::slice::from_ref(&kind));
        assert_eq!(scene.after(60 * 60).await, 1);
        assert_eq!(scene.knows("ou_0").await, known, "{kind:?}");
    }
}

/// Their programs would go on without them.
#[tokio::test]
async fn whoever_has_an_api_token_is_asked_about_and_loses_it_when_gone() {
    let mut scene = Scene::of(1).await;
    assert_eq!(scene.after(0).await, 1);
    let mut tx = scene.app.store.write().await.unwrap();
    let person = tx.account_named("ou_0").await.unwrap().unwrap().account.id;
    let (now, by) = (scene.app.now(), Who::Account(person.clone()));
    let ends = now.plus(Duration::from_secs(24 * 60 * 60));
    let (token, value) = ApiToken::new(&SystemEntropy, "ci", Role::Owner, &by, now, ends);
    tx.insert_api_token(&token).await.unwrap();
    tx.end_everything_of(&person, now).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(scene.after(60 * 60).await, 1, "signed in nowhere, and asked about");
    scene.upstream.tells(Standing::Gone(Gone::Resigned));
    assert_eq!(scene.after(60 * 60).await, 1);
    let mut tx = scene.app.store.read().await.unwrap();
    assert!(tx.live_api_token(&value.hash(), scene.app.now()).await.unwrap().is_none());
    let lines = tx.audit(&AuditFilter::default(), None, 10).await.unwrap().lines;
    let line = lines.iter().find(|line| line.kind == "api_token.revoked").unwrap();
    assert_eq!((line.account_id.as_ref(), line.reason.as_deref()), (Some(&person), Some("resigned")));
    assert!(line.change.as_deref().unwrap().contains(token.id.as_str()));
    drop(tx);
    assert_eq!(scene.after(60 * 60).await, 0, "nothing of theirs is left");
}
