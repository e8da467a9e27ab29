//! `/admin/keys`: which keys sign.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::question::Question;
use super::{Answer, Visitor, change, show};
use crate::admin::ops::keys::{self, Standing};
use crate::admin::ops::{Conflict, OpError};
use crate::app::App;
use crate::domain::admin::Permission;
use crate::domain::key::KeyState;
use crate::domain::time::Timestamp;
use crate::views::When;
use crate::views::console::{KeyRow, KeysPage, Section, fill};
use crate::web::urls;

/// Shows them.
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| page(visitor).await).await
}

async fn page(visitor: &Visitor<'_>) -> Answer {
    let all = keys::list(&visitor.desk()).await?;
    let may_change = visitor.may(Permission::ChangeKeys);
    let is_ahead = all.iter().any(|one| one.state == KeyState::Next);
    let rows: Vec<_> = all.into_iter().map(|one| row(visitor, one, may_change)).collect();
    let page = KeysPage {
        frame: &visitor.frame(Section::Keys),
        rows: &rows,
        rotate: (may_change && !is_ahead).then_some(urls::CONSOLE_ROTATE_KEYS),
        key_set: urls::JWKS,
    };
    Ok(visitor.html(page.render()))
}

fn row(visitor: &Visitor<'_>, standing: Standing, may_change: bool) -> KeyRow {
    let words = &visitor.locale.words().console.keys;
    let (state, then) = match standing.state {
        KeyState::Next => (words.next, words.next_until),
        KeyState::Signing => (words.signing, words.signing_until),
        KeyState::Published => (words.published, words.published_until),
        KeyState::Retired => (words.retired, ""),
    };
    let may_retire = may_change && matches!(standing.state, KeyState::Signing | KeyState::Published);
    KeyRow {
        algorithm: standing.key.algorithm.as_str(),
        state,
        is_in_use: matches!(standing.state, KeyState::Signing),
        then,
        in_time: standing.until.map(|at| words.in_time(left(visitor, at))),
        until: standing.until.map(When),
        created: When(standing.key.created_at),
        retire: may_retire.then(|| urls::about_key(urls::CONSOLE_RETIRE_KEY, &standing.key.kid)),
        kid: standing.key.kid,
    }
}

/// How many seconds there are until then.
fn left(visitor: &Visitor<'_>, until: Timestamp) -> u64 {
    u64::try_from(until.seconds().saturating_sub(visitor.app.now().seconds())).unwrap_or_default()
}

/// `GET /admin/rotate-keys`.
pub(super) async fn ask_rotate(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        visitor.require(Permission::ChangeKeys)?;
        let all = keys::list(&visitor.desk()).await?;
        if let Some(ahead) = all.iter().find(|one| one.state == KeyState::Next) {
            return Err(OpError::from(Conflict::KeysAhead { from: ahead.key.signs_from }).into());
        }
        let words = &visitor.locale.words().console.keys;
        let ahead = words.duration(visitor.app.config.keys.publish_ahead.as_secs());
        let question = Question {
            section: Section::Keys,
            title: words.rotate_title,
            what: &[fill(words.rotate_1, &[("{ahead}", &ahead)]), words.rotate_2.to_owned()],
            inputs: &[],
            action: urls::CONSOLE_ROTATE_KEYS,
            button: words.rotate,
            is_loss: false,
            back: urls::CONSOLE_KEYS,
        };
        question.ask(visitor)
    })
    .await
}

/// `POST /admin/rotate-keys`.
pub(super) async fn rotate(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        keys::rotate(&visitor.desk(), &visitor.app.seal, visitor.field("reason")).await?;
        Ok(visitor.done(urls::CONSOLE_KEYS, "keys-rotated"))
    })
    .await
}

/// `GET /admin/keys/{kid}/retire`.
pub(super) async fn ask_retire(request: HttpRequest, app: Data<App>, kid: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        visitor.require(Permission::ChangeKeys)?;
        let all = keys::list(&visitor.desk()).await?;
        let not_found = || OpError::NotFound { what: "key", name: kid.to_string() };
        let one = all.iter().find(|one| one.key.kid == *kid).ok_or_else(not_found)?;
        let words = &visitor.locale.words().console.keys;
        let mut consequences = vec![words.retire_1.to_owned(), words.retire_2.to_owned()];
        if one.state == KeyState::Signing {
            consequences.push(words.retire_signing.to_owned());
        }
        let question = Question {
            section: Section::Keys,
            title: &fill(words.retire_title, &[("{algorithm}", one.key.algorithm.as_str())]),
            what: &consequences,
            inputs: &[],
            action: &urls::about_key(urls::CONSOLE_RETIRE_KEY, &one.key.kid),
            button: words.retire,
            is_loss: true,
            back: urls::CONSOLE_KEYS,
        };
        question.ask(visitor)
    })
    .await
}

/// `POST /admin/keys/{kid}/retire`.
pub(super) async fn retire(
    request: HttpRequest,
    app: Data<App>,
    kid: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        keys::retire(&visitor.desk(), &kid, visitor.reason()?).await?;
        Ok(visitor.done(urls::CONSOLE_KEYS, "key-retired"))
    })
    .await
}
