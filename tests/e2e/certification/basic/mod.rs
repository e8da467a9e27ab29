//! The Basic OP plan. Each case runs twice, as the Form Post Basic plan wants it: with the answer in the query, and in a
//! form; where the database could make a difference, on PostgreSQL too.

mod code_flow;
mod hints;
mod redemption;
mod request_object;
mod sessions;
mod userinfo;

/// Defines cases that run with each response mode.
macro_rules! cases {
    ($(async fn $name:ident($op:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every case needs everything")]
            use super::*;
            use $crate::certification::client::{Mode, Op};
            use $crate::harness::Kind;

            pub async fn check($op: Op) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn query() {
                check(Op::start(Kind::Sqlite, Mode::Query).await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn form_post() {
                check(Op::start(Kind::Sqlite, Mode::FormPost).await).await;
            }
        }
    )*};
}
pub(crate) use cases;

/// The same, for cases about what is stored.
macro_rules! stored_cases {
    ($(async fn $name:ident($op:ident) $body:block)*) => {
        $crate::certification::basic::cases! { $(async fn $name($op) $body)* }

        /// The same on PostgreSQL.
        mod stored {
            $(
                #[tokio::test(flavor = "multi_thread")]
                #[ignore = "left out: needs PostgreSQL, which tests/run starts"]
                async fn $name() {
                    use $crate::certification::client::{Mode, Op};
                    super::$name::check(Op::start($crate::harness::Kind::Postgres, Mode::Query).await).await;
                }
            )*
        }
    };
}
pub(crate) use stored_cases;
