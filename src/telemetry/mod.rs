//! Logs: one line per event on standard output, JSON for collectors or text for people.

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts logging for the whole process. A second call changes nothing.
pub fn start(log: &Log) {
    // The framework's own start-up lines say nothing that ours do not.
    let quiet = "actix_server=warn,actix_http=error";
    let filter = EnvFilter::try_new(format!("{quiet},{}", log.level))
        .unwrap_or_else(|_invalid| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter);
    let _already = match log.format {
        LogFormat::Json => {
            builder.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init()
        }
        LogFormat::Text => builder.with_target(false).compact().try_init(),
    };
}
