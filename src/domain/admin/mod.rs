//! Who may administer larkgate, and what each may do.

mod actor;
mod api_token;
mod role;

pub use actor::{Actor, Who};
pub use api_token::ApiToken;
pub use role::{Forbidden, Permission, Role};
