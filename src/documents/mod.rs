//! The PDF documents people keep.

pub mod badges;
pub mod certificate;
pub mod commission_paper;
mod fonts;
pub mod handed_in;
mod letters;
mod marks;
mod page_foot;
mod paper;
mod pdf_file;
pub mod programme;
mod qr;
mod shaping;
pub mod sign_in_sheet;
mod spoken_line;
mod text_column;
pub mod transcript;
mod typeface;
mod wrap;

pub use self::{
    fonts::Fonts,
    marks::{Marks, read_mark},
};

/// Why a document could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// A font cannot be read: one compiled into the program, so that the build is broken, or a file that was added.
    #[error("the font {0} cannot be read")]
    Font(String),
    /// A name has characters that no font draws. The person is asked for another form of it.
    #[error("the name on certificate {number} cannot be printed: no font draws {}", crate::domain::printable::shown(.characters))]
    Unprintable {
        /// The number of the certificate.
        number: String,
        /// The characters, each once.
        characters: Vec<char>,
    },
    /// The verification address does not fit into a QR code.
    #[error("the verification address does not fit into a QR code: {0}")]
    Qr(String),
    /// The PDF could not be put together.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
}
