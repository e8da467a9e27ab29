//! Chinese.

use super::{AccessWords, Text};

pub(super) const ZH: AccessWords = AccessWords {
    not_allowed: Text {
        title: "你没有访问 {application} 的权限",
        what: "你已经以 {person} 的身份登录，但 {application} 的访问规则不允许你打开这个页面。",
        kept: "你的登录状态没有变化，其他应用可以照常使用。",
        todo: "如果工作需要，请把这个页面告诉下面的联系人，申请权限。",
    },
    closed: Text {
        title: "这个页面不开放",
        what: "{application} 的访问规则不允许任何人打开这个页面。",
        kept: "你的登录状态没有变化。",
        todo: "如果你认为应该能打开，请把这个页面告诉下面的联系人。",
    },
    unsure: Text {
        title: "暂时无法确认你对 {application} 的权限",
        what: "{application} 的访问规则与部门和用户组有关，而目前还没有从通讯录得知你所在的部门和用户组。",
        kept: "你的登录状态没有变化，其他应用可以照常使用。",
        todo: "请过几分钟再打开。仍然不行，请把这个页面告诉下面的联系人。",
    },
    unreadable: Text {
        title: "这个地址打不开",
        what: "地址里有会被不同服务器理解成不同意思的字符，为了安全没有放行。",
        kept: "你的登录状态没有变化。",
        todo: "请检查地址有没有抄错。如果是从应用里点开的，请把这个页面告诉下面的联系人。",
    },
    misconfigured: Text {
        title: "访问控制的设置有误",
        what: "代理和登录服务没有正确接上，所以谁都不能通过。问题与你的账号无关。",
        kept: "你的账号没有变化。",
        todo: "请把这个页面告诉管理员，等修好后再打开。",
    },
    looping: Text {
        title: "登录以后又回到了登录",
        what: "你已经多次登录 {application}，但每次回到应用时，登录服务都没有收到你的登录状态。可能是浏览器没有保存 Cookie，也可能是代理没有把它传过来。",
        kept: "你的账号没有变化。",
        todo: "请确认浏览器允许这个网站保存 Cookie，过一分钟再试。仍然不行，请把这个页面告诉下面的联系人。",
    },
    lost: Text {
        title: "登录没有完成",
        what: "从登录服务返回 {application} 的链接已经用过、已经过期，或者不是在这个浏览器里开始的。",
        kept: "你的账号没有变化。",
        todo: "请重新打开要访问的页面。如果浏览器禁止了 Cookie，请先允许。",
    },
    sign_out: Text {
        title: "退出 {application}？",
        what: "只退出这一个应用。你在登录服务里的会话和其他应用不受影响。",
        kept: "",
        todo: "",
    },
    signed_out: Text {
        title: "已退出 {application}",
        what: "你在此浏览器中的 {application} 会话已结束。",
        kept: "登录服务里的会话还在：再次打开 {application} 时会直接登录。",
        todo: "如果这是公用电脑，请退出全部应用。",
    },
    sign_out_do: "退出登录",
    explain: "查看由哪条规则决定",
    sign_out_everywhere: "退出全部应用",
};
