//! What goes out: HTTP to sign-in providers and to Zoom, and files to whatever looks for viruses in them. Nothing here is
//! called within a write.

mod discovery;
mod http_client;
pub mod sign_in_providers;
pub mod virus_scanner;
pub mod zoom;
