//! Pages: people, their addresses and organisations.

mod keeping_people;
mod login_lifetime;
mod managers;
mod own_account;
mod passwords;
mod sign_in;
mod sign_up;
mod who_sees;
