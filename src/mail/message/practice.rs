//! Mails about practice: a practitioner is asked for, support is asked for, something lapses; places nobody came to.

use serde::{Deserialize, Serialize};

use super::facts::{Day, NextDate, Page};

/// To coordinators: somebody asks for a practitioner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PractitionerWanted {
    /// Who asks.
    pub who: String,
    /// What for.
    pub what: String,
    /// Where.
    pub place: Option<String>,
    /// When.
    pub wanted: Option<String>,
    /// Where they want to be rung.
    pub phone: Option<String>,
    /// Where it is answered.
    pub page: Page,
}

/// To whoever asked for a practitioner: the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PractitionerAnswered {
    /// The day they asked.
    pub asked_on: Day,
    /// What they asked for.
    pub what: String,
    /// What they are answered.
    pub answer: String,
    /// Who is listed.
    pub register: Page,
}

/// To somebody whom a colleague names as their supporter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportAsked {
    /// Who asks.
    pub who: String,
    /// Where it is answered.
    pub page: Page,
}

/// What will soon no longer keep somebody current.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LapsingCourse {
    /// The course's title.
    pub course: String,
    /// The last day on which they are current.
    pub until: Day,
    /// Dates that would keep it.
    pub dates: Vec<NextDate>,
    /// Whether those come only after it lapses.
    pub late: bool,
    /// Whether declaring that they practise keeps it too.
    pub by_declaring: bool,
}

/// To somebody who will soon no longer be current.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeLapses {
    /// What lapses, the soonest first.
    pub lapsing: Vec<LapsingCourse>,
    /// How they stand, and what they can declare.
    pub page: Page,
    /// Where these mails are switched off.
    pub off: Page,
}

/// To whoever leads an organisation: places of its people that nobody came to, as figures alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShortNoticeLetter {
    /// The organisation.
    pub organisation: String,
    /// The first day of the period.
    pub first_day: Day,
    /// Its last day.
    pub last_day: Day,
    /// Places held when their date came.
    pub booked: i64,
    /// Nobody came to so many of them.
    pub no_show: i64,
    /// So many more were given up at short notice.
    pub short_notice: i64,
    /// And so many as late, but excused.
    pub excused: i64,
    /// The letter as a page and a paper.
    pub page: Page,
}
