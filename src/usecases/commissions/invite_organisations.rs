//! A cohort: organisations are invited to a private session, and each names its people.

use crate::{
    domain::{
        access::Actor,
        commissions::LONGEST_WISH,
        ids::{InvitationId, OrganisationId, PersonId, SessionId},
        input::{FieldError, optional_long_text},
        sessions::editable,
        words::{InvitationState, SessionState},
    },
    mail::message::{Message, OrganisationInvited, Page},
    store::{
        Error,
        read::{
            bookings::booking::named,
            commissions::invitations::{self as views, InvitationView},
            people::{organisations, person, relations},
            sessions::session_rows,
        },
        write::{
            commissions::invitations::{self, InvitationRow},
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
        queue_mail::{Letter, post},
    },
};

/// The most people one organisation may name.
pub const MOST_PLACES: i32 = 100;

const NOBODY: &str = "There is no person with one of these ids.";

/// Who is invited.
#[derive(Debug, Clone)]
pub struct InviteOrganisations {
    /// Who invites; a coordinator.
    pub actor: Actor,
    /// To which session.
    pub session: SessionId,
    /// Which organisations.
    pub organisations: Vec<OrganisationId>,
    /// How many people each may name.
    pub places: i32,
}

/// An organisation's answer.
#[derive(Debug, Clone)]
pub enum InvitationAnswer {
    /// These people come.
    Accept(Vec<PersonId>),
    /// Nobody comes; may say why.
    Decline(Option<String>),
    /// We take it back.
    Withdraw,
}

impl UseCases {
    /// Invites organisations to a private session. One that was invited already is invited again only if it declined
    /// or we took the invitation back.
    ///
    /// # Errors
    /// `not_private`, the session's state, organisations that do not exist.
    pub async fn invite_organisations(
        &self,
        ask: InviteOrganisations,
        key: Option<OnceKey>,
    ) -> Result<Answer<Vec<InvitationView>>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| invite(change, &ask))).await
    }

    /// Answers an invitation; whoever is named is booked in the same write, all of them or nobody.
    ///
    /// # Errors
    /// `wrong_state`, `too_many_people`; every reason against a place.
    pub async fn answer_invitation(
        &self,
        actor: Actor,
        id: InvitationId,
        answer: InvitationAnswer,
    ) -> Result<InvitationView, Failure> {
        self.change(move |change| reply(change, &actor, id, &answer)).await
    }
}

fn invite(change: &mut Change<'_, '_>, ask: &InviteOrganisations) -> Result<Vec<InvitationView>, Failure> {
    if !(1..=MOST_PLACES).contains(&ask.places) {
        return Err(FieldError::new("places", "Enter how many people each may name, from 1 to 100.").into());
    }
    if ask.organisations.is_empty() {
        return Err(FieldError::new("organisation_ids", "Choose at least one organisation.").into());
    }
    locks::lock_sessions(change.tx, &[ask.session])?;
    let scene = Scene::load_dated(change.tx.conn(), ask.session)?;
    editable(scene.session.state)?;
    if !scene.session.private {
        return forbidden(
            "not_private",
            "This date is open to everybody. Only a date for named people has invitations.",
        );
    }
    if scene.session.state != SessionState::Published {
        return forbidden("not_published", "Publish the date first, so that people can be booked on it.");
    }
    let (known, now) = (invitations::of_session(change.tx.conn(), ask.session)?, change.tx.now());
    for (index, id) in ask.organisations.iter().enumerate() {
        let name = match organisations::name(change.tx.conn(), *id) {
            Err(Error::Missing) => {
                let field = format!("organisation_ids[{index}]");
                return Err(FieldError::new(field, "There is no such organisation.").into());
            }
            other => other?,
        };
        let invitation = match known.iter().find(|row| row.organisation_id == *id) {
            Some(row) if matches!(row.state, InvitationState::Open | InvitationState::Accepted) => continue,
            Some(row) => {
                let mut row = row.clone();
                row.state = InvitationState::Open;
                row.places = ask.places;
                (row.answered_by, row.answered_at, row.words) = (None, None, None);
                invitations::store(change.tx, &row)?;
                row
            }
            None => {
                let row = InvitationRow {
                    id: change.tx.new_id(),
                    session_id: ask.session,
                    organisation_id: *id,
                    places: ask.places,
                    state: InvitationState::Open,
                    invited_by: ask.actor.person_id,
                    invited_at: now.naive_utc(),
                    answered_by: None,
                    answered_at: None,
                    words: None,
                };
                invitations::add(change.tx, &row)?;
                row
            }
        };
        change.note(Some(ask.actor.person_id), "organisation_invited", ("invitation", invitation.id), None);
        mail(change, &scene, &invitation, &name)?;
    }
    Ok(views::of_session(change.tx.conn(), ask.session)?)
}

/// Tells those who can answer: the leads of the organisation. Where there is none a coordinator answers for it.
fn mail(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    invitation: &InvitationRow,
    name: &str,
) -> Result<(), Failure> {
    let now = change.tx.now();
    for person in relations::leads_of(change.tx.conn(), &[invitation.organisation_id], now)? {
        let Some(to) = person::recipient(change.tx.conn(), person)? else { continue };
        let message = Message::OrganisationInvited(OrganisationInvited {
            organisation: name.to_owned(),
            session: scene.facts(),
            places: invitation.places,
            until: scene.moment(scene.starts_at()),
            page: Page::at(format!("/invitations/{}", invitation.id)),
        });
        post(change, Letter::new(to, message).about_session(scene.id()))?;
    }
    Ok(())
}

fn reply(
    change: &mut Change<'_, '_>,
    actor: &Actor,
    id: InvitationId,
    answer: &InvitationAnswer,
) -> Result<InvitationView, Failure> {
    let session = invitations::load(change.tx.conn(), id)?.session_id;
    if let InvitationAnswer::Accept(people) = answer {
        match locks::lock_people(change.tx, people) {
            Err(Error::Missing) => return Err(FieldError::new("person_ids", NOBODY).into()),
            other => other?,
        }
        let course = session_rows::session(change.tx.conn(), session)?.course_id;
        lock_for_roster(change.tx, session, Some(course), people)?;
    } else {
        locks::lock_sessions(change.tx, &[session])?;
    }
    // Read under the session's lock: of two answers at once the second finds the first.
    let mut row = invitations::load(change.tx.conn(), id)?;
    if row.state != InvitationState::Open {
        return forbidden(
            "wrong_state",
            format!("This invitation is {} already. Write to the training team to change that.", row.state),
        );
    }
    let state = match answer {
        InvitationAnswer::Accept(people) => {
            name_people(change, actor, &row, people)?;
            InvitationState::Accepted
        }
        InvitationAnswer::Decline(words) => {
            row.words = optional_long_text("words", words.as_deref(), LONGEST_WISH)?;
            InvitationState::Declined
        }
        InvitationAnswer::Withdraw => InvitationState::Withdrawn,
    };
    row.state = state;
    row.answered_by = Some(actor.person_id);
    row.answered_at = Some(change.tx.now().naive_utc());
    invitations::store(change.tx, &row)?;
    change.note(Some(actor.person_id), format!("invitation_{state}"), ("invitation", id), None);
    Ok(views::view(change.tx.conn(), id)?)
}

fn name_people(
    change: &mut Change<'_, '_>,
    actor: &Actor,
    row: &InvitationRow,
    people: &[PersonId],
) -> Result<(), Failure> {
    if people.is_empty() {
        return Err(FieldError::new("person_ids", "Name at least one person, or say no.").into());
    }
    if people.len() > usize::try_from(row.places).unwrap_or(0) {
        return forbidden(
            "too_many_people",
            format!("You can name at most {} people, and these are {}.", row.places, people.len()),
        );
    }
    let scene = Scene::load(change.tx.conn(), row.session_id)?;
    let now = change.tx.now();
    if now >= scene.starts_at() {
        return forbidden("session_started", "The first date has started. Ask the training team.");
    }
    let (known, mut on_list, mut errors) = (named(change.tx.conn(), people)?, Vec::new(), Vec::new());
    for (index, id) in people.iter().enumerate() {
        let belongs = relations::to_organisation(change.tx.conn(), *id, row.organisation_id, now)?.member;
        match known.iter().find(|person| person.id == *id).filter(|_| belongs) {
            Some(person) => {
                on_list.push(OnList { person: person.id, name: person.name.clone(), details: true });
            }
            None => errors.push(FieldError::new(
                format!("person_ids[{index}]"),
                "This person does not belong to the organisation. Add them to it first.",
            )),
        }
    }
    if !errors.is_empty() {
        return Err(errors.into());
    }
    book_roster(change, &scene, &on_list, Some(row.organisation_id), actor.person_id)?;
    Ok(())
}
