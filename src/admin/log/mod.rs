//! What becomes of the audit log's lines: they are forwarded to a collector, and removed when they need not be kept.

mod forward;
mod retention;
mod sink;

pub use forward::Forwarder;
pub use retention::remove_old_lines;
