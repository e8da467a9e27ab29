//! Applications behind proxies: the list, one of them, its rules and service tokens.

use super::words;

words! {
    /// The list, and one application.
    ProtectedWords {
        title: "代理访问", "Proxy access";
        what: "反向代理把请求交给 larkgate 判断能否通过。这里列出受保护的应用和它们的访问规则。",
            "Reverse proxies ask larkgate who may pass. These are the applications behind them, and their rules.";
        none: "还没有受保护的应用", "No protected applications yet";
        none_next: "添加一个应用，再把代理的配置复制过去。", "Add an application, then copy the proxy’s configuration.";
        none_next_reader: "管理员可以在这里或配置文件里添加。", "An administrator can add one here or in the configuration file.";
        no_proxy: "配置项 listen.trusted_proxies 没有写明任何代理，所以谁来问都不被信任，所有请求都会被拒绝。",
            "The option listen.trusted_proxies names no proxy, so nobody who asks is believed and every request is refused.";
        name: "应用", "Application";
        id: "标识", "Identifier";
        hosts: "主机", "Hosts";
        rules: "规则", "Rules";
        source: "来源", "From";
        state: "状态", "State";
        open: "生效中", "In force";
        closed: "已关闭", "Closed";
        partly: "有问题", "Has a problem";
        of_file: "配置文件", "Configuration file";
        of_database: "数据库", "Database";
        read_only: "写在配置文件里，只能在那里修改。可以在这里为它增加规则。", "It is in the configuration file and can only be changed there. Rules can be added here.";
        closed_what: "应用已关闭，谁都不能访问：", "This application is closed and nobody may pass:";
        flaws: "有以下问题：", "Something is wrong with it:";
        orphans: "不属于任何应用的内容", "What belongs to no application";
        contact: "联系人", "Contact";
        contact_hint: "访问被拒绝时显示；留空则使用配置里的联系人", "Shown to whoever is refused. Empty: the configuration’s contact";
        headers: "传给应用的用户信息", "How it is told who comes";
        user: "用户标识（sub）", "Subject (sub)";
        username: "工号或用户名", "User name";
        person: "姓名", "Name";
        email: "邮箱", "E-mail";
        groups: "用户组", "Groups";
        departments: "部门", "Departments";
        jwt: "以上内容的签名（JWT）", "All of it, signed (JWT)";
        preset: "请求头方案", "Set of headers";
        preset_common: "和配置一致", "As the configuration has it";
        cookie: "Cookie", "Cookie";
        cookie_own: "只用于这个应用", "Of this application alone";
        cookie_shared: "与 {domain} 下的应用共用", "Shared with everything beneath {domain}";
        own_cookie: "使用自己的 Cookie，不与其他应用共用", "Have a cookie of its own instead of the shared one";
        settings: "设置", "Settings";
        change: "修改设置", "Change settings";
        change_title: "修改 {name} 的设置", "Change the settings of {name}";
        save: "保存设置", "Save settings";
        add_title: "添加应用", "Add an application";
        add: "添加应用", "Add application";
        id_hint: "1 到 100 个字母、数字或 . _ - ，之后不能修改", "1 to 100 of A-Z a-z 0-9 . _ - and never changed afterwards";
        name_hint: "登录页上显示的名字", "What people see when they sign in";
        hosts_hint: "每行一个，如 app.example.com，非默认端口请写明", "One a line, such as app.example.com, with its port unless that is the usual one";
        remove: "移除应用", "Remove application";
        remove_stored: "移除数据库里的那一份", "Remove the database’s";
        remove_title: "移除应用 {name}？", "Remove the application {name}?";
        remove_1: "访问它的人会立即被拒绝，已有的会话全部结束。", "Whoever comes to it is refused at once, and the sessions there end.";
        remove_2: "它的 {rules} 条规则和全部服务令牌一起删除，无法恢复。", "Its {rules} rule(s) and every service token go with it and cannot be brought back.";
        remove_shadow: "配置文件里的同名应用继续生效，不受影响。", "The application of this name in the configuration file goes on as it is.";
        proxy: "代理的配置", "The proxy’s configuration";
        proxy_what: "选择代理，复制配置。两个地址按代理所在的机器来写。", "Choose the proxy and copy its configuration. Write both addresses as the proxy’s machine knows them.";
        proxy_kind: "代理", "Proxy";
        proxy_backend: "应用监听的地址", "Where the application listens";
        proxy_larkgate: "larkgate 监听的地址", "Where larkgate listens";
        proxy_show: "显示配置", "Show it";
        explain: "试一个请求", "Try a request";
    }
}

words! {
    /// Service tokens.
    ServiceTokenWords {
        title: "服务令牌", "Service tokens";
        what: "持续集成、监控探针等程序凭它通过代理，不需要有人登录。规则里写明服务，令牌才有用。",
            "Programs such as CI and probes pass the proxy with one, and nobody signs in. It opens what rules that name the service allow.";
        none: "还没有服务令牌。", "No service tokens yet.";
        service: "服务", "Service";
        service_hint: "规则用这个名字，如 ci", "As rules name it, such as ci";
        expires: "有效期", "Lifetime";
        expires_hint: "如 90d 或 12h；留空则一直有效，直到作废", "Such as 90d or 12h. Empty: until it is revoked";
        until: "到期", "Expires";
        until_revoked: "直到作废", "when it is revoked";
        state: "状态", "State";
        good: "有效", "Good";
        lapsed: "已过期", "Lapsed";
        revoked: "已作废", "Revoked";
        last_used: "最近使用", "Last used";
        never: "从未使用", "never";
        add: "创建令牌", "Make token";
        made: "服务令牌已创建", "The service token is made";
        made_use: "调用应用时放在请求头里：", "Send it to the application in a header:";
        unnamed: "还没有规则写明这个服务，令牌暂时打不开任何东西。", "No rule names this service yet, so the token opens nothing.";
        add_rule: "为它添加规则", "Add a rule for it";
        revoke: "作废", "Revoke";
        revoke_title: "作废服务 {name} 的令牌？", "Revoke this token of the service {name}?";
        revoke_what: "用它访问应用的程序会立即被拒绝，且无法恢复。", "Programs that come with it are refused at once. It cannot be brought back.";
    }
}
