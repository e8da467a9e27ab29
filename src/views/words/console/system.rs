//! The system.

use super::words;

words! {
    /// What runs, the check of a connector, and the configuration.
    SystemWords {
        title: "系统", "System";
        version: "版本", "Version";
        started: "启动时间", "Started";
        database: "数据库", "Database";
        size: "数据库大小", "Its size";
        migration: "表结构版本", "Migration";
        feed: "变更通知", "Changes";
        feed_well: "正常，其他进程的变更会立即生效", "Heard at once from every other process";
        feed_ill: "收不到，每次检查都会查询数据库", "Not heard; the database is asked at every check";
        swept: "最近清理过期数据", "Lapsed data removed";
        not_yet: "启动以来还没有", "Not since the start";
        forwarding: "审计日志转发", "Audit log forwarding";
        forwarding_well: "正常，已转发到 {id}", "Well, forwarded up to {id}";
        forwarding_waits: "有记录未能转发，最早于", "Lines wait to be forwarded, the first since";
        connectors: "飞书连接", "Connections to Feishu";
        connector: "登录方式", "Connector";
        answer: "检查结果", "Answer";
        not_asked: "向飞书申请一次应用凭证，确认 App ID 和 App Secret 可用。", "Asks Feishu for an app token, to see whether App ID and App Secret are good.";
        check: "检查", "Check";
        check_well: "正常，飞书接受了这组凭证。", "Well: Feishu takes the credentials.";
        check_ill: "异常：{problem}。", "Failing: {problem}.";
        todo_credentials: "请在飞书开发者后台核对 App ID 和 App Secret，并确认应用已启用。", "Compare App ID and App Secret with the developer console, and see that the app is enabled.";
        todo_wait: "飞书要求放慢请求，请稍后再试。", "Feishu asks for patience. Try again later.";
        todo_network: "请检查这台服务器到飞书的网络、DNS 和防火墙。", "Check network, DNS and firewall between this server and Feishu.";
        todo_hosts: "应答不像来自飞书，请检查代理和配置中的飞书地址。", "The answer is not Feishu’s. Check proxies and the hosts in the configuration.";
        notices: "未送达的退出通知", "Logout notices not taken";
        notices_well: "没有积压。", "None are waiting.";
        since: "最早于", "the first at";
        options: "生效的配置", "Configuration in effect";
        options_what: "来自配置文件，机密已隐去。修改后需要重启。", "From the configuration file, without its secrets. Changes need a restart.";
    }
}
