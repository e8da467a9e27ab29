//! What the lines of the audit log are called.

use super::words;

words! {
    /// A name for each kind of event.
    EventWords {
        account_bound: "首次绑定", "Bound for the first time";
        login_succeeded: "登录", "Signed in";
        login_refused: "登录被拒绝", "Sign-in refused";
        application_entered: "进入应用", "Opened application";
        code_replayed: "授权码被重复使用", "Code used twice";
        refresh_token_replayed: "刷新令牌被重复使用", "Refresh token used twice";
        account_disabled: "停用账号", "Account disabled";
        account_enabled: "恢复账号", "Account enabled";
        account_unbound: "解绑身份", "Identity unbound";
        account_rebound: "换绑身份", "Identity rebound";
        account_noted: "修改备注", "Note changed";
        sessions_ended: "管理员结束会话", "Sessions ended by an administrator";
        logout: "退出登录", "Signed out";
        session_ended: "结束会话", "Session ended";
        all_sessions_ended: "退出所有设备", "Signed out everywhere";
        consent_given: "同意授权", "Consent given";
        consent_refused: "拒绝授权", "Consent refused";
        consent_withdrawn: "撤回授权", "Consent withdrawn";
        logout_notice_failed: "退出通知失败", "Logout notice failed";
        grant_revoked: "应用交还令牌", "Tokens given back";
        client_added: "登记应用", "Application registered";
        client_changed: "修改应用设置", "Application’s settings changed";
        client_old_secret_ended: "旧应用密钥失效", "Application’s old secret ended";
        client_rules_changed: "修改准入规则", "Who may enter changed";
        entry_refused: "不允许进入应用", "Not let into application";
        client_secret_rotated: "更换应用密钥", "Application’s secret rotated";
        client_removed: "移除应用", "Application removed";
        keys_rotated: "轮换签名密钥", "Keys rotated";
        role_granted: "授予角色", "Role granted";
        role_revoked: "收回角色", "Role revoked";
        api_token_added: "创建 API 令牌", "API token made";
        api_token_revoked: "作废 API 令牌", "API token revoked";
        login_link_made: "生成应急登录链接", "Emergency link made";
        login_link_used: "使用应急登录链接", "Emergency link used";
        application_added: "添加代理访问的应用", "Protected application added";
        application_changed: "修改代理访问的应用", "Protected application changed";
        application_removed: "移除代理访问的应用", "Protected application removed";
        rules_changed: "修改访问规则", "Access rules changed";
        service_token_added: "创建服务令牌", "Service token made";
        service_token_revoked: "作废服务令牌", "Service token revoked";
        service_token_first_used: "服务令牌首次使用", "Service token used for the first time";
        accounts_exported: "导出账号", "Accounts exported";
        account_gone: "已离职或停用，自动退出", "Gone from the directory, signed out";
        audit_exported: "导出审计日志", "Audit log exported";
        key_retired: "提前停用签名密钥", "Key retired early";
        connector_checked: "检查飞书连接", "Connection to Feishu checked";
    }
}

impl EventWords {
    /// What a kind is called, by its stored name; a kind of a newer program goes by that.
    pub fn name<'a>(&'a self, kind: &'a str) -> &'a str {
        match kind {
            "account.bound" => self.account_bound,
            "login.succeeded" => self.login_succeeded,
            "login.refused" => self.login_refused,
            "application.entered" => self.application_entered,
            "code.replayed" => self.code_replayed,
            "refresh_token.replayed" => self.refresh_token_replayed,
            "account.disabled" => self.account_disabled,
            "account.enabled" => self.account_enabled,
            "account.unbound" => self.account_unbound,
            "account.rebound" => self.account_rebound,
            "account.noted" => self.account_noted,
            "account.sessions_ended" => self.sessions_ended,
            "logout" => self.logout,
            "session.ended" => self.session_ended,
            "session.all_ended" => self.all_sessions_ended,
            "consent.given" => self.consent_given,
            "consent.refused" => self.consent_refused,
            "consent.withdrawn" => self.consent_withdrawn,
            "logout_notice.failed" => self.logout_notice_failed,
            "grant.revoked" => self.grant_revoked,
            "client.added" => self.client_added,
            "client.changed" => self.client_changed,
            "client.old_secret_ended" => self.client_old_secret_ended,
            "client.rules_changed" => self.client_rules_changed,
            "application.refused" => self.entry_refused,
            "client.secret_rotated" => self.client_secret_rotated,
            "client.removed" => self.client_removed,
            "keys.rotated" => self.keys_rotated,
            "role.granted" => self.role_granted,
            "role.revoked" => self.role_revoked,
            "api_token.added" => self.api_token_added,
            "api_token.revoked" => self.api_token_revoked,
            "login_link.made" => self.login_link_made,
            "login_link.used" => self.login_link_used,
            "application.added" => self.application_added,
            "application.changed" => self.application_changed,
            "application.removed" => self.application_removed,
            "application.rules_changed" => self.rules_changed,
            "service_token.added" => self.service_token_added,
            "service_token.revoked" => self.service_token_revoked,
            "service_token.first_used" => self.service_token_first_used,
            "accounts.exported" => self.accounts_exported,
            "account.gone" => self.account_gone,
            "audit.exported" => self.audit_exported,
            "key.retired" => self.key_retired,
            "connector.checked" => self.connector_checked,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::EventKind;

    #[test]
    fn every_kind_has_a_name() {
        for kind in EventKind::ALL {
            for words in [EventWords::ZH, EventWords::EN] {
                assert_ne!(words.name(kind.as_str()), kind.as_str());
            }
        }
    }
}
