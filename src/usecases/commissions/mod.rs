//! Verbs: training a team asks for.

pub mod answer_list;
pub mod answer_proposal;
pub mod ask_for_training;
pub mod book_missing;
pub mod follow_session;
pub mod group_readiness;
pub mod invite_organisations;
pub mod name_people;
pub mod open_commission;
pub mod outcome;
pub mod propose_training;
pub mod schedule_commission;
