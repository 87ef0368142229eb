//! Each organisation's way with us: trained as a whole, its requests, cohorts and dates.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::{
    domain::{
        figures::SessionFact,
        ids::{CourseId, OrganisationId, SessionId},
        organisation_years::{Invited, OrganisationWay},
        times::Zone,
        words::{CommissionState, InvitationState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{
            commissions, organisation_completions as trainings, session_dates,
            session_invitations as invitations, sessions,
        },
    },
};

/// What is known of every organisation that had anything to do with us as a whole, as of a moment.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    /// By organisation.
    pub of: HashMap<OrganisationId, OrganisationWay>,
    /// What each was trained in as a whole, and when.
    pub trainings: Vec<(OrganisationId, CourseId, Option<NaiveDate>)>,
}

/// Reads them.
///
/// # Errors
/// When the database fails.
pub fn ways(connection: &mut AnyConnection, now: NaiveDateTime) -> Result<Ways, Error> {
    let trained = trainings::table
        .filter(trainings::withdrawn_at.is_null())
        .order((trainings::completed_on, trainings::id))
        .select((trainings::organisation_id, trainings::course_id, trainings::completed_on))
        .load(connection)?;
    let mut ways = Ways { trainings: trained, ..Ways::default() };
    for (organisation, _, on) in &ways.trainings {
        ways.of.entry(*organisation).or_default().trained.push(*on);
    }
    let mut theirs: Vec<(OrganisationId, SessionId)> = Vec::new();
    requests(connection, &mut ways, &mut theirs, now)?;
    cohorts(connection, &mut ways, &mut theirs)?;
    dates(connection, &mut ways, &theirs)?;
    Ok(ways)
}

type Theirs = Vec<(OrganisationId, SessionId)>;

fn requests(
    connection: &mut AnyConnection,
    ways: &mut Ways,
    theirs: &mut Theirs,
    now: NaiveDateTime,
) -> Result<(), Error> {
    type Row = (Option<OrganisationId>, CommissionState, Option<SessionId>, Option<NaiveDateTime>);
    let rows: Vec<Row> = commissions::table
        .left_join(sessions::table.on(commissions::session_id.eq(sessions::id.nullable())))
        .filter(commissions::organisation_id.is_not_null())
        .select((
            commissions::organisation_id,
            commissions::state,
            commissions::session_id,
            sessions::starts_at.nullable(),
        ))
        .load(connection)?;
    for (organisation, state, session, starts_at) in rows {
        let Some(organisation) = organisation else { continue };
        let begun = starts_at.is_some_and(|at| at <= now);
        ways.of.entry(organisation).or_default().requests.push((state, begun));
        let held = !matches!(state, CommissionState::Declined | CommissionState::Withdrawn);
        theirs.extend(session.filter(|_| held).map(|session| (organisation, session)));
    }
    Ok(())
}

fn cohorts(connection: &mut AnyConnection, ways: &mut Ways, theirs: &mut Theirs) -> Result<(), Error> {
    type Row = (OrganisationId, InvitationState, SessionId, NaiveDateTime, NaiveDateTime, Zone);
    let rows: Vec<Row> = invitations::table
        .inner_join(sessions::table)
        .filter(invitations::state.eq_any([InvitationState::Open, InvitationState::Accepted]))
        .filter(sessions::state.ne(SessionState::Cancelled))
        .select((
            invitations::organisation_id,
            invitations::state,
            sessions::id,
            sessions::starts_at,
            sessions::ends_at,
            sessions::timezone,
        ))
        .load(connection)?;
    for (organisation, state, session, starts_at, ends_at, zone) in rows {
        let accepted = state == InvitationState::Accepted;
        let day = |at: NaiveDateTime| SessionFact::day_of(at.and_utc(), zone.tz());
        let invited = Invited { accepted, begins: day(starts_at), ends: day(ends_at) };
        ways.of.entry(organisation).or_default().invited.push(invited);
        if accepted {
            theirs.push((organisation, session));
        }
    }
    Ok(())
}

fn dates(connection: &mut AnyConnection, ways: &mut Ways, theirs: &Theirs) -> Result<(), Error> {
    let mut ids: Vec<SessionId> = theirs.iter().map(|(_, session)| *session).collect();
    ids.sort();
    ids.dedup();
    let mut days: HashMap<SessionId, Vec<NaiveDate>> = HashMap::new();
    for some in ids.chunks(500) {
        let rows: Vec<(SessionId, NaiveDateTime, Zone)> = session_dates::table
            .inner_join(sessions::table)
            .filter(session_dates::session_id.eq_any(some))
            .filter(session_dates::cancelled_at.is_null())
            .filter(sessions::state.ne_all([SessionState::Cancelled, SessionState::Draft]))
            .select((session_dates::session_id, session_dates::starts_at, sessions::timezone))
            .load(connection)?;
        for (session, at, zone) in rows {
            days.entry(session).or_default().push(SessionFact::day_of(at.and_utc(), zone.tz()));
        }
    }
    for (organisation, session) in theirs {
        if let Some(days) = days.get(session) {
            ways.of.entry(*organisation).or_default().dates.extend(days);
        }
    }
    Ok(())
}
