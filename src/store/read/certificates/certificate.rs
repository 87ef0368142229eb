//! Certificates as answers show them and as anyone can check them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        certificates::CertificateSnapshot,
        ids::{BookingId, CertificateId, PersonId},
        words::CertificateState,
    },
    store::{AnyConnection, error::Error, schema::certificates},
};

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CertificateView {
    /// Its id.
    pub id: CertificateId,
    /// Its number.
    pub number: String,
    /// The code anyone can check it with, without separators.
    pub verification_code: String,
    /// Whose it is.
    pub person_id: PersonId,
    /// The name it was issued in; null once removed at the holder's request.
    pub person_name: Option<String>,
    /// The booking it was earned with.
    pub booking_id: BookingId,
    /// The course's title on the day of issue.
    pub course_title: String,
    /// CPD in whole minutes.
    pub cpd_minutes: i32,
    /// How they were worked out.
    pub cpd_basis: String,
    /// The day the course was completed.
    pub completed_on: NaiveDate,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// `valid`, `superseded` or `revoked`.
    pub state: CertificateState,
    /// The certificate that took its place.
    pub superseded_by: Option<CertificateId>,
    /// When it was replaced or withdrawn.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why.
    pub end_reason: Option<String>,
    /// When its holder asked for one with something put right; null if they did not.
    pub reissue_asked_at: Option<DateTime<Utc>>,
    /// What is to be put right, in their words.
    pub reissue_words: Option<String>,
}

impl CertificateView {
    /// As others than its holder and coordinators see it: of a paper that was replaced neither the name it was issued
    /// in nor why, and nothing of what its holder asked for.
    #[must_use]
    pub fn for_others(self) -> Self {
        let stands = self.state != CertificateState::Superseded;
        Self {
            person_name: self.person_name.filter(|_| stands),
            end_reason: self.end_reason.filter(|_| stands),
            reissue_asked_at: None,
            reissue_words: None,
            ..self
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = certificates)]
struct Row {
    id: CertificateId,
    number: String,
    verification_code: String,
    person_id: PersonId,
    booking_id: BookingId,
    snapshot: String,
    person_name: Option<String>,
    cpd_minutes: i32,
    completed_on: NaiveDate,
    state: CertificateState,
    issued_at: NaiveDateTime,
    superseded_by: Option<CertificateId>,
    ended_at: Option<NaiveDateTime>,
    end_reason: Option<String>,
    reissue_asked_at: Option<NaiveDateTime>,
    reissue_words: Option<String>,
}

impl Row {
    fn view(self) -> Result<CertificateView, Error> {
        let paper = read_snapshot(&self.snapshot)?;
        Ok(CertificateView {
            id: self.id,
            number: self.number,
            verification_code: self.verification_code,
            person_id: self.person_id,
            person_name: self.person_name,
            booking_id: self.booking_id,
            course_title: paper.course_title,
            cpd_minutes: self.cpd_minutes,
            cpd_basis: paper.cpd_basis,
            completed_on: self.completed_on,
            issued_at: self.issued_at.and_utc(),
            state: self.state,
            superseded_by: self.superseded_by,
            ended_at: self.ended_at.map(|at| at.and_utc()),
            end_reason: self.end_reason,
            reissue_asked_at: self.reissue_asked_at.map(|at| at.and_utc()),
            reissue_words: self.reissue_words,
        })
    }
}

/// The form in which snapshots are written. A paper outlives the program that issued it: whoever changes what a
/// snapshot holds raises this, and teaches [`read_snapshot`] the forms before.
const SNAPSHOT_VERSION: u32 = 1;

/// A snapshot as it stands in its column.
#[derive(Serialize, Deserialize)]
struct Kept<Paper> {
    #[serde(default = "first_version")]
    version: u32,
    #[serde(flatten)]
    paper: Paper,
}

/// The version of snapshots that do not name theirs.
const fn first_version() -> u32 {
    1
}

/// Reads a snapshot from its column.
///
/// # Errors
/// [`Error::Broken`] if it is none, or of a version that a newer program wrote.
pub fn read_snapshot(text: &str) -> Result<CertificateSnapshot, Error> {
    let broken = |why: String| Error::Broken(format!("a certificate's snapshot: {why}"));
    let kept: Kept<CertificateSnapshot> = serde_json::from_str(text).map_err(|e| broken(e.to_string()))?;
    if kept.version != SNAPSHOT_VERSION {
        return Err(broken(format!(
            "its version is {}; this program reads {SNAPSHOT_VERSION}",
            kept.version
        )));
    }
    Ok(kept.paper)
}

/// A snapshot for its column.
///
/// # Errors
/// Only if it cannot be written as JSON.
pub fn write_snapshot(paper: &CertificateSnapshot) -> Result<String, Error> {
    let kept = Kept { version: SNAPSHOT_VERSION, paper };
    serde_json::to_string(&kept).map_err(|e| Error::Broken(e.to_string()))
}

/// One certificate.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn view(connection: &mut AnyConnection, id: CertificateId) -> Result<CertificateView, Error> {
    let row: Row = certificates::table.find(id).select(Row::as_select()).first(connection)?;
    row.view()
}

/// Whose a certificate is.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn holder(connection: &mut AnyConnection, id: CertificateId) -> Result<PersonId, Error> {
    Ok(certificates::table.find(id).select(certificates::person_id).first(connection)?)
}

/// What the paper says, the name included as long as it stands: what its PDF is drawn from.
///
/// # Errors
/// [`Error::Missing`] if there is no such certificate.
pub fn paper(connection: &mut AnyConnection, id: CertificateId) -> Result<CertificateSnapshot, Error> {
    let (text, person_name): (String, Option<String>) = certificates::table
        .find(id)
        .select((certificates::snapshot, certificates::person_name))
        .first(connection)?;
    Ok(CertificateSnapshot { person_name, ..read_snapshot(&text)? })
}

/// What these papers say, in the order of the ids.
///
/// # Errors
/// [`Error::Missing`] if there is no such certificate.
pub fn papers(
    connection: &mut AnyConnection,
    ids: &[CertificateId],
) -> Result<Vec<CertificateSnapshot>, Error> {
    let rows: Vec<(CertificateId, String, Option<String>)> = certificates::table
        .filter(certificates::id.eq_any(ids))
        .select((certificates::id, certificates::snapshot, certificates::person_name))
        .load(connection)?;
    ids.iter()
        .map(|id| {
            let (_, text, name) = rows.iter().find(|(known, ..)| known == id).ok_or(Error::Missing)?;
            Ok(CertificateSnapshot { person_name: name.clone(), ..read_snapshot(text)? })
        })
        .collect()
}

/// Which certificates a list shows.
#[derive(Debug, Clone, Default)]
pub struct CertificateFilter {
    /// Of these people alone; of everybody when `None`.
    pub people: Option<Vec<PersonId>>,
    /// Of this person alone.
    pub person: Option<PersonId>,
    /// In this state alone.
    pub state: Option<CertificateState>,
    /// Older than this certificate.
    pub before: Option<CertificateId>,
    /// At most so many.
    pub limit: i64,
}

/// The certificates a filter lets through, newest first.
///
/// # Errors
/// When the database fails.
pub fn list(
    connection: &mut AnyConnection,
    filter: &CertificateFilter,
) -> Result<Vec<CertificateView>, Error> {
    let mut query = certificates::table
        .select(Row::as_select())
        .order(certificates::id.desc())
        .limit(filter.limit)
        .into_boxed();
    if let Some(people) = &filter.people {
        query = query.filter(certificates::person_id.eq_any(people.clone()));
    }
    if let Some(person) = filter.person {
        query = query.filter(certificates::person_id.eq(person));
    }
    if let Some(state) = filter.state {
        query = query.filter(certificates::state.eq(state));
    }
    if let Some(before) = filter.before {
        query = query.filter(certificates::id.lt(before));
    }
    let rows: Vec<Row> = query.load(connection)?;
    rows.into_iter().map(Row::view).collect()
}

/// These certificates, newest first.
///
/// # Errors
/// When the database fails.
pub fn of_ids(connection: &mut AnyConnection, ids: &[CertificateId]) -> Result<Vec<CertificateView>, Error> {
    let rows: Vec<Row> = certificates::table
        .filter(certificates::id.eq_any(ids))
        .select(Row::as_select())
        .order(certificates::id.desc())
        .load(connection)?;
    rows.into_iter().map(Row::view).collect()
}

/// What stands behind a verification code.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Whether it still speaks for its holder.
    pub state: CertificateState,
    /// What the paper says, the name included as long as it stands; a paper that was replaced names nobody, since a
    /// former name is for nobody who checks it.
    pub paper: CertificateSnapshot,
    /// The number of the certificate that took its place.
    pub replaced_by: Option<String>,
    /// When it was replaced or withdrawn.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Verified {
    /// What is to be said to whoever holds the paper in hand.
    #[must_use]
    pub fn in_words(&self) -> String {
        let on = self.ended_at.map(|at| at.format("%-d %B %Y").to_string()).unwrap_or_default();
        let mut words = match (self.state, &self.replaced_by) {
            (CertificateState::Valid, _) => "This certificate is valid.".to_owned(),
            (CertificateState::Superseded, Some(number)) => {
                format!("This certificate was replaced by number {number} on {on}.")
            }
            (CertificateState::Superseded, None) => format!("This certificate was replaced on {on}."),
            (CertificateState::Revoked, _) => format!("This certificate was withdrawn on {on}."),
        };
        if self.paper.person_name.is_none() && self.state != CertificateState::Superseded {
            words.push_str(" The name was removed at the holder's request and cannot be confirmed.");
        }
        words
    }
}

/// The certificate with this code, if there is one.
///
/// # Errors
/// When the database fails.
pub fn verify(connection: &mut AnyConnection, code: &str) -> Result<Option<Verified>, Error> {
    type Found = (String, Option<String>, CertificateState, Option<CertificateId>, Option<NaiveDateTime>);
    let found: Option<Found> = certificates::table
        .filter(certificates::verification_code.eq(code))
        .select((
            certificates::snapshot,
            certificates::person_name,
            certificates::state,
            certificates::superseded_by,
            certificates::ended_at,
        ))
        .first(connection)
        .optional()?;
    let Some((text, person_name, state, superseded_by, ended_at)) = found else { return Ok(None) };
    let replaced_by = match superseded_by {
        Some(newer) => Some(certificates::table.find(newer).select(certificates::number).first(connection)?),
        None => None,
    };
    let person_name = person_name.filter(|_| state != CertificateState::Superseded);
    Ok(Some(Verified {
        state,
        paper: CertificateSnapshot { person_name, ..read_snapshot(&text)? },
        replaced_by,
        ended_at: ended_at.map(|at| at.and_utc()),
    }))
}
