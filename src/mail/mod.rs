//! Every mail as a typed value, its rendering, and the ways it is sent.

pub mod backoff;
pub mod inbound;
pub mod message;
pub mod outgoing;
pub mod render;
pub mod transport;
mod view;
