//! The API without a network: what the command line asks beside the database.

use actix_http::Request;
use actix_service::{IntoServiceFactory, ServiceFactory, boxed};
use actix_web::body::BoxBody;
use actix_web::dev::{AppConfig, ServiceResponse};
use actix_web::web::Data;
use actix_web::{App as ActixApp, Error};

use super::routes;
use crate::admin::{AdminCaller, Kept};
use crate::app::App;
use crate::domain::admin::Actor;

/// Answers requests as the server would.
pub type InProcess = boxed::BoxService<Request, ServiceResponse<BoxBody>, Error>;

/// Whoever asks in this process. It is data of a service that no listener has, made in [`in_process`] alone, so nothing
/// that a request says can stand for it.
pub(super) struct Insider(pub(super) AdminCaller);

/// The API of `app`, in which every request is `actor`'s, without a token.
///
/// # Errors
/// When the service cannot be put together, which does not happen.
pub async fn in_process(app: Data<App>, actor: Actor) -> Result<InProcess, &'static str> {
    let service = ActixApp::new()
        .app_data(app)
        .app_data(Data::new(Kept::default()))
        .app_data(Insider(AdminCaller::insider(actor)))
        .configure(routes)
        .into_factory()
        .new_service(AppConfig::default())
        .await
        .map_err(|()| "the API could not be put together")?;
    Ok(boxed::service(service))
}
