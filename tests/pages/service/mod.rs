//! Pages: the service itself.

mod system;
mod trail;
mod work_board;
