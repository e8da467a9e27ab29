//! What is wrong with settings of an application.

use super::words;
use crate::domain::client::{ClientFlaw, JwksError, SettingProblem};
use crate::domain::redirect_uri::RedirectUriError;
use crate::views::words::fill;

words! {
    /// A sentence for each thing that can be wrong.
    SettingWords {
        client_id: "应为 1 到 100 个字母、数字或 . _ -", "must be 1 to 100 of A-Z a-z 0-9 . _ -";
        missing: "不能为空", "must not be empty";
        too_long: "最多 {most} 个字符", "at most {most} characters";
        too_many: "最多 {most} 个", "at most {most}";
        one_line: "应为一行文字，不含控制字符", "must be text on one line, without control characters";
        repeated: "{value} 重复了", "{value} stands there twice";
        unknown: "没有 {found} 这个值，可以用 {known}", "{found} is unknown; use {known}";
        uri_absolute: "{uri} 不是完整的网址", "{uri} is not an absolute URL";
        uri_fragment: "{uri} 不能带 #…", "{uri} must not have a fragment (#…)";
        uri_user: "{uri} 不能带用户名或密码", "{uri} must not have a user name or password";
        uri_host: "{uri} 的主机名要紧跟在双斜杠后面，写法与浏览器显示的一致",
            "{uri} must have its host right after ://, spelled as a browser shows it";
        uri_scheme: "{uri} 应为 https，或本机的 http，或 com.example.app 这样以点分隔的私有协议",
            "{uri} must be https, http on this machine, or a private scheme such as com.example.app:/callback";
        uri_characters: "{uri} 含有空格、非 ASCII 字符或反斜杠，请用百分号编码",
            "{uri} has white space, non-ASCII characters or a backslash; write it percent-encoded";
        address: "应为 https 地址，或本机的 http，不带用户名、# 和空格，也不能是保留地址",
            "must be https, or http on this machine, without user name, # or white space, and at no reserved address";
        jwks_set: "不是含 1 到 16 个公钥的 JWK Set", "is not a JWK Set of 1 to 16 keys";
        jwks_type: "只接受 RSA、EC 或 OKP 公钥", "has a key that is not an RSA, EC or OKP key";
        jwks_private: "含有私钥。请只登记公钥，并更换这对密钥", "has a private key in it. Register the public half only, and make a new key pair";
        directory_unread: "没有开启通讯录读取，无法知道用户的部门和用户组", "no connector reads the directory, which alone knows departments and groups";
        two_proofs: "公开应用、应用密钥、公钥、公钥地址只能选一种", "is one of: public, a secret, public keys, or their address";
        public_service: "以应用自己的名义获取令牌（client_credentials）需要应用密钥或公钥",
            "client_credentials needs a client that proves itself by a secret or a key";
        public_pkce: "公开应用只靠 PKCE 保护，不能关闭", "a public client proves itself by PKCE alone: it cannot be switched off";
        no_uri: "登录（authorization_code）至少需要一个回调地址", "the authorization_code grant needs at least one redirect URI";
        refresh_alone: "refresh_token 要和 authorization_code 一起使用", "refresh_token needs authorization_code beside it";
        unused_scope: "服务权限范围要和 client_credentials 一起使用", "a service scope needs the client_credentials grant";
        many_sectors: "每个应用看到不同的 sub，要求回调地址都在同一个主机上", "pairwise subjects need redirect URIs that all have the same host";
        frontchannel: "前端退出地址要和某个回调地址的协议、主机、端口相同",
            "the front-channel logout address must have scheme, host and port of a redirect URI";
    }
}

impl SettingWords {
    /// What is wrong.
    pub fn problem(&self, problem: &SettingProblem) -> String {
        match problem {
            SettingProblem::Missing => self.missing.to_owned(),
            SettingProblem::TooLong { most } => fill(self.too_long, &[("{most}", &most.to_string())]),
            SettingProblem::TooMany { most } => fill(self.too_many, &[("{most}", &most.to_string())]),
            SettingProblem::NotOneLine => self.one_line.to_owned(),
            SettingProblem::Repeated(value) => fill(self.repeated, &[("{value}", value)]),
            SettingProblem::Unknown { found, known } => {
                fill(self.unknown, &[("{found}", found), ("{known}", known)])
            }
            SettingProblem::RedirectUri { uri, error } => fill(self.redirect_uri(*error), &[("{uri}", uri)]),
            SettingProblem::Address(_) => self.address.to_owned(),
            SettingProblem::Jwks(error) => self.jwks(*error).to_owned(),
            SettingProblem::DirectoryUnread => self.directory_unread.to_owned(),
            SettingProblem::TwoProofs => self.two_proofs.to_owned(),
            SettingProblem::Together(flaw) => self.together(*flaw).to_owned(),
        }
    }

    const fn redirect_uri(&self, error: RedirectUriError) -> &'static str {
        match error {
            RedirectUriError::NotAbsolute => self.uri_absolute,
            RedirectUriError::Fragment => self.uri_fragment,
            RedirectUriError::UserInfo => self.uri_user,
            RedirectUriError::Host => self.uri_host,
            RedirectUriError::Scheme => self.uri_scheme,
            RedirectUriError::Characters => self.uri_characters,
        }
    }

    const fn jwks(&self, error: JwksError) -> &'static str {
        match error {
            JwksError::NotASet => self.jwks_set,
            JwksError::KeyType => self.jwks_type,
            JwksError::Private => self.jwks_private,
        }
    }

    const fn together(&self, flaw: ClientFlaw) -> &'static str {
        match flaw {
            ClientFlaw::PublicService => self.public_service,
            ClientFlaw::PublicWithoutPkce => self.public_pkce,
            ClientFlaw::NoRedirectUri => self.no_uri,
            ClientFlaw::RefreshAlone => self.refresh_alone,
            ClientFlaw::UnusedServiceScope => self.unused_scope,
            ClientFlaw::ManySectors => self.many_sectors,
            ClientFlaw::FrontchannelElsewhere => self.frontchannel,
        }
    }
}
