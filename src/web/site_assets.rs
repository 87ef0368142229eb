//! What a partnership chose for its site, under addresses that change with it: its mark, and its colour as a small
//! stylesheet that is linked behind our own.

use actix_web::{HttpResponse, http::header};

use super::{
    error::{ApiError, ApiResult},
    extract::IfNoneMatch,
};
use crate::{
    app::App,
    crypto::tokens::sha256,
    domain::colours::{Colour, Scheme, check_accent},
    store::read::service::site::NamedMark,
};

/// Where marks are.
pub const MARKS: &str = "/assets/mark.";
/// Where colours are.
const COLOURS: &str = "/assets/site-colour.";
/// A mark is looked at and nothing else: whatever it held, it could neither act nor fetch anything, nor stand for a page
/// of ours. Its own styles are allowed, since drawings carry them.
const LOOKED_AT: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The stylesheet of a colour. Pages in print, in high contrast and in colours forced by the reader keep theirs.
fn stylesheet(scheme: &Scheme) -> String {
    let tokens = |deep: Colour, hover: Colour, on: Colour| {
        format!("--deep: {}; --deep-hover: {}; --on-deep: {};", deep.shown(), hover.shown(), on.shown())
    };
    let light = tokens(scheme.light, scheme.light_hover, scheme.on_light);
    let dark = tokens(scheme.dark, scheme.dark_hover, scheme.on_dark);
    let unless = "screen and (forced-colors: none) and (not (prefers-contrast: more))";
    format!(
        "@media {unless} {{\n  :root[data-display=\"device\"], :root[data-display=\"light\"] {{ {light} }}\n  \
         :root[data-display=\"dark\"] {{ {dark} }}\n}}\n@media {unless} and (prefers-color-scheme: dark) {{\n  \
         :root[data-display=\"device\"] {{ {dark} }}\n}}\n"
    )
}

/// The address of a colour's stylesheet: it says the colour, so that every copy can answer it, and changes with what is
/// made of it, so that browsers may keep it.
#[must_use]
pub fn stylesheet_of(scheme: &Scheme) -> String {
    let made = sha256(stylesheet(scheme).as_bytes());
    let hash = made.iter().take(4).fold(0_u32, |hash, byte| hash << 8 | u32::from(*byte));
    format!("{COLOURS}{}.{hash:08x}.css", scheme.light.shown().trim_start_matches('#'))
}

/// The stylesheet under this address; none where no colour of that name could have been chosen.
pub(super) fn colours_at(path: &str) -> Option<HttpResponse> {
    let named = path.strip_prefix(COLOURS)?.split('.').next()?;
    let scheme = Scheme::of(check_accent("", named).ok()?);
    (stylesheet_of(&scheme) == path).then(|| {
        HttpResponse::Ok()
            .content_type("text/css; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, FOR_EVER))
            .body(stylesheet(&scheme))
    })
}

/// The mark under this address, also one that the site had before: mails that were sent show it.
pub(super) async fn mark_at(app: &App, path: &str, has: &IfNoneMatch) -> ApiResult<HttpResponse> {
    let name = path.strip_prefix(MARKS).and_then(|rest| rest.split('.').next()).unwrap_or_default();
    let mark = app.usecases.mark(name).await?.filter(|mark| mark.address() == path);
    let mark = mark.ok_or_else(ApiError::not_there)?;
    let tag = tag_of(&mark);
    let mut answer = if has.has(&tag) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer
        .insert_header((header::ETAG, tag.clone()))
        .insert_header((header::CACHE_CONTROL, FOR_EVER))
        .insert_header((header::CONTENT_SECURITY_POLICY, LOOKED_AT));
    if has.has(&tag) {
        return Ok(answer.finish());
    }
    Ok(answer.content_type(mark.mark.kind.media_type()).body(mark.mark.bytes.clone()))
}

fn tag_of(mark: &NamedMark) -> String {
    format!("\"{}\"", mark.name)
}
