//! What changed about who may come in, written with the change itself: a feed that every process follows which remembers
//! anything. [`Tx::commit`] writes it, so no caller can forget to.

use serde::{Deserialize, Serialize};

use crate::domain::id::AccountId;
use crate::store::{StoreError, Tx, rows};

/// With more changes in one transaction than this, its readers forget everything instead.
const MOST_CHANGES: usize = 1000;
/// How many transactions the feed goes back; a reader that has fallen behind further forgets everything.
const KEPT: i64 = 10_000;

/// Something about who may come in that is no longer as it was read before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Anything about one account: whether it is enabled, its profile, its binding, its memberships, its sessions.
    Account(AccountId),
    /// The applications and rules that are managed at run time.
    Applications,
    /// The clients that are registered at run time.
    Clients,
    /// Which keys sign and are published.
    Keys,
    /// Anything at all: there were too many changes to name, or they are not known.
    Everything,
}

/// One row of the feed with its end; without a change when nothing follows.
pub(super) type FeedRow = (i64, Option<String>);

/// The end of the feed, and every change after $1 in the order of the commits: one statement, so one moment.
pub(super) const SINCE: &str = "SELECT f.seq, c.changes FROM access_feed f
     LEFT JOIN access_changes c ON c.seq > $1 AND c.seq <= f.seq ORDER BY c.seq";

/// The end of the feed, and what changed since it was read to `read_to`.
///
/// # Errors
/// When the feed has no end: this program did not write it.
pub(super) fn news(read_to: Option<i64>, rows: &[FeedRow]) -> Result<(i64, Vec<Change>), StoreError> {
    let (end, _first) = rows.first().ok_or(StoreError::Corrupt("feed of changes"))?;
    let written: Vec<&str> = rows.iter().filter_map(|(_end, changes)| changes.as_deref()).collect();
    // There are no gaps: rows that are missing were swept, and an end that went back is another database's.
    let has_all = read_to.and_then(|read_to| end.checked_sub(read_to)) == i64::try_from(written.len()).ok();
    if !has_all {
        return Ok((*end, vec![Change::Everything]));
    }
    let read = written.iter().map(|changes| serde_json::from_str::<Vec<Change>>(changes));
    // A newer version may write what this one does not know.
    let changes: Result<Vec<_>, _> = read.collect();
    Ok((*end, changes.map_or_else(|_unknown| vec![Change::Everything], |changes| changes.concat())))
}

impl Tx {
    /// Notes that something changed. Every method that changes what a check reads calls this; whoever remembers is told
    /// in this process when the commit is done, and in others within a second.
    pub(super) fn changed(&mut self, change: Change) {
        self.changes.insert(change);
    }

    /// Writes what was noted. Whoever writes to the feed waits for whoever did before, so it is the last thing to be
    /// done before the commit, and nothing else is waited for meanwhile.
    pub(super) async fn write_changes(&mut self) -> Result<(), StoreError> {
        if self.changes.is_empty() {
            return Ok(());
        }
        if self.changes.len() > MOST_CHANGES {
            self.changes = [Change::Everything].into();
        }
        let changes = rows::to_json(&self.changes, "changes")?;
        let (seq,) = fetch!(
            self,
            fetch_one,
            (i64,),
            "UPDATE access_feed SET seq = seq + 1 WHERE id = 1 RETURNING seq"
        )?;
        execute!(self, "INSERT INTO access_changes (seq, changes) VALUES ($1, $2)", seq, changes)?;
        Ok(())
    }

    /// Removes changes that every reader which keeps up has read.
    pub(super) async fn sweep_changes(&mut self) -> Result<u64, StoreError> {
        execute!(self, "DELETE FROM access_changes WHERE seq <= (SELECT seq FROM access_feed) - $1", KEPT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str) -> Change {
        Change::Account(AccountId::received(id))
    }

    fn row(end: i64, changes: &str) -> FeedRow {
        (end, Some(changes.to_owned()))
    }

    #[test]
    fn what_follows_is_read_in_order() {
        let rows = [row(7, r#"[{"account":"acc_1"},{"account":"acc_2"}]"#), row(7, r#"["applications"]"#)];
        let changes = vec![account("acc_1"), account("acc_2"), Change::Applications];
        assert_eq!(news(Some(5), &rows).unwrap(), (7, changes));
        assert_eq!(news(Some(7), &[(7, None)]).unwrap(), (7, vec![]));
    }

    #[test]
    fn whoever_may_have_missed_something_forgets_everything() {
        let everything = vec![Change::Everything];
        for (read_to, rows) in [
            // The first look, what was swept in part or whole, an older copy of the database.
            (None, vec![(7, None)]),
            (Some(4), vec![row(7, "[]"), row(7, "[]")]),
            (Some(4), vec![(7, None)]),
            (Some(9), vec![(7, None)]),
            (Some(i64::MIN), vec![(7, None)]),
            (Some(6), vec![row(7, r#"[{"planet":"earth"}]"#)]),
            (Some(6), vec![row(7, "?")]),
        ] {
            assert_eq!(news(read_to, &rows).unwrap(), (7, everything.clone()), "{read_to:?}");
        }
        assert!(news(Some(6), &[]).is_err());
    }
}
