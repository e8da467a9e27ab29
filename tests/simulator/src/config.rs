//! Owns what a caller may choose when starting a simulator.

/// Which of the two services is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brand {
    /// 飞书, China.
    Feishu,
    /// Lark, international.
    Lark,
}

/// How an answer shows a field whose permission the app lacks. Both are seen in practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingFields {
    /// The field is not in the answer.
    Absent,
    /// The field is an empty string.
    Empty,
}

/// The app's event settings (事件配置).
#[derive(Clone, Debug)]
pub struct Events {
    /// Where events are pushed to. Only loopback addresses are ever called.
    pub callback_url: Option<String>,
    /// Encrypt Key. Without one, pushes are neither encrypted nor signed.
    pub encrypt_key: Option<String>,
    /// Verification Token, in every event.
    pub verification_token: String,
}

/// Everything about a simulated Feishu that can be chosen at the start. `Config::default()` is a complete one.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub address: String,
    /// Feishu or Lark.
    pub brand: Brand,
    /// App ID of the app under test.
    pub app_id: String,
    /// App Secret of the app under test.
    pub app_secret: String,
    /// 重定向 URL of the app under test.
    pub redirect_urls: Vec<String>,
    /// Opened permissions (权限) of the app under test.
    pub permissions: Vec<String>,
    /// How fields without permission are shown.
    pub missing_fields: MissingFields,
    /// App ID of a second app in the same tenant.
    pub other_app_id: String,
    /// App Secret of the second app.
    pub other_app_secret: String,
    /// The tenant that owns both apps.
    pub tenant_key: String,
    /// The tenant's name.
    pub tenant_name: String,
    /// Event settings of the app under test.
    pub events: Events,
    /// Whether `/oauth/v3/token` takes codes of the authorize page. Reported to fail on Lark, so false there by default.
    pub v3_takes_page_codes: Option<bool>,
}

/// Every permission the simulator knows.
const PERMISSIONS: [&str; 14] = [
    "auth:user.id:read",
    "offline_access",
    "contact:contact.base:readonly",
    "contact:user.base:readonly",
    "contact:user.email:readonly",
    "contact:user.employee:readonly",
    "contact:user.employee_id:readonly",
    "contact:user.phone:readonly",
    "contact:user.department:readonly",
    "contact:department.base:readonly",
    "contact:department.organize:readonly",
    "contact:group:readonly",
    "tenant:tenant:readonly",
    "im:message:send_as_bot",
];

impl Default for Config {
    fn default() -> Self {
        Self {
            address: "127.0.0.1:0".into(),
            brand: Brand::Feishu,
            app_id: "cli_a1b2c3d4e5f60001".into(),
            app_secret: "SimulatedAppSecret00000000000001".into(),
            redirect_urls: Vec::new(),
            permissions: PERMISSIONS.map(String::from).to_vec(),
            missing_fields: MissingFields::Absent,
            other_app_id: "cli_a1b2c3d4e5f60002".into(),
            other_app_secret: "SimulatedAppSecret00000000000002".into(),
            tenant_key: "00aa11bb22cc33dd".into(),
            tenant_name: "模拟公司".into(),
            events: Events {
                callback_url: None,
                encrypt_key: Some("SimulatedEncryptKey".into()),
                verification_token: "SimulatedVerificationToken".into(),
            },
            v3_takes_page_codes: None,
        }
    }
}
