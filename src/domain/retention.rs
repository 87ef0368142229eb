//! How long what is kept is kept, by kind.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

use super::times::{LONDON, day_in, start_of_day};

/// How long before an unused record is erased its holder is told.
pub const NOTICE: TimeDelta = TimeDelta::days(30);

/// How long each kind of what is kept about people is kept; what has none stays as long as they have a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Registrations whose address nobody confirmed.
    pub unconfirmed: TimeDelta,
    /// What mails said, after they were sent.
    pub mail_content: TimeDelta,
    /// What somebody needs to take part, after the session.
    pub access_needs: TimeDelta,
    /// Where somebody was signed in, after that ended.
    pub logins: TimeDelta,
    /// Months after which a record that holds no learning and is no longer used is erased; none: never.
    pub unused_months: Option<u32>,
    /// Months after which a record of learning that is no longer used is erased; none: when its holder asks.
    pub learning_months: Option<u32>,
    /// Files handed in as evidence of training already done, after that was decided.
    pub evidence: TimeDelta,
    /// Months after which what a complaint said is deleted, once it is answered.
    pub complaint_months: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            unconfirmed: TimeDelta::days(30),
            mail_content: TimeDelta::days(30),
            access_needs: TimeDelta::days(30),
            logins: TimeDelta::days(90),
            unused_months: Some(36),
            learning_months: None,
            evidence: TimeDelta::days(90),
            complaint_months: 36,
        }
    }
}

impl Retention {
    /// What was answered by then is deleted.
    #[must_use]
    pub fn complaints_until(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        months_before(now, self.complaint_months)
    }
}

/// The moment before which something must have been used last to have been unused for so many months.
#[must_use]
pub fn months_before(now: DateTime<Utc>, months: u32) -> DateTime<Utc> {
    let day = day_in(now, LONDON).checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN);
    start_of_day(day, LONDON)
}
