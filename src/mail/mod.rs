//! Every mail as a typed value, its rendering, and the ways it is sent.

pub mod message;
