//! Mails about a session as a whole: called off, coming up, opened.

use serde::{Deserialize, Serialize};

use super::facts::{BookingRef, DateFacts, Joining, Moment, NextDate, Page, SessionFacts, When};

/// We called the session off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCancelled {
    /// What is called off.
    pub session: SessionFacts,
    /// The booking's reference.
    pub reference: String,
    /// Whether the reader was only waiting for a place.
    pub was_waiting: bool,
    /// The first of the dates called off, when others had taken place: those stay.
    #[serde(default)]
    pub from_on: Option<When>,
    /// Why, in the coordinator's words.
    pub reason: String,
    /// Further dates of the course.
    pub next_dates: Vec<NextDate>,
    /// The course's page.
    pub course_page: Page,
}

/// A week before a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderWeek {
    /// The date.
    pub date: DateFacts,
    /// How to join, once known.
    pub joining: Option<Joining>,
    /// Whether joining details are still to come.
    pub joining_follows: bool,
    /// Reference and page.
    pub booking: BookingRef,
    /// The last moment to cancel or move without consequence; `None` once it has passed.
    pub cancel_until: Option<Moment>,
    /// The name as the certificate will show it, to be put right beforehand.
    pub certificate_name: String,
    /// The letters of it that no font draws, as a sentence names them: the form to print is asked for.
    #[serde(default)]
    pub cannot_print: Option<String>,
}

/// The day before a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderDay {
    /// The date.
    pub date: DateFacts,
    /// How to join; the reminder waits for it, so `None` means that none is needed.
    pub joining: Option<Joining>,
    /// Reference and page.
    pub booking: BookingRef,
}

/// How to join, once more: a trainer or coordinator sends it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoiningAgain {
    /// The next date.
    pub date: DateFacts,
    /// How to join it.
    pub joining: Joining,
    /// Reference and page.
    pub booking: BookingRef,
}

/// To the coordinator: booked people cannot join yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoiningDetailsMissing {
    /// The session that lacks them.
    pub session: SessionFacts,
    /// How many people are booked.
    pub booked: u32,
    /// Where to add them.
    pub session_page: Page,
}

/// To the trainer, the day before: who is coming.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterTomorrow {
    /// The date.
    pub date: DateFacts,
    /// Who is booked, by name; never their access needs, which stay on the page.
    pub people: Vec<RosterLine>,
    /// How many are waiting for a place.
    pub waiting: u32,
    /// The page with attendance, access needs and joining details.
    pub roster_page: Page,
    /// What those who come share of their action plans, where anybody does; the plans stand on the page alone.
    #[serde(default)]
    pub plans_page: Option<Page>,
}

/// A trainer or coordinator writes to everybody on a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenToSession {
    /// The session's first date.
    pub date: DateFacts,
    /// Who writes.
    pub from: String,
    /// What it is about.
    pub subject: String,
    /// What they write.
    pub says: String,
    /// The reader's own booking.
    pub booking: BookingRef,
}

/// One person who is coming.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterLine {
    /// The person's name.
    pub name: String,
    /// The organisation they book under.
    pub organisation: Option<String>,
}

/// Dates of a network meeting came up, and the reader's organisation may come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkInvitation {
    /// The course's title.
    pub course: String,
    /// The organisation that is invited.
    pub organisation: String,
    /// What it is about.
    pub summary: String,
    /// The dates.
    pub dates: Vec<NextDate>,
    /// The course's page.
    pub course_page: Page,
}
