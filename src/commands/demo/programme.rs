//! The dates open to all of a year and a half, and who comes to them.

use chrono::{DateTime, Months, TimeDelta, Utc, Weekday};

use super::{
    calendar::{Open, Slot, monthly},
    catalogue::{CIRCLES, DEVELOPMENT, INTRODUCTION, NETWORK, PRACTITIONER},
    names::{HEALTH, HILLSIDE, NORTHSIDE, POLICE, RIVERSIDE, ST_ANNES},
    people::Cast,
};
use crate::domain::{ids::PersonId, recurrence::Week, words::CancelReason, working_days::london_day};

/// How many months of dates are behind us.
const MONTHS_BEHIND: u32 = 12;

const NEEDS: [&str; 2] = [
    "I am hard of hearing: please switch captions on, and speak one at a time.",
    "Large print, please: slides in 24 point the day before.",
];

/// Where a date takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Zoom,
    Room(&'static str),
}

/// What becomes of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is held once its day has come.
    Held,
    /// It was held, but attendance is not finished.
    Unfinished,
    CalledOff,
    /// Not published yet.
    Draft,
}

/// Somebody who books.
#[derive(Debug, Clone)]
pub struct Guest {
    pub person: PersonId,
    /// They join the line for a place.
    pub waits: bool,
    /// They book only now, when everything before is booked.
    pub late: bool,
    pub needs: Option<&'static str>,
    /// They give the place up so many days before, and why.
    pub gives_up: Option<(i64, CancelReason)>,
    /// They are not there although they are booked.
    pub stays_away: bool,
}

/// A date of the programme.
#[derive(Debug, Clone)]
pub struct Planned {
    pub course: &'static str,
    pub dates: Vec<Slot>,
    pub capacity: i64,
    pub trainers: Vec<PersonId>,
    pub place: Place,
    pub guests: Vec<Guest>,
    pub fate: Fate,
}

impl Planned {
    /// Its beginning.
    pub fn starts(&self) -> DateTime<Utc> {
        self.dates[0].0
    }

    /// Its end.
    pub fn ends(&self) -> DateTime<Utc> {
        self.dates[self.dates.len() - 1].1
    }

    fn add(&mut self, people: impl IntoIterator<Item = PersonId>) {
        for person in people {
            if self.guests.iter().all(|guest| guest.person != person) {
                self.guests.push(Guest {
                    person,
                    waits: false,
                    late: false,
                    needs: None,
                    gives_up: None,
                    stays_away: false,
                });
            }
        }
    }

    fn guest(&mut self, seat: usize, change: impl FnOnce(&mut Guest)) {
        if let Some(guest) = self.guests.get_mut(seat) {
            change(guest);
        }
    }

    fn guests_among(&mut self, people: &[PersonId], change: impl Fn(&mut Guest)) {
        self.guests.iter_mut().filter(|guest| people.contains(&guest.person)).for_each(change);
    }
}

/// Everything that is open to all.
pub struct Programme<'a> {
    cast: &'a Cast,
    today: DateTime<Utc>,
    newcomers: Vec<PersonId>,
    team: Vec<PersonId>,
    /// Introductions behind us, and how many newcomers each had.
    behind: usize,
    each: usize,
}

impl<'a> Programme<'a> {
    pub fn new(cast: &'a Cast, today: DateTime<Utc>) -> Self {
        let (newcomers, team) = (cast.newcomers(), cast.team());
        Self { cast, today, newcomers, team, behind: 0, each: 0 }
    }

    /// Every date, past and to come.
    pub fn draw_up(mut self) -> Vec<Planned> {
        let introductions =
            self.series(0, (1, Week::Second, Weekday::Tue), ((10, 0), 180), (21, Open::Offices));
        self.behind = self.past(&introductions);
        self.each = (self.newcomers.len() - COMING) / self.behind.max(1);
        let mut all: Vec<Planned> =
            introductions.iter().enumerate().map(|(index, date)| self.introduction(index, *date)).collect();
        let developments =
            self.series(0, (1, Week::Third, Weekday::Wed), ((13, 30), 150), (20, Open::Offices));
        let behind = self.past(&developments);
        for (index, date) in developments.iter().enumerate() {
            all.push(self.development(index, behind, *date));
        }
        let circles = self.series(0, (2, Week::First, Weekday::Thu), ((9, 30), 150), (10, Open::Offices));
        let behind = self.past(&circles);
        for (index, date) in circles.iter().enumerate() {
            all.push(self.circles(index, behind, *date));
        }
        all.extend(self.at_schools());
        // A date that nobody had come far enough for was never held.
        all.retain(|date| date.ends() > self.today || !date.guests.is_empty());
        all
    }

    /// Newcomers first, then whoever has a part; the coming one is nearly full.
    fn introduction(&self, index: usize, date: Slot) -> Planned {
        let ago = self.behind.checked_sub(index);
        let trainers = match index % 2 {
            0 => vec![self.cast.trainer(), self.cast.school_trainer()],
            _ => vec![self.cast.trainer()],
        };
        let mut planned = planned(INTRODUCTION, date, 24, trainers);
        planned.add(match ago {
            Some(0) => {
                let coming = &self.newcomers[self.newcomers.len() - COMING..];
                [&self.team[1..2], coming].concat()
            }
            Some(_) => self.cohort(index),
            None => Vec::new(),
        });
        let (cast, team) = (self.cast, &self.team);
        planned.add(match ago {
            Some(10) => vec![team[5], cast.lead(NORTHSIDE)],
            Some(8) => vec![team[4], cast.of(HILLSIDE)[1]],
            Some(7) => vec![cast.manager(), cast.of(RIVERSIDE)[6]],
            Some(6) => vec![cast.developed(), cast.head()],
            Some(5) => vec![cast.of(HILLSIDE)[2], cast.of(ST_ANNES)[4]],
            Some(4) => vec![cast.of(RIVERSIDE)[7], cast.of(POLICE)[1]],
            Some(3) => vec![team[2]],
            Some(2) => vec![team[7], team[3]],
            _ => Vec::new(),
        });
        match ago {
            Some(0) => {
                planned.guest(4, |guest| guest.needs = Some(NEEDS[0]));
                planned.guest(9, |guest| guest.needs = Some(NEEDS[1]));
            }
            Some(_) => give_up(&mut planned, index, self.each),
            // Who did not come last time, and others who plan ahead.
            None if index == self.behind + 1 => planned.add([team[3], cast.of(HILLSIDE)[4]]),
            None => {}
        }
        planned.guests_among(&[team[3]], |guest| guest.stays_away = ago.is_some());
        // The year after next month's is still being planned.
        if index > self.behind + 5 {
            planned.fate = Fate::Draft;
        }
        planned
    }

    /// Two months after their Introduction; the coming one is full and people wait, and attendance of the last one
    /// is not finished.
    fn development(&self, index: usize, behind: usize, date: Slot) -> Planned {
        let by = if index % 2 == behind % 2 || index + 1 == behind {
            self.cast.trainer()
        } else {
            self.cast.facilitator()
        };
        let mut planned = planned(DEVELOPMENT, date, 16, vec![by]);
        let (cast, team) = (self.cast, &self.team);
        if index < behind {
            let ready = index.checked_sub(2).map(|cohort| self.cohort(cohort)).unwrap_or_default();
            planned.add(ready.into_iter().take(self.each - 2));
            planned.add(match behind - index {
                8 => vec![team[5], cast.lead(NORTHSIDE)],
                5 => vec![team[4], cast.manager()],
                4 => vec![cast.developed(), cast.of(HILLSIDE)[1]],
                _ => Vec::new(),
            });
            give_up(&mut planned, index + 1, self.each - 2);
            if index + 1 == behind {
                planned.fate = Fate::Unfinished;
            }
        } else if index == behind {
            // Whoever's turn it is, and who was not among the first of their Introduction: sixteen have a place, the
            // others wait.
            let last = behind.saturating_sub(2);
            planned.add(self.cohort(last));
            planned.add((0..last).rev().flat_map(|cohort| self.cohort(cohort).split_off(self.each - 2)));
            planned.guests.truncate(25);
            planned.add([team[7]]);
            for guest in &mut planned.guests {
                guest.waits = true;
            }
        } else if index == behind + 1 {
            // On condition of the Introduction they are booked on.
            planned.add(self.newcomers[self.newcomers.len() - COMING..][..4].to_vec());
            planned.add([team[1], team[2]]);
            for guest in &mut planned.guests {
                guest.late = true;
            }
        }
        if index > behind + 4 {
            planned.fate = Fate::Draft;
        }
        planned
    }

    /// For those who did Development some time before; small, so that one or two wait each time. The coming one had to
    /// be called off.
    fn circles(&self, index: usize, behind: usize, date: Slot) -> Planned {
        let mut planned = planned(CIRCLES, date, 6, vec![self.cast.facilitator()]);
        // The cohort of month m does Development in month m + 2, and is ready for circles two months later.
        let of_month = |month: usize| self.cohort(month).into_iter().take(self.each - 2);
        let months = [(index * 2).checked_sub(5), (index * 2).checked_sub(4)];
        let mut ready: Vec<PersonId> = months.into_iter().flatten().flat_map(of_month).collect();
        if index < behind {
            let trained = match index {
                0 => self.cast.of(POLICE)[..7].to_vec(),
                1 => self.cast.of(HEALTH)[..7].to_vec(),
                3 => vec![self.team[5]],
                _ => Vec::new(),
            };
            ready.splice(0..0, trained);
            planned.add(ready.into_iter().take(9));
            for guest in &mut planned.guests {
                guest.waits = true;
            }
            for seat in [1, 2] {
                planned.guest(seat, |guest| guest.gives_up = Some((12, CancelReason::Other)));
            }
        } else if index <= behind + 1 {
            planned.add(self.cohort(self.behind.saturating_sub(6)).into_iter().take(3));
            planned.add([self.team[4]]);
        }
        if index == behind {
            planned.fate = Fate::CalledOff;
        } else if index == behind + 1 {
            for guest in &mut planned.guests {
                guest.late = true;
            }
        }
        planned
    }

    /// What is open to schools: in depth for practitioners, and a meeting every term.
    fn at_schools(&self) -> Vec<Planned> {
        let cast = self.cast;
        let (riverside, st_annes, hillside) = (cast.of(RIVERSIDE), cast.of(ST_ANNES), cast.of(HILLSIDE));
        let mut all = Vec::new();
        let days = self.series(1, (3, Week::Second, Weekday::Fri), ((9, 30), 360), (6, Open::Schools));
        let behind = self.past(&days);
        for (index, date) in days.into_iter().enumerate() {
            let mut one = planned(PRACTITIONER, date, 16, vec![cast.school_trainer(), cast.facilitator()]);
            one.place = Place::Room("Training room 2, City Learning Centre, 14 Park Lane");
            one.add(match behind.checked_sub(index) {
                Some(0) => vec![hillside[3], riverside[5], st_annes[5]],
                Some(1) => vec![riverside[4], riverside[0], st_annes[3], hillside[6]],
                Some(2) => vec![riverside[2], riverside[3], st_annes[2], hillside[0]],
                Some(_) => vec![riverside[1], st_annes[1], st_annes[0]],
                None => Vec::new(),
            });
            all.push(one);
        }
        let days = self.series(4, (3, Week::First, Weekday::Wed), ((15, 30), 90), (5, Open::Schools));
        let behind = self.past(&days);
        for (index, date) in days.into_iter().enumerate() {
            let mut one = planned(NETWORK, date, 40, vec![cast.school_trainer()]);
            one.place = Place::Room("The library, Riverside Academy, Weir Road");
            if index <= behind {
                one.add([riverside[0], riverside[1], st_annes[0], cast.of(NORTHSIDE)[5]]);
                one.add([riverside[2 + index % 3], st_annes[1 + index % 3]]);
            }
            all.push(one);
        }
        all
    }

    /// The newcomers of the `index`th Introduction.
    fn cohort(&self, index: usize) -> Vec<PersonId> {
        if index >= self.behind {
            return Vec::new();
        }
        self.newcomers[index * self.each..][..self.each].to_vec()
    }

    fn past(&self, dates: &[Slot]) -> usize {
        dates.iter().filter(|date| date.1 < self.today).count()
    }

    fn series(
        &self,
        months_later: u32,
        rhythm: (u32, Week, Weekday),
        at: ((u32, u32), i32),
        dates: (usize, Open),
    ) -> Vec<Slot> {
        let first = london_day(self.today) - Months::new(MONTHS_BEHIND - months_later);
        monthly(first, rhythm, at, dates)
    }
}

/// How many newcomers the coming Introduction has: two places of 24 are left beside the one of the manager's eight.
const COMING: usize = 21;

/// Somebody cannot come after all: in good time, at short notice, or ill.
fn give_up(planned: &mut Planned, turn: usize, newcomers: usize) {
    let seat = turn % newcomers.max(1);
    planned.guest(seat, |guest| {
        guest.gives_up = match turn % 4 {
            0 => Some((11, CancelReason::Other)),
            1 => Some((1, CancelReason::Other)),
            2 => Some((1, CancelReason::Illness)),
            _ => None,
        };
    });
}

fn planned(course: &'static str, date: Slot, capacity: i64, trainers: Vec<PersonId>) -> Planned {
    Planned {
        course,
        dates: vec![date],
        capacity,
        trainers,
        place: Place::Zoom,
        guests: Vec::new(),
        fate: Fate::Held,
    }
}

/// When it is published: a term ahead, but long enough before today.
pub fn published(planned: &Planned, today: DateTime<Utc>) -> DateTime<Utc> {
    (planned.starts() - TimeDelta::days(84)).min(today - TimeDelta::days(45))
}
