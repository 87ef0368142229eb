//! What is typed into the forms of coordinators, read into what the use-cases take.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::{
    domain::{
        input::{FieldError, FieldErrors},
        times::{moment_of, parse_timezone},
        words::Word,
    },
    web::extract::Posted,
};

/// A form being read: every field that is wrong is kept, so that all of it is told at once.
pub struct Typed<'p> {
    posted: &'p Posted,
    /// What is wrong so far.
    pub errors: FieldErrors,
}

impl<'p> Typed<'p> {
    /// Begins to read.
    #[must_use]
    pub fn of(posted: &'p Posted) -> Self {
        Self { posted, errors: FieldErrors::new() }
    }

    /// What stands in a field.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.posted.get(name).to_owned()
    }

    /// Whether its one box is ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        !self.posted.get(name).is_empty()
    }

    /// A whole number that may be left out.
    pub fn number(&mut self, name: &str) -> Option<i64> {
        let typed = self.posted.get(name).replace([',', ' '], "");
        if typed.is_empty() {
            return None;
        }
        let wrong = || FieldError::new(name, "Enter a whole number, such as 20.");
        self.errors.keep(typed.parse().map_err(|_| wrong()))
    }

    /// A whole number that must be there.
    pub fn needed_number(&mut self, name: &str, what: &str) -> Option<i64> {
        if self.posted.get(name).is_empty() {
            self.errors.add(name, format!("Enter {what}."));
            return None;
        }
        self.number(name)
    }

    /// One of a list of words.
    pub fn word<W: Word>(&mut self, name: &str, what: &str) -> Option<W> {
        let wrong = || FieldError::new(name, format!("Choose {what}."));
        self.errors.keep(W::from_word(self.posted.get(name)).ok_or_else(wrong))
    }

    /// A day that must be there.
    pub fn needed_day(&mut self, name: &str) -> Option<NaiveDate> {
        self.errors.keep(day(name, self.posted.get(name)))
    }

    /// A time of day that must be there.
    pub fn needed_clock(&mut self, name: &str) -> Option<NaiveTime> {
        self.errors.keep(clock(name, self.posted.get(name)))
    }

    /// The zone of its times; this one where nothing is typed.
    pub fn zone(&mut self, name: &str, or_else: Tz) -> Option<Tz> {
        let typed = self.posted.get(name);
        let typed = if typed.is_empty() { or_else.name() } else { typed };
        self.errors.keep(parse_timezone(name, typed))
    }

    /// The moment at which the clocks of a zone show this.
    pub fn moment(&mut self, name: &str, on: NaiveDate, at: NaiveTime, zone: Tz) -> Option<DateTime<Utc>> {
        let wrong = |wrong| FieldError::new(name, format!("{wrong}. Choose another time."));
        self.errors.keep(moment_of(on, at, zone).map_err(wrong))
    }
}

fn day(name: &str, typed: &str) -> Result<NaiveDate, FieldError> {
    let forms = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%A %d %B %Y"];
    let found = forms.iter().find_map(|form| NaiveDate::parse_from_str(typed, form).ok());
    found.ok_or_else(|| FieldError::new(name, "Enter a day, such as 12/01/2027."))
}

fn clock(name: &str, typed: &str) -> Result<NaiveTime, FieldError> {
    let typed = typed.replace('.', ":").to_ascii_lowercase().replace(' ', "");
    let forms = ["%H:%M", "%H:%M:%S", "%I:%M%P"];
    let found = forms.iter().find_map(|form| NaiveTime::parse_from_str(&typed, form).ok());
    found.ok_or_else(|| FieldError::new(name, "Enter a time, such as 10:00 or 2:30pm."))
}
