//! The courses by which people are practitioners.

use diesel::prelude::*;

use crate::{
    domain::ids::{CourseId, DeclarationId},
    store::{
        AnyConnection,
        error::Error,
        schema::{courses, ladders, rungs},
    },
};

/// A course that keeps people current.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeCourse {
    /// Its id.
    pub id: CourseId,
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// For how many months.
    pub months: u32,
    /// The declaration by which it is renewed.
    pub renewed_by: Option<DeclarationId>,
    /// The step of a ladder it stands on: the ladder's name, the step's number and name.
    pub step: Option<(String, i32, String)>,
}

/// The courses that keep people current, ladder by ladder.
///
/// # Errors
/// When the database fails.
pub fn courses_of_practice(connection: &mut AnyConnection) -> Result<Vec<PracticeCourse>, Error> {
    type Row = (
        (CourseId, String, String),
        (Option<i32>, Option<DeclarationId>),
        Option<(String, i32, i32, String)>,
    );
    let mut rows: Vec<Row> = courses::table
        .left_join(rungs::table.inner_join(ladders::table))
        .filter(courses::current_months.is_not_null())
        .select((
            (courses::id, courses::slug, courses::title),
            (courses::current_months, courses::renewed_by),
            (ladders::name, ladders::position, rungs::position, rungs::name).nullable(),
        ))
        .load(connection)?;
    rows.sort_by_key(|((id, ..), _, step)| {
        let place = step.as_ref().map_or((i32::MAX, 0), |(_, ladder, rung, _)| (*ladder, *rung));
        (place, *id)
    });
    let course = |((id, slug, title), (months, renewed_by), step): Row| PracticeCourse {
        id,
        slug,
        title,
        months: months.and_then(|months| u32::try_from(months).ok()).unwrap_or_default(),
        renewed_by,
        step: step.map(|(ladder, _, rung, name)| (ladder, rung, name)),
    };
    Ok(rows.into_iter().map(course).collect())
}
