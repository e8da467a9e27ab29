//! Owns the tenant's departments and user groups, and what of them the app's contact range shows.

use serde_json::{Value, json};

use crate::ids::open_department_id;

#[derive(Clone)]
pub(crate) struct Department {
    /// The custom `department_id`; `open_department_id` is derived from it.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) en_name: String,
    /// Custom id of the parent, `0` for the root.
    pub(crate) parent: String,
    pub(crate) in_range: bool,
}

#[derive(Clone)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) name: String,
    /// 1 normal, 2 dynamic.
    pub(crate) kind: i64,
    pub(crate) members: Vec<String>,
}

impl Department {
    pub(crate) fn item(&self, members: usize) -> Value {
        let parent = if self.parent == "0" { "0".to_owned() } else { open_department_id(&self.parent) };
        json!({
            "name": self.name,
            "i18n_name": { "zh_cn": self.name, "en_us": self.en_name, "ja_jp": self.en_name },
            "parent_department_id": parent,
            "department_id": self.id,
            "open_department_id": open_department_id(&self.id),
            "leader_user_id": "",
            "chat_id": "",
            "order": "0",
            "unit_ids": [],
            "member_count": members,
            "primary_member_count": members,
            "status": { "is_deleted": false },
            "leaders": [],
        })
    }
}

/// 产品部, 研发部 with 平台组 below it, 财务部, and 法务部, which is outside the contact range.
pub(crate) fn departments() -> Vec<Department> {
    [
        ("product", "产品部", "Product", "0", true),
        ("engineering", "研发部", "Engineering", "0", true),
        ("platform", "平台组", "Platform", "engineering", true),
        ("finance", "财务部", "Finance", "0", true),
        ("legal", "法务部", "Legal", "0", false),
    ]
    .map(|(id, name, en_name, parent, in_range)| Department {
        id: id.into(),
        name: name.into(),
        en_name: en_name.into(),
        parent: parent.into(),
        in_range,
    })
    .to_vec()
}

pub(crate) fn groups() -> Vec<Group> {
    [
        ("g1a2b3c4", "管理员", 1, vec!["lin"]),
        ("g2b3c4d5", "值班 On call", 1, vec!["zhou", "chen"]),
        ("g3c4d5e6", "全体研发", 2, vec!["zhou", "chen"]),
    ]
    .map(|(id, name, kind, members)| Group {
        id: id.into(),
        name: name.into(),
        kind,
        members: members.into_iter().map(String::from).collect(),
    })
    .to_vec()
}
