//! The demo's mail, read from the folder it lands in.

use std::{fs, path::PathBuf};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::Data,
};
use serde::Serialize;

use crate::{
    app::App,
    mail::inbound::{Letter, letter},
    store::error::Error,
    web::{
        error::{ApiError, ApiResult},
        extract::Visit,
        page_facts::PageFacts,
        render::Page,
    },
};

/// The page frames a mail of ours and is else as every page.
const PAGE_WITH_MAIL: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// A mail has its style in it, and nothing else of it is let through.
const MAIL_ALONE: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; \
     base-uri 'none'; frame-ancestors 'self'; sandbox";

/// Mails shown at most.
const SHOWN: usize = 200;

/// The demo's mail.
#[derive(Serialize)]
pub(in crate::web) struct DemoMailsFacts {
    /// The newest first.
    mails: Vec<Line>,
}

/// A mail in the list.
#[derive(Serialize)]
struct Line {
    /// The name of its file, which is its address too.
    name: String,
    to: String,
    subject: String,
}

impl PageFacts for DemoMailsFacts {
    const TEMPLATE: &'static str = "mail/demo_mails";

    fn samples() -> Vec<Self> {
        let line = Line {
            name: "1.eml".to_owned(),
            to: "Amira Khan <amira.khan@school.example>".to_owned(),
            subject: "Booked: Introduction, Tuesday 12 January 2027".to_owned(),
        };
        vec![Self { mails: vec![line] }, Self { mails: Vec::new() }]
    }
}

/// One mail of the demo.
#[derive(Serialize)]
pub(in crate::web) struct DemoMailFacts {
    /// The name of its file, which is its address too.
    name: String,
    from: String,
    to: String,
    date: String,
    text: String,
    has_html: bool,
    /// The addresses of this site that it names.
    links: Vec<String>,
    /// The invite's file.
    invite: Option<String>,
    /// The names of the files attached, in one line.
    attachments: String,
}

impl PageFacts for DemoMailFacts {
    const TEMPLATE: &'static str = "mail/demo_mail";

    fn samples() -> Vec<Self> {
        let mail = |has_html, links: &[&str], invite: Option<&str>, attachments: &str| Self {
            name: "1.eml".to_owned(),
            from: "Riverside <no-reply@training.example>".to_owned(),
            to: "Amira Khan <amira.khan@school.example>".to_owned(),
            date: "Mon, 4 Jan 2027 09:00:00 +0000".to_owned(),
            text: "Hello Amira,".to_owned(),
            has_html,
            links: links.iter().map(|&link| link.to_owned()).collect(),
            invite: invite.map(str::to_owned),
            attachments: attachments.to_owned(),
        };
        vec![
            mail(true, &["/my-bookings"], Some("BEGIN:VCALENDAR"), "certificate.pdf"),
            mail(false, &[], None, ""),
        ]
    }
}

/// Every mail, the newest first.
pub async fn list(app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    let folder = folder(&app)?;
    let mails = blocking(move || {
        let mut files: Vec<(std::time::SystemTime, String)> = Vec::new();
        let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_mail(&name)
                && let Ok(written) = entry.metadata().and_then(|about| about.modified())
            {
                files.push((written, name));
            }
        }
        files.sort();
        files
            .into_iter()
            .rev()
            .take(SHOWN)
            .filter_map(|(_, name)| {
                let letter = letter(&fs::read(folder.join(&name)).ok()?).ok()?;
                Some(Line { name, to: letter.to, subject: letter.subject })
            })
            .collect()
    })
    .await?;
    Page::of(&visit, "Mail this demo has sent", &DemoMailsFacts { mails })?.answer(&app)
}

/// One mail as people read it.
pub async fn one(request: HttpRequest, app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    let (name, raw) = raw(&request, &app).await?;
    let Letter { subject, from, to, date, text, html, calendars, attachments } =
        letter(&raw).map_err(|_| ApiError::not_there())?;
    // Lines of a calendar file are folded; nobody wants to read them so.
    let invite = calendars.into_iter().next().map(|file| file.replace("\r\n ", "").replace("\r\n\t", ""));
    let facts = DemoMailFacts {
        name,
        from,
        to,
        date,
        has_html: !html.is_empty(),
        links: links(&text, &app.settings.base_url),
        text,
        invite,
        attachments: attachments.join(", "),
    };
    let page = Page::of(&visit, subject, &facts)?.back("/demo/mail", "All mail");
    let mut answer = page.answer(&app)?;
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_WITH_MAIL));
    Ok(answer)
}

/// The addresses of this site that a mail names, as they are followed here.
fn links(text: &str, base_url: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let path = word.trim_start_matches('<').trim_end_matches(['>', '.', ',']).strip_prefix(base_url);
        if let Some(path) = path.filter(|path| path.starts_with('/') && !path.starts_with("//"))
            && !found.iter().any(|known| known == path)
        {
            found.push(path.to_owned());
        }
    }
    found
}

/// One mail's HTML, as the frame on its page shows it: it runs nothing and asks nobody for anything.
pub async fn html(request: HttpRequest, app: Data<App>) -> ApiResult<HttpResponse> {
    let (_, raw) = raw(&request, &app).await?;
    let Letter { html, .. } = letter(&raw).map_err(|_| ApiError::not_there())?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, MAIL_ALONE))
        .body(html))
}

/// One mail as it was sent.
pub async fn source(request: HttpRequest, app: Data<App>) -> ApiResult<HttpResponse> {
    let (_, raw) = raw(&request, &app).await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(raw))
}

fn is_mail(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "eml")
}

fn folder(app: &App) -> ApiResult<PathBuf> {
    app.demo_mail.clone().ok_or_else(ApiError::not_there)
}

async fn raw(request: &HttpRequest, app: &App) -> ApiResult<(String, Vec<u8>)> {
    let folder = folder(app)?;
    let name = request.match_info().get("name").unwrap_or_default().to_owned();
    // A name of ours and nothing that could lead out of the folder.
    let ours = is_mail(&name)
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'@'))
        && !name.contains("..");
    if !ours {
        return Err(ApiError::not_there());
    }
    let path = folder.join(&name);
    let raw = blocking(move || fs::read(path)).await?.map_err(|_| ApiError::not_there())?;
    Ok((name, raw))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> ApiResult<T> {
    let done = actix_web::web::block(work).await;
    Ok(done.map_err(|_| Error::Unavailable("no thread was free to read the mail folder".to_owned()))?)
}
