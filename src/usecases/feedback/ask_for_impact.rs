//! Asking by mail what became of a course: those who completed it, and the line managers of those who agreed, once each.

use chrono::TimeDelta;

use super::answer_link::{carried, new_link};
use crate::{
    domain::{
        ids::{BookingId, PersonId},
        impact::{ASKED_WITHIN, ImpactSide, ImpactStage, LINK_OPEN_FOR},
        times::day_in,
        words::Word as _,
    },
    mail::message::{Day, ImpactAsked, ImpactAskedManager, LinkTo, Message},
    store::{
        read::{
            feedback::{given, impacts as read},
            people::person as people,
        },
        write::{bookings::booking, feedback::impacts, people::person, service::locks},
    },
    usecases::{
        UseCases,
        change::Change,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{letter, post},
    },
};

/// How much longer than they are at least six months, and the time within which somebody is asked, may be.
const SLACK: TimeDelta = TimeDelta::days(5);

impl UseCases {
    /// Asks everybody who is due, each in a write of their own; gives how many were asked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ask_for_impact(&self) -> Result<usize, Failure> {
        let now = self.db.clock().now();
        let mut done = 0;
        for stage in ImpactStage::ALL.iter().copied() {
            let least = match stage {
                ImpactStage::Weeks6 => TimeDelta::weeks(6),
                ImpactStage::Months6 => TimeDelta::days(180),
            };
            let ended = (now - least - ASKED_WITHIN - SLACK, now - least);
            for one in self.db.read(move |c| read::to_ask(c, stage, ended)).await? {
                done += self.change(move |change| ask(change, one)).await?;
            }
        }
        Ok(done)
    }
}

/// Asks one of them, unless something stands in the way by now; gives how many were asked.
fn ask(change: &mut Change<'_, '_>, one: read::ToAsk) -> Result<usize, Failure> {
    let read::ToAsk { booking, stage, side } = one;
    let holder = booking::load(change.conn(), booking)?.person_id;
    locks::lock_people(change.tx, &[holder])?;
    let attended = given::attended(change.conn(), booking)?;
    let now = change.now();
    let is_due = stage.is_asked(attended.ends_at, now)
        && read::is_completed(change.conn(), booking)?
        && read::stages(change.conn(), attended.course)?.contains(&stage)
        && !read::was_asked(change.conn(), (booking, stage, side))?
        && read::find(change.conn(), (booking, stage, side))?.is_none();
    let Some(asked) = asked_person(change, (booking, attended.person), side)?.filter(|_| is_due) else {
        return Ok(0);
    };
    let Some(to) = people::recipient(change.conn(), asked)? else { return Ok(0) };
    let until = now + LINK_OPEN_FOR;
    let id = new_link(change, (booking, asked), stage.link(side), until)?;
    impacts::note_asked(change.tx, (booking, stage, side))?;
    let scene = Scene::load(change.conn(), attended.session)?;
    let (link, off) = (carried(id, LinkTo::Impact), carried(id, LinkTo::ImpactOff));
    let course = scene.course_date();
    let (after, until) = (stage.in_words().to_owned(), Day { day: day_in(until, scene.zone) });
    let message = match side {
        ImpactSide::Participant => Message::ImpactAsked(ImpactAsked { course, after, link, until, off }),
        ImpactSide::Manager => {
            let person = people::name(change.conn(), attended.person)?;
            Message::ImpactAskedManager(ImpactAskedManager { person, course, after, link, until, off })
        }
    };
    let row = booking::load(change.conn(), booking)?;
    let key = format!("impact:{booking}:{stage}:{side}");
    let letter = letter(&to, message, &scene, &row).once(key);
    Ok(usize::from(post(change, letter)?))
}

/// Who is to be asked: the holder, or the line manager they agreed to; nobody whose record is closed, or who wants no such
/// mail.
fn asked_person(
    change: &mut Change<'_, '_>,
    (booking, holder): (BookingId, PersonId),
    side: ImpactSide,
) -> Result<Option<PersonId>, Failure> {
    if !is_reached(change, holder)? {
        return Ok(None);
    }
    let asked = match side {
        ImpactSide::Participant => Some(holder),
        ImpactSide::Manager if read::agrees(change.conn(), booking)? => {
            people::line_manager(change.conn(), holder)?
        }
        ImpactSide::Manager => None,
    };
    let Some(asked) = asked else { return Ok(None) };
    let wants_it = is_reached(change, asked)? && !read::mails_are_off(change.conn(), asked)?;
    Ok(wants_it.then_some(asked))
}

fn is_reached(change: &mut Change<'_, '_>, id: PersonId) -> Result<bool, Failure> {
    let row = person::load_person(change.conn(), id)?;
    Ok(row.disabled_at.is_none() && row.erased_at.is_none() && row.merged_into.is_none())
}
