//! "This is wrong": said about a result or a failed condition, and answered.

use crate::{
    domain::{
        access::Actor,
        attendance::{OBJECTION_DAYS, objections_end},
        booking_states::{has_result, shown},
        ids::{BookingId, PersonId, RowId},
        input::long_text,
    },
    mail::message::{DisputeAnswered, Message, Page, ResultDisputed},
    store::{
        WriteTx,
        read::{
            people::person,
            registers::register_answers::{self, DisputeView},
        },
        write::{
            bookings::booking::{self, BookingRow},
            registers::{
                disputes::{self, DisputeRow},
                register,
            },
            service::locks,
        },
    },
    usecases::{
        UseCases,
        bookings::conditions::act_on_failed::clocks_after_objection,
        change::Change,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
        queue_mail::{Letter, booking_ref, post_to_person},
    },
};

/// The longest words and the longest answer to them, in characters.
pub const LONGEST: usize = 2_000;

/// Saying that what is recorded is wrong.
#[derive(Debug, Clone)]
pub struct DisputeResult {
    /// Who says so; their right to do so is checked already.
    pub actor: Actor,
    /// About which booking.
    pub booking: BookingId,
    /// What is wrong, in their words.
    pub words: String,
}

/// Answering it.
#[derive(Debug, Clone)]
pub struct AnswerDispute {
    /// Who answers; their right to do so is checked already.
    pub actor: Actor,
    /// Which dispute.
    pub dispute: RowId,
    /// The answer.
    pub answer: String,
}

impl UseCases {
    /// Says that a result, or a condition that is said to have failed, is wrong; its trainers and the coordinators
    /// are told.
    ///
    /// # Errors
    /// Nothing recorded that could be wrong, more than 14 days ago, or said already and not answered yet.
    pub async fn dispute_result(
        &self,
        ask: DisputeResult,
        key: Option<OnceKey>,
    ) -> Result<Answer<DisputeView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| dispute(change, &ask))).await
    }

    /// Answers a "This is wrong"; the person it is about and whoever said it are told. Correcting the register itself is done by reopening it.
    ///
    /// # Errors
    /// One that was answered already.
    pub async fn answer_dispute(
        &self,
        ask: AnswerDispute,
        key: Option<OnceKey>,
    ) -> Result<Answer<DisputeView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| answer(change, &ask))).await
    }
}

fn lock_booking(tx: &mut WriteTx<'_>, id: BookingId) -> Result<BookingRow, Failure> {
    let booking = booking::load(tx.conn(), id)?;
    locks::lock_people(tx, &[booking.person_id])?;
    locks::lock_sessions(tx, &[booking.session_id])?;
    Ok(booking::load(tx.conn(), id)?)
}

fn dispute(change: &mut Change<'_, '_>, ask: &DisputeResult) -> Result<DisputeView, Failure> {
    let words = long_text("words", &ask.words, LONGEST)?;
    let booking = lock_booking(change.tx, ask.booking)?;
    let in_doubt = booking::conditions_of(change.tx.conn(), booking.id)?
        .iter()
        .any(|condition| condition.failed_at.is_some());
    let recorded = if has_result(booking.state) {
        let closed_at =
            register::result_of(change.tx.conn(), booking.id)?.map(|result| result.closed_at.and_utc());
        if closed_at.is_some_and(|at| change.tx.now() >= objections_end(at)) {
            let detail = format!(
                "A result can be said to be wrong within {OBJECTION_DAYS} days. Write to the training team."
            );
            return forbidden("too_late_to_object", detail);
        }
        shown(booking.state).to_owned()
    } else if in_doubt {
        "the earlier course this place depends on was not attended".to_owned()
    } else {
        let detail = "Nothing is recorded for this booking yet that could be wrong.";
        return forbidden("nothing_to_object_to", detail);
    };
    if disputes::of_booking(change.tx.conn(), booking.id)?.iter().any(|earlier| earlier.closed_at.is_none()) {
        return forbidden("dispute_open", "You have said so already, and will be answered.");
    }
    let by = ask.actor.person_id;
    let row = DisputeRow {
        id: change.tx.new_id(),
        booking_id: booking.id,
        person_id: by,
        words: words.clone(),
        opened_at: change.tx.now().naive_utc(),
        closed_at: None,
        closed_by: None,
        answer: None,
    };
    disputes::add(change.tx, &row)?;
    clocks_after_objection(change.tx, booking.id)?;
    change.note(Some(by), "dispute_opened", ("booking", booking.id), None);
    let scene = Scene::load(change.tx.conn(), booking.session_id)?;
    let mail = ResultDisputed {
        person: person::name(change.tx.conn(), booking.person_id)?,
        course: scene.course.title.clone(),
        dates: scene.facts().dates,
        recorded,
        says: words,
        register_page: Page::at(format!("/sessions/{}/attendance", scene.id())),
    };
    let mut readers: Vec<PersonId> = scene.trainers.iter().map(|(person, _)| *person).collect();
    for coordinator in person::coordinators(change.tx.conn())? {
        if !readers.contains(&coordinator) {
            readers.push(coordinator);
        }
    }
    for reader in readers.into_iter().filter(|reader| *reader != by) {
        let mail = mail.clone();
        post_to_person(change, reader, |to| {
            Letter::new(to, Message::ResultDisputed(mail)).about_booking(booking.id).about_session(scene.id())
        })?;
    }
    Ok(register_answers::dispute(change.tx.conn(), row.id)?)
}

fn answer(change: &mut Change<'_, '_>, ask: &AnswerDispute) -> Result<DisputeView, Failure> {
    let said = long_text("answer", &ask.answer, LONGEST)?;
    let about = disputes::load(change.tx.conn(), ask.dispute)?.booking_id;
    let booking = lock_booking(change.tx, about)?;
    let dispute = disputes::load(change.tx.conn(), ask.dispute)?;
    if dispute.closed_at.is_some() {
        return forbidden("dispute_answered", "This was answered already.");
    }
    let by = ask.actor.person_id;
    disputes::answer(change.tx, ask.dispute, by, &said)?;
    clocks_after_objection(change.tx, booking.id)?;
    change.note(Some(by), "dispute_answered", ("booking", booking.id), None);
    mail_answer(change, &booking, &dispute, (by, said))?;
    Ok(register_answers::dispute(change.tx.conn(), ask.dispute)?)
}

/// Tells the person it is about, and whoever said it for them; nobody is told what they answered themselves.
fn mail_answer(
    change: &mut Change<'_, '_>,
    booking: &BookingRow,
    dispute: &DisputeRow,
    (by, said): (PersonId, String),
) -> Result<(), Failure> {
    let scene = Scene::load(change.tx.conn(), booking.session_id)?;
    let release_at =
        booking::conditions_of(change.tx.conn(), booking.id)?.iter().filter_map(|row| row.release_at).min();
    let (person, said_by) = (booking.person_id, dispute.person_id);
    let mail = DisputeAnswered {
        course: scene.course.title.clone(),
        dates: scene.facts().dates,
        booking: booking_ref(booking),
        about: None,
        said_by: None,
        says: dispute.words.clone(),
        answer: said,
        put_right_until: release_at.map(|at| scene.moment(at.and_utc())),
    };
    let mut letters = Vec::new();
    if person == said_by {
        letters.push((person, mail));
    } else {
        let (name, speaker) =
            (person::name(change.tx.conn(), person)?, person::name(change.tx.conn(), said_by)?);
        letters.push((person, DisputeAnswered { said_by: Some(speaker), ..mail.clone() }));
        letters.push((said_by, DisputeAnswered { about: Some(name), ..mail }));
    }
    for (reader, mail) in letters.into_iter().filter(|(reader, _)| *reader != by) {
        post_to_person(change, reader, |to| {
            Letter::new(to, Message::DisputeAnswered(mail))
                .about_booking(booking.id)
                .about_session(scene.id())
        })?;
    }
    Ok(())
}
