//! Who waits for a place, course by course.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::access::Actor,
    store::read::reports::behind,
    usecases::{UseCases, error::Failure},
};

/// A course with dates ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitingRow {
    /// Its slug.
    #[schema(example = "introduction")]
    pub course_slug: String,
    /// What it is called.
    #[schema(example = "Introduction")]
    pub course_title: String,
    /// Sessions that have not begun.
    pub sessions: i32,
    /// Those of them on which every place is held.
    pub full: i32,
    /// Places on them.
    pub places: i32,
    /// How many of these are held.
    pub held: i32,
    /// People who wait for one, or have one offered.
    pub waiting: i32,
    /// The day of the next one.
    pub next_on: NaiveDate,
}

impl UseCases {
    /// Who waits for a place on which course, as far as somebody sees their figures; the places are those of whole
    /// sessions.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_waiting(&self, actor: Actor) -> Result<Vec<WaitingRow>, Failure> {
        let now = self.db.clock().now();
        let today = self.figures_day();
        self.with_facts(move |c, facts| {
            let scope = behind::scope(c, facts, &actor, now)?;
            let mut rows: BTreeMap<usize, WaitingRow> = BTreeMap::new();
            for session in facts.sessions.values() {
                let Some(places) = session.places else { continue };
                if session.cancelled || session.day < today {
                    continue;
                }
                let whole = scope.has_session(session);
                let seen = |booking: &&crate::domain::figures::BookingFact| {
                    whole || scope.has(booking.person, booking.organisation)
                };
                if !whole && !session.bookings.iter().any(|booking| seen(&booking)) {
                    continue;
                }
                let count = |held: usize| i32::try_from(held).unwrap_or(i32::MAX);
                let waiting = session.bookings.iter().filter(seen).filter(|booking| booking.waits()).count();
                let offered = |booking: &&crate::domain::figures::BookingFact| {
                    booking.had_place() || booking.state == crate::domain::words::BookingState::Offered
                };
                let held = count(session.bookings.iter().filter(offered).count());
                let course = &facts.courses[session.course];
                let row = rows.entry(session.course).or_insert_with(|| WaitingRow {
                    course_slug: course.slug.clone(),
                    course_title: course.title.clone(),
                    sessions: 0,
                    full: 0,
                    places: 0,
                    held: 0,
                    waiting: 0,
                    next_on: session.day,
                });
                row.sessions += 1;
                row.full += i32::from(held >= places);
                row.places += places;
                row.held += held;
                row.waiting += count(waiting);
                row.next_on = row.next_on.min(session.day);
            }
            let mut rows: Vec<WaitingRow> = rows.into_values().collect();
            rows.sort_by(|a, b| b.waiting.cmp(&a.waiting).then_with(|| a.course_title.cmp(&b.course_title)));
            Ok(rows)
        })
        .await
    }
}
