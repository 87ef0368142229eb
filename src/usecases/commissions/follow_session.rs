//! A request for training follows its session, and an agreement on condition what its people do.

use super::{
    group_readiness::stand,
    open_commission::{facts, news_of, page, tell},
};
use crate::{
    domain::{
        commissions::CommissionCondition,
        commissions::follow as next_state,
        group_readiness::{Readiness, Verdict, review as judge},
        ids::{CommissionId, PersonId, SessionId},
        input::FieldError,
        words::{CommissionEvent, CommissionState, CommissionStep},
    },
    mail::message::{CommissionDelivered, Message},
    store::{
        WriteTx,
        read::{commissions::commission as views, people::person},
        write::{
            commissions::commission::{self, CommissionRow},
            service::{audit, locks},
        },
    },
    usecases::{
        UseCases,
        bookings::keep_commission_list::{joined, of_session},
        change::Change,
        error::Failure,
        events::{Event, Happened, RegisterClosed},
        loaded_session::Scene,
    },
};

/// Brings the request along.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    match event {
        Event::Booking(step) => {
            let Happened::Taken { .. } = step.what else { return Ok(false) };
            joined(
                change.tx,
                &step.scene,
                step.booking.person_id,
                step.by.unwrap_or(step.booking.person_id),
            )?;
        }
        Event::SessionChanged(it) if it.dates => dates_moved(change, &it.after)?,
        Event::SessionCalledOff(it) => called_off(change, it.scene.id(), it.by, &it.reason)?,
        Event::RegisterClosed(it) => delivered(change, it)?,
        Event::RegisterReopened(it) => reopened(change.tx, it.scene.id())?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn step(
    tx: &mut WriteTx<'_>,
    row: &mut CommissionRow,
    (step, event): (CommissionStep, CommissionEvent),
    words: Option<&str>,
) -> Result<bool, Failure> {
    let Some(to) = next_state(row.state, step) else { return Ok(false) };
    row.state = to;
    row.state_since = tx.now().naive_utc();
    commission::store(tx, row)?;
    commission::add_event(tx, row.id, event, (None, true), words)?;
    audit::record(tx, None, &format!("commission_{event}"), ("commission", row.id), None)?;
    Ok(true)
}

/// The register of a session was closed.
fn delivered(change: &mut Change<'_, '_>, it: &RegisterClosed) -> Result<(), Failure> {
    let (scene, counts, attended) = (&it.scene, &it.counts, &it.completed);
    let Some(mut row) = of_session(change.tx, scene.id())? else { return Ok(()) };
    if !step(change.tx, &mut row, (CommissionStep::Deliver, CommissionEvent::Delivered), None)? {
        return Ok(());
    }
    // Closed again with the same results: they were told already.
    if !it.is_news {
        return Ok(());
    }
    let mut to_print = 0;
    for person in attended {
        to_print += i32::from(person::recipient(change.tx.conn(), *person)?.is_none());
    }
    let message = Message::CommissionDelivered(CommissionDelivered {
        request: facts(change.tx, &row)?,
        session: scene.facts(),
        attended: counts.attended,
        left_early: counts.partly_attended,
        did_not_attend: counts.no_show,
        to_print,
        report_page: page(&row),
    });
    tell(change, &row, (false, true), None, &message)
}

/// The register of a session was opened again.
fn reopened(tx: &mut WriteTx<'_>, session: SessionId) -> Result<(), Failure> {
    let Some(mut row) = of_session(tx, session)? else { return Ok(()) };
    step(tx, &mut row, (CommissionStep::Reopen, CommissionEvent::Reopened), None)?;
    Ok(())
}

/// A session was called off: the agreement stands, and another session can be made.
fn called_off(
    change: &mut Change<'_, '_>,
    session: SessionId,
    by: PersonId,
    reason: &str,
) -> Result<(), Failure> {
    let Some(mut row) = of_session(change.tx, session)? else { return Ok(()) };
    row.session_id = None;
    if !step(change.tx, &mut row, (CommissionStep::CallOff, CommissionEvent::CalledOff), Some(reason))? {
        return Ok(());
    }
    let news = "The date has been called off. We will write to you about another one.".to_owned();
    let message = news_of(change.tx, &row, news, Some(reason.to_owned()), Vec::new())?;
    tell(change, &row, (false, true), Some(by), &message)
}

/// We moved dates of a session: whoever asked is told, and an agreement on condition is judged again.
fn dates_moved(change: &mut Change<'_, '_>, scene: &Scene) -> Result<(), Failure> {
    let Some(mut row) = of_session(change.tx, scene.id())? else { return Ok(()) };
    commission::add_event(change.tx, row.id, CommissionEvent::DatesMoved, (None, true), None)?;
    let news = "The dates have changed. Everybody who is booked has been told.".to_owned();
    let message = news_of(change.tx, &row, news, None, Vec::new())?;
    tell(change, &row, (false, true), None, &message)?;
    review(change, &mut row)?;
    Ok(())
}

/// The places of a commissioned session stay within what its course takes, whoever asks.
pub(crate) fn check_limit(tx: &mut WriteTx<'_>, scene: &Scene, capacity: i32) -> Result<(), Failure> {
    if capacity <= scene.course.capacity || commission::of_session(tx.conn(), scene.id())?.is_none() {
        return Ok(());
    }
    let message = format!(
        "{} takes at most {} people when it is commissioned.",
        scene.course.title, scene.course.capacity
    );
    Err(FieldError::new("capacity", message).into())
}

/// Looks again at an agreement on condition; says whether anything changed. The request must be locked.
pub(crate) fn review(change: &mut Change<'_, '_>, row: &mut CommissionRow) -> Result<bool, Failure> {
    let hangs = matches!(row.condition_state, Some(CommissionCondition::Open | CommissionCondition::Failed))
        && matches!(row.state, CommissionState::Agreed | CommissionState::Scheduled);
    let now = change.tx.now();
    let Some(mut group) = stand(change.tx.conn(), row, now)?.filter(|_| hangs) else { return Ok(false) };
    // The agreement hangs on those alone whose standing whoever asked may see.
    let known = views::known_to_askers(change.tx.conn(), row, now)?;
    group.members.retain(|one| known.contains(&one.member.person_id));
    if group.members.is_empty() {
        return Ok(false);
    }
    let standings: Vec<(PersonId, Option<Readiness>, Readiness)> = group
        .members
        .iter()
        .map(|one| {
            let before = one.member.readiness.as_deref().and_then(Readiness::from_word);
            (one.member.person_id, before, one.readiness)
        })
        .collect();
    let mut changed = false;
    for (one, (_, before, readiness)) in group.members.iter().zip(&standings) {
        if *before != Some(*readiness) {
            commission::set_readiness(change.tx, one.member.id, readiness.as_str())?;
            changed = true;
        }
    }
    let lacks = standings.iter().any(|(.., readiness)| *readiness == Readiness::Lacking);
    let (state, told) = match judge(&standings) {
        Verdict::Met => {
            let news = "Everybody has done what the course asks for: the agreement is confirmed.";
            (CommissionCondition::Met, Some((CommissionEvent::ConditionMet, news, Vec::new())))
        }
        Verdict::Failed(who) => {
            let news = "These people will not have done what the course asks for, as it stands:";
            let names = group.members.iter().filter(|one| who.contains(&one.member.person_id));
            let names = names.map(|one| one.member.name.clone()).collect();
            (CommissionCondition::Failed, Some((CommissionEvent::ConditionFailed, news, names)))
        }
        Verdict::Waiting if lacks && row.condition_state == Some(CommissionCondition::Failed) => {
            (CommissionCondition::Failed, None)
        }
        Verdict::Waiting => (CommissionCondition::Open, None),
    };
    if row.condition_state != Some(state) {
        row.condition_state = Some(state);
        commission::store(change.tx, row)?;
        changed = true;
    }
    if let Some((event, news, names)) = told {
        commission::add_event(change.tx, row.id, event, (None, true), None)?;
        let message = news_of(change.tx, row, news.to_owned(), None, names)?;
        tell(change, row, (true, true), None, &message)?;
        changed = true;
    }
    Ok(changed)
}

impl UseCases {
    /// Looks again at every agreement that hangs on a condition, each in a write of its own; gives how many changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_commissions(&self) -> Result<usize, Failure> {
        let due = self.db.read(views::on_condition).await?;
        let mut changed = 0;
        for id in due {
            changed += usize::from(self.change(move |change| review_one(change, id)).await?);
        }
        Ok(changed)
    }
}

fn review_one(change: &mut Change<'_, '_>, id: CommissionId) -> Result<bool, Failure> {
    locks::lock_commission(change.tx, id)?;
    let mut row = commission::load(change.tx.conn(), id)?;
    review(change, &mut row)
}
