//! Administration: every action exists once, in [`ops`], and has several doors.

pub mod api;
mod caller;
mod console;
mod csv;
mod cursor;
mod export;
mod kept;
mod log;
pub mod ops;

pub use caller::AdminCaller;
pub use kept::Kept;
pub use log::{Forwarder, remove_old_lines};

use actix_web::web::ServiceConfig;

/// Mounts everything of this feature.
pub fn routes(config: &mut ServiceConfig) {
    api::routes(config);
    console::routes(config);
}
