//! The page about one account, and what asks before something is done to it.

use super::words;

words! {
    /// Who it is, where they are signed in, what applications have, and what happened.
    AccountWords {
        role: "管理角色", "Role";
        disable: "停用", "Disable";
        enable: "恢复", "Enable";
        end_all: "结束全部会话", "End all sessions";
        end: "结束", "End";
        unbind: "解绑", "Unbind";
        rebind: "换绑", "Rebind";
        identity: "绑定的身份", "Bound identity";
        unbound: "没有绑定身份，无法登录。", "Bound to no identity: nobody can sign in to it.";
        profile: "资料", "Profile";
        name: "姓名", "Name";
        en_name: "英文名", "English name";
        email: "邮箱", "E-mail";
        mobile: "手机号", "Phone";
        employee_no: "工号", "Employee no.";
        connector: "登录方式", "Connector";
        tenant: "企业", "Tenant";
        sub_hint: "应用看到的身份标识，永不改变", "What applications see; it never changes";
        created: "首次登录", "First sign-in";
        last_login: "最近登录", "Last sign-in";
        note: "备注", "Note";
        note_hint: "写给下一位处理的人看", "For whoever looks at this next";
        note_save: "保存备注", "Save note";
        sessions: "会话", "Sessions";
        no_sessions: "目前没有登录会话。", "Signed in nowhere at present.";
        device: "设备", "Device";
        address: "地址", "Address";
        signed_in: "登录时间", "Signed in";
        last_used: "最近使用", "Last used";
        applications: "应用", "Applications";
        no_applications: "目前没有应用能获取这个账号的信息。", "No application has anything of this account at present.";
        application: "应用", "Application";
        kind: "类型", "Kind";
        may: "已授权", "May have";
        since: "始于", "Since";
        history: "历史记录", "History";
        no_history: "还没有记录。", "Nothing yet.";
        when: "时间", "When";
        event: "事件", "Event";
        detail: "说明", "Detail";
        actor: "操作者", "By";
        reference: "编号", "Reference";
        self_actor: "本人", "themselves";
        disable_title: "停用 {name} 的账号？", "Disable the account of {name}?";
        disable_1: "立即退出登录：{sessions} 个会话结束，{applications} 个应用的授权和令牌失效。",
            "They are signed out at once: {sessions} session(s) end, and what {applications} application(s) were granted is revoked.";
        disable_2: "恢复之前，此人无法再登录任何应用。账号、身份标识和历史记录都会保留。",
            "They cannot sign in to anything until the account is enabled again. The account, its identifier and history are kept.";
        disable_tokens: "恢复之前，此人创建的 API 令牌也会被拒绝。", "API tokens that they made are refused until then, too.";
        enable_title: "恢复 {name} 的账号？", "Enable the account of {name}?";
        enable_1: "此人可以重新登录。之前的会话和授权不会恢复。", "They may sign in again. Earlier sessions and grants do not come back.";
        enable_tokens: "此人创建且未作废的 API 令牌会重新生效。", "API tokens that they made and nobody revoked work again.";
        end_all_title: "结束 {name} 的全部会话？", "End every session of {name}?";
        end_all_1: "立即退出登录：{sessions} 个会话结束，{applications} 个应用的授权和令牌失效，离线访问也会收回。",
            "They are signed out at once: {sessions} session(s) end, and what {applications} application(s) were granted is revoked, offline access included.";
        end_all_2: "账号仍然有效，此人可以马上重新登录。", "The account stays good, and they may sign in again at once.";
        unbind_title: "解绑 {name} 的身份？", "Unbind the identity of {name}?";
        unbind_1: "立即退出登录：{sessions} 个会话结束，{applications} 个应用的授权和令牌失效。",
            "They are signed out at once: {sessions} session(s) end, and what {applications} application(s) were granted is revoked.";
        unbind_2: "绑定新的身份之前，没有人能登录这个账号；原来的身份再次登录会被拒绝。",
            "Nobody can sign in to the account until it is bound to another identity. Whoever it was bound to is refused.";
        unbind_3: "应用看到的身份标识（sub）不变。", "The identifier (sub) that applications see stays the same.";
        lost_tokens: "此前用这个账号创建的 API 令牌不再有效。", "API tokens that were made with the account until now are good for nothing any more.";
        rebind_title: "把 {name} 的账号绑定到另一个身份？", "Bind the account of {name} to another identity?";
        rebind_1: "立即退出登录：{sessions} 个会话结束，{applications} 个应用的授权和令牌失效。",
            "They are signed out at once: {sessions} session(s) end, and what {applications} application(s) were granted is revoked.";
        rebind_2: "新身份下次登录就会进入这个账号，应用会把他们当作同一个人；原来的身份不能再登录这个账号。",
            "Whoever has the new identity has this account from their next sign-in on, and applications take them for the same person. The old identity no longer opens it.";
        rebind_3: "新身份如果已有自己的账号，请先在那个账号上解绑。", "If the new identity has an account of its own, unbind it there first.";
        open_id_hint: "新身份的 open_id，以 ou_ 开头", "The new identity’s open_id, which begins with ou_";
        own_sessions: "自行保留会话的应用可能仍处于登录状态，直到它们的会话结束。", "Applications that keep a session of their own may go on until it ends.";
    }
}
