//! Refusals in Chinese.

use super::words::{RefusalWords, Text};

pub(super) const ZH: RefusalWords = RefusalWords {
    denied: Text {
        title: "你取消了登录",
        what: "你在 {provider} 里拒绝了授权，所以没有登录。",
        kept: "什么都没有改变，应用没有收到你的信息。",
        todo: "如果是误点，请重新登录并同意授权。",
    },
    code_rejected: Text {
        title: "登录没有完成",
        what: "{provider} 给出的登录凭证已经用过，或者已经过期。刷新、后退、重复打开同一个链接都会这样。",
        kept: "你的账号没有变化。",
        todo: "请回到应用，重新登录。",
    },
    resigned: Text {
        title: "{provider} 显示你已离职",
        what: "公司在 {provider} 里的通讯录显示你已经离职，离职后不能登录。",
        kept: "已有的绑定账号不会被删除。",
        todo: "如果记录有误，请管理员先在 {provider} 里恢复你的账号，再重新登录。",
    },
    frozen: Text {
        title: "你的 {provider} 账号已暂停使用",
        what: "管理员在 {provider} 里暂停了你的账号，所以不能登录。",
        kept: "已有的绑定账号不会被删除。",
        todo: "请管理员先在 {provider} 里恢复你的账号，再重新登录。",
    },
    not_active: Text {
        title: "你的 {provider} 账号现在不能登录",
        what: "{provider} 拒绝了你的账号：可能还没有激活，也可能已经暂停使用或者离职。",
        kept: "已有的绑定账号不会被删除。",
        todo: "请打开 {provider}，看看账号是否正常，再重新登录。仍然不行，请联系管理员。",
    },
    outside_availability: Text {
        title: "你还没有登录权限",
        what: "登录服务在 {provider} 里有一个应用，你不在它的可用范围内。",
        kept: "没有新建账号，应用没有收到你的信息。",
        todo: "请管理员把你加入可用范围，再重新登录。",
    },
    tenant_not_allowed: Text {
        title: "这个组织不能登录",
        what: "你登录的 {provider} 账号属于另一个组织，这里不接受。",
        kept: "没有新建账号，应用没有收到你的信息。",
        todo: "请在 {provider} 里切换到公司的账号，再重新登录。",
    },
    misconfigured: Text {
        title: "登录服务的设置有误",
        what: "{provider} 没有接受登录服务的请求。问题出在登录服务的设置上，与你的账号无关。",
        kept: "你的账号没有变化。",
        todo: "请把这个页面告诉管理员，等修好后再登录。",
    },
    rate_limited: Text {
        title: "同时登录的人太多",
        what: "{provider} 暂时限制了登录的次数。",
        kept: "你的账号没有变化，已经登录的应用可以照常使用。",
        todo: "请{wait}重新登录。",
    },
    unavailable: Text {
        title: "{provider} 没有回应",
        what: "登录服务没有等到 {provider} 的回应，登录没有完成。",
        kept: "你的账号没有变化，已经登录的应用可以照常使用。",
        todo: "请过一两分钟重新登录。",
    },
    malformed: Text {
        title: "{provider} 的回应有误",
        what: "{provider} 返回的内容无法识别，登录没有完成。",
        kept: "你的账号没有变化，已经登录的应用可以照常使用。",
        todo: "请重新登录。再次出现时，请联系管理员。",
    },
    account_disabled: Text {
        title: "你的账号已停用",
        what: "管理员停用了你的账号，所以不能登录。",
        kept: "账号没有被删除，可以恢复。",
        todo: "如果需要恢复，请联系管理员。",
    },
    identity_unbound: Text {
        title: "你的身份已与账号解绑",
        what: "管理员已将你的账号与这个身份解绑，所以现在不能登录。",
        kept: "账号没有删除，可以重新绑定。",
        todo: "如果你还需要使用，请联系管理员。",
    },
    attempt_unknown: Text {
        title: "登录链接无效",
        what: "链接可能已经失效，也可能是在另一个浏览器里开始的登录，或者浏览器没有保存 Cookie。",
        kept: "你的账号没有变化。",
        todo: "请在同一个浏览器里回到应用，重新登录。如果还是这样，请允许本站使用 Cookie。",
    },
    attempt_expired: Text {
        title: "登录超时",
        what: "这次登录等待太久，已经失效。",
        kept: "你的账号没有变化。",
        todo: "请回到应用，重新登录。",
    },
    too_many_attempts: Text {
        title: "登录次数太多",
        what: "你所在的网络在短时间内发起了太多次登录。",
        kept: "你的账号没有变化，已经登录的应用可以照常使用。",
        todo: "请{wait}再试。",
    },
    unknown_client: Text {
        title: "应用没有登记",
        what: "要登录的应用没有在这里登记，或者已经停用。",
        kept: "没有登录，应用没有收到你的信息。",
        todo: "请把应用的名称和地址告诉管理员。",
    },
    bad_redirect_uri: Text {
        title: "应用的回调地址没有登记",
        what: "应用要求在登录后跳转到一个没有登记的地址。为了保护你的账号，登录已经停止。",
        kept: "没有登录，应用没有收到你的信息。",
        todo: "请应用的负责人核对登记的回调地址。",
    },
    bad_request: Text {
        title: "请求有误",
        what: "应用发来的请求不完整，或者格式不对（{detail}）。",
        kept: "没有登录，什么都没有改变。",
        todo: "请回到应用，重新登录。再次出现时，请把这个页面告诉应用的负责人。",
    },
    stale_form: Text {
        title: "页面已失效",
        what: "这个页面打开之后，登录状态发生了变化，或者请求来自别的网站。",
        kept: "什么都没有改变。",
        todo: "请重新打开原来的页面，再操作一次。",
    },
    no_role: Text {
        title: "你没有管理权限",
        what: "你以 {person} 的身份登录，这个账号没有管理角色，不能打开管理后台。",
        kept: "你的登录状态没有变化，应用可以照常使用。",
        todo: "如果工作需要，请联系管理员授予角色。要换一个账号，请先退出登录。",
    },
    login_link_unknown: Text {
        title: "应急登录链接无法使用",
        what: "链接可能已经用过或已过期，也可能账号已停用或不再有管理角色。",
        kept: "什么都没有改变。",
        todo: "请在服务器上重新生成一个链接。",
    },
    not_found: Text {
        title: "没有这个页面",
        what: "地址可能写错了，或者页面已经不在了。",
        kept: "你的登录状态没有变化。",
        todo: "请核对地址，或者从应用里重新打开。",
    },
    method_not_allowed: Text {
        title: "这个地址不能这样打开",
        what: "这个地址不接受这种请求方法。",
        kept: "你的登录状态没有变化。",
        todo: "请从应用里重新打开。",
    },
    internal: Text {
        title: "登录服务出错了",
        what: "处理请求时发生了内部错误，原因已经记入日志。",
        kept: "没有做完的操作不会生效。",
        todo: "请稍后再试。再次出现时，请把编号告诉管理员。",
    },
    store_down: Text {
        title: "登录服务暂时不可用",
        what: "登录服务现在连接不上数据库。",
        kept: "没有做完的操作不会生效，恢复后可以照常登录。",
        todo: "请过几分钟再试。",
    },
};
