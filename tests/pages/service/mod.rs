//! Pages: the service itself.

mod site;
mod system;
mod trail;
mod work_board;
