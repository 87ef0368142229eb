//! Pages as a browser without script sees them: cookies are kept, forms are filled in and sent.

use actix_web::http::Method;
use training_ladder::domain::people::EmailAddress;
use url::form_urlencoded;

use super::app::{Answer, PASSWORD, Someone, TestApp};

/// What a browser wants for an answer.
const PAGE: &str = "text/html,application/xhtml+xml";

/// A browser: its cookies, and how it asks for pages.
pub struct Browser<'a> {
    app: &'a TestApp,
    cookies: std::cell::RefCell<Vec<(String, String)>>,
}

impl TestApp {
    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser<'_> {
        Browser { app: self, cookies: std::cell::RefCell::default() }
    }

    /// A browser in which somebody is signed in.
    pub async fn browser_of(&self, who: &Someone) -> Browser<'_> {
        let email = EmailAddress::parse("email", &who.email).expect("an address");
        let token = self.app.usecases.sign_in_to_pages(email.as_str(), PASSWORD).await.expect("a sign-in");
        let browser = self.browser();
        browser.cookies.borrow_mut().push(("__Host-session".to_owned(), token.as_str().to_owned()));
        browser
    }
}

impl Browser<'_> {
    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().iter().find(|(kept, _)| kept == name).map(|(_, value)| value.clone())
    }

    /// Loses a cookie.
    pub fn forget(&self, name: &str) {
        self.cookies.borrow_mut().retain(|(kept, _)| kept != name);
    }

    async fn send(&self, method: Method, path: &str, body: Option<String>) -> Answer {
        self.send_as(method, path, PAGE, body).await
    }

    /// Sends a form, or asks for a page, and says what is wanted for an answer.
    pub async fn send_as(&self, method: Method, path: &str, accept: &str, body: Option<String>) -> Answer {
        let body = body.map(|body| ("application/x-www-form-urlencoded", body.into_bytes()));
        self.send_bytes_as(method, path, accept, body).await
    }

    /// The same, with a body of any kind.
    pub async fn send_bytes_as(
        &self,
        method: Method,
        path: &str,
        accept: &str,
        body: Option<(&str, Vec<u8>)>,
    ) -> Answer {
        let kept: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let kept = kept.join("; ");
        let mut headers = vec![("accept", accept)];
        if !kept.is_empty() {
            headers.push(("cookie", kept.as_str()));
        }
        let answer = self.app.send_bytes(method, path, None, &headers, body).await;
        for set in answer.headers.get_all("set-cookie") {
            let set = set.to_str().expect("a cookie");
            let (pair, attributes) = set.split_once(';').expect("a cookie with attributes");
            let (name, value) = pair.split_once('=').expect("a cookie's name and value");
            self.forget(name);
            if !attributes.contains("Max-Age=0") {
                self.cookies.borrow_mut().push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    /// Opens a page.
    pub async fn open(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// The token the forms of this browser carry.
    pub async fn csrf(&self) -> String {
        let page = self.open("/display").await.text();
        value_of(&page, "csrf").expect("a form's token")
    }

    /// Sends a form with its token.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf().await;
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.submit_raw(path, &all).await
    }

    /// Sends a form that carries a file, with its token.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
        self.upload_in(path, "file", fields, file).await
    }

    /// Sends a form that carries a file in the field of this name.
    pub async fn upload_in(&self, path: &str, field: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
        let csrf = self.csrf().await;
        let mut body = Vec::new();
        for (name, value) in fields.iter().copied().chain([("csrf", csrf.as_str())]) {
            let part =
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"people.csv\"\r\n\
             Content-Type: text/csv\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        self.send_bytes_as(Method::POST, path, PAGE, Some(("multipart/form-data; boundary=edge", body))).await
    }

    /// Sends these fields and nothing else.
    pub async fn submit_raw(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, Some(body)).await
    }
}

/// The value of a page's first field of this name.
pub fn value_of(page: &str, name: &str) -> Option<String> {
    let (_, after) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(after.split('"').next()?.to_owned())
}

/// What a browser sends of a page's form that leads to `action` while nobody touches it, its token apart.
pub fn untouched(page: &str, action: &str) -> Vec<(String, String)> {
    let (_, form) = page.split_once(&format!("action=\"{action}\"")).expect("a form");
    let form = form.split("</form>").next().expect("a form's end");
    let mut fields = Vec::new();
    for tag in form.split('<').skip(1) {
        let attribute = |name: &str| {
            let (_, after) = tag.split('>').next()?.split_once(&format!(" {name}=\""))?;
            Some(read(after.split('"').next()?))
        };
        let Some(name) = attribute("name").filter(|name| name != "csrf") else {
            if tag.starts_with("option ")
                && tag.split('>').next().is_some_and(|tag| tag.ends_with(" selected"))
                && let Some((_, value)) = fields.last_mut()
            {
                *value = attribute("value").expect("an option's value");
            } else if tag.starts_with("option ")
                && let Some((_, value)) = fields.last_mut()
                && *value == FIRST
            {
                *value = attribute("value").expect("an option's value");
            }
            continue;
        };
        let kind = attribute("type").unwrap_or_default();
        let off = matches!(kind.as_str(), "radio" | "checkbox") && !tag.contains(" checked");
        if tag.starts_with("input ") && !off {
            fields.push((name, attribute("value").unwrap_or_default()));
        } else if tag.starts_with("textarea ") {
            let text = tag.split_once('>').expect("a text").1;
            fields.push((name, read(text.strip_prefix('\n').unwrap_or(text))));
        } else if tag.starts_with("select ") {
            fields.push((name, FIRST.to_owned()));
        }
    }
    fields
}

/// Stands for the first option until it is read.
const FIRST: &str = "\u{0}";

/// Text as HTML writes it.
fn read(text: &str) -> String {
    [
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x3D;", "="),
        ("&#x60;", "`"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (written, read)| text.replace(written, read))
}

/// The same fields with another value in one of them; a box is unticked by none.
pub fn typed(fields: &[(String, String)], name: &str, values: &[&str]) -> Vec<(String, String)> {
    let kept = fields.iter().filter(|(field, _)| field != name).cloned();
    kept.chain(values.iter().map(|value| (name.to_owned(), (*value).to_owned()))).collect()
}

/// Fields as they are sent.
pub fn sent(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
