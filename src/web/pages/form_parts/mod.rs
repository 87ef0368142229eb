//! Parts of forms that several pages share.

pub mod once;
pub mod refusals;
pub mod typed;
