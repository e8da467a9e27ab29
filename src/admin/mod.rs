//! Administration: every action exists once, in [`ops`], and has several doors.

mod caller;
pub mod ops;

pub use caller::AdminCaller;
