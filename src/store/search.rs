//! Accounts by the words that they have; see [`crate::domain::search`].

use std::collections::BTreeSet;

use crate::domain::account::BoundAccount;
use crate::domain::id::AccountId;
use crate::domain::search::{self, DISABLED};
use crate::domain::time::Timestamp;
use crate::store::rows::{BoundAccountRow, bound_account_columns};
use crate::store::{StoreError, Tx};

/// Beyond so many accounts a word counts as frequent, and it does not matter how frequent.
const FREQUENT: i64 = 1000;

/// Which accounts are looked for; what is not given does not matter.
#[derive(Debug, Clone, Default)]
pub struct AccountSearch {
    /// Parts of a name or the beginning of an e-mail address; or a whole e-mail address, employee number, id of an account, `sub`,
    /// or Feishu's id of a person, a department or a group.
    pub text: Option<String>,
    /// Whether it may sign in.
    pub enabled: Option<bool>,
}

/// Where a page begins: below the account that was made then.
type Before = Option<(Timestamp, AccountId)>;

impl Tx {
    /// The accounts that a person may mean by `name`: an id, a `sub`, or a bound `open_id` or `union_id`; the newest first, and
    /// no more than anybody needs to see that there are several.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts_named(&mut self, name: &str) -> Result<Vec<BoundAccount>, StoreError> {
        let rows = fetch!(
            self,
            fetch_all,
            BoundAccountRow,
            concat!(
                "SELECT ",
                bound_account_columns!(),
                " FROM (SELECT id FROM accounts WHERE id = $1 UNION SELECT id FROM accounts WHERE sub = $1
                        UNION SELECT account_id FROM bindings WHERE open_id = $1
                        UNION SELECT account_id FROM bindings WHERE union_id = $1) named
                 JOIN accounts a ON a.id = named.id JOIN bindings b ON b.account_id = a.id
                 ORDER BY a.created_at DESC, a.id DESC LIMIT 10"
            ),
            name,
        )?;
        Ok(rows.into_iter().map(BoundAccount::from).collect())
    }

    /// The one account that `name` means, as [`Tx::accounts_named`] has it; none where there are several.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_named(&mut self, name: &str) -> Result<Option<BoundAccount>, StoreError> {
        let mut named = self.accounts_named(name).await?;
        Ok(if named.len() == 1 { named.pop() } else { None })
    }

    /// Up to `limit` accounts that are looked for, the newest first, older than the one at `before` (its creation and id).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_accounts(
        &mut self,
        wanted: &AccountSearch,
        before: Before,
        limit: i64,
    ) -> Result<Vec<BoundAccount>, StoreError> {
        let mut terms = Vec::new();
        if let Some(text) = &wanted.text {
            let named = self.accounts_named(text).await?;
            if !named.is_empty() {
                return Ok(named.into_iter().filter(|one| is_meant(one, wanted, before.as_ref())).collect());
            }
            terms = self.terms_for(text).await?;
            if terms.is_empty() {
                return Ok(Vec::new());
            }
        }
        if wanted.enabled == Some(false) {
            terms.push(DISABLED.to_owned());
        }
        self.rarest_first(&mut terms).await?;
        self.accounts_with(&terms, wanted.enabled == Some(true), before, limit).await
    }

    /// The words that whoever is looked for must have.
    async fn terms_for(&mut self, text: &str) -> Result<Vec<String>, StoreError> {
        let whole = search::whole(text);
        let is_whole = self.accounts_counted(&whole, 1).await? == 1;
        Ok(if is_whole { vec![whole] } else { search::asked(text) })
    }

    /// Accounts that have every one of `terms`; the first should be the one that the fewest have.
    async fn accounts_with(
        &mut self,
        terms: &[String],
        only_enabled: bool,
        before: Before,
        limit: i64,
    ) -> Result<Vec<BoundAccount>, StoreError> {
        // The page first, and then what is on it: joined at once, SQLite reads every binding and sorts.
        let (from, at, id) = match terms {
            [] => ("accounts a WHERE TRUE", "a.created_at", "a.id"),
            _ if only_enabled => (
                "account_terms t JOIN accounts a ON a.id = t.account_id WHERE TRUE",
                "t.created_at",
                "t.account_id",
            ),
            _ => ("account_terms t WHERE TRUE", "t.created_at", "t.account_id"),
        };
        let rows = fetch_built!(self, BoundAccountRow, |query| {
            query.push(concat!("SELECT ", bound_account_columns!(), " FROM (SELECT "));
            query.push(format!("{at} AS at, {id} AS id FROM {from}"));
            if let [first, others @ ..] = terms {
                query.push(" AND t.term = ").push_bind(first);
                for other in others {
                    query.push(" AND EXISTS (SELECT 1 FROM account_terms o WHERE o.term = ").push_bind(other);
                    query.push(" AND o.created_at = t.created_at AND o.account_id = t.account_id)");
                }
            }
            if only_enabled {
                query.push(" AND a.enabled");
            }
            if let Some((made, last)) = &before {
                query
                    .push(format!(" AND ({at}, {id}) < ("))
                    .push_bind(*made)
                    .push(", ")
                    .push_bind(last)
                    .push(")");
            }
            query.push(format!(" ORDER BY {at} DESC, {id} DESC LIMIT ")).push_bind(limit);
            query.push(
                ") page JOIN accounts a ON a.id = page.id JOIN bindings b ON b.account_id = a.id
                 ORDER BY page.at DESC, page.id DESC",
            );
        })?;
        Ok(rows.into_iter().map(BoundAccount::from).collect())
    }

    /// Puts the word first that the fewest accounts have: each of them is looked at.
    async fn rarest_first(&mut self, terms: &mut [String]) -> Result<(), StoreError> {
        if terms.len() < 2 {
            return Ok(());
        }
        let mut rarest = (i64::MAX, 0);
        for (position, term) in terms.iter().enumerate() {
            let count = self.accounts_counted(term, FREQUENT).await?;
            rarest = rarest.min((count, position));
        }
        terms.swap(0, rarest.1);
        Ok(())
    }

    /// How many accounts have a word, counted up to `most`.
    async fn accounts_counted(&mut self, term: &str, most: i64) -> Result<i64, StoreError> {
        let (count,) = fetch!(
            self,
            fetch_one,
            (i64,),
            "SELECT COUNT(*) FROM (SELECT 1 FROM account_terms WHERE term = $1 LIMIT $2) counted",
            term,
            most,
        )?;
        Ok(count)
    }

    /// Writes down by which words an account is found now.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn note_terms(&mut self, id: &AccountId) -> Result<(), StoreError> {
        let Some(person) = self.account(id).await? else { return Ok(()) };
        let (before,) =
            fetch!(self, fetch_one, (String,), "SELECT search_terms FROM accounts WHERE id = $1", id)?;
        let before: BTreeSet<String> = before.lines().map(str::to_owned).collect();
        let terms = search::terms_of(&person);
        let at = person.account.created_at;
        let gone: Vec<_> = before.difference(&terms).collect();
        if !gone.is_empty() {
            execute_built!(self, |query| {
                query.push("DELETE FROM account_terms WHERE created_at = ").push_bind(at);
                query.push(" AND account_id = ").push_bind(id).push(" AND term IN (");
                let mut list = query.separated(", ");
                gone.iter().for_each(|term| {
                    list.push_bind(*term);
                });
                query.push(")");
            })?;
        }
        let new: Vec<_> = terms.difference(&before).collect();
        if !new.is_empty() {
            execute_built!(self, |query| {
                query.push("INSERT INTO account_terms (term, created_at, account_id) ");
                query.push_values(&new, |mut row, term| {
                    row.push_bind(*term).push_bind(at).push_bind(id);
                });
            })?;
        }
        let terms = terms.into_iter().collect::<Vec<_>>().join("\n");
        execute!(self, "UPDATE accounts SET search_terms = $2, terms_due = FALSE WHERE id = $1", id, terms)?;
        Ok(())
    }

    /// Whether the words of any account are due; see [`Tx::make_due_terms`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn are_terms_due(&mut self) -> Result<bool, StoreError> {
        let due =
            fetch!(self, fetch_optional, (AccountId,), "SELECT id FROM accounts WHERE terms_due LIMIT 1")?;
        Ok(due.is_some())
    }

    /// Makes the words of up to `limit` accounts anew that are due: of those that an older version made, or of which much was
    /// forgotten at once. How many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn make_due_terms(&mut self, limit: i64) -> Result<usize, StoreError> {
        let due = fetch!(
            self,
            fetch_all,
            (AccountId,),
            "SELECT id FROM accounts WHERE terms_due ORDER BY id LIMIT $1",
            limit,
        )?;
        for (id,) in &due {
            self.note_terms(id).await?;
        }
        Ok(due.len())
    }
}

/// Whether the page that is asked for has an account that was named.
fn is_meant(one: &BoundAccount, wanted: &AccountSearch, before: Option<&(Timestamp, AccountId)>) -> bool {
    let account = &one.account;
    wanted.enabled.is_none_or(|enabled| account.enabled == enabled)
        && before.is_none_or(|(at, id)| (account.created_at, account.id.as_str()) < (*at, id.as_str()))
}
