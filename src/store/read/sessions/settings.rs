//! What coordinators set beside what everybody sees of a course or session.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    session_rows,
    zoom::{self, ZoomMeetingView},
};
use crate::{
    domain::ids::{PersonId, SessionId},
    store::{
        AnyConnection,
        error::Error,
        read::{
            catalogue::{
                course::{Restriction, restriction},
                courses,
            },
            revised::Revised,
        },
        schema::session_trainers,
    },
};

/// The settings of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "independent settings, each a switch of its own")]
pub struct CourseSettings {
    /// Per cent of a date's minutes that are enough.
    pub enough_percent: i32,
    /// How many dates are enough; null for all of them.
    pub enough_dates: Option<i32>,
    /// Working days of notice for giving up a place.
    pub notice_days: i32,
    /// A manager's yes is asked for.
    pub needs_approval: bool,
    /// Given when somebody commissions it.
    pub by_commission: bool,
    /// The organisation that commissions it counts as trained afterwards.
    pub trains_organisation: bool,
    /// From how many of its confirmed members on an open date an organisation counts as trained; null: never by one.
    pub trains_organisation_from: Option<i32>,
    /// Organisations that have what it asks for are invited when a date is published.
    pub invites_trained_organisations: bool,
    /// Name badges say the organisation below the name.
    pub badges_show_organisation: bool,
    /// For how many months having done it keeps somebody current in practice; null: it makes no practitioners.
    pub current_months: Option<i32>,
    /// The slug of the declaration by which whoever has done it stays current as long again; null: by none.
    pub renewed_by: Option<String>,
    /// No longer given.
    pub retired: bool,
    /// Whom it is limited to.
    pub restricted_to: Restriction,
}

/// The settings of the course of this slug.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn course(connection: &mut AnyConnection, slug: &str) -> Result<Revised<CourseSettings>, Error> {
    let row = courses::by_slug(connection, slug)?;
    let view = CourseSettings {
        enough_percent: row.enough_percent,
        enough_dates: row.enough_dates,
        notice_days: row.notice_days,
        needs_approval: row.needs_approval,
        by_commission: row.by_commission,
        trains_organisation: row.trains_organisation,
        trains_organisation_from: row.trains_organisation_from,
        invites_trained_organisations: row.invites_trained_organisations,
        badges_show_organisation: row.badges_show_organisation,
        current_months: row.current_months,
        renewed_by: row.renewed_by.map(|id| courses::declaration_slug(connection, id)).transpose()?,
        retired: row.retired_at.is_some() && !row.draft,
        restricted_to: restriction(connection, row.id)?,
    };
    Ok(Revised { revision: row.revision, view })
}

/// The settings of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionSettings {
    /// Who runs it.
    pub trainer_ids: Vec<PersonId>,
    /// Booking opens; null for at once.
    pub booking_opens_at: Option<DateTime<Utc>>,
    /// Booking closes; null for when the first date starts.
    pub booking_closes_at: Option<DateTime<Utc>>,
    /// For named people only.
    pub private: bool,
    /// Zoom is to make the meetings, as long as nobody types how to join.
    pub zoom_meeting: bool,
    /// What Zoom has made of it, date by date; empty where it makes nothing.
    pub zoom_meetings: Vec<ZoomMeetingView>,
}

/// The settings of a session.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn session(connection: &mut AnyConnection, id: SessionId) -> Result<Revised<SessionSettings>, Error> {
    let row = session_rows::dated(connection, id)?;
    let trainer_ids = session_trainers::table
        .filter(session_trainers::session_id.eq(id))
        .order(session_trainers::position)
        .select(session_trainers::person_id)
        .load(connection)?;
    let view = SessionSettings {
        trainer_ids,
        booking_opens_at: row.booking_opens_at.map(|at| at.and_utc()),
        booking_closes_at: row.booking_closes_at.map(|at| at.and_utc()),
        private: row.private,
        zoom_meeting: row.zoom_meeting,
        zoom_meetings: zoom::meetings(connection, &[id])?.into_iter().map(Into::into).collect(),
    };
    Ok(Revised { revision: row.revision, view })
}
