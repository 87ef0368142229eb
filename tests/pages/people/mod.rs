//! Pages: people, their addresses and organisations.

mod belonging;
mod confirming;
mod keeping_people;
mod login_lifetime;
mod managers;
mod own_account;
mod passwords;
mod provider_refusals;
mod required_domains;
mod second_step;
mod sign_in;
mod sign_up;
mod single_sign_on;
mod waiting;
mod who_sees;
