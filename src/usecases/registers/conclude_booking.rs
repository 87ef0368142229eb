//! One booking's result when its register is closed: state, completion, certificate, and what the person is told.

use chrono::NaiveDate;

use super::hold_register::rule;
use crate::{
    domain::{
        attendance::{Mark, ScheduledDate, judge, last_attended, objections_end},
        certificates::format_code,
        cpd::{CpdAward, award},
        ids::PersonId,
        words::BookingState,
    },
    mail::message::{
        CertificateReplaced, Message, Minutes, NextDate, NoticeEvent, Page, ResultAttended, ResultFacts,
        ResultNoShow, ResultPartly,
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
        certificates::issue_certificate::{
            Issuer, Paper, certificate_page, settle_certificate, tell_withdrawn, verify_page,
        },
        error::Failure,
        loaded_session::{Scene, next_dates},
        queue_mail::{letter, post_to_person, tell_managers},
    },
};

/// What is the same for everybody on the register.
pub(crate) struct Closing<'a> {
    scene: &'a Scene,
    dates: Vec<ScheduledDate>,
    issuer: Issuer<'a>,
    by: PersonId,
    /// Dates of the next step on the ladder.
    onwards: Vec<NextDate>,
    /// Further dates of this course.
    again: Vec<NextDate>,
}

impl<'a> Closing<'a> {
    /// Loads it.
    pub(crate) fn prepare(
        tx: &mut WriteTx<'_>,
        settings: &'a Settings,
        scene: &'a Scene,
        dates: Vec<ScheduledDate>,
        by: PersonId,
    ) -> Result<Self, Failure> {
        let now = tx.now();
        let onwards = match scene.course.rung_id {
            Some(rung) => {
                let above = papers::courses_above(tx.conn(), rung)?;
                next_dates(tx.conn(), &above, None, now)?
            }
            None => Vec::new(),
        };
        let again = scene.next_dates(tx.conn(), now)?;
        Ok(Self { scene, dates, issuer: Issuer::prepare(tx, settings, scene)?, by, onwards, again })
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
    tx: &mut WriteTx<'_>,
    settings: &Settings,
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
    let before = register::result_of(tx.conn(), booking.id)?;
    let reason = booking.completion_reason.clone().filter(|_| judged.by_reason);
    enter(tx, booking, judged.outcome, Some(closing.by), reason.as_deref())?;
    // What the place itself hung on does not matter any more.
    booking::end_conditions(tx, booking.id)?;
    let result = ResultRow {
        booking_id: booking.id,
        outcome: judged.outcome,
        attended_minutes: judged.attended_minutes,
        scheduled_minutes: judged.scheduled_minutes,
        cpd_minutes: award.minutes,
        cpd_basis: award.basis.clone(),
        attended_on,
        by_reason: judged.by_reason,
        closed_at: tx.now().naive_utc(),
        reopened_at: None,
    };
    register::put_result(tx, &result)?;

    let completed_on = attended_on.filter(|_| judged.outcome == BookingState::Attended);
    let earned = match completed_on {
        Some(on) => {
            let completion = add_completion(tx, booking, on, award.minutes)?;
            let there: Vec<ScheduledDate> =
                closing.dates.iter().filter(|date| was_there(marks, date)).copied().collect();
            Some((completion, closing.issuer.draft(tx, booking, &there, &award, on)?))
        }
        None => None,
    };
    let was_attended = before.as_ref().is_some_and(|row| row.outcome == BookingState::Attended);
    let paper = settle_certificate(tx, &closing.issuer, booking, earned, (was_attended, closing.by))?;
    // Closed again with the same result: they were told already.
    let changed = before
        .is_none_or(|before| before.outcome != result.outcome || before.cpd_minutes != result.cpd_minutes);
    tell(tx, settings, closing, booking, &award, &paper, changed)?;
    Ok(Concluded {
        certificate_issued: matches!(paper, Paper::Issued(_) | Paper::Replaced { .. }),
        completed_on,
    })
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

fn tell(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    closing: &Closing<'_>,
    booking: &BookingRow,
    award: &CpdAward,
    paper: &Paper,
    changed: bool,
) -> Result<(), Failure> {
    let scene = closing.scene;
    if let Paper::Revoked(old) = paper {
        tell_withdrawn(
            tx,
            settings,
            old,
            &scene.course.title,
            "The attendance was put right, and it is not enough for a certificate.",
        )?;
    }
    if let Paper::Replaced { old, new } = paper {
        let mail = CertificateReplaced {
            course: scene.course.title.clone(),
            old_number: old.number.clone(),
            number: new.number.clone(),
            code: format_code(&new.verification_code),
            because: "What it says has been put right.".to_owned(),
            verify_page: verify_page(new),
            certificate_page: certificate_page(new),
        };
        return post_to_person(tx, settings, booking.person_id, |to| {
            letter(&to, Message::CertificateReplaced(mail), scene, booking).with_certificate(new.id)
        });
    }
    if !changed && !matches!(paper, Paper::Issued(_)) {
        return Ok(());
    }
    let result = ResultFacts {
        course: scene.course.title.clone(),
        dates: scene.facts().dates,
        reference: booking.reference.clone(),
        object: Page::at(format!("/bookings/{}/wrong", booking.id)),
        object_until: scene.moment(objections_end(tx.now())),
    };
    let (cpd, cpd_basis) = (Minutes { minutes: award.minutes }, award.basis.clone());
    let (again, course_page) = (closing.again.clone(), scene.course_page());
    let (message, event, certificate) = match (booking.state, paper) {
        (BookingState::Attended, Paper::Issued(new)) => {
            let mail = ResultAttended {
                result,
                cpd,
                cpd_basis,
                number: new.number.clone(),
                code: format_code(&new.verification_code),
                verify_page: verify_page(new),
                certificate_page: certificate_page(new),
                next_dates: closing.onwards.clone(),
            };
            (Message::ResultAttended(mail), NoticeEvent::Attended, Some(new.id))
        }
        // The certificate stands, or a coordinator withdrew it: there is nothing new to send.
        (BookingState::Attended, _) => return Ok(()),
        (BookingState::PartlyAttended, _) => {
            let enough = rule(scene).in_words(closing.dates.len());
            let mail = ResultPartly { result, cpd, cpd_basis, enough, next_dates: again, course_page };
            (Message::ResultPartly(mail), NoticeEvent::PartlyAttended, None)
        }
        _ => {
            let mail = ResultNoShow { result, next_dates: again, course_page };
            (Message::ResultNoShow(mail), NoticeEvent::NoShow, None)
        }
    };
    post_to_person(tx, settings, booking.person_id, |to| {
        let letter = letter(&to, message, scene, booking);
        match certificate {
            Some(id) => letter.with_certificate(id),
            None => letter,
        }
    })?;
    tell_managers(tx, settings, scene, (booking.person_id, Some(closing.by)), event)
}
