//! The demo's mail, read from the folder it lands in.

use std::{fs, path::PathBuf};

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde_json::{Value, json};

use crate::{
    app::App,
    mail::inbound::{Letter, letter},
    store::error::Error,
    web::{
        error::{ApiError, ApiResult},
        extract::Visit,
        render::Page,
    },
};

/// Mails shown at most.
const SHOWN: usize = 200;

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
                Some(json!({"name": name, "to": letter.to, "subject": letter.subject}))
            })
            .collect::<Vec<Value>>()
    })
    .await?;
    Page::new(&visit, "demo_mail", "Mail this demo has sent").facts(json!({"mails": mails})).answer(&app)
}

/// One mail as people read it.
pub async fn one(request: HttpRequest, app: Data<App>, visit: Visit) -> ApiResult<HttpResponse> {
    let (name, raw) = raw(&request, &app).await?;
    let Letter { subject, from, to, date, text, calendars, attachments } =
        letter(&raw).map_err(|_| ApiError::not_there())?;
    let facts = json!({
        "name": name, "from": from, "to": to, "date": date, "text": text,
        "invite": calendars.into_iter().next(), "attachments": attachments.join(", "),
    });
    Page::new(&visit, "demo_mail_one", subject).facts(facts).back("/demo/mail", "All mail").answer(&app)
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
