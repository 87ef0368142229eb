//! Finishing a course that was taken at any time: what was answered is kept, and the certificate is given at once.

use std::rc::Rc;

use crate::{
    domain::{
        access::Actor,
        ids::{BookingId, RowId},
        on_demand::{Part, Question, award, check_answers, check_watched},
        talks::TalkAttended,
        times::day_in,
        words::BookingState,
    },
    store::{
        read::{
            catalogue::on_demand,
            certificates::certificate::{self as papers, CertificateView},
        },
        write::{
            bookings::booking::BookingRow,
            certificates::{
                certificate,
                completions::{self, CompletionRow},
            },
            registers::{
                on_demand as answers,
                register::{self, ResultRow},
            },
        },
    },
    usecases::{
        UseCases,
        bookings::{change_state::enter, leave_on_demand::open_taking},
        certificates::issue_certificate::{Issuer, settle_certificate},
        change::Change,
        error::{Failure, Refused, forbidden},
        events::{Conclusion, Event, Happened, LearningCounted, Trail},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
        registers::conclude_booking::onwards,
    },
};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct FinishOnDemand {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which booking.
    pub booking: BookingId,
    /// What is answered, each to its question.
    pub answers: Vec<(RowId, String)>,
    /// The parts that were watched; of those that are counted one by one.
    pub watched: Vec<RowId>,
}

impl UseCases {
    /// Finishes it; once it is finished the same certificate is given again, whatever is answered.
    ///
    /// # Errors
    /// `wrong_state` when it was given up or is on a date; every wrong answer.
    pub async fn finish_on_demand(
        &self,
        ask: FinishOnDemand,
        key: Option<OnceKey>,
    ) -> Result<Answer<CertificateView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| finish(change, &ask))).await
    }
}

fn finish(change: &mut Change<'_, '_>, ask: &FinishOnDemand) -> Result<CertificateView, Failure> {
    let Some((mut booking, scene)) = open_taking(change, ask.booking)? else {
        return forbidden("wrong_state", "This booking is for a date: attendance is recorded there.");
    };
    match booking.state {
        BookingState::Booked => conclude(change, ask, &mut booking, &scene)?,
        BookingState::Attended => {}
        _ => {
            return forbidden("wrong_state", "This was given up. Begin it again from the course’s page.");
        }
    }
    let Some(paper) = certificate::of_booking(change.conn(), booking.id)? else {
        return Err(Refused::NotThere.into());
    };
    Ok(papers::view(change.conn(), paper.id)?)
}

fn conclude(
    change: &mut Change<'_, '_>,
    ask: &FinishOnDemand,
    booking: &mut BookingRow,
    scene: &Rc<Scene>,
) -> Result<(), Failure> {
    let Some(set) = on_demand::of_course(change.conn(), booking.course_id)? else {
        return Err(Refused::NotThere.into());
    };
    let asked: Vec<Question> = on_demand::questions_of(change.conn(), booking.course_id)?
        .into_iter()
        .map(|question| Question { id: question.id, required: question.required })
        .collect();
    let parts: Vec<Part> = on_demand::parts_of(change.conn(), booking.course_id)?
        .into_iter()
        .map(|part| Part { id: part.id, title: part.title, speaker: part.speaker, minutes: part.minutes })
        .collect();
    let (given, watched) = (check_answers(&asked, &ask.answers), check_watched(&parts, &ask.watched));
    let (given, watched) = match (given, watched) {
        (Ok(given), Ok(watched)) => (given, watched),
        (given, watched) => {
            let wrong = given.err().into_iter().chain(watched.err()).flatten().collect::<Vec<_>>();
            return Err(wrong.into());
        }
    };
    let (now, by) = (change.now(), ask.actor.person_id);
    let on = day_in(now, scene.zone);
    let award = award(set.cpd_minutes, &parts, &watched, on);
    let counted: Vec<RowId> = watched.iter().map(|part| part.id).collect();
    answers::keep(change.tx, booking.id, &given, &counted)?;
    let result = ResultRow {
        booking_id: booking.id,
        outcome: BookingState::Attended,
        attended_minutes: award.minutes,
        scheduled_minutes: award.minutes,
        cpd_minutes: award.minutes,
        cpd_basis: award.basis.clone(),
        attended_on: Some(on),
        by_reason: false,
        closed_at: now.naive_utc(),
        reopened_at: None,
        judged_from: None,
    };
    register::put_result(change.tx, &result)?;
    let completion = CompletionRow {
        id: change.tx.new_id(),
        person_id: booking.person_id,
        course_id: booking.course_id,
        organisation_id: booking.organisation_id,
        completed_on: Some(on),
        cpd_minutes: award.minutes,
        booking_id: Some(booking.id),
        source: "on_demand".to_owned(),
        withdrawn_at: None,
        created_at: now.naive_utc(),
    };
    completions::add(change.tx, &completion)?;
    let settings = change.settings;
    let issuer = Issuer::prepare(change.conn(), settings, scene)?;
    let mut paper = issuer.draft((change.conn(), now), booking, &[], &award, on)?;
    paper.talks = watched
        .iter()
        .map(|part| TalkAttended {
            title: part.title.clone(),
            speaker: part.speaker.clone(),
            minutes: part.minutes.unwrap_or_default(),
        })
        .collect();
    let paper = settle_certificate(change.tx, &issuer, booking, Some((completion.id, paper)), (false, by))?;
    let onwards = Rc::new(onwards(change.conn(), scene, now)?);
    let what = Happened::Concluded(Box::new(Conclusion {
        award,
        paper,
        is_news: true,
        dates: 0,
        onwards,
        known: None,
    }));
    enter(change, scene, booking, BookingState::Attended, (Some(by), None), what)?;
    let trail = Trail::new(Some(by), "on_demand_finished", ("booking", booking.id));
    change.say(Event::LearningCounted(LearningCounted { person: booking.person_id, trail }));
    change.follow()
}
