//! The PDF documents people keep.

pub mod certificate;
pub mod commission_paper;
mod fonts;
mod paper;
mod pdf_file;
pub mod sign_in_sheet;
mod text_column;
pub mod transcript;
mod typeface;
mod wrap;

pub use self::fonts::Fonts;

/// Why a document could not be made. None of these comes from what a person typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// A font compiled into the program cannot be read: the build is broken.
    #[error("the font {0} cannot be read")]
    Font(&'static str),
    /// The verification address does not fit into a QR code.
    #[error("the verification address does not fit into a QR code: {0}")]
    Qr(String),
    /// The PDF could not be put together.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
}
