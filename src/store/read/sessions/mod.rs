//! Read: scheduled runs of courses and their dates.

pub mod attending;
pub mod clock;
pub mod date_lengths;
pub mod date_list;
pub mod dated;
pub mod kept_terms;
pub mod next_dates;
pub mod session;
pub mod session_messages;
pub mod session_rows;
pub mod settings;
pub mod sister_dates;
pub mod talks;
pub mod trainer_dates;
pub mod with_course;
pub mod zoom;
pub mod zoom_troubles;
