//! Protected applications added at run time, and rules added to any.
//!
//! Every change begins with [`Tx::hold_applications`].

use crate::domain::access::{Stored, StoredApplication, StoredRule};
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;
use crate::store::{Change, StoreError, Tx};

impl Tx {
    /// Holds everything about protected applications until the transaction ends, so that no two changes that were judged
    /// apart contradict each other, and lets whoever remembers any of it know that it changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_applications(&mut self) -> Result<(), StoreError> {
        execute!(self, "UPDATE applications_revision SET revision = revision + 1")?;
        self.changed(Change::Applications);
        Ok(())
    }

    /// Counts the changes of protected applications, their rules and service tokens.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn applications_revision(&mut self) -> Result<i64, StoreError> {
        let (revision,) = fetch!(self, fetch_one, (i64,), "SELECT revision FROM applications_revision")?;
        Ok(revision)
    }

    /// Everything that the database has of protected applications, with the service tokens that are live at `now`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stored_applications(&mut self, now: Timestamp) -> Result<Stored, StoreError> {
        let applications =
            fetch!(self, fetch_all, (String, String), "SELECT id, settings FROM applications ORDER BY id",)?;
        let rules = fetch!(
            self,
            fetch_all,
            (String, String),
            "SELECT application, rule FROM application_rules ORDER BY application, position",
        )?;
        let rules = rules.into_iter().map(|(application, rule)| StoredRule { application, rule });
        let applications = applications.into_iter().map(|(id, settings)| StoredApplication { id, settings });
        Ok(Stored {
            applications: applications.collect(),
            rules: rules.collect(),
            tokens: self.live_service_tokens(now).await?,
        })
    }

    /// Adds an application; it inherits nothing of another one of its name that was there before. False when the id is
    /// taken.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_application(
        &mut self,
        application: &StoredApplication,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let made = execute!(
            self,
            "INSERT INTO applications (id, settings, created_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
            &application.id,
            &application.settings,
            now,
        )?;
        if made == 1 {
            self.forget_application(&application.id, now).await?;
        }
        Ok(made == 1)
    }

    /// Replaces the settings of an application. False when there is none of this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_application(&mut self, application: &StoredApplication) -> Result<bool, StoreError> {
        let changed = execute!(
            self,
            "UPDATE applications SET settings = $2 WHERE id = $1",
            &application.id,
            &application.settings,
        )?;
        Ok(changed == 1)
    }

    /// Removes an application with its rules and service tokens, and ends the sessions there. False when there is none
    /// of this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_application(&mut self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let removed = execute!(self, "DELETE FROM applications WHERE id = $1", id)?;
        if removed == 1 {
            self.forget_application(id, now).await?;
        }
        Ok(removed == 1)
    }

    async fn forget_application(&mut self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM application_rules WHERE application = $1", id)?;
        execute!(self, "DELETE FROM application_tickets WHERE application = $1", id)?;
        execute!(
            self,
            "UPDATE service_tokens SET revoked_at = $2 WHERE application = $1 AND revoked_at IS NULL",
            id,
            now,
        )?;
        let accounts = fetch!(
            self,
            fetch_all,
            (AccountId,),
            "UPDATE application_sessions SET ended_at = $2 WHERE application = $1 AND ended_at IS NULL
             RETURNING account_id",
            id,
            now,
        )?;
        for (account,) in accounts {
            self.changed(Change::Account(account));
        }
        Ok(())
    }

    /// Puts `rules`, in their order, in place of all that the database has of an application.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn replace_rules(&mut self, application: &str, rules: &[String]) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM application_rules WHERE application = $1", application)?;
        for (rule, position) in rules.iter().zip(1_i64..) {
            execute!(
                self,
                "INSERT INTO application_rules (application, position, rule) VALUES ($1, $2, $3)",
                application,
                position,
                rule,
            )?;
        }
        Ok(())
    }
}
