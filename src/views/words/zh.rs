//! Chinese.

use super::{Words, account, consent, console};

/// The pages in Chinese.
pub(in crate::views) const ZH: Words = Words {
    feishu: "飞书",
    lark: "Lark",
    language: "中文",

    sign_in_to: "登录 {application}",
    continue_with: "使用 {provider} 登录",
    qr_title: "{provider} 登录二维码",
    qr_waiting: "打开手机上的 {provider}，扫码登录",
    qr_scanned: "扫码成功，正在登录…",
    qr_expired: "二维码已过期",
    qr_refresh: "刷新二维码",
    or: "或",

    contact: "联系人",
    reference: "编号",
    details: "详情",
    logout_title: "退出登录？",
    logout_what: "退出后，你在此浏览器中的登录会话会结束。自行保留会话的应用可能仍处于登录状态，直到它们的会话结束。",
    logout_do: "退出登录",
    logged_out_title: "已退出登录",
    logged_out_what: "你在此浏览器中的登录会话已结束。",
    logged_out_told: "正在通知以下应用一并退出：",
    logged_out_untold: "以下应用自行保留会话，请在应用中另行退出：",
    logged_out_provider: "{provider} 的登录不受影响。",
    logged_out_kept: "{provider} 的登录不受影响；自行保留会话的应用可能仍处于登录状态。",
    logged_out_todo: "如果这是公用电脑，请关闭浏览器。",
    going_back: "正在返回应用",
    go_on: "继续",
    try_again: "重试",

    home_title: "{organization} 登录服务",
    home_what: "这是公司的统一登录服务。请直接打开要用的应用，需要登录时会自动转到这里。",
    home_signed_in: "已登录：{person}",

    home_account: "登录并查看我的账号",
    account: account::ZH,
    consent: consent::ZH,
    console: console::ZH,

    wait_a_while: "过一会儿",
    wait_seconds: "在 {n} 秒后",
    wait_one_minute: "在 1 分钟后",
    wait_minutes: "在 {n} 分钟后",
};
