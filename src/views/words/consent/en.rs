//! Consent in English.

use super::ConsentWords;

pub(in crate::views::words) const EN: ConsentWords = ConsentWords {
    title: "Let {application} use your account?",
    third_party: "This is a third-party application. Whether you allow or deny, you go back to {host}.",
    another: "Not you? Use another account",
    gets: "If you allow it, it gets:",
    openid: "Identifier",
    profile: "Profile",
    email: "E-mail",
    phone: "Phone",
    feishu: "{provider} IDs",
    groups: "Groups and departments",
    offline_access: "Offline access",
    offline_access_means: "it keeps getting this while you are away",
    resource: "Act for you at",
    picture: "avatar",
    feishu_means: "your user IDs and your company’s ID",
    groups_means: "which user groups and departments you are in",
    nothing_on_record: "none on record",
    can_be_withdrawn: "You can withdraw this at any time on your account page.",
    allow: "Allow",
    deny: "Deny",
};
