//! What a large demo fills: tables and the columns that have no default, and chance that is the same every time.

use chrono::{DateTime, Utc};

use crate::{domain::ids::Id, ports::Random, store::write::service::bulk::Rows};

macro_rules! tables {
    ($($table:ident: $($column:ident)+;)+) => {
        /// Rows by table, those first that others refer to.
        pub struct Tables { $(pub $table: Rows),+ }

        impl Tables {
            /// No row yet.
            pub fn none() -> Self {
                Self { $($table: Rows::of(stringify!($table), &[$(stringify!($column)),+])),+ }
            }

            /// All of them.
            pub fn all(self) -> Vec<Rows> {
                vec![$(self.$table),+]
            }
        }
    };
}

tables! {
    organisations: id name name_folded kind domain needs_approval listed revision created_at;
    people: id name name_folded is_trainer is_coordinator manager_copies source lock_count revision created_at;
    addresses: id person_id email email_folded is_primary confirmed_at created_at;
    memberships: id person_id organisation_id is_lead confirmed_at confirmed_how created_at;
    sessions: id course_id state timezone delivery capacity joining private starts_at ends_at published_at
        register_closed_at lock_count revision created_at zoom_meeting;
    session_dates: id session_id position starts_at ends_at;
    session_trainers: session_id person_id position;
    session_terms: session_id title outcomes cpd_minutes duration_minutes enough_percent enough_dates ladder provider
        planned_dates planned_minutes kept_at;
    bookings: id reference session_id course_id person_id organisation_id state origin joined_at displaced
        unanswered_offers skipped short_notice created_at updated_at;
    booking_events: id booking_id session_id number state at;
    attendance_marks: booking_id date_id outcome minutes by_person at;
    results: booking_id outcome attended_minutes scheduled_minutes cpd_minutes cpd_basis attended_on by_reason
        closed_at;
    completions: id person_id course_id organisation_id completed_on cpd_minutes booking_id source created_at;
    certificates: id number verification_code person_id booking_id completion_id course_id snapshot person_name
        cpd_minutes completed_on state issued_at;
    invites: id booking_id date_id ordinal uid sequence last_method email created_at updated_at;
    feedback: booking_id session_id quote_allowed answered_at updated_at;
    feedback_answers: booking_id question_id number;
    impacts: booking_id stage answered_by in_use difference plan answered_at;
}

/// A row of cells.
macro_rules! row {
    ($($value:expr),+ $(,)?) => { [$(Cell::from($value)),+] };
}
pub(super) use row;

/// A number that depends on what it is asked about alone, below `most`: the same demo every time.
pub fn dice(about: usize, question: usize, most: usize) -> usize {
    let mut mixed = (about as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (question as u64) << 32;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((mixed ^ (mixed >> 31)) % (most.max(1) as u64)).unwrap_or_default()
}

/// An id of something that was made at `at`.
pub fn id_at<T>(at: DateTime<Utc>, random: &Random) -> Id<T> {
    Id::from_parts(u64::try_from(at.timestamp_millis()).unwrap_or_default(), &random.bytes())
}
