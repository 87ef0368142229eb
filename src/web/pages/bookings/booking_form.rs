//! A page about one booking with one form on it.

use serde::Serialize;

use super::booking::Opened;
use crate::web::{
    error::ApiResult,
    extract::Visit,
    forms::{Field, Form},
    page_facts::PageFacts,
    render::Page,
};

/// A booking with something to be asked or said.
#[derive(Serialize)]
pub(in crate::web) struct BookingFormFacts {
    /// Its course and date.
    about: String,
    /// Whose it is, unless it is the reader's own.
    whose: Option<String>,
    /// What to know before sending the form.
    lines: Vec<String>,
    /// Why there is no form.
    cannot: Option<String>,
}

impl PageFacts for BookingFormFacts {
    const TEMPLATE: &'static str = "bookings/booking_form";

    fn samples() -> Vec<Self> {
        let about = || "Introduction, Tuesday 12 January 2027, 10am to 1pm".to_owned();
        let lines = vec!["It is never counted as short notice.".to_owned()];
        vec![
            Self { about: about(), whose: None, lines, cannot: None },
            Self {
                about: about(),
                whose: Some("Amira Khan".to_owned()),
                lines: Vec::new(),
                cannot: Some("The course has started.".to_owned()),
            },
        ]
    }

    fn form_sample() -> Option<Form> {
        let form = Form::new("/bookings/01930000-0000-7000-8000-000000000001/cancel", "Give up my place");
        Some(form.field(Field::lines("reason", "Anything you want to say", 3).optional()))
    }
}

/// The page; `cannot` takes the form's place.
pub(super) fn form_page<'v>(
    visit: &'v Visit,
    opened: &Opened,
    title: &str,
    lines: Vec<String>,
    form: Form,
    cannot: Option<String>,
) -> ApiResult<Page<'v>> {
    let facts = BookingFormFacts {
        about: opened.title_and_date(),
        whose: (!opened.relation.own).then(|| opened.own.person_name.clone()),
        lines,
        cannot,
    };
    Ok(Page::of(visit, title, &facts)?
        .form(form)
        .here(if opened.relation.own { "/my-bookings" } else { "" })
        .back(opened.address(), "The booking"))
}
