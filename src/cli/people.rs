//! Whom rules name, whether of applications behind proxies or of those that ask who somebody is.

use clap::Args;

#[derive(Debug, Args)]
pub(super) struct People {
    /// A person, by sub or open_id; like all that follow, may be given several times, and of each kind that is
    /// given one must fit.
    #[arg(long = "account", value_name = "NAME")]
    accounts: Vec<String>,
    /// A tenant, by tenant_key.
    #[arg(long = "tenant", value_name = "KEY")]
    tenants: Vec<String>,
    /// A department with everybody beneath it, by open_department_id; a connector must read the directory.
    #[arg(long = "department", value_name = "ID")]
    departments: Vec<String>,
    /// A user group, by group_id; likewise.
    #[arg(long = "group", value_name = "ID")]
    groups: Vec<String>,
}

impl People {
    /// The lists that are not empty, by the API's names.
    pub(super) fn said(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        let lists = [
            ("accounts", &*self.accounts),
            ("tenants", &*self.tenants),
            ("departments", &*self.departments),
            ("groups", &*self.groups),
        ];
        lists.into_iter().filter(|(_, list)| !list.is_empty())
    }
}
