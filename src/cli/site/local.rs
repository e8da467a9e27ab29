//! Beside the database: the REST API in this process, without a socket.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use actix_http::{Payload, Request};
use actix_service::Service;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::http::{Method, Uri};
use actix_web::web::{Bytes, Data};
use anyhow::anyhow;

use crate::admin::api::{InProcess, in_process};
use crate::app::App;
use crate::cli::exit::{Exit, Failure};
use crate::cli::{output, user};
use crate::config::Config;
use crate::domain::admin::Actor;
use crate::domain::time::SystemClock;
use crate::domain::token::SystemEntropy;

/// The database, and the API on it.
pub(in crate::cli) struct Local {
    app: Data<App>,
    api: InProcess,
}

impl Local {
    /// Opens it, to act as whoever runs the program, by their name on this machine.
    pub(in crate::cli) async fn open(config: Config) -> anyhow::Result<Self> {
        let app = App::open(config, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?;
        if app.made_seal_key {
            output::say("hint: a sealing key was made beside the database; back it up apart from it");
        }
        let app = Data::new(app);
        let api = in_process(app.clone(), Actor::command_line(&user::name()))
            .await
            .map_err(|error| anyhow!(error))?;
        Ok(Self { app, api })
    }

    pub(super) async fn ask(
        &self,
        method: &str,
        address: &str,
        body: Option<String>,
    ) -> anyhow::Result<(u16, Body)> {
        let mut request =
            Request::with_payload(body.map_or(Payload::None, |body| Payload::from(body.into_bytes())));
        let head = request.head_mut();
        head.method = Method::from_bytes(method.as_bytes())?;
        head.uri = Uri::try_from(address)?;
        head.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let response = self.api.call(request).await.map_err(|error| anyhow!("{error}"))?;
        Ok((response.status().as_u16(), Body(Box::pin(response.into_body()))))
    }

    pub(super) async fn close(&self) {
        self.app.store.close().await;
    }
}

/// What was answered.
pub(super) struct Body(Pin<Box<BoxBody>>);

impl Body {
    pub(super) async fn piece(&mut self) -> anyhow::Result<Option<Bytes>> {
        let piece = poll_fn(|context| self.0.as_mut().poll_next(context)).await;
        let broken = |_logged| Failure::new(Exit::Unavailable, "it broke off: the database does not answer");
        Ok(piece.transpose().map_err(broken)?)
    }
}
