//! One mail of every kind, and the variations that read differently: what tests render, and what a coordinator
//! can be shown.

mod action_plans;
mod addresses;
mod changes;
mod commissions;
mod hand_overs;
mod impact;
mod on_demand;
mod outcomes;
mod personal_data;
mod places;
mod practice;
mod second_factors;
mod trainers;

use chrono::{DateTime, TimeZone, Utc};

use super::{
    AddressAlreadyKnown, BookingRef, ClaimConfirmed, ClaimDeclined, ConfirmAddress, CourseDate, DateFacts,
    Day, HeldPlace, InvitedToJoin, Joining, LinkTo, Message, Minutes, Moment, NextDate, Page, PartOfSet,
    Place, SecretLink, SessionFacts, SharedMailbox, SignInLink, TypedCode, When,
};
use crate::domain::{ids::TokenId, times::Zone};

/// A mail to look at, with the name of what is special about it.
pub struct Sample {
    /// The kind, and the variation if there is more than one.
    pub name: &'static str,
    /// The mail.
    pub message: Message,
}

/// At least one mail of every kind.
#[must_use]
pub fn samples() -> Vec<Sample> {
    let mut all = people();
    all.extend(addresses::addresses());
    all.extend(second_factors::second_factors());
    all.extend(places::bookings());
    all.extend(changes::changes());
    all.extend(hand_overs::hand_overs());
    all.extend(on_demand::on_demand());
    all.extend(places::waiting());
    all.extend(places::approvals());
    all.extend(outcomes::sessions());
    all.extend(action_plans::action_plans());
    all.extend(trainers::trainers());
    all.extend(trainers::registers());
    all.extend(outcomes::certificates());
    all.extend(outcomes::disputes());
    all.extend(impact::impact());
    all.extend(commissions::commissions());
    all.extend(outcomes::managers());
    all.extend(personal_data::personal_data());
    all.extend(practice::practice());
    all
}

fn sample(name: &'static str, message: Message) -> Sample {
    Sample { name, message }
}

fn people() -> Vec<Sample> {
    let token = TokenId::from_uuid(uuid::Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001));
    let confirm = ConfirmAddress {
        address: "amira.khan@school.example".to_owned(),
        link: SecretLink::new(token, LinkTo::Confirm),
        code: TypedCode { code_of: token },
        valid_for: Minutes { minutes: 60 },
        held_place: None,
    };
    let invited = InvitedToJoin {
        inviter: "Maureen Clarke".to_owned(),
        organisation: "Hillside Primary School".to_owned(),
        link: SecretLink::new(token, LinkTo::Join),
        until: moment(2027, 1, 6, 17),
        booked: None,
    };
    let says = "I did the two-day course at the Civic Centre, with Mrs Okafor.".to_owned();
    let confirmed = ClaimConfirmed {
        says: says.clone(),
        training: "Two-day restorative practice course".to_owned(),
        on: chrono::NaiveDate::from_ymd_opt(2017, 5, 12).map(|day| Day { day }),
        ladder_page: Page::at("/my-ladder"),
    };
    vec![
        sample(
            "sign_in_link",
            Message::SignInLink(SignInLink {
                link: SecretLink::new(token, LinkTo::SignIn),
                valid_for: Minutes { minutes: 15 },
            }),
        ),
        sample("confirm_address", Message::ConfirmAddress(confirm.clone())),
        sample(
            "confirm_address_place_held",
            Message::ConfirmAddress(ConfirmAddress {
                held_place: Some(HeldPlace { session: introduction(), until: moment(2027, 1, 4, 11) }),
                ..confirm
            }),
        ),
        sample(
            "address_already_known",
            Message::AddressAlreadyKnown(AddressAlreadyKnown {
                address: "amira.khan@school.example".to_owned(),
                sign_in: Page::at("/sign-in"),
            }),
        ),
        sample(
            "shared_mailbox",
            Message::SharedMailbox(SharedMailbox {
                address: "office@school.example".to_owned(),
                register: Page::at("/register"),
            }),
        ),
        sample("invited_to_join", Message::InvitedToJoin(invited.clone())),
        sample(
            "invited_to_join_booked",
            Message::InvitedToJoin(InvitedToJoin { booked: Some(introduction()), ..invited }),
        ),
        sample("claim_confirmed", Message::ClaimConfirmed(confirmed.clone())),
        sample(
            "claim_confirmed_without_a_day",
            Message::ClaimConfirmed(ClaimConfirmed { on: None, ..confirmed }),
        ),
        sample(
            "claim_declined",
            Message::ClaimDeclined(ClaimDeclined {
                says,
                reason: "That course was given by another provider.\nSend us its certificate, please."
                    .to_owned(),
                claims_page: Page::at("/my-training"),
            }),
        ),
    ]
}

fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, day, hour, minute, 0).single().unwrap_or_default()
}

fn moment(year: i32, month: u32, day: u32, hour: u32) -> Moment {
    Moment { at: at(year, month, day, hour, 0), timezone: Zone::LONDON }
}

fn day(year: i32, month: u32, day: u32) -> Day {
    Day { day: at(year, month, day, 12, 0).date_naive() }
}

/// Three hours from ten o'clock on a day in winter.
fn morning(year: i32, month: u32, day: u32) -> When {
    When {
        starts_at: at(year, month, day, 10, 0),
        ends_at: at(year, month, day, 13, 0),
        timezone: Zone::LONDON,
    }
}

fn introduction() -> SessionFacts {
    SessionFacts {
        course: "Introduction to restorative practice".to_owned(),
        dates: vec![morning(2027, 1, 12)],
        location: "Zoom".to_owned(),
        trainers: vec!["Dana Price".to_owned(), "Seán O’Brien".to_owned()],
    }
}

fn development() -> SessionFacts {
    SessionFacts {
        course: "Development: working ‘with’ & <not> “to”".to_owned(),
        dates: vec![morning(2027, 2, 9)],
        location: "City Hall, Room 2".to_owned(),
        trainers: vec![],
    }
}

/// Six dates across the change to summer time: 3pm each time where people are.
fn action_learning() -> SessionFacts {
    let dates = [(1, 19), (2, 16), (3, 16), (4, 20), (5, 18), (6, 15)].map(|(month, day)| {
        let start = if month > 3 { 14 } else { 15 };
        When {
            starts_at: at(2027, month, day, start, 0),
            ends_at: at(2027, month, day, start + 1, 30),
            timezone: Zone::LONDON,
        }
    });
    SessionFacts {
        course: "Action learning".to_owned(),
        dates: dates.to_vec(),
        location: "Zoom".to_owned(),
        trainers: vec!["Dana Price".to_owned()],
    }
}

fn date(session: &SessionFacts, number: usize) -> DateFacts {
    let of = session.dates.len();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    DateFacts {
        course: session.course.clone(),
        when: session.dates[number - 1].clone(),
        part: (of > 1).then(|| PartOfSet { number: count(number), of: count(of) }),
        location: session.location.clone(),
        trainers: session.trainers.clone(),
    }
}

fn booking() -> BookingRef {
    BookingRef {
        reference: "RP-4K7M-2Q".to_owned(),
        page: Page::at("/bookings/01930000-0000-7000-8000-00000000000b"),
    }
}

fn joining() -> Joining {
    Joining {
        url: Some("https://zoom.example/j/98765432100?pwd=abc&x=1".to_owned()),
        meeting_id: Some("987 6543 2100".to_owned()),
        passcode: Some("ladder".to_owned()),
        dial_in: Some("0330 088 5830".to_owned()),
        test_url: Some("https://zoom.example/test".to_owned()),
        help: Some("Ring Dana Price on 0191 498 0000".to_owned()),
    }
}

fn place(session: SessionFacts) -> Place {
    Place {
        session,
        booking: booking(),
        conditions: vec![],
        joining: Some(joining()),
        joining_follows: false,
        cancel_until: Some(moment(2027, 1, 6, 17)),
    }
}

fn next_dates() -> Vec<NextDate> {
    [(2, 9), (3, 9)]
        .map(|(month, day)| NextDate {
            course: "Introduction to restorative practice".to_owned(),
            when: morning(2027, month, day),
            page: Page::at(format!("/dates/01930000-0000-7000-8000-0000000000{month:02}")),
        })
        .to_vec()
}

fn course_date() -> CourseDate {
    CourseDate { course: "Introduction to restorative practice".to_owned(), when: morning(2027, 1, 12) }
}

fn course_page() -> Page {
    Page::at("/courses/introduction")
}

fn ladder_page() -> Page {
    Page::at("/my-ladder")
}
