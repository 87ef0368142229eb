//! The house itself: who may import whom, how long a file may grow, and what the tests stand on.

mod circles;
mod contributing;
mod databases;
mod imports;
mod map;
mod migrations;
mod readme;
mod security;
mod settings;
mod shape;
pub mod sources;
mod walls;
mod words;
