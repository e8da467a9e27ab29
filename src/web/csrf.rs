//! Forms that change something: each carries what shows that it was shown to the session that sends it.

use actix_web::HttpRequest;

use crate::app::App;
use crate::domain::id::SessionId;
use crate::web::limits;
use crate::web::params::Params;

/// Whether the form was shown to this session, by its field `csrf`. One that was not counts as forged.
pub fn was_shown_to(app: &App, request: &HttpRequest, session: &SessionId, form: &Params) -> bool {
    let shown = app.seal.is_csrf_token(session, form.once("csrf").unwrap_or_default());
    if !shown {
        limits::forged(app, request);
    }
    shown
}
