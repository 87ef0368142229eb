//! Mails about sessions as a whole, what attendance came to, and copies.

use super::{
    Sample, action_learning, booking, course_date, course_page, date, day, development, introduction,
    joining, moment, next_dates, sample,
};
use crate::{
    domain::ids::TokenId,
    mail::message::{
        CertificateReplaced, CertificateWithdrawn, CopyReason, DisputeAnswered, JoiningAgain,
        JoiningDetailsMissing, LinkTo, ManagerDigest, ManagerNotice, Message, Minutes, NetworkInvitation,
        NoticeEvent, NoticeLine, Page, ReminderDay, ReminderWeek, ResultAttended, ResultDisputed,
        ResultFacts, ResultNoShow, ResultPartly, RosterLine, RosterTomorrow, SecretLink, SessionCancelled,
        WrittenToSession,
    },
};

pub(super) fn sessions() -> Vec<Sample> {
    let mut all = called_off();
    all.extend(coming_up());
    all.extend(once_more());
    all
}

fn called_off() -> Vec<Sample> {
    let cancelled = SessionCancelled {
        session: introduction(),
        reference: booking().reference,
        was_waiting: false,
        from_on: None,
        reason: "The trainer is ill.".to_owned(),
        next_dates: next_dates(),
        course_page: course_page(),
    };
    vec![
        sample("session_cancelled", Message::SessionCancelled(cancelled.clone())),
        sample(
            "session_cancelled_waiting",
            Message::SessionCancelled(SessionCancelled {
                was_waiting: true,
                next_dates: vec![],
                ..cancelled.clone()
            }),
        ),
        sample(
            "session_cancelled_midway",
            Message::SessionCancelled(SessionCancelled {
                session: action_learning(),
                from_on: action_learning().dates.into_iter().nth(2),
                ..cancelled
            }),
        ),
    ]
}

fn once_more() -> Vec<Sample> {
    let again = JoiningAgain { date: date(&introduction(), 1), joining: joining(), booking: booking() };
    vec![
        sample("joining_again", Message::JoiningAgain(again.clone())),
        sample(
            "joining_again_of_set",
            Message::JoiningAgain(JoiningAgain { date: date(&action_learning(), 2), ..again }),
        ),
    ]
}

fn coming_up() -> Vec<Sample> {
    let week = ReminderWeek {
        date: date(&introduction(), 1),
        joining: Some(joining()),
        joining_follows: false,
        booking: booking(),
        cancel_until: Some(moment(2027, 1, 6, 17)),
        certificate_name: "Amira Khan-Świątek".to_owned(),
        cannot_print: None,
    };
    let roster = RosterTomorrow {
        date: date(&introduction(), 1),
        people: vec![
            RosterLine {
                name: "Amira Khan".to_owned(),
                organisation: Some("Hillside Primary School".to_owned()),
            },
            RosterLine { name: "Łukasz Żółć".to_owned(), organisation: None },
        ],
        waiting: 2,
        roster_page: Page::at("/sessions/01930000-0000-7000-8000-00000000000d/attendance"),
        plans_page: Some(Page::at("/sessions/01930000-0000-7000-8000-00000000000d/action-plans")),
    };
    vec![
        sample("reminder_week", Message::ReminderWeek(week.clone())),
        sample(
            "reminder_week_of_set",
            Message::ReminderWeek(ReminderWeek {
                date: date(&action_learning(), 2),
                joining: None,
                joining_follows: true,
                cancel_until: None,
                certificate_name: "王 Amira".to_owned(),
                cannot_print: Some("王".to_owned()),
                ..week
            }),
        ),
        sample(
            "reminder_day",
            Message::ReminderDay(ReminderDay {
                date: date(&introduction(), 1),
                joining: Some(joining()),
                booking: booking(),
            }),
        ),
        sample(
            "reminder_day_of_set_in_room",
            Message::ReminderDay(ReminderDay {
                date: date(
                    &super::SessionFacts { location: "City Hall, Room 2".to_owned(), ..action_learning() },
                    4,
                ),
                joining: None,
                booking: booking(),
            }),
        ),
        sample(
            "joining_details_missing",
            Message::JoiningDetailsMissing(JoiningDetailsMissing {
                session: introduction(),
                booked: 14,
                session_page: Page::at("/sessions/01930000-0000-7000-8000-00000000000d/edit"),
            }),
        ),
        sample(
            "written_to_session",
            Message::WrittenToSession(WrittenToSession {
                date: date(&introduction(), 1),
                from: "Maureen Clarke".to_owned(),
                subject: "What to bring on Tuesday".to_owned(),
                says: "Please have a pen and a quiet corner ready.\nSee you then!".to_owned(),
                booking: booking(),
            }),
        ),
        sample("roster_tomorrow", Message::RosterTomorrow(roster.clone())),
        sample(
            "roster_tomorrow_empty",
            Message::RosterTomorrow(RosterTomorrow {
                people: vec![],
                waiting: 0,
                plans_page: None,
                ..roster
            }),
        ),
        sample(
            "network_invitation",
            Message::NetworkInvitation(NetworkInvitation {
                course: "Restorative schools network meeting".to_owned(),
                organisation: "Hillside Primary School".to_owned(),
                summary: "Meet other schools that work restoratively, once a term.".to_owned(),
                dates: next_dates(),
                course_page: Page::at("/courses/network-meeting"),
            }),
        ),
    ]
}

fn plan_page() -> Page {
    Page::at("/bookings/01930000-0000-7000-8000-00000000000b/action-plan")
}

fn feedback_link() -> SecretLink {
    let token = TokenId::from_uuid(uuid::Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0031));
    SecretLink::new(token, LinkTo::Feedback)
}

fn result() -> ResultFacts {
    ResultFacts {
        course: introduction().course,
        dates: introduction().dates,
        reference: booking().reference,
        object: Page::at("/bookings/01930000-0000-7000-8000-00000000000b/wrong"),
        object_until: moment(2027, 1, 26, 17),
    }
}

pub(super) fn certificates() -> Vec<Sample> {
    let attended = ResultAttended {
        result: result(),
        feedback: Some(feedback_link()),
        cpd: Minutes { minutes: 180 },
        cpd_basis: "All 180 scheduled minutes, without breaks.".to_owned(),
        number: "TL-2027-7Q3M9X".to_owned(),
        code: "7K3Q 9MXA 2ZRT 5WPE 8HJD 4NBC".to_owned(),
        verify_page: Page::at("/verify/7K3Q9MXA2ZRT5WPE8HJD4NBC"),
        certificate_page: Page::at("/certificates/01930000-0000-7000-8000-0000000000ce"),
        name_page: None,
        next_dates: next_dates(),
        plan_page: Some(plan_page()),
    };
    let name_page = Page::at("/account/name");
    let replaced = CertificateReplaced {
        course: introduction().course,
        old_number: "TL-2027-7Q3M9X".to_owned(),
        number: "TL-2027-4D8W2K".to_owned(),
        code: "2ZRT 5WPE 7K3Q 9MXA 4NBC 8HJD".to_owned(),
        because: "Your attendance was corrected.".to_owned(),
        verify_page: Page::at("/verify/2ZRT5WPE7K3Q9MXA4NBC8HJD"),
        certificate_page: Page::at("/certificates/01930000-0000-7000-8000-0000000000cf"),
        name_page: None,
    };
    vec![
        sample("result_attended", Message::ResultAttended(attended.clone())),
        sample(
            "result_attended_name_asked",
            Message::ResultAttended(ResultAttended {
                name_page: Some(name_page.clone()),
                ..attended.clone()
            }),
        ),
        sample(
            "result_attended_set",
            Message::ResultAttended(ResultAttended {
                result: ResultFacts {
                    course: action_learning().course,
                    dates: action_learning().dates,
                    ..result()
                },
                cpd: Minutes { minutes: 450 },
                cpd_basis: "5 of 6 dates: 450 of 540 scheduled minutes.".to_owned(),
                next_dates: vec![],
                plan_page: None,
                feedback: None,
                ..attended
            }),
        ),
        sample(
            "result_partly",
            Message::ResultPartly(ResultPartly {
                result: result(),
                feedback: Some(feedback_link()),
                cpd: Minutes { minutes: 95 },
                cpd_basis: "97 of 180 scheduled minutes, rounded down to 5.".to_owned(),
                enough: "A certificate needs 80 % of the time.".to_owned(),
                next_dates: next_dates(),
                course_page: course_page(),
                plan_page: Some(plan_page()),
            }),
        ),
        sample(
            "result_no_show",
            Message::ResultNoShow(ResultNoShow {
                result: result(),
                next_dates: next_dates(),
                course_page: course_page(),
            }),
        ),
        sample("certificate_replaced", Message::CertificateReplaced(replaced.clone())),
        sample(
            "certificate_replaced_name_asked",
            Message::CertificateReplaced(CertificateReplaced { name_page: Some(name_page), ..replaced }),
        ),
        sample(
            "certificate_withdrawn",
            Message::CertificateWithdrawn(CertificateWithdrawn {
                course: introduction().course,
                number: "TL-2027-7Q3M9X".to_owned(),
                because: "It was issued by mistake.".to_owned(),
                certificates_page: Page::at("/certificates"),
            }),
        ),
    ]
}

pub(super) fn disputes() -> Vec<Sample> {
    let answered = DisputeAnswered {
        course: introduction().course,
        dates: introduction().dates,
        booking: booking(),
        about: None,
        said_by: None,
        says: "I was there, signed in as “iPad (2)”.".to_owned(),
        answer: "You are right, thank you.\nWe have corrected it.".to_owned(),
        put_right_until: None,
    };
    vec![
        sample(
            "result_disputed",
            Message::ResultDisputed(ResultDisputed {
                person: "Amira Khan".to_owned(),
                course: introduction().course,
                dates: introduction().dates,
                recorded: "did not attend".to_owned(),
                says: "I was there, signed in as “iPad (2)”.".to_owned(),
                register_page: Page::at("/sessions/01930000-0000-7000-8000-00000000000d/attendance"),
            }),
        ),
        sample("dispute_answered", Message::DisputeAnswered(answered.clone())),
        sample(
            "dispute_answered_to_who_said_it",
            Message::DisputeAnswered(DisputeAnswered {
                about: Some("Łukasz Żółć".to_owned()),
                put_right_until: Some(moment(2027, 1, 14, 17)),
                ..answered.clone()
            }),
        ),
        sample(
            "dispute_answered_for_somebody",
            Message::DisputeAnswered(DisputeAnswered {
                said_by: Some("Mary Manager".to_owned()),
                ..answered
            }),
        ),
    ]
}

fn line(person: &str, event: NoticeEvent) -> NoticeLine {
    NoticeLine { person: person.to_owned(), event, date: course_date() }
}

pub(super) fn managers() -> Vec<Sample> {
    let notice = |name, event, reason| {
        sample(name, Message::ManagerNotice(ManagerNotice { line: line("Amira Khan", event), reason }))
    };
    let digest = ManagerDigest {
        first_day: day(2027, 1, 4),
        last_day: day(2027, 1, 10),
        lines: [
            NoticeEvent::Booked,
            NoticeEvent::Requested,
            NoticeEvent::Waitlisted,
            NoticeEvent::Moved,
            NoticeEvent::Cancelled,
            NoticeEvent::CancelledShortNotice,
            NoticeEvent::HandedOver,
            NoticeEvent::Released,
            NoticeEvent::CalledOff,
            NoticeEvent::Attended,
            NoticeEvent::PartlyAttended,
            NoticeEvent::NoShow,
        ]
        .map(|event| line("Amira Khan", event))
        .to_vec(),
        waiting_for_yes: 2,
        reason: CopyReason::LineManager,
    };
    vec![
        notice("manager_notice", NoticeEvent::Booked, CopyReason::LineManager),
        notice("manager_notice_lead", NoticeEvent::CancelledShortNotice, CopyReason::OrganisationLead),
        notice("manager_notice_shared_mailbox", NoticeEvent::NoShow, CopyReason::SharedMailbox),
        sample("manager_digest", Message::ManagerDigest(digest.clone())),
        sample(
            "manager_digest_nothing_waits",
            Message::ManagerDigest(ManagerDigest {
                lines: vec![NoticeLine {
                    date: super::CourseDate { course: development().course, ..course_date() },
                    ..line("Łukasz Żółć", NoticeEvent::Attended)
                }],
                waiting_for_yes: 0,
                ..digest
            }),
        ),
    ]
}
