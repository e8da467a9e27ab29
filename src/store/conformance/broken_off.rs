//! Work on the database that is broken off in the middle.

use super::*;
use crate::domain::id::AccountId;

/// Polls `future` so many times at most, and drops it. Whether it was done.
async fn drop_after<F: Future>(polls: usize, future: F) -> bool {
    let yields = async {
        for _ in 0..polls {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        _outcome = future => true,
        () = yields => false,
    }
}

on_each_database! {
    async fn a_transaction_that_nobody_waits_for_is_over(store: Store) {
        let nobody = AccountId::received("acc_0");
        let mut polls = 0;
        while !drop_after(polls, store.read()).await {
            // Whoever has the connection next may write.
            for _ in 0..4 {
                let mut tx = store.write().await.unwrap();
                tx.set_note(&nobody, Some("x")).await.unwrap();
                tx.commit().await.unwrap();
            }
            polls += 1;
        }
    }
}
