//! A Feishu (飞书) / Lark that runs on loopback, for tests and the demo.
//!
//! One server plays every host of a brand (`open.*`, `accounts.*`, `passport.*`): same paths, one origin. It is written
//! from Feishu's public documentation alone. Tests steer it through `/_sim/…`; `GET /_sim/` lists how.

mod answer;
mod apps;
mod authorize;
mod authorize_page;
mod avatar;
mod bearer;
mod chance;
mod clock;
mod codes;
mod config;
mod contact;
mod control;
mod control_people;
mod event_crypto;
mod event_shapes;
mod events;
mod fault_play;
mod faults;
mod help;
mod ids;
mod messages;
mod organisation;
mod page;
mod params;
mod passport;
mod people;
mod qr;
mod qr_page;
mod record;
mod refresh;
mod revoke;
mod server;
mod tenant_token;
mod token_v1;
mod token_v3;
mod tokens;
mod user_info;
mod world;

#[cfg(test)]
mod tests;

pub use config::{Brand, Config, Events, MissingFields};
pub use server::{Simulator, start};
