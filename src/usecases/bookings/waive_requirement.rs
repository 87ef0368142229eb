//! "Let this person attend anyway."

use crate::{
    domain::{
        access::Actor,
        booking_states::active,
        conditions::ConditionState,
        ids::{GroupId, PersonId, SessionId},
        input::{FieldErrors, LONGEST_REASON, long_text},
        sessions::editable,
        words::{BookingState, Word as _},
    },
    mail::message::{Message, PlaceSafe},
    store::{
        Error,
        read::{
            facts::course_facts,
            people::person,
            registers::register_answers::{self, WaiverView},
        },
        write::{
            bookings::{
                booking,
                waivers::{self, WaiverRow},
            },
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden, refuse},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
        queue_mail::{booking_ref, letter, post_to_person},
    },
};

/// Waiving a group of requirements for one person on one session.
#[derive(Debug, Clone)]
pub struct WaiveRequirement {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which session.
    pub session: SessionId,
    /// For whom.
    pub person: PersonId,
    /// Which group.
    pub requirement: GroupId,
    /// Why; it stays on record.
    pub reason: String,
}

impl UseCases {
    /// Waives a group. What a booking of the person on this session hangs on because of it ends.
    ///
    /// # Errors
    /// A group the course does not ask for now, an unknown person, a second waiver of the same.
    pub async fn waive_requirement(
        &self,
        ask: WaiveRequirement,
        key: Option<OnceKey>,
    ) -> Result<Answer<WaiverView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| waive(change, &ask))).await
    }
}

fn waive(change: &mut Change<'_, '_>, ask: &WaiveRequirement) -> Result<WaiverView, Failure> {
    let scene = Scene::load_dated(change.tx.conn(), ask.session)?;
    let mut errors = FieldErrors::new();
    let reason = errors.keep(long_text("reason", &ask.reason, LONGEST_REASON)).unwrap_or_default();
    match person::name(change.tx.conn(), ask.person) {
        Ok(_) => {}
        Err(Error::Missing) => errors.add("person_id", "There is nobody with this id."),
        Err(other) => return Err(other.into()),
    }
    if !course_facts::groups(change.tx.conn(), scene.course.id)?
        .iter()
        .any(|group| group.id == ask.requirement)
    {
        let message = "The course asks for no group with this id now: a group gets a new id when it is edited. \
                       Read the course again.";
        errors.add("requirement", message);
    }
    errors.finish(())?;
    locks::lock_people(change.tx, &[ask.person])?;
    locks::lock_sessions(change.tx, &[ask.session])?;
    let scene = Scene::load(change.tx.conn(), ask.session)?;
    editable(scene.session.state).or_else(refuse)?;
    let row = WaiverRow {
        id: change.tx.new_id(),
        session_id: ask.session,
        person_id: ask.person,
        group_id: ask.requirement,
        reason,
        by_person: ask.actor.person_id,
        at: change.tx.now().naive_utc(),
    };
    if !waivers::add(change.tx, &row)? {
        return forbidden("already_waived", "This is waived already for this person on this session.");
    }
    change.note(Some(ask.actor.person_id), "requirement_waived", ("waiver", row.id), None);
    free_from_condition(change, &scene, ask)?;
    Ok(register_answers::waiver(change.tx.conn(), row.id)?)
}

/// Ends what the person's booking hangs on because of this group; one that was in doubt for it alone is safe now.
fn free_from_condition(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    ask: &WaiveRequirement,
) -> Result<(), Failure> {
    let states: Vec<BookingState> =
        BookingState::ALL.iter().copied().filter(|state| active(*state)).collect();
    let booking = booking::of_person(change.tx.conn(), ask.person, &states)?
        .into_iter()
        .find(|booking| booking.session_id == ask.session);
    let Some(booking) = booking else { return Ok(()) };
    let (mut was_in_doubt, mut is_in_doubt) = (false, false);
    for mut condition in booking::conditions_of(change.tx.conn(), booking.id)? {
        let failed = condition.failed_at.is_some();
        if condition.group_id == ask.requirement {
            was_in_doubt |= failed;
            condition.state = ConditionState::Ended;
            condition.ended_at = Some(change.tx.now().naive_utc());
            booking::store_condition(change.tx, &condition)?;
        } else {
            is_in_doubt |= failed;
        }
    }
    if !was_in_doubt || is_in_doubt {
        return Ok(());
    }
    let mail = PlaceSafe {
        session: scene.facts(),
        booking: booking_ref(&booking),
        because: "You may attend without what was missing.".to_owned(),
    };
    post_to_person(change, booking.person_id, |to| letter(&to, Message::PlaceSafe(mail), scene, &booking))
}
