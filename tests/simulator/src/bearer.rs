//! Owns the gateway's look at the `Authorization` header (Feishu: 通用错误码).

use actix_web::HttpRequest;

use crate::answer::Answer;
use crate::apps::App;
use crate::params::header;
use crate::people::{Obstacle, Person};
use crate::world::World;

const MISSING: &str = "Missing access token for authorization. Please make a request with token attached.";
const INVALID: &str = "Invalid access token for authorization. Please make a request with token attached.";

pub(crate) fn bearer(request: &HttpRequest) -> Result<&str, Answer> {
    let token = header(request, "Authorization").strip_prefix("Bearer ").unwrap_or_default().trim();
    if token.is_empty() { Err(Answer::gateway(400, 99_991_661, MISSING, &[])) } else { Ok(token) }
}

fn is_user_token(token: &str) -> bool {
    token.starts_with("u-") || token.starts_with("eyJ")
}

fn wrong_form() -> Answer {
    let msg = "Invalid token: must start with t-/u-. Please make a request with token attached.";
    Answer::gateway(400, 99_991_671, msg, &[])
}

/// The app behind a live tenant (or app) access token.
pub(crate) fn tenant_app<'w>(world: &'w World, request: &HttpRequest) -> Result<&'w App, Answer> {
    let token = bearer(request)?;
    if is_user_token(token) {
        return Err(Answer::gateway(400, 99_991_668, "user access token not support", &[]));
    }
    if !token.starts_with("t-") && !token.starts_with("a-") {
        return Err(wrong_form());
    }
    let app = world.app_of_token(token).ok_or_else(|| Answer::gateway(400, 99_991_663, INVALID, &[]))?;
    if !app.installed {
        return Err(Answer::gateway(400, 99_991_673, "app is unavailable in the tenant", &[]));
    }
    if !app.enabled {
        return Err(Answer::gateway(400, 99_991_662, "app is not in use", &[]));
    }
    Ok(app)
}

/// As `tenant_app`, and one of the permissions (or a wide contact scope) is open.
pub(crate) fn permitted_app<'w>(
    world: &'w World,
    request: &HttpRequest,
    permissions: &[&str],
) -> Result<&'w App, Answer> {
    let app = tenant_app(world, request)?;
    let contact = permissions.iter().any(|permission| permission.starts_with("contact:contact"));
    let open = permissions.iter().any(|permission| app.may(permission))
        || (contact && app.may_any_or_wide(permissions));
    if open { Ok(app) } else { Err(denied(&app.app_id, permissions)) }
}

fn denied(app_id: &str, permissions: &[&str]) -> Answer {
    let list = permissions.join(", ");
    let msg = format!(
        "Access denied. One of the following scopes is required: [{list}].应用尚未开通所需的应用身份权限：[{list}]，点击链接申请并开通任一权限即可：https://open.feishu.cn/app/{app_id}/auth"
    );
    Answer::gateway(400, 99_991_672, &msg, permissions)
}

/// The app and person behind a user access token; the person's own state is refused with HTTP 200.
pub(crate) fn user<'w>(world: &'w World, request: &HttpRequest) -> Result<(&'w App, &'w Person), Answer> {
    let token = bearer(request)?;
    if token.starts_with("t-") || token.starts_with("a-") {
        return Err(Answer::gateway(400, 99_991_663, INVALID, &[]));
    }
    if !is_user_token(token) {
        return Err(wrong_form());
    }
    let found =
        world.tokens.access.get(token).ok_or_else(|| Answer::gateway(400, 99_991_668, INVALID, &[]))?;
    if found.expires_at <= world.now() {
        let msg = "Authentication token expired. Please request a new one.";
        return Err(Answer::gateway(401, 99_991_677, msg, &[]));
    }
    if found.revoked {
        return Err(Answer::refused(200, 20_005, "user access token invalid"));
    }
    let app = world.app(&found.app_id).ok_or_else(wrong_form)?;
    let person = world.person(&found.person).ok_or_else(|| Answer::refused(200, 20_008, "user not exist"))?;
    match person.obstacle() {
        Some(Obstacle::Resigned) => Err(Answer::refused(200, 20_021, "user resigned")),
        Some(Obstacle::Frozen) => Err(Answer::refused(200, 20_022, "user frozen")),
        Some(Obstacle::NotRegistered) => Err(Answer::refused(200, 20_023, "user not registered")),
        _ => Ok((app, person)),
    }
}
