//! HTTP: the API and the pages.

pub mod api;
pub mod error;
pub mod extract;
pub mod limits;
pub mod openapi;
pub mod pages;
pub mod problems;
pub mod render;
pub mod routes;
pub mod server;
pub mod trace;
