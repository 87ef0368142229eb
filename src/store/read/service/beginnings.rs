//! What there is already of what a new installation needs.

use diesel::{dsl::exists, prelude::*};

use crate::{
    domain::{first_steps::Begun, words::SessionState},
    store::{
        AnyConnection,
        error::Error,
        read::sessions::dated::has_dates,
        schema::{
            completions, courses, credentials, ladders, organisation_completions, organisations, people,
            sessions,
        },
    },
};

/// What there is, in one statement.
///
/// # Errors
/// When the database fails.
pub fn begun(connection: &mut AnyConnection) -> Result<Begun, Error> {
    let coordinate = people::table.filter(people::is_coordinator).filter(people::disabled_at.is_null());
    let train = people::table
        .filter(people::is_trainer)
        .filter(people::is_coordinator.eq(false))
        .filter(people::disabled_at.is_null());
    let (organisations, ladder, course, dates, completed, held, trained, running) = diesel::select((
        exists(organisations::table.select(organisations::id)),
        exists(ladders::table.filter(ladders::draft.eq(false))),
        exists(courses::table.filter(courses::draft.eq(false))),
        exists(sessions::table.filter(sessions::state.ne(SessionState::Draft)).filter(has_dates())),
        exists(completions::table.select(completions::id)),
        exists(credentials::table.select(credentials::id)),
        exists(organisation_completions::table.select(organisation_completions::id)),
        (coordinate.count().single_value(), train.count().single_value()),
    ))
    .get_result::<(bool, bool, bool, bool, bool, bool, bool, (Option<i64>, Option<i64>))>(connection)?;
    Ok(Begun {
        organisations,
        ladder,
        course,
        dates,
        history: completed || held || trained,
        colleagues: running.0.unwrap_or(0) + running.1.unwrap_or(0) > 1,
    })
}
