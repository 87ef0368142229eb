//! Evidence for an accreditation: which days count, what is counted, and how few answers are too few to be told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    ids::{PersonId, RowId},
    input::FieldError,
    short_notice::Period,
    words::{BookingState, CertificateState, Delivery, OrganisationKind},
};

/// The longest reason why names stand in it, in characters.
pub const LONGEST_REASON: usize = 500;
/// From so many people's answers on something is told of them.
pub const FEWEST_ANSWERS: i64 = 5;

/// A pack's figures as they stood when it was made. People stand in it by the ids of their records alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFigures {
    /// The accrediting body.
    pub body: String,
    /// Its reference.
    pub reference: String,
    /// Who is accredited.
    pub provider: String,
    /// The days that count: those asked for, as far as the accreditation was in force.
    pub from: NaiveDate,
    /// The last of them.
    pub to: NaiveDate,
    /// To members of which kinds of organisation the training was given; to everybody when empty.
    pub audiences: Vec<OrganisationKind>,
    /// The courses covered, by title.
    pub courses: Vec<String>,
    /// The sessions, by day.
    pub sessions: Vec<PackSession>,
    /// Who ran them.
    pub trainers: Vec<PackTrainer>,
    /// Who was there.
    pub attendance: Vec<PackAttendance>,
    /// What people said afterwards.
    pub feedback: Vec<PackFeedback>,
    /// What became of it.
    pub impact: Vec<PackImpact>,
    /// Complaints about the sessions, each with the session's number; what they say is looked up.
    pub complaints: Vec<(usize, RowId)>,
    /// The certificates.
    pub certificates: Vec<PackCertificate>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackSession {
    /// Its number in the pack, from 1.
    pub number: usize,
    /// The course's title, as it was kept with the session.
    pub course: String,
    /// The day it began.
    pub first_day: NaiveDate,
    /// The day it ended.
    pub last_day: NaiveDate,
    /// How many dates it had.
    pub dates: usize,
    /// How it took place.
    pub delivery: Delivery,
    /// Who ran it: their numbers in the pack.
    pub trainers: Vec<usize>,
    /// Places.
    pub capacity: i32,
    /// People of the accreditation's audience who had a place when it came.
    pub booked: i64,
    /// Those who attended enough.
    pub attended: i64,
    /// Those who were there for part of it.
    pub partly_attended: i64,
    /// Those who were not there.
    pub no_show: i64,
    /// Places given up at short notice.
    pub short_notice: i64,
    /// CPD for all of it, in minutes.
    pub cpd_minutes: i32,
    /// What it is meant to leave people able to do.
    pub outcomes: Vec<String>,
}

/// Somebody who ran sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackTrainer {
    /// Their number in the pack, from 1.
    pub number: usize,
    /// Their record.
    pub person: PersonId,
    /// How many of the sessions they ran.
    pub sessions: usize,
    /// The numbers of certificates they hold of the courses covered.
    pub certificates: Vec<String>,
}

/// Somebody on a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackAttendance {
    /// The session's number.
    pub session: usize,
    /// Their record.
    pub person: PersonId,
    /// The number of their certificate; none where none was earned.
    pub certificate: Option<String>,
    /// How it ended.
    pub outcome: BookingState,
    /// The minutes they were there.
    pub attended_minutes: i32,
    /// The minutes there were.
    pub scheduled_minutes: i32,
    /// CPD, in minutes.
    pub cpd_minutes: i32,
}

/// The answers to one question about one course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFeedback {
    /// The course's title.
    pub course: String,
    /// The question.
    pub question: String,
    /// The scale is 1 to 5; otherwise 1 for yes and 0 for no.
    pub is_scale: bool,
    /// How many answered.
    pub answers: i64,
    /// Their mean, in hundredths.
    pub mean_hundredths: i64,
}

/// What became of one course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackImpact {
    /// The course's title.
    pub course: String,
    /// When they were asked: six weeks or six months after.
    pub stage: String,
    /// Who answered: the participant or their manager.
    pub answered_by: String,
    /// How many answered.
    pub answers: i64,
    /// How much of it is in use, 1 to 5: the mean in hundredths.
    pub in_use_hundredths: i64,
    /// How much of a difference it makes, 1 to 5: the mean in hundredths.
    pub difference_hundredths: i64,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackCertificate {
    /// Its number.
    pub number: String,
    /// The session's number.
    pub session: usize,
    /// Its holder's record.
    pub person: PersonId,
    /// The course's title.
    pub course: String,
    /// The day the course was completed.
    pub completed_on: NaiveDate,
    /// The day it was issued.
    pub issued_on: NaiveDate,
    /// CPD, in minutes.
    pub cpd_minutes: i32,
    /// Whether it stands.
    pub state: CertificateState,
}

/// The days that count: of those asked for the ones on which the accreditation is in force.
///
/// # Errors
/// It ends before it begins; or the accreditation is in force on none of the days.
pub fn days_that_count(
    (from, to): (NaiveDate, NaiveDate),
    in_force: (NaiveDate, NaiveDate),
) -> Result<Period, FieldError> {
    let asked = Period::between(from, to)?;
    let (first, last) = (asked.from.max(in_force.0), asked.to.min(in_force.1));
    if last < first {
        let message = format!(
            "The accreditation is in force from {} to {}. Choose days of that time.",
            in_force.0, in_force.1
        );
        return Err(FieldError::new("from", message));
    }
    Ok(Period { from: first, to: last })
}

/// A month, counted through all years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32);

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default())
    }

    /// Whether all its days lie in a period.
    #[must_use]
    pub fn lies_in(self, period: Period) -> bool {
        let begins = |month: i32| {
            let zero_based = u32::try_from(month.rem_euclid(12)).unwrap_or_default();
            NaiveDate::from_ymd_opt(month.div_euclid(12), zero_based + 1, 1)
        };
        let (Some(first), Some(next)) = (begins(self.0), begins(self.0 + 1)) else { return false };
        first >= period.from && next.pred_opt().is_some_and(|last| last <= period.to)
    }
}

/// The months whose answers are told of in a period, from how many answers there are of each month from the first on.
///
/// Months are taken together, from the first, until they hold enough people's answers; such a stretch is told of as a
/// whole or not at all, wherever a period begins or ends. So no two periods differ by fewer answers than are enough.
#[must_use]
pub fn months_told(answers: &BTreeMap<Month, i64>, period: Period) -> BTreeSet<Month> {
    let mut told = BTreeSet::new();
    let (mut stretch, mut count): (Vec<Month>, i64) = (Vec::new(), 0);
    for (month, more) in answers {
        stretch.push(*month);
        count += more;
        if count >= FEWEST_ANSWERS {
            let whole = stretch.first().is_some_and(|first| first.lies_in(period)) && month.lies_in(period);
            if whole {
                told.extend(stretch.iter().copied());
            }
            stretch.clear();
            count = 0;
        }
    }
    told
}

/// A mean of whole numbers in hundredths, rounded half up; none of no numbers.
#[must_use]
pub fn mean_hundredths(sum: i64, count: i64) -> Option<i64> {
    (count > 0).then(|| (sum * 200 + count).div_euclid(count * 2))
}

/// Hundredths as people write them: `4.25`.
#[must_use]
pub fn shown_hundredths(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths.div_euclid(100), hundredths.rem_euclid(100))
}
