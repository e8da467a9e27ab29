//! A year of the audit log of such a company.

use larkgate::domain::audit::EventKind;
use larkgate::domain::id::AuditId;
use larkgate::domain::time::{Clock, SystemClock};

use super::Size;
use super::bulk::{Bulk, Values};
use super::people::{id_of, open_id_of, pick, scattered};

const YEAR: u64 = 365 * 86_400;
/// Applications that people come to.
pub(super) const APPLICATIONS: u64 = 60;
/// One line in this many is about one and the same account, such as that of a screen in a hall.
const BUSY: u64 = 500;

/// Makes them, from the oldest to the newest.
pub(super) async fn fill(bulk: &mut Bulk, size: Size) -> anyhow::Result<()> {
    let now = SystemClock.now().seconds();
    let columns = "id, at, kind, account_id, client_id, identity, address, reason, reference, actor, change";
    let rows = (0..size.lines).map(move |number| {
        let ago = YEAR - number * YEAR / size.lines.max(1);
        line(number, now - i64::try_from(ago).unwrap_or(0), size.people)
    });
    bulk.fill("audit_events", columns, rows).await?;
    bulk.number_lines_from(size.lines + 1).await
}

fn line(number: u64, at: i64, people: u64) -> Values {
    let chance = |salt| scattered(number, salt);
    let who = if number.is_multiple_of(BUSY) { 0 } else { chance(21) % people.max(1) };
    let (kind, reason, actor) = match chance(22) % 1000 {
        0..600 => (EventKind::LoginSucceeded, None, None),
        600..850 => (EventKind::ApplicationEntered, None, None),
        850..900 => (
            EventKind::LoginRefused,
            Some(*pick(&["tenant", "disabled", "denied", "expired"], chance(23))),
            None,
        ),
        900..998 => (EventKind::LoggedOut, None, None),
        _ => (EventKind::AccountDisabled, Some("left the company"), Some(id_of(chance(24) % 20).to_string())),
    };
    let about_application =
        matches!(kind, EventKind::LoginSucceeded | EventKind::ApplicationEntered | EventKind::LoginRefused);
    let change = actor.is_some().then(|| r#"{"before":"enabled","after":"disabled"}"#.to_owned());
    vec![
        Some(AuditId::from_bits(u128::from(number) + 1).to_string()),
        Some(at.to_string()),
        Some(kind.as_str().to_owned()),
        Some(id_of(who).to_string()),
        about_application
            .then(|| format!("app-{}", (chance(25) % APPLICATIONS).min(chance(26) % APPLICATIONS))),
        Some(format!("feishu:{}", open_id_of(who))),
        Some(format!("10.{}.{}.{}", chance(27) % 256, chance(28) % 256, chance(29) % 256)),
        reason.map(str::to_owned),
        Some(reference(number)),
        actor,
        change,
    ]
}

/// The reference number of a line's request.
pub(super) fn reference(number: u64) -> String {
    format!("{:08X}", scattered(number, 30) & 0xffff_ffff)
}
