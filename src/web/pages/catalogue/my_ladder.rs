//! The home page: what is next for me?

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Datelike, Utc};

use super::own_rail::{Beside, InDoubt, MyLadderFacts, NextDate, OwnDate, OwnLadder, OwnStep, Trained};
use crate::{
    app::App,
    domain::{
        delivery,
        grammar::Voice,
        ids::SessionId,
        own_steps::{Completed, OpenDate, Step, StepCourse},
        prerequisite_words::planned_message,
        refusals::{NextStep, Refusal},
        times::{self, ZoneNote},
        words::BookingState,
    },
    store::{
        error::Error,
        read::{
            bookings::own_bookings::{self, OwnBooking},
            catalogue::{
                ladders::LadderView,
                own_ladder::{LadderFacts, OwnLadders, ladder_facts, own_ladders},
            },
            certificates::cpd,
        },
    },
    web::{
        error::ApiResult,
        extract::Member,
        kept::{Kept, Made},
        page_facts::Link,
        pages::{
            bookings::{
                booking_lines::{TodayPanel, conditions},
                booking_words as words,
            },
            people::waiting,
        },
        render::{Page, see},
    },
};

/// What a course with its prerequisites takes in memory, about.
const OF_A_COURSE: usize = 2048;
const NOTE: ZoneNote = ZoneNote::WhenElsewhere;

/// Every ladder with every step as it stands for whoever is signed in.
pub async fn show(app: Data<App>, kept: Data<Kept>, member: Member) -> ApiResult<HttpResponse> {
    let (person, now) = (member.caller.id(), app.clock.now());
    let steps = kept.get(&app, "ladders", async |_| -> ApiResult<_> {
        let value = app.reads.run(ladder_facts).await?;
        Ok(Made { bytes: (value.ladders.len() + value.courses.len()) * OF_A_COURSE, value, until: None })
    });
    let steps = LadderFacts::clone(&*steps.await?);
    let year = times::day_in(now, times::LONDON).year();
    let found = app.reads.run(move |c| {
        let ladders = own_ladders(c, person, steps, now)?;
        let minutes = cpd::beside_completed(c, person, year)?;
        Ok::<_, Error>((ladders, own_bookings::active_of(c, person)?, minutes))
    });
    let (ladders, bookings, minutes) = found.await?;
    let of_year =
        ladders.standing.completed.iter().filter(|done| done.on.is_some_and(|on| on.year() == year));
    let minutes = minutes + of_year.map(|done| done.cpd_minutes).sum::<i32>();
    let view = View { ladders: &ladders, bookings: &bookings, now };
    let other = ladders.other_training.iter();
    let facts = MyLadderFacts {
        today: bookings.iter().filter_map(|booking| TodayPanel::of(booking, now)).collect(),
        waiting: waiting::for_caller(&app, &member.caller).await?,
        in_doubt: view.in_doubt(),
        ladders: view.ladders(),
        other_training: other
            .map(|done| Trained { name: done.name.clone(), on: done.on.map(times::day) })
            .collect(),
        beside: beside(&bookings, (year, minutes), now),
    };
    Page::of(&member.visit, "My ladder", &facts)?.here("/my-ladder").answer(&app)
}

/// The next date somebody has a place on, and what this year came to.
fn beside(bookings: &[OwnBooking], (year, minutes): (i32, i32), now: DateTime<Utc>) -> Beside {
    let held = bookings.iter().filter(|booking| {
        matches!(booking.state, BookingState::Booked | BookingState::Requested)
            && words::is_ahead(booking, now)
    });
    let next = held.min_by_key(|booking| (words::next_date(booking, now).starts_at, booking.id));
    Beside {
        next: next.map(|booking| NextDate {
            title: booking.course_title.clone(),
            when: words::when(booking, words::next_date(booking, now)),
            address: format!("/bookings/{}", booking.id),
        }),
        year,
        cpd: times::cpd_length(minutes),
    }
}

/// The address that older mails have.
pub async fn moved(_: Member) -> ApiResult<HttpResponse> {
    see("/my-ladder")
}

struct View<'a> {
    ladders: &'a OwnLadders,
    bookings: &'a [OwnBooking],
    now: DateTime<Utc>,
}

impl View<'_> {
    /// What hangs on something that has failed.
    fn in_doubt(&self) -> Vec<InDoubt> {
        let doubtful = self.bookings.iter().filter(|booking| booking.conditions.iter().any(|c| c.failed));
        doubtful
            .map(|booking| InDoubt {
                title: booking.course_title.clone(),
                address: format!("/bookings/{}", booking.id),
                lines: conditions(booking, Voice::You),
            })
            .collect()
    }

    /// The ladders that have a course, those somebody has begun first; while they climb one, the others are folded up.
    fn ladders(&self) -> Vec<OwnLadder> {
        let mut all: Vec<(OwnLadder, bool)> =
            self.ladders.ladders.iter().map(|ladder| self.ladder(ladder)).collect();
        all.retain(|(ladder, _)| !ladder.steps.is_empty());
        let any = all.iter().any(|(_, begun)| *begun);
        for (ladder, begun) in &mut all {
            ladder.folded = any && !*begun;
        }
        all.sort_by_key(|(ladder, _)| ladder.folded);
        all.into_iter().map(|(ladder, _)| ladder).collect()
    }

    /// One ladder, and whether somebody has begun it.
    fn ladder(&self, ladder: &LadderView) -> (OwnLadder, bool) {
        let standing = &self.ladders.standing;
        let (mut begun, mut opened) = (false, false);
        let mut steps = Vec::new();
        for rung in &ladder.rungs {
            for brief in &rung.courses {
                let Some(course) = self.ladders.courses.iter().find(|c| c.slug == brief.slug) else {
                    continue;
                };
                let step = standing.step(course, &self.ladders.courses, self.now);
                begun |= matches!(step, Step::Has { .. } | Step::Done(_) | Step::CountedBy(_));
                let name = if rung.courses.len() == 1 { &rung.name } else { &brief.title };
                steps.push(self.step(name, course, &step, &mut opened));
            }
        }
        let count = steps.len();
        let shown = OwnLadder {
            name: ladder.name.clone(),
            summary: ladder.summary.clone(),
            steps,
            count: if count == 1 { "1 step".to_owned() } else { format!("{count} steps") },
            folded: false,
        };
        (shown, begun)
    }

    /// One step; the first that can be booked is opened with its dates.
    fn step(&self, name: &str, course: &StepCourse, step: &Step, opened: &mut bool) -> OwnStep {
        let page = format!("/courses/{}", course.slug);
        let shown = OwnStep {
            name: name.to_owned(),
            address: page.clone(),
            kind: "later",
            state: String::new(),
            note: None,
            dates: Vec::new(),
            ways: Vec::new(),
            start: None,
            more: None,
        };
        match step {
            Step::Has { booking, state, before } => {
                let Some(own) = self.bookings.iter().find(|own| own.id == *booking) else { return shown };
                let mut booked = self.booked(shown, own, *state);
                if let Some(before) = before {
                    booked.ways = vec![format!("You did this before: {}.", done_words(*before))];
                }
                booked
            }
            Step::Done(done) => OwnStep {
                kind: "done",
                state: done_words(*done),
                note: (done.cpd_minutes > 0).then(|| times::cpd_length(done.cpd_minutes)),
                more: (!course.by_commission).then(|| Link::to(page, "Take it again")),
                ..shown
            },
            Step::CountedBy(other) => OwnStep {
                kind: "done",
                state: "Done in another way".to_owned(),
                note: Some(format!("{other} stands for it.")),
                ..shown
            },
            Step::Open(dates) => self.open(shown, dates, opened),
            Step::NoDates => OwnStep {
                state: "No dates yet".to_owned(),
                note: Some("You can book it as soon as there are dates. They will appear here.".to_owned()),
                ..shown
            },
            Step::ByArrangement => OwnStep {
                state: "By arrangement".to_owned(),
                note: Some("It is held for whole groups or teams. You can ask for it for yours.".to_owned()),
                more: Some(Link::to(
                    format!("/commissions/new?course={}", course.slug),
                    "Ask for training for your team",
                )),
                ..shown
            },
            Step::NotYet { refusals, by_commission } => OwnStep {
                state: "Cannot start yet".to_owned(),
                ways: refusals.iter().map(|refusal| refusal.message.clone()).collect(),
                start: self.start(refusals),
                note: by_commission
                    .then(|| "It is held for whole groups or teams, by arrangement.".to_owned()),
                ..shown
            },
            Step::NotThen { refusals } => OwnStep {
                state: "Not on the dates there are".to_owned(),
                ways: refusals.iter().map(|refusal| refusal.message.clone()).collect(),
                more: Some(Link::to(page, "See all its dates")),
                ..shown
            },
        }
    }

    fn booked(&self, shown: OwnStep, own: &OwnBooking, state: BookingState) -> OwnStep {
        let date = words::when(own, words::next_date(own, self.now));
        let (kind, said, note) = match state {
            BookingState::Booked if words::awaits_result(own, self.now) => {
                ("booked", "Waiting for your result", format!("{date}. Attendance is not recorded yet."))
            }
            BookingState::Booked => ("booked", "Booked", date),
            BookingState::Requested => {
                ("booked", "Waiting for a yes", format!("{date}. The place is held for you."))
            }
            BookingState::Offered => ("open", "A place has come up for you", date),
            _ => {
                let line =
                    own.waitlist_position.map_or(String::new(), |n| format!(" You are number {n} in line."));
                ("open", "On the waiting list", format!("{date}.{line}"))
            }
        };
        let has_place = matches!(state, BookingState::Booked | BookingState::Requested);
        let hangs_on = if has_place { conditions(own, Voice::You) } else { Vec::new() };
        OwnStep {
            address: format!("/bookings/{}", own.id),
            kind,
            state: said.to_owned(),
            note: Some(note),
            ways: hangs_on.into_iter().map(|line| line.text).collect(),
            more: (state == BookingState::Waitlisted)
                .then(|| Link::to(format!("/courses/{}", own.course_slug), "See all its dates")),
            ..shown
        }
    }

    fn open(&self, shown: OwnStep, dates: &[OpenDate], opened: &mut bool) -> OwnStep {
        let full = dates.iter().all(|date| date.places_left == 0);
        let next = dates.first().filter(|_| *opened).and_then(|date| self.range_of(date.session));
        let first = !std::mem::replace(opened, true);
        OwnStep {
            kind: "open",
            state: if full { "Every date is full" } else { "You can book this now" }.to_owned(),
            note: next.map(|next| format!("Next date: {next}.")),
            dates: if first { dates.iter().filter_map(|date| self.date(date)).collect() } else { Vec::new() },
            more: Some(Link::to(shown.address.clone(), "About it, and all its dates")),
            ..shown
        }
    }

    fn date(&self, date: &OpenDate) -> Option<OwnDate> {
        let session = &self.ladders.standing.sessions.iter().find(|s| s.facts.id == date.session)?;
        let (facts, spans) = (&session.facts, &session.facts.dates);
        let first = spans.first()?;
        let day = times::day_without_year(times::day_in(first.starts_at, facts.timezone));
        let places = match (date.places_left, spans.len()) {
            (0, _) => "Full: you can join the waiting list".to_owned(),
            (1, _) => "1 place left".to_owned(),
            (left, _) => format!("{left} places left"),
        };
        let set =
            if spans.len() > 1 { format!(", the first of {} dates", spans.len()) } else { String::new() };
        let condition = date.conditional_on.first().and_then(|id| {
            let earlier = self.bookings.iter().find(|booking| booking.id == *id)?;
            let on = times::day(times::day_in(earlier.starts_at, earlier.timezone));
            Some(planned_message(&earlier.course_title, &on, Voice::You))
        });
        Some(OwnDate {
            button: if date.places_left == 0 { format!("Wait for {day}") } else { format!("Book {day}") },
            full: date.places_left == 0,
            day,
            clock: times::clock_range(first.starts_at, first.ends_at, facts.timezone, NOTE) + &set,
            place: delivery::place(session.delivery, session.location.as_deref()),
            places,
            condition,
            address: format!("/sessions/{}/book", date.session),
        })
    }

    fn range_of(&self, session: SessionId) -> Option<String> {
        let session = self.ladders.standing.sessions.iter().find(|s| s.facts.id == session)?;
        let first = session.facts.dates.first()?;
        Some(times::range(first.starts_at, first.ends_at, session.facts.timezone, NOTE))
    }

    /// The way there: of the dates that would bring somebody on, the first that they can book themselves.
    fn start(&self, refusals: &[Refusal]) -> Option<Link> {
        let standing = &self.ladders.standing;
        let titled =
            |next: &NextStep| self.ladders.courses.iter().find(|course| course.slug == next.course_slug);
        let open = |next: &&NextStep| {
            titled(next).is_some_and(|course| {
                matches!(standing.step(course, &self.ladders.courses, self.now), Step::Open(_))
            })
        };
        let ways = || refusals.iter().filter_map(|refusal| refusal.next_step.as_ref());
        let next = ways().find(open).or_else(|| ways().next())?;
        let zone = standing.sessions.iter().find(|s| s.facts.id == next.session_id);
        let zone = zone.map_or(times::LONDON, |session| session.facts.timezone);
        let title = titled(next).map_or("the next date", |course| course.facts.title.as_str());
        Some(Link::to(
            format!("/sessions/{}/book", next.session_id),
            format!("{title}, {}", times::day(times::day_in(next.starts_at, zone))),
        ))
    }
}

fn done_words(done: Completed) -> String {
    done.on.map_or_else(|| "Completed".to_owned(), |on| format!("Completed on {}", on.format("%-d %B %Y")))
}
