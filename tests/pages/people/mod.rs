//! Pages: people, their addresses and organisations.

mod confirming;
mod keeping_people;
mod managers;
mod own_account;
mod sign_in;
mod sign_up;
mod who_sees;
