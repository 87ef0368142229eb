//! What the page shows on which a proposal is made.

use chrono::{TimeZone, Utc};
use serde::Serialize;

use super::{
    commission_words::Said,
    proposal_parts::{PartRow, ShownPart, shown_parts, with_parts},
};
use crate::{
    domain::times::LONDON,
    web::{
        forms::{Field, Form},
        page_facts::PageFacts,
        pages::sessions::session_date_rows::{DateRow, Row, row_of, shown_dates, with_dates},
    },
};

/// The facts of `commissions/propose`.
#[derive(Serialize)]
pub(in crate::web) struct ProposeFacts {
    /// What was asked for.
    pub(super) wanted: Vec<Said>,
    /// The dates.
    pub(super) rows: Vec<DateRow>,
    /// What it is made of, where that is not the course as it is.
    pub(super) parts: Vec<ShownPart>,
    /// What the parts and the dates add up to, once there are parts.
    pub(super) sum: Option<String>,
    /// What the courses teach, to be drawn from.
    pub(super) courses: Vec<CourseOutcomes>,
}

/// What a course teaches.
#[derive(Serialize)]
pub(super) struct CourseOutcomes {
    pub(super) title: String,
    pub(super) outcomes: Vec<String>,
}

impl PageFacts for ProposeFacts {
    const TEMPLATE: &'static str = "commissions/propose";

    fn samples() -> Vec<Self> {
        let start = Utc.timestamp_opt(1_799_748_000, 0).unwrap();
        let one = [row_of(start, start + chrono::TimeDelta::hours(3), LONDON)];
        let (first, second) = (one[0].clone(), one[0].clone());
        let two = [first, second];
        let parts = [PartRow::about("Principles"), PartRow::about("Break")];
        let form = || Form::new("/commissions/1/propose", "Make this proposal");
        let dates = |rows: &[Row]| shown_dates(&with_dates(form(), rows), rows.len());
        let wanted = |label, value: &str| Said { label, value: value.to_owned() };
        vec![
            Self {
                wanted: vec![wanted("To achieve", "Calmer team meetings."), wanted("About how many", "12")],
                rows: dates(&two),
                parts: shown_parts(&with_parts(form(), &parts), parts.len()),
                sum: Some("The parts add up to nothing yet, and the dates to 6 hours.".to_owned()),
                courses: vec![CourseOutcomes {
                    title: "Introduction for schools".to_owned(),
                    outcomes: vec!["Principles".to_owned()],
                }],
            },
            Self {
                wanted: vec![wanted("To achieve", "Calmer team meetings.")],
                rows: dates(&one),
                parts: Vec::new(),
                sum: None,
                courses: Vec::new(),
            },
        ]
    }

    fn form_sample() -> Option<Form> {
        let fields = [
            Field::hidden("key", "a1b2c3"),
            Field::select("course", "Which course").choice("schools", "Introduction for schools"),
            Field::boxes("trainer_ids", "Who runs it").choice("1", "Chris Bell"),
            Field::radios("delivery", "How it takes place").choice("zoom", "On Zoom"),
            Field::text("location", "Address and room").optional(),
            Field::text("price", "Price in pounds").optional(),
            Field::text("purchase_order", "Purchase order number").optional(),
            Field::lines("note", "A word with it", 3).optional(),
            Field::boxes("even_if_busy", "").choice("yes", "Although a trainer has something else"),
        ];
        let form = Form::new("/commissions/1/propose", "Make this proposal");
        Some(fields.into_iter().fold(form, Form::field))
    }
}
