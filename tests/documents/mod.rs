//! Documents are parsed back: what they say, what they say of themselves, and that nothing lies outside the page.

mod badges;
mod certificates;
mod handed_in;
pub mod marks;
mod names;
pub mod reading;
mod samples;
mod sheets;
