//! Forms of the pages: fields with their labels, what was typed, and what is wrong with it.

mod field;
mod form;
mod form_facts;
mod meeting;
mod opened;

pub use self::{
    field::{Choice, Field},
    form::Form,
    form_facts::{FormFacts, Line},
    meeting::Met,
};
