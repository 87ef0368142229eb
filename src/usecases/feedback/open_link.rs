//! What a mailed link leads to, while it leads anywhere. Why one does not, nobody is told.

use chrono::{DateTime, Utc};

use crate::{
    crypto::tokens::read_derived_token,
    domain::{
        feedback::LinkKind,
        ids::RowId,
        impact::{ImpactSide, ImpactStage},
        words::{TokenKind, Word as _},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            feedback::{
                answer_links::{self, LinkRow},
                given::{self, Attended},
                impacts,
            },
            people::person,
        },
    },
    usecases::{UseCases, error::Failure},
};

/// A link that leads somewhere.
#[derive(Debug, Clone)]
pub struct OpenLink {
    /// Itself.
    pub link: LinkRow,
    /// The booking it asks about.
    pub attended: Attended,
    /// What it asks, where that is what became of the course.
    pub asks: Option<(ImpactStage, ImpactSide)>,
}

impl UseCases {
    /// What a link to a feedback form leads to; none when it leads nowhere, for whatever reason.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feedback_link(&self, token: &str) -> Result<Option<OpenLink>, Failure> {
        self.opened(self.feedback_id(token)).await
    }

    /// What a link that asks what became of a course leads to; none when it leads nowhere, for whatever reason.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn impact_link(&self, token: &str) -> Result<Option<OpenLink>, Failure> {
        self.opened(self.impact_id(token)).await
    }

    async fn opened(&self, id: Option<RowId>) -> Result<Option<OpenLink>, Failure> {
        let Some(id) = id else { return Ok(None) };
        let now = self.db.clock().now();
        Ok(self.db.read(move |c| open(c, id, now)).await?)
    }

    /// The id in a link to a feedback form, if we made it.
    pub(super) fn feedback_id(&self, token: &str) -> Option<RowId> {
        self.link_id(token, TokenKind::Feedback)
    }

    /// The id in a link that asks what became of a course, if we made it.
    pub(super) fn impact_id(&self, token: &str) -> Option<RowId> {
        self.link_id(token, TokenKind::Impact)
    }

    fn link_id(&self, token: &str, kind: TokenKind) -> Option<RowId> {
        let id = read_derived_token(&self.settings.secret, token, kind.as_str())?;
        Some(RowId::from_uuid(id))
    }
}

/// The link, while it leads somewhere: it was not taken back, its time is not over, it was not used up, and whoever
/// holds it is still the one to answer.
pub(super) fn open(
    connection: &mut AnyConnection,
    id: RowId,
    now: DateTime<Utc>,
) -> Result<Option<OpenLink>, Error> {
    let Some(link) = answer_links::find(connection, id)? else { return Ok(None) };
    if link.is_withdrawn() {
        return Ok(None);
    }
    let attended = given::attended(connection, link.booking_id)?;
    let asks = link.kind.asks();
    let leads_on = match asks {
        None => link.kind == LinkKind::Feedback && is_open_for_feedback(connection, &link, &attended, now)?,
        Some((stage, side)) => {
            !link.is_expired(now)
                && link.used_at.is_none()
                && impacts::find(connection, (attended.booking, stage, side))?.is_none()
                && impacts::is_completed(connection, attended.booking)?
                && is_still_asked(connection, &link, &attended, side)?
        }
    };
    Ok(leads_on.then_some(OpenLink { link, attended, asks }))
}

fn is_open_for_feedback(
    connection: &mut AnyConnection,
    link: &LinkRow,
    attended: &Attended,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let given = given::of_booking(connection, attended.booking)?;
    Ok(link.person_id == attended.person && attended.is_open(given.as_ref(), now))
}

fn is_still_asked(
    connection: &mut AnyConnection,
    link: &LinkRow,
    attended: &Attended,
    side: ImpactSide,
) -> Result<bool, Error> {
    match side {
        ImpactSide::Participant => Ok(link.person_id == attended.person),
        ImpactSide::Manager => Ok(impacts::agrees(connection, attended.booking)?
            && person::line_manager(connection, attended.person)? == Some(link.person_id)),
    }
}
