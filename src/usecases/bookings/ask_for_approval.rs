//! Asking for a manager's yes: who is asked now, and what they are told.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        approvals::{Approver, RequestFacts, asked},
        ids::{OrganisationId, PersonId},
    },
    mail::message::{self, ApprovalWanted, Message, Moment, Page, Requested},
    store::{
        AnyConnection, WriteTx,
        read::people::{organisations, person, relations},
        write::bookings::booking::{self, BookingRow},
    },
    usecases::{
        change::Change,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{booking_ref, letter, post_to_person},
    },
};

/// The facts from which it follows whose yes is waited for.
pub(crate) fn request_facts(
    connection: &mut AnyConnection,
    booking: &BookingRow,
    now: DateTime<Utc>,
) -> Result<(RequestFacts, Option<PersonId>, Vec<PersonId>), Failure> {
    let line_manager = person::line_manager(connection, booking.person_id)?;
    let named_by_address =
        line_manager.is_none() && person::line_manager_email(connection, booking.person_id)?.is_some();
    let line_manager = match line_manager {
        Some(manager) => person::actor(connection, manager, now)?.map(|actor| actor.person_id),
        None => None,
    };
    let of: Vec<OrganisationId> = booking.organisation_id.into_iter().collect();
    let mut leads = relations::leads_of(connection, &of, now)?;
    leads.retain(|lead| *lead != booking.person_id);
    let mut open = Vec::new();
    for lead in leads {
        open.extend(person::actor(connection, lead, now)?.map(|actor| actor.person_id));
    }
    let leads = open;
    let requested_at = booking.requested_at.unwrap_or(booking.created_at);
    // Whoever comes after a manager who cannot answer any more has their own days for it.
    let requested_at = match (booking.approval_with, line_manager) {
        (Some(Approver::Manager), None) => now.naive_utc(),
        (Some(Approver::Lead), None) => booking.approval_since.unwrap_or(requested_at),
        _ => requested_at,
    };
    let facts = RequestFacts {
        requested_at: requested_at.and_utc(),
        // A person names their manager by an address: whether anybody has it shows in nothing that they see.
        has_manager: line_manager.is_some() || named_by_address,
        has_lead: !leads.is_empty(),
    };
    Ok((facts, line_manager, leads))
}

/// Tells the person that their place waits for a yes, and asks whoever may give it.
pub(crate) fn ask_for_yes(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &mut BookingRow,
    requested_by: Option<String>,
) -> Result<(), Failure> {
    let (answer_by, names) = ask_approvers(change, scene, booking)?;
    let mail = Requested {
        session: scene.facts(),
        booking: booking_ref(booking),
        asked: names,
        answer_by,
        requested_by,
    };
    post_to_person(change, booking.person_id, |to| letter(&to, Message::Requested(mail), scene, booking))
}

/// Asks whoever is to answer now; gives until when and their names.
pub(crate) fn ask_approvers(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &mut BookingRow,
) -> Result<(Moment, String), Failure> {
    let now = change.tx.now();
    let (facts, ..) = request_facts(change.tx.conn(), booking, now)?;
    let asked = asked(facts, now);
    booking.approval_with = Some(asked.approver);
    booking.approval_since = Some(asked.since.naive_utc());
    booking::store(change.tx, booking)?;
    let approver = voice(asked.approver);
    let answer_by = scene.moment(asked.until.unwrap_or(scene.starts_at()).min(scene.starts_at()));
    let wanted = approval_wanted(change.tx, scene, booking, approver, answer_by.clone())?;
    let by_address = match asked.approver {
        Approver::Manager => person::line_manager_email(change.tx.conn(), booking.person_id)?,
        Approver::Lead | Approver::Coordinators => None,
    };
    let mut names: Vec<String> = by_address.clone().into_iter().collect();
    for person in who_is_asked(change.tx, booking, asked.approver)? {
        if by_address.is_none() {
            names.push(person::name(change.tx.conn(), person)?);
        }
        let wanted = wanted.clone();
        post_to_person(change, person, |to| letter(&to, Message::ApprovalWanted(wanted), scene, booking))?;
    }
    let names = if approver == message::Approver::Coordinator || names.is_empty() {
        "the training team".to_owned()
    } else {
        names.join(" or ")
    };
    Ok((answer_by, names))
}

/// The people whose yes is waited for.
pub(crate) fn who_is_asked(
    tx: &mut WriteTx<'_>,
    booking: &BookingRow,
    approver: Approver,
) -> Result<Vec<PersonId>, Failure> {
    let now = tx.now();
    let (_, line_manager, leads) = request_facts(tx.conn(), booking, now)?;
    Ok(match approver {
        Approver::Manager => line_manager.into_iter().collect(),
        Approver::Lead => leads,
        Approver::Coordinators => person::coordinators(tx.conn())?,
    })
}

/// As a mail says why its reader is asked.
pub(crate) fn voice(approver: Approver) -> message::Approver {
    match approver {
        Approver::Manager => message::Approver::Manager,
        Approver::Lead => message::Approver::Lead,
        Approver::Coordinators => message::Approver::Coordinator,
    }
}

/// What whoever may say yes is told.
pub(crate) fn approval_wanted(
    tx: &mut WriteTx<'_>,
    scene: &Scene,
    booking: &BookingRow,
    approver: message::Approver,
    answer_by: Moment,
) -> Result<ApprovalWanted, Failure> {
    let organisation = match booking.organisation_id {
        Some(id) => Some(organisations::name(tx.conn(), id)?),
        None => None,
    };
    let because = match (&organisation, scene.course.needs_approval) {
        (Some(name), false) => format!("{name} asks for a manager's yes."),
        _ => "This course asks for a manager's yes.".to_owned(),
    };
    Ok(ApprovalWanted {
        person: person::name(tx.conn(), booking.person_id)?,
        organisation,
        session: scene.facts(),
        reference: booking.reference.clone(),
        approver,
        because,
        note: booking.note.clone(),
        answer_by,
        answer_page: Page::at(format!("/bookings/{}/approval", booking.id)),
    })
}
