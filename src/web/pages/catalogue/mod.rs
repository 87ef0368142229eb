//! Pages: ladders, courses and what they ask for.

pub mod accreditations;
pub mod catalogue_facts;
pub mod course_form;
pub mod courses;
pub mod held_up;
pub mod kinds;
pub mod manage_courses;
pub mod manage_ladders;
pub mod my_ladder;
pub mod on_demand_course;
pub mod own_rail;
pub mod programme;
pub mod rail;
pub mod requirements;
pub mod retire_course;
pub mod taking;
