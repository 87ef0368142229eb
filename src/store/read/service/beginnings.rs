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
    let run_by = people::table
        .filter(people::is_coordinator.eq(true).or(people::is_trainer.eq(true)))
        .filter(people::disabled_at.is_null());
    let (organisations, ladder, course, dates, completed, held, trained, running) = diesel::select((
        exists(organisations::table.select(organisations::id)),
        exists(ladders::table.filter(ladders::draft.eq(false))),
        exists(courses::table.filter(courses::draft.eq(false))),
        exists(sessions::table.filter(sessions::state.ne(SessionState::Draft)).filter(has_dates())),
        exists(completions::table.select(completions::id)),
        exists(credentials::table.select(credentials::id)),
        exists(organisation_completions::table.select(organisation_completions::id)),
        run_by.count().single_value(),
    ))
    .get_result::<(bool, bool, bool, bool, bool, bool, bool, Option<i64>)>(connection)?;
    Ok(Begun {
        organisations,
        ladder,
        course,
        dates,
        history: completed || held || trained,
        colleagues: running.unwrap_or(0) > 1,
    })
}
