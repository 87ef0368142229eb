//! The pages.

#![expect(clippy::missing_errors_doc, reason = "every handler answers the problems of web::problems")]

pub mod about;
pub mod account;
pub mod account_addresses;
pub mod account_sign_in;
pub mod adding_people;
pub mod attendance;
pub mod book;
pub mod booking;
pub mod booking_answers;
pub mod booking_changes;
pub mod booking_wishes;
mod booking_words;
pub mod commissions;
pub mod courses;
mod date_words;
pub mod demo_mail;
pub mod display;
pub mod disputes;
pub mod exceptions;
pub mod finishing;
pub mod invitations;
pub mod make_ups;
pub mod manage;
pub mod my_bookings;
pub mod my_certificates;
pub mod my_dates;
pub mod my_ladder;
pub mod my_people;
pub mod my_training;
pub mod person;
pub mod registering;
pub mod roster;
mod session_words;
pub mod sessions;
pub mod sign_in;
mod standing;
mod structured_data;
pub mod team_booking;
pub mod verify;
pub mod waivers;
pub mod walk_ins;
