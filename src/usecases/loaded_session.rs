//! A session as mails and rules need it, loaded once per change: its row, dates, trainers and course.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::rc::Rc;

use super::error::Failure;
use crate::{
    domain::{
        cancellations::last_moment,
        delivery,
        ids::{CourseId, DateId, PersonId, SessionId},
        invites::Invite,
        joining::Joining as JoiningDetails,
        kept_terms::{PlannedDates, length_notice, whole_length},
        refusals::Candidate,
        sessions::{Span, any_overlap, last_end},
    },
    mail::message::{CourseDate, DateFacts, Moment, NextDate, Page, PartOfSet, SessionFacts, When},
    store::{
        AnyConnection, Error,
        read::{
            catalogue::courses::{self, CourseRow},
            commissions::proposals,
            facts::{place_facts::PlaceFacts, session_facts},
            sessions::{
                kept_terms::TermsRow,
                session_rows::{self, DateRow, SessionRow},
                with_course::with_course,
            },
        },
    },
};

/// How many further dates a mail names.
const NEXT_DATES: usize = 3;

/// A session with all that is said about it.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) session: SessionRow,
    /// Dates that are not cancelled, earliest first.
    pub(crate) dates: Vec<DateRow>,
    pub(crate) trainers: Vec<(PersonId, String)>,
    /// Its course, with the terms the session keeps laid over it once the first place was taken.
    pub(crate) course: CourseRow,
    /// The terms it keeps; none as long as nobody has taken a place.
    pub(crate) kept: Option<TermsRow>,
    /// How long the whole course lasts that this session runs, in minutes.
    pub(crate) whole_minutes: i32,
    pub(crate) zone: Tz,
    /// The ways into dates whose meetings Zoom makes, of one reader alone: none unless [`Scene::for_booking`] or
    /// [`Scene::for_host`] was asked for, so that nobody is told somebody else's.
    pub(super) ways: Vec<(DateId, JoiningDetails)>,
}

impl Scene {
    /// Loads it.
    pub(crate) fn load(connection: &mut AnyConnection, id: SessionId) -> Result<Rc<Self>, Failure> {
        Self::load_by(connection, id, By::Kept)
    }

    /// Loads it if it is one that people come to, as [`session_rows::dated`] says.
    pub(crate) fn load_dated(connection: &mut AnyConnection, id: SessionId) -> Result<Rc<Self>, Failure> {
        session_rows::dated(connection, id)?;
        Self::load(connection, id)
    }

    /// Loads it as it would be by what its course says today, whatever it keeps.
    pub(crate) fn load_by_today(connection: &mut AnyConnection, id: SessionId) -> Result<Rc<Self>, Failure> {
        Self::load_by(connection, id, By::Today)
    }

    fn load_by(connection: &mut AnyConnection, id: SessionId, by: By) -> Result<Rc<Self>, Failure> {
        let rows = with_course(connection, id)?;
        let dates = session_rows::dates(connection, &[id])?;
        let trainers = session_rows::trainers(connection, &[id])?;
        let trainers = trainers.into_iter().map(|(_, person, name)| (person, name)).collect();
        Self::of_rows(connection, rows, (dates, trainers), by)
    }

    /// Puts it together from its rows, its dates and who runs it.
    fn of_rows(
        connection: &mut AnyConnection,
        (session, mut course, stored): (SessionRow, CourseRow, Option<TermsRow>),
        (dates, trainers): (Vec<DateRow>, Vec<(PersonId, String)>),
        by: By,
    ) -> Result<Rc<Self>, Failure> {
        let id = session.id;
        let planned = stored.as_ref().map_or_else(|| planned(&dates), TermsRow::planned);
        let kept = stored.filter(|_| by == By::Kept);
        if let Some(kept) = &kept {
            as_kept(kept, &mut course);
        }
        let agreed = course.by_commission && session.private && as_agreed(connection, id, &mut course)?;
        // What was agreed for a group is agreed for its own dates, however long the course lasts elsewhere.
        let whole_minutes = if agreed {
            planned.minutes
        } else {
            whole_length(course.cpd_minutes, course.duration_minutes, planned)
        };
        let zone = session.timezone.tz();
        Ok(Rc::new(Self { session, dates, trainers, course, kept, whole_minutes, zone, ways: Vec::new() }))
    }

    /// Puts it together from what is known of it already.
    pub(crate) fn of(
        connection: &mut AnyConnection,
        rows: (SessionRow, CourseRow, Option<TermsRow>),
        facts: &PlaceFacts,
    ) -> Result<Rc<Self>, Failure> {
        let known = (facts.dates.clone(), facts.trainers.clone());
        Self::of_rows(connection, rows, known, By::Kept)
    }

    pub(crate) fn id(&self) -> SessionId {
        self.session.id
    }

    /// Start of the first date.
    pub(crate) fn starts_at(&self) -> DateTime<Utc> {
        self.session.starts_at.and_utc()
    }

    /// End of the last date.
    pub(crate) fn ends_at(&self) -> DateTime<Utc> {
        self.session.ends_at.and_utc()
    }

    /// Start of the last date.
    pub(crate) fn last_start(&self) -> DateTime<Utc> {
        self.dates.iter().map(|date| date.starts_at.and_utc()).max().unwrap_or_else(|| self.starts_at())
    }

    /// "Zoom", the room, or where it is.
    pub(crate) fn location(&self) -> String {
        delivery::location(self.session.delivery, self.session.location.as_deref())
    }

    fn trainer_names(&self) -> Vec<String> {
        self.trainers.iter().map(|(_, name)| name.clone()).collect()
    }

    pub(crate) fn when(&self, date: &DateRow) -> When {
        When {
            starts_at: date.starts_at.and_utc(),
            ends_at: date.ends_at.and_utc(),
            timezone: self.session.timezone,
        }
    }

    /// The first date, or the session's own bounds when all dates are cancelled.
    pub(crate) fn first_when(&self) -> When {
        self.dates.first().map_or_else(
            || When { starts_at: self.starts_at(), ends_at: self.ends_at(), timezone: self.session.timezone },
            |date| self.when(date),
        )
    }

    pub(crate) fn moment(&self, at: DateTime<Utc>) -> Moment {
        Moment { at, timezone: self.session.timezone }
    }

    /// As a mail names the session.
    pub(crate) fn facts(&self) -> SessionFacts {
        let mut dates: Vec<When> = self.dates.iter().map(|date| self.when(date)).collect();
        if dates.is_empty() {
            dates.push(self.first_when());
        }
        SessionFacts {
            course: self.course.title.clone(),
            dates,
            location: self.location(),
            trainers: self.trainer_names(),
        }
    }

    /// As a mail names one of its dates; `index` from 0.
    pub(crate) fn date_facts(&self, index: usize) -> DateFacts {
        let when = self.dates.get(index).map_or_else(|| self.first_when(), |date| self.when(date));
        DateFacts {
            course: self.course.title.clone(),
            when,
            part: self.part(index),
            location: self.location(),
            trainers: self.trainer_names(),
        }
    }

    /// The dates still to come, of a session some of whose dates are over: where a set that ends in the middle ends.
    pub(crate) fn ends_midway(&self, now: DateTime<Utc>) -> Option<&DateRow> {
        let began = self.dates.first().is_some_and(|date| is_over(date, now));
        self.dates.iter().find(|date| !is_over(date, now)).filter(|_| began)
    }

    /// As a mail names the date of this session that its invite is about.
    pub(crate) fn facts_of(&self, invite: &Invite) -> DateFacts {
        let begins = |date: &DateRow| date.starts_at.and_utc() == invite.starts_at;
        self.dates.iter().position(begins).map_or_else(|| self.facts_left(invite), |at| self.date_facts(at))
    }

    /// As a mail names a date that is none of this session's any more: as its CANCEL does.
    pub(crate) fn facts_left(&self, cancel: &Invite) -> DateFacts {
        let (starts_at, ends_at) = (cancel.starts_at, cancel.ends_at);
        DateFacts {
            course: cancel.summary.clone(),
            when: When { starts_at, ends_at, timezone: self.session.timezone },
            part: None,
            location: cancel.location.clone().unwrap_or_else(|| self.location()),
            trainers: Vec::new(),
        }
    }

    /// "date 2 of 6", when there is more than one.
    pub(crate) fn part(&self, index: usize) -> Option<PartOfSet> {
        let of = self.dates.len();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        (of > 1).then(|| PartOfSet { number: number(index + 1), of: number(of) })
    }

    pub(crate) fn course_date(&self) -> CourseDate {
        CourseDate { course: self.course.title.clone(), when: self.first_when() }
    }

    /// The last moment to give up a place without consequence, if it is still to come.
    pub(crate) fn cancel_until(&self, now: DateTime<Utc>) -> Option<Moment> {
        let last = self.last_moment();
        (now < last).then(|| self.moment(last))
    }

    pub(crate) fn last_moment(&self) -> DateTime<Utc> {
        last_moment(self.starts_at(), self.course.notice_days)
    }

    /// What a coordinator is told when its dates are longer or shorter than the course.
    pub(crate) fn length_notice(&self) -> Option<String> {
        length_notice(self.course.cpd_minutes, self.whole_minutes, planned(&self.dates))
    }

    pub(crate) fn course_page(&self) -> Page {
        Page::at(format!("/courses/{}", self.course.slug))
    }

    pub(crate) fn session_page(&self) -> Page {
        Page::at(format!("/sessions/{}", self.session.id))
    }

    /// The next dates of this course that can be booked, this session apart.
    pub(crate) fn next_dates(
        &self,
        connection: &mut AnyConnection,
        now: DateTime<Utc>,
    ) -> Result<Vec<NextDate>, Failure> {
        Ok(next_dates(connection, &[self.session.course_id], Some(self.session.id), now)?)
    }
}

/// By which terms a session is loaded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// Those it keeps.
    Kept,
    /// Those its course has today.
    Today,
}

/// The dates that stand, as the plan of a session that keeps none yet.
pub(crate) fn planned(dates: &[DateRow]) -> PlannedDates {
    let minutes = |date: &DateRow| (date.ends_at - date.starts_at).num_minutes();
    PlannedDates {
        dates: i32::try_from(dates.len()).unwrap_or(i32::MAX),
        minutes: i32::try_from(dates.iter().map(minutes).sum::<i64>()).unwrap_or(i32::MAX),
    }
}

/// Whether a date has taken place: it stays in calendars and on the register, whatever ends afterwards.
pub(crate) fn is_over(date: &DateRow, now: DateTime<Utc>) -> bool {
    date.ends_at.and_utc() <= now
}

/// Lays the terms a session keeps over what its course says today.
fn as_kept(kept: &TermsRow, course: &mut CourseRow) {
    course.title.clone_from(&kept.title);
    course.outcomes.clone_from(&kept.outcomes);
    course.cpd_minutes = kept.cpd_minutes;
    course.duration_minutes = kept.duration_minutes;
    course.enough_percent = kept.enough_percent;
    course.enough_dates = kept.enough_dates;
}

/// Lays what was agreed for a session over what its course says: content curated for a group has minutes and outcomes
/// of its own. Says whether minutes of their own were agreed.
fn as_agreed(connection: &mut AnyConnection, id: SessionId, course: &mut CourseRow) -> Result<bool, Error> {
    let Some(terms) = proposals::agreed_for(connection, id)? else { return Ok(false) };
    let agreed = terms.cpd_minutes();
    course.cpd_minutes = agreed.unwrap_or(course.cpd_minutes);
    if let Some(outcomes) = terms.outcomes() {
        course.outcomes = serde_json::to_string(&outcomes).map_err(|e| Error::Broken(e.to_string()))?;
    }
    Ok(agreed.is_some())
}

/// The next dates of these courses that can be booked.
pub(crate) fn next_dates(
    connection: &mut AnyConnection,
    of: &[CourseId],
    but: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<Vec<NextDate>, Error> {
    chosen_dates(connection, of, now, |candidate| Some(candidate.session) != but)
}

/// The next dates of these courses that can be booked, are over by then, and at none of which somebody is `busy`.
pub(crate) fn next_dates_before(
    connection: &mut AnyConnection,
    of: &[CourseId],
    (by, busy): (DateTime<Utc>, &[Span]),
    now: DateTime<Utc>,
) -> Result<Vec<NextDate>, Error> {
    chosen_dates(connection, of, now, |candidate| {
        last_end(&candidate.dates).is_some_and(|end| end <= by) && !any_overlap(&candidate.dates, busy)
    })
}

fn chosen_dates(
    connection: &mut AnyConnection,
    of: &[CourseId],
    now: DateTime<Utc>,
    wanted: impl Fn(&Candidate) -> bool,
) -> Result<Vec<NextDate>, Error> {
    let candidates = session_facts::candidates(connection, of, now)?;
    let chosen: Vec<SessionId> = candidates
        .iter()
        .filter(|candidate| candidate.bookable && wanted(candidate))
        .take(NEXT_DATES)
        .map(|candidate| candidate.session)
        .collect();
    let rows = session_rows::sessions(connection, &chosen)?;
    let dates = session_rows::dates(connection, &chosen)?;
    let titles = courses::titles(connection, of)?;
    let mut next = Vec::new();
    for id in chosen {
        let (Some(row), Some(date)) =
            (rows.iter().find(|row| row.id == id), dates.iter().find(|date| date.session_id == id))
        else {
            continue;
        };
        let course = titles.iter().find(|(course, _)| *course == row.course_id);
        next.push(NextDate {
            course: course.map(|(_, title)| title.clone()).unwrap_or_default(),
            when: When {
                starts_at: date.starts_at.and_utc(),
                ends_at: date.ends_at.and_utc(),
                timezone: row.timezone,
            },
            page: Page::at(format!("/sessions/{id}")),
        });
    }
    Ok(next)
}
