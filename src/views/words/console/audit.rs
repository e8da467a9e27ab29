//! The audit log.

use super::words;

words! {
    /// The list of lines, its filters, and what stands beneath a line.
    AuditWords {
        title: "审计日志", "Audit log";
        event: "事件", "Event";
        any_event: "全部事件", "Any event";
        whom: "涉及的人", "About";
        whom_hint: "账号 ID、sub、open_id 或 union_id", "Account id, sub, open_id or union_id";
        actor: "操作者", "By";
        actor_hint: "操作者：账号、令牌 ID 或命令行", "By: account, token or command line";
        application: "应用", "Application";
        application_hint: "应用标识", "Application’s id";
        address: "IP 地址", "IP address";
        reference: "编号", "Reference";
        from: "从", "From";
        until: "到", "to";
        more: "更多条件", "More filters";
        apply: "查找", "Find";
        when: "时间", "When";
        detail: "说明", "Details";
        open: "详情", "Details";
        changed: "变更", "Change";
        identity: "身份", "Identity";
        kind: "类型", "Kind";
        none: "还没有记录", "No lines yet";
        none_next: "登录和管理操作会自动记在这里，不能修改。", "Sign-ins and every change are written here, and nobody can alter them.";
        not_found: "没有符合条件的记录", "No line matches";
        not_found_next: "放宽时间范围，或者清除条件。", "Widen the dates, or clear the filters.";
        none_so_far: "在此之后没有符合条件的记录，可以继续向前查找：", "No line matches since then; go on to look further back:";
        looked_back_to: "已查找到此时间，更早的记录在下一页：", "Looked back to this time; earlier lines are on the next page:";
    }
}
