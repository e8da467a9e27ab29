//! Everybody who may come: whom Feishu lets in, whom it refuses, whom we refuse, and what changes about them.

mod over_time;
mod refused;
mod welcome;
