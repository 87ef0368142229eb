//! Mails about getting a place, waiting for one and asking for one.

use super::{
    Sample, action_learning, booking, changes, course_date, course_page, date, day, development,
    introduction, ladder_page, moment, morning, next_dates, place, sample,
};
use crate::mail::message::{
    ApprovalLapsed, ApprovalWanted, Approved, Approver, AutoBookRefused, Booked, BookedDate,
    BookingCancelled, ConditionFailed, ConditionKept, DateCancelled, Declined, Joining, Message,
    NoPlaceCameUp, OfferMade, OfferPassedOn, Page, Place, PlaceHandedOver, PlaceOpen, PlaceReceived,
    PlaceReleased, PlaceSafe, Replacements, Requested, Waitlisted, When,
};

pub(super) fn bookings() -> Vec<Sample> {
    let mut all = got();
    all.extend(changes::changed());
    all.extend(given_up());
    all.extend(in_doubt());
    all
}

fn got() -> Vec<Sample> {
    let booked = Booked {
        place: place(introduction()),
        booked_by: None,
        asked_by: None,
        say_no: None,
        note: None,
        told: vec![],
    };
    let unplanned =
        Place { joining: None, joining_follows: true, cancel_until: None, ..place(development()) };
    vec![
        sample("booked", Message::Booked(booked.clone())),
        sample(
            "booked_on_condition",
            Message::Booked(Booked {
                place: Place { conditions: vec![course_date()], ..unplanned.clone() },
                told: vec!["Maureen Clarke".to_owned(), "office@school.example".to_owned()],
                ..booked.clone()
            }),
        ),
        sample(
            "booked_set_by_manager",
            Message::Booked(Booked {
                place: place(action_learning()),
                booked_by: Some("Maureen Clarke".to_owned()),
                note: Some("This is the group we talked about.\r\n\r\nLet’s speak on Monday.".to_owned()),
                ..booked.clone()
            }),
        ),
        sample(
            "booked_elsewhere",
            Message::Booked(Booked {
                place: Place {
                    session: super::SessionFacts {
                        dates: vec![When {
                            timezone: chrono_tz::Europe::Madrid.into(),
                            ..morning(2027, 1, 12)
                        }],
                        ..introduction()
                    },
                    cancel_until: Some(super::Moment {
                        timezone: chrono_tz::Europe::Madrid.into(),
                        ..moment(2027, 1, 6, 17)
                    }),
                    ..place(introduction())
                },
                ..booked
            }),
        ),
        sample(
            "booked_date",
            Message::BookedDate(BookedDate {
                date: date(&action_learning(), 2),
                before: None,
                joining: Some(Joining {
                    url: Some("https://zoom.example/j/98765432100".to_owned()),
                    ..Joining::default()
                }),
                joining_follows: false,
                clashes: vec![],
                booking: booking(),
            }),
        ),
        sample(
            "booked_date_new_time",
            Message::BookedDate(BookedDate {
                date: date(&action_learning(), 4),
                before: Some(morning(2027, 4, 13)),
                joining: None,
                joining_follows: true,
                clashes: vec![course_date()],
                booking: booking(),
            }),
        ),
        sample(
            "place_received",
            Message::PlaceReceived(PlaceReceived {
                place: unplanned, colleague: "Łukasz Żółć".to_owned()
            }),
        ),
        sample(
            "place_received_set",
            Message::PlaceReceived(PlaceReceived {
                place: place(action_learning()),
                colleague: "Łukasz Żółć".to_owned(),
            }),
        ),
    ]
}

fn given_up() -> Vec<Sample> {
    let cancelled = BookingCancelled {
        session: introduction(),
        reference: booking().reference,
        cancelled_by: None,
        reason: None,
        short_notice: false,
        from_on: None,
        next_dates: next_dates(),
        course_page: course_page(),
    };
    let handed_over = PlaceHandedOver {
        session: introduction(),
        reference: booking().reference,
        colleague: "Łukasz Żółć".to_owned(),
        handed_over_by: None,
        from_on: None,
        course_page: course_page(),
    };
    let midway = action_learning().dates.into_iter().nth(2);
    vec![
        sample("booking_cancelled", Message::BookingCancelled(cancelled.clone())),
        sample(
            "booking_cancelled_short_notice",
            Message::BookingCancelled(BookingCancelled {
                cancelled_by: Some("Maureen Clarke".to_owned()),
                reason: Some("She is needed at a case conference.".to_owned()),
                short_notice: true,
                next_dates: vec![],
                ..cancelled.clone()
            }),
        ),
        sample(
            "booking_cancelled_midway",
            Message::BookingCancelled(BookingCancelled {
                session: action_learning(),
                cancelled_by: Some("Maureen Clarke".to_owned()),
                from_on: midway.clone(),
                ..cancelled
            }),
        ),
        sample(
            "date_cancelled",
            Message::DateCancelled(DateCancelled {
                date: date(&action_learning(), 6),
                because: "Your group now meets five times.".to_owned(),
                booking: booking(),
            }),
        ),
        sample(
            "date_cancelled_single",
            Message::DateCancelled(DateCancelled {
                date: date(&development(), 1),
                because: "This date is replaced by another.".to_owned(),
                booking: booking(),
            }),
        ),
        sample("place_handed_over", Message::PlaceHandedOver(handed_over.clone())),
        sample(
            "place_handed_over_by_manager",
            Message::PlaceHandedOver(PlaceHandedOver {
                handed_over_by: Some("Maureen Clarke".to_owned()),
                ..handed_over.clone()
            }),
        ),
        sample(
            "place_handed_over_midway",
            Message::PlaceHandedOver(PlaceHandedOver {
                session: action_learning(),
                from_on: midway,
                ..handed_over
            }),
        ),
        sample(
            "place_released",
            Message::PlaceReleased(PlaceReleased {
                session: development(),
                reference: booking().reference,
                because: "you have not attended Introduction to restorative practice".to_owned(),
                next_dates: next_dates(),
                ladder_page: ladder_page(),
            }),
        ),
    ]
}

fn in_doubt() -> Vec<Sample> {
    let failed = ConditionFailed {
        session: development(),
        booking: booking(),
        depends_on: course_date(),
        because: "Our record says that you did not attend.".to_owned(),
        needed: vec![
            "You can book this after Introduction to restorative practice.".to_owned(),
            "Refresh first: Circles and meetings.".to_owned(),
        ],
        until: moment(2027, 1, 14, 17),
        next_dates: next_dates(),
        object: Page::at("/bookings/01930000-0000-7000-8000-00000000000b/wrong"),
    };
    let kept = ConditionKept {
        session: development(),
        booking: booking(),
        because: "We have had to call off Introduction to restorative practice on Tuesday 12 January 2027."
            .to_owned(),
        replacement: Some(Replacements { next_dates: next_dates(), until: moment(2027, 1, 7, 17) }),
    };
    vec![
        sample("condition_failed", Message::ConditionFailed(failed.clone())),
        sample(
            "condition_failed_no_dates",
            Message::ConditionFailed(ConditionFailed { needed: vec![], next_dates: vec![], ..failed }),
        ),
        sample("condition_kept", Message::ConditionKept(kept.clone())),
        sample(
            "condition_kept_no_dates",
            Message::ConditionKept(ConditionKept { replacement: None, ..kept }),
        ),
        sample(
            "place_safe",
            Message::PlaceSafe(PlaceSafe {
                session: development(),
                booking: booking(),
                because: "We have corrected your attendance.".to_owned(),
            }),
        ),
    ]
}

pub(super) fn waiting() -> Vec<Sample> {
    let waitlisted =
        Waitlisted { session: introduction(), booking: booking(), position: 3, automatic_until: None };
    let offer = OfferMade {
        session: introduction(),
        reference: booking().reference,
        until: moment(2027, 1, 7, 17),
        displaced: false,
        replaces: None,
        offer_page: Page::at("/offers/01930000-0000-7000-8000-00000000000f"),
    };
    let passed_on = OfferPassedOn { session: introduction(), booking: booking(), position_kept: true };
    let no_place = NoPlaceCameUp {
        session: introduction(),
        had_offer: false,
        reference: booking().reference,
        next_dates: next_dates(),
        course_page: course_page(),
    };
    vec![
        sample("waitlisted", Message::Waitlisted(waitlisted.clone())),
        sample(
            "waitlisted_automatic",
            Message::Waitlisted(Waitlisted { automatic_until: Some(day(2027, 1, 8)), ..waitlisted }),
        ),
        sample("offer_made", Message::OfferMade(offer.clone())),
        sample(
            "offer_made_displaced",
            Message::OfferMade(OfferMade {
                displaced: true,
                replaces: Some(super::CourseDate { when: morning(2027, 3, 9), ..course_date() }),
                ..offer
            }),
        ),
        sample("offer_passed_on", Message::OfferPassedOn(passed_on.clone())),
        sample(
            "offer_passed_on_second",
            Message::OfferPassedOn(OfferPassedOn { position_kept: false, ..passed_on }),
        ),
        sample(
            "place_open",
            Message::PlaceOpen(PlaceOpen {
                session: introduction(),
                reference: booking().reference,
                session_page: Page::at("/dates/01930000-0000-7000-8000-00000000000d"),
            }),
        ),
        sample(
            "auto_book_refused",
            Message::AutoBookRefused(AutoBookRefused {
                session: development(),
                booking: booking(),
                refusals: vec![
                    "You already have a place on Circles and meetings at that time.".to_owned(),
                    "You can book this after Introduction to restorative practice.".to_owned(),
                ],
                next_dates: next_dates(),
            }),
        ),
        sample("no_place_came_up", Message::NoPlaceCameUp(no_place.clone())),
        sample(
            "no_place_came_up_offered",
            Message::NoPlaceCameUp(NoPlaceCameUp { had_offer: true, ..no_place }),
        ),
    ]
}

pub(super) fn approvals() -> Vec<Sample> {
    let requested = Requested {
        session: introduction(),
        booking: booking(),
        asked: "Maureen Clarke".to_owned(),
        answer_by: moment(2027, 1, 6, 17),
        requested_by: None,
    };
    let wanted = ApprovalWanted {
        person: "Amira Khan".to_owned(),
        organisation: Some("Hillside Primary School".to_owned()),
        session: introduction(),
        reference: booking().reference,
        approver: Approver::Manager,
        because: "This course asks for a manager’s yes.".to_owned(),
        note: Some("It would help with the new year 4.".to_owned()),
        answer_by: moment(2027, 1, 6, 17),
        answer_page: Page::at("/requests/01930000-0000-7000-8000-00000000000b"),
    };
    let lead = ApprovalWanted { approver: Approver::Lead, organisation: None, note: None, ..wanted.clone() };
    let coordinator = ApprovalWanted { approver: Approver::Coordinator, ..wanted.clone() };
    vec![
        sample("requested", Message::Requested(requested.clone())),
        sample(
            "requested_by_colleague",
            Message::Requested(Requested { requested_by: Some("Łukasz Żółć".to_owned()), ..requested }),
        ),
        sample("approval_wanted", Message::ApprovalWanted(wanted.clone())),
        sample("approval_wanted_lead", Message::ApprovalWanted(lead.clone())),
        sample("approval_wanted_coordinator", Message::ApprovalWanted(coordinator)),
        sample("approval_reminder", Message::ApprovalReminder(wanted)),
        sample("approval_reminder_lead", Message::ApprovalReminder(lead)),
        sample(
            "approved",
            Message::Approved(Approved {
                approved_by: "Maureen Clarke".to_owned(),
                place: place(introduction()),
            }),
        ),
        sample(
            "approved_set",
            Message::Approved(Approved {
                approved_by: "Maureen Clarke".to_owned(),
                place: place(action_learning()),
            }),
        ),
        sample(
            "declined",
            Message::Declined(Declined {
                session: introduction(),
                reference: booking().reference,
                declined_by: "Maureen Clarke".to_owned(),
                reason: "We are short of staff that week.\nPlease take a date in spring.".to_owned(),
                next_dates: next_dates(),
                ladder_page: ladder_page(),
            }),
        ),
        sample(
            "approval_lapsed",
            Message::ApprovalLapsed(ApprovalLapsed {
                session: introduction(),
                reference: booking().reference,
                next_dates: next_dates(),
                course_page: course_page(),
            }),
        ),
    ]
}
