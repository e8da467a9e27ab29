//! Consent in Chinese.

use super::ConsentWords;

pub(in crate::views::words) const ZH: ConsentWords = ConsentWords {
    title: "授权 {application} 使用你的账号",
    third_party: "这是第三方应用。无论同意还是拒绝，接下来都会返回 {host}。",
    another: "不是你？换个账号",
    gets: "同意后，它可以获取：",
    openid: "身份标识",
    profile: "个人资料",
    email: "邮箱",
    phone: "手机号",
    feishu: "{provider} ID",
    groups: "用户组和部门",
    offline_access: "离线访问",
    offline_access_means: "你不在线时，也能继续获取以上信息",
    resource: "代表你访问",
    picture: "头像",
    feishu_means: "你的用户 ID 和所在企业的 ID",
    groups_means: "你所在的用户组和部门",
    nothing_on_record: "暂无",
    can_be_withdrawn: "以后可以在“我的账号”里随时撤回授权。",
    allow: "同意",
    deny: "拒绝",
};
