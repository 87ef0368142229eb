//! Whom new dates of a session bring into collision with another booking of theirs.

use crate::{
    domain::{
        booking_states::active,
        eligibility::BookingFacts,
        ids::{PersonId, SessionId},
        session_dates::new_clashes,
        sessions::Span,
        words::BookingState,
    },
    mail::message::{CourseDate, When},
    store::{
        AnyConnection,
        read::{
            bookings::booking::named,
            facts::people_facts,
            sessions::{
                session::CollisionView,
                session_rows::{self, spans},
            },
        },
        write::bookings::booking,
    },
    usecases::{UseCases, error::Failure},
};

/// A change of dates as it meets others: before and after.
pub(crate) type Spans<'a> = (&'a [Span], &'a [Span]);

/// What else somebody has at a session's new times; waiting elsewhere is not being there.
fn clashes(
    connection: &mut AnyConnection,
    (person, session): (PersonId, SessionId),
    (before, after): Spans<'_>,
) -> Result<Vec<(BookingFacts, Span)>, Failure> {
    let mut found = Vec::new();
    for other in people_facts::bookings_of(connection, person)? {
        if other.session == session || !active(other.state) || other.state == BookingState::Waitlisted {
            continue;
        }
        for date in new_clashes(before, after, &other.dates) {
            found.push((other.clone(), date));
        }
    }
    Ok(found)
}

/// The same as a mail to that person names it.
pub(crate) fn told_clashes(
    connection: &mut AnyConnection,
    about: (PersonId, SessionId),
    spans: Spans<'_>,
) -> Result<Vec<CourseDate>, Failure> {
    let found = clashes(connection, about, spans)?.into_iter();
    Ok(found
        .map(|(other, date)| CourseDate {
            course: other.course_title,
            when: When { starts_at: date.starts_at, ends_at: date.ends_at, timezone: other.timezone.into() },
        })
        .collect())
}

impl UseCases {
    /// Whom these dates would bring into collision with another booking of theirs, if the session had them: to be named
    /// before it is changed.
    ///
    /// # Errors
    /// [`Refused::NotThere`](crate::usecases::Refused::NotThere) if there is no such session.
    pub async fn find_collisions(
        &self,
        session: SessionId,
        dates: Vec<Span>,
    ) -> Result<Vec<CollisionView>, Failure> {
        self.db.read(move |c| find(c, session, &dates)).await
    }
}

fn find(
    connection: &mut AnyConnection,
    session: SessionId,
    dates: &[Span],
) -> Result<Vec<CollisionView>, Failure> {
    let before = spans(&session_rows::dates(connection, &[session])?);
    let bookings = booking::of_session(connection, session, BookingState::ACTIVE)?;
    let people: Vec<PersonId> = bookings.iter().map(|row| row.person_id).collect();
    let names = named(connection, &people)?;
    let mut found = Vec::new();
    for row in bookings {
        let Some(person) = names.iter().find(|person| person.id == row.person_id) else { continue };
        for (other, date) in clashes(connection, (row.person_id, session), (&before, dates))? {
            found.push(CollisionView {
                booking_id: row.id,
                person: person.clone(),
                other_booking_id: other.id,
                course: other.course_title,
                starts_at: date.starts_at,
                ends_at: date.ends_at,
                timezone: other.timezone.into(),
            });
        }
    }
    Ok(found)
}
