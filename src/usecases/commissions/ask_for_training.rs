//! Asking for training for a group, and saying more about it as it is known.

use super::open_commission::{facts, page, take_hold, tell};
use crate::{
    domain::{
        access::Actor,
        commissions::{RequestInput, check_length, check_request, is_open},
        ids::{CommissionId, OrganisationId, PersonId},
        input::FieldError,
        references::booking_reference,
        times::{LONDON, day_in},
        words::{CommissionEvent, CommissionState},
    },
    mail::message::{CommissionAsked, Message},
    store::{
        Error, WriteTx,
        read::{
            catalogue::courses::{self, CourseRow},
            commissions::commission::{self as views, CommissionView},
            people::person,
        },
        write::{
            commissions::commission::{self, CommissionRow},
            people::memberships,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
        idempotency::{Answer, OnceKey, once},
        people::claim_membership::listed,
    },
};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct AskForTraining {
    /// Who asks.
    pub actor: Actor,
    /// For which organisation; the oldest of their own when `None`.
    pub organisation: Option<OrganisationId>,
    /// What.
    pub request: RequestInput,
}

/// More about what was asked for: what is `None` stays as it is, an inner `None` takes it away.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as domain::commissions::RequestInput")]
pub struct RequestChanges {
    pub course: Option<Option<String>>,
    pub organisation: Option<OrganisationId>,
    pub aims: Option<String>,
    pub group_size: Option<Option<i64>>,
    pub ring_me: Option<bool>,
    pub phone: Option<Option<String>>,
    pub preferred: Option<Option<String>>,
    pub delivery: Option<Option<crate::domain::words::Delivery>>,
    pub place: Option<Option<String>>,
    pub access: Option<Option<String>>,
    pub budget_code: Option<Option<String>>,
    pub purchase_order: Option<Option<String>>,
}

impl UseCases {
    /// Asks for training.
    ///
    /// # Errors
    /// Every broken rule.
    pub async fn ask_for_training(
        &self,
        ask: AskForTraining,
        key: Option<OnceKey>,
    ) -> Result<Answer<CommissionView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| add(change, &ask))).await
    }

    /// Says more about what was asked for.
    ///
    /// # Errors
    /// [`Refused::Stale`], judged first; `wrong_state` once it is scheduled or over; every broken rule.
    pub async fn edit_commission(
        &self,
        actor: Actor,
        id: CommissionId,
        revision: Option<i32>,
        changes: RequestChanges,
    ) -> Result<CommissionView, Failure> {
        self.change(move |change| edit(change.tx, &actor, id, revision, &changes)).await
    }
}

fn add(change: &mut Change<'_, '_>, ask: &AskForTraining) -> Result<CommissionView, Failure> {
    let request = check_request(ask.request.clone())?;
    let course = request.course.as_deref().map(|slug| course_by_commission(change.tx, slug)).transpose()?;
    let organisation = match ask.organisation {
        Some(id) => Some(own_organisation(change.tx, &ask.actor, id)?),
        None => own_organisations(change.tx, ask.actor.person_id)?.first().copied(),
    };
    let now = change.tx.now().naive_utc();
    let mut row = CommissionRow {
        id: change.tx.new_id(),
        reference: booking_reference(&change.tx.random().bytes()),
        course_id: None,
        organisation_id: organisation,
        asked_by: ask.actor.person_id,
        handled_by: None,
        state: CommissionState::Enquiry,
        state_since: now,
        aims: String::new(),
        group_size: None,
        ring_me: false,
        phone: None,
        preferred: None,
        delivery: None,
        place: None,
        access: None,
        budget_code: None,
        purchase_order: None,
        condition_state: None,
        session_id: None,
        lock_count: 0,
        revision: 1,
        created_at: now,
    };
    take_over(&mut row, request, course.as_ref());
    commission::add(change.tx, &row)?;
    let by = ask.actor.person_id;
    commission::add_event(change.tx, row.id, CommissionEvent::Asked, (Some(by), false), Some(&row.aims))?;
    change.note(Some(by), "commission_asked", ("commission", row.id), None);
    let message = Message::CommissionAsked(CommissionAsked {
        request: facts(change.tx, &row)?,
        asker: person::name(change.tx.conn(), by)?,
        aims: row.aims.clone(),
        group_size: row.group_size,
        ring: row.phone.clone().filter(|_| row.ring_me),
        page: page(&row),
    });
    tell(change, &row, (true, false), Some(by), &message)?;
    let now = change.tx.now();
    Ok(views::view(change.tx.conn(), row.id, &ask.actor, now)?)
}

fn edit(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    id: CommissionId,
    revision: Option<i32>,
    changes: &RequestChanges,
) -> Result<CommissionView, Failure> {
    let mut work = take_hold(tx, actor, id)?;
    if revision.is_some_and(|revision| revision != work.row.revision) {
        return Err(Refused::Stale.into());
    }
    if !is_open(work.row.state) {
        return forbidden(
            "wrong_state",
            "What was asked for can be changed until it is scheduled. Send a message instead.",
        );
    }
    let request = check_request(laid_over(tx, &work.row, changes)?)?;
    let course = request.course.as_deref().map(|slug| course_by_commission(tx, slug)).transpose()?;
    if let Some(course) = &course {
        let named = commission::members_of(tx.conn(), id)?.len();
        if let Err(too_many) = check_length(&course.title, course.capacity, named) {
            return forbidden("too_many_people", too_many.to_string());
        }
        if work.row.state != CommissionState::Enquiry && work.row.course_id != Some(course.id) {
            return forbidden(
                "wrong_state",
                "Another course needs another proposal. Ask for a change first.",
            );
        }
    }
    if let Some(organisation) = changes.organisation {
        work.row.organisation_id = Some(own_organisation(tx, actor, organisation)?);
    }
    let mut row = work.row.clone();
    take_over(&mut row, request, course.as_ref());
    let changed = std::mem::replace(&mut work.row, row) != work.row;
    if changed {
        work.keep_edited(tx)?;
    }
    let now = tx.now();
    Ok(views::view(tx.conn(), id, actor, now)?)
}

fn laid_over(
    tx: &mut WriteTx<'_>,
    row: &CommissionRow,
    changes: &RequestChanges,
) -> Result<RequestInput, Failure> {
    let course = row.course_id.map(|id| courses::row(tx.conn(), id)).transpose()?;
    let or = |change: &Option<Option<String>>, stands: &Option<String>| {
        change.clone().unwrap_or_else(|| stands.clone())
    };
    Ok(RequestInput {
        course: or(&changes.course, &course.map(|course| course.slug)),
        aims: changes.aims.clone().unwrap_or_else(|| row.aims.clone()),
        group_size: changes.group_size.unwrap_or(row.group_size.map(i64::from)),
        ring_me: changes.ring_me.unwrap_or(row.ring_me),
        phone: or(&changes.phone, &row.phone),
        preferred: or(&changes.preferred, &row.preferred),
        delivery: changes.delivery.unwrap_or(row.delivery),
        place: or(&changes.place, &row.place),
        access: or(&changes.access, &row.access),
        budget_code: or(&changes.budget_code, &row.budget_code),
        purchase_order: or(&changes.purchase_order, &row.purchase_order),
    })
}

fn take_over(row: &mut CommissionRow, request: RequestInput, course: Option<&CourseRow>) {
    row.course_id = course.map(|course| course.id);
    row.aims = request.aims;
    row.group_size = request.group_size.and_then(|size| i32::try_from(size).ok());
    row.ring_me = request.ring_me;
    row.phone = request.phone;
    row.preferred = request.preferred;
    row.delivery = request.delivery;
    row.place = request.place;
    row.access = request.access;
    row.budget_code = request.budget_code;
    row.purchase_order = request.purchase_order;
}

/// The course of this slug, if it is given to whoever asks for it.
pub(crate) fn course_by_commission(tx: &mut WriteTx<'_>, slug: &str) -> Result<CourseRow, Failure> {
    let wrong = |message: &str| Err(FieldError::new("course", message).into());
    match courses::by_slug(tx.conn(), slug) {
        Err(Error::Missing) => wrong("There is no such course. Leave it out if you are not sure."),
        Ok(course) if course.retired_at.is_some() => wrong("This course is no longer given."),
        Ok(course) if !course.by_commission => {
            wrong("This course is on open dates: book places on one of them instead.")
        }
        other => Ok(other?),
    }
}

/// The organisations somebody is a confirmed member of, the oldest first.
fn own_organisations(tx: &mut WriteTx<'_>, person: PersonId) -> Result<Vec<OrganisationId>, Failure> {
    let today = day_in(tx.now(), LONDON);
    let mut current = memberships::current_of(tx.conn(), person, today)?;
    current.retain(|membership| membership.confirmed_at.is_some());
    Ok(current.into_iter().map(|membership| membership.organisation_id).collect())
}

/// The organisation, if the caller may ask for training for it.
fn own_organisation(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    id: OrganisationId,
) -> Result<OrganisationId, Failure> {
    let organisation = listed(tx, id)?;
    if !actor.is_coordinator && !own_organisations(tx, actor.person_id)?.contains(&id) {
        let message = "Choose one of your own organisations: your membership of this one is not confirmed.";
        return Err(FieldError::new("organisation_id", message).into());
    }
    Ok(organisation.id)
}
