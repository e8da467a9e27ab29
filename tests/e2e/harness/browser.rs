//! A browser without a screen: keeps cookies, follows redirects one at a time, and reads pages as text.

use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE, USER_AGENT};
use reqwest::{Client, Method, Response, StatusCode};
use url::Url;

use super::authority;
use super::gate::REDIRECT_URI;

/// One person's browser. Cookies are kept by host or domain, whatever the port, and sent oldest first, as browsers do. A clone is
/// another tab that has all the cookies of this moment.
#[derive(Clone)]
pub struct Browser {
    http: Client,
    cookies: Vec<Cookie>,
    pub accept_language: String,
    pub user_agent: String,
    /// Every answer it got, oldest first.
    pub seen: Vec<Page>,
}

#[derive(Clone)]
struct Cookie {
    host: String,
    /// Whether it goes to the hosts beneath too.
    beneath: bool,
    name: String,
    value: String,
}

/// What a request came to.
#[derive(Debug, Clone)]
pub struct Page {
    pub url: String,
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Browser {
    pub fn new() -> Self {
        Self::with(authority::client(None))
    }

    /// One that speaks through `http`, which follows no redirects.
    pub fn with(http: Client) -> Self {
        Self {
            http,
            cookies: Vec::new(),
            accept_language: "zh-CN,zh;q=0.9".into(),
            user_agent: "Mozilla/5.0 (test)".into(),
            seen: Vec::new(),
        }
    }

    /// Asks for a page, and no further.
    pub async fn get(&mut self, url: &str) -> Page {
        self.send(Method::GET, url, None).await
    }

    /// Asks for a page, and no further; fails when nobody answers.
    pub async fn try_get(&mut self, url: &str) -> reqwest::Result<Page> {
        self.try_send(Method::GET, url, None).await
    }

    /// Sends a form, and goes no further.
    pub async fn post(&mut self, url: &str, form: &[(&str, &str)]) -> Page {
        self.send(Method::POST, url, Some(form)).await
    }

    /// Asks for a page and follows redirects, within the same origin only.
    pub async fn follow(&mut self, url: &str) -> Page {
        let mut page = self.get(url).await;
        for _ in 0..10 {
            match page.location() {
                Some(next) if origin(&next) == origin(url) => page = self.get(&next).await,
                _ => return page,
            }
        }
        panic!("ten redirects and no page, starting at {url}")
    }

    async fn send(&mut self, method: Method, url: &str, form: Option<&[(&str, &str)]>) -> Page {
        self.try_send(method, url, form).await.unwrap()
    }

    async fn try_send(
        &mut self,
        method: Method,
        url: &str,
        form: Option<&[(&str, &str)]>,
    ) -> reqwest::Result<Page> {
        let host = Url::parse(url).unwrap().host_str().unwrap().to_owned();
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .filter(|cookie| cookie.goes_to(&host))
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        let mut request = self
            .http
            .request(method, url)
            .header(ACCEPT, "text/html,application/xhtml+xml")
            .header(ACCEPT_LANGUAGE, &self.accept_language)
            .header(USER_AGENT, &self.user_agent);
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        if let Some(form) = form {
            request = request.form(form);
        }
        let response = request.send().await?;
        self.keep_cookies(&host, &response);
        let page = Page {
            url: url.to_owned(),
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await?,
        };
        self.seen.push(page.clone());
        Ok(page)
    }

    fn keep_cookies(&mut self, host: &str, response: &Response) {
        for header in response.headers().get_all(SET_COOKIE) {
            let text = header.to_str().unwrap();
            let mut parts = text.split("; ");
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            let attributes: Vec<_> = parts.collect();
            let gone = attributes.contains(&"Max-Age=0");
            let domain = attributes.iter().find_map(|attribute| attribute.strip_prefix("Domain="));
            let (host, beneath) = (domain.unwrap_or(host), domain.is_some());
            let same =
                |cookie: &Cookie| cookie.host == host && cookie.beneath == beneath && cookie.name == name;
            match self.cookies.iter().position(same) {
                Some(at) if gone => drop(self.cookies.remove(at)),
                Some(at) => self.cookies[at].value = value.to_owned(),
                None if gone => {}
                None => {
                    let (host, name, value) = (host.to_owned(), name.to_owned(), value.to_owned());
                    self.cookies.push(Cookie { host, beneath, name, value });
                }
            }
        }
    }

    /// The names of the cookies it holds.
    pub fn cookie_names(&self) -> Vec<&str> {
        self.cookies.iter().map(|cookie| cookie.name.as_str()).collect()
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|cookie| cookie.name == name).map(|cookie| cookie.value.as_str())
    }

    /// What it sends to a host, as the header has it.
    pub fn cookies_for(&self, host: &str) -> String {
        let cookies = self.cookies.iter().filter(|cookie| cookie.goes_to(host));
        cookies.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect::<Vec<_>>().join("; ")
    }

    /// Takes a cookie as if somebody had planted it.
    pub fn plant(&mut self, name: &str, value: &str) {
        self.cookies.retain(|cookie| cookie.name != name);
        let (name, value) = (name.to_owned(), value.to_owned());
        self.cookies.push(Cookie { host: "127.0.0.1".into(), beneath: false, name, value });
    }

    /// Takes a cookie beside those of its name, as if some host of a domain had set it.
    pub fn plant_beside(&mut self, host: &str, name: &str, value: &str) {
        let (host, name, value) = (host.to_owned(), name.to_owned(), value.to_owned());
        self.cookies.push(Cookie { host, beneath: false, name, value });
    }

    /// The same browser where a request of another site brings no cookie (`SameSite=Lax`).
    pub fn clone_without_cookies(&self) -> Self {
        let mut clone = self.clone();
        clone.forget_cookies();
        clone
    }

    /// Forgets every cookie, as another browser would.
    pub fn forget_cookies(&mut self) {
        self.cookies.clear();
    }
}

impl Cookie {
    fn goes_to(&self, host: &str) -> bool {
        self.host == host
            || self.beneath && host.strip_suffix(&self.host).is_some_and(|rest| rest.ends_with('.'))
    }
}

impl Page {
    /// Where it sends the browser, absolute.
    pub fn location(&self) -> Option<String> {
        let location = self.headers.get(LOCATION)?.to_str().unwrap();
        Some(Url::parse(&self.url).unwrap().join(location).unwrap().into())
    }

    /// A parameter of the redirect's query.
    pub fn answer(&self, name: &str) -> Option<String> {
        let location = Url::parse(&self.location()?).unwrap();
        location.query_pairs().find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
    }

    /// The plain link to Feishu on the sign-in page: its one wide button.
    pub fn feishu_link(&self) -> String {
        assert_eq!(self.status, StatusCode::OK, "no sign-in page: {}", self.body);
        self.links().into_iter().find(|href| href.contains("/open-apis/authen/")).expect("a link to Feishu")
    }

    /// An attribute of the QR code's container.
    pub fn qr(&self, attribute: &str) -> Option<String> {
        let start = self.body.split_once(&format!("data-{attribute}=\""))?.1;
        Some(unescape(start.split('"').next()?))
    }

    /// Every link of the page.
    pub fn links(&self) -> Vec<String> {
        self.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(unescape).collect()
    }

    /// What the page's form carries to show that it was shown to this session.
    pub fn csrf(&self) -> Option<String> {
        let start = self.body.split_once("name=\"csrf\" value=\"")?.1;
        Some(start.split('"').next()?.to_owned())
    }

    /// Whether it sends the browser to a page that asks for consent.
    pub fn asks_consent(&self) -> bool {
        self.begins_sign_in() && self.location().is_some_and(|location| location.ends_with("/consent"))
    }

    /// Whether it sends the browser to the application.
    pub fn reaches_application(&self) -> bool {
        self.location().is_some_and(|location| location.starts_with(REDIRECT_URI))
    }

    /// Whether it sends the browser to a sign-in page.
    pub fn begins_sign_in(&self) -> bool {
        let ours = Url::parse(&self.url).unwrap();
        self.location().is_some_and(|location| {
            let next = Url::parse(&location).unwrap();
            next.origin() == ours.origin() && next.path().starts_with("/login/")
        })
    }

    /// The page's one way to try again, absolute.
    pub fn again(&self) -> Option<String> {
        let path = self.links().into_iter().find(|href| href.ends_with("/again"))?;
        Some(Url::parse(&self.url).unwrap().join(&path).unwrap().into())
    }

    /// The reference number that the page shows.
    pub fn reference(&self) -> Option<String> {
        let is_reference = |text: &&str| text.len() == 9 && text.as_bytes().get(4) == Some(&b'-');
        self.body
            .split("<code>")
            .skip(1)
            .filter_map(|rest| rest.split('<').next())
            .find(is_reference)
            .map(str::to_owned)
    }
}

fn origin(url: &str) -> String {
    Url::parse(url).unwrap().origin().ascii_serialization()
}

fn unescape(text: &str) -> String {
    text.replace("&#38;", "&").replace("&amp;", "&").replace("&#34;", "\"")
}
