//! A person's own page in Chinese.

use super::AccountWords;

pub(in crate::views::words) const ZH: AccountWords = AccountWords {
    title: "我的账号",
    sign_out: "退出登录",
    email: "邮箱",
    phone: "手机号",
    employee_no: "工号",
    sub: "身份标识",
    refreshed: "资料来自 {provider}，更新于",

    sessions: "登录会话",
    this_device: "当前浏览器",
    unknown_device: "未知设备",
    signed_in: "登录于",
    last_used: "最近使用",
    end: "结束",
    end_all: "退出所有设备",

    applications: "应用",
    no_applications: "目前没有应用能获取你的信息。登录过的应用会显示在这里。",
    first_party: "公司应用",
    third_party: "第三方应用",
    gone: "已不再登记",
    since: "始于",
    comma: "、",
    withdraw: "撤回授权",

    activity: "最近活动",
    login_succeeded: "登录",
    login_refused: "登录被拒绝",
    application_entered: "进入应用",
    consent_given: "同意授权",
    when: "时间",
    what: "事件",
    application: "应用",
    address: "地址",

    session_ended: "会话已结束。",
    withdrawn: "授权已撤回。",
    signed_out: "已退出登录。",
    signed_out_everywhere: "已在所有设备上退出登录。",

    end_all_title: "退出所有设备？",
    end_all_what: "所有设备上的登录会话都会结束，包括当前浏览器；应用已获得的授权，包括离线访问，会一并收回。",
    withdraw_title: "撤回 {application} 的授权？",
    withdraw_first_party: "它已拿到的令牌会立即失效。这是公司应用，下次登录时会自动重新获得授权。",
    withdraw_third_party: "它已拿到的令牌会立即失效，不能再获取你的信息。下次登录时，会重新征求你的同意。",
    kept: "自行保留会话的应用可能仍处于登录状态，直到它们的会话结束。",
    back: "返回",
};
