//! What a token request asks for beside its grant: scope (RFC 6749 §3.3) and resources (RFC 8707 §2.2).

use crate::app::App;
use crate::domain::client::Client;
use crate::domain::grant::Grant;
use crate::domain::scope::{Scope, ServiceScope};
use crate::oidc::error::{TokenError, TokenErrorCode};
use crate::web::params::Params;

/// Scope and resources, well formed, the resources the client's to ask.
#[derive(Debug)]
pub(super) struct Asked {
    scope: Option<String>,
    resources: Vec<String>,
}

impl Asked {
    /// Reads both.
    ///
    /// # Errors
    /// `invalid_scope` for a character that no scope has, `invalid_target` for a resource that is not the client's.
    pub(super) fn parse(app: &App, client: &Client, params: &Params) -> Result<Self, TokenError> {
        let scope = params.get("scope").map(str::to_owned);
        if scope.as_deref().is_some_and(|text| ServiceScope::parse(text).is_none()) {
            return Err(invalid_scope("scope has a character that is not allowed"));
        }
        let mut resources: Vec<String> = params.all("resource").into_iter().map(str::to_owned).collect();
        resources.sort_unstable();
        resources.dedup();
        may_ask(app, client, &resources)?;
        Ok(Self { scope, resources })
    }

    /// The scope of a person's grant, which may be narrowed but not widened; all of `granted` when none is asked.
    pub(super) fn scope_within(&self, granted: &Scope) -> Result<Scope, TokenError> {
        let Some(text) = &self.scope else { return Ok(granted.clone()) };
        Scope::parse(text)
            .filter(|scope| scope.is_subset_of(granted) && !scope.is_empty())
            .ok_or_else(|| invalid_scope("more scope than was granted"))
    }

    /// The scope in the client's own name; all that is the client's when none is asked.
    pub(super) fn service_scope(&self, client: &Client) -> Result<ServiceScope, TokenError> {
        let Some(text) = &self.scope else { return Ok(client.service_scope.clone()) };
        ServiceScope::parse(text)
            .filter(|scope| scope.is_subset_of(&client.service_scope))
            .ok_or_else(|| invalid_scope("this client may not ask for this scope in its own name"))
    }

    /// The resources of a person's grant: those asked, which must have been granted, or else all that were.
    pub(super) fn resources_within(
        &self,
        app: &App,
        client: &Client,
        grant: &Grant,
    ) -> Result<Vec<String>, TokenError> {
        let granted = |resource: &String| grant.resources.is_empty() || grant.resources.contains(resource);
        if !self.resources.iter().all(granted) {
            return Err(invalid_target());
        }
        if self.resources.is_empty() {
            // What was granted once must still be the client's to ask.
            may_ask(app, client, &grant.resources)?;
            return Ok(grant.resources.clone());
        }
        Ok(self.resources.clone())
    }

    /// The resources in the client's own name.
    pub(super) fn into_resources(self) -> Vec<String> {
        self.resources
    }
}

fn may_ask(app: &App, client: &Client, resources: &[String]) -> Result<(), TokenError> {
    let allowed = resources.iter().all(|resource| client.may_ask_for(resource, &app.issuer));
    if allowed { Ok(()) } else { Err(invalid_target()) }
}

fn invalid_scope(description: &'static str) -> TokenError {
    TokenError::new(TokenErrorCode::InvalidScope, description)
}

fn invalid_target() -> TokenError {
    TokenError::new(TokenErrorCode::InvalidTarget, "this resource was not granted")
}
