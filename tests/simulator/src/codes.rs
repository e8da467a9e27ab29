//! Owns authorization codes: what they remember, how often they were presented, when they end.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::chance;
use crate::ids;
use crate::world::World;

/// Feishu: 获取授权码. A code lives five minutes.
const CODE_SECONDS: i64 = 300;

/// The page a code came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Entry {
    /// `/open-apis/authen/v1/authorize`.
    Authorize,
    /// `/open-apis/authen/v1/index`.
    Index,
    /// `/suite/passport/oauth/authorize`, also after a QR scan.
    Passport,
}

#[derive(Clone, Debug)]
pub(crate) struct Challenge {
    pub(crate) value: String,
    /// False for `plain`, which is the default.
    pub(crate) s256: bool,
}

#[derive(Clone)]
pub(crate) struct Code {
    pub(crate) app_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) scope: Vec<String>,
    pub(crate) person: String,
    pub(crate) entry: Entry,
    pub(crate) expires_at: i64,
    pub(crate) used: bool,
}

/// How often one code was handed in, whether the simulator issued it or not.
#[derive(Clone, Default, Serialize)]
pub(crate) struct Uses {
    pub(crate) issued: bool,
    pub(crate) presented: u32,
    pub(crate) succeeded: u32,
}

#[derive(Default)]
pub(crate) struct Codes {
    issued: BTreeMap<String, Code>,
    uses: BTreeMap<String, Uses>,
}

impl Codes {
    pub(crate) fn uses(&self) -> &BTreeMap<String, Uses> {
        &self.uses
    }

    pub(crate) fn expire_all(&mut self, now: i64) {
        for code in self.issued.values_mut() {
            code.expires_at = code.expires_at.min(now - 1);
        }
    }

    /// Looks a presented code up, and counts the attempt.
    pub(crate) fn present(&mut self, value: &str) -> Option<Code> {
        self.uses.entry(value.into()).or_default().presented += 1;
        self.issued.get(value).cloned()
    }

    pub(crate) fn spend(&mut self, value: &str) {
        self.uses.entry(value.into()).or_default().succeeded += 1;
        if let Some(code) = self.issued.get_mut(value) {
            code.used = true;
        }
    }
}

impl World {
    /// Issues a code of 64 url-safe characters and remembers what the person granted.
    pub(crate) fn issue_code(&mut self, mut code: Code) -> String {
        let value = chance::url_safe::<48>();
        self.granted
            .entry((code.app_id.clone(), code.person.clone()))
            .or_default()
            .extend(code.scope.iter().cloned());
        code.expires_at = self.now() + CODE_SECONDS;
        self.record.secret("code", &value);
        self.codes.uses.entry(value.clone()).or_default().issued = true;
        self.codes.issued.insert(value.clone(), code);
        value
    }
}

impl Challenge {
    /// RFC 7636: 43 to 128 characters of `[A-Za-z0-9-._~]`, then the comparison of the method.
    pub(crate) fn answered_by(&self, verifier: &str) -> bool {
        let well_formed = (43..=128).contains(&verifier.len())
            && verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
        let expected = if self.s256 { ids::s256(verifier) } else { verifier.to_owned() };
        well_formed && expected == self.value
    }
}
