//! A QR code as a picture that needs no style.

use qrcode::{Color, EcLevel, QrCode};

use crate::store::error::Error;

/// Modules around the picture that readers need blank (ISO/IEC 18004).
const QUIET: usize = 4;

/// The box and the path of the picture.
pub(in crate::web::pages) fn of(text: &str) -> Result<(String, String), Error> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|why| Error::Broken(format!("an address does not fit a QR code: {why}")))?;
    let (width, colours) = (code.width(), code.to_colors());
    let dark = colours.iter().enumerate().filter(|(_, colour)| **colour == Color::Dark);
    let modules = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET));
    let side = width + 2 * QUIET;
    Ok((format!("0 0 {side} {side}"), modules.collect()))
}
