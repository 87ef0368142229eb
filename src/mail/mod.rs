//! Every mail as a typed value, its rendering, and the ways it is sent.

mod dates;
pub mod message;
pub mod render;
mod view;
