//! Who calls the API: a program with a token, at every request anew; or the command line in this process.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};

use super::in_process::Insider;
use super::problem::Problem;
use crate::admin::AdminCaller;
use crate::admin::export::{self, Form, List};
use crate::admin::ops::Desk;
use crate::app::App;
use crate::keys::Seal;
use crate::web::client_ip;
use crate::web::limits::{Failure, Limits};

/// Proof of a good token. Whether its role reaches far enough is for the desk to say.
pub(super) struct Caller {
    app: Data<App>,
    admin: AdminCaller,
}

impl Caller {
    /// Where they act.
    pub(super) fn desk(&self) -> Desk<'_> {
        self.admin.desk(&self.app)
    }

    /// The composition.
    pub(super) fn app(&self) -> &App {
        &self.app
    }

    /// What seals private keys.
    pub(super) fn seal(&self) -> &Arc<Seal> {
        &self.app.seal
    }

    /// A list as a file, of which they take note.
    pub(super) async fn export(self, list: impl List, form: Form) -> Result<HttpResponse, Problem> {
        Ok(export::answer(self.app, self.admin, list, form).await?)
    }

    /// After a change: whoever was to be told of ended sessions is told now.
    pub(super) fn changed(&self) {
        self.app.notices.notify_one();
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let Some(app) = request.app_data::<Data<App>>().cloned() else {
                return Err(Problem::unauthorized());
            };
            if let Some(Insider(admin)) = request.app_data() {
                return Ok(Self { app, admin: admin.clone() });
            }
            let (limits, address) = (Limits::of(&request), client_ip::of(&app, &request));
            if let Some(Err(wait)) = limits.map(|limits| limits.may_try(None, address)) {
                return Err(Problem::too_many(wait.seconds()));
            }
            match AdminCaller::with_token(&app, &request).await {
                Ok(Some(admin)) => Ok(Self { app, admin }),
                Ok(None) => {
                    if let Some(limits) = limits {
                        limits.failed(Failure::Anonymous, address);
                    }
                    Err(Problem::unauthorized())
                }
                Err(error) => Err(Problem::from(&error)),
            }
        })
    }
}
