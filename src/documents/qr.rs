//! An address as a QR code on paper.

use qrcode::{Color, EcLevel, QrCode};

use super::{
    DocumentError,
    paper::{Ink, Paper},
};

/// The QR code as squares, its last column at `right`. The quiet zone of four modules that readers need is part
/// of `side`; on the right the margin gives it.
pub(super) fn qr(
    paper: &mut Paper,
    address: &str,
    right: f32,
    y: f32,
    side: f32,
) -> Result<(), DocumentError> {
    const QUIET: usize = 4;
    let code = QrCode::with_error_correction_level(address, EcLevel::M)
        .map_err(|error| DocumentError::Qr(error.to_string()))?;
    let modules = code.width();
    let places = f32::from(u16::try_from(modules + 2 * QUIET).unwrap_or(u16::MAX));
    let module = side / places;
    let place = |index: usize| f32::from(u16::try_from(index + QUIET).unwrap_or(u16::MAX)) * module;

    let x = right - side + place(0);
    let dark: Vec<bool> = code.to_colors().into_iter().map(|colour| colour == Color::Dark).collect();
    let mut blocks = Vec::new();
    for (row, cells) in dark.chunks(modules).enumerate() {
        let below = y + side - place(row) - module;
        let mut column = 0;
        for run in cells.chunk_by(|a, b| a == b) {
            if run.first() == Some(&true) {
                let width = place(column + run.len()) - place(column);
                blocks.push((x + place(column), below, width, module));
            }
            column += run.len();
        }
    }
    paper.figure(&blocks, Ink::Black, &format!("QR code that leads to {address}"));
    Ok(())
}
