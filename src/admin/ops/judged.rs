//! A change of protected applications: judged as the server will read it, and dropped whole where that would find
//! anything wrong with it that was not wrong before.

use super::{Conflict, Desk, Flaw, OpError, Problem};
use crate::domain::access::{self, Catalogue, Rule, Stored};
use crate::domain::admin::Permission;
use crate::domain::audit::AuditEvent;
use crate::store::Tx;

/// A change under way. Dropped, it leaves nothing behind.
pub(super) struct Judged<'a> {
    desk: &'a Desk<'a>,
    /// What it is made in; nobody else changes applications meanwhile.
    pub(super) tx: Tx,
    /// What the database had before.
    pub(super) before: Stored,
}

impl<'a> Judged<'a> {
    /// Begins, unless something changed since `revision` was read.
    pub(super) async fn begin(desk: &'a Desk<'a>, revision: Option<i64>) -> Result<Self, OpError> {
        let mut tx = desk.changing(Permission::ChangeApplications).await?;
        tx.hold_applications().await?;
        let now = tx.applications_revision().await?;
        if revision.is_some_and(|seen| seen.checked_add(1) != Some(now)) {
            return Err(Conflict::ApplicationsChanged.into());
        }
        let before = tx.stored_applications(desk.now).await?;
        Ok(Self { desk, tx, before })
    }

    /// Refuses a change of what the configuration file has.
    pub(super) fn refuse_configured(&self, id: &str) -> Result<(), OpError> {
        match self.desk.config.has_application(id) {
            true => Err(Conflict::ConfiguredApplication { id: id.to_owned() }.into()),
            false => Ok(()),
        }
    }

    /// Refuses what would belong to no application, or to the one that the file has taken the place of.
    pub(super) fn refuse_unknown(&self, id: &str) -> Result<(), OpError> {
        match (self.desk.config.has_application(id), self.settings_of(id).is_some()) {
            (true, true) => Err(Conflict::ShadowedApplication { id: id.to_owned() }.into()),
            (false, false) => Err(not_found(id)),
            _ => Ok(()),
        }
    }

    /// The settings that the database had of an application before.
    pub(super) fn settings_of(&self, id: &str) -> Option<&str> {
        let stored = self.before.applications.iter().find(|application| application.id == id);
        stored.map(|application| application.settings.as_str())
    }

    /// The rules that the database had of an application before, in their order.
    pub(super) fn rules_of(&self, id: &str) -> Vec<String> {
        let of_it = self.before.rules.iter().filter(|rule| rule.application == id);
        of_it.map(|rule| rule.rule.clone()).collect()
    }

    /// Everything as it would be, unless that left the application worse than it was.
    pub(super) async fn judge(&mut self, id: &str) -> Result<Catalogue, OpError> {
        let before = self.desk.config.catalogue(&self.before);
        let after = self.desk.config.catalogue(&self.tx.stored_applications(self.desk.now).await?);
        let is_new = |flaw: &&access::Flaw| {
            flaw.application == id && !before.flaws().iter().any(|before| before.is_like(flaw))
        };
        let made: Vec<_> = after.flaws().iter().filter(is_new).cloned().map(Flaw::from).collect();
        if made.is_empty() { Ok(after) } else { Err(OpError::Invalid(made)) }
    }

    /// Makes it durable, with its line in the audit log, if it is good.
    pub(super) async fn commit(mut self, id: &str, mut event: AuditEvent) -> Result<Catalogue, OpError> {
        let after = self.judge(id).await?;
        event.client_id = Some(id.to_owned());
        self.tx.append_audit(&event).await?;
        self.tx.commit().await?;
        Ok(after)
    }
}

/// There is no such application.
pub(super) fn not_found(id: &str) -> OpError {
    OpError::NotFound { what: "application", name: id.to_owned() }
}

/// Options of the database as one line of the audit log has them.
pub(super) fn one_line(written: &str) -> String {
    written.lines().collect::<Vec<_>>().join(", ")
}

impl From<access::Flaw> for Flaw {
    fn from(flaw: access::Flaw) -> Self {
        let option = flaw.option();
        let known = ["id", "name", "contact", "headers", "own_cookie", "effect"].into_iter();
        let field = known.chain(Rule::MATCHERS).find(|known| *known == option).unwrap_or("application");
        Self { field, problem: Problem::Access(flaw) }
    }
}
