//! What is wrong with a protected application, or with a rule of it.

use super::words;
use crate::domain::access::{Flaw, FlawKind};
use crate::views::words::fill;

words! {
    /// Sentences; `{found}` is what was typed.
    FlawWords {
        of_rule: "第 {number} 条规则：{flaw}", "Rule {number}: {flaw}";
        missing: "不能为空。", "This must not be empty.";
        twice: "{found} 写了两遍。", "{found} stands there twice.";
        control: "只能写一行，不能含有控制字符。", "Expected one line without control characters.";
        id: "“{found}”不能作为标识，应为 1 到 100 个字母、数字或 . _ - 。", "“{found}” cannot be an id: 1 to 100 of A-Z a-z 0-9 . _ -";
        host: "“{found}”不是主机名。应如 app.example.com，非默认端口请写明。",
            "“{found}” is no host. Expected something like app.example.com, with its port unless that is the usual one.";
        rule_host: "“{found}”不是这个应用的主机。", "“{found}” is none of this application’s hosts.";
        headers: "没有“{found}”这种请求头方案。", "There is no set of headers called “{found}”.";
        effect: "“{found}”不是规则的作用，应为 allow、deny 或 public。", "“{found}” is no effect. Expected allow, deny or public.";
        path: "“{found}”不是路径。应如 /api（包括下面的一切）或 =/api（只有它本身），不用百分号编码。",
            "“{found}” is no path. Expected /api for it and everything below, or =/api for it alone, not percent-encoded.";
        method: "“{found}”不是请求方法，应为大写字母，如 GET。", "“{found}” is no method. Expected capitals such as GET.";
        network: "“{found}”不是网络。应如 10.0.0.0/8 或单个地址。", "“{found}” is no network. Expected something like 10.0.0.0/8, or one address.";
        department: "“{found}”不是部门的 open_department_id，应以 od- 开头。", "“{found}” is no open_department_id, which begins with od-.";
        service: "“{found}”不能作为服务名，应为 1 到 100 个字母、数字或 . _ - 。", "“{found}” cannot name a service: 1 to 100 of A-Z a-z 0-9 . _ -";
        own_host: "{found} 是 larkgate 自己的主机（换端口也一样，Cookie 不分端口），应用要用别的主机。",
            "{found} is larkgate’s own (at any port: cookies know none). An application needs another host.";
        taken_host: "{found} 已经是应用 {by} 的主机（换端口也一样，Cookie 不分端口），在改正之前谁都不能访问。",
            "{found} is a host of {by} already (at any port: cookies know none). Until that is mended, nobody passes there.";
        outside_domain: "{found} 不在共用 Cookie 的域名 {by} 之下。请让应用使用自己的 Cookie，或换一个主机。",
            "{found} is not beneath {by}, whose cookie is shared. Let the application have its own cookie, or choose another host.";
        no_shared_cookie: "配置里没有共用 Cookie 的域名，每个应用本来就用自己的 Cookie。",
            "The configuration names no domain with a shared cookie, so every application has its own anyway.";
        public_names: "公开规则不需要登录，所以不能指定人员或服务。要指定，请用“允许”。",
            "A public rule asks nobody who they are, so it can name neither people nor services. Use “allow” for that.";
        people_and_services: "同一条规则不能既指定人员又指定服务，请分成两条。", "Nobody is a person and a service. Use two rules.";
        no_directory: "没有读取通讯录，无法按部门或用户组判断。请在配置里为登录方式打开 directory。",
            "Nobody reads the directory, which alone knows departments and groups. Set directory = true for a connector.";
        in_file_too: "配置文件里也有这个应用，以配置文件为准。数据库里的这一份不起作用，可以移除。",
            "The configuration file has this application too, and counts. What the database has of it does nothing and can be removed.";
        no_application: "数据库里有它的规则，但已没有这个应用。重新添加同名应用时会清除。",
            "The database has rules of it, but there is no such application any more. They are dropped when one of this id is added.";
        tokens_of_none: "有它的服务令牌，但已没有这个应用。配置文件里若再有同名应用，这些令牌可以访问它；不再需要就请吊销。",
            "There are service tokens of it, but no such application any more. They open one of this id that the configuration file gets; revoke those that nobody needs.";
        other: "{found}", "{found}";
    }
}

impl FlawWords {
    /// What is wrong.
    pub fn say(&self, flaw: &Flaw) -> String {
        let (text, found, by) = match &flaw.kind {
            FlawKind::Missing => (self.missing, "", ""),
            FlawKind::Unreadable(found) => (self.unreadable(flaw), found.as_str(), ""),
            FlawKind::Twice(found) => (self.twice, found.as_str(), ""),
            FlawKind::OwnHost(host) => (self.own_host, host.as_str(), ""),
            FlawKind::TakenHost { host, by } => (self.taken_host, host.as_str(), by.as_str()),
            FlawKind::OutsideDomain { host, domain } => (self.outside_domain, host.as_str(), domain.as_str()),
            FlawKind::NoSharedCookie => (self.no_shared_cookie, "", ""),
            FlawKind::PublicNames => (self.public_names, "", ""),
            FlawKind::PeopleAndServices => (self.people_and_services, "", ""),
            FlawKind::NoDirectory => (self.no_directory, "", ""),
            FlawKind::InFileToo => (self.in_file_too, "", ""),
            FlawKind::NoApplication => (self.no_application, "", ""),
            FlawKind::TokensOfNone => (self.tokens_of_none, "", ""),
            FlawKind::Other => (self.other, flaw.problem.as_str(), ""),
        };
        fill(text, &[("{found}", found), ("{by}", by)])
    }

    /// What is wrong, and with which rule if it is about one.
    pub fn say_where(&self, flaw: &Flaw) -> String {
        let said = self.say(flaw);
        match flaw.rule {
            Some(number) => {
                fill(self.of_rule, &[("{number}", number.to_string().as_str()), ("{flaw}", said.as_str())])
            }
            None => said,
        }
    }

    fn unreadable(&self, flaw: &Flaw) -> &'static str {
        match flaw.option() {
            "id" => self.id,
            "hosts" if flaw.rule.is_some() => self.rule_host,
            "hosts" => self.host,
            "headers" => self.headers,
            "effect" => self.effect,
            "paths" => self.path,
            "methods" => self.method,
            "networks" => self.network,
            "departments" => self.department,
            "services" => self.service,
            _ => self.control,
        }
    }
}
