//! The overview.

use super::words;

words! {
    /// Figures, and what wants attention.
    HomeWords {
        people_day: "24 小时内登录人数", "People in 24 hours";
        people_week: "7 天内登录人数", "People in 7 days";
        people_month: "30 天内登录人数", "People in 30 days";
        refused_day: "24 小时内拒绝次数", "Refusals in 24 hours";
        by_hour: "24 小时登录次数", "Sign-ins by hour, 24 hours";
        by_day: "30 天登录次数", "Sign-ins by day, 30 days";
        hour: "小时", "Hour";
        day: "日期", "Day";
        sign_ins: "登录次数", "Sign-ins";
        nobody: "这段时间没有人登录。", "Nobody signed in.";
        as_table: "以表格查看", "As a table";
        reasons: "7 天内拒绝原因", "Refusals by reason, 7 days";
        no_reasons: "这段时间没有人被拒绝。", "Nobody was refused.";
        applications: "24 小时内使用的应用", "Applications used, 24 hours";
        no_applications: "这段时间没有人进入应用。", "Nobody came to an application.";
        health: "运行状况", "Health";
        well: "正常，最近一次应答于", "Well, last answered at";
        untried: "启动以来还没有人登录", "Nobody has signed in since the start";
        ill: "异常（{problem}），发生于", "Failing ({problem}), since";
        keys: "签名密钥", "Signing keys";
        keys_rotate: "自动轮换，下一次不晚于", "Rotate by themselves, next by";
        keys_overdue: "轮换已逾期，应在此之前", "Rotation is overdue, it was due by";
        keys_none: "没有可用的签名密钥", "No key can sign";
        notices: "退出通知", "Logout notices";
        notices_well: "没有积压", "None are waiting";
        notices_given_up: "24 小时内有 {count} 条放弃投递", "{count} given up in 24 hours";
        notices_wait: "{count} 条未送达 {client}（{failure}），最早于", "{count} not taken by {client} ({failure}), the first at";
        denied: "本人取消", "cancelled by the person";
        code_rejected: "授权码无效", "code rejected";
        resigned: "已离职", "left the company";
        exited: "已退出企业", "left the tenant";
        frozen: "已冻结", "suspended";
        not_active: "账号未激活", "not active";
        outside_availability: "不在可用范围", "outside the app’s availability";
        outside_contact_range: "不在通讯录权限范围", "outside what the app may see of the directory";
        by_directory: "（通讯录）", " (directory)";
        tenant_not_allowed: "企业不在允许范围", "tenant not allowed";
        misconfigured: "配置有误", "misconfigured";
        rate_limited: "限流", "rate limited";
        unavailable: "没有应答", "no answer";
        malformed: "应答无法识别", "unclear answer";
        account_disabled: "账号已停用", "account disabled";
        identity_unbound: "身份已解绑", "identity unbound";
        unsaid: "未注明", "no reason given";
    }
}

impl HomeWords {
    /// Why somebody was refused, by the word that the audit log has, with the upstream's code where there is one.
    pub fn reason(&self, reason: &str) -> String {
        let (word, code) = reason.split_once(' ').unwrap_or((reason, ""));
        let name = match word {
            "denied" => self.denied,
            "code_rejected" => self.code_rejected,
            "resigned" => self.resigned,
            "exited" => self.exited,
            "frozen" => self.frozen,
            "not_active" => self.not_active,
            "outside_availability" => self.outside_availability,
            "outside_contact_range" => self.outside_contact_range,
            "tenant_not_allowed" => self.tenant_not_allowed,
            "misconfigured" => self.misconfigured,
            "rate_limited" => self.rate_limited,
            "unavailable" => self.unavailable,
            "malformed" => self.malformed,
            "account_disabled" => self.account_disabled,
            "identity_unbound" | "sub_taken" => self.identity_unbound,
            "" => self.unsaid,
            other => other,
        };
        match code {
            "" => name.to_owned(),
            "(directory)" => format!("{name}{}", self.by_directory),
            code => format!("{name} {code}"),
        }
    }
}
