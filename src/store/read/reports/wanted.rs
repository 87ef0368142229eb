//! The courses that are given, as what is wanted of them is worked out.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::{
    domain::{ids::CourseId, own_steps::StepCourse, words::CommissionState},
    store::{
        AnyConnection,
        error::Error,
        read::catalogue::own_ladder::{COURSE, step_courses},
        schema::{commissions, courses},
    },
};

/// A course that can be wanted.
#[derive(Debug, Clone)]
pub struct WantedCourse {
    /// What it asks for.
    pub course: StepCourse,
    /// Its title.
    pub title: String,
    /// How many places a date has.
    pub places: i32,
    /// Requests for it that are open.
    pub requests: i64,
}

/// Every course that is given, by title.
///
/// # Errors
/// When the database fails.
pub fn courses_given(connection: &mut AnyConnection) -> Result<Vec<WantedCourse>, Error> {
    let rows: Vec<((CourseId, String, String, bool), i32)> = courses::table
        .filter(courses::retired_at.is_null())
        .filter(courses::draft.eq(false))
        .order((courses::title_folded, courses::id))
        .select((COURSE, courses::capacity))
        .load(connection)?;
    let (rows, places): (Vec<_>, Vec<i32>) = rows.into_iter().unzip();
    let titles: Vec<String> = rows.iter().map(|(_, _, title, _)| title.clone()).collect();
    let requests = requests(connection)?;
    Ok(step_courses(connection, rows)?
        .into_iter()
        .zip(titles)
        .zip(places)
        .map(|((course, title), places)| WantedCourse {
            requests: requests.get(&course.facts.id).copied().unwrap_or(0),
            course,
            title,
            places,
        })
        .collect())
}

fn requests(connection: &mut AnyConnection) -> Result<HashMap<CourseId, i64>, Error> {
    let open = [CommissionState::Enquiry, CommissionState::Proposed, CommissionState::Agreed];
    let rows: Vec<Option<CourseId>> = commissions::table
        .filter(commissions::state.eq_any(open))
        .select(commissions::course_id)
        .load(connection)?;
    let mut count = HashMap::new();
    for course in rows.into_iter().flatten() {
        *count.entry(course).or_insert(0) += 1;
    }
    Ok(count)
}
