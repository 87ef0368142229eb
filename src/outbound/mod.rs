//! HTTP that goes out: to sign-in providers, and to Zoom. Nothing here is called within a write.

mod discovery;
mod http_client;
pub mod sign_in_providers;
pub mod zoom;
