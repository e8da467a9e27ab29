//! What stands around every page of the console.

use super::words;
use crate::views::words::insert;

words! {
    /// Navigation, who is signed in, and what was just done.
    FrameWords {
        console: "管理后台", "Console";
        skip: "跳到正文", "Skip to content";
        navigation: "管理后台导航", "Console";
        account: "我的账号", "My account";
        sign_out: "退出登录", "Sign out";
        copy: "复制", "Copy";
        copied: "已复制", "Copied";
        back: "返回", "Back";
        cancel: "取消", "Cancel";
        next: "下一页", "Next page";
        first: "回到第一页", "First page";
        reason: "原因", "Reason";
        reason_hint: "会记入审计日志", "It stands in the audit log";
        none: "无", "none";
        home: "概览", "Overview";
        accounts: "账号", "Accounts";
        clients: "应用", "Applications";
        protected: "代理访问", "Proxy access";
        explain: "访问解释", "Explain access";
        keys: "签名密钥", "Signing keys";
        audit: "审计日志", "Audit log";
        roles: "管理角色", "Roles";
        tokens: "API 令牌", "API tokens";
        system: "系统", "System";
        link_title: "使用应急登录链接", "Use the emergency link";
        link_what: "将以 {name} 的身份进入管理后台，有效 1 小时。不能用于登录其他应用。", "It opens the console as {name}, for an hour. It signs in to no application.";
        link_kept: "链接只能使用一次，使用会记入审计日志。", "The link works once, and its use stands in the audit log.";
        link_do: "进入管理后台", "Open the console";
        done_disabled: "账号已停用，会话已全部结束，授权已全部收回。", "The account is disabled. Its sessions have ended and its grants are revoked.";
        done_enabled: "账号已恢复，可以重新登录。", "The account may sign in again.";
        done_sessions_ended: "会话已全部结束，授权已全部收回。", "Every session has ended and every grant is revoked.";
        done_session_ended: "会话已结束。", "The session has ended.";
        done_unbound: "身份已解绑，会话已全部结束。", "The identity is unbound. Every session has ended.";
        done_rebound: "已绑定到新的身份，会话已全部结束。", "The account is bound to another identity. Every session has ended.";
        done_noted: "备注已保存。", "The note is saved.";
        done_client_changed: "设置已保存。", "The settings are saved.";
        done_client_rules_changed: "准入规则已保存，立即生效。", "Who may enter is saved, and counts at once.";
        done_old_secret_ended: "旧应用密钥已失效。", "The old secret works no longer.";
        done_client_removed: "应用已移除，授权和令牌已全部失效。", "The application is removed. Its grants and tokens are revoked.";
        done_role_granted: "角色已授予。", "The role is granted.";
        done_role_revoked: "角色已收回。", "The role is revoked.";
        done_application_added: "应用已添加。还没有规则，所以谁都不能访问。", "The application is added. It has no rules yet, so nobody passes.";
        done_application_changed: "设置已保存，下一次检查就生效。", "The settings are saved. The next check goes by them.";
        done_application_removed: "应用已移除，会话已结束。", "The application is removed. The sessions there have ended.";
        done_rule_added: "规则已添加，下一次检查就生效。", "The rule is added. The next check goes by it.";
        done_rule_changed: "规则已修改，下一次检查就生效。", "The rule is changed. The next check goes by it.";
        done_rule_moved: "规则已移动，下一次检查就生效。", "The rule is moved. The next check goes by it.";
        done_rule_removed: "规则已删除，下一次检查就生效。", "The rule is removed. The next check goes without it.";
        done_token_revoked: "令牌已作废。", "The token is revoked.";
        done_keys_rotated: "新的签名密钥已公布，稍后启用。", "New keys are published and will sign soon.";
        done_key_retired: "签名密钥已停用。", "The key is retired.";
    }
}

impl FrameWords {
    /// What an emergency link does.
    pub fn link_what(&self, name: &str) -> String {
        insert(self.link_what, "{name}", name)
    }

    /// What was just done, by its word in the address.
    pub fn done(&self, what: &str) -> Option<&'static str> {
        match what {
            "disabled" => Some(self.done_disabled),
            "enabled" => Some(self.done_enabled),
            "sessions-ended" => Some(self.done_sessions_ended),
            "session-ended" => Some(self.done_session_ended),
            "unbound" => Some(self.done_unbound),
            "rebound" => Some(self.done_rebound),
            "noted" => Some(self.done_noted),
            "client-changed" => Some(self.done_client_changed),
            "client-rules-changed" => Some(self.done_client_rules_changed),
            "old-secret-ended" => Some(self.done_old_secret_ended),
            "client-removed" => Some(self.done_client_removed),
            "role-granted" => Some(self.done_role_granted),
            "role-revoked" => Some(self.done_role_revoked),
            "application-added" => Some(self.done_application_added),
            "application-changed" => Some(self.done_application_changed),
            "application-removed" => Some(self.done_application_removed),
            "rule-added" => Some(self.done_rule_added),
            "rule-changed" => Some(self.done_rule_changed),
            "rule-moved" => Some(self.done_rule_moved),
            "rule-removed" => Some(self.done_rule_removed),
            "token-revoked" => Some(self.done_token_revoked),
            "keys-rotated" => Some(self.done_keys_rotated),
            "key-retired" => Some(self.done_key_retired),
            _ => None,
        }
    }
}
