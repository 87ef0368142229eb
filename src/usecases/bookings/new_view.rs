//! A booking that was just added, as it is answered with: nothing of it has to be read back.

use crate::{
    domain::{
        eligibility::Eligibility,
        ids::{BookingId, OrganisationId, PersonId},
    },
    store::{
        read::{
            bookings::booking::{BookingView, CourseBrief, HistoryLine, PersonBrief},
            facts::place_facts::Fresh,
            people::{organisations, person, person_views::OrganisationBrief},
        },
        write::bookings::booking::BookingRow,
    },
    usecases::{change::Change, error::Failure, loaded_session::Scene},
};

/// What a booked place looks like on which nothing rests yet.
pub(crate) fn view_of_new(
    change: &mut Change<'_, '_>,
    (scene, row): (&Scene, &BookingRow),
    (fresh, answer): (&Fresh, &Eligibility),
) -> Result<BookingView, Failure> {
    let person = PersonBrief { id: row.person_id, name: fresh.facts.person.name.clone() };
    let by = match row.made_by {
        Some(by) if by == row.person_id => Some(person.clone()),
        Some(by) => Some(PersonBrief { id: by, name: name_of(change, fresh, by)? }),
        None => None,
    };
    let organisation = match row.organisation_id {
        Some(id) => Some(OrganisationBrief { id, name: organisation_name(change, fresh, id)? }),
        None => None,
    };
    let mut conditional_on: Vec<BookingId> =
        answer.conditions.iter().map(|condition| condition.depends_on).collect();
    conditional_on.dedup();
    Ok(BookingView {
        id: row.id,
        reference: row.reference.clone(),
        state: row.state,
        session_id: row.session_id,
        // What the course is called today, whatever its session keeps.
        course: CourseBrief { slug: scene.course.slug.clone(), title: fresh.facts.course.title.clone() },
        starts_at: scene.starts_at(),
        ends_at: scene.ends_at(),
        on_demand: false,
        timezone: scene.session.timezone,
        person,
        organisation,
        conditional_on,
        waitlist_position: None,
        offer_expires_at: None,
        replacement_until: None,
        put_right_until: None,
        handed_to: None,
        depends: Vec::new(),
        short_notice: row.short_notice,
        because: row.give_up_reason,
        history: vec![HistoryLine { state: row.state, at: row.created_at.and_utc(), by, reason: None }],
    })
}

fn name_of(change: &mut Change<'_, '_>, fresh: &Fresh, id: PersonId) -> Result<String, Failure> {
    let managers = &fresh.facts.managers.all;
    match managers.iter().find(|manager| manager.id == id) {
        Some(manager) => Ok(manager.name.clone()),
        None => Ok(person::name(change.conn(), id)?),
    }
}

fn organisation_name(
    change: &mut Change<'_, '_>,
    fresh: &Fresh,
    id: OrganisationId,
) -> Result<String, Failure> {
    let memberships = &fresh.facts.person.memberships;
    match memberships.iter().find(|membership| membership.organisation == id) {
        Some(membership) => Ok(membership.name.clone()),
        None => Ok(organisations::name(change.conn(), id)?),
    }
}
