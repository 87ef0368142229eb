//! What teams and schools of the demo have asked for: each request with its moments, from the first word on.

use chrono::{DateTime, TimeDelta, Utc, Weekday};

use super::{
    calendar::{Open, Slot, at_desk, fit, slot, weekday_from},
    catalogue::{ACTION_LEARNING, BESPOKE, RESTORATIVE_SCHOOL, SCHOOL_INTRODUCTION},
    names::{ACADEMY_STAFF, BRIDGE, HEALTH, HILLSIDE, NORTHSIDE, POLICE, RIVERSIDE, ST_ANNES, STAFF},
    people::Cast,
};
use crate::domain::{ids::PersonId, proposals::Part, words::Delivery};

/// One step of a request.
#[derive(Debug, Clone)]
pub enum Act {
    Ask,
    Name,
    Propose,
    /// Whoever asked writes a word to the training team.
    Write(&'static str),
    Agree,
    Schedule,
    /// Attendance of the dates so far.
    Mark,
    /// Attendance of all dates, and what follows from it.
    Finish,
    Withdraw(&'static str),
}

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub asker: PersonId,
    pub course: Option<&'static str>,
    pub aims: &'static str,
    pub size: i64,
    pub preferred: Option<&'static str>,
    /// Ring this number.
    pub phone: Option<&'static str>,
    /// Where, unless it is on Zoom.
    pub place: Option<&'static str>,
    pub people: Vec<PersonId>,
    /// More of them, by name alone.
    pub names: Option<&'static str>,
    pub trainer: PersonId,
    pub dates: Vec<Slot>,
    pub content: Vec<Part>,
    pub note: &'static str,
    /// Who did not come.
    pub absent: Vec<PersonId>,
    pub acts: Vec<(DateTime<Utc>, Act)>,
}

impl Request {
    /// How it is given.
    pub fn delivery(&self) -> Delivery {
        if self.place.is_some() { Delivery::OnSite } else { Delivery::Zoom }
    }
}

/// Every request, in no order.
pub fn requests(cast: &Cast, today: DateTime<Utc>) -> Vec<Request> {
    let desk = Desk { cast, today };
    let mut all = vec![desk.team_session(), desk.group_of_the_team(), desk.not_sure_yet()];
    all.extend([desk.academy(), desk.st_annes(), desk.hillside(), desk.academy_again()]);
    all.extend([desk.health_group(), desk.police_group(), desk.police_session()]);
    all.extend([desk.youth_project(), desk.families()]);
    all
}

struct Desk<'a> {
    cast: &'a Cast,
    today: DateTime<Utc>,
}

impl Desk<'_> {
    fn ago(&self, days: i64) -> DateTime<Utc> {
        // Of two days that were both a weekend's the later one still comes later.
        at_desk(self.today - TimeDelta::days(days), 0) + TimeDelta::minutes((400 - 3 * days).max(0))
    }

    /// A Thursday about so many days from today, that is not the first of a month: those are for circles.
    fn thursday(&self, days: i64, at: (u32, u32), minutes: i64, open: Open) -> Slot {
        let mut day = weekday_from(self.today, days, Weekday::Thu, open);
        if chrono::Datelike::day(&day) <= 7 {
            day = fit(day + chrono::Days::new(7), open);
        }
        slot(day, at, minutes)
    }

    /// Six dates, four weeks apart and on Mondays.
    fn six_mondays(&self, first: i64, at: (u32, u32)) -> Vec<Slot> {
        (0..6)
            .map(|turn| weekday_from(self.today, first + 28 * turn, Weekday::Mon, Open::Offices))
            .map(|day| slot(day, at, 90))
            .collect()
    }

    fn request(&self, asker: PersonId, course: Option<&'static str>, aims: &'static str) -> Request {
        Request {
            asker,
            course,
            aims,
            size: 8,
            preferred: None,
            phone: None,
            place: None,
            people: Vec::new(),
            names: None,
            trainer: self.cast.school_trainer(),
            dates: Vec::new(),
            content: Vec::new(),
            note: "",
            absent: Vec::new(),
            acts: Vec::new(),
        }
    }

    /// From the question to the agreement, so many days before the first date.
    fn agreed(first: DateTime<Utc>, lead_in: i64) -> Vec<(DateTime<Utc>, Act)> {
        let before = |days: i64, turn| at_desk(first - TimeDelta::days(days), turn);
        vec![
            (before(lead_in, 1), Act::Ask),
            (before(lead_in - 2, 2), Act::Name),
            (before(lead_in - 5, 3), Act::Propose),
            (before(lead_in - 9, 4), Act::Agree),
            (before(lead_in - 12, 5), Act::Schedule),
        ]
    }

    /// The same, held and finished.
    fn held(dates: &[Slot], lead_in: i64) -> Vec<(DateTime<Utc>, Act)> {
        let mut acts = Self::agreed(dates[0].0, lead_in);
        acts.push((dates[dates.len() - 1].1 + TimeDelta::minutes(15), Act::Finish));
        acts
    }

    /// The manager's eight had a morning of their own four weeks ago.
    fn team_session(&self) -> Request {
        let dates = vec![self.thursday(-34, (9, 30), 120, Open::Offices)];
        let aims = "Meetings in which everybody is heard, after a hard year.";
        let team = self.cast.team();
        Request {
            preferred: Some("A Thursday morning"),
            trainer: self.cast.trainer(),
            content: content(),
            note: "Does the morning suit?",
            absent: vec![team[3]],
            acts: Self::held(&dates, 62),
            people: team,
            dates,
            ..self.request(self.cast.manager(), Some(BESPOKE), aims)
        }
    }

    /// Our proposal waits for the manager's answer, and some of the eight still lack a step.
    fn group_of_the_team(&self) -> Request {
        let aims = "Keep what we learned alive, with cases of our own.";
        Request {
            people: self.cast.team(),
            trainer: self.cast.coach(),
            dates: self.six_mondays(80, (14, 0)),
            note: "Two steps come first: see who still needs them, and book them in one go.",
            acts: vec![(self.ago(12), Act::Ask), (self.ago(11), Act::Name), (self.ago(8), Act::Propose)],
            ..self.request(self.cast.manager(), Some(ACTION_LEARNING), aims)
        }
    }

    /// The manager wants to be rung.
    fn not_sure_yet(&self) -> Request {
        let aims = "Something for our reception team, who meet upset people every day.";
        Request {
            size: 6,
            phone: Some("0113 496 0123"),
            acts: vec![(self.ago(1), Act::Ask)],
            ..self.request(self.cast.manager(), None, aims)
        }
    }

    /// The academy's staff meeting, early in the year.
    fn academy(&self) -> Request {
        let dates = vec![self.thursday(-352, (15, 30), 120, Open::Schools)];
        let aims = "Fewer exclusions, and one way of talking after something has gone wrong.";
        Request {
            size: 14,
            place: Some("The main hall, Riverside Academy, Weir Road"),
            people: self.cast.of(RIVERSIDE),
            names: Some(ACADEMY_STAFF),
            note: "Straight after school, in your hall.",
            acts: Self::held(&dates, 60),
            dates,
            ..self.request(self.cast.lead(RIVERSIDE), Some(SCHOOL_INTRODUCTION), aims)
        }
    }

    /// An INSET morning at a school that had its introduction long ago.
    fn st_annes(&self) -> Request {
        let dates = vec![self.thursday(-150, (9, 0), 180, Open::Schools)];
        let aims = "A behaviour policy that the whole staff can stand behind.";
        Request {
            size: 7,
            place: Some("The hall, St Anne's School, 2 Church Row"),
            people: self.cast.of(ST_ANNES),
            note: "The first half of your INSET day.",
            acts: Self::held(&dates, 75),
            dates,
            ..self.request(self.cast.lead(ST_ANNES), Some(RESTORATIVE_SCHOOL), aims)
        }
    }

    /// The head's whole staff have a twilight coming.
    fn hillside(&self) -> Request {
        let dates = vec![self.thursday(16, (15, 30), 120, Open::Schools)];
        let people = self.cast.of(HILLSIDE).into_iter().chain([self.cast.head()]).collect();
        let acts = [Act::Ask, Act::Name, Act::Propose, Act::Agree, Act::Schedule];
        let days = [40, 39, 35, 30, 28];
        Request {
            size: 15,
            place: Some("The school hall, Hillside Primary School, Upper Lane"),
            people,
            names: Some(STAFF),
            note: "Straight after school, in your hall.",
            acts: days.into_iter().map(|days| self.ago(days)).zip(acts).collect(),
            dates,
            ..self.request(
                self.cast.head(),
                Some(SCHOOL_INTRODUCTION),
                "All of us, teachers and office alike, begin with the same words.",
            )
        }
    }

    /// The academy wants more; nobody has answered yet.
    fn academy_again(&self) -> Request {
        let aims = "The next step for the whole staff, on one of our INSET days.";
        Request {
            size: 40,
            preferred: Some("A Friday in term, in the morning"),
            place: Some("Riverside Academy, Weir Road"),
            acts: vec![(self.ago(4), Act::Ask)],
            ..self.request(self.cast.lead(RIVERSIDE), Some(RESTORATIVE_SCHOOL), aims)
        }
    }

    /// A group that has been through all its six dates.
    fn health_group(&self) -> Request {
        let dates = self.six_mondays(-205, (10, 0));
        let aims = "Debriefs after difficult shifts that help instead of blaming.";
        Request {
            size: 7,
            people: self.cast.of(HEALTH)[..7].to_vec(),
            trainer: self.cast.coach(),
            note: "Mondays at ten, every four weeks.",
            acts: Self::held(&dates, 70),
            dates,
            ..self.request(self.cast.lead(HEALTH), Some(ACTION_LEARNING), aims)
        }
    }

    /// A group in the middle of its six dates.
    fn police_group(&self) -> Request {
        let dates = self.six_mondays(-65, (14, 0));
        let mut acts = Self::agreed(dates[0].0, 50);
        let marked = dates.iter().filter(|date| date.1 < self.today - TimeDelta::hours(1));
        acts.extend(marked.map(|date| (date.1 + TimeDelta::minutes(15), Act::Mark)));
        Request {
            size: 7,
            people: self.cast.of(POLICE)[..7].to_vec(),
            trainer: self.cast.coach(),
            note: "We begin with a case of the sergeants'.",
            acts,
            dates,
            ..self.request(
                self.cast.lead(POLICE),
                Some(ACTION_LEARNING),
                "Neighbourhood officers who bring both sides to one table.",
            )
        }
    }

    /// Agreed, and for the coordinator to schedule.
    fn police_session(&self) -> Request {
        let aims = "The front desk and the control room: calming people who are angry with us.";
        Request {
            size: 12,
            people: self.cast.of(POLICE)[7..19].to_vec(),
            dates: vec![self.thursday(33, (13, 30), 120, Open::Offices)],
            content: content(),
            note: "After lunch, when both shifts are in.",
            acts: vec![
                (self.ago(20), Act::Ask),
                (self.ago(18), Act::Name),
                (self.ago(13), Act::Propose),
                (self.ago(7), Act::Write("Could we have it recorded for the night shift?")),
                (self.ago(3), Act::Agree),
            ],
            ..self.request(self.cast.lead(POLICE), Some(BESPOKE), aims)
        }
    }

    /// A youth project's afternoon, half a year ago.
    fn youth_project(&self) -> Request {
        let dates = vec![self.thursday(-172, (13, 0), 120, Open::Offices)];
        let people = self.cast.of(BRIDGE)[..7].to_vec();
        Request {
            size: 7,
            place: Some("Bridge Youth Project, The Old Mill, Canal Road"),
            content: content(),
            note: "We come to you.",
            absent: vec![people[4]],
            acts: Self::held(&dates, 55),
            people,
            dates,
            ..self.request(
                self.cast.lead(BRIDGE),
                Some(BESPOKE),
                "Group rules that the young people make themselves.",
            )
        }
    }

    /// Taken back before it came to anything.
    fn families(&self) -> Request {
        Request {
            size: 9,
            dates: vec![self.thursday(-60, (10, 0), 120, Open::Offices)],
            content: content(),
            note: "Would this Thursday do?",
            acts: vec![
                (self.ago(110), Act::Ask),
                (self.ago(104), Act::Propose),
                (self.ago(95), Act::Withdraw("Half of us have booked the open Introduction instead.")),
            ],
            ..self.request(
                self.cast.lead(NORTHSIDE),
                Some(BESPOKE),
                "Family meetings that end with a plan everybody owns.",
            )
        }
    }
}

/// Two hours with a break, drawn from the courses.
fn content() -> Vec<Part> {
    [
        ("History, principles and framework", 60, false),
        ("Break", 15, true),
        ("Communication skills", 45, false),
    ]
    .into_iter()
    .map(|(outcome, minutes, is_break)| Part { course: None, outcome: outcome.to_owned(), minutes, is_break })
    .collect()
}
