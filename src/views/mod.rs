//! Pages: templates, words in Chinese and English, and the few static files they need.
//!
//! A page is a struct of plain values with a `render()`; everything in it is escaped by askama. Pages hold no inline
//! script, style or event attribute, so they work under `default-src 'none'` with scripts, styles and images of our
//! own origin and, for the QR code, the provider's origin as `frame-src`.

mod access;
mod account;
mod assets;
mod confirm;
mod consent;
pub mod console;
mod device;
mod form_post;
mod given;
mod home;
mod initials;
mod locale;
mod logout;
mod message;
pub mod proxy_config;
mod refusal;
mod sign_in;
mod signed_out;
mod when;
mod words;

pub use access::{AccessPage, Trouble, sign_out_everywhere, trouble};
pub use account::{AccountPage, AccountPaths, ActivityView, ApplicationView, ProfileView, SessionView};
pub use askama::Error as RenderError;
pub use assets::{Asset, asset};
pub use confirm::ConfirmPage;
pub use consent::ConsentPage;
pub use device::describe as describe_device;
pub use form_post::FormPostPage;
pub use given::{Extent, Given};
pub use home::HomePage;
pub use locale::Locale;
pub use logout::LogoutPage;
pub use message::{Action, MessagePage};
pub use refusal::{Refusal, RefusalTexts, Upstream, refusal};
pub use sign_in::{OtherWay, QrCode, SignInPage};
pub use signed_out::SignedOutPage;
pub use when::When;
pub use words::Words;

#[cfg(test)]
mod tests;
