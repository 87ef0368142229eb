//! Mails about a place: got, changed, given up.

use serde::{Deserialize, Serialize};

use super::facts::{
    BookingRef, CourseDate, DateFacts, Joining, Moment, NextDate, Page, Place, SecretLink, SessionFacts, When,
};

/// The place is booked; carries the invite for the first date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// The place.
    pub place: Place,
    /// Who booked it, when it was not the reader.
    pub booked_by: Option<String>,
    /// Who asked for the training of the list the reader stands on, when it was not the reader.
    #[serde(default)]
    pub asked_by: Option<String>,
    /// Where the reader says no to it in one press.
    #[serde(default)]
    pub say_no: Option<SecretLink>,
    /// What whoever booked it wants to say to the reader.
    pub note: Option<String>,
    /// Who else is told about it, as the page said beforehand.
    pub told: Vec<String>,
}

/// One further date of a set, in a short mail with its own invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedDate {
    /// The date.
    pub date: DateFacts,
    /// When it was before, if this is a new time.
    pub before: Option<When>,
    /// How to join, once known.
    pub joining: Option<Joining>,
    /// Whether joining details are still to come.
    pub joining_follows: bool,
    /// What else the reader has at that time.
    #[serde(default)]
    pub clashes: Vec<CourseDate>,
    /// Reference and page.
    pub booking: BookingRef,
}

/// The booking now stands for another date of the course; carries the updated invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The date it was for.
    pub before: When,
    /// The new place.
    pub place: Place,
    /// Who moved it, when it was not the reader.
    pub moved_by: Option<String>,
}

/// We changed a date's time, place or joining details; carries the updated invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateChanged {
    /// The date as it is now.
    pub date: DateFacts,
    /// When it was before, if that changed.
    pub when_before: Option<When>,
    /// Where it was before, if that changed.
    pub location_before: Option<String>,
    /// Whether the joining details are new.
    pub joining_changed: bool,
    /// How to join, once known.
    pub joining: Option<Joining>,
    /// Whether joining details are still to come.
    pub joining_follows: bool,
    /// What else the reader has at the new time.
    #[serde(default)]
    pub clashes: Vec<CourseDate>,
    /// Reference and page.
    pub booking: BookingRef,
}

/// The reader, or someone who manages them, gave up the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingCancelled {
    /// What was booked.
    pub session: SessionFacts,
    /// The booking's reference.
    pub reference: String,
    /// Who cancelled, when it was not the reader.
    pub cancelled_by: Option<String>,
    /// The reason given.
    pub reason: Option<String>,
    /// Whether it counts as cancelled at short notice.
    pub short_notice: bool,
    /// The first of the dates given up, when others had taken place: those stay.
    #[serde(default)]
    pub from_on: Option<When>,
    /// Further dates of the course.
    pub next_dates: Vec<NextDate>,
    /// The course's page.
    pub course_page: Page,
}

/// One date is taken out of a set, in a short mail that takes it out of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateCancelled {
    /// The date that is off for the reader.
    pub date: DateFacts,
    /// Why, as one sentence.
    pub because: String,
    /// Reference and page.
    pub booking: BookingRef,
}

/// To the address mail went to before: the date is taken out of its calendar, and the place stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteMovedAway {
    /// The date.
    pub date: DateFacts,
    /// Reference and page.
    pub booking: BookingRef,
}

/// To the address mail goes to from now on: the invite for a date the reader has a place on already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteMovedHere {
    /// The date.
    pub date: DateFacts,
    /// How to join, once known.
    pub joining: Option<Joining>,
    /// Whether joining details are still to come.
    pub joining_follows: bool,
    /// Reference and page.
    pub booking: BookingRef,
}

/// To whoever handed their place to a colleague.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceHandedOver {
    /// What was booked.
    pub session: SessionFacts,
    /// The booking's reference.
    pub reference: String,
    /// Who has the place now.
    pub colleague: String,
    /// Who handed it over, when it was not the reader.
    pub handed_over_by: Option<String>,
    /// The first of the dates handed over, when others had taken place: those stay.
    #[serde(default)]
    pub from_on: Option<When>,
    /// The course's page.
    pub course_page: Page,
}

/// To the colleague who got a place handed over; carries the invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceReceived {
    /// The place.
    pub place: Place,
    /// Who had it before.
    pub colleague: String,
}

/// An earlier date the place depends on did not work out; the reader has time to put it right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionFailed {
    /// What is at stake.
    pub session: SessionFacts,
    /// Its booking.
    pub booking: BookingRef,
    /// The earlier date.
    pub depends_on: CourseDate,
    /// What happened with it, as one sentence.
    pub because: String,
    /// What is still needed, one sentence each.
    pub needed: Vec<String>,
    /// Until when the reader can object or move.
    pub until: Moment,
    /// Dates that would meet what is needed.
    pub next_dates: Vec<NextDate>,
    /// "This is wrong": where to object.
    pub object: Page,
}

/// We called off or moved an earlier date the place depends on; the place is kept and a replacement offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionKept {
    /// The place that is kept.
    pub session: SessionFacts,
    /// Its booking.
    pub booking: BookingRef,
    /// What we changed, as one sentence.
    pub because: String,
    /// Dates that make up for it, until when one can be taken; none while there is no such date.
    pub replacement: Option<Replacements>,
}

/// Dates offered instead of one that we changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacements {
    /// The dates.
    pub next_dates: Vec<NextDate>,
    /// Until when one can be taken.
    pub until: Moment,
}

/// A place that was in doubt is safe after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceSafe {
    /// The place.
    pub session: SessionFacts,
    /// Its booking.
    pub booking: BookingRef,
    /// Why, as one sentence.
    pub because: String,
}

/// "We have had to give up your place, because …".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceReleased {
    /// What was booked.
    pub session: SessionFacts,
    /// The booking's reference.
    pub reference: String,
    /// Goes on after "because", without a full stop: "you did not attend Introduction on 5 January".
    pub because: String,
    /// What can be booked next.
    pub next_dates: Vec<NextDate>,
    /// The reader's ladder.
    pub ladder_page: Page,
}
