//! The dates of a place as a calendar to take away: each entry says what its last invite said.

use chrono::{DateTime, Utc};

use super::calendar_entry::entry;
use crate::{
    domain::{
        ids::{PersonId, SessionId},
        invites::InviteMethod,
    },
    store::read::sessions::attending,
    usecases::{UseCases, error::Failure, loaded_session::Scene},
};

/// One date in somebody's calendar.
#[derive(Debug, Clone)]
pub struct OwnDate {
    /// The UID of its invites.
    pub uid: String,
    /// The SEQUENCE of the last one.
    pub sequence: i32,
    /// When that was.
    pub updated_at: DateTime<Utc>,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
    /// The title.
    pub summary: String,
    /// What stands below it.
    pub description: String,
    /// The room or address, or where to join.
    pub location: String,
    /// Where to join online.
    pub conference: Option<String>,
    /// Where to join, or the booking's page.
    pub url: String,
    /// It was taken out of the calendar.
    pub cancelled: bool,
}

impl UseCases {
    /// The dates of a person's place on a session, earliest first; nothing for somebody without one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_calendar(&self, session: SessionId, person: PersonId) -> Result<Vec<OwnDate>, Failure> {
        let settings = self.settings.clone();
        self.db
            .read(move |c| {
                let here = Scene::load(c, session)?;
                let mut dates = Vec::new();
                for (booking, invite, date) in attending::invited(c, session, person)? {
                    let left = if date.session_id == session {
                        None
                    } else {
                        Some(Scene::load(c, date.session_id)?)
                    };
                    let own = left.as_deref().unwrap_or(&here).for_booking(c, booking.id)?;
                    let entry = entry(&settings, &own, &booking, date.id)?;
                    dates.push(OwnDate {
                        uid: invite.uid,
                        sequence: invite.sequence,
                        updated_at: invite.updated_at.and_utc(),
                        starts_at: date.starts_at.and_utc(),
                        ends_at: date.ends_at.and_utc(),
                        summary: entry.summary,
                        description: entry.description,
                        location: entry.location,
                        conference: entry.conference,
                        url: entry.url,
                        cancelled: invite.last_method != InviteMethod::Request,
                    });
                }
                Ok::<_, Failure>(dates)
            })
            .await
    }
}
