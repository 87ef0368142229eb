//! What every change to a request for training begins and ends with: lock, step, a line in the timeline, a mail to
//! the other side.

use crate::{
    domain::{
        access::Actor,
        commissions::{Sides, take},
        ids::{CommissionId, PersonId},
        words::{CommissionEvent, CommissionStep, Word as _},
    },
    mail::message::{CommissionNews, Message, Page, RequestFacts},
    store::{
        WriteTx,
        read::{
            catalogue::courses,
            commissions::commission as views,
            people::{organisations, person},
        },
        write::{
            commissions::commission::{self, CommissionRow, MemberRow},
            service::{audit, locks},
        },
    },
    usecases::{
        change::Change,
        error::{Failure, forbidden},
        queue_mail::{Letter, post_to_person},
    },
};

/// A request taken hold of by somebody.
pub(crate) struct Work {
    pub(crate) row: CommissionRow,
    pub(crate) sides: Sides,
    pub(crate) by: PersonId,
    /// Whether what is done now is done for the training team.
    pub(crate) for_team: bool,
}

/// Locks a request and loads it. People and sessions that the change touches must be locked before.
pub(crate) fn take_hold(tx: &mut WriteTx<'_>, actor: &Actor, id: CommissionId) -> Result<Work, Failure> {
    locks::lock_commission(tx, id)?;
    let now = tx.now();
    let sides = views::sides(tx.conn(), actor, id, now)?;
    let row = commission::load(tx.conn(), id)?;
    Ok(Work { row, sides, by: actor.person_id, for_team: !sides.asker })
}

impl Work {
    /// Takes a step, or says what is possible instead.
    pub(crate) fn step(&mut self, tx: &mut WriteTx<'_>, step: CommissionStep) -> Result<(), Failure> {
        let to = match take(self.row.state, step, self.sides) {
            Ok(to) => to,
            Err(illegal) => return forbidden("wrong_state", illegal.to_string()),
        };
        self.for_team = take(self.row.state, step, Sides { asker: false, ..self.sides }).is_ok();
        if to != self.row.state {
            self.row.state = to;
            self.row.state_since = tx.now().naive_utc();
        }
        if self.for_team {
            self.row.handled_by.get_or_insert(self.by);
        }
        Ok(())
    }

    /// Stores the row, a line in the timeline and one in the audit trail.
    pub(crate) fn keep(
        &mut self,
        tx: &mut WriteTx<'_>,
        event: CommissionEvent,
        words: Option<&str>,
    ) -> Result<(), Failure> {
        commission::store(tx, &self.row)?;
        commission::add_event(tx, self.row.id, event, (Some(self.by), self.for_team), words)?;
        let action = format!("commission_{}", event.as_str());
        audit::record(tx, Some(self.by), &action, ("commission", self.row.id), None)?;
        Ok(())
    }

    /// Stores the row after an edit. A page saves field by field: what one person says in a row is one line.
    pub(crate) fn keep_edited(&mut self, tx: &mut WriteTx<'_>) -> Result<(), Failure> {
        if commission::last_event(tx.conn(), self.row.id)? == (CommissionEvent::Edited, Some(self.by)) {
            commission::store(tx, &self.row)?;
            audit::record(tx, Some(self.by), "commission_edited", ("commission", self.row.id), None)?;
            return Ok(());
        }
        self.keep(tx, CommissionEvent::Edited, None)
    }

    /// Mails the other side.
    pub(crate) fn tell_other_side(
        &self,
        change: &mut Change<'_, '_>,
        message: &Message,
    ) -> Result<(), Failure> {
        tell(change, &self.row, (!self.for_team, self.for_team), Some(self.by), message)
    }

    /// Mails the other side a piece of news.
    pub(crate) fn tell_news(
        &self,
        change: &mut Change<'_, '_>,
        news: &str,
        says: Option<&str>,
    ) -> Result<(), Failure> {
        let who = person::name(change.tx.conn(), self.by)?;
        let message =
            news_of(change.tx, &self.row, format!("{who} {news}"), says.map(str::to_owned), Vec::new())?;
        self.tell_other_side(change, &message)
    }
}

/// The page of a request.
pub(crate) fn page(row: &CommissionRow) -> Page {
    Page::at(format!("/commissions/{}", row.id))
}

/// A request as mails name it.
pub(crate) fn facts(tx: &mut WriteTx<'_>, row: &CommissionRow) -> Result<RequestFacts, Failure> {
    let title = match row.course_id {
        Some(course) => courses::row(tx.conn(), course)?.title,
        None => "Training for a team".to_owned(),
    };
    let organisation = row.organisation_id.map(|id| organisations::name(tx.conn(), id)).transpose()?;
    Ok(RequestFacts { reference: row.reference.clone(), title, organisation })
}

/// A piece of news as a mail.
pub(crate) fn news_of(
    tx: &mut WriteTx<'_>,
    row: &CommissionRow,
    news: String,
    says: Option<String>,
    people: Vec<String>,
) -> Result<Message, Failure> {
    let request = facts(tx, row)?;
    Ok(Message::CommissionNews(CommissionNews { request, news, says, people, page: page(row) }))
}

/// Mails the training team, whoever stands for the request, or both; nobody is told what they did themselves. The team
/// is the coordinator who answers, or all of them until one has. What passes on from somebody who left goes to the lead
/// of the organisation, without one to the coordinators.
pub(crate) fn tell(
    change: &mut Change<'_, '_>,
    row: &CommissionRow,
    (team, asker): (bool, bool),
    by: Option<PersonId>,
    message: &Message,
) -> Result<(), Failure> {
    let mut readers: Vec<PersonId> = Vec::new();
    if team {
        let coordinators = person::coordinators(change.tx.conn())?;
        match row.handled_by.filter(|one| coordinators.contains(one)) {
            Some(one) => readers.push(one),
            None => readers.extend(coordinators),
        }
    }
    if asker {
        let now = change.now();
        let mut askers = views::askers(change.conn(), row, now)?;
        if askers.is_empty() {
            askers = person::coordinators(change.conn())?;
        }
        askers.retain(|asker| !readers.contains(asker));
        readers.extend(askers);
    }
    for reader in readers.into_iter().filter(|reader| Some(*reader) != by) {
        post_to_person(change, reader, |to| Letter::new(to, message.clone()))?;
    }
    Ok(())
}

/// The people of a request whose locks are held: read again, since the list may have changed meanwhile.
pub(crate) fn members_locked(
    tx: &mut WriteTx<'_>,
    id: CommissionId,
    locked: &[PersonId],
) -> Result<Vec<MemberRow>, Failure> {
    let members = commission::members_of(tx.conn(), id)?;
    if members.iter().any(|member| !locked.contains(&member.person_id)) {
        // Locking the newcomer now would break the order of locks; the whole change is run again instead.
        return Err(crate::store::Error::Again.into());
    }
    Ok(members)
}
