//! Owns the people of the simulated tenant and what may be wrong with them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::config::Config;
use crate::ids;

/// Feishu: 用户状态, as the contact API shows it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Status {
    pub(crate) is_frozen: bool,
    pub(crate) is_resigned: bool,
    pub(crate) is_activated: bool,
    pub(crate) is_exited: bool,
    pub(crate) is_unjoin: bool,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) en_name: String,
    pub(crate) union_id: String,
    pub(crate) user_id: String,
    pub(crate) tenant_key: String,
    pub(crate) email: String,
    pub(crate) enterprise_email: String,
    pub(crate) mobile: String,
    pub(crate) employee_no: String,
    pub(crate) job_title: String,
    /// Custom department ids.
    pub(crate) departments: Vec<String>,
    pub(crate) status: Status,
    /// In the app's availability (可用范围): false gives 20010 and 230013.
    pub(crate) available: bool,
    /// In the app's contact range (通讯录权限范围): false gives 41050.
    pub(crate) in_range: bool,
    /// Avatar addresses without a scheme happen.
    pub(crate) avatar_has_scheme: bool,
    /// A word for the page, such as 已离职.
    pub(crate) note: String,
}

/// Why a person may not log in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Obstacle {
    Unknown,
    NotInstalled,
    AppOff,
    Resigned,
    Frozen,
    NotRegistered,
    Outside,
}

impl Status {
    pub(crate) fn active() -> Self {
        Self { is_frozen: false, is_resigned: false, is_activated: true, is_exited: false, is_unjoin: false }
    }

    /// Control API shorthand: `"status":"resigned"`.
    pub(crate) fn named(word: &str) -> Option<Self> {
        let mut status = Self::active();
        match word {
            "active" => {}
            "frozen" => status.is_frozen = true,
            "resigned" => (status.is_resigned, status.is_activated) = (true, false),
            "exited" => (status.is_exited, status.is_activated) = (true, false),
            "unjoin" => (status.is_unjoin, status.is_activated) = (true, false),
            _ => return None,
        }
        Some(status)
    }
}

impl Person {
    pub(crate) fn new(slug: &str, number: usize, tenant_key: &str) -> Self {
        Self {
            slug: slug.into(),
            name: slug.into(),
            en_name: slug.into(),
            union_id: ids::union_id(slug),
            user_id: ids::user_id(slug),
            tenant_key: tenant_key.into(),
            email: format!("{slug}@example.com"),
            enterprise_email: format!("{slug}@mail.example.com"),
            mobile: format!("+86138000000{number:02}"),
            employee_no: format!("E{number:04}"),
            job_title: String::new(),
            departments: Vec::new(),
            status: Status::active(),
            available: true,
            in_range: true,
            avatar_has_scheme: true,
            note: String::new(),
        }
    }

    pub(crate) fn open_id(&self, app_id: &str) -> String {
        ids::open_id(app_id, &self.slug)
    }

    pub(crate) fn obstacle(&self) -> Option<Obstacle> {
        let status = &self.status;
        if status.is_resigned || status.is_exited {
            Some(Obstacle::Resigned)
        } else if status.is_frozen {
            Some(Obstacle::Frozen)
        } else if status.is_unjoin || !status.is_activated {
            Some(Obstacle::NotRegistered)
        } else if !self.available {
            Some(Obstacle::Outside)
        } else {
            None
        }
    }

    /// Avatar address at a width; the simulator serves the picture itself.
    pub(crate) fn avatar(&self, base_url: &str, width: u32) -> String {
        let base = if self.avatar_has_scheme {
            base_url
        } else {
            base_url.split_once("://").map_or(base_url, |(_, rest)| rest)
        };
        format!(
            "{base}/static-resource/v1/{}~?image_size={width}x{width}&cut_type=&quality=&format=image&sticker_format=.webp",
            self.slug
        )
    }

    /// What the control API tells about a person.
    pub(crate) fn described(&self, app_id: &str, other_app_id: &str) -> Value {
        let mut value = json!(self);
        if let Some(fields) = value.as_object_mut() {
            fields.insert("open_id".into(), json!(self.open_id(app_id)));
            fields.insert("other_app_open_id".into(), json!(self.open_id(other_app_id)));
        }
        value
    }
}

/// The people every simulator starts with.
pub(crate) fn people(config: &Config) -> Vec<Person> {
    [
        ("lin", "林小雨", "Lin Xiaoyu", "product", "产品经理", ""),
        ("zhou", "周明", "Zhou Ming", "engineering", "研发经理", ""),
        ("wang", "王芳", "Wang Fang", "finance", "会计", ""),
        ("chen", "陈伟", "Chen Wei", "engineering platform", "工程师", ""),
        ("no-email", "赵静", "Zhao Jing", "product", "设计师", "没有邮箱 no e-mail"),
        (
            "markup",
            "<b>李雷</b> & \"Co\" 🎉",
            "<i>Li Lei</i>",
            "engineering",
            "工程师",
            "姓名含标记 markup in the name",
        ),
        ("resigned", "孙磊", "Sun Lei", "finance", "会计", "已离职 resigned"),
        ("frozen", "吴敏", "Wu Min", "finance", "会计", "已冻结 frozen"),
        ("outside", "郑浩", "Zheng Hao", "legal", "法务", "不在可用范围 outside availability"),
        ("other-tenant", "何琳", "He Lin", "", "顾问", "其他企业 another tenant"),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, (slug, name, en_name, departments, job_title, note))| {
        let mut person = Person::new(slug, index + 1, &config.tenant_key);
        person.name = name.into();
        person.en_name = en_name.into();
        person.departments = departments.split_whitespace().map(String::from).collect();
        person.job_title = job_title.into();
        person.note = note.into();
        special(&mut person);
        person
    })
    .collect()
}

fn special(person: &mut Person) {
    match person.slug.as_str() {
        "no-email" => {
            person.email = String::new();
            person.enterprise_email = String::new();
            person.avatar_has_scheme = false;
        }
        "resigned" => person.status = Status::named("resigned").unwrap_or_else(Status::active),
        "frozen" => person.status = Status::named("frozen").unwrap_or_else(Status::active),
        "outside" => (person.available, person.in_range) = (false, false),
        "other-tenant" => {
            person.tenant_key = "dd33cc22bb11aa00".into();
            person.in_range = false;
        }
        _ => {}
    }
}
