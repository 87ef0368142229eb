//! Who did not come, and who gave a place up too late: counted, and never told why.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    figures::Facts,
    ids::OrganisationId,
    input::FieldError,
    uptake::Scope,
    words::{BookingState, CancelReason},
};

/// What stands on a booking's history line and in every report, instead of why somebody gave a place up.
pub const EXCUSED: &str = "excused";

/// How places of one organisation ended in a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Absences {
    /// People who had a place when the date came, whether they were there or not.
    pub booked: i64,
    /// Who was not there.
    pub no_show: i64,
    /// Places given up too late.
    pub short_notice: i64,
    /// Places given up as late for illness or an emergency, which are not counted above.
    pub excused: i64,
}

impl Absences {
    /// Adds so many places that ended like this.
    pub fn add(&mut self, state: BookingState, short_notice: bool, count: i64) {
        match state {
            BookingState::Attended | BookingState::PartlyAttended => self.booked += count,
            BookingState::NoShow => {
                self.booked += count;
                self.no_show += count;
            }
            BookingState::Cancelled if short_notice => self.short_notice += count,
            _ => {}
        }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            booked: self.booked + other.booked,
            no_show: self.no_show + other.no_show,
            short_notice: self.short_notice + other.short_notice,
            excused: self.excused + other.excused,
        }
    }

    /// Whether there is nothing to say of it.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// How places ended on sessions that begin from one moment on and before another, by organisation; what was given up late
/// and is excused is not among it.
#[must_use]
pub fn ended(
    facts: &Facts,
    scope: &Scope,
    (from, before): (DateTime<Utc>, DateTime<Utc>),
) -> BTreeMap<Option<OrganisationId>, Absences> {
    let mut by_place: HashMap<u32, Absences> = HashMap::new();
    for session in facts.sessions.values().filter(|of| of.starts_at >= from && of.starts_at < before) {
        for booking in session.bookings.iter().filter(|of| scope.has(of.person, of.organisation)) {
            by_place.entry(booking.organisation).or_default().add(booking.state, booking.short_notice, 1);
        }
    }
    by_place.into_iter().map(|(place, of)| (facts.organisation_of(place).map(|of| of.id), of)).collect()
}

/// Whether a place was given up too late but for a reason that excuses it.
#[must_use]
pub fn is_excused(
    because: Option<CancelReason>,
    last_moment: DateTime<Utc>,
    given_up: DateTime<Utc>,
) -> bool {
    excuses(because) && given_up >= last_moment
}

/// Whether a reason excuses giving a place up late.
#[must_use]
pub fn excuses(because: Option<CancelReason>) -> bool {
    matches!(because, Some(CancelReason::Illness | CancelReason::Emergency))
}

/// What others than the person and the coordinators read where `reason` stands on a cancelled booking's history: that
/// it was excused, and of a reason of their own nothing. What we did, or a hand-over, stays as it is.
#[must_use]
pub fn shown_to_others(because: Option<CancelReason>, reason: Option<String>) -> Option<String> {
    match because {
        Some(CancelReason::Illness | CancelReason::Emergency) => Some(EXCUSED.to_owned()),
        Some(CancelReason::CalledOff | CancelReason::HandedOver) => reason,
        _ => None,
    }
}

/// A period of whole days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
}

impl Period {
    /// The period between two days.
    ///
    /// # Errors
    /// When it ends before it begins.
    pub fn between(from: NaiveDate, to: NaiveDate) -> Result<Self, FieldError> {
        if to < from {
            return Err(FieldError::new("to", "The last day lies before the first. Choose a later one."));
        }
        Ok(Self { from, to })
    }

    /// The twelve months that end with this day.
    #[must_use]
    pub fn year_to(today: NaiveDate) -> Self {
        let from = today.checked_sub_months(chrono::Months::new(12)).and_then(|day| day.succ_opt());
        Self { from: from.unwrap_or(today), to: today }
    }
}
