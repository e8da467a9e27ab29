//! Rules in plain sentences, the form that writes one, and the words of the explainer.

use super::words;

words! {
    /// The table and the form of rules.
    RuleWords {
        title: "访问规则", "Access rules";
        what: "从上到下，以第一条与请求相符的规则为准；都不相符就拒绝。", "The first rule from the top that is about a request decides. Where none is, nobody passes.";
        none: "还没有规则，所以谁都不能访问。", "No rules yet, so nobody passes.";
        number: "序号", "No.";
        rule: "规则", "Rule";
        source: "来源", "From";
        unreadable: "无法读取，应用因此关闭", "Cannot be read, and closes the application";
        add: "添加规则", "Add rule";
        edit: "修改", "Edit";
        up: "上移", "Move up";
        down: "下移", "Move down";
        up_which: "上移第 {number} 条规则", "Move rule {number} up";
        down_which: "下移第 {number} 条规则", "Move rule {number} down";
        edit_which: "修改第 {number} 条规则", "Edit rule {number}";
        remove_which: "删除第 {number} 条规则", "Remove rule {number}";
        remove: "删除", "Remove";
        remove_title: "删除 {name} 的第 {number} 条规则？", "Remove rule {number} of {name}?";
        remove_what: "删除的是：{rule}", "What goes is: {rule}";
        remove_then: "下一次检查就按剩下的规则判断，已经打开的页面也不例外。", "The next check goes by the rules that are left, for those who are on a page already too.";
        add_title: "为 {name} 添加规则", "Add a rule to {name}";
        edit_title: "修改 {name} 的第 {number} 条规则", "Edit rule {number} of {name}";
        effect: "作用", "Effect";
        allow: "允许：登录后可以访问", "Allow: whoever is signed in may pass";
        deny: "拒绝：不能访问", "Deny: nobody may pass";
        public: "公开：不登录也可以访问", "Public: anybody may pass, signed in or not";
        which: "哪些请求", "Which requests";
        which_hint: "每项每行一个；留空表示不限。", "One a line. What is empty does not matter.";
        hosts: "主机", "Hosts";
        hosts_hint: "只针对应用的部分主机时填写", "Only where it is about some of the application’s";
        paths: "路径", "Paths";
        paths_hint: "/api 包括下面的一切，=/api 只有它本身", "/api with everything below it, =/api for it alone";
        methods: "请求方法", "Methods";
        methods_hint: "如 GET（也包括 HEAD）、POST", "Such as GET, which is HEAD too, or POST";
        networks: "来源网络", "Networks";
        networks_hint: "如 10.0.0.0/8 或单个地址", "Such as 10.0.0.0/8, or one address";
        who: "谁", "Who";
        who_hint: "人员和服务不能写在同一条规则里。写了多项时，要全部符合。", "A rule names people or services, never both. Where several are given, all must be so.";
        accounts: "账号", "Accounts";
        accounts_hint: "sub 或 open_id", "sub or open_id";
        tenants: "企业", "Tenants";
        tenants_hint: "tenant_key", "tenant_key";
        departments: "部门", "Departments";
        departments_hint: "open_department_id，包括下级部门", "open_department_id, with everybody beneath";
        groups: "用户组", "Groups";
        groups_hint: "group_id", "group_id";
        services: "服务", "Services";
        services_hint: "服务令牌上的名字", "As service tokens are named";
        place: "位置", "Place";
        place_usual: "默认：拒绝的排最前，其余排最后", "As usual: a rule that denies comes first, any other last";
        place_before: "在第 {number} 条之前", "Before rule {number}";
        place_last: "排在最后", "Last";
        preview: "预览", "Preview";
        save: "保存规则", "Save rule";
        means: "这条规则的意思", "What this rule means";
        would_be: "保存后的规则", "The rules once it is saved";
        not_saved: "还没有保存。", "Nothing is saved yet.";
        this: "这一条", "this one";
    }
}

words! {
    /// Pieces of a sentence about a rule.
    SentenceWords {
        allow: "允许 {who} 访问 {what}。", "Allow {who}: {what}.";
        deny: "拒绝 {who} 访问 {what}。", "Refuse {who}: {what}.";
        public: "任何人不登录就可以访问 {what}。", "Let anybody pass without signing in: {what}.";
        other: "{effect}", "{effect}";
        may_enter: "允许 {who} 进入。", "Allow {who}.";
        may_not_enter: "拒绝 {who} 进入。", "Refuse {who}.";
        everybody: "所有人", "everybody";
        signed_in: "所有已登录的人", "everybody who is signed in";
        anybody: "任何人和服务", "everybody, services too";
        accounts: "账号 {list}", "the accounts {list}";
        tenants: "企业 {list} 的人", "people of the tenants {list}";
        departments: "部门 {list} 及其下级的人", "people of the departments {list} and beneath";
        groups: "用户组 {list} 的人", "people of the groups {list}";
        services: "服务 {list}", "the services {list}";
        both: "，并且是", " who are also ";
        listed: "、", ", ";
        everything: "整个应用", "the whole application";
        prefix: "{path} 及其下的一切", "{path} and everything below";
        exact: "{path} 本身", "{path} itself";
        hosts: "主机 {list} 上的", "on {list}: ";
        methods: "（只限 {list} 请求）", " (only by {list})";
        networks: "（只限来自 {list}）", " (only from {list})";
    }
}

words! {
    /// The explainer.
    ExplainWords {
        title: "访问解释", "Explain access";
        what: "说明一个请求能否通过、由哪条规则决定。与代理检查用的是同一套判断，不会真的发出请求。",
            "Says whether a request passes and which rule decides, by the very code that checks go through. Nothing is sent.";
        who: "谁", "Who";
        nobody: "没有登录的人", "Nobody: not signed in";
        account: "一个账号", "An account";
        account_hint: "姓名、邮箱、sub 或 open_id", "A name, an e-mail address, sub or open_id";
        service: "一个服务", "A service";
        service_hint: "服务令牌上的名字", "As its tokens are named";
        method: "请求方法", "Method";
        url: "完整地址", "Whole address";
        url_hint: "浏览器地址栏里的全部内容，从 https 开始", "As the browser has it, from https on";
        address: "来源地址", "From address";
        address_hint: "可选，如 10.1.2.3；留空则不属于任何网络", "Optional, such as 10.1.2.3. Empty: in no network that a rule names";
        explain: "说明", "Explain";
        choose: "找到多个账号，请选择", "Several accounts were found. Choose one";
        no_account: "没有找到这个账号。", "No account was found.";
        decision: "结果", "Decision";
        passes: "可以通过", "Passes";
        sign_in: "先登录", "Sign in first";
        refused: "拒绝", "Refused";
        reason: "原因", "Reason";
        application: "应用", "Application";
        path: "规则看到的路径", "Path as rules see it";
        person: "账号", "Account";
        rules: "逐条说明", "Rule by rule";
        verdict: "结论", "Verdict";
        not_tried: "未检查，前面已有结论", "Not tried: it was decided before";
        decides: "相符，以此为准", "It is about this, and decides";
        depends: "取决于谁登录", "Depends on who signs in";
        unsure: "指定了部门或用户组，但此人的所属未知", "Names departments or groups that are not known of this person";
        nowhere: "指定了网络，但来源地址未知", "Names networks, and it is not known where the request comes from";
        by_allow: "{rule}允许。", "{rule} allows it.";
        by_public: "{rule}对所有人公开。", "{rule} lets everybody pass.";
        by_rule: "{rule}拒绝。", "{rule} denies it.";
        stored_rule: "数据库的第 {number} 条规则", "Rule {number} of the database";
        file_rule: "配置文件的第 {number} 条规则", "Rule {number} of the configuration file";
        sign_in_why: "尚未登录，能否通过取决于登录的是谁。", "Nobody is signed in, and the rules depend on who it is.";
        invalid_token: "服务令牌无效。", "The service token is not good.";
        no_rule: "没有与它相符的规则，所以拒绝。", "No rule is about it, so nobody passes.";
        unsure_why: "{rule}指定了部门或用户组，但此人的所属未知，所以拒绝。", "{rule} names departments or groups that are not known of this person, so it is refused.";
        nowhere_why: "{rule}指定了网络，但来源地址未知，所以拒绝。", "{rule} names networks, and it is not known where the request comes from, so it is refused.";
        no_rule_for_service: "没有相符的规则写明这个服务，所以拒绝。", "No rule that is about it names this service.";
        no_application: "这个主机上没有受保护的应用。", "No protected application is at this host.";
        unusable: "这个主机上的应用已关闭：数据库里有无法使用的内容。", "The application at this host is closed: the database has what cannot be used.";
        not_https: "不是 https，一律拒绝。", "It does not travel by https.";
        unreadable: "地址有歧义，一律拒绝。", "The address can be read in two ways, so it is refused.";
        own_path: "/.larkgate/ 下的地址应由代理直接转给 larkgate，不需要询问。", "The proxy should send what is under /.larkgate/ to larkgate, instead of asking about it.";
        untrusted: "发来询问的不是受信任的代理。", "Who asks is no trusted proxy.";
        unstated: "代理没有说清是哪个请求。", "The proxy does not say which request it is.";
        other_hosts: "跳过：主机不符", "Passed over: other hosts";
        other_paths: "跳过：路径不符", "Passed over: other paths";
        other_methods: "跳过：请求方法不符", "Passed over: other methods";
        other_networks: "跳过：来源网络不符", "Passed over: other networks";
        other_accounts: "跳过：不是这个账号", "Passed over: other accounts";
        other_tenants: "跳过：不是这个企业", "Passed over: other tenants";
        other_departments: "跳过：不在这些部门", "Passed over: other departments";
        other_groups: "跳过：不在这些用户组", "Passed over: other groups";
        other_services: "跳过：不是这个服务", "Passed over: other services";
        for_people: "跳过：只针对人员，而这是服务的请求", "Passed over: it is about people, and a service asks";
        for_services: "跳过：只针对服务，而这不是服务的请求", "Passed over: it is about services, and none asks";
        unnamed: "跳过：没有写明服务，只让人员通过", "Passed over: it names no service, and lets people alone in";
    }
}

impl ExplainWords {
    /// Why a rule is passed over that lists others with this matcher.
    pub fn other(&self, matcher: &str) -> &'static str {
        match matcher {
            "hosts" => self.other_hosts,
            "paths" => self.other_paths,
            "methods" => self.other_methods,
            "networks" => self.other_networks,
            "accounts" => self.other_accounts,
            "tenants" => self.other_tenants,
            "departments" => self.other_departments,
            "groups" => self.other_groups,
            _ => self.other_services,
        }
    }
}
