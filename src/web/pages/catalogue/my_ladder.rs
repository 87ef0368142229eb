//! The home page: what is next for me?

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::{
    app::App,
    domain::{
        access::Action,
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
            catalogue::own_ladder::{OwnLadders, own_ladders},
        },
    },
    web::{
        error::ApiResult,
        extract::Member,
        pages::bookings::booking_words::{self as words, place},
        render::{Page, see},
    },
};

const NOTE: ZoneNote = ZoneNote::WhenElsewhere;

/// Every ladder with every step as it stands for whoever is signed in.
pub async fn show(app: Data<App>, member: Member) -> ApiResult<HttpResponse> {
    member.caller.could(Action::ReadMe)?;
    let (person, now) = (member.caller.id(), app.clock.now());
    let (ladders, bookings) = app
        .reads
        .run(move |c| Ok::<_, Error>((own_ladders(c, person, now)?, own_bookings::active_of(c, person)?)))
        .await?;
    let view = View { ladders: &ladders, bookings: &bookings, now };
    let facts = json!({
        "today": bookings.iter().filter_map(|b| words::today_panel(b, now)).collect::<Vec<_>>(),
        "offers": bookings.iter().filter_map(|b| words::offer(b, now)).collect::<Vec<_>>(),
        "in_doubt": view.in_doubt(),
        "ladders": view.ladders(),
        "other_training": ladders.other_training.iter().map(|done| {
            json!({"name": done.name, "on": done.on.map(times::day)})
        }).collect::<Vec<_>>(),
    });
    Page::new(&member.visit, "my_ladder", "My ladder").facts(facts).here("/my-ladder").answer(&app)
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
    fn in_doubt(&self) -> Vec<Value> {
        let doubtful = self.bookings.iter().filter(|booking| booking.conditions.iter().any(|c| c.failed));
        doubtful
            .map(|booking| {
                json!({
                    "title": booking.course_title,
                    "address": format!("/bookings/{}", booking.id),
                    "lines": words::conditions(booking, Voice::You),
                })
            })
            .collect()
    }

    /// The ladders, those somebody has begun first; while they climb one, the others are folded up.
    fn ladders(&self) -> Vec<Value> {
        let standing = &self.ladders.standing;
        let all: Vec<(Value, bool)> = self
            .ladders
            .ladders
            .iter()
            .map(|ladder| {
                let mut begun = false;
                let mut steps = Vec::new();
                let mut opened = false;
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
                (
                    json!({
                        "name": ladder.name,
                        "summary": ladder.summary,
                        "steps": steps,
                        "count": if count == 1 { "1 step".to_owned() } else { format!("{count} steps") },
                    }),
                    begun,
                )
            })
            .collect();
        let any = all.iter().any(|(_, begun)| *begun);
        let (first, folded): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, begun)| *begun || !any);
        let with = |(mut ladder, _): (Value, bool), folded: bool| {
            ladder["folded"] = json!(folded);
            ladder
        };
        first.into_iter().map(|l| with(l, false)).chain(folded.into_iter().map(|l| with(l, true))).collect()
    }

    /// One step; the first that can be booked is opened with its dates.
    fn step(&self, name: &str, course: &StepCourse, step: &Step, opened: &mut bool) -> Value {
        let course_page = format!("/courses/{}", course.slug);
        let mut shown = json!({
            "name": name, "address": course_page, "kind": "later", "state": "", "note": null, "dates": [], "ways": [], "start": null,
            "more": null,
        });
        match step {
            Step::Has { booking, state, before } => {
                let Some(own) = self.bookings.iter().find(|own| own.id == *booking) else { return shown };
                self.booked(&mut shown, own, *state);
                shown["address"] = json!(format!("/bookings/{booking}"));
                if let Some(before) = before {
                    shown["ways"] = json!([format!("You did this before: {}.", done_words(*before))]);
                }
            }
            Step::Done(done) => {
                shown["kind"] = json!("done");
                shown["state"] = json!(done_words(*done));
                if done.cpd_minutes > 0 {
                    shown["note"] = json!(times::cpd_length(done.cpd_minutes));
                }
                if !course.by_commission {
                    shown["more"] = json!({"address": course_page, "label": "Take it again"});
                }
            }
            Step::CountedBy(other) => {
                shown["kind"] = json!("done");
                shown["state"] = json!("Done in another way");
                shown["note"] = json!(format!("{other} stands for it."));
            }
            Step::Open(dates) => self.open(&mut shown, course, dates, opened),
            Step::NoDates => {
                shown["state"] = json!("No dates yet");
                shown["note"] = json!("You can book it as soon as there are dates. They will appear here.");
            }
            Step::ByArrangement => {
                shown["state"] = json!("By arrangement");
                shown["note"] = json!("It is held for whole groups or teams. You can ask for it for yours.");
                shown["more"] = json!({
                    "address": format!("/commissions/new?course={}", course.slug),
                    "label": "Ask for training for your team",
                });
            }
            Step::NotYet { refusals, by_commission } => {
                shown["state"] = json!("Cannot start yet");
                shown["ways"] = refusals.iter().map(|refusal| json!(refusal.message)).collect();
                shown["start"] = self.start(refusals);
                if *by_commission {
                    shown["note"] = json!("It is held for whole groups or teams, by arrangement.");
                }
            }
            Step::NotThen { refusals } => {
                shown["state"] = json!("Not on the dates there are");
                shown["ways"] = refusals.iter().map(|refusal| json!(refusal.message)).collect();
                shown["more"] = json!({"address": course_page, "label": "See all its dates"});
            }
        }
        shown
    }

    fn booked(&self, shown: &mut Value, own: &OwnBooking, state: BookingState) {
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
        shown["kind"] = json!(kind);
        shown["state"] = json!(said);
        shown["note"] = json!(note);
        if matches!(state, BookingState::Booked | BookingState::Requested) {
            let lines = words::conditions(own, Voice::You);
            shown["ways"] = lines.iter().map(|line| line["text"].clone()).collect();
        }
        if state == BookingState::Waitlisted {
            shown["more"] =
                json!({"address": format!("/courses/{}", own.course_slug), "label": "See all its dates"});
        }
    }

    fn open(&self, shown: &mut Value, course: &StepCourse, dates: &[OpenDate], opened: &mut bool) {
        let full = dates.iter().all(|date| date.places_left == 0);
        shown["kind"] = json!("open");
        shown["state"] = json!(if full { "Every date is full" } else { "You can book this now" });
        shown["more"] =
            json!({"address": format!("/courses/{}", course.slug), "label": "About it, and all its dates"});
        if *opened {
            if let Some(first) = dates.first().and_then(|date| self.range_of(date.session)) {
                shown["note"] = json!(format!("Next date: {first}."));
            }
            return;
        }
        *opened = true;
        shown["dates"] = dates.iter().filter_map(|date| self.date(date)).collect();
    }

    fn date(&self, date: &OpenDate) -> Option<Value> {
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
        Some(json!({
            "button": if date.places_left == 0 { format!("Wait for {day}") } else { format!("Book {day}") },
            "full": date.places_left == 0,
            "clock": times::clock_range(first.starts_at, first.ends_at, facts.timezone, NOTE) + &set,
            "place": place(session.delivery, session.location.as_deref()),
            "places": places,
            "condition": condition,
            "address": format!("/sessions/{}/book", date.session),
        }))
    }

    fn range_of(&self, session: SessionId) -> Option<String> {
        let session = self.ladders.standing.sessions.iter().find(|s| s.facts.id == session)?;
        let first = session.facts.dates.first()?;
        Some(times::range(first.starts_at, first.ends_at, session.facts.timezone, NOTE))
    }

    /// The way there: of the dates that would bring somebody on, the first that they can book themselves.
    fn start(&self, refusals: &[Refusal]) -> Value {
        let standing = &self.ladders.standing;
        let titled =
            |next: &NextStep| self.ladders.courses.iter().find(|course| course.slug == next.course_slug);
        let open = |next: &&NextStep| {
            titled(next).is_some_and(|course| {
                matches!(standing.step(course, &self.ladders.courses, self.now), Step::Open(_))
            })
        };
        let ways = || refusals.iter().filter_map(|refusal| refusal.next_step.as_ref());
        let Some(next) = ways().find(open).or_else(|| ways().next()) else { return Value::Null };
        let zone = standing.sessions.iter().find(|s| s.facts.id == next.session_id);
        let zone = zone.map_or(times::LONDON, |session| session.facts.timezone);
        let title = titled(next).map_or("the next date", |course| course.facts.title.as_str());
        json!({
            "address": format!("/sessions/{}/book", next.session_id),
            "label": format!("{title}, {}", times::day(times::day_in(next.starts_at, zone))),
        })
    }
}

fn done_words(done: Completed) -> String {
    done.on.map_or_else(|| "Completed".to_owned(), |on| format!("Completed on {}", times::day(on)))
}
