//! What goes on beside the requests: keys and the certificate are read again, and what lapsed is removed.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;

use super::tls::CertificateKeeper;
use crate::app::App;
use crate::forward_auth::Live;
use crate::keys::{Schedule, rotate_when_due};
use crate::store::{Change, StoreError, Watcher};
use crate::web::limits::Limits;

/// How often keys are read again; far shorter than keys are published ahead of signing.
const RELOAD_KEYS: Duration = Duration::from_secs(30);
/// How often what lapsed is removed.
const SWEEP: Duration = Duration::from_secs(60);
/// How many accounts get their words at a time, and how often in a sweep; see [`make_due_terms`].
const BATCH: i64 = 500;
const MOST_BATCHES: usize = 20;
/// How often the certificate's files are read again.
const RELOAD_CERTIFICATE: Duration = Duration::from_secs(60);

/// Reads rotated keys and a renewed certificate, and removes what lapsed, for as long as the server runs.
pub(super) async fn keep_house(
    app: Data<App>,
    limits: Data<Limits>,
    live: Data<Live>,
    certificate: Option<Arc<CertificateKeeper>>,
) {
    let mut renew = tokio::time::interval(RELOAD_CERTIFICATE);
    let mut reload = tokio::time::interval(RELOAD_KEYS);
    let mut sweep = tokio::time::interval(SWEEP);
    loop {
        tokio::select! {
            _ = reload.tick() => {
                keep_keys(&app).await;
            }
            () = app.keys_changed.wait() => {
                keep_keys(&app).await;
                // Whatever is signed and remembered may be of a key that is retired.
                live.changed(&[Change::Everything]);
            }
            _ = renew.tick() => {
                read_again(certificate.as_ref()).await;
            }
            _ = sweep.tick() => {
                limits.sweep();
                if let Err(error) = live.note_use(&app).await {
                    tracing::warn!(cause = %error, "it could not be written down which sessions were of use");
                }
                if let Err(error) = app.note_use_of_service_tokens().await {
                    tracing::warn!(cause = %error, "it could not be written down which service tokens were of use");
                }
                if let Err(error) = sweep_store(&app).await {
                    tracing::warn!(cause = %error, "what lapsed could not be removed");
                }
            }
        }
    }
}

/// Reading files blocks, so it is done aside.
pub(super) async fn read_again(certificate: Option<&Arc<CertificateKeeper>>) {
    if let Some(certificate) = certificate.cloned()
        && let Err(error) = tokio::task::spawn_blocking(move || certificate.reload()).await
    {
        tracing::error!(cause = %error, "the certificate's files could not be read");
    }
}

/// Rotates keys that have signed long enough, and takes in what was rotated here or elsewhere.
async fn keep_keys(app: &App) {
    let schedule = Schedule::of(&app.config);
    match rotate_when_due(&app.store, &app.seal, app.now(), &schedule).await {
        Ok(Some(rotation)) => {
            tracing::info!(signs_from = rotation.signs_from.rfc3339(), "published new signing keys")
        }
        Ok(None) => {}
        Err(error) => tracing::warn!(cause = %error, "keys could not be rotated"),
    }
    if let Err(error) = app.keys.reload(&app.store, &app.seal, app.now()).await {
        tracing::warn!(cause = %error, "keys could not be read again");
    }
}

async fn sweep_store(app: &App) -> Result<(), StoreError> {
    let mut tx = app.store.write().await?;
    let swept = tx.sweep(app.now()).await?;
    tx.commit().await?;
    app.note_swept();
    tracing::debug!(?swept, "swept");
    make_due_terms(app).await
}

/// After an upgrade, accounts are found by words only once they have some; and by a department that was forgotten no longer.
async fn make_due_terms(app: &App) -> Result<(), StoreError> {
    for _batch in 0..MOST_BATCHES {
        // Seldom are any: nobody who writes waits for the question.
        if !app.store.read().await?.are_terms_due().await? {
            break;
        }
        let mut tx = app.store.write().await?;
        tx.make_due_terms(BATCH).await?;
        tx.commit().await?;
    }
    Ok(())
}
