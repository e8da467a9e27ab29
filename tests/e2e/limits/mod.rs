//! Rate limits as they are met from outside. Counted, never timed: what flows back meanwhile only lengthens the count.

mod people;
mod programs;

use crate::harness::by_hand::Answer;
use crate::harness::{Gate, Setup};

/// A gate with the limits of every day, whose callers say in `X-Forwarded-For` where they are.
async fn gate() -> Gate {
    let clients = "[listen]\ntrusted_proxies = [\"127.0.0.1\"]\n".to_owned();
    Gate::with(Setup { limited: true, clients, ..Setup::default() }).await
}

/// Tries until it is told to wait; how often it was answered otherwise.
async fn until_refused(mut attempt: impl AsyncFnMut(usize) -> Answer) -> (usize, Answer) {
    for n in 0..2000 {
        let answer = attempt(n).await;
        if answer.status == 429 {
            assert!(answer.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1, "{answer:?}");
            return (n, answer);
        }
    }
    panic!("never refused");
}

/// Whether `ask` is refused while failures go on: alone it might come a moment after the limit has room again.
async fn is_refused_among(mut failure: impl AsyncFnMut(), mut ask: impl AsyncFnMut() -> u16) -> bool {
    for _ in 0..2000 {
        failure().await;
        if ask().await == 429 {
            return true;
        }
    }
    false
}
