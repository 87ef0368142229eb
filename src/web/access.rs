//! How a caller stands to what they ask for, for API and pages.

use super::{
    error::{ApiError, ApiResult},
    extract::Caller,
};
use crate::{
    app::App,
    domain::{
        access::{Access, Action, Actor, Relation, may},
        ids::{
            BookingId, CertificateId, CommissionId, InvitationId, MembershipId, OrganisationId, PersonId,
            RowId, SessionId,
        },
        words::SessionState,
    },
    store::{
        error::Error,
        read::{
            certificates::{certificate, claim_evidence},
            commissions::{commission, invitations},
            people::{memberships, relations},
            revised::Revised,
            sessions::{session::SessionView, session_rows},
        },
    },
};

/// Goes on only if the caller may do this for the person: 404 for somebody they do not manage.
pub(in crate::web) async fn may_for_person(
    app: &App,
    caller: &Caller,
    person: PersonId,
    action: Action,
) -> ApiResult<()> {
    let (actor, now) = (caller.id(), app.clock.now());
    if actor == person {
        return caller.may(action, &Relation { own: true, ..Relation::default() });
    }
    let relation = app.reads.run(move |c| relations::to_person(c, actor, person, now)).await?;
    if !relation.own && !caller.actor.manages_anyone && !caller.actor.is_coordinator {
        return Err(ApiError::not_there());
    }
    caller.may(action, &relation)
}

/// Goes on only if the caller may do this to the booking.
pub(in crate::web) async fn may_for_booking(
    app: &App,
    caller: &Caller,
    booking: BookingId,
    action: Action,
) -> ApiResult<()> {
    let (actor, now) = (caller.id(), app.clock.now());
    let relation = app.reads.run(move |c| relations::to_booking(c, actor, booking, now)).await?;
    caller.may(action, &relation)
}

/// Goes on only if the session is public, or the caller is one of those who may see it.
pub(in crate::web) async fn may_see(app: &App, caller: Option<&Caller>, session: SessionId) -> ApiResult<()> {
    let actor = caller.map(|caller| caller.actor);
    let (row, relation) = app
        .reads
        .run(move |c| {
            let row = session_rows::dated(c, session)?;
            let relation = match actor {
                Some(actor) => relations::to_session(c, actor.person_id, session)?,
                None => Relation::default(),
            };
            Ok::<_, Error>((row, relation))
        })
        .await?;
    if row.state != SessionState::Draft && !row.private {
        return Ok(());
    }
    match may(actor.as_ref(), Action::ReadHiddenSession, &relation) {
        Access::Yes => Ok(()),
        _ => Err(ApiError::not_there()),
    }
}

/// Goes on only if the caller may do this to the session: 403 before it is looked for, else 404.
pub(in crate::web) async fn may_for_session(
    app: &App,
    caller: &Caller,
    session: SessionId,
    action: Action,
) -> ApiResult<()> {
    caller.could(action)?;
    let actor = caller.id();
    let relation = app
        .reads
        .run(move |c| {
            if session_rows::is_on_demand(c, session)? {
                return Err(Error::Missing);
            }
            relations::to_session(c, actor, session)
        })
        .await?;
    caller.may(action, &relation)
}

/// Goes on only if the caller may do this to the request.
pub(in crate::web) async fn may_for_commission(
    app: &App,
    caller: &Caller,
    id: CommissionId,
    action: Action,
) -> ApiResult<()> {
    caller.could(action)?;
    let (actor, now) = (caller.id(), app.clock.now());
    let relation = app.reads.run(move |c| commission::relation(c, actor, id, now)).await?;
    caller.may(action, &relation)
}

/// Goes on only if the caller may do this about the organisation.
pub(in crate::web) async fn may_for_organisation(
    app: &App,
    caller: &Caller,
    id: OrganisationId,
    action: Action,
) -> ApiResult<()> {
    caller.could(action)?;
    let (actor, now) = (caller.id(), app.clock.now());
    let relation = app.reads.run(move |c| relations::to_organisation(c, actor, id, now)).await?;
    caller.may(action, &relation)
}

/// Goes on only if the caller may do this to the invitation.
pub(in crate::web) async fn may_for_invitation(
    app: &App,
    caller: &Caller,
    id: InvitationId,
    action: Action,
) -> ApiResult<()> {
    caller.could(action)?;
    let (actor, now) = (caller.id(), app.clock.now());
    let relation = app.reads.run(move |c| invitations::relation(c, actor, id, now)).await?;
    caller.may(action, &relation)
}

/// Goes on only if the caller may do this to the certificate.
pub(in crate::web) async fn may_for_certificate(
    app: &App,
    caller: &Caller,
    id: CertificateId,
    action: Action,
) -> ApiResult<()> {
    caller.could(action)?;
    let (actor, now) = (caller.id(), app.clock.now());
    let relation = app
        .reads
        .run(move |c| {
            let holder = certificate::holder(c, id)?;
            relations::to_person(c, actor, holder, now)
        })
        .await?;
    caller.may(action, &relation)
}

/// Goes on only if the caller may do this to what somebody said of training already done.
pub(in crate::web) async fn may_for_claim(
    app: &App,
    caller: &Caller,
    claim: RowId,
    action: Action,
) -> ApiResult<()> {
    caller.could(action)?;
    let claimant = app.reads.run(move |c| claim_evidence::claimant(c, claim)).await?;
    caller.may(action, &Relation { own: claimant == caller.id(), ..Relation::default() })
}

/// Whether the caller sees the names a holder's certificates were issued in before they were replaced.
pub(in crate::web) fn sees_former_names(caller: &Caller, holder: PersonId) -> bool {
    caller.actor.is_coordinator || caller.id() == holder
}

/// Goes on only if the caller may do this to the membership.
pub(in crate::web) async fn may_for_membership(
    app: &App,
    caller: &Caller,
    id: MembershipId,
    action: Action,
) -> ApiResult<()> {
    let (actor, now) = (caller.id(), app.clock.now());
    let relation = app
        .reads
        .run(move |c| {
            let view = memberships::view(c, id)?;
            let about = relations::to_organisation(c, actor, view.organisation.id, now)?;
            Ok::<_, Error>(Relation { own: view.person.id == actor, ..about })
        })
        .await?;
    // Nobody vouches for themselves.
    let relation = if action == Action::ConfirmMembership && relation.own {
        Relation { leads: false, ..relation }
    } else {
        relation
    };
    caller.may(action, &relation)
}

/// Takes a session as this caller may see it: without `joining` unless they may, and not at all if it is hidden.
pub(in crate::web) fn shown_to(
    item: &mut Revised<SessionView>,
    actor: Option<&Actor>,
    relation: Relation,
) -> bool {
    let may = |action| may(actor, action, &relation) == Access::Yes;
    if !may(Action::ReadJoining) {
        item.view.joining = None;
    }
    let hidden = item.view.private || item.view.state == SessionState::Draft;
    !hidden || may(Action::ReadHiddenSession)
}
