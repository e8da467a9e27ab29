//! A change of protected applications by the command line: judged as the server will read it, and refused whole where
//! that would find anything wrong with it.

use anyhow::bail;

use crate::cli::Tools;
use crate::domain::access::{Catalogue, Flaw, Stored};
use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::time::Timestamp;
use crate::store::Tx;

/// A change under way. Dropped, it leaves nothing behind.
pub(super) struct Change<'a> {
    tools: &'a Tools,
    /// What it is made in; nobody else changes applications meanwhile.
    pub(super) tx: Tx,
    /// What the database had before.
    pub(super) before: Stored,
    /// When.
    pub(super) now: Timestamp,
}

impl<'a> Change<'a> {
    /// Begins.
    pub(super) async fn begin(tools: &'a Tools) -> anyhow::Result<Self> {
        let (now, mut tx) = (tools.clock.now(), tools.store.write().await?);
        tx.hold_applications().await?;
        let before = tx.stored_applications(now).await?;
        Ok(Self { tools, tx, before, now })
    }

    /// Everything as it was before.
    pub(super) fn catalogue(&self) -> Catalogue {
        self.tools.config.catalogue(&self.before)
    }

    /// Refuses a change of what the configuration file has.
    pub(super) fn refuse_configured(&self, id: &str) -> anyhow::Result<()> {
        if self.tools.config.has_application(id) {
            bail!("{id} is in the configuration file; change it there");
        }
        Ok(())
    }

    /// Refuses what would belong to no application, or to the one that the file has taken the place of.
    pub(super) fn refuse_unknown(&self, id: &str) -> anyhow::Result<()> {
        let stored = self.before.applications.iter().any(|application| application.id == id);
        match (self.tools.config.has_application(id), stored) {
            (true, true) => bail!(
                "{id} is in the configuration file and in the database; what the database has of it counts for \
                 nothing, until: larkgate application remove {id}"
            ),
            (false, false) => bail!("there is no application {id}"),
            _ => Ok(()),
        }
    }

    /// Makes it durable, with a line in the audit log, unless it would leave the application worse than it was.
    pub(super) async fn commit(mut self, id: &str, kind: EventKind, reason: &str) -> anyhow::Result<()> {
        let (before, stored) = (self.catalogue(), self.tx.stored_applications(self.now).await?);
        let after = self.tools.config.catalogue(&stored);
        let is_new = |flaw: &&Flaw| {
            flaw.application == id && !before.flaws().iter().any(|before| before.is_like(flaw))
        };
        let made: Vec<_> = after.flaws().iter().filter(is_new).map(Flaw::to_string).collect();
        if !made.is_empty() {
            bail!("{}", made.join("\n"));
        }
        let mut event = AuditEvent::new(self.now, kind);
        event.client_id = Some(id.to_owned());
        event.reason = Some(format!("command line: {reason}"));
        self.tx.append_audit(&event).await?;
        self.tx.commit().await?;
        Ok(())
    }
}

/// What is wrong, for people.
pub(super) fn warnings(flaws: &[Flaw]) -> impl Iterator<Item = String> {
    flaws.iter().map(|flaw| format!("application {}: {flaw}", flaw.application))
}
