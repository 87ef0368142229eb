//! One booking's result when its register is closed: state, completion, certificate, and what the person is told.

use super::hold_register::{award_for, rule};
use crate::{
    domain::{
        attendance::{Judged, Mark, ScheduledDate, judge, judged_from, last_attended},
        certificates::CertificateSnapshot,
        cpd::CpdAward,
        ids::{PersonId, RowId},
        talks::{Talk, TalkAttended, attended, award as talks_award, judged_from as by_talks},
        words::{BookingState, CertificateState},
    },
    store::{
        AnyConnection, WriteTx,
        read::{certificates::papers, registers::closing_facts::ClosingFacts, sessions::talks},
        write::{
            bookings::booking::BookingRow,
            certificates::{
                certificate,
                completions::{self, CompletionRow},
            },
            registers::register::{self, ResultRow},
        },
    },
    usecases::{
        Settings,
        bookings::change_state::{enter, enter_after},
        certificates::issue_certificate::{Issuer, settle_certificate},
        change::Change,
        error::Failure,
        events::{Conclusion, Happened, Onwards, Paper},
        loaded_session::{Scene, next_dates},
    },
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use std::rc::Rc;

/// What is the same for everybody on the register.
pub(crate) struct Closing<'a> {
    now: DateTime<Utc>,
    scene: &'a Rc<Scene>,
    dates: Vec<ScheduledDate>,
    /// The talks of a conference; none elsewhere.
    talks: Vec<Talk>,
    issuer: Issuer<'a>,
    by: PersonId,
    onwards: Rc<Onwards>,
    /// What is known of everybody on the register.
    known: Option<Rc<ClosingFacts>>,
}

impl<'a> Closing<'a> {
    /// Loads it.
    pub(crate) fn prepare(
        (connection, now): (&mut AnyConnection, DateTime<Utc>),
        settings: &'a Settings,
        scene: &'a Rc<Scene>,
        dates: Vec<ScheduledDate>,
        by: PersonId,
    ) -> Result<Self, Failure> {
        let onwards = Rc::new(onwards(connection, scene, now)?);
        let talks = talks::of_session(connection, scene.id())?;
        let issuer = Issuer::prepare(connection, settings, scene)?;
        Ok(Self { now, scene, dates, talks, issuer, by, onwards, known: None })
    }

    /// With what is known of everybody on the register, so that none of it is asked for each.
    pub(crate) fn knowing(mut self, facts: ClosingFacts) -> Self {
        let facts = Rc::new(facts);
        self.issuer.known = Some(Rc::clone(&facts));
        self.known = Some(facts);
        self
    }

    /// What is said of a booking that has a result.
    fn concluded(&self, award: CpdAward, paper: Paper, is_news: bool) -> Happened {
        let (dates, onwards, known) = (self.dates.len(), Rc::clone(&self.onwards), self.known.clone());
        Happened::Concluded(Box::new(Conclusion { award, paper, is_news, dates, onwards, known }))
    }
}

/// What whoever reads a result may want next.
pub(super) fn onwards(
    connection: &mut AnyConnection,
    scene: &Scene,
    now: DateTime<Utc>,
) -> Result<Onwards, Failure> {
    let next_step = match scene.course.rung_id {
        Some(rung) => {
            let above = papers::courses_above(connection, rung)?;
            next_dates(connection, &above, None, now)?
        }
        None => Vec::new(),
    };
    Ok(Onwards { next_step, again: scene.next_dates(connection, now)? })
}

/// What became of one booking.
pub(crate) struct Concluded {
    pub(crate) certificate_issued: bool,
    /// The result is new, or another than before the register was opened again.
    pub(crate) is_news: bool,
    /// Only if the course was completed.
    pub(crate) completed_on: Option<NaiveDate>,
}

/// What a booking's marks come to, and what its paper would say.
pub(crate) struct Judgement {
    pub(crate) judged: Judged,
    pub(crate) award: CpdAward,
    pub(crate) attended_on: Option<NaiveDate>,
    /// The paper, if the course is completed.
    pub(crate) earned: Option<CertificateSnapshot>,
}

impl Judgement {
    /// The day on which the course was completed, if it was.
    fn completed_on(&self) -> Option<NaiveDate> {
        self.attended_on.filter(|_| self.judged.outcome == BookingState::Attended)
    }
}

/// Judges a booking's marks; stores nothing.
pub(crate) fn judge_booking(
    connection: &mut AnyConnection,
    closing: &Closing<'_>,
    booking: &BookingRow,
    marks: &[Mark],
) -> Result<Judgement, Failure> {
    let (scene, dates) = (closing.scene, &closing.dates);
    let judged = judge(rule(scene), dates, marks, booking.completion_reason.is_some());
    let talks = talks_of(connection, &closing.talks, booking, marks)?;
    let award = match &talks {
        Some(there) => {
            talks_award(scene.course.cpd_minutes, there, closing.talks.len(), judged.attended_minutes)
        }
        None => award_for(scene, &judged, dates),
    };
    let attended_on = last_attended(dates, marks, scene.zone);
    let mut judgement = Judgement { judged, award, attended_on, earned: None };
    if let Some(on) = judgement.completed_on() {
        let there: Vec<ScheduledDate> = dates.iter().filter(|date| was_there(marks, date)).copied().collect();
        let mut paper =
            closing.issuer.draft((connection, closing.now), booking, &there, &judgement.award, on)?;
        paper.talks = talks.iter().flatten().map(|talk| attended_talk(talk)).collect();
        judgement.earned = Some(paper);
    }
    Ok(judgement)
}

/// The talks somebody was at, where their marks tell; none where the session has no talks.
fn talks_of<'t>(
    connection: &mut AnyConnection,
    talks: &'t [Talk],
    booking: &BookingRow,
    marks: &[Mark],
) -> Result<Option<Vec<&'t Talk>>, Failure> {
    if talks.is_empty() {
        return Ok(None);
    }
    Ok(attended(talks, &ticked_by(connection, booking)?, marks))
}

fn ticked_by(connection: &mut AnyConnection, booking: &BookingRow) -> Result<Vec<RowId>, Failure> {
    Ok(talks::ticked(connection, &[booking.id])?.into_iter().map(|(_, talk)| talk).collect())
}

fn attended_talk(talk: &Talk) -> TalkAttended {
    TalkAttended { title: talk.title.clone(), speaker: talk.speaker.clone(), minutes: talk.minutes }
}

/// All that a booking's result is judged from, as words that are the same exactly while nothing of it changes.
pub(super) fn from_all(
    connection: &mut AnyConnection,
    (dates, talks): (&[ScheduledDate], &[Talk]),
    booking: &BookingRow,
    marks: &[Mark],
) -> Result<String, Failure> {
    let mut from = judged_from(dates, marks, booking.completion_reason.is_some());
    if !talks.is_empty() {
        from.push_str(&by_talks(talks, &ticked_by(connection, booking)?));
    }
    Ok(from)
}

/// Judges a booking's marks and stores all that follows. Of a register that is closed again only what changed since
/// is judged; everything else stands again as it was.
pub(crate) fn conclude(
    change: &mut Change<'_, '_>,
    closing: &Closing<'_>,
    booking: &mut BookingRow,
    (marks, before): (&[Mark], Option<ResultRow>),
) -> Result<Concluded, Failure> {
    if let Some((result, reopened_at)) = before.as_ref().and_then(|row| Some((row, row.reopened_at?))) {
        let from = from_all(change.conn(), (&closing.dates, &closing.talks), booking, marks)?;
        if result.judged_from.as_ref() == Some(&from) {
            return stand_again(change, closing, booking, (result, reopened_at));
        }
    }
    let judgement = judge_booking(change.conn(), closing, booking, marks)?;
    let completed_on = judgement.completed_on();
    let Judgement { judged, award, attended_on, earned } = judgement;
    let reason = booking.completion_reason.clone().filter(|_| judged.by_reason);
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
        judged_from: None,
    };
    let is_news = before.as_ref().is_none_or(|before| {
        // Closed again with the same result: they were told already.
        before.outcome != result.outcome || before.cpd_minutes != result.cpd_minutes
    });
    match &before {
        Some(_) => register::put_result(change.tx, &result)?,
        None => register::add_result(change.tx, result)?,
    }

    let earned = match completed_on.zip(earned) {
        Some((on, paper)) => Some((add_completion(change.tx, booking, on, award.minutes)?, paper)),
        None => None,
    };
    let was_attended = before.as_ref().is_some_and(|row| row.outcome == BookingState::Attended);
    let paper = settle_certificate(change.tx, &closing.issuer, booking, earned, (was_attended, closing.by))?;
    let certificate_issued = matches!(paper, Paper::Issued(_) | Paper::Replaced { .. });
    let concluded = closing.concluded(award, paper, is_news);
    let why = (Some(closing.by), reason.as_deref());
    let last_line = closing.known.as_ref().and_then(|known| known.last_lines.get(&booking.id).copied());
    match last_line {
        Some(last) => enter_after(change, closing.scene, booking, (judged.outcome, last), why, concluded)?,
        None => enter(change, closing.scene, booking, judged.outcome, why, concluded)?,
    }
    Ok(Concluded { certificate_issued, is_news, completed_on })
}

/// Lets a result stand again that nothing has changed about: result, completion and certificate are the same rows as
/// before, and nobody is told.
fn stand_again(
    change: &mut Change<'_, '_>,
    closing: &Closing<'_>,
    booking: &mut BookingRow,
    (result, reopened_at): (&ResultRow, NaiveDateTime),
) -> Result<Concluded, Failure> {
    register::restore_result(change.tx, booking.id)?;
    completions::restore_of_booking(change.tx, booking.id, reopened_at)?;
    let valid = certificate::of_booking(change.conn(), booking.id)?
        .is_some_and(|paper| paper.state == CertificateState::Valid);
    let award = CpdAward { minutes: result.cpd_minutes, basis: result.cpd_basis.clone() };
    let concluded = closing.concluded(award, if valid { Paper::Kept } else { Paper::Nothing }, false);
    let reason = booking.completion_reason.clone().filter(|_| result.by_reason);
    let why = (Some(closing.by), reason.as_deref());
    enter(change, closing.scene, booking, result.outcome, why, concluded)?;
    let completed_on = result.attended_on.filter(|_| result.outcome == BookingState::Attended);
    Ok(Concluded { certificate_issued: false, is_news: false, completed_on })
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
