//! 通讯录: which of the tenant's departments and user groups somebody is in, read in the app's own name.

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Map, Value};
use tokio::time::timeout;
use url::Url;

use super::FeishuConnector;
use super::api::{Accepted, text};
use crate::connectors::{Directory, Gone, Standing, UpstreamError, UpstreamErrorKind};
use crate::domain::account::Memberships;

/// The root department, which has everybody in it and cannot be read by most apps.
const ROOT: &str = "0";

/// Most departments that one request asks about.
const BATCH: usize = 50;

/// Most pages of groups that are read; one of 1000 has room for all that a tenant can have.
const MOST_PAGES: usize = 5;

/// Longest id believed; Feishu's own have up to 64 characters.
const MAX_ID: usize = 128;

/// Ids of one kind, and whether they are all there are.
type Listed = (BTreeSet<String>, bool);

#[async_trait]
impl Directory for FeishuConnector {
    fn refresh(&self) -> Duration {
        self.api.settings.directory_refresh
    }

    async fn standing(&self, open_id: &str) -> Result<Standing, UpstreamError> {
        match timeout(self.api.settings.timeout, self.read(open_id)).await {
            Ok(outcome) => outcome,
            Err(_elapsed) => Err(UpstreamError {
                cause: Some("the directory took too long altogether".to_owned()),
                ..UpstreamError::without_answer(UpstreamErrorKind::Unavailable)
            }),
        }
    }
}

impl FeishuConnector {
    async fn read(&self, open_id: &str) -> Result<Standing, UpstreamError> {
        let direct = match self.user(open_id).await? {
            User::Gone(gone) => return Ok(Standing::Gone(gone)),
            User::Here(departments) => departments,
        };
        let (departments, groups) = tokio::try_join!(self.departments(direct), self.groups(open_id))?;
        Ok(Standing::Here(Memberships::new(departments, groups)))
    }

    /// 获取单个用户信息.
    async fn user(&self, open_id: &str) -> Result<User, UpstreamError> {
        let mut url = self.api.open("/open-apis/contact/v3/users");
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(open_id);
        }
        url.query_pairs_mut()
            .append_pair("user_id_type", "open_id")
            .append_pair("department_id_type", "open_department_id");
        let accepted = self.ask(url, "contact:contact.base:readonly").await?;
        let user = accepted.nested("data")?.get("user").and_then(Value::as_object);
        let user = user.ok_or_else(|| accepted.malformed())?;
        let status = user.get("status").and_then(Value::as_object);
        let status = status.ok_or_else(|| accepted.withheld("contact:user.employee:readonly"))?;
        if let Some(gone) = gone(status).ok_or_else(|| accepted.malformed())? {
            return Ok(User::Gone(gone));
        }
        if !user.get("department_ids").is_some_and(Value::is_array) {
            return Err(accepted.withheld("contact:user.department:readonly"));
        }
        Ok(User::Here(ids(&accepted, user, "department_ids")?))
    }

    /// `direct`, and all that these are part of, level by level. Where the contact range ends, so does what is known.
    ///
    /// 获取父部门信息 tells the way up in one answer, but leaves out what is outside the contact range without a word, and its
    /// rate limit is not documented.
    async fn departments(&self, direct: BTreeSet<String>) -> Result<Listed, UpstreamError> {
        let (mut all, mut whole, mut level) = (BTreeSet::new(), true, direct);
        level.remove(ROOT);
        while !level.is_empty() && all.len() <= Memberships::MOST {
            let asked: Vec<&String> = level.iter().collect();
            let mut parents = BTreeSet::new();
            for batch in asked.chunks(BATCH) {
                let found = self.parents(batch).await?;
                whole &= batch.iter().all(|id| found.iter().any(|(known, _parent)| known == *id));
                parents.extend(found.into_iter().map(|(_known, parent)| parent));
            }
            all.append(&mut level);
            parents.remove(ROOT);
            level = &parents - &all;
        }
        Ok((all, whole))
    }

    /// 批量获取部门信息: what each department is part of, without those that we may not see.
    async fn parents(&self, departments: &[&String]) -> Result<Vec<(String, String)>, UpstreamError> {
        let mut url = self.api.open("/open-apis/contact/v3/departments/batch");
        url.query_pairs_mut()
            .append_pair("department_id_type", "open_department_id")
            .extend_pairs(departments.iter().map(|id| ("department_ids", id)));
        let accepted = match self.ask(url, "contact:contact.base:readonly").await {
            Err(error) if error.kind == UpstreamErrorKind::OutsideContactRange => return Ok(Vec::new()),
            outcome => outcome?,
        };
        let items = list(&accepted, accepted.nested("data")?, "items")?;
        let edge = |item: &Value| {
            let item = item.as_object().ok_or_else(|| accepted.malformed())?;
            let withheld = || accepted.withheld("contact:department.organize:readonly");
            let parent = text(item, "parent_department_id").ok_or_else(withheld)?;
            let id = text(item, "open_department_id").filter(|id| is_id(id) && is_id(parent));
            Ok((id.ok_or_else(|| accepted.malformed())?.to_owned(), parent.to_owned()))
        };
        items.iter().map(edge).collect()
    }

    /// 查询用户所属用户组, of either kind.
    async fn groups(&self, open_id: &str) -> Result<Listed, UpstreamError> {
        let (normal, dynamic) = tokio::try_join!(self.groups_of(open_id, "1"), self.groups_of(open_id, "2"))?;
        Ok((&normal | &dynamic, true))
    }

    async fn groups_of(&self, open_id: &str, kind: &str) -> Result<BTreeSet<String>, UpstreamError> {
        let mut first = self.api.open("/open-apis/contact/v3/group/member_belong");
        first
            .query_pairs_mut()
            .append_pair("member_id", open_id)
            .append_pair("member_id_type", "open_id")
            .append_pair("group_type", kind)
            .append_pair("page_size", "1000");
        let (mut groups, mut next) = (BTreeSet::new(), first.clone());
        for _page in 0..MOST_PAGES {
            let accepted = self.ask(next, "contact:group:readonly").await?;
            let data = accepted.nested("data")?;
            groups.append(&mut ids(&accepted, data, "group_list")?);
            let more = data.get("has_more") == Some(&Value::Bool(true));
            if !more || groups.len() > Memberships::MOST {
                return Ok(groups);
            }
            let token = text(data, "page_token").ok_or_else(|| accepted.malformed())?;
            next = first.clone();
            next.query_pairs_mut().append_pair("page_token", token);
        }
        Err(UpstreamError::without_answer(UpstreamErrorKind::Malformed))
    }

    /// Reads with the app's own token; where it may not, the error says for want of which permission.
    async fn ask(&self, url: Url, permission: &str) -> Result<Accepted, UpstreamError> {
        self.tenant_token.read(&self.api, url).await.map_err(|error| match error.code {
            Some(99_991_672) => UpstreamError { cause: Some(format!("the app needs {permission}")), ..error },
            _ => error,
        })
    }
}

/// What the user's entry says.
enum User {
    /// The departments they are directly in.
    Here(BTreeSet<String>),
    Gone(Gone),
}

/// 用户状态; `None` when it is not told. The last two flags are younger than the others.
fn gone(status: &Map<String, Value>) -> Option<Option<Gone>> {
    let flag = |name| status.get(name).and_then(Value::as_bool);
    let (resigned, frozen, activated) = (flag("is_resigned")?, flag("is_frozen")?, flag("is_activated")?);
    let is = |name| flag(name).unwrap_or_default();
    let ways = [
        (resigned, Gone::Resigned),
        (is("is_exited"), Gone::Exited),
        (frozen, Gone::Frozen),
        (is("is_unjoin") || !activated, Gone::NotActive),
    ];
    Some(ways.into_iter().find(|(is_so, _)| *is_so).map(|(_, gone)| gone))
}

/// The array `name`; an empty one may be left out, or null.
fn list<'a>(
    accepted: &Accepted,
    fields: &'a Map<String, Value>,
    name: &str,
) -> Result<&'a [Value], UpstreamError> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(accepted.malformed()),
    }
}

fn ids(
    accepted: &Accepted,
    fields: &Map<String, Value>,
    name: &str,
) -> Result<BTreeSet<String>, UpstreamError> {
    let id = |item: &Value| item.as_str().filter(|id| is_id(id)).map(str::to_owned);
    let ids: Option<_> = list(accepted, fields, name)?.iter().map(id).collect();
    ids.ok_or_else(|| accepted.malformed())
}

/// What can stand in a header, in a list with commas.
fn is_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic() && b != b',')
}
