//! Pages: the service itself.

mod system;
mod work_board;
