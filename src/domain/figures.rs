//! What figures are counted from: every booking with its session, held in memory as plain columns.
//!
//! A booking belongs to a period by the local day of its session's first date, in the session's own zone
//! ([`SessionFact::day_of`]); what is taken at any time and has no dates carries a day of its own ([`BookingFact::day`]).

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{
    ids::{BookingId, CourseId, LadderId, OrganisationId, PersonId, SessionId},
    input::FieldError,
    times::day_in,
    words::{BookingState, OrganisationKind, words},
};

words! {
    /// What a table of figures has a row for.
    By {
        /// The organisation a booking was made under.
        Organisation = "organisation",
        /// What kind of body that is.
        OrganisationKind = "organisation_kind",
        /// The course.
        Course = "course",
        /// The ladder its course stands on.
        Ladder = "ladder",
        /// The month.
        Month = "month",
        /// The calendar year.
        Year = "year",
        /// Who ran the session; a booking counts for each of its trainers.
        Trainer = "trainer",
    }
    /// A figure that can be followed down to what it counts.
    Figure {
        /// Sessions on which somebody had a place.
        Sessions = "sessions",
        /// Places held through to the date.
        Booked = "booked",
        /// Of those, completed.
        Attended = "attended",
        /// Of those, there for part of it.
        PartlyAttended = "partly_attended",
        /// Of those, not there.
        NoShow = "no_show",
        /// Given up at short notice.
        ShortNotice = "short_notice",
        /// Different people among those who had a place.
        People = "people",
        /// Certificates in force that were given for these places.
        Certificates = "certificates",
        /// Places that brought CPD time.
        Cpd = "cpd",
        /// Who waits for a place, or has one offered.
        Waiting = "waiting",
    }
}

/// A month, counted from the year nought; so that they can be compared and added to.
#[must_use]
pub fn month_of(day: NaiveDate) -> i32 {
    day.year() * 12 + day.month0().cast_signed()
}

/// The first day of such a month.
#[must_use]
pub fn first_of(month: i32) -> NaiveDate {
    let number = u32::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
    NaiveDate::from_ymd_opt(month.div_euclid(12), number, 1).unwrap_or(NaiveDate::MAX)
}

/// The days figures are counted over, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// This year so far.
    #[must_use]
    pub fn this_year(today: NaiveDate) -> Self {
        Self { from: NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today), to: today }
    }

    /// From one day to another; what is not said is taken from this year so far.
    ///
    /// # Errors
    /// A period that ends before it begins, or one of more than a hundred years.
    pub fn of(from: Option<NaiveDate>, to: Option<NaiveDate>, today: NaiveDate) -> Result<Self, FieldError> {
        let year = Self::this_year(to.unwrap_or(today));
        let period = Self { from: from.unwrap_or(year.from), to: to.unwrap_or(today.max(year.to)) };
        if period.to < period.from {
            return Err(FieldError::new("to", "The period ends before it begins."));
        }
        if (period.to - period.from).num_days() > 36_600 {
            return Err(FieldError::new("from", "A period is at most a hundred years long."));
        }
        Ok(period)
    }

    /// Whether a day belongs to it.
    #[must_use]
    pub fn has(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// The months that lie wholly within it, if any: the first and the last.
    #[must_use]
    pub fn whole_months(&self) -> Option<(i32, i32)> {
        let first = if self.from.day() == 1 { month_of(self.from) } else { month_of(self.from) + 1 };
        let ends = self.to.succ_opt().is_none_or(|next| next.day() == 1);
        let last = if ends { month_of(self.to) } else { month_of(self.to) - 1 };
        (first <= last).then_some((first, last))
    }

    /// The same days a year before.
    #[must_use]
    pub fn year_before(&self) -> Self {
        let before = |day: NaiveDate| day.checked_sub_months(Months::new(12)).unwrap_or(day);
        Self { from: before(self.from), to: before(self.to) }
    }
}

/// No organisation, where an index of one is asked for.
pub const NONE: u32 = u32::MAX;

/// A booking as figures see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookingFact {
    /// Its id.
    pub id: BookingId,
    /// Whose it is: an index of [`Facts::people`].
    pub person: u32,
    /// Under which organisation it was made: an index of [`Facts::organisations`], or [`NONE`].
    pub organisation: u32,
    /// Where it stands.
    pub state: BookingState,
    /// It was given up at short notice.
    pub short_notice: bool,
    /// A certificate in force was given for it.
    pub certified: bool,
    /// CPD in whole minutes.
    pub cpd_minutes: i32,
    /// The last day attended.
    pub attended_on: Option<NaiveDate>,
    /// The day it is counted on, where its session has no dates.
    pub day: Option<NaiveDate>,
}

impl BookingFact {
    /// Whether the place is or was held through to the date.
    #[must_use]
    pub const fn had_place(&self) -> bool {
        matches!(
            self.state,
            BookingState::Booked
                | BookingState::Attended
                | BookingState::PartlyAttended
                | BookingState::NoShow
        )
    }

    /// Whether its person waits for a place, or has one offered.
    #[must_use]
    pub const fn waits(&self) -> bool {
        matches!(self.state, BookingState::Waitlisted | BookingState::Offered)
    }

    /// Whether this figure counts it; people and sessions are counted once over these.
    #[must_use]
    pub const fn counts_for(&self, figure: Figure) -> bool {
        match figure {
            Figure::Sessions | Figure::Booked | Figure::People => self.had_place(),
            Figure::Attended => matches!(self.state, BookingState::Attended),
            Figure::PartlyAttended => matches!(self.state, BookingState::PartlyAttended),
            Figure::NoShow => matches!(self.state, BookingState::NoShow),
            Figure::ShortNotice => self.short_notice,
            Figure::Certificates => self.certified,
            Figure::Cpd => self.cpd_minutes > 0,
            Figure::Waiting => self.waits(),
        }
    }
}

/// A session as figures see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFact {
    /// Its id.
    pub id: SessionId,
    /// Its course: an index of [`Facts::courses`].
    pub course: usize,
    /// The day it is counted on ([`SessionFact::day_of`]).
    pub day: NaiveDate,
    /// When its first date begins.
    pub starts_at: DateTime<Utc>,
    /// When its last date ends.
    pub ends_at: DateTime<Utc>,
    /// How many places it has; `None` for what is taken at any time.
    pub places: Option<i32>,
    /// Called off.
    pub cancelled: bool,
    /// Who runs it.
    pub trainers: Vec<PersonId>,
    /// How often it was changed, by which a copy that is out of date is known.
    pub stamp: (i32, i32),
    /// Its bookings.
    pub bookings: Arc<Vec<BookingFact>>,
}

impl SessionFact {
    /// The day a session is counted on, from the start of its first date.
    #[must_use]
    pub fn day_of(first_date: DateTime<Utc>, zone: Tz) -> NaiveDate {
        day_in(first_date, zone)
    }
}

/// A course as figures see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseFact {
    /// Its id.
    pub id: CourseId,
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The ladder and the step it stands on: indices of [`Facts::ladders`] and of its steps.
    pub step: Option<(usize, usize)>,
}

/// A ladder as figures see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LadderFact {
    /// Its id.
    pub id: LadderId,
    /// Its slug.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// What its steps are called, from the first.
    pub steps: Vec<String>,
}

/// An organisation as figures see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationFact {
    /// Its id.
    pub id: OrganisationId,
    /// What it is called.
    pub name: String,
    /// What kind of body it is.
    pub kind: OrganisationKind,
}

/// Learning that no booking of ours led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BroughtIn {
    /// Whose: an index of [`Facts::people`].
    pub person: u32,
    /// The course: an index of [`Facts::courses`].
    pub course: usize,
    /// Under which organisation: an index of [`Facts::organisations`], or [`NONE`].
    pub organisation: u32,
    /// The day; `None` when nobody knows it.
    pub on: Option<NaiveDate>,
}

/// What somebody answered about one booking: the sum of the numbers, and how many they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answered {
    /// The numbers, added up.
    pub sum: i32,
    /// How many.
    pub count: i32,
}

words! {
    /// What people are asked for by number.
    Measure {
        /// How it was, after the course.
        Feedback = "feedback",
        /// What became of it six weeks after.
        Weeks6 = "impact_weeks_6",
        /// What became of it six months after.
        Months6 = "impact_months_6",
    }
}

/// Everything figures are counted from.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Everybody with a booking or with learning brought in.
    pub people: Vec<PersonId>,
    /// Where each of them stands in the list.
    pub person_at: HashMap<PersonId, u32>,
    /// Every organisation, by name.
    pub organisations: Vec<OrganisationFact>,
    /// Where each of them stands in the list.
    pub organisation_at: HashMap<OrganisationId, u32>,
    /// Every ladder, in the order of lists.
    pub ladders: Vec<LadderFact>,
    /// Every course.
    pub courses: Vec<CourseFact>,
    /// Where each of them stands in the list.
    pub course_at: HashMap<CourseId, usize>,
    /// Every session that is or was open to booking.
    pub sessions: BTreeMap<SessionId, SessionFact>,
    /// Learning from before.
    pub brought_in: Vec<BroughtIn>,
    /// What was answered, by session and booking: of each measure, in the order of [`Measure`].
    pub answers: HashMap<SessionId, HashMap<BookingId, [Answered; 3]>>,
    /// By which it is known whether answers came since: how many there are, and when the last was given or changed.
    pub answers_stamp: Vec<(i64, Option<chrono::NaiveDateTime>)>,
    /// Counted up with everything that may change a mean: an answer, a session somebody answered about, what belongs
    /// together. What was worked out of means holds as long as it stays.
    pub means_version: u64,
}

impl Facts {
    /// The place of a person in the list; they are added when they are new.
    pub fn person(&mut self, id: PersonId) -> u32 {
        let next = u32::try_from(self.people.len()).unwrap_or(NONE);
        *self.person_at.entry(id).or_insert_with(|| {
            self.people.push(id);
            next
        })
    }

    /// The place of an organisation in the list.
    #[must_use]
    pub fn organisation(&self, id: Option<OrganisationId>) -> u32 {
        id.and_then(|id| self.organisation_at.get(&id).copied()).unwrap_or(NONE)
    }

    /// The organisation of this place.
    #[must_use]
    pub fn organisation_of(&self, place: u32) -> Option<&OrganisationFact> {
        self.organisations.get(usize::try_from(place).ok()?)
    }
}
