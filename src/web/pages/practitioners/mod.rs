//! Practitioners: the register, one's own practice, asking for one.

pub mod answer_ask;
pub mod ask;
pub mod my_practice;
pub mod register;
pub mod register_facts;
