//! Pages: places taken, waited for, offered and given up.

pub mod approvals;
pub mod begin_on_demand;
pub mod book;
pub mod book_facts;
pub mod booking;
pub mod booking_changes;
pub mod booking_facts;
pub mod booking_form;
pub mod booking_lines;
pub mod booking_preferences;
pub mod booking_replies;
pub mod booking_words;
pub mod can_i_come;
pub mod hand_over;
pub mod my_bookings;
pub mod offer_hand_over;
pub mod on_demand;
pub mod standing_facts;
pub mod team_booking;
pub mod team_booking_facts;
