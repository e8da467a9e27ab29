//! Why something was not done in the console.

use super::words;
use crate::domain::access::{OriginalFlaw, PathFlaw};

words! {
    /// Headings and sentences.
    ErrorWords {
        forbidden: "你的角色没有这项权限", "Your role does not allow this";
        forbidden_what: "你的角色是 {role}，没有“{permission}”的权限。", "Your role is {role}. It may not {permission}.";
        forbidden_todo: "如果工作需要，请联系所有者调整角色。", "If your work needs it, ask an owner for another role.";
        not_found: "没有找到", "Not found";
        not_found_what: "这里没有 {name}。它可能已被删除，也可能是标识写错了。",
            "There is no {name} here. It may have been removed, or the identifier is mistyped.";
        invalid: "有内容不符合要求", "Something cannot be accepted";
        invalid_what: "请返回修改后再提交。", "Go back, correct it and send it again.";
        missing: "{field}：不能为空", "{field}: must not be empty";
        too_long: "{field}：最多 {most} 个字", "{field}: at most {most} characters";
        controls: "{field}：不能含有控制字符", "{field}: must not contain control characters";
        days: "{field}：应为 1 到 {most} 天", "{field}: must be 1 to {most} days";
        day: "{field}：应为日期，例如 2026-11-29", "{field}: must be a day, such as 2026-11-29";
        other: "{field}：{problem}", "{field}: {problem}";
        conflict: "现在不能这样做", "This cannot be done as things are";
        ambiguous: "{name} 对应多个账号，请改用其中一个账号的 ID。", "{name} means several accounts. Use the id of one.";
        own_account: "不能停用、解绑或换绑自己的账号，请让另一位管理员来做。",
            "You cannot disable, unbind or rebind your own account. Ask another administrator to do it.";
        outranked: "{sub} 的角色是 {role}，只有权限更高的人才能这样做。",
            "{sub} has the role {role}. Only somebody with more rights can do this.";
        own_role: "不能更改自己的角色，请让另一位所有者来做。", "You cannot change your own role. Ask another owner to do it.";
        last_owner: "{sub} 是最后一位所有者，请先授予另一位成员所有者角色。", "{sub} is the last owner. Make somebody else an owner first.";
        configured_owner: "{sub} 是配置文件指定的所有者，请在配置文件里修改。",
            "{sub} is an owner by the configuration file. Change it there.";
        no_role: "{sub} 没有管理角色。", "{sub} has no role.";
        unbound: "{sub} 没有绑定身份。", "{sub} is bound to no identity.";
        identity_bound: "这个身份已绑定账号 {sub}，请先在那个账号上解绑。", "That identity is bound to the account {sub}. Unbind it there first.";
        disabled: "{sub} 的账号已停用。", "{sub} is disabled.";
        configured_client: "应用 {id} 写在配置文件里，请在配置文件里修改。", "The application {id} is in the configuration file. Change it there.";
        client_exists: "已经有应用使用标识 {id}，请换一个。", "The identifier {id} is taken. Choose another.";
        client_changed: "在你打开之后，应用 {id} 已被别人修改，再次保存会覆盖那些修改。请先核对，再决定是否保存。",
            "The application {id} was changed since you opened this. Saving again puts yours in place of that: check first.";
        no_secret: "应用 {id} 没有应用密钥。", "The application {id} has no secret.";
        no_old_secret: "应用 {id} 没有仍然有效的旧应用密钥。", "The application {id} has no old secret that still works.";
        keys_ahead: "上一次轮换的签名密钥要到 {from} 才开始签名，之后才能再次轮换。", "The last rotation’s keys sign only from {from}. Rotate again after that.";
        keys_raced: "刚才已有人轮换了签名密钥。", "Somebody else rotated the keys at the same moment.";
        only_key: "没有其他签名密钥可以用于 {algorithm}，请先轮换。", "No other key could sign with {algorithm}. Rotate first.";
        key_not_signing_yet: "这个签名密钥还没有启用，正在使用的密钥要由它接替。", "This key does not sign yet, and the one that signs counts on it.";
        key_retired: "这个签名密钥已经停用。", "This key is retired already.";
        up_to_days: "{field}：应为 0 到 {most} 天", "{field}: must be 0 to {most} days";
        configured_application: "应用 {id} 写在配置文件里，请在配置文件里修改。", "The application {id} is in the configuration file. Change it there.";
        application_exists: "已有标识为 {id} 的应用。", "There is an application with the id {id} already.";
        shadowed_application: "配置文件和数据库里都有应用 {id}，以配置文件为准。请先移除数据库里的那一份。",
            "{id} is in the configuration file and in the database, and the file’s counts. Remove the database’s first.";
        unreadable_application: "数据库里 {id} 的设置无法读取，请移除后重新添加。", "What the database has of {id} cannot be read. Remove it and add it anew.";
        applications_changed: "在你打开之后，代理访问的设置已被修改。请核对后再提交。",
            "Proxy access was changed since you looked. Check it again, then send this once more.";
        duration: "{field}：“{found}”不是时长，应如 90d 或 12h", "{field}: “{found}” is no duration such as 90d or 12h";
        ip_address: "{field}：“{found}”不是 IP 地址", "{field}: “{found}” is no IP address";
        host_and_port: "{field}：“{found}”不是地址，应为主机和端口", "{field}: “{found}” is no address: a host and a port";
        proxy_tls: "larkgate 自己提供 https，而这些配置用明文询问它。请写一个明文地址，或去掉 [listen.tls]",
            "larkgate serves https itself, and these files ask it in plain text. Write a plain address, or take out [listen.tls]";
        unwritable_host: "应用 {id} 的主机名含有代理配置里不能写的字符，无法生成。",
            "A host of {id} has characters that cannot be written into such a file.";
        place: "{field}：位置应为 1 到 {most}", "{field}: the place must be 1 to {most}";
        url: "{field}：这样的请求一律不能通过：{problem}", "{field}: no such request passes: {problem}";
        no_connector: "配置里没有这个登录方式", "the configuration has no such connector";
        no_open_id: "应为 open_id，如 ou_1234", "must be an open_id such as ou_1234";
        no_such_role: "没有这个角色", "there is no such role";
        request_scheme: "不是 http 或 https", "it is neither http nor https";
        request_host: "主机名的写法不对", "its host is none, or written in an unusual way";
        request_query: "查询部分有没有编码的字符", "its query has a character that is not percent-encoded";
        request_too_long: "地址太长", "it is too long";
        request_method: "请求方法应为大写字母", "its method is not written in capitals";
        path_absolute: "路径不以斜杠开头", "its path does not begin with a slash";
        path_ascii: "路径有没有编码的字符", "its path has a character that is not percent-encoded";
        path_encoding: "路径里的百分号后面不是编码", "its path has a percent sign that encodes nothing";
        path_utf8: "路径不是 UTF-8", "its path is not UTF-8";
        path_control: "路径含有控制字符", "its path has a control character";
        path_slash: "路径含有编码的斜杠或反斜杠", "its path has an encoded slash or a backslash";
        path_empty: "路径有连续的斜杠", "its path has two slashes in a row";
        path_dot: "路径含有 . 或 .. 段", "its path has a dot segment";
        path_semicolon: "路径含有分号", "its path has a semicolon";
        path_delimiter: "路径含有编码的问号或井号", "its path has an encoded question or number sign";
        path_twice: "路径编码了两次", "its path is encoded twice";
        nothing_changed: "什么都没有改变。", "Nothing has changed.";
        reason: "原因", "Reason";
        note: "备注", "Note";
        name: "名称", "Name";
        lifetime: "有效期", "Lifetime";
        overlap: "旧应用密钥继续有效的天数", "Days that the old secret works";
        role: "角色", "Role";
        connector: "登录方式", "Connector";
        expires: "有效期", "Lifetime";
        address: "来源地址", "From address";
        place_field: "位置", "Place";
        service: "服务", "Service";
        address_field: "地址", "Address";
        backend: "应用监听的地址", "Where the application listens";
        larkgate: "larkgate 监听的地址", "Where larkgate listens";
        from: "起始日期", "From";
        until: "截止日期", "To";
        rules: "规则", "Rules";
    }
}

impl ErrorWords {
    /// Why no request to an address passes.
    pub const fn request(&self, flaw: OriginalFlaw) -> &'static str {
        match flaw {
            OriginalFlaw::Scheme => self.request_scheme,
            OriginalFlaw::Host => self.request_host,
            OriginalFlaw::Query => self.request_query,
            OriginalFlaw::TooLong => self.request_too_long,
            OriginalFlaw::Method => self.request_method,
            OriginalFlaw::Path(flaw) => self.path(flaw),
        }
    }

    const fn path(&self, flaw: PathFlaw) -> &'static str {
        match flaw {
            PathFlaw::NotAbsolute => self.path_absolute,
            PathFlaw::NotAscii => self.path_ascii,
            PathFlaw::BrokenEncoding => self.path_encoding,
            PathFlaw::NotUtf8 => self.path_utf8,
            PathFlaw::Control => self.path_control,
            PathFlaw::HiddenSlash => self.path_slash,
            PathFlaw::EmptySegment => self.path_empty,
            PathFlaw::DotSegment => self.path_dot,
            PathFlaw::Parameter => self.path_semicolon,
            PathFlaw::Delimiter => self.path_delimiter,
            PathFlaw::EncodedTwice => self.path_twice,
        }
    }

    /// What a field is called; its own name where people never see it.
    pub fn field(&self, field: &'static str) -> &'static str {
        match field {
            "reason" => self.reason,
            "note" => self.note,
            "name" => self.name,
            "days" => self.lifetime,
            "overlap_days" => self.overlap,
            "role" => self.role,
            "connector" => self.connector,
            "expires" => self.expires,
            "address" => self.address,
            "before" | "to" | "number" => self.place_field,
            "service" => self.service,
            "url" => self.address_field,
            "backend" => self.backend,
            "larkgate" => self.larkgate,
            "from" => self.from,
            "until" => self.until,
            "rules" => self.rules,
            other => other,
        }
    }
}
