//! Who may enter a client.

use super::clients::{begin, commit, event};
use super::{Conflict, Desk, Flaw, OpError, change, why};
use crate::domain::access::Rule;
use crate::domain::audit::EventKind;
use crate::domain::client::{Client, EntryRule};

/// Says who may enter a client, in place of what was said before; no rule lets everybody in. Whoever may not any more is
/// refused from now on, and what they have ends at the next refresh. Nothing is changed unless `seen` says of the rules that
/// it has that these are what was seen.
///
/// # Errors
/// When the actor may not, there is no such client, it is the file's, anything is wrong with the rules, or it has others than
/// were seen.
pub async fn set(
    desk: &Desk<'_>,
    id: &str,
    rules: &[EntryRule],
    seen: impl FnOnce(&[EntryRule]) -> bool,
    reason: &str,
) -> Result<Client, OpError> {
    let reason = why(reason)?;
    let (mut tx, mut client) = begin(desk, id).await?;
    let before = of(&client);
    if !seen(&before) {
        return Err(Conflict::ClientChanged { id: id.to_owned() }.into());
    }
    let refused = |flaws: Vec<_>| OpError::Invalid(flaws.into_iter().map(Flaw::from).collect());
    client.rules = EntryRule::check(rules, desk.config.directory_is_read).map_err(refused)?;
    let after = of(&client);
    if before != after {
        tx.update_client(&client).await?;
        let mut event = event(desk, id, EventKind::ClientRulesChanged);
        event.reason = reason;
        let said = |rules: &[EntryRule]| serde_json::to_value(rules).unwrap_or_default();
        event.change = change(said(&before), said(&after));
        commit(tx, &event).await?;
    }
    Ok(client)
}

/// The rules that a client has, as they are set.
pub fn of(client: &Client) -> Vec<EntryRule> {
    client.rules.iter().map(|rule: &Rule| rule.into()).collect()
}
