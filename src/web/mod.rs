//! HTTP: the API and the pages.

pub mod access;
pub mod api;
pub mod api_document;
pub mod api_routes;
pub mod assets;
mod attempts;
pub mod error;
pub mod extract;
mod files;
pub mod forms;
pub mod limits;
pub mod mounting;
pub mod navigation;
pub mod openapi;
pub mod page_facts;
pub mod page_frame;
pub mod page_routes;
pub mod page_samples;
pub mod page_templates;
pub mod pages;
pub mod problem_pages;
pub mod problems;
pub mod render;
pub mod route_table;
pub mod routes;
pub mod server;
pub mod trace;
