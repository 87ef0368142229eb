//! The pages, as a browser without script sees them: through the real router on both databases.

mod booking;
mod commissions;
mod demo_mail;
mod keeping_courses;
mod keeping_dates;
mod keeping_people;
mod managers;
mod own_account;
mod own_bookings;
mod own_certificates;
mod own_ladder;
mod registering;
mod signing_in;
mod statements;
mod system;
mod trainers;
mod work_board;
