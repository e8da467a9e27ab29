//! The shape of a language's refusals: one field a case, so that a missing one does not compile.

/// One refusal, with inserts `{provider}`, `{wait}` and `{detail}` where its case has them.
#[derive(Debug)]
pub(super) struct Text {
    /// The heading, without a full stop.
    pub(super) title: &'static str,
    /// What happened.
    pub(super) what: &'static str,
    /// What was kept.
    pub(super) kept: &'static str,
    /// What to do.
    pub(super) todo: &'static str,
}

/// All refusals in one language; the fields are named after the cases of [`super::Upstream`] and [`super::Refusal`].
#[derive(Debug)]
pub(super) struct RefusalWords {
    pub(super) denied: Text,
    pub(super) code_rejected: Text,
    pub(super) resigned: Text,
    pub(super) frozen: Text,
    pub(super) not_active: Text,
    pub(super) outside_availability: Text,
    pub(super) tenant_not_allowed: Text,
    pub(super) misconfigured: Text,
    pub(super) rate_limited: Text,
    pub(super) unavailable: Text,
    pub(super) malformed: Text,
    pub(super) account_disabled: Text,
    pub(super) identity_unbound: Text,
    pub(super) attempt_unknown: Text,
    pub(super) attempt_expired: Text,
    pub(super) too_many_attempts: Text,
    pub(super) unknown_client: Text,
    pub(super) bad_redirect_uri: Text,
    pub(super) bad_request: Text,
    pub(super) stale_form: Text,
    pub(super) no_role: Text,
    pub(super) login_link_unknown: Text,
    pub(super) not_found: Text,
    pub(super) method_not_allowed: Text,
    pub(super) internal: Text,
    pub(super) store_down: Text,
}
