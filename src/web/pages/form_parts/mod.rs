//! Parts of forms and pages that several share.

pub mod once;
pub mod qr_picture;
pub mod refusals;
pub mod typed;
