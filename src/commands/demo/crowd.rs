//! A demo as large as wanted: who works where, what took place for seven years, who came. Written past the use-cases,
//! which would take hours, and sound all the same: `ladder audit` finds nothing.

use std::io::{IsTerminal, stderr};

use chrono::{DateTime, Days, TimeDelta, Utc};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    calendar::slot,
    catalogue::{CIRCLES, DEVELOPMENT, INTRODUCTION},
    crowd_rows::{Crowd, Held, Somebody},
    crowd_tables::dice,
    names,
};
use crate::{
    domain::{
        words::OrganisationKind,
        working_days::{is_working_day, london_day},
    },
    ports::Random,
    store::{Db, read::sessions::kept_terms, write::service::bulk},
    usecases::Failure,
};

/// How large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// People beside those of the story.
    pub people: usize,
    /// Sessions beside those of the story.
    pub sessions: usize,
    /// Bookings on these sessions.
    pub bookings: usize,
}

/// How far back it goes, and how far ahead.
const DAYS_BEHIND: i64 = 7 * 365;
const DAYS_AHEAD: i64 = 182;
/// How many people an organisation has.
const STAFF: usize = 60;
/// How many sessions of the same step pass before somebody can come back for the next.
const REST: usize = 8;
/// How many sessions are written at once.
const AT_ONCE: usize = 200;

impl Size {
    /// Why nobody would believe it, if nobody would.
    pub fn doubt(self) -> Option<String> {
        let each = self.bookings.div_ceil(self.sessions.max(1));
        if self.sessions == 0 || self.bookings < self.sessions || self.people < each * 24 {
            return Some(format!(
                "{} bookings of {} people on {} sessions do not go together: there has to be a booking for each session \
                 at least, and 24 times as many people as come to one.",
                self.bookings, self.people, self.sessions
            ));
        }
        None
    }
}

/// Adds them.
pub async fn gather(db: &Db, size: Size, today: DateTime<Utc>, random: Random) -> Result<(), Failure> {
    let bar = progress(size);
    let mut courses = Vec::new();
    for slug in [INTRODUCTION, DEVELOPMENT, CIRCLES] {
        let found = db.read(move |connection| kept_terms::newest_of_course(connection, slug)).await?;
        courses.push(found.ok_or(crate::store::Error::Missing)?);
    }
    let mut crowd = Crowd::new(courses, today, random);
    let people = employ(db, &mut crowd, size, &bar).await?;
    let mut line = Line::new(people.len());
    let each = size.bookings / size.sessions;
    let rest = size.bookings % size.sessions;
    for first in (0..size.sessions).step_by(AT_ONCE) {
        let mut booked = 0;
        for number in first..size.sessions.min(first + AT_ONCE) {
            let many = each + usize::from(number < rest);
            let (step, seats) = line.next(number, many);
            let session = place_in_time(number, size.sessions, step, &crowd);
            let guests: Vec<&Somebody> = seats.iter().map(|seat| &people[*seat]).collect();
            crowd.hold(&session, &guests)?;
            booked += many;
        }
        store(db, &mut crowd).await?;
        bar.inc(booked as u64);
    }
    bar.finish_and_clear();
    Ok(())
}

fn progress(size: Size) -> ProgressBar {
    let bar = ProgressBar::new((size.people + size.bookings) as u64);
    let style = ProgressStyle::with_template("{msg} {wide_bar} {percent} % {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message("people and bookings");
    let hidden = !stderr().is_terminal();
    bar.set_draw_target(if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
    bar
}

async fn store(db: &Db, crowd: &mut Crowd) -> Result<(), Failure> {
    let rows = crowd.take_rows();
    db.write(move |tx| bulk::put_all(tx, &rows)).await?;
    Ok(())
}

/// Organisations, everybody who works there, and enough trainers.
async fn employ(db: &Db, crowd: &mut Crowd, size: Size, bar: &ProgressBar) -> Result<Vec<Somebody>, Failure> {
    let trainers = size.sessions / 400 + 1;
    let mut people = Vec::with_capacity(size.people);
    let bodies = size.people.div_ceil(STAFF);
    for body in 0..bodies {
        let (name, kind, domain) = body_of(body);
        let organisation = crowd.found(&name, kind, &domain);
        for seat in body * STAFF..size.people.min((body + 1) * STAFF) {
            let name = names::further(seat);
            let email = names::address(&name, Some(&domain)).replacen('@', &format!(".{seat}@"), 1);
            people.push(crowd.employ(&name, &email, organisation, seat % STAFF == 0));
        }
        if body % 100 == 99 || body + 1 == bodies {
            store(db, crowd).await?;
            bar.set_position(people.len() as u64);
        }
    }
    for trainer in 0..trainers {
        let name = names::further(trainer * 5 + 3);
        crowd.train(&name, &format!("trainer.{trainer}@training.example"));
    }
    store(db, crowd).await?;
    Ok(people)
}

/// What the `number`th organisation is called, what it is, and its mail domain.
fn body_of(number: usize) -> (String, OrganisationKind, String) {
    const PLACES: [&str; 24] = [
        "Ashfield",
        "Beckside",
        "Carr Lane",
        "Dale",
        "Elmwood",
        "Fairburn",
        "Greenhill",
        "Harehills",
        "Ingram Road",
        "Kirkside",
        "Lowfield",
        "Meadow",
        "Newlaithes",
        "Oakwood",
        "Parklands",
        "Quarry Mount",
        "Roundhay",
        "Scholes",
        "Thorpe",
        "Valley View",
        "Westgate",
        "Whingate",
        "Woodlesford",
        "Yeadon",
    ];
    let place = PLACES[number % PLACES.len()];
    let round = number / PLACES.len();
    let (what, kind) = match dice(number, 1, 20) {
        0..=9 => ("Primary School", OrganisationKind::School),
        10..=14 => ("Academy", OrganisationKind::School),
        15..=16 => ("Health Trust", OrganisationKind::Health),
        17 => ("Police District", OrganisationKind::Police),
        18 => ("Youth Project", OrganisationKind::Voluntary),
        _ => ("Children's Services", OrganisationKind::Council),
    };
    let number_of = if round == 0 { String::new() } else { format!(" {}", round + 1) };
    let domain = format!("{}-{number}.example", place.to_lowercase().replace(' ', "-"));
    (format!("{place} {what}{number_of}"), kind, domain)
}

/// When the `number`th session takes place.
fn place_in_time(number: usize, all: usize, step: usize, crowd: &Crowd) -> Held {
    let span = DAYS_BEHIND + DAYS_AHEAD;
    let days = i64::try_from(number * usize::try_from(span).unwrap_or(1) / all).unwrap_or_default();
    let mut day = london_day(crowd.today - TimeDelta::days(DAYS_BEHIND) + TimeDelta::days(days));
    while !is_working_day(day) {
        day = day + Days::new(1);
    }
    let at = if number.is_multiple_of(2) { (9, 30) } else { (13, 30) };
    let minutes = crowd.courses[step].1.duration_minutes;
    let (starts_at, ends_at) = slot(day, at, i64::from(minutes));
    Held { number, step, starts_at, ends_at }
}

/// Who comes next: the Introduction takes everybody in turn, the other steps some of those who did the one before.
struct Line {
    people: usize,
    newcomers: usize,
    /// By step: who came, and up to where the step above has asked them.
    came: [Vec<usize>; 3],
    asked: [usize; 3],
}

impl Line {
    fn new(people: usize) -> Self {
        Self { people, newcomers: 0, came: [Vec::new(), Vec::new(), Vec::new()], asked: [0; 3] }
    }

    /// The step of the `number`th session, and who comes to it.
    fn next(&mut self, number: usize, many: usize) -> (usize, Vec<usize>) {
        let wished = match number % 20 {
            0..=8 => 0,
            9..=14 => 1,
            _ => 2,
        };
        let step = (0..=wished).rev().find(|step| *step == 0 || self.ready(*step - 1, many)).unwrap_or(0);
        let seats: Vec<usize> = if step == 0 {
            let first = self.newcomers;
            self.newcomers += many;
            (first..first + many).map(|turn| turn % self.people).collect()
        } else {
            let mut seats = Vec::with_capacity(many);
            while seats.len() < many {
                let turn = self.asked[step];
                self.asked[step] += 1;
                if dice(turn, step, 10) < 8 {
                    seats.push(self.came[step - 1][turn]);
                }
            }
            seats
        };
        self.came[step].extend(&seats);
        (step, seats)
    }

    /// Whether enough came to a step, and long enough ago, for a session of the next.
    fn ready(&self, below: usize, many: usize) -> bool {
        self.came[below].len() > self.asked[below + 1] + many * (REST + 3)
    }
}
