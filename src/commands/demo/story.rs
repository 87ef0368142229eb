//! What happened in the demo before today, and what is planned: played step by step under a moved clock.

use std::sync::Arc;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};

use super::{
    catalogue::{
        ACTION_LEARNING, BESPOKE, CIRCLES, DEVELOPMENT, INTRODUCTION, NETWORK, PRACTITIONER,
        RESTORATIVE_SCHOOL, SCHOOL_INTRODUCTION,
    },
    people::{Cast, delegate},
};
use crate::{
    domain::{
        ids::{PersonId, SessionId},
        joining::JoiningInput,
        recurrence::{Rhythm, Series, SeriesEnd, Week},
        times::LONDON,
        words::{BookingState, Delivery, Outcome},
    },
    ports::Clock,
    store::{read::sessions::session_rows, write::bookings::booking},
    usecases::{
        Failure, Refused, UseCases,
        bookings::book_session::BookSession,
        registers::{
            close_register::CloseRegister,
            record_attendance::{NewMark, RecordAttendance},
        },
        sessions::{create_session::CreateSession, session_terms::SessionTerms},
    },
};

/// How many days before today the story begins.
pub const DAYS_BEFORE: i64 = 330;

/// Start and end of a date.
type Slot = (DateTime<Utc>, DateTime<Utc>);

/// Months of dates before and after today.
const MONTHS_BEFORE: u32 = 5;

/// A date of the programme.
struct Planned {
    course: &'static str,
    dates: Vec<Slot>,
    capacity: i64,
    on_site: bool,
    /// Who books it, by index into the cast; negative ones are the named sign-ins.
    people: Vec<PersonId>,
    /// Who waits once it is full.
    waiting: Vec<PersonId>,
    /// The register is left open although the date is past.
    unfinished: bool,
    called_off: bool,
}

/// The demo's story.
pub struct Story {
    usecases: Arc<UseCases>,
    cast: Cast,
    clock: Clock,
    today: DateTime<Utc>,
}

enum Step {
    Publish(usize),
    Book(usize),
    CallOff(usize),
    Finish(usize),
}

impl Story {
    pub fn new(usecases: Arc<UseCases>, cast: Cast, clock: Clock, today: DateTime<Utc>) -> Self {
        Self { usecases, cast, clock, today }
    }

    /// Plays it from the beginning to today; leaves the clock there.
    pub async fn play(&self) -> Result<(), Failure> {
        let planned = self.programme()?;
        let mut steps: Vec<(DateTime<Utc>, Step)> = Vec::new();
        for (index, session) in planned.iter().enumerate() {
            let (first, last) = (session.dates[0].0, session.dates[session.dates.len() - 1].1);
            let published = (first - TimeDelta::days(84)).min(self.today - TimeDelta::days(14));
            steps.push((published, Step::Publish(index)));
            let booked = (first - TimeDelta::days(30)).min(self.today - TimeDelta::days(6));
            steps.push((booked.max(published + TimeDelta::hours(1)), Step::Book(index)));
            if session.called_off {
                steps.push((self.today - TimeDelta::days(2), Step::CallOff(index)));
            }
            if last < self.today && !session.unfinished {
                steps.push((last + TimeDelta::minutes(20), Step::Finish(index)));
            }
        }
        steps.sort_by_key(|(at, _)| *at);
        let mut made: Vec<Option<SessionId>> = planned.iter().map(|_| None).collect();
        for (at, step) in steps {
            self.clock.set(at);
            match step {
                Step::Publish(index) => made[index] = Some(self.publish(&planned[index]).await?),
                Step::Book(index) => {
                    if let Some(id) = made[index] {
                        self.book(&planned[index], id).await?;
                    }
                }
                Step::CallOff(index) => {
                    if let Some(id) = made[index] {
                        let why = "The room is not available after all. We are sorry.".to_owned();
                        self.usecases.cancel_session(self.cast.office(), id, why).await?;
                    }
                }
                Step::Finish(index) => {
                    if let Some(id) = made[index] {
                        self.finish(id).await?;
                    }
                }
            }
        }
        self.clock.set(self.today);
        Ok(())
    }

    async fn publish(&self, planned: &Planned) -> Result<SessionId, Failure> {
        let joining = (!planned.on_site).then(|| JoiningInput {
            url: Some("https://zoom.example/j/86412075533?pwd=ladder".to_owned()),
            meeting_id: Some("864 1207 5533".to_owned()),
            passcode: Some("ladder".to_owned()),
            dial_in: Some("0330 088 5830".to_owned()),
            test_url: Some("https://zoom.example/test".to_owned()),
            help: Some("Ring 0113 496 0000.".to_owned()),
        });
        let terms = SessionTerms {
            capacity: Some(planned.capacity),
            trainer_ids: Some(vec![self.cast.trainer()]),
            delivery: Some(if planned.on_site { Delivery::OnSite } else { Delivery::Zoom }),
            joining: Some(joining),
            location: Some(planned.on_site.then(|| "The school hall".to_owned())),
            ..SessionTerms::default()
        };
        let by = self.cast.coordinator();
        let ask =
            CreateSession { by, course: planned.course.to_owned(), dates: planned.dates.clone(), terms };
        let id = self.usecases.create_session(ask, None).await?.value.view.id;
        self.usecases.publish_session(by, id).await?;
        Ok(id)
    }

    async fn book(&self, planned: &Planned, session: SessionId) -> Result<(), Failure> {
        let waits = planned.waiting.iter().map(|person| (*person, true));
        for (person, join_waitlist) in planned.people.iter().map(|person| (*person, false)).chain(waits) {
            let ask = BookSession {
                actor: delegate(person),
                person,
                session,
                organisation: None,
                join_waitlist,
                auto_book_until: None,
                note: None,
                access_needs: None,
                declares: Vec::new(),
            };
            match self.usecases.book_session(ask, None).await {
                // Who may book depends a little on how the dates fall on the day the demo is made.
                Ok(_) | Err(Failure::Refused(Refused::BookingRefused(_) | Refused::SessionFull)) => {}
                Err(other) => return Err(other),
            }
            self.clock.advance(TimeDelta::minutes(7));
        }
        Ok(())
    }

    /// Marks everybody, most of them present, and closes the register.
    async fn finish(&self, session: SessionId) -> Result<(), Failure> {
        let (dates, booked) = self
            .usecases
            .db
            .read(move |c| {
                let dates = session_rows::dates(c, &[session])?;
                let booked = booking::of_session(c, session, &[BookingState::Booked])?;
                Ok::<_, Failure>((dates, booked))
            })
            .await?;
        let mut marks = Vec::new();
        for (seat, booking) in booked.iter().enumerate() {
            for (turn, date) in dates.iter().enumerate() {
                let (outcome, minutes) = match (seat + turn) % 13 {
                    7 => (Outcome::Absent, None),
                    11 => (Outcome::Partly, Some(40)),
                    _ => (Outcome::Present, None),
                };
                // Those who have a part to play in the demo were there.
                let named = self.cast.named.contains(&booking.person_id);
                let (outcome, minutes) = if named { (Outcome::Present, None) } else { (outcome, minutes) };
                marks.push(NewMark { booking: booking.id, date: date.id, outcome, minutes });
            }
        }
        let actor = self.cast.office();
        self.usecases.record_attendance(RecordAttendance { actor, session, marks }).await?;
        self.usecases.close_register(CloseRegister { actor, session }, None).await?;
        Ok(())
    }

    /// Every date of the programme, past and to come.
    fn programme(&self) -> Result<Vec<Planned>, Failure> {
        let people = &self.cast.people;
        let developed = self.cast.developed();
        let mut all = Vec::new();
        let monthly = |week, weekday, hour: u32, minute: u32, minutes: i32, every: u32, count: usize| {
            self.series(week, weekday, (hour, minute), minutes, every, count)
        };
        // Each past introduction takes eleven newcomers; the coming one is nearly full, the later ones open.
        let introductions = monthly(Week::Second, Weekday::Tue, 10, 0, 180, 1, 11)?;
        let past = introductions.iter().filter(|date| date.1 < self.today).count();
        for (index, date) in introductions.iter().enumerate() {
            let mut who: Vec<PersonId> = match index {
                _ if index < past => people.iter().skip(index * 9).take(9).copied().collect(),
                _ if index == past => {
                    people.iter().skip(45).take(13).chain(people[..8].iter()).copied().collect()
                }
                _ if index == past + 1 => people[58..].to_vec(),
                _ => Vec::new(),
            };
            if index == 0 {
                who.push(developed);
            }
            all.push(planned(INTRODUCTION, vec![*date], 24, who));
        }
        // Development follows a week later; the coming one is full and people wait.
        let developments = monthly(Week::Third, Weekday::Wed, 13, 30, 150, 1, 11)?;
        let past = developments.iter().filter(|date| date.1 < self.today).count();
        for (index, date) in developments.iter().enumerate() {
            let mut who: Vec<PersonId> = match index {
                _ if index < past => people.iter().skip(index * 9).take(6).copied().collect(),
                _ => Vec::new(),
            };
            let mut waiting = Vec::new();
            if index == past {
                let ready: Vec<PersonId> =
                    (0..5).flat_map(|group| people[group * 9 + 6..group * 9 + 9].to_vec()).collect();
                // Whoever finds no place joins the line; those booked are refused a second time.
                who.clone_from(&ready);
                waiting = ready;
            } else if index == past + 1 {
                // On condition of the introduction they are booked on.
                who = people[46..49].to_vec();
            }
            if index == 1 {
                who.push(developed);
            }
            let mut session = planned(DEVELOPMENT, vec![*date], if index == past { 8 } else { 16 }, who);
            session.waiting = waiting;
            session.unfinished = index + 1 == past;
            all.push(session);
        }
        let circles = monthly(Week::First, Weekday::Thu, 9, 30, 150, 2, 6)?;
        let past = circles.iter().filter(|date| date.1 < self.today).count();
        for (index, date) in circles.iter().enumerate() {
            let who =
                if index <= past { people.iter().take(12).step_by(2).copied().collect() } else { Vec::new() };
            let mut session = planned(CIRCLES, vec![*date], 12, who);
            session.called_off = index == past;
            all.push(session);
        }
        all.extend(self.units(people)?);
        Ok(all)
    }

    /// What is commissioned or given at schools: one of each behind us and one to come.
    fn units(&self, people: &[PersonId]) -> Result<Vec<Planned>, Failure> {
        let sets = self.series(Week::Fourth, Weekday::Mon, (14, 0), 90, 1, 16)?;
        let (before, after): (Vec<_>, Vec<_>) = sets.into_iter().partition(|date| date.1 < self.today);
        let mut all = Vec::new();
        if after.len() >= 6 {
            all.push(planned(ACTION_LEARNING, after[..6].to_vec(), 10, people[..4].to_vec()));
        }
        if before.len() >= 3 {
            // Begun by people who had done both rungs long before: a past unit of fewer dates, already finished.
            all.push(planned(ACTION_LEARNING, before[before.len() - 2..].to_vec(), 10, people[..5].to_vec()));
        }
        let fridays = self.series(Week::Third, Weekday::Fri, (13, 0), 180, 1, 11)?;
        let past = fridays.iter().filter(|date| date.1 < self.today).count();
        let school: Vec<PersonId> = people.iter().skip(1).step_by(8).copied().collect();
        let practitioners: Vec<PersonId> = people.iter().skip(2).step_by(8).copied().collect();
        for (course, offset, on_site, who) in [
            (BESPOKE, 1, false, people[20..30].to_vec()),
            (SCHOOL_INTRODUCTION, 2, true, school.clone()),
            (RESTORATIVE_SCHOOL, 3, true, school),
            (PRACTITIONER, 1, false, practitioners),
        ] {
            if past >= offset {
                let mut session = planned(course, vec![fridays[past - offset]], 20, who);
                session.on_site = on_site;
                all.push(session);
            }
            if let Some(date) = fridays.get(past + offset - 1) {
                let mut session = planned(course, vec![*date], 20, Vec::new());
                session.on_site = on_site;
                all.push(session);
            }
        }
        let termly = self.series(Week::First, Weekday::Wed, (15, 30), 90, 3, 4)?;
        all.extend(
            termly
                .into_iter()
                .filter(|date| date.0 > self.today)
                .map(|date| planned(NETWORK, vec![date], 30, Vec::new())),
        );
        Ok(all)
    }

    /// A series that begins some months before today.
    fn series(
        &self,
        week: Week,
        weekday: Weekday,
        (hour, minute): (u32, u32),
        minutes: i32,
        every: u32,
        count: usize,
    ) -> Result<Vec<Slot>, Failure> {
        let today = self.today.with_timezone(&LONDON).date_naive();
        let first_day = today - chrono::Months::new(MONTHS_BEFORE);
        let series = Series {
            first_day,
            starts: NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default(),
            minutes,
            zone: LONDON,
            rhythm: Rhythm::Months { every, week, weekday },
            end: SeriesEnd::Count(count),
        };
        let schedule = series
            .schedule()
            .map_err(|why| Failure::Store(crate::store::Error::Broken(format!("the demo's dates: {why}"))))?;
        Ok(schedule.dates.into_iter().map(|date| (date.starts_at, date.ends_at)).collect())
    }
}

fn planned(course: &'static str, dates: Vec<Slot>, capacity: i64, people: Vec<PersonId>) -> Planned {
    Planned {
        course,
        dates,
        capacity,
        on_site: false,
        people,
        waiting: Vec::new(),
        unfinished: false,
        called_off: false,
    }
}
