//! A person's CPD record: what they completed, and the time of what they left early.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        ids::{BookingId, CertificateId, PersonId},
        words::{BookingState, CertificateState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::bookings::booking::{CourseBrief, PersonBrief},
        schema::{bookings, certificates, completions, courses, people, results, sessions},
    },
};

/// All CPD time of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CpdRecord {
    /// Whose it is.
    pub person: PersonBrief,
    /// All of it, in whole minutes.
    pub cpd_minutes: i32,
    /// By calendar year, the latest first; what has no known date stands last.
    pub years: Vec<CpdYear>,
}

/// The CPD time of one calendar year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CpdYear {
    /// The year; null for what has no known date.
    pub year: Option<i32>,
    /// In whole minutes.
    pub cpd_minutes: i32,
    /// What it is made of, the latest first.
    pub entries: Vec<CpdEntry>,
}

/// One course in a CPD record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CpdEntry {
    /// The course.
    pub course: CourseBrief,
    /// The last day attended; null when nobody knows.
    pub on: Option<NaiveDate>,
    /// `completed` or `partly_attended`.
    #[schema(value_type = String, example = "completed")]
    pub outcome: String,
    /// In whole minutes.
    pub cpd_minutes: i32,
    /// How they were worked out; null for what was brought in from before.
    pub cpd_basis: Option<String>,
    /// The booking; null for what was brought in from before.
    pub booking_id: Option<BookingId>,
    /// The certificate in force; null when there is none.
    pub certificate_id: Option<CertificateId>,
    /// It was taken on demand.
    #[serde(default)]
    pub on_demand: bool,
}

/// A person's CPD record.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn record(connection: &mut AnyConnection, person: PersonId) -> Result<CpdRecord, Error> {
    let name: String = people::table.find(person).select(people::name).first(connection)?;
    let mut entries = completed(connection, person)?;
    entries.extend(partly_attended(connection, person)?);
    entries.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.course.title.cmp(&b.course.title)));
    let mut years: BTreeMap<Option<i32>, Vec<CpdEntry>> = BTreeMap::new();
    for entry in entries {
        years.entry(entry.on.map(|on| on.year())).or_default().push(entry);
    }
    let years: Vec<CpdYear> = years
        .into_iter()
        .rev()
        .map(|(year, entries)| CpdYear {
            year,
            cpd_minutes: entries.iter().map(|entry| entry.cpd_minutes).sum(),
            entries,
        })
        .collect();
    Ok(CpdRecord {
        person: PersonBrief { id: person, name },
        cpd_minutes: years.iter().map(|year| year.cpd_minutes).sum(),
        years,
    })
}

/// The CPD time of a person's that stands beside what they completed, of one year, in whole minutes.
///
/// # Errors
/// When the database fails.
pub fn beside_completed(connection: &mut AnyConnection, person: PersonId, year: i32) -> Result<i32, Error> {
    let entries = partly_attended(connection, person)?;
    let in_year = entries.iter().filter(|entry| entry.on.is_some_and(|on| on.year() == year));
    Ok(in_year.map(|entry| entry.cpd_minutes).sum())
}

fn completed(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<CpdEntry>, Error> {
    type Row = (String, String, Option<NaiveDate>, i32, Option<BookingId>, Option<String>);
    let rows: Vec<Row> = completions::table
        .inner_join(courses::table)
        .left_join(results::table.on(completions::booking_id.eq(results::booking_id.nullable())))
        .filter(completions::person_id.eq(person))
        .filter(completions::withdrawn_at.is_null())
        .select((
            courses::slug,
            courses::title,
            completions::completed_on,
            completions::cpd_minutes,
            completions::booking_id,
            results::cpd_basis.nullable(),
        ))
        .load(connection)?;
    let valid: Vec<(BookingId, CertificateId)> = certificates::table
        .filter(certificates::person_id.eq(person))
        .filter(certificates::state.eq(CertificateState::Valid))
        .select((certificates::booking_id, certificates::id))
        .load(connection)?;
    let at_any_time: Vec<BookingId> = bookings::table
        .inner_join(sessions::table)
        .filter(bookings::person_id.eq(person))
        .filter(sessions::on_demand)
        .select(bookings::id)
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(slug, title, on, cpd_minutes, booking_id, cpd_basis)| CpdEntry {
            on_demand: booking_id.is_some_and(|id| at_any_time.contains(&id)),
            course: CourseBrief { slug, title },
            on,
            outcome: "completed".to_owned(),
            cpd_minutes,
            cpd_basis,
            booking_id,
            certificate_id: valid.iter().find(|(of, _)| Some(*of) == booking_id).map(|(_, id)| *id),
        })
        .collect())
}

fn partly_attended(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<CpdEntry>, Error> {
    type Row = (BookingId, String, String, Option<NaiveDate>, i32, String);
    let rows: Vec<Row> = results::table
        .inner_join(bookings::table)
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .filter(bookings::person_id.eq(person))
        .filter(results::outcome.eq(BookingState::PartlyAttended))
        .filter(results::reopened_at.is_null())
        .select((
            bookings::id,
            courses::slug,
            courses::title,
            results::attended_on,
            results::cpd_minutes,
            results::cpd_basis,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(booking, slug, title, on, cpd_minutes, basis)| CpdEntry {
            course: CourseBrief { slug, title },
            on,
            outcome: BookingState::PartlyAttended.to_string(),
            cpd_minutes,
            cpd_basis: Some(basis),
            booking_id: Some(booking),
            certificate_id: None,
            on_demand: false,
        })
        .collect())
}
