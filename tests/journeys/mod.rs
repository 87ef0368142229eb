//! What each kind of person comes to do, done in real Chromium from sign-in to done, every page looked at on the way.

mod action_plan;
mod anyone;
mod at_any_time;
mod check_in;
mod circle;
mod commission;
mod coordinator;
mod delegate;
mod every_page;
mod feedback;
mod fold;
mod mails;
mod manager;
mod numbers;
mod own_data;
mod passkeys;
mod practitioners;
mod prior_learning;
mod reach;
mod second_step;
mod single_sign_on;
mod town;
mod trainer;
mod zoom;
