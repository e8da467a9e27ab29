//! Roles, and tokens for programs.

use super::words;

words! {
    /// Who administers, and what with.
    RoleWords {
        title: "管理角色", "Roles";
        person: "成员", "Person";
        role: "角色", "Role";
        last_login: "最近登录", "Last sign-in";
        by_file: "由配置文件指定", "by the configuration file";
        by_file_hint: "配置文件还指定了这些 open_id 为所有者，他们尚未登录过：",
            "The configuration file also makes these open_ids owners, who have never signed in:";
        none: "还没有授予任何角色", "No roles yet";
        none_next: "在下面填写成员的标识并选择角色。", "Name a person and choose a role below.";
        grant_title: "授予角色", "Grant a role";
        account: "账号标识", "Account";
        account_hint: "账号 id、open_id 或 union_id", "Account id, open_id or union_id";
        grant: "授予", "Grant";
        grant_what: "已有角色会被替换，立即生效；此人创建的 API 令牌也不能超出新角色。",
            "It takes the place of the role they have, at once. API tokens that they made may do no more than it.";
        owner_means: "所有操作，并能管理角色和 API 令牌", "everything, roles and API tokens included";
        admin_means: "除角色和 API 令牌外的所有操作", "everything but roles and API tokens";
        helpdesk_means: "查看账号，停用、恢复账号，结束会话", "see accounts, disable and enable them, end sessions";
        auditor_means: "查看全部内容，不能做任何更改", "see everything, change nothing";
        revoke: "收回", "Revoke";
        revoke_title: "收回 {name} 的角色？", "Revoke the role of {name}?";
        revoke_what: "此人的角色是 {role}。收回后立即不能再打开管理后台，其登录状态和应用不受影响。",
            "Their role is {role}. They can no longer open the console, at once. They stay signed in to applications.";
        revoke_tokens: "此人创建的 API 令牌也会立即被拒绝，重新授予角色后才会生效。",
            "API tokens that they made are refused at once too, until they are given a role again.";
    }
}

words! {
    /// API tokens.
    TokenWords {
        title: "API 令牌", "API tokens";
        name: "用途", "Purpose";
        name_hint: "例如：每晚同步离职名单", "Such as: nightly sync of leavers";
        role: "角色", "Role";
        id: "标识", "Identifier";
        created_by: "创建者", "Made by";
        expires: "到期", "Expires";
        lapsed: "已过期", "expired";
        last_used: "最近使用", "Last used";
        never: "从未使用", "never";
        none: "还没有 API 令牌", "No API tokens yet";
        none_next: "程序用它调用 {path}。", "Programs use one to call {path}.";
        add_title: "创建令牌", "Make a token";
        days: "有效天数", "Days it is good for";
        add: "创建令牌", "Make token";
        made: "令牌已创建", "The token is made";
        made_what: "请立即复制并妥善保存。离开此页后，任何人都无法再看到它。",
            "Copy it now and keep it safe. Once you leave this page nobody can see it again.";
        made_use: "调用时放在请求头里：", "Send it in a header:";
        value: "令牌", "Token";
        done: "我已保存", "I have saved it";
        revoke: "作废", "Revoke";
        revoke_title: "作废令牌“{name}”？", "Revoke the token “{name}”?";
        revoke_what: "使用它的程序会立即被拒绝，且无法恢复。", "Programs that use it are refused at once. It cannot be brought back.";
    }
}
