//! Ladders with their rungs, kinds of credentials and declarations, accreditations.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        ids::{AccreditationId, CourseId, CredentialKindId, DeclarationId, LadderId, RungId},
        words::OrganisationKind,
    },
    store::{
        AnyConnection,
        error::Error,
        read::{bookings::booking::CourseBrief, revised::Revised},
        schema::{
            accreditation_audiences, accreditation_courses, accreditations, courses, credential_kinds,
            declaration_kinds, ladders, rungs,
        },
    },
};

/// A ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LadderView {
    /// Its id.
    pub id: LadderId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub summary: String,
    /// Where it stands in lists, smaller first.
    pub position: i32,
    /// Its rungs, lowest first.
    pub rungs: Vec<RungView>,
    /// Whether it is not published yet, so that coordinators alone see it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
}

/// A rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RungView {
    /// Its id.
    pub id: RungId,
    /// Which it is, from 1.
    pub rung: i32,
    /// What it is called.
    pub name: String,
    /// The courses that stand on it.
    pub courses: Vec<CourseBrief>,
}

/// Every ladder that is published, with the courses that are given, in the order of lists.
///
/// # Errors
/// When the database fails.
pub fn ladders(connection: &mut AnyConnection) -> Result<Vec<Revised<LadderView>>, Error> {
    of(connection, false)
}

/// Every ladder with its courses, drafts too, for whoever keeps them.
///
/// # Errors
/// When the database fails.
pub fn with_drafts(connection: &mut AnyConnection) -> Result<Vec<Revised<LadderView>>, Error> {
    of(connection, true)
}

fn of(connection: &mut AnyConnection, with_drafts: bool) -> Result<Vec<Revised<LadderView>>, Error> {
    type Row = (LadderId, String, String, String, i32, i32, bool);
    let rows: Vec<Row> = ladders::table
        .order((ladders::position, ladders::slug))
        .select((
            ladders::id,
            ladders::slug,
            ladders::name,
            ladders::summary,
            ladders::position,
            ladders::revision,
            ladders::draft,
        ))
        .filter(ladders::draft.eq(false).or(ladders::draft.eq(with_drafts)))
        .load(connection)?;
    let all_rungs: Vec<(RungId, LadderId, i32, String)> = rungs::table
        .order((rungs::ladder_id, rungs::position))
        .select((rungs::id, rungs::ladder_id, rungs::position, rungs::name))
        .load(connection)?;
    let on_rungs: Vec<(Option<RungId>, String, String)> = courses::table
        .filter(courses::rung_id.is_not_null())
        .filter(courses::retired_at.is_null().or(courses::draft.eq(true).and(courses::draft.eq(with_drafts))))
        .order((courses::title_folded, courses::id))
        .select((courses::rung_id, courses::slug, courses::title))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, slug, name, summary, position, revision, draft)| {
            let rungs = all_rungs
                .iter()
                .filter(|(_, ladder, ..)| *ladder == id)
                .map(|(rung, _, number, name)| RungView {
                    id: *rung,
                    rung: *number,
                    name: name.clone(),
                    courses: on_rungs
                        .iter()
                        .filter(|(on, ..)| *on == Some(*rung))
                        .map(|(_, slug, title)| CourseBrief { slug: slug.clone(), title: title.clone() })
                        .collect(),
                })
                .collect();
            Revised { revision, view: LadderView { id, slug, name, summary, position, rungs, draft } }
        })
        .collect())
}

/// The ladder of this slug, a draft too.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn ladder(connection: &mut AnyConnection, slug: &str) -> Result<Revised<LadderView>, Error> {
    with_drafts(connection)?.into_iter().find(|ladder| ladder.view.slug == slug).ok_or(Error::Missing)
}

/// A kind of credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Queryable, ToSchema)]
pub struct CredentialKindView {
    /// Its id.
    pub id: CredentialKindId,
    /// Its name in requests.
    pub slug: String,
    /// What it is called.
    pub name: String,
}

/// Every kind of credential, by slug.
///
/// # Errors
/// When the database fails.
pub fn credential_kinds(connection: &mut AnyConnection) -> Result<Vec<CredentialKindView>, Error> {
    Ok(credential_kinds::table
        .order(credential_kinds::slug)
        .select((credential_kinds::id, credential_kinds::slug, credential_kinds::name))
        .load(connection)?)
}

/// A statement people can declare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Queryable, ToSchema)]
pub struct DeclarationKindView {
    /// Its id.
    pub id: DeclarationId,
    /// Its name in requests.
    pub slug: String,
    /// What is declared.
    pub statement: String,
}

/// Every statement people can declare, by slug.
///
/// # Errors
/// When the database fails.
pub fn declaration_kinds(connection: &mut AnyConnection) -> Result<Vec<DeclarationKindView>, Error> {
    Ok(declaration_kinds::table
        .order(declaration_kinds::slug)
        .select((declaration_kinds::id, declaration_kinds::slug, declaration_kinds::statement))
        .load(connection)?)
}

/// An accreditation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccreditationView {
    /// Its id.
    pub id: AccreditationId,
    /// Who is accredited.
    pub provider: String,
    /// The accrediting body.
    pub body: String,
    /// Its reference.
    pub reference: String,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
    /// The slugs of the courses it covers.
    pub courses: Vec<String>,
    /// The kinds of organisation it covers training for; all when empty.
    pub audiences: Vec<OrganisationKind>,
}

/// Every accreditation, oldest first.
///
/// # Errors
/// When the database fails.
pub fn accreditations(connection: &mut AnyConnection) -> Result<Vec<AccreditationView>, Error> {
    type Row = (AccreditationId, String, String, String, NaiveDate, NaiveDate);
    let rows: Vec<Row> = accreditations::table
        .order(accreditations::id)
        .select((
            accreditations::id,
            accreditations::provider,
            accreditations::body,
            accreditations::reference,
            accreditations::valid_from,
            accreditations::valid_to,
        ))
        .load(connection)?;
    let covered: Vec<(AccreditationId, String)> = accreditation_courses::table
        .inner_join(courses::table)
        .order(courses::slug)
        .select((accreditation_courses::accreditation_id, courses::slug))
        .load(connection)?;
    let audiences: Vec<(AccreditationId, OrganisationKind)> = accreditation_audiences::table
        .order(accreditation_audiences::organisation_kind)
        .select((accreditation_audiences::accreditation_id, accreditation_audiences::organisation_kind))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, provider, body, reference, from, to)| AccreditationView {
            id,
            provider,
            body,
            reference,
            from,
            to,
            courses: covered.iter().filter(|(of, _)| *of == id).map(|(_, slug)| slug.clone()).collect(),
            audiences: audiences.iter().filter(|(of, _)| *of == id).map(|(_, kind)| *kind).collect(),
        })
        .collect())
}

/// The courses of these slugs.
///
/// # Errors
/// When the database fails.
pub fn courses_of(
    connection: &mut AnyConnection,
    slugs: &[String],
) -> Result<Vec<(CourseId, String)>, Error> {
    Ok(courses::table
        .filter(courses::slug.eq_any(slugs))
        .select((courses::id, courses::slug))
        .load(connection)?)
}
