//! What things are called everywhere in the console.

use super::words;
use crate::domain::admin::{Permission, Role};

words! {
    /// Names of roles, permissions and states.
    TermWords {
        owner: "所有者", "Owner";
        admin: "管理员", "Administrator";
        helpdesk: "服务台", "Helpdesk";
        auditor: "审计员", "Auditor";
        enabled: "正常", "Active";
        disabled: "已停用", "Disabled";
        command_line: "命令行：{name}", "Command line: {name}";
        read_accounts: "查看账号", "see accounts";
        change_accounts: "管理账号和会话", "change accounts and sessions";
        change_bindings: "解绑和换绑身份", "unbind and rebind identities";
        read_clients: "查看应用", "see applications";
        change_clients: "管理应用", "change applications";
        read_applications: "查看访问规则", "see access rules";
        change_applications: "管理访问规则", "change access rules";
        read_keys: "查看签名密钥", "see signing keys";
        change_keys: "管理签名密钥", "change signing keys";
        read_audit: "查看审计日志", "read the audit log";
        read_system: "查看概览和系统状态", "see figures and the system’s state";
        check_system: "检查登录方式的凭证", "have a connector’s credentials checked";
        read_roles: "查看角色和 API 令牌", "see roles and API tokens";
        change_roles: "管理角色和 API 令牌", "change roles and API tokens";
    }
}

impl TermWords {
    /// What a role is called.
    pub const fn role(&self, role: Role) -> &'static str {
        match role {
            Role::Owner => self.owner,
            Role::Admin => self.admin,
            Role::Helpdesk => self.helpdesk,
            Role::Auditor => self.auditor,
        }
    }

    /// What a permission allows.
    pub const fn permission(&self, permission: Permission) -> &'static str {
        match permission {
            Permission::ReadAccounts => self.read_accounts,
            Permission::ChangeAccounts => self.change_accounts,
            Permission::ChangeBindings => self.change_bindings,
            Permission::ReadClients => self.read_clients,
            Permission::ChangeClients => self.change_clients,
            Permission::ReadApplications => self.read_applications,
            Permission::ChangeApplications => self.change_applications,
            Permission::ReadKeys => self.read_keys,
            Permission::ChangeKeys => self.change_keys,
            Permission::ReadAudit => self.read_audit,
            Permission::ReadSystem => self.read_system,
            Permission::CheckSystem => self.check_system,
            Permission::ReadRoles => self.read_roles,
            Permission::ChangeRoles => self.change_roles,
        }
    }

    /// Whether an account may sign in.
    pub const fn state(&self, enabled: bool) -> &'static str {
        if enabled { self.enabled } else { self.disabled }
    }
}
