//! Stylesheet, script and icon: compiled in, under addresses that change with their content.

use std::{fs, sync::OnceLock};

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};

use super::{
    error::{ApiError, ApiResult},
    extract::IfNoneMatch,
    site_assets,
};
use crate::{app::App, crypto::tokens::sha256};

struct Asset {
    name: &'static str,
    media_type: &'static str,
    body: &'static str,
}

const ASSETS: [Asset; 4] = [
    Asset {
        name: "site.css",
        media_type: "text/css; charset=utf-8",
        body: include_str!("../../templates/assets/site.css"),
    },
    Asset {
        name: "site.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("../../templates/assets/site.js"),
    },
    Asset {
        name: "passkeys.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("../../templates/assets/passkeys.js"),
    },
    Asset {
        name: "icon.svg",
        media_type: "image/svg+xml",
        body: include_str!("../../templates/assets/icon.svg"),
    },
];

fn addresses() -> &'static [String; ASSETS.len()] {
    static ADDRESSES: OnceLock<[String; ASSETS.len()]> = OnceLock::new();
    ADDRESSES.get_or_init(|| {
        ASSETS.each_ref().map(|asset| {
            let mut first = [0; 8];
            first.copy_from_slice(&sha256(asset.body.as_bytes())[..8]);
            let hash = format!("{:016x}", u64::from_be_bytes(first));
            let (stem, extension) = asset.name.rsplit_once('.').unwrap_or((asset.name, ""));
            format!("/assets/{stem}.{hash}.{extension}")
        })
    })
}

/// The address of an asset.
#[must_use]
pub fn address_of(name: &str) -> &'static str {
    let found = ASSETS.iter().position(|asset| asset.name == name);
    found.map_or("/", |at| addresses()[at].as_str())
}

/// One asset. An address of another version leads to nothing: pages name those of their own version.
///
/// # Errors
/// 404.
pub async fn asset(request: HttpRequest, app: Data<App>, has: IfNoneMatch) -> ApiResult<HttpResponse> {
    if request.path().starts_with(site_assets::MARKS) {
        return site_assets::mark_at(&app, request.path(), &has).await;
    }
    if let Some(colours) = site_assets::colours_at(request.path()) {
        return Ok(colours);
    }
    let at =
        addresses().iter().position(|address| address == request.path()).ok_or_else(ApiError::not_there)?;
    let asset = &ASSETS[at];
    let mut answer = HttpResponse::Ok();
    answer.content_type(asset.media_type);
    if let Some(folder) = &app.templates {
        let now =
            fs::read_to_string(folder.join("assets").join(asset.name)).map_err(|_| ApiError::not_there())?;
        return Ok(answer.body(now));
    }
    answer.insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"));
    Ok(answer.body(asset.body))
}
