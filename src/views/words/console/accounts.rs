//! The list of accounts.

use super::words;

words! {
    /// The list, its filters, and what stands there when it is empty.
    AccountsWords {
        title: "账号", "Accounts";
        search: "搜索账号", "Search accounts";
        search_hint: "姓名、邮箱、工号、open_id、union_id 或部门 ID", "Name, e-mail, employee no., open_id, union_id or department";
        state: "状态", "State";
        any_state: "全部状态", "Any state";
        apply: "查找", "Find";
        clear: "清除条件", "Clear";
        export: "导出", "Export";
        name: "姓名", "Name";
        email: "邮箱", "E-mail";
        identity: "身份标识", "Identifier";
        last_login: "最近登录", "Last sign-in";
        created: "首次登录", "First sign-in";
        none: "还没有账号", "No accounts yet";
        none_next: "有人第一次登录后，账号会自动出现在这里。", "An account appears here when somebody signs in for the first time.";
        not_found: "没有符合条件的账号", "No account matches";
        not_found_next: "换一个关键词，或者清除条件。", "Try other words, or clear the filters.";
    }
}
