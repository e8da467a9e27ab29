//! Applications that ask who somebody is: the list, one of them, the form, and what asks before something is done.

use super::words;

words! {
    /// Applications.
    ClientWords {
        title: "应用", "Applications";
        search: "搜索应用", "Search applications";
        search_hint: "名称或标识", "Name or identifier";
        apply: "查找", "Find";
        clear: "清除条件", "Clear";
        add: "登记应用", "Register application";
        name: "名称", "Name";
        id: "标识", "Identifier";
        kind: "类型", "Kind";
        signs: "签名算法", "Signs with";
        source: "来源", "From";
        old_secret: "旧应用密钥到期", "Old secret ends";
        by_file: "配置文件", "configuration file";
        by_database: "数据库", "database";
        by_file_hint: "写在配置文件里，只能在配置文件里修改。", "It is in the configuration file, and changed there alone.";
        public: "公开", "public";
        secret: "应用密钥", "secret";
        keyed: "公钥", "public key";
        third_party: "第三方", "third party";
        none: "还没有应用", "No applications yet";
        none_next: "登记一个应用，它的用户就可以用飞书登录。", "Register one, and its people can sign in through Feishu.";
        none_next_reader: "管理员可以在这里或配置文件里登记应用。", "An administrator can register one here or in the configuration file.";
        not_found: "没有符合条件的应用", "No application matches";
        not_found_next: "换一个关键词，或者清除条件。", "Try other words, or clear the filter.";
        settings: "设置", "Settings";
        change: "修改设置", "Change settings";
        rotate: "更换应用密钥", "Rotate secret";
        end_old: "停用旧应用密钥", "End old secret";
        remove: "移除", "Remove";
        connect: "接入信息", "How to connect";
        discovery: "自动发现地址", "Discovery";
        setup: "配置示例", "Set it up";
        setup_hint: "选择软件，复制配置。应用密钥不会出现在示例里，请放进环境变量或密码管理工具。",
            "Choose the software and copy. The secret is never in it: keep it in an environment variable or a secret store.";
        uri_missing: "这份配置使用的回调地址还没有登记，请在设置里加上", "This configuration uses a redirect URI that is not registered. Add it in the settings";
        registered: "登记时间", "Registered";
        yes: "是", "yes";
        no: "否", "no";
        choose: "要登记什么应用？", "What do you want to register?";
        choose_hint: "选择之后会填好大部分设置，都可以修改。", "Most settings are filled in for you. You can change all of them.";
        web: "其他网站应用", "Another web application";
        single_page: "单页应用", "Single-page application";
        native: "桌面或手机应用", "Desktop or mobile application";
        service: "服务或定时任务", "Service or scheduled job";
        note_web: "有后端服务器，能保管应用密钥。", "It has a server, which can keep a secret.";
        note_single_page: "只在浏览器里运行，不能保管应用密钥，由 PKCE 保护。",
            "It runs in the browser alone and can keep no secret. It proves itself by PKCE.";
        note_native: "运行在用户的设备上，不能保管应用密钥。本机回调地址可以使用任意端口。",
            "It runs on people’s machines and can keep no secret. A loopback address may use any port.";
        note_service: "没有人登录，应用以自己的名义获取令牌。", "Nobody signs in. It asks for tokens in its own name.";
        note_grafana: "回调路径固定为 /login/generic_oauth，前面是 root_url。", "Its redirect path is /login/generic_oauth, after root_url.";
        note_gitlab: "回调路径固定为 /users/auth/openid_connect/callback。", "Its redirect path is /users/auth/openid_connect/callback.";
        note_gitea: "回调路径里的 feishu 是 Gitea 里认证源的名称。Gitea 目前不发送 PKCE，所以不要求 PKCE。",
            "The feishu in its redirect path is the name of the authentication source. Gitea sends no PKCE yet, so it is not required.";
        note_jenkins: "需要 oic-auth 插件。回调路径固定为 /securityRealm/finishLogin。",
            "It needs the plugin oic-auth. Its redirect path is /securityRealm/finishLogin.";
        note_argocd: "回调路径固定为 /auth/callback。Argo CD 只读取 ID 令牌，所以 ID 令牌也要包含用户声明。",
            "Its redirect path is /auth/callback. Argo CD reads the ID token alone, so claims stand there too.";
        note_oauth2_proxy: "回调路径固定为 /oauth2/callback。", "Its redirect path is /oauth2/callback.";
        note_mod_auth_openidc: "回调地址是站点下任意一个没有内容的路径，与 OIDCRedirectURI 一致。",
            "The redirect URI is any path of the site that has nothing else, the same as OIDCRedirectURI.";
        note_spring: "回调路径最后是注册名。Spring Security 7 起默认发送 PKCE，更早的版本需要自己打开，或者在设置里取消要求。",
            "The redirect path ends with the registration’s name. Spring Security 7 sends PKCE by itself; switch it on in earlier versions, or do not require it in the settings.";
        note_nextjs: "回调路径最后是登录方式的 id。适用于 Auth.js 5。", "The redirect path ends with the provider’s id. For Auth.js 5.";
        new_title: "登记应用", "Register an application";
        new_title_for: "登记 {name}", "Register {name}";
        change_title: "修改 {name} 的设置", "Change the settings of {name}";
        save: "保存", "Save";
        wrong: "有内容不符合要求，请看标出的地方。什么都没有改变。", "Something cannot be accepted, as marked below. Nothing has changed.";
        more: "更多设置", "More settings";
        id_hint: "client_id，登记后不能修改。字母、数字和 . _ -", "client_id, which cannot be changed later. Letters, digits and . _ -";
        name_hint: "用户在登录页看到的名称", "What people see when they sign in";
        redirect_uris: "回调地址", "Redirect URIs";
        redirect_uris_hint: "一行一个，逐字比较。把示例主机换成应用自己的。", "One a line, compared byte for byte. Put the application’s own host in place of the example’s.";
        proof: "客户端认证方式", "Client authentication";
        proof_secret_hint: "由应用的服务器保管，登记后显示一次", "kept by its server, shown once";
        proof_public_hint: "不能保管应用密钥，由 PKCE 保护", "it can keep none, and has PKCE alone";
        proof_jwks: "公钥", "public keys";
        proof_jwks_hint: "private_key_jwt，公钥写在下面", "private_key_jwt, with the keys below";
        proof_jwks_uri: "公钥地址", "address of public keys";
        proof_jwks_uri_hint: "private_key_jwt，公钥在应用的网址上", "private_key_jwt, with keys that it publishes";
        jwks: "公钥 JWK Set", "JWK Set";
        jwks_uri: "公钥地址", "Address of the JWK Set";
        require_pkce: "要求 PKCE", "Require PKCE";
        require_pkce_hint: "只有应用使用的库不支持时才取消", "unless its library cannot";
        scopes: "可以获取的信息", "What it may learn";
        scope_openid: "身份标识", "who it is";
        scope_profile: "姓名、头像、用户名", "name, picture, user name";
        scope_email: "邮箱", "e-mail address";
        scope_phone: "手机号", "phone number";
        scope_offline_access: "刷新令牌", "a refresh token";
        scope_feishu: "飞书的各种 id", "Feishu’s ids";
        scope_groups: "用户组和部门", "groups and departments";
        third_party_flag: "第三方应用", "Somebody else’s application";
        third_party_hint: "用户首次登录时会被询问是否同意", "people are asked before it learns of them";
        grant_types: "授权类型", "Grant types";
        grant_code: "用户登录", "people sign in";
        grant_refresh: "用户离开后继续使用", "it goes on while they are away";
        grant_credentials: "以应用自己的名义", "in its own name";
        post_logout: "退出后跳转地址", "After signing out";
        post_logout_hint: "退出登录后浏览器可以跳转到的地址，一行一个", "Where the browser may be sent, one a line";
        service_scopes: "服务权限范围", "Service scopes";
        service_scopes_hint: "以应用自己的名义可以申请的，一行一个", "What it may ask for in its own name, one a line";
        id_token_alg: "令牌签名算法", "Tokens are signed with";
        userinfo_alg: "userinfo 签名算法", "Userinfo is signed with";
        plain: "不签名", "nothing";
        claims_in_id_token: "ID 令牌包含用户声明", "Claims in the ID token too";
        claims_in_id_token_hint: "适用于不读取 userinfo 的应用", "for applications that never ask userinfo";
        pairwise: "独立的 sub", "A sub of its own";
        pairwise_hint: "与其他应用看到的不同，无法相互关联", "other than what others see, so that they cannot compare";
        audience: "应用的 API", "An API of its own";
        audience_hint: "访问令牌的 aud", "aud of its access tokens";
        backchannel: "后端退出通知", "Back-channel logout";
        backchannel_hint: "会话结束时由服务器通知这个地址", "told by our server when a session ends";
        frontchannel: "前端退出通知", "Front-channel logout";
        frontchannel_hint: "会话结束时由浏览器打开这个地址", "loaded by the browser when a session ends";
        made: "应用已登记", "The application is registered";
        rotated: "应用密钥已更换", "The secret is rotated";
        made_what: "请立即复制应用密钥并妥善保存。离开此页后，任何人都无法再看到它。",
            "Copy the secret now and keep it safe. Once you leave this page nobody can see it again.";
        rotated_old: "旧应用密钥仍然有效，直到", "The old secret works until";
        client_secret: "应用密钥", "Secret";
        saved: "我已保存", "I have saved it";
        rotate_title: "更换 {name} 的应用密钥？", "Rotate the secret of {name}?";
        rotate_1: "新的应用密钥只显示一次。", "The new secret is shown once.";
        rotate_2: "旧应用密钥在下面填写的天数内继续有效，请在此期间把新的配置到应用里。",
            "The old one goes on working for as many days as you say below. Give the application the new one in that time.";
        rotate_3: "更早的应用密钥如果还有效，会立即失效。", "One before that, if it still works, ends at once.";
        overlap: "旧应用密钥继续有效的天数", "Days that the old secret works";
        overlap_hint: "0 到 30，0 表示立即失效", "0 to 30; 0 ends it at once";
        end_old_title: "停用 {name} 的旧应用密钥？", "End the old secret of {name}?";
        end_old_1: "还在使用旧应用密钥的程序会立即被拒绝，且无法恢复。", "An application that still uses it is refused at once. It cannot be brought back.";
        test: "登录测试", "Test sign-in";
        test_account: "账号", "Account";
        test_account_hint: "自己，或者别人的 open_id、邮箱等", "You, or somebody’s open_id, e-mail address or the like";
        test_do: "测试", "Test";
        test_nothing: "不会签发任何令牌，也不会真的登录。", "No token is issued and nobody is signed in.";
        test_may: "可以进入", "May enter";
        test_disabled: "不能进入，账号已停用", "May not enter: the account is disabled";
        test_not_admitted: "不能进入，登录方式或企业已不在配置里", "May not enter: the connector or tenant is not configured any more";
        test_id_token: "ID 令牌", "ID token";
        test_id_token_hint: "时间和 sid 是示例，nonce 和 at_hash 在真正登录时加上。", "Times and sid are examples; nonce and at_hash are added at a real sign-in.";
        test_userinfo_hint: "应用申请它可以获取的全部信息时", "When it asks for all that it may have";
        check: "检查登录请求", "Check a request";
        check_address: "登录地址", "Address";
        check_address_hint: "粘贴应用把浏览器送往的完整地址，这里不会打开它", "Paste the whole address that the application sent the browser to. It is not opened";
        check_do: "检查", "Check";
        check_unreadable: "这不是一个完整的网址。", "This is not an absolute address.";
        check_elsewhere: "它没有发往授权地址 {endpoint}，请检查应用的 issuer 或授权地址。",
            "It does not go to {endpoint}. Look at the issuer or authorization endpoint in the application’s configuration.";
        check_no_client: "缺少 client_id，或者出现了两次。", "client_id is missing, or there twice.";
        check_other_client: "client_id 是 {found}，而这个应用是 {id}。", "Its client_id is {found}, and this application is {id}.";
        check_no_redirect_uri: "缺少 redirect_uri，或者出现了两次。", "redirect_uri is missing, or there twice.";
        check_redirect_uri: "回调地址 {uri} 没有登记。必须与登记的逐字相同，包括结尾的斜杠和端口。",
            "The redirect URI {uri} is not registered. It must be the same byte for byte, port and trailing slash included.";
        check_refused: "应用会收到错误 {error}，说明是 {description}。", "The application would get the error {error}: {description}.";
        check_good: "这个请求没有问题。授权范围 {scope}，PKCE {pkce}，授权码发往 {uri}。",
            "The request is good. Scope {scope}, PKCE {pkce}; the code goes to {uri}.";
        rules: "谁可以进入", "Who may enter";
        rules_none: "没有规则，所有能登录的人都可以进入。", "There are no rules: everybody may who can sign in.";
        rules_change: "修改规则", "Change rules";
        rules_what: "从上到下，以第一条适用于此人的规则为准；没有适用的规则就不能进入。一条规则都没有时，所有能登录的人都可以进入。",
            "The first rule about somebody decides; where none is, they may not enter. Without any rule, everybody may who can sign in.";
        rules_hint: "不再允许的人立即不能登录这个应用，已有的令牌到下次刷新时失效。部门和用户组未知的人，按不允许处理。",
            "Whoever may not any more is refused at once, and what they have ends at the next refresh. Where somebody’s departments or groups are not known, they are not let in.";
        rules_now: "现在的规则", "The rules as they are now";
        open_title: "让所有人都能进入 {name}？", "Let everybody into {name}?";
        open_1: "现有的 {count} 条规则会全部删除，所有能登录的人都可以进入这个应用。",
            "All {count} rule(s) are removed: everybody may enter it who can sign in.";
        open_2: "如果只允许一部分人进入，请返回并至少保留一条规则。", "If only some people may enter, go back and keep at least one rule.";
        open: "删除全部规则", "Remove every rule";
        rule: "规则", "Rule";
        rule_new: "新规则", "New rule";
        rule_position: "顺序", "Order";
        rule_effect: "处理", "Effect";
        rule_allow: "允许", "allow";
        rule_deny: "拒绝", "deny";
        rule_remove: "删除这条规则", "remove this rule";
        rule_accounts: "账号", "Accounts";
        rule_accounts_hint: "sub 或 open_id，用空格分隔，不填表示不限", "sub or open_id, with spaces between; empty means everybody";
        rule_tenants: "企业", "Tenants";
        rule_departments: "部门", "Departments";
        rule_departments_hint: "open_department_id，包括下级部门", "open_department_id, with everybody beneath";
        rule_groups: "用户组", "Groups";
        test_rule: "不能进入，第 {number} 条规则拒绝", "May not enter: rule {number} denies it";
        test_unsure: "不能进入，第 {number} 条规则需要的部门或用户组未知", "May not enter: the departments or groups that rule {number} needs are not known";
        test_no_rule: "不能进入，没有适用于此人的规则", "May not enter: no rule is about them";
        remove_title: "移除应用 {name}？", "Remove the application {name}?";
        remove_1: "{people} 人不能再用它登录，{grants} 份授权和全部令牌立即失效。",
            "{people} person(s) can no longer sign in to it. {grants} grant(s) and every token are revoked at once.";
        remove_2: "用户之前的同意也会清除。审计记录会保留，应用自己的会话由它自己结束。",
            "What people consented to is forgotten. The audit log stays; sessions that it keeps itself are its own to end.";
    }
}
