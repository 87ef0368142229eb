//! Pages: people, their addresses and organisations.

mod keeping_people;
mod managers;
mod own_account;
mod second_step;
mod sign_in;
mod sign_up;
mod who_sees;
