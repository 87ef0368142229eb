//! HTTP that goes out: to sign-in providers. Nothing here is called within a write.

mod discovery;
mod http_client;
pub mod sign_in_providers;
