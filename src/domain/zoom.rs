//! Meetings on Zoom that the service makes itself: what is to be, what Zoom has been told, and which call comes next.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{
    ids::{BookingId, DateId, RowId},
    words::words,
};

/// How long after the end of a date its report is asked for: before that Zoom has none.
pub const REPORT_AFTER: TimeDelta = TimeDelta::minutes(30);
/// How long after the end of a date a report that is not there is asked for again.
pub const REPORT_UNTIL: TimeDelta = TimeDelta::days(3);
/// How long an invite waits for the link that belongs into it: people get one mail, not two in a row.
pub const INVITE_WAITS: TimeDelta = TimeDelta::minutes(2);
/// The longest topic of a meeting, in characters.
pub const LONGEST_TOPIC: usize = 200;
/// The longest part of a name, in characters.
pub const LONGEST_NAME: usize = 64;

/// From how many failures in a row on somebody is told of what may still mend itself.
const FAILURES_TOLD: i32 = 5;
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

words! {
    /// What became of somebody Zoom was told of.
    RegistrantState {
        /// They have a way in of their own.
        Live = "live",
        /// Zoom was told that they do not come.
        Cancelled = "cancelled",
        /// Zoom would not have them.
        Refused = "refused",
        /// Zoom is to forget them.
        Erased = "erased",
    }
}

/// What stands in a meeting's description, so that it is found again.
#[must_use]
pub fn mark(date: DateId) -> String {
    format!("ladder:{date}")
}

/// A meeting as Zoom is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// What it is called.
    pub topic: String,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
}

/// A meeting that Zoom has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its number.
    pub meeting_id: String,
    /// How whoever runs it gets in.
    pub join_url: String,
    /// Its passcode.
    pub passcode: Option<String>,
}

/// Somebody who comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Their booking.
    pub booking: BookingId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

impl Guest {
    /// Their name in two parts, of which Zoom needs the first.
    #[must_use]
    pub fn names(&self) -> (String, String) {
        let short = |text: &str| text.chars().take(LONGEST_NAME).collect::<String>();
        match self.name.trim().rsplit_once(' ') {
            Some((first, last)) => (short(first.trim()), short(last)),
            None => (short(self.name.trim()), String::new()),
        }
    }
}

/// Somebody Zoom was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registrant {
    /// The row that says so.
    pub row: RowId,
    /// Their booking.
    pub booking: BookingId,
    /// What became of it.
    pub state: RegistrantState,
    /// Zoom's own name of them.
    pub registrant_id: Option<String>,
}

/// What is to be of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// A meeting is to be.
    pub meeting: bool,
    /// As it would be.
    pub as_it_is: Meeting,
    /// Its time zone, which Zoom shows the host.
    pub zone: Tz,
    /// Who comes.
    pub guests: Vec<Guest>,
}

/// What Zoom has been told of a date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The meeting's number.
    pub meeting_id: Option<String>,
    /// What it was last told of it.
    pub meeting: Option<Meeting>,
    /// It was asked to make one, and nobody knows whether it did.
    pub maybe_made: bool,
    /// Whom it was told of.
    pub registrants: Vec<Registrant>,
    /// Its report was fetched.
    pub reported: bool,
}

/// One thing to tell or ask Zoom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Look for a meeting that may have been made.
    Find {
        /// What stands in its description.
        mark: String,
    },
    /// Make it.
    Make {
        /// As it is to be.
        meeting: Meeting,
        /// Its time zone.
        zone: Tz,
        /// What stands in its description.
        mark: String,
    },
    /// It is at another time, or called otherwise.
    Change {
        /// Its number.
        meeting_id: String,
        /// As it is to be.
        meeting: Meeting,
        /// Its time zone.
        zone: Tz,
    },
    /// It does not take place.
    Delete {
        /// Its number.
        meeting_id: String,
    },
    /// Somebody comes.
    Register {
        /// The meeting's number.
        meeting_id: String,
        /// Who.
        guest: Guest,
    },
    /// Somebody does not come.
    Cancel {
        /// The meeting's number.
        meeting_id: String,
        /// Who.
        row: RowId,
        /// As Zoom names them.
        registrant_id: String,
    },
    /// Somebody's data is erased.
    Forget {
        /// The meeting's number.
        meeting_id: String,
        /// Who.
        row: RowId,
        /// As Zoom names them.
        registrant_id: String,
    },
    /// Ask who was there.
    Report {
        /// The meeting's number.
        meeting_id: String,
    },
}

/// What comes next for a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// This.
    Do(Step),
    /// Nothing before then.
    At(DateTime<Utc>),
    /// Nothing, unless something changes.
    Nothing,
}

/// What comes next for this date. One call at a time: each is decided on anew from what stands then.
#[must_use]
pub fn next(date: DateId, wanted: &Wanted, told: &Told, now: DateTime<Utc>) -> Next {
    if let Some(step) = forget(told) {
        return Next::Do(step);
    }
    let ends_at = wanted.as_it_is.ends_at;
    if now >= ends_at {
        return after_the_end(wanted, told, now);
    }
    let mark = mark(date);
    let Some(meeting_id) = told.meeting_id.clone() else {
        return match (told.maybe_made, wanted.meeting) {
            (true, _) => Next::Do(Step::Find { mark }),
            (false, true) => {
                Next::Do(Step::Make { meeting: wanted.as_it_is.clone(), zone: wanted.zone, mark })
            }
            (false, false) => Next::Nothing,
        };
    };
    if !wanted.meeting {
        return Next::Do(Step::Delete { meeting_id });
    }
    if told.meeting.as_ref() != Some(&wanted.as_it_is) {
        return Next::Do(Step::Change { meeting_id, meeting: wanted.as_it_is.clone(), zone: wanted.zone });
    }
    let comes = |booking| wanted.guests.iter().any(|guest| guest.booking == booking);
    let live = told.registrants.iter().filter(|one| one.state == RegistrantState::Live);
    for one in live.filter(|one| !comes(one.booking)) {
        if let Some(registrant_id) = one.registrant_id.clone() {
            return Next::Do(Step::Cancel { meeting_id, row: one.row, registrant_id });
        }
    }
    let known = |booking| {
        let done = [RegistrantState::Live, RegistrantState::Refused];
        told.registrants.iter().any(|one| one.booking == booking && done.contains(&one.state))
    };
    if let Some(guest) = wanted.guests.iter().find(|guest| !known(guest.booking)) {
        return Next::Do(Step::Register { meeting_id, guest: guest.clone() });
    }
    Next::At(ends_at + REPORT_AFTER)
}

fn forget(told: &Told) -> Option<Step> {
    let meeting_id = told.meeting_id.clone()?;
    let erased = told.registrants.iter().find(|one| one.state == RegistrantState::Erased)?;
    Some(Step::Forget { meeting_id, row: erased.row, registrant_id: erased.registrant_id.clone()? })
}

fn after_the_end(wanted: &Wanted, told: &Told, now: DateTime<Utc>) -> Next {
    let ends_at = wanted.as_it_is.ends_at;
    match &told.meeting_id {
        Some(meeting_id) if wanted.meeting && !told.reported => {
            if now < ends_at + REPORT_AFTER {
                Next::At(ends_at + REPORT_AFTER)
            } else if now < ends_at + REPORT_UNTIL {
                Next::Do(Step::Report { meeting_id: meeting_id.clone() })
            } else {
                Next::Nothing
            }
        }
        _ => Next::Nothing,
    }
}

/// Why Zoom did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It does not take the app's credentials.
    #[error("Zoom does not take the app’s credentials: {0}")]
    Credentials(String),
    /// Too much was asked of it.
    #[error("Zoom asks us to wait")]
    Busy {
        /// For so long.
        wait: Option<TimeDelta>,
    },
    /// It does not answer, or not as it should; it may have done it all the same.
    #[error("Zoom is away: {0}")]
    Away(String),
    /// A meeting is over and its report is not there yet.
    #[error("Zoom has no report of this meeting yet")]
    NotYet,
    /// What is asked about is not there.
    #[error("Zoom does not have it any more")]
    Gone,
    /// It will not.
    #[error("Zoom refuses it: {0}")]
    Refused(String),
}

/// How long to wait after so many attempts in a row that came to nothing, this one counted: half a minute, doubled each
/// time up to an hour; or as long as Zoom asks for.
#[must_use]
pub fn wait_after(trouble: &Trouble, failures: u32) -> TimeDelta {
    let doubled = FIRST_WAIT * (1 << failures.saturating_sub(1).min(7));
    let own = doubled.min(LONGEST_WAIT);
    match trouble {
        Trouble::Busy { wait: Some(wait) } => (*wait).max(TimeDelta::seconds(1)),
        Trouble::NotYet => REPORT_AFTER,
        _ => own,
    }
}

impl Trouble {
    /// Whether somebody is told of attempts that failed: at once of what does not mend itself, of the rest once it has gone
    /// on for a while.
    #[must_use]
    pub fn needs_somebody(failures: i32, last_error: Option<&str>) -> bool {
        let by_itself = |text: &str| {
            let begins = ["Zoom is away", "Zoom asks us to wait", "Zoom has no report"];
            begins.iter().any(|begin| text.starts_with(begin))
        };
        last_error.is_some_and(|text| failures >= FAILURES_TOLD || failures > 0 && !by_itself(text))
    }
}

/// Somebody who was in a meeting, as Zoom says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// What they called themselves.
    pub name: String,
    /// Their address, where Zoom knows it.
    pub email: Option<String>,
    /// Whom Zoom takes them for.
    pub registrant_id: Option<String>,
    /// When they joined.
    pub joined_at: DateTime<Utc>,
    /// When they left.
    pub left_at: DateTime<Utc>,
    /// They waited to be let in.
    pub in_waiting_room: bool,
}

/// What Zoom answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A meeting was made, or found.
    Made(Made),
    /// There is no such meeting.
    NotMade,
    /// It is as asked.
    Done,
    /// Somebody has a way in of their own.
    Registered {
        /// Zoom's own name of them.
        registrant_id: String,
        /// The way in.
        join_url: String,
    },
    /// Who was there.
    Report(Vec<ReportLine>),
}
