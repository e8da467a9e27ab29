//! Signing keys.

use super::words;
use crate::views::words::insert;

words! {
    /// The list of keys, and what asks before they are rotated or retired.
    KeyWords {
        title: "签名密钥", "Signing keys";
        what: "应用用 {path} 公布的公钥验证令牌。签名密钥到期自动轮换：新的先公布，再开始签名；旧的等最后一个令牌失效后停止公布。",
            "Applications verify tokens by the public keys at {path}. Keys rotate by themselves: new ones are published before they sign, and old ones leave when their last token has lapsed.";
        algorithm: "算法", "Algorithm";
        state: "状态", "State";
        until: "倒计时", "Countdown";
        kid: "密钥 ID", "Key id";
        created: "创建时间", "Made";
        next: "待启用", "Next";
        signing: "签名中", "Signing";
        published: "仅用于验证", "Verifying only";
        retired: "已停用", "Retired";
        next_until: "开始签名：", "it signs from";
        signing_until: "由新的签名密钥接替：", "another signs from";
        published_until: "停止公布：", "it is published until";
        within: "{time}后", "in {time}";
        days: "{n} 天", "{n} d";
        hours: "{n} 小时", "{n} h";
        minutes: "{n} 分钟", "{n} min";
        rotate: "立即轮换", "Rotate now";
        rotate_title: "立即轮换签名密钥？", "Rotate the signing keys now?";
        rotate_1: "每种算法的新签名密钥立即公布，{ahead}后开始签名。", "New keys of every algorithm are published now and sign in {ahead}.";
        rotate_2: "现在的签名密钥届时不再签名，等最后一个令牌失效后停止公布。登录和令牌不受影响。",
            "The present ones stop signing then, and are published until their last token has lapsed. No sign-in and no token is affected.";
        retire: "停用", "Retire";
        retire_title: "提前停用这个 {algorithm} 签名密钥？", "Retire this {algorithm} key before its time?";
        retire_1: "用它签名的所有令牌立即失效：应用会拒绝这些令牌，相关的人需要重新登录。",
            "Every token that it signed stops verifying at once: applications refuse them, and people must sign in again.";
        retire_2: "应用可能会缓存公钥列表，在缓存过期之前仍会接受这些令牌。只在私钥可能泄露时这样做，且不能撤销。",
            "Applications that cached the key set accept them until their cache lapses. Do this only when the private key may have leaked; it cannot be undone.";
        retire_signing: "它正在使用：已公布的下一个签名密钥会立即接替。还没有读取新公钥的应用，会暂时拒绝新的令牌。",
            "It signs at present: the next published key takes over at once. Applications that have not read that one yet refuse new tokens for a while.";
    }
}

impl KeyWords {
    /// So many seconds from now, in the two largest units.
    pub fn in_time(&self, seconds: u64) -> String {
        insert(self.within, "{time}", &self.duration(seconds))
    }

    /// So many seconds, in the two largest units.
    pub fn duration(&self, seconds: u64) -> String {
        let minutes = seconds.div_ceil(60);
        let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        let count = |word, n: u64| insert(word, "{n}", &n.to_string());
        let parts = match (days, hours) {
            (0, 0) => vec![count(self.minutes, minutes)],
            (0, _) => vec![count(self.hours, hours), count(self.minutes, minutes)],
            _ => vec![count(self.days, days), count(self.hours, hours)],
        };
        parts.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_countdown_has_two_units() {
        let words = KeyWords::EN;
        for (seconds, text) in
            [(0, "in 0 min"), (59, "in 1 min"), (7260, "in 2 h 1 min"), (90_000, "in 1 d 1 h")]
        {
            assert_eq!(words.in_time(seconds), text);
        }
    }
}
