//! A person's own record, as they see and change it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    belonging::london_day,
    person,
    person_views::{OrganisationBrief, roles},
};
use crate::{
    domain::{
        access::Actor,
        ids::{AddressId, MembershipId, OrganisationId, PersonId},
        words::Role,
    },
    store::{
        AnyConnection,
        error::Error,
        read::bookings::booking::PersonBrief,
        schema::{
            addresses, asked_addresses, declaration_kinds, declarations, memberships, organisations,
            people as person_rows,
        },
    },
};

/// Where somebody belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeMembership {
    /// The organisation's id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Whether it counts for organisation prerequisites and restricted audiences.
    pub confirmed: bool,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeView {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their primary address.
    pub email: Option<String>,
    /// `delegate`, and what else they are.
    pub roles: Vec<Role>,
    /// Where they belong now.
    pub memberships: Vec<MeMembership>,
}

/// A membership with its dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MembershipView {
    /// Its id.
    pub id: MembershipId,
    /// Whose it is. Who only says that they belong there is not shown to its lead by their own id, but by the
    /// membership's.
    pub person: PersonBrief,
    /// Their main address, for whoever confirms that they belong there; null elsewhere.
    pub email: Option<String>,
    /// Of which organisation.
    pub organisation: OrganisationBrief,
    /// From which day; open when null.
    pub from_on: Option<NaiveDate>,
    /// Until which day; open when null.
    pub to_on: Option<NaiveDate>,
    /// Whether they lead it.
    pub is_lead: bool,
    /// Whether it counts for organisation prerequisites and restricted audiences.
    pub confirmed: bool,
    /// The person says that it is wrong: it has ended until a coordinator answers.
    pub disputed: bool,
}

/// The whole of one's own record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProfileView {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// The name as it prints on certificates, when it is another.
    pub certificate_name: Option<String>,
    /// Their primary address.
    pub email: Option<String>,
    /// `delegate`, and what else they are.
    pub roles: Vec<Role>,
    /// Who was made their line manager by somebody else; null while they name one themselves.
    pub line_manager: Option<PersonBrief>,
    /// The address they name their line manager by. It takes effect once somebody has confirmed it; whether anybody
    /// has is not shown.
    pub line_manager_email: Option<String>,
    /// How they hear of the bookings of those they manage: `weekly`, `each` or `none`.
    pub manager_copies: String,
    /// Whether they can sign in with a password; otherwise by mailed link.
    pub has_password: bool,
    /// Where they belong and belonged.
    pub memberships: Vec<MembershipView>,
}

/// An address of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AddressView {
    /// Its id.
    pub id: AddressId,
    /// The address.
    pub email: String,
    /// Mail goes there.
    pub primary: bool,
    /// It may be signed in with.
    pub confirmed: bool,
}

/// Something declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeclarationView {
    /// The slug of the statement.
    pub declaration: String,
    /// The statement.
    pub statement: String,
    /// When it was declared.
    pub declared_on: NaiveDate,
}

/// What `GET /me` answers.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn me(connection: &mut AnyConnection, actor: &Actor, now: DateTime<Utc>) -> Result<MeView, Error> {
    let id = actor.person_id;
    let on = london_day(now);
    let mut memberships: Vec<MeMembership> = Vec::new();
    for view in memberships_of(connection, id)? {
        let current = view.from_on.is_none_or(|from| from <= on) && view.to_on.is_none_or(|to| on <= to);
        if current && memberships.iter().all(|known| known.id != view.organisation.id) {
            memberships.push(MeMembership {
                id: view.organisation.id,
                name: view.organisation.name,
                confirmed: view.confirmed,
            });
        }
    }
    Ok(MeView {
        id,
        name: person::name(connection, id)?,
        email: person::recipient(connection, id)?.map(|to| to.email),
        roles: roles(actor.is_trainer, actor.manages_anyone, actor.is_coordinator),
        memberships,
    })
}

/// The whole of one's own record, and its revision.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn profile(
    connection: &mut AnyConnection,
    id: PersonId,
    now: DateTime<Utc>,
) -> Result<(ProfileView, i32), Error> {
    type Row = (String, Option<String>, (Option<PersonId>, Option<String>), String, bool, i32);
    let (name, certificate_name, (line_manager, line_manager_email), manager_copies, has_password, revision): Row =
        person_rows::table
            .find(id)
            .select((
                person_rows::name,
                person_rows::certificate_name,
                (person_rows::line_manager_id, person_rows::line_manager_email),
                person_rows::manager_copies,
                person_rows::password_hash.is_not_null(),
                person_rows::revision,
            ))
            .first(connection)?;
    let line_manager = match line_manager.filter(|_| line_manager_email.is_none()) {
        Some(id) => Some(PersonBrief { id, name: person::name(connection, id)? }),
        None => None,
    };
    let roles = person::actor(connection, id, now)?
        .map(|actor| roles(actor.is_trainer, actor.manages_anyone, actor.is_coordinator))
        .unwrap_or_default();
    let view = ProfileView {
        id,
        name,
        certificate_name,
        email: person::recipient(connection, id)?.map(|to| to.email),
        roles,
        line_manager,
        line_manager_email,
        manager_copies,
        has_password,
        memberships: memberships_of(connection, id)?,
    };
    Ok((view, revision))
}

type Joined = (
    MembershipId,
    (PersonId, String),
    (OrganisationId, String),
    (Option<NaiveDate>, Option<NaiveDate>, bool, Option<NaiveDateTime>, Option<NaiveDateTime>),
);

pub(in crate::store::read) fn membership_view(row: Joined) -> MembershipView {
    let (id, person, organisation, (from_on, to_on, is_lead, confirmed_at, disputed_at)) = row;
    MembershipView {
        id,
        person: PersonBrief { id: person.0, name: person.1 },
        email: None,
        organisation: OrganisationBrief { id: organisation.0, name: organisation.1 },
        from_on,
        to_on,
        is_lead,
        confirmed: confirmed_at.is_some(),
        disputed: disputed_at.is_some(),
    }
}

fn memberships_of(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<MembershipView>, Error> {
    let rows: Vec<Joined> = memberships::table
        .inner_join(organisations::table)
        .inner_join(person_rows::table)
        .filter(memberships::person_id.eq(person))
        // Confirmed before claimed, so that the one that counts stands for an organisation named twice.
        .order((memberships::confirmed_at.is_null(), memberships::id))
        .select((
            memberships::id,
            (person_rows::id, person_rows::name),
            (organisations::id, organisations::name),
            (
                memberships::from_on,
                memberships::to_on,
                memberships::is_lead,
                memberships::confirmed_at,
                memberships::disputed_at,
            ),
        ))
        .load(connection)?;
    Ok(rows.into_iter().map(membership_view).collect())
}

/// One's own addresses, the primary one first.
///
/// # Errors
/// When the database fails.
pub fn addresses(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<AddressView>, Error> {
    let rows: Vec<(AddressId, String, bool, Option<NaiveDateTime>)> = addresses::table
        .filter(addresses::person_id.eq(person))
        .order((addresses::is_primary.desc(), addresses::id))
        .select((addresses::id, addresses::email, addresses::is_primary, addresses::confirmed_at))
        .load(connection)?;
    let asked: Vec<(AddressId, String)> = asked_addresses::table
        .filter(asked_addresses::person_id.eq(person))
        .select((asked_addresses::id, asked_addresses::email))
        .load(connection)?;
    let view = |(id, email, primary, confirmed_at): (_, _, _, Option<NaiveDateTime>)| AddressView {
        id,
        email,
        primary,
        confirmed: confirmed_at.is_some(),
    };
    let asked = asked.into_iter().map(|(id, email)| view((id, email, false, None)));
    let mut views: Vec<AddressView> = rows.into_iter().map(view).chain(asked).collect();
    views.sort_by_key(|view| (!view.primary, view.id));
    Ok(views)
}

/// What a person has declared, newest first.
///
/// # Errors
/// When the database fails.
pub fn declarations(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<DeclarationView>, Error> {
    let rows: Vec<(String, String, NaiveDate)> = declarations::table
        .inner_join(declaration_kinds::table)
        .filter(declarations::person_id.eq(person))
        .order((declarations::declared_on.desc(), declarations::id.desc()))
        .select((declaration_kinds::slug, declaration_kinds::statement, declarations::declared_on))
        .load(connection)?;
    let view =
        |(declaration, statement, declared_on)| DeclarationView { declaration, statement, declared_on };
    Ok(rows.into_iter().map(view).collect())
}
