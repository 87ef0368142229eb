//! One booking's result when its register is closed: state, completion, certificate, and what the person is told.

use super::hold_register::rule;
use crate::{
    domain::{
        attendance::{Mark, ScheduledDate, judge, last_attended},
        cpd::award,
        ids::PersonId,
        words::BookingState,
    },
    store::{
        WriteTx,
        read::certificates::papers,
        write::{
            bookings::booking::{self, BookingRow},
            certificates::completions::{self, CompletionRow},
            registers::register::{self, ResultRow},
        },
    },
    usecases::{
        Settings,
        bookings::change_state::enter,
        certificates::issue_certificate::{Issuer, settle_certificate},
        change::Change,
        error::Failure,
        events::{Conclusion, Happened, Onwards, Paper},
        loaded_session::{Scene, next_dates},
    },
};
use chrono::NaiveDate;
use std::rc::Rc;

/// What is the same for everybody on the register.
pub(crate) struct Closing<'a> {
    scene: &'a Rc<Scene>,
    dates: Vec<ScheduledDate>,
    issuer: Issuer<'a>,
    by: PersonId,
    onwards: Rc<Onwards>,
}

impl<'a> Closing<'a> {
    /// Loads it.
    pub(crate) fn prepare(
        tx: &mut WriteTx<'_>,
        settings: &'a Settings,
        scene: &'a Rc<Scene>,
        dates: Vec<ScheduledDate>,
        by: PersonId,
    ) -> Result<Self, Failure> {
        let now = tx.now();
        let next_step = match scene.course.rung_id {
            Some(rung) => {
                let above = papers::courses_above(tx.conn(), rung)?;
                next_dates(tx.conn(), &above, None, now)?
            }
            None => Vec::new(),
        };
        let again = scene.next_dates(tx.conn(), now)?;
        let onwards = Rc::new(Onwards { next_step, again });
        Ok(Self { scene, dates, issuer: Issuer::prepare(tx, settings, scene)?, by, onwards })
    }
}

/// What became of one booking.
pub(crate) struct Concluded {
    pub(crate) certificate_issued: bool,
    /// Only if the course was completed.
    pub(crate) completed_on: Option<NaiveDate>,
}

/// Judges a booking's marks and stores all that follows.
pub(crate) fn conclude(
    change: &mut Change<'_, '_>,
    closing: &Closing<'_>,
    booking: &mut BookingRow,
    marks: &[Mark],
) -> Result<Concluded, Failure> {
    let scene = closing.scene;
    let judged = judge(rule(scene), &closing.dates, marks, booking.completion_reason.is_some());
    let award = award(
        scene.course.cpd_minutes,
        judged.attended_minutes,
        judged.scheduled_minutes,
        closing.dates.len(),
    );
    let attended_on = last_attended(&closing.dates, marks, scene.zone);
    let before = register::result_of(change.tx.conn(), booking.id)?;
    let reason = booking.completion_reason.clone().filter(|_| judged.by_reason);
    // What the place itself hung on does not matter any more.
    booking::end_conditions(change.tx, booking.id)?;
    let result = ResultRow {
        booking_id: booking.id,
        outcome: judged.outcome,
        attended_minutes: judged.attended_minutes,
        scheduled_minutes: judged.scheduled_minutes,
        cpd_minutes: award.minutes,
        cpd_basis: award.basis.clone(),
        attended_on,
        by_reason: judged.by_reason,
        closed_at: change.tx.now().naive_utc(),
        reopened_at: None,
    };
    register::put_result(change.tx, &result)?;

    let completed_on = attended_on.filter(|_| judged.outcome == BookingState::Attended);
    let earned = match completed_on {
        Some(on) => {
            let completion = add_completion(change.tx, booking, on, award.minutes)?;
            let there: Vec<ScheduledDate> =
                closing.dates.iter().filter(|date| was_there(marks, date)).copied().collect();
            Some((completion, closing.issuer.draft(change.tx, booking, &there, &award, on)?))
        }
        None => None,
    };
    let was_attended = before.as_ref().is_some_and(|row| row.outcome == BookingState::Attended);
    let paper = settle_certificate(change.tx, &closing.issuer, booking, earned, (was_attended, closing.by))?;
    // Closed again with the same result: they were told already.
    let is_news = before
        .is_none_or(|before| before.outcome != result.outcome || before.cpd_minutes != result.cpd_minutes);
    let certificate_issued = matches!(paper, Paper::Issued(_) | Paper::Replaced { .. });
    let (dates, onwards) = (closing.dates.len(), Rc::clone(&closing.onwards));
    let concluded = Conclusion { award, paper, is_news, dates, onwards };
    let why = (Some(closing.by), reason.as_deref());
    let what = Happened::Concluded(Box::new(concluded));
    enter(change, scene, booking, judged.outcome, why, what)?;
    Ok(Concluded { certificate_issued, completed_on })
}

fn was_there(marks: &[Mark], date: &ScheduledDate) -> bool {
    marks.iter().any(|mark| mark.date == date.id && mark.attended_minutes(date) > 0)
}

fn add_completion(
    tx: &mut WriteTx<'_>,
    booking: &BookingRow,
    on: NaiveDate,
    cpd_minutes: i32,
) -> Result<crate::domain::ids::CompletionId, Failure> {
    let row = CompletionRow {
        id: tx.new_id(),
        person_id: booking.person_id,
        course_id: booking.course_id,
        organisation_id: booking.organisation_id,
        completed_on: Some(on),
        cpd_minutes,
        booking_id: Some(booking.id),
        source: "register".to_owned(),
        withdrawn_at: None,
        created_at: tx.now().naive_utc(),
    };
    completions::add(tx, &row)?;
    Ok(row.id)
}
