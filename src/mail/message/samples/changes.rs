//! What we changed, told to those without a place yet and to whoever says yes for somebody.

use super::{
    Sample, action_learning, booking, course_date, date, introduction, joining, moment, morning, place,
    sample,
};
use crate::mail::message::{ApprovalDatesChanged, DateChanged, DatesChanged, Message, Moved, Page};

pub(super) fn changed() -> Vec<Sample> {
    let moved = Moved { before: morning(2027, 2, 9), place: place(introduction()), moved_by: None };
    let changed = DateChanged {
        date: date(&introduction(), 1),
        when_before: Some(morning(2027, 1, 11)),
        location_before: None,
        joining_changed: false,
        joining: Some(joining()),
        joining_follows: false,
        clashes: vec![course_date()],
        booking: booking(),
    };
    vec![
        sample("moved", Message::Moved(moved.clone())),
        sample(
            "moved_by_manager",
            Message::Moved(Moved { moved_by: Some("Maureen Clarke".to_owned()), ..moved }),
        ),
        sample("date_changed_time", Message::DateChanged(changed.clone())),
        sample(
            "date_changed_location_and_joining",
            Message::DateChanged(DateChanged {
                date: date(&action_learning(), 3),
                when_before: None,
                location_before: Some("Civic Centre, Committee Room 1".to_owned()),
                joining_changed: true,
                clashes: vec![],
                ..changed.clone()
            }),
        ),
        sample(
            "date_changed_joining_follows",
            Message::DateChanged(DateChanged { joining: None, joining_follows: true, ..changed }),
        ),
    ]
}

pub(super) fn changes() -> Vec<Sample> {
    let moved = vec![
        "Monday 11 January 2027, 10am to 1pm (UK time) is moved to Tuesday 12 January 2027, 10am to 1pm (UK time)."
            .to_owned(),
    ];
    let waiting = DatesChanged {
        session: introduction(),
        changes: moved.clone(),
        requested: false,
        offered_until: None,
        automatic_ended: true,
        clashes: vec![],
        reference: booking().reference,
        page: booking().page,
    };
    let approved = ApprovalDatesChanged {
        person: "Amira Khan".to_owned(),
        session: introduction(),
        changes: moved,
        reference: booking().reference,
        answer_by: None,
        page: booking().page,
    };
    vec![
        sample("dates_changed_waiting", Message::DatesChanged(waiting.clone())),
        sample(
            "dates_changed_offered",
            Message::DatesChanged(DatesChanged {
                offered_until: Some(moment(2027, 1, 7, 17)),
                clashes: vec![course_date()],
                page: Page::at("/bookings/01930000-0000-7000-8000-00000000000b/offer"),
                ..waiting.clone()
            }),
        ),
        sample(
            "dates_changed_requested",
            Message::DatesChanged(DatesChanged {
                session: action_learning(),
                changes: vec![
                    "New: Tuesday 15 June 2027, 3pm to 4:30pm (UK time).".to_owned(),
                    "Where: Zoom. It was City Hall, Room 2.".to_owned(),
                ],
                requested: true,
                automatic_ended: false,
                ..waiting
            }),
        ),
        sample("approval_dates_changed", Message::ApprovalDatesChanged(approved.clone())),
        sample(
            "approval_dates_changed_open",
            Message::ApprovalDatesChanged(ApprovalDatesChanged {
                answer_by: Some(moment(2027, 1, 6, 17)),
                page: Page::at("/bookings/01930000-0000-7000-8000-00000000000b/approval"),
                ..approved
            }),
        ),
    ]
}
