//! Naming the people a request is for: picked from those one manages, or pasted as a list. All of them, or none if one
//! line is wrong. Somebody nobody knows yet gets a record and a mail, and counts at once.

use super::open_commission::{Work, take_hold};
use crate::{
    domain::{
        access::Actor,
        commissions::{MOST_PEOPLE, check_length, is_open},
        ids::{AddressId, CommissionId, OrganisationId, PersonId, RowId},
        input::FieldError,
        name_lists::{NamedPerson, parse},
        people::{PersonName, fold},
        words::{BookingState, CommissionEvent, CommissionState, MembershipProof},
    },
    store::{
        WriteTx,
        read::{
            bookings::booking,
            catalogue::courses::{self, CourseRow},
            commissions::commission::{self as views, CommissionView},
            people::{person as known, relations},
        },
        write::{
            bookings::booking as bookings,
            commissions::commission::{self, CommissionRow, MemberRow, NewMember},
            people::{addresses, person},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        bookings::book_roster::{OnList, book_roster, lock_for_roster},
        change::Change,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
        people::{
            claim_membership::claim,
            invite_person::{InvitePerson, invite_to},
        },
    },
};

/// Who is named.
#[derive(Debug, Clone)]
pub struct NamePeople {
    /// Who names them; their right to change the request is checked already.
    pub actor: Actor,
    /// Which request.
    pub commission: CommissionId,
    /// Picked from those whom the caller manages.
    pub people: Vec<PersonId>,
    /// A pasted list.
    pub text: Option<String>,
}

impl UseCases {
    /// Puts people on the list; once it is scheduled they are booked in the same write.
    ///
    /// # Errors
    /// Every line that cannot be taken; `too_many_people`; once scheduled, every reason against a place.
    pub async fn name_people(
        &self,
        ask: NamePeople,
        key: Option<OnceKey>,
    ) -> Result<Answer<CommissionView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| name(change, &ask))).await
    }

    /// Takes people off the list.
    ///
    /// # Errors
    /// `wrong_state` once it is scheduled: their bookings are cancelled instead.
    pub async fn remove_people(
        &self,
        actor: Actor,
        commission: CommissionId,
        people: Vec<PersonId>,
    ) -> Result<CommissionView, Failure> {
        self.change(move |change| remove(change.tx, &actor, commission, &people)).await
    }
}

/// Somebody to be put on the list.
struct Named {
    person: PersonId,
    /// The name they are shown under.
    shown: String,
    /// By which address they were named.
    address: Option<AddressId>,
    /// Whoever names them may know who it is.
    known: bool,
}

fn name(change: &mut Change<'_, '_>, ask: &NamePeople) -> Result<CommissionView, Failure> {
    let before = commission::load(change.tx.conn(), ask.commission)?;
    let course = before.course_id.map(|id| courses::row(change.tx.conn(), id)).transpose()?;
    let names_alone = course.as_ref().is_some_and(|course| course.trains_organisation);
    let listed = match &ask.text {
        Some(text) => parse(text, names_alone)?,
        None if ask.people.is_empty() => {
            return Err(FieldError::new("person_ids", "Name at least one person.").into());
        }
        None => Vec::new(),
    };
    // As early as the line is certain to be refused, so that nobody is mailed about a list that cannot be taken.
    let wanted = listed.len() + ask.people.len();
    check_size(course.as_ref(), wanted)?;
    let mut named = picked(change.tx, ask)?;
    let already: Vec<PersonId> = known_people(change.tx, &listed)?;
    let locked: Vec<PersonId> = already.iter().copied().chain(named.iter().map(|one| one.person)).collect();
    locks::lock_people(change.tx, &locked)?;
    named.extend(listed_people(change, ask, &before, &listed)?);
    let people: Vec<PersonId> = named.iter().map(|one| one.person).collect();
    if let Some(session) = before.session_id {
        lock_for_roster(change.tx, session, before.course_id, &people)?;
    }

    let mut work = take_hold(change.tx, &ask.actor, ask.commission)?;
    if work.row.session_id != before.session_id || work.row.course_id != before.course_id {
        return Err(crate::store::Error::Again.into());
    }
    let open = is_open(work.row.state) || work.row.state == CommissionState::Scheduled;
    if !open {
        return forbidden("wrong_state", "People can be named until the training has taken place.");
    }
    let mut added = Vec::new();
    for one in named {
        let known = one.known || work.sides.team;
        let new = NewMember { person: one.person, name: &one.shown, address: one.address, known };
        let is_new = commission::add_member(change.tx, work.row.id, new, work.by)?;
        // The training team books those whom whoever asked could only put on the list.
        if is_new || work.sides.team {
            added.push(one);
        }
    }
    let length = commission::members_of(change.tx.conn(), work.row.id)?.len();
    if work.row.state == CommissionState::Scheduled {
        book_latecomers(change, &work, course.as_ref(), &added)?;
    } else {
        check_size(course.as_ref(), length)?;
    }
    let words = match added.len() {
        1 => "1 person".to_owned(),
        count => format!("{count} people"),
    };
    work.keep(change.tx, CommissionEvent::PeopleNamed, Some(&words))?;
    let now = change.tx.now();
    Ok(views::view(change.tx.conn(), ask.commission, &ask.actor, now)?)
}

fn check_size(course: Option<&CourseRow>, would_be: usize) -> Result<(), Failure> {
    let most = i32::try_from(MOST_PEOPLE).unwrap_or(i32::MAX);
    let (title, capacity) = course.map_or(("A request", most), |course| (&*course.title, course.capacity));
    match check_length(title, capacity, would_be) {
        Ok(()) => Ok(()),
        Err(too_many) => forbidden("too_many_people", too_many.to_string()),
    }
}

/// Those picked by id: oneself and whom one manages; anybody for a coordinator.
fn picked(tx: &mut WriteTx<'_>, ask: &NamePeople) -> Result<Vec<Named>, Failure> {
    let now = tx.now();
    let mine = if ask.actor.is_coordinator {
        None
    } else {
        let mut mine = relations::managed_by(tx.conn(), ask.actor.person_id, now)?;
        mine.push(ask.actor.person_id);
        Some(mine)
    };
    let names = booking::named(tx.conn(), &ask.people)?;
    let (mut named, mut errors) = (Vec::new(), Vec::new());
    for (index, id) in ask.people.iter().enumerate() {
        let person = names.iter().find(|person| person.id == *id);
        match person.filter(|_| mine.as_ref().is_none_or(|mine| mine.contains(id))) {
            Some(person) => named.push(Named {
                person: person.id,
                shown: person.name.clone(),
                address: None,
                known: true,
            }),
            None => errors.push(FieldError::new(
                format!("person_ids[{index}]"),
                "You manage nobody with this id. Paste their name and e-mail address instead.",
            )),
        }
    }
    if errors.is_empty() { Ok(named) } else { Err(errors.into()) }
}

fn known_people(tx: &mut WriteTx<'_>, listed: &[NamedPerson]) -> Result<Vec<PersonId>, Failure> {
    let mut ids = Vec::new();
    for email in listed.iter().filter_map(|person| person.email.as_ref()) {
        ids.extend(known::account(tx.conn(), email.folded())?.map(|account| account.person));
    }
    Ok(ids)
}

fn listed_people(
    change: &mut Change<'_, '_>,
    ask: &NamePeople,
    row: &CommissionRow,
    listed: &[NamedPerson],
) -> Result<Vec<Named>, Failure> {
    if listed.is_empty() {
        return Ok(Vec::new());
    }
    let Some(organisation) = row.organisation_id else {
        return forbidden(
            "organisation_wanted",
            "Say first for which organisation this is: people who are new to us are added to it.",
        );
    };
    let (by, now) = (ask.actor.person_id, change.tx.now());
    let relation = relations::to_organisation(change.tx.conn(), by, organisation, now)?;
    if !relation.member && !ask.actor.is_coordinator {
        return forbidden(
            "not_a_member",
            "You do not belong to this organisation any more. Ask the training team to add people.",
        );
    }
    let mut named = Vec::new();
    for person in listed {
        let shown = person.name.as_str().to_owned();
        let known = match &person.email {
            Some(email) => known::account(change.tx.conn(), email.folded())?.map(|account| account.person),
            None => None,
        };
        let known = match known {
            Some(id) if id == by || belongs(change.tx, ask, organisation, id)? => Some(id),
            _ => None,
        };
        let (id, address) = match (&person.email, known) {
            (Some(email), Some(id)) => (id, addresses::find(change.tx.conn(), email)?.map(|row| row.id)),
            (None, _) => {
                (without_address(change, ask, row, (organisation, relation.leads), &person.name)?, None)
            }
            (Some(email), None) => {
                let invitation = InvitePerson {
                    actor: ask.actor,
                    leads: relation.leads,
                    name: person.name.clone(),
                    email: email.clone(),
                    organisation,
                };
                let invited = invite_to(change, &invitation, false)?;
                (invited.person, Some(invited.address))
            }
        };
        let known = address.is_none() || id == by || relations::manages(change.tx.conn(), by, id, now)?;
        named.push(Named { person: id, shown, address, known });
    }
    Ok(named)
}

/// Whether somebody is the organisation's, or managed by whoever names them: they need no invitation.
fn belongs(
    tx: &mut WriteTx<'_>,
    ask: &NamePeople,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<bool, Failure> {
    let now = tx.now();
    Ok(relations::to_organisation(tx.conn(), person, organisation, now)?.member
        || relations::manages(tx.conn(), ask.actor.person_id, person, now)?)
}

/// The record of somebody who has a name alone. Pasting a list again makes nobody twice.
fn without_address(
    change: &mut Change<'_, '_>,
    ask: &NamePeople,
    row: &CommissionRow,
    (organisation, leads): (OrganisationId, bool),
    name: &PersonName,
) -> Result<PersonId, Failure> {
    for member in commission::members_of(change.tx.conn(), row.id)? {
        if fold(&member.name) == name.folded()
            && known::recipient(change.tx.conn(), member.person_id)?.is_none()
        {
            return Ok(member.person_id);
        }
    }
    let by = ask.actor.person_id;
    let how = match (ask.actor.is_coordinator, leads) {
        (true, _) => Some(MembershipProof::Coordinator),
        (_, true) => Some(MembershipProof::Lead),
        _ => None,
    };
    let person = person::add_person(change.tx, name, "commission")?;
    // A name alone is somebody whom only the school's own list knows; nobody else becomes theirs to manage by a list.
    if how.is_some() {
        claim(change.tx, person.id, organisation, how, Some(by))?;
    }
    change.note(Some(by), "person_added", ("person", person.id), Some("commission"));
    Ok(person.id)
}

/// Books those put on the list of a date that is made: whom the caller manages. How the others stand is the training
/// team's to see, who books them.
fn book_latecomers(
    change: &mut Change<'_, '_>,
    work: &Work,
    course: Option<&CourseRow>,
    added: &[Named],
) -> Result<(), Failure> {
    let Some(session) = work.row.session_id else { return Ok(()) };
    let scene = Scene::load(change.tx.conn(), session)?;
    if change.tx.now() >= scene.starts_at() && !work.sides.team {
        return forbidden(
            "session_started",
            "The course has started. From here on the training team adds people: ask them.",
        );
    }
    let now = change.tx.now();
    let active = bookings::of_session(change.tx.conn(), session, BookingState::ACTIVE)?;
    let mut on_list = Vec::new();
    let mut others = 0;
    for one in added {
        let own = work.sides.team || one.person == work.by;
        if !own && !relations::manages(change.tx.conn(), work.by, one.person, now)? {
            // Whether they have a place here by another address is not theirs to learn.
            others += 1;
            continue;
        }
        let there = active.iter().any(|booking| booking.person_id == one.person);
        if !there && !on_list.iter().any(|listed: &OnList| listed.person == one.person) {
            on_list.push(OnList { person: one.person, name: one.shown.clone(), details: true });
        }
    }
    if others > 0 {
        check_size(course, active.len() + on_list.len() + others)?;
        let news = match others {
            1 => "has put somebody on the list for you to book.".to_owned(),
            count => format!("has put {count} people on the list for you to book."),
        };
        work.tell_news(change, &news, None)?;
    }
    if !on_list.is_empty() {
        book_roster(change, &scene, &on_list, work.row.organisation_id, work.by)?;
    }
    Ok(())
}

fn remove(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    commission: CommissionId,
    people: &[PersonId],
) -> Result<CommissionView, Failure> {
    let mut work = take_hold(tx, actor, commission)?;
    if !is_open(work.row.state) {
        return forbidden(
            "wrong_state",
            "Everybody on the list is booked. Cancel or hand over the booking of whoever cannot come.",
        );
    }
    let lines = lines_of(tx, actor, commission, people)?;
    let removed = commission::remove_members(tx, commission, &lines)?;
    if removed > 0 {
        let words = if removed == 1 { "1 person".to_owned() } else { format!("{removed} people") };
        work.keep(tx, CommissionEvent::PeopleRemoved, Some(&words))?;
    }
    let now = tx.now();
    Ok(views::view(tx.conn(), commission, actor, now)?)
}

/// The lines of the list that are meant, by the ids it is shown with: a person's own for those whom the caller manages,
/// else the line's.
fn lines_of(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    commission: CommissionId,
    ids: &[PersonId],
) -> Result<Vec<RowId>, Failure> {
    let now = tx.now();
    let mut mine = relations::managed_by(tx.conn(), actor.person_id, now)?;
    mine.push(actor.person_id);
    let meant = |member: &MemberRow| {
        let own = actor.is_coordinator || mine.contains(&member.person_id);
        ids.iter().any(|id| id.uuid() == member.id.uuid() || (own && *id == member.person_id))
    };
    let members = commission::members_of(tx.conn(), commission)?;
    Ok(members.iter().filter(|member| meant(member)).map(|member| member.id).collect())
}
