//! A value fetched at most once at a time, however many ask for it.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

use super::UpstreamError;

/// Keeps the outcome of the last fetch. A failure is not kept for those who come later, but those who waited for it
/// share it: a hundred people do not repeat a hundred times what just failed.
pub(super) struct SingleFlight<T> {
    last: Mutex<Option<Result<T, UpstreamError>>>,
    landed: AtomicU64,
}

impl<T: Clone> SingleFlight<T> {
    pub(super) fn new() -> Self {
        Self { last: Mutex::new(None), landed: AtomicU64::new(0) }
    }

    /// The kept value while it is `fresh`; else the outcome of the fetch under way; else of `fetch`.
    /// If the fetching caller goes away, the next one in line fetches.
    pub(super) async fn get(
        &self,
        fresh: impl Fn(&T) -> bool,
        fetch: impl Future<Output = Result<T, UpstreamError>>,
    ) -> Result<T, UpstreamError> {
        let before = self.landed.load(Ordering::SeqCst);
        let mut last = self.last.lock().await;
        let landed_meanwhile = self.landed.load(Ordering::SeqCst) != before;
        match last.as_ref() {
            Some(Ok(value)) if fresh(value) => return Ok(value.clone()),
            Some(outcome) if landed_meanwhile => return outcome.clone(),
            Some(_) | None => {}
        }
        let outcome = fetch.await;
        *last = Some(outcome.clone());
        self.landed.fetch_add(1, Ordering::SeqCst);
        outcome
    }

    /// Drops the kept value if it is the one that `refused` recognises; a newer one stays.
    pub(super) async fn forget(&self, refused: impl Fn(&T) -> bool) {
        let mut last = self.last.lock().await;
        if last.as_ref().is_some_and(|outcome| outcome.as_ref().is_ok_and(refused)) {
            *last = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::Semaphore;
    use tokio::task::JoinSet;

    use super::*;
    use crate::connectors::UpstreamErrorKind;

    /// Lets 16 callers wait for one flight with this outcome; returns how many flights there were, and what they got.
    async fn sixteen(
        outcome: Result<u64, UpstreamError>,
    ) -> (u64, Vec<Result<u64, UpstreamError>>, Arc<SingleFlight<u64>>) {
        let flight = Arc::new(SingleFlight::new());
        let (asked, fetched, gate) =
            (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)), Arc::new(Semaphore::new(0)));
        let mut callers = JoinSet::new();
        for _ in 0..16 {
            let (flight, asked, fetched, gate, outcome) =
                (flight.clone(), asked.clone(), fetched.clone(), gate.clone(), outcome.clone());
            callers.spawn(async move {
                asked.fetch_add(1, Ordering::SeqCst);
                let fetch = async {
                    fetched.fetch_add(1, Ordering::SeqCst);
                    let _open = gate.acquire().await.unwrap();
                    outcome
                };
                // Never fresh: only sharing keeps the others from fetching.
                flight.get(|_| false, fetch).await
            });
        }
        while asked.load(Ordering::SeqCst) < 16 {
            tokio::task::yield_now().await;
        }
        gate.add_permits(1);
        let outcomes = callers.join_all().await;
        (fetched.load(Ordering::SeqCst), outcomes, flight)
    }

    #[tokio::test]
    async fn all_who_wait_share_one_flight() {
        let (fetched, outcomes, _) = sixteen(Ok(7)).await;
        assert_eq!((fetched, outcomes), (1, vec![Ok(7); 16]));
    }

    #[tokio::test]
    async fn all_who_wait_share_a_failure_and_the_next_tries_again() {
        let down = UpstreamError::without_answer(UpstreamErrorKind::Unavailable);
        let (fetched, outcomes, flight) = sixteen(Err(down.clone())).await;
        assert_eq!((fetched, outcomes), (1, vec![Err(down); 16]));
        assert_eq!(flight.get(|_| true, async { Ok(8) }).await, Ok(8));
    }

    #[tokio::test]
    async fn forgets_only_what_was_refused() {
        let flight = SingleFlight::new();
        assert_eq!(flight.get(|_| true, async { Ok(1) }).await, Ok(1));
        flight.forget(|value| *value == 9).await;
        assert_eq!(flight.get(|_| true, async { Ok(2) }).await, Ok(1));
        flight.forget(|value| *value == 1).await;
        assert_eq!(flight.get(|_| true, async { Ok(3) }).await, Ok(3));
    }

    #[tokio::test]
    async fn a_caller_who_leaves_does_not_block_the_rest() {
        let flight = SingleFlight::new();
        let mut leaving = Box::pin(flight.get(|_| true, std::future::pending()));
        tokio::select! { biased; _ = &mut leaving => unreachable!(), () = async {} => {} }
        drop(leaving);
        assert_eq!(flight.get(|_| true, async { Ok(4) }).await, Ok(4));
    }
}
