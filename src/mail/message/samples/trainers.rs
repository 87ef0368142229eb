//! Mails to those who run sessions.

use super::{Sample, action_learning, date, development, introduction, joining, morning, sample};
use crate::mail::message::{
    Message, Page, RegisterOverdue, RegisterWanted, RunCalledOff, RunDate, RunDateChanged, RunDateOff,
    RunEnded, RunSession, SessionFacts,
};

fn roster_page() -> Page {
    Page::at("/sessions/01930000-0000-7000-8000-00000000000d/roster")
}

fn register_page() -> Page {
    Page::at("/sessions/01930000-0000-7000-8000-00000000000d/attendance")
}

pub(super) fn trainers() -> Vec<Sample> {
    let asked = RunSession {
        session: introduction(),
        asked_by: Some("Maureen Clarke".to_owned()),
        joining: Some(joining()),
        joining_follows: false,
        roster_page: roster_page(),
    };
    let one_more = RunDate {
        date: date(&action_learning(), 2),
        joining: Some(joining()),
        joining_follows: false,
        roster_page: roster_page(),
    };
    let changed = RunDateChanged {
        date: date(&introduction(), 1),
        when_before: Some(morning(2027, 1, 11)),
        location_before: None,
        joining_changed: false,
        joining: Some(joining()),
        joining_follows: false,
        roster_page: roster_page(),
    };
    vec![
        sample("run_session", Message::RunSession(asked.clone())),
        sample(
            "run_session_set",
            Message::RunSession(RunSession {
                session: action_learning(),
                asked_by: None,
                joining: None,
                joining_follows: true,
                ..asked
            }),
        ),
        sample("run_date", Message::RunDate(one_more.clone())),
        sample(
            "run_date_joining_follows",
            Message::RunDate(RunDate { joining: None, joining_follows: true, ..one_more }),
        ),
        sample("run_date_changed_time", Message::RunDateChanged(changed.clone())),
        sample(
            "run_date_changed_place_and_joining",
            Message::RunDateChanged(RunDateChanged {
                date: date(&action_learning(), 3),
                when_before: None,
                location_before: Some("City Hall, Room 2".to_owned()),
                joining_changed: true,
                joining: None,
                joining_follows: true,
                ..changed
            }),
        ),
        sample(
            "run_date_off",
            Message::RunDateOff(RunDateOff {
                date: date(&action_learning(), 4),
                because: "This date has been taken out of the course.".to_owned(),
            }),
        ),
        sample(
            "run_date_off_single",
            Message::RunDateOff(RunDateOff {
                date: date(&development(), 1),
                because: "You no longer run this course.".to_owned(),
            }),
        ),
        sample(
            "run_ended",
            Message::RunEnded(RunEnded {
                session: introduction(),
                ended_by: Some("Maureen Clarke".to_owned()),
            }),
        ),
        sample(
            "run_ended_by_themselves",
            Message::RunEnded(RunEnded { session: action_learning(), ended_by: None }),
        ),
        sample(
            "run_called_off",
            Message::RunCalledOff(RunCalledOff {
                session: introduction(),
                reason: "Too few people have booked.".to_owned(),
            }),
        ),
        sample(
            "run_called_off_set",
            Message::RunCalledOff(RunCalledOff {
                session: action_learning(),
                reason: "The group has asked for another year.".to_owned(),
            }),
        ),
    ]
}

/// What asks for a register that was left open.
pub(super) fn registers() -> Vec<Sample> {
    let wanted =
        RegisterWanted { session: introduction(), waiting: 14, again: false, register_page: register_page() };
    let overdue =
        RegisterOverdue { session: introduction(), waiting: 14, asked: true, register_page: register_page() };
    vec![
        sample("register_wanted", Message::RegisterWanted(wanted.clone())),
        sample(
            "register_wanted_again",
            Message::RegisterWanted(RegisterWanted {
                session: action_learning(),
                waiting: 1,
                again: true,
                ..wanted
            }),
        ),
        sample("register_overdue", Message::RegisterOverdue(overdue.clone())),
        sample(
            "register_overdue_nobody_runs_it",
            Message::RegisterOverdue(RegisterOverdue {
                session: SessionFacts { trainers: vec![], ..introduction() },
                asked: false,
                ..overdue
            }),
        ),
    ]
}
